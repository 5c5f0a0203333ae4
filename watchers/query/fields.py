"""The fields of a query as they are typed: their names and values in several languages, and the days of a briefing."""

import calendar
import datetime as dt
import re
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, Literal, TypeAlias, get_args

from watchers.model import Role
from watchers.query.spelling import joined
from watchers.query.tree import Dates, FieldName
from watchers.text import fold, visible, words

Name: TypeAlias = FieldName | Literal["since", "until"]

# ------------------------------------------------------------------ names

_NAMES: dict[Name, str] = {
    "source": "source sources источник источники quelle quellen fuente fuentes site",
    "speaker": "speaker speakers спикер спикеры говорит locuteur locuteurs orateur orateurs sprecher sprecherin "
    "orador oradores oradora",
    "role": "role roles роль роли rôle rôles rolle rollen rol papel",
    "kind": "kind kinds type types вид виды тип genre genres tipo tipos",
    "lang": "lang langs language languages язык языки langue langues sprache sprachen idioma idiomas lengua",
    "title": "title titles titled заголовок заголовки название titre titres titel título titulo títulos",
    "outlet": "outlet outlets издание издания сми média médias medio medios medien",
    "since": "since с со начиная depuis seit ab desde",
    "until": "until till до по jusque bis hasta",
}
NAMES: Final[dict[str, Name]] = {word: name for name, listed in _NAMES.items() for word in listed.split()}
"""What a field may be called, casefolded -> the name it has in the tree."""

# Words of other search engines, each with what comes closest to it here.
_ELSEWHERE = {"after": "since", "before": "until", "author": "speaker", "intitle": "title", "allintitle": "title"}


def meant(name: str) -> str:
    """The field that an unknown name before a colon is close to, or "" if to none."""
    folded = name.casefold()
    if folded in _ELSEWHERE:
        return _ELSEWHERE[folded]
    close = get_close_matches(folded, NAMES, n=1, cutoff=0.8) if len(folded) > 2 else []
    return NAMES[close[0]] if close else ""


# ------------------------------------------------------------------ values

_KINDS = {
    "topic": "topic topics statement тема темы раздел sujet sujets thème thema themen tema temas",
    "question": "question questions вопрос вопросы frage fragen pregunta preguntas",
    "answer": "answer answers reply ответ ответы réponse réponses reponse antwort antworten respuesta respuestas",
    "exchange": "exchange exchanges qa q&a диалог échange échanges wortwechsel intercambio",
}
_ROLES = {
    "principal": "principal principals основной официальный",
    "guest": "guest guests гость гости invité gast gäste invitado",
    "journalist": "journalist journalists reporter reporters press журналист журналисты журналистка journaliste "
    "journalistes journalisten periodista periodistas",
    "moderator": "moderator moderators ведущий ведущая модератор modérateur moderador",
    "staff": "staff персонал сотрудник personnel personal",
    "anonymous": "anonymous аноним anonyme anonym anónimo",
    "unknown": "unknown неизвестно неизвестный inconnu unbekannt desconocido",
}
assert set(_ROLES) == set(get_args(Role))
_LANGUAGES = {
    "en": "english английский anglais englisch inglés ingles",
    "ru": "russian русский russe russisch ruso",
    "fr": "french французский français francais französisch francés",
    "de": "german немецкий deutsch allemand alemán",
    "es": "spanish испанский español espanol castellano espagnol spanisch",
    "zh": "chinese китайский 中文 汉语 漢語 chinois chinesisch chino cn mandarin",
    "ja": "japanese японский 日本語 jp",
    "ko": "korean корейский 한국어",
    "ar": "arabic арабский العربية arabe arabisch",
    "fa": "persian farsi персидский فارسی",
    "he": "hebrew иврит עברית",
    "hi": "hindi хинди हिन्दी",
    "tr": "turkish турецкий türkçe turkce",
    "uk": "ukrainian украинский українська ua",
    "be": "belarusian белорусский беларуская",
    "pl": "polish польский polski",
    "cs": "czech чешский čeština cz",
    "sk": "slovak словацкий slovenčina",
    "sl": "slovene slovenian словенский slovenščina",
    "sr": "serbian сербский српски srpski",
    "hr": "croatian хорватский hrvatski",
    "bs": "bosnian боснийский bosanski",
    "bg": "bulgarian болгарский български",
    "mk": "macedonian македонский македонски",
    "ro": "romanian румынский română",
    "hu": "hungarian венгерский magyar",
    "el": "greek греческий ελληνικά gr",
    "it": "italian итальянский italiano",
    "pt": "portuguese португальский português portugues",
    "nl": "dutch нидерландский голландский nederlands",
    "sv": "swedish шведский svenska",
    "da": "danish датский dansk",
    "no": "norwegian норвежский norsk nb nn",
    "fi": "finnish финский suomi",
    "et": "estonian эстонский eesti",
    "lv": "latvian латышский latviešu",
    "lt": "lithuanian литовский lietuvių",
    "hy": "armenian армянский հայերեն",
    "ka": "georgian грузинский ქართული",
    "az": "azerbaijani азербайджанский azərbaycan",
    "kk": "kazakh казахский қазақ",
    "ky": "kyrgyz киргизский кыргыз",
    "uz": "uzbek узбекский",
    "tg": "tajik таджикский",
    "vi": "vietnamese вьетнамский",
    "id": "indonesian индонезийский",
    "ms": "malay малайский",
    "th": "thai тайский",
    "ur": "urdu урду اردو",
    "sq": "albanian албанский shqip",
    "xx": "unknown",
}
# ISO 639-1, whole: a source may be in any of them.
_CODES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh xx yi yo za zh zu""".split()  # noqa: SIM905
)


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {fold(word): value for value, listed in table.items() for word in (value, *listed.split())}


CHOICES: Final[dict[str, dict[str, str]]] = {
    "kind": _by_word(_KINDS),
    "role": _by_word(_ROLES),
    "lang": {code: code for code in sorted(_CODES)} | _by_word(_LANGUAGES),
}
"""What the fields with a fixed set of values take: every word for one, folded -> the value."""

_NOT_IN_A_SOURCE = re.compile(r"\W+")
_REGION = re.compile(r"[-_][A-Za-z]{2,4}$")
_JOINED = re.compile(r"[-_\s]+")


@lru_cache(maxsize=1 << 10)
def value_of(name: FieldName, typed: str) -> str | None:
    """The value in its canonical form, or None if the field cannot have it. Reading it again gives the same."""
    plain = visible(typed).strip()
    match name:
        case "kind" | "role" | "lang":
            folded = fold(plain)
            choices = CHOICES[name]
            short = _REGION.sub("", folded) if name == "lang" else folded
            return choices.get(folded) or choices.get(short)
        case "source":
            # As the ids of sources are written: its parts are names on their own ("mid" finds "mid_ru").
            found = _NOT_IN_A_SOURCE.sub("_", plain.casefold())
            return _JOINED.sub("_", found).strip("_") or None
    return joined(tuple(_settled(plain[start:end]) for start, end in words(plain))) or None


def _settled(word: str) -> str:
    """The word folded, if that is still one word; else as it is."""
    folded = fold(word)
    return folded if words(folded) == ((0, len(folded)),) and fold(folded) == folded else visible(word)


def value_meant(name: FieldName, typed: str) -> str:
    """The value that a wrong one is close to, or ""."""
    choices = CHOICES.get(name)
    if choices is None:
        return ""
    folded = fold(visible(typed).strip())
    if name == "lang" and len(folded) < 4:
        return ""
    close = get_close_matches(folded, choices, n=1, cutoff=0.6)
    return choices[close[0]] if close else ""


# ------------------------------------------------------------------ days

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})", re.ASCII)


def dates_of(name: Literal["since", "until"], typed: str) -> Dates | None:
    """The days meant by "2020", "2020-03", "2020-03-15", "15.03.2020" or "03.2020": from the first day of that year
    or month, or until its last; None if there is no such day.
    """
    plain = visible(typed).strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    else:
        return None
    try:
        if name == "since":
            return Dates(since=dt.date(int(year), int(month or 1), int(day or 1)))
        last_month = int(month or 12)
        last_day = int(day) if day else calendar.monthrange(int(year), last_month)[1]
        return Dates(until=dt.date(int(year), last_month, last_day))
    except ValueError:  # no such day (calendar.IllegalMonthError is one too)
        return None
