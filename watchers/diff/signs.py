"""The words by which negations, numbers, dates, offices and anonymous roles are known, by language."""

import re
from functools import lru_cache

_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|-?го|-?е)?"
_YEAR = r"(?:1[89]|20)\d\d"
_LONE_YEAR = r"(?:19[5-9]\d|20[0-6]\d)"  # "the 2020 election"; but "2000 people", "2000 roubles"

# Where a pattern begins with what is no negation ("not only"), that is read first and passed over.
_NEGATIONS = {
    "en": r"(?P<but>not only|no doubt|no matter|no\. ?(?=\d))|not|no|nor|neither|never|none|nobody|nothing|nowhere"
    r"|cannot|without|\w+n['’]t|(?<!\w)non-(?=\w)",
    "ru": r"(?P<but>не только|не просто|не менее|не более|тем не менее)|не|нет|ни|никогда|никто|никого|никому|ничего"
    r"|ничто|ничем|никак\w{2,3}|никак|нельзя|без|нигде|невозможно",
    "uk": r"(?P<but>не тільки|не лише)|не|ні|немає|нема|ніколи|ніхто|нічого|без|жодн\w+",
    "fr": r"(?P<but>(?:non|pas) seulement|(?:un|premier|grand|chaque|faux) pas)|ne|n(?=['’])|pas|non|jamais|aucune?"
    r"|rien|sans|ni|nul(?:le)?",
    "de": r"(?P<but>nicht nur)|nicht|nichts|nie|niemals|niemand\w{0,2}|kein\w{0,2}|nirgends|weder|ohne|nein",
    "es": r"(?P<but>no (?:solo|sólo|solamente|obstante))|no|nunca|jamás|ningún|ningun[oa]s?|nada|nadie|sin|tampoco|ni",
    "pt": r"(?P<but>não (?:só|apenas))|não|nunca|jamais|nenhuma?|nada|ninguém|sem|nem|tampouco",
    "it": r"(?P<but>non solo)|non|nessun[oa]?|niente|nulla|nessun|senza|né|neppure|neanche",
    "pl": r"(?P<but>nie tylko)|nie|nigdy|nikt|nic|bez|żad\w+|ani",
    "tr": r"değil\w*|yok|hayır|hiçbir",
    "ar": r"لا|لم|لن|ليس|ليست|غير|بدون|دون",
    "fa": r"نه|نیست|نیستند|بدون|هیچ",
}
_HAN_NEGATIONS = (
    r"(?P<but>不断|不斷|不过|不過|不仅|不僅|不但|不同|不少|不久|不管|不论|不論|无论|無論|未来|未來|无人机|無人機|无数|無數|无锡)"
    r"|[不没沒未无無勿]|并非|並非|绝非|絕非|而非"
)
_KANA_NEGATIONS = r"ません|ない|なかった|なく|ずに"
_ALONE = {"es": {"sin", "once"}}  # words that mean something else in another language: read where it is known

# A prefix that turns a word around, before what is a word of four letters or more ("возможно", "невозможно").
PREFIXES = re.compile(r"(?:un|il|ir|dis|non|не)-?(?=[^\W\d_]{4})", re.IGNORECASE)

_MONTHS = {
    "en": r"January|February|March|April|May|June|July|August|September|October|November|December",
    "ru": r"январ[яье]м?|феврал[яье]м?|марта?|марте|апрел[яье]м?|ма[йяею]|июн[яье]м?|июл[яье]м?|августа?|августе"
    r"|сентябр[яье]м?|октябр[яье]м?|ноябр[яье]м?|декабр[яье]м?",
    "uk": r"січн\w+|лютого|березн\w+|квітн\w+|травн\w+|червн\w+|липн\w+|серпн\w+"
    r"|вересн\w+|жовтн\w+|листопада?|грудн\w+",
    "fr": r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "de": r"Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "es": r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre",
}
_SHORT_MONTHS = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_WEEKDAYS = {
    "en": r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?",
    "ru": r"понедельник\w{0,2}|вторник\w{0,2}|сред[аыуе]|четверг\w{0,2}|пятниц[аыуе]|суббот[аыуе]|воскресень[еяю]",
    "uk": r"понеділ\w+|вівтор\w+|серед[аиу]|четвер\w*|п['’]ятниц\w+|субот[аиу]|неділ[яіею]",
    "fr": r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "de": r"Montags?|Dienstags?|Mittwochs?|Donnerstags?|Freitags?|Samstags?|Sonnabends?|Sonntags?",
    "es": r"lunes|martes|miércoles|jueves|viernes|sábado|domingo",
}
_BEFORE_YEAR = (
    r"in|since|by|until|till|through|from|during|early|late|mid|of|year|summer|autumn|fall|winter|spring"
    r"|im|seit|bis|Jahr|Jahre|en|de|depuis|desde|hasta|año|an|année|fin|début|в|с|до|к|от"
)

_NUMBERS = {
    "en": r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?"
    r"|dozens?|twice|percent",
    "ru": r"дв(?:а|е|ух|ум|умя|адцат\w+|ести|ое|оих)|тр(?:и|[её]х|[её]м|емя|идцат\w+|иста|ое)|четыр\w+"
    r"|пят(?:ь|и|ью|надцат\w+|ьдесят\w*|ьсот)|шест(?:ь|и|ью|надцат\w+|ьдесят\w*|ьсот)|сем(?:ь|и|надцат\w+|ьдесят|ьсот)"
    r"|вос(?:емь|ьми|емнадцат\w+|емьдесят|емьсот)|девят(?:ь|и|ью|надцат\w+|ьсот)|девяност[оа]|десят(?:ь|и|ью)|сорока?"
    r"|одиннадцат\w+|двенадцат\w+|ста|сто|тысяч\w*|миллион\w*|миллиард\w*|триллион\w*|млн|млрд|трлн|тыс|дюжин\w+",
    "fr": r"deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    r"|cinquante|soixante|cents?|mille|millions?|milliards?",
    "de": r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*zehn|\w*zwanzig|\w*dreißig|\w*vierzig"
    r"|\w*fünfzig|\w*sechzig|\w*siebzig|\w*achtzig|\w*neunzig|\w*hundert|\w*tausend|Million(?:en)?|Milliarden?|Billionen?",
    "es": r"dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|treinta|cuarenta"
    r"|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:to|tos)?|mil(?:es)?|millón|millones",
}
_HAN_NUMBERS = r"[二三四五六七八九十百千万萬亿億两兩]+"

# Before a name, in languages that write every noun with a capital.
OFFICES = re.compile(
    r"(?:Herrn?|Frau|Dr\.|Prof\.|\w*[Mm]inister(?:in|s)?|\w*[Pp]räsident(?:in|en)?|\w*[Kk]anzler(?:in|s)?"
    r"|\w*[Ss]precher(?:in|s)?|\w*[Bb]otschafter(?:in|s)?|General|König(?:in|s)?|Papst|Kollegen?)\s+$"
)

ANONYMOUS = re.compile(
    r"\b(?:senior\s+)?(?:[\w.]+\s+){0,3}officials?\b|\bspeakers?\b|\bparticipants?\b|\bunnamed\b|\banonymous\b"
    r"|\bredacted\b|\bname withheld\b|\bsources?\b"
    r"|\bвысокопоставленн\w+|\bисточник\w{0,3}\b|\bчиновник\w{0,3}\b|\bдолжностн\w+ лиц\w{0,2}|\bпредставител\w{1,3}\b"
    r"|\b(?:hauts?\s+)?responsables?\b|\bfonctionnaires?\b|\banonyme"
    r"|\b(?:hochrangige\w*\s+)?(?:Regierungs)?(?:Beamte[rnm]?|[Vv]ertreter(?:in|s)?)\b|\banonym"
    r"|\b(?:alto\s+)?funcionari[oa]s?\b|\banónim"
    r"|高级官员|高級官員|匿名|官员|官員|政府高官|高官",
    re.IGNORECASE,
)
HONORIFICS = frozenset("mr mrs ms dr prof sir herr frau monsieur madame m mme señor señora sr sra г-н г-жа".split())  # noqa: SIM905


def _short(language: str) -> str:
    return language.partition("-")[0].lower()


def _chosen(by_language: dict[str, str], language: str) -> str:
    """The words of a language; of all of them, where it is not told or not known."""
    own = by_language.get(_short(language))
    if own is not None:
        return own
    return "|".join(re.sub(r"\(\?P<but>(.*?)\)\|", "", words) for words in by_language.values())


def _as_cased(by_language: dict[str, str]) -> dict[str, str]:
    """Names of days and months in either case, but where a small letter makes another word of them ("may", "march")."""
    return {code: words if code in ("en", "de") else f"(?i:{words})" for code, words in by_language.items()}


@lru_cache(maxsize=64)
def negations(language: str) -> re.Pattern[str]:
    """What denies; a match of the group "but" denies nothing."""
    buts = [found[1] for words in _NEGATIONS.values() if (found := re.match(r"\(\?P<but>(.*?)\)\|", words))]
    own = _NEGATIONS.get(_short(language))
    if own is None:
        known = "|".join(re.sub(r"^\(\?P<but>.*?\)\|", "", words) for words in _NEGATIONS.values())
        alone = "|".join(sorted(word for words in _ALONE.values() for word in words))
        own = rf"(?P<but>{'|'.join(buts)})|(?!(?:{alone})\b)(?:{known})"
    return re.compile(rf"\b(?:{own})\b|{_HAN_NEGATIONS.replace('?P<but>', '?P<han>')}|{_KANA_NEGATIONS}", re.IGNORECASE)


@lru_cache(maxsize=64)
def dates(language: str) -> re.Pattern[str]:
    """Days, months and weekdays, and years where something says that they are years."""
    months, weekdays = (_chosen(_as_cased(words), language) for words in (_MONTHS, _WEEKDAYS))
    year = rf"(?:,?\s+(?:de\s+)?{_YEAR}\b)?"
    return re.compile(
        r"(?<![\d.])\d{4}-\d{1,2}-\d{1,2}(?![\d-])|(?<![\d.])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?![\d.]*\d)"
        r"|(?:\d{4}\s*年)?\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号號])?|\d{4}\s*年|\d{1,2}\s*[日号號]"
        r"|(?:星期|礼拜|禮拜|周|週)[一二三四五六日天]|[月火水木金土日]曜日?"
        rf"|\b{_DAY}(?:\.|\s+(?:de|of))?\s+(?:{months}|{_SHORT_MONTHS})\b{year}"
        rf"|\b(?:{months}|{_SHORT_MONTHS})\s+{_DAY}\b{year}|\b(?:{months}){year}\b|\b(?:{weekdays})\b"
        rf"|(?<=\s){_YEAR}(?=\s*(?:г\b|год|гг))|(?<=\b)(?:(?:{_BEFORE_YEAR})\s+){_YEAR}\b(?![.,]?\d)"
        rf"|(?<![$€£¥₽\d.,-])\b{_LONE_YEAR}\b(?![.,]?\d|\s*%|-|\s+(?:\w+s|people|человек|чел|руб|долл|тыс|млн|млрд|км|кг|т)\b)"
    )


@lru_cache(maxsize=64)
def number_words(language: str) -> re.Pattern[str]:
    """Numbers that are written out, but for "one", which is as often no number."""
    alone = "" if _short(language) in _NUMBERS else rf"(?!(?:{'|'.join(sorted(_ALONE['es']))})\b)"
    return re.compile(rf"\b{alone}(?:{_chosen(_NUMBERS, language)})\b|{_HAN_NUMBERS}", re.IGNORECASE)
