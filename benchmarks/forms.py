"""Word forms: how many forms of a word are found, and how many other words with them, by language and by method.

.venv/bin/python benchmarks/forms.py [FOLDER]

The truth is a dictionary that a package ships: pymorphy3's for Russian, simplemma's for all others. FOLDER: saved pages
in Chinese, for how Chinese words are found; without it only made-up sentences are used.
"""

import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import Stemmer
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from watchers.languages import query_keys, word_keys
from watchers.lexicon import russian_forms
from watchers.text import fold, strip_accents

SAMPLE = 3_000  # lemmas of each language
NAMES = Path(__file__).parents[1] / "tests" / "watchers" / "names_ru.txt"
NAMED = {
    "en": "english",
    "ru": "russian",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "nl": "dutch",
    "sv": "swedish",
    "pl": "polish",
    "tr": "turkish",
    "hu": "hungarian",
    "ca": "catalan",
}
Keys = Callable[[str], Iterable[str]]


def once(language: str, rounds: int) -> Keys:
    """Snowball, repeated so often."""
    stemmer = Stemmer.Stemmer(NAMED[language])

    def keys(word: str) -> list[str]:
        stem = fold(word)
        for _ in range(rounds):
            stem = stemmer.stemWord(stem)
        return [strip_accents(stem)]

    return keys


def lexemes(language: str) -> dict[str, set[str]]:
    """Lemmas with all their forms, of a sample of a dictionary."""
    if language == "ru":
        from pymorphy3 import MorphAnalyzer

        rng = random.Random(3)
        found: dict[str, set[str]] = {}
        for word, _tag, lemma, *_ in MorphAnalyzer().dictionary.iter_known_words():
            if word == lemma and rng.random() < 0.02 and word.isalpha():
                found[fold(lemma)] = set()
        chosen = rng.sample(sorted(found), SAMPLE)
        analyzer = MorphAnalyzer()
        return {lemma: {fold(form.word) for form in analyzer.parse(lemma)[0].lexeme} for lemma in chosen}
    by_lemma: dict[str, set[str]] = defaultdict(set)
    for form, lemma in DefaultDictionaryFactory().get_dictionary(language).items():
        form, lemma = (one.decode() if isinstance(one, bytes) else one for one in (form, lemma))
        if form.isalpha() and lemma.isalpha() and len(lemma) > 2:
            by_lemma[fold(lemma)] |= {fold(form), fold(lemma)}
    several = sorted(lemma for lemma, forms in by_lemma.items() if len(forms) > 1)
    return {lemma: by_lemma[lemma] for lemma in random.Random(3).sample(several, SAMPLE)}


def figures(sample: dict[str, set[str]], text: Keys, query: Keys) -> tuple[float, float, float]:
    """Recall (of a form asked for: the share of the lemma's forms it finds), precision (of the words of the sample it
    finds: the share that are the lemma's), and keys a word of a query.
    """
    by_key: dict[str, set[str]] = defaultdict(set)
    for forms in sample.values():
        for form in forms:
            for key in text(form):
                by_key[key].add(form)
    rng = random.Random(5)
    recall = precision = count = 0.0
    for forms in sample.values():
        asked = rng.choice(sorted(forms))
        keys = list(query(asked))
        found = set().union(*(by_key.get(key, set()) for key in keys))
        recall += len(found & forms) / len(forms)
        precision += len(found & forms) / len(found) if found else 1
        count += len(keys)
    return recall / len(sample), precision / len(sample), count / len(sample)


def row(language: str, how: str, sample: dict[str, set[str]], text: Keys, query: Keys) -> None:
    """One line of the table."""
    recall, precision, keys = figures(sample, text, query)
    print(f"| {language} | {how} | {recall:.3f} | {precision:.3f} | {keys:.2f} |")


def fiftieth() -> list[str]:
    """A fiftieth of all the word forms that pymorphy3's dictionary has."""
    from pymorphy3 import MorphAnalyzer

    rng = random.Random(7)
    words = (fold(word) for word, *_ in MorphAnalyzer().dictionary.iter_known_words() if rng.random() < 0.02)
    return sorted({word for word in words if word.isalpha()})


def names() -> None:
    """The names of diplomacy: what the nominative finds of their cases."""
    rows = [line.split() for line in NAMES.read_text("utf-8").splitlines()]
    print(f"\n{len(rows)} Russian names and places, {sum(map(len, rows))} case forms, asked for by the nominative\n")
    print("| how | found | missed, for example | words of others, of a fiftieth of all |\n|---|---|---|---|")
    plain, fixed = once("ru", 1), once("ru", 8)
    others = fiftieth()
    own = {cases[0]: {*map(fold, cases), *russian_forms(cases[0])} for cases in rows}

    def with_forms(keys: Keys) -> Keys:
        return lambda word: {key for form in russian_forms(word) for key in keys(form)}

    ways: dict[str, tuple[Keys, Keys]] = {
        "Snowball once": (plain, plain),
        "Snowball to its fixed point": (fixed, fixed),
        "once, and all forms asked for (ours)": (lambda w: word_keys(w, "ru"), lambda w: query_keys(w, "ru")),
        "fixed point, and all forms asked for": (fixed, with_forms(fixed)),
    }
    for how, (text, query) in ways.items():
        missed = [(cases[0], case) for cases in rows for case in cases if not set(query(cases[0])) & set(text(case))]
        share = 1 - len(missed) / sum(map(len, rows))
        by_key: dict[str, set[str]] = defaultdict(set)
        for word in others:
            for key in text(word):
                by_key[key].add(word)
        wrong = sum(len(set().union(*(by_key.get(key, set()) for key in query(name))) - own[name]) for name in own)
        print(f"| {how} | {share:.1%} | {', '.join(' '.join(one) for one in missed[:3])} | {wrong} |")


# What a reader asks for, sentences that speak of it, and sentences that only hold its characters.
CHINESE = [
    ("中国", "中国外交部发言人表示。", "会议期间，方案中国别不同。"),
    ("美国", "美国政府宣布制裁。", "这是一部优美国产影片。"),
    ("日本", "日本外相今天抵京。", "他生日本周举行。"),
    ("外交", "双方外交官会面。", "关外交通便利。"),
    ("制裁", "反对单边制裁。", "工厂研制裁剪机。"),
    ("人权", "人权问题不应政治化。", "加强个人权利保护。"),
    ("和平", "维护地区和平。", "温和平稳的增长。"),
    ("大使", "大使提出抗议。", "强大使人敬畏。"),
    ("合作", "加强经济合作。", "综合作用显著。"),
    ("会谈", "两国外长举行会谈。", "学会谈判。"),
    ("主权", "尊重主权和领土完整。", "民主权利。"),
    ("安全", "安全理事会开会。", "保安全部到岗。"),
    ("核协议", "伊核协议得到遵守。", "审核协议书文本。"),
    ("停火", "呼吁立即停火。", "暂停火车运行。"),
]


def chinese(folder: str | None) -> None:
    """Three ways to find Chinese words: as substrings (ours), as segments, as segments or parts of segments."""
    import rjieba

    def bigrams(text: str) -> set[str]:
        return {text[n : n + 2] for n in range(len(text) - 1)}

    ways: dict[str, Callable[[str, str], bool]] = {
        "runs of characters (ours)": lambda word, text: word in text,
        "bigrams, in any order": lambda word, text: bigrams(word) <= bigrams(text),
        "segments": lambda word, text: word in rjieba.cut(text),
        "segments for search": lambda word, text: word in rjieba.cut_for_search(text),
    }
    print(f"\nChinese: {len(CHINESE)} words, in a sentence that speaks of them and in one that has only their signs\n")
    print("| how | found | false hits |\n|---|---|---|")
    for how, finds in ways.items():
        found = sum(finds(word, said) for word, said, _ in CHINESE)
        false = sum(finds(word, other) for word, _, other in CHINESE)
        print(f"| {how} | {found} of {len(CHINESE)} | {false} of {len(CHINESE)} |")
    if not folder:
        return
    text = "".join(
        "".join(re.findall("[\u4e00-\u9fff。，]+", path.read_text("utf-8", "replace")))
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    )[:400_000]
    segments = rjieba.cut(text)
    counts: dict[str, int] = defaultdict(int)
    for segment in segments:
        counts[segment] += 1
    known = [word for word in counts if 2 <= len(word) <= 4 and counts[word] >= 5]
    as_run = {word: text.count(word) for word in known}
    parts: dict[str, int] = defaultdict(int)
    for segment in segments:
        for word in rjieba.cut_for_search(segment):
            parts[word] += 1
    total = sum(as_run.values())
    print(
        f"\n{len(text):,} characters of saved pages, {len(known):,} words that are segments there five times or more\n"
    )
    print("| of the places where the word's characters stand | share |\n|---|---|")
    print(f"| it is a segment | {sum(counts[word] for word in known) / total:.3f} |")
    print(f"| it is a segment or part of one | {sum(min(parts[w], as_run[w]) for w in known) / total:.3f} |")


def main() -> None:
    """Print the tables."""
    print("| language | how | recall | precision | keys |\n|---|---|---|---|---|")
    for language in NAMED:
        sample = lexemes(language)
        for rounds, how in ((1, "Snowball once"), (8, "Snowball to its fixed point")):
            keys = once(language, rounds)
            row(language, how, sample, keys, keys)
        if language == "ru":
            fixed = once("ru", 8)
            row(
                "ru",
                "fixed point, all forms asked for",
                sample,
                fixed,
                lambda w, f=fixed: {k for x in russian_forms(w) for k in f(x)},
            )
        ours: Keys = lambda w, of=language: word_keys(w, of)  # noqa: E731
        asked: Keys = lambda w, of=language: query_keys(w, of)  # noqa: E731
        row(language, "ours", sample, ours, asked)
    names()
    chinese(sys.argv[1] if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    main()
