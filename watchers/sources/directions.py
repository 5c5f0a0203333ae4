"""Stage directions in a text: what a transcript says between brackets of the room, not of the matter."""

import re

from watchers.model import Span

_BRACKETED = re.compile(r"\([^()\n]{2,90}\)|\[[^\[\]\n]{2,90}\]|（[^（）\n]{1,40}）|【[^【】\n]{1,40}】")
_MOST_WORDS = 6  # of a direction known by one of its words; more is an aside that holds the word
_SOUNDS = re.compile(
    r"\b(?:laugh(?:s|ter|ing|ed)?|chuckl\w+|applau\w+|cheer(?:s|ing)?|boo(?:s|ing)|cross[- ]?talk(?:ing)?|inaudible|"
    r"unintelligible|indiscernible|indistinct|off[- ]?mi[ck]e?(?:rophone)?|moment of silence|sighs?|coughs?|sneezes?|"
    r"gasps?|whistles?|clears (?:his |her )?throat|nods?|gestur\w+|shrugs|audio (?:drops|cuts|gap|break)\w*|"
    r"(?:is|are|be) heard|(?:cell ?)?phone rings|snaps|points (?:to|at)|holds up|looks (?:at|for)|connection lost|"
    r"no (?:audio|(?:audible )?response|translation)|technical difficult\w+|"
    r"смех|сме[её]тся|аплодисмент\w*|неразборчиво|не слышно|не слышен|шум в зале|оживление|без микрофона|кивает|"
    r"показывает|обращаясь к|комментируя|"
    r"сміх|сміється|оплески|нерозбірливо|не чути|"
    r"heiterkeit|lachen|lacht|gelächter|beifall|applaus|unverständlich|akustisch|zwischenrufe?|zurufe?|ohne mikro\w*|"
    r"nickt|rires?|applaudissements?|inaudible|hors micro|brouhaha|risas?|aplausos?|inaudible|ininteligible|"
    r"fuera de micrófono|risos|aplausos|inaudível)\b",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(
    r"as (?:interpreted|translated|spoken)|через переводчика|как переведено|"
    r"(?:speaks?|speaking|spoke) (?:in .+|[A-Z][a-z]+)|"
    r"(?:via|through) (?:an )?interpreter|(?:говорит )?по-[а-яё]+[сц]ки|"
    r"in (?:english|russian|french|german|spanish|italian|portuguese|polish|ukrainian|turkish|arabic|hebrew|persian|"
    r"farsi|hindi|urdu|chinese|mandarin|japanese|korean|(?:his|her|their|another) (?:own |native )?language)|"
    r"auf (?:englisch|russisch|französisch|deutsch)|en (?:anglais|russe|français|inglés|ruso|español)|"
    r"(?:long )?pause|пауза",
    re.IGNORECASE,
)
_HAN = re.compile(r"笑|掌声|掌聲|鼓掌|点头|點頭|摇头|听不清|聽不清|拍手|웃음|박수")
_SENTENCE = re.compile(r"[A-ZА-ЯЁ][^\d!?;:]{3,88}\.")
_FIRST_PERSON = re.compile(r"\b(?:I|we|you|my|our|мы|я|вы|наш\w*)\b", re.IGNORECASE)
_REFERS = re.compile(r"\W*(?:see|cf|source|read|note|am|pm|e\.g|i\.e|см|прим)\b", re.IGNORECASE)


def find_events(text: str, spoken: bool) -> tuple[Span, ...]:
    """Where stage directions stand in a text, brackets included.

    spoken: a transcript of turns: there a whole sentence in brackets ("(Points to the map.)") is one too.
    """
    return tuple((m.start(), m.end()) for m in _BRACKETED.finditer(text) if is_direction(m[0], spoken))


def is_direction(bracketed: str, spoken: bool) -> bool:
    """Whether what stands between brackets is a stage direction."""
    inside = bracketed[1:-1].strip()
    if len(inside) <= 14 and _HAN.search(inside):
        return True
    bare = inside.rstrip(".。!… ")
    if len(bare.split()) <= _MOST_WORDS and (_SOUNDS.search(bare) or _LANGUAGE.fullmatch(bare)):
        return True
    told = spoken and bracketed[0] == "(" and bool(_SENTENCE.fullmatch(inside))
    return told and not (_FIRST_PERSON.search(inside) or _REFERS.match(inside))
