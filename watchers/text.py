"""Words, sentences and excerpts of a text, always as spans into the original, so that a quote is shown verbatim."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

Span = tuple[int, int]

# ------------------------------------------------------------------ characters


def _class(codes: list[int]) -> str:
    """The inside of a regex character class: runs of neighbouring code points written as ranges."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs)


# Combining marks are no \w in Python: unhandled, decomposed "é" and "й" would cut words in two. Planes beyond
# these two hold none but the variation selectors.
_MARKS = (
    _class([c for c in range(0x300, 0x1F000) if unicodedata.category(chr(c))[0] == "M"])
    + "\uff9e\uff9f"  # half-width voicing marks, which NFKC joins to the kana before them
    + "\U000e0100-\U000e01ef"
)
# Soft hyphen, zero-width spaces and joiners, direction marks, byte order mark: seen, or rather unseen, inside words.
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CJK = (
    "\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
# Letters that are typed as apostrophes, and raised digits, which are notes' marks stuck to a word.
_NO_LETTERS = "_\u02bb\u02bc\u00b2\u00b3\u00b9\u2070\u2074-\u2079"
_LETTER = rf"[^\W{_NO_LETTERS}{_CJK}\uff9e\uff9f]"
_INNER = rf"(?:{_LETTER}|[{_MARKS}{_UNSEEN}])"
_POSSESSIVE = rf"(?:['’][sS](?!{_INNER}))?"
_ALPHA = rf"[^\W\d{_NO_LETTERS}{_CJK}\uff9e\uff9f]"
# Single letters, each with its point: "U.S.", "e.g.", "т.е."; but of "S.V.Lavrov" only the initials.
_POINTED = rf"{_ALPHA}(?:\.{_ALPHA}(?!{_INNER}))+\.?{_POSSESSIVE}"
# "1,140,000.5", "1.140.000", "1 140 000", "1'140'000"; "3.5", "3,5". No date ("28.01.2021"), no list ("2020,2021"), nor
# the number of a name and what follows it ("S-400 500").
_SPACE = " \u00a0\u2009\u202f"
_GROUPS = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+(?:\.[0-9]+)?|(?:\.[0-9]{3})+(?:,[0-9]+)?|(?:['’][0-9]{3})+(?:[.,][0-9]+)?)"
_GROUPS += rf"|(?<![^\W\d][-\u2010\u2011])[1-9][0-9]{{0,2}}(?:[{_SPACE}][0-9]{{3}})+(?:[.,][0-9]+)?"
_DECIMAL = r"[0-9]+(?:\.[0-9]+|,[0-9]{1,2})|0,[0-9]+"
# A unit may be written to it ("3.5bn", "1,140km").
_NUMBER = rf"(?<![0-9][.,])(?:{_GROUPS}|{_DECIMAL})(?![{_MARKS}]|[{_UNSEEN}]*[.,'’]?[0-9])"
# Most words are letters of one common range throughout: the rest is tried only where they end.
_COMMON = "[A-Za-z0-9А-яё]"
WORD = re.compile(
    rf"(?=[0-9]){_NUMBER}|(?=.\.){_POINTED}"
    rf"|(?:{_COMMON}|{_LETTER}){_COMMON}*(?:{_LETTER}+|[{_UNSEEN}]*[{_MARKS}]+|[{_UNSEEN}]+(?={_LETTER}))*"
    rf"{_POSSESSIVE}"
    rf"|[{_CJK}](?:[{_MARKS}{_UNSEEN}]*[{_MARKS}])?"
)
_UNSEEN_ONE = re.compile(f"[{_UNSEEN}]")
_CJK_ONE = re.compile(f"[{_CJK}]")
_NOT_WORD = re.compile(rf"[^\w{_MARKS}]")
_POINTED_OR_NUMBER = re.compile(rf"(?P<number>{_GROUPS}|{_DECIMAL})|{_POINTED}")
_GROUPED = re.compile(
    rf"[1-9][0-9]{{0,2}}(?:(?:,[0-9]{{3}})+(?!,)|(?:\.[0-9]{{3}})+(?!\.)|(?:[{_SPACE}'’][0-9]{{3}})+)(?P<decimals>[.,][0-9]+)?"
)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}  # "ＮＡＴＯ", "Ｇ７"
_STRESS = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301]")
_RUSSIAN = str.maketrans({"ё": "е", "ѐ": "е", "ѝ": "и"})
_BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_ACCENTED = re.compile("[\u00c0-\u03ff\u0400-\u052f\u1e00-\u1fff\u0300-\u036f]")


# ------------------------------------------------------------------ words


def words(text: str) -> tuple[Span, ...]:
    """The words of a text, in order, as spans.

    A word is a run of letters and digits with the combining marks and unseen characters inside it; hyphens,
    apostrophes and points part words, but an English possessive 's stays with its word; so do the points of an
    abbreviation ("U.S.", "т.е.") and the separators of a number ("1,140,000", "1 140 000", "3.5"). Every Han or kana
    character is a word of its own, since those scripts write no spaces. Raised digits (notes' marks) and "_" are no
    words.
    """
    return tuple([found.span() for found in WORD.finditer(text)])


def fold(token: str) -> str:
    """One word as it is compared: compatibility forms, letter case, unseen characters, ё and a possessive 's undone,
    and the points of an abbreviation ("us") and separators of a number ("1140000", "3.5") with them.

    Accents stay (`strip_accents`), and so does й, which is a letter and no accented и.
    """
    plain = _without_possessive(_UNSEEN_ONE.sub("", token))
    if not plain.isalnum() and (pointed := _POINTED_OR_NUMBER.fullmatch(plain)):
        if pointed["number"]:
            return _number(plain)
        plain = plain.replace(".", "")
    if plain.isascii():
        return plain.lower()
    wide = unicodedata.normalize("NFKC", plain)
    if _NOT_WORD.search(wide):  # a one-character "½" or "㏂" would fall apart into words
        wide = unicodedata.normalize("NFC", plain)
    # Casefolding may decompose, so normalise once more (Unicode 3.13, D146).
    folded = unicodedata.normalize("NFC", wide.casefold())
    while True:  # a letter laid bare may join with the mark that follows it
        bare = unicodedata.normalize("NFC", _STRESS.sub("", folded.translate(_RUSSIAN)))
        if bare == folded:
            return bare
        folded = bare


def _without_possessive(word: str) -> str:
    return word[:-2] if len(word) > 2 and word[-1] in "sS" and word[-2] in "'’" else word


def _number(plain: str) -> str:
    """A number without what parts its thousands, and with a point for its decimals."""
    grouped = _GROUPED.fullmatch(plain)
    if grouped is None:
        return plain.replace(",", ".")
    decimals = grouped["decimals"]
    return re.sub("[^0-9]", "", plain[: len(plain) - len(decimals or "")]) + (f".{decimals[1:]}" if decimals else "")


def strip_accents(word: str) -> str:
    """A folded word without the accents people leave out in typing: Latin and Greek marks, but no Cyrillic letter's."""
    if word.isascii() or not _ACCENTED.search(word):
        return word
    kept: list[str] = []
    for char in unicodedata.normalize("NFC", word):
        if "\u0400" <= char <= "\u052f":
            kept.append(char)
            continue
        bare = [c for c in unicodedata.normalize("NFD", char) if not "\u0300" <= c <= "\u036f"]
        kept.extend(bare)
    return "".join(kept).translate(_BARE) or word


def as_written(word: str) -> str:
    """A word as it is written, letter case included, but for what nobody would call a part of it: unseen characters,
    a possessive 's, the points of an abbreviation, the width of its letters. "U.S.", "ＵＳ" and "US’s" are "US"; a
    number stays as it is.
    """
    plain = _without_possessive(unicodedata.normalize("NFC", _UNSEEN_ONE.sub("", word)).translate(_NARROW))
    return plain.replace(".", "") if "." in plain and not plain[0].isdigit() else plain


_TO_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіјќўқғңөұүһә", "abvgdeziyklmnoprstufyeijkukgnouuha", strict=True))
    | {
        "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
        "ї": "yi", "є": "ye", "ґ": "g", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dz",
    }
)  # fmt: skip
# What English papers write now so, now otherwise, in one way. None of it is how a name should be shown.
_ONE_WAY = (
    (re.compile("['’ʹʼʻ]"), ""),
    (re.compile("(?<=[dfhlmnpstvz])yo"), "e"),  # Fyodor, Fedor; but Kyodo
    (re.compile("[iy]+"), "i"),  # Dmitry, Dmitriy, Dmitrii; Sergey, Sergei; Maria, Mariya; Dmytro, Dmitro
    (re.compile("ie"), "e"),  # Yevgeny, Evgeny; Tokayev, Tokaev; Lavrentiev, Lavrentev
    (re.compile("ks"), "x"),  # Aleksey, Alexey
    (re.compile(r"([bcdfghjklmnpqrstvwxz])\1+"), r"\1"),  # Vassily, Vasily
    (re.compile("(?<=[dt])r$"), "er"),  # Aleksandr, Alexander; Pyotr, Peter
)


@lru_cache(maxsize=1 << 12)  # the same few people speak all through a briefing
def latin(word: str) -> str:
    """A name's word as it can be compared across scripts and spellings, not shown: folded, accentless, its Cyrillic
    letters as English papers write them, and what these write now so, now otherwise (Sergey, Sergei) in one way.
    """
    plain = strip_accents(fold(word)).translate(_TO_LATIN)
    for spelling, instead in _ONE_WAY:
        plain = spelling.sub(instead, plain)
    return plain


def visible(text: str) -> str:
    """The text without soft hyphens, zero-width spaces and other unseen characters."""
    return _UNSEEN_ONE.sub("", text)


def is_han_or_kana(word: str) -> bool:
    """Whether a word is one of a script that writes no spaces."""
    return _CJK_ONE.match(word) is not None


# ------------------------------------------------------------------ sentences

_CLOSERS = "\"'”’“»›)\\]』」】）〉》"
_STOP = re.compile(
    rf"(?P<stop>[.!?…؟۔।]+[{_CLOSERS}]*)(?=\s|\Z)"
    rf"|(?P<wide>[。！？．｡]+(?P<closed>[{_CLOSERS}]*))"
    r"|(?P<gap>\n\s*\n|\u2029)"
)
_BEFORE_DOT = re.compile(r"(?P<letters>[^\W\d_]+)\Z|(?P<digits>\d+)\Z")
_HIRAGANA = re.compile("[\u3041-\u3096]")
# Abbreviations that stand before a name or a noun, so never at a sentence's end. Single letters (initials, "U.S.",
# "p.m.", "т.д.", "г.") need no listing.
_ABBREVIATIONS = frozenset(
    """mr mrs ms messrs dr prof gen col lt sgt capt cpt maj cmdr cdr adm amb sen rep reps gov pres hon rev st mt jr sr
    vs viz cf approx dept univ intl hrs mme mlle mgr sra srta dra lic uu ca bzw abs evtl ggf inkl usw hr fr
    им тов гос акад проф ген полк подп адм др пр см ср напр тыс руб долл млн млрд трлн чел ул пл пер обл респ св гг вв
    стр рис табл ред изд зам пом нач дир деп мин сек кв итал англ франц нем рус лат""".split()  # noqa: SIM905
)
# ... and those which are abbreviations only before a number: "No. 5", "Art. 51", "Jan. 6", "ст. 5".
_BEFORE_NUMBER = frozenset(
    """no nos nr art arts fig figs sec sect vol vols ch chap para paras pp res ref tel ext num núm kap ziff
    jan feb mar apr jun jul aug sep sept oct nov dec ст ч п пп гл разд абз подп тел вып вып янв фев мар апр авг сен
    сент окт ноя дек""".split()  # noqa: SIM905
)
_GERMAN_MONTHS = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember".split()  # noqa: SIM905
)
_TAIL = re.compile("[\\d'’]")
_NEXT_WORD = re.compile(r"[^\W\d_]+")


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, trimmed of white space; every character that is not blank lies in one.

    A blank line ends a sentence. In doubt two sentences stay one: a quotation too long is better than one cut at
    "Mr.", "No. 5", "U.S." or "в 2020 г.".
    """
    spans: list[Span] = []
    start = 0
    for found in _STOP.finditer(text):
        if found.lastgroup == "gap":
            end = found.start()
        elif _ends_sentence(text, start, found):
            end = found.end()
        else:
            continue
        spans += _trimmed(text, start, end)
        start = end
    return (*spans, *_trimmed(text, start, len(text)))


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    inside = piece.strip()
    lead = len(piece) - len(piece.lstrip())
    return [(start + lead, start + lead + len(inside))] if inside else []


def _ends_sentence(text: str, start: int, found: re.Match[str]) -> bool:
    following = _after(text, found.end())
    if found.lastgroup != "stop":  # a Chinese or Japanese stop; 「…。」と言う goes on
        return not (found["closed"] and _HIRAGANA.match(text, found.end()))
    if following.islower() or following in ".,;:!?)»”…":
        return not following
    if found["stop"][0] != "." or found["stop"][1:2] == ".":
        return True
    before = _BEFORE_DOT.search(text, max(start, found.start() - 24), found.start())
    if before is None:
        return True
    if before["digits"]:
        # "1. The talks" numbers a paragraph; "am 5. Mai" a day.
        numbered = not text[start : before.start()].strip()
        word = _NEXT_WORD.search(text, found.end(), found.end() + 16)
        return not (numbered or (word and word.group().lower() in _GERMAN_MONTHS))
    name = before["letters"]
    if len(name) == 1 and name.lower() != name.upper():  # an initial, but neither "5G." nor "don't."
        return bool(_TAIL.match(text, before.start() - 1)) if before.start() else False
    if name.lower() in _ABBREVIATIONS:
        return False
    return not (name.lower() in _BEFORE_NUMBER and following.isdigit())


def _after(text: str, at: int) -> str:
    """The first character after a place that is no white space, or ""; a blank line counts as the end."""
    while at < len(text) and text[at].isspace():
        if text[at] == "\n" and not text[at + 1 : at + 2].strip() and text[at + 1 : at + 2]:
            return ""
        at += 1
    return text[at : at + 1]


# ------------------------------------------------------------------ excerpts


def excerpt(text: str, spans: Sequence[Span], budget: int) -> tuple[Span, ...]:
    """Whole sentences that hold the spans, as stretches of the text in its order, at most `budget` characters in all.

    Those with the most spans come first, then the earliest; neighbours become one stretch. A sentence longer than the
    budget is cut at word borders around its first span, if it is the best; without spans the text's beginning is
    taken.
    """
    if budget <= 0:
        return ()
    whole = _uncut(sentences(text), spans)
    if not whole:
        return ()
    hits = Counter(_holder(whole, span) for span in spans)
    best = sorted(hits, key=lambda n: (-hits[n], n)) or list(range(len(whole)))
    first = whole[best[0]]
    if first[1] - first[0] > budget:
        inside = sorted(span for span in spans if _holder(whole, span) == best[0])
        return (_cut(text, first, inside[0] if inside else (first[0], first[0]), budget),)
    chosen: set[int] = set()
    for n in best:
        cost = whole[n][1] - whole[n][0]
        cost += whole[n][0] - whole[n - 1][1] if n - 1 in chosen else 0
        cost += whole[n + 1][0] - whole[n][1] if n + 1 in chosen else 0
        if cost <= budget:
            chosen.add(n)
            budget -= cost
        elif not hits:
            break
    stretches: list[Span] = []
    for n in sorted(chosen):
        if n - 1 in chosen:
            stretches[-1] = (stretches[-1][0], whole[n][1])
        else:
            stretches.append(whole[n])
    return tuple(stretches)


def _uncut(found: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """The sentences, those parted within one of the spans joined again."""
    joined: list[Span] = []
    crossing = sorted(spans)
    at = 0
    reach = 0  # how far the spans go that began in the sentences so far
    for start, end in found:
        while at < len(crossing) and crossing[at][0] < start:
            if joined and crossing[at][0] < joined[-1][1]:
                reach = max(reach, crossing[at][1])
            at += 1
        if joined and reach > start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _holder(whole: Sequence[Span], span: Span) -> int:
    """Which sentence holds a span; of one in the white space between two, the one it reaches into."""
    number = max(bisect_right(whole, span[0], key=lambda sentence: sentence[0]) - 1, 0)
    if span[0] >= whole[number][1] and number + 1 < len(whole) and span[1] > whole[number + 1][0]:
        return number + 1
    return number


def _cut(text: str, sentence: Span, hit: Span, budget: int) -> Span:
    """At most `budget` characters of a sentence around a hit, from the start of a word to the end of one."""
    start, end = sentence
    first, last = max(start, hit[0]), min(end, hit[1])
    if last - first >= budget:
        room_before, room_after = 0, budget - (last - first)
    else:
        room = budget - (last - first)
        room_after = min(end - last, room - min(room // 2, first - start))
        room_before = min(first - start, room - room_after)
    low, high = first - room_before, last + room_after
    inside = [(start + a, start + b) for a, b in words(text[start:end])]
    if low > start:
        low = min((a for a, _ in inside if low <= a <= first), default=first)
    if high < end:
        high = max((b for a, b in inside if low <= a and b <= high), default=high)
    return (_trimmed(text, low, high) or _trimmed(text, start, start + budget))[0]
