"""Who speaks under a label: the role, and one name for all labels of a person."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from watchers.model import Role
from watchers.sources.labels import holds_one_of, is_label_of, is_name, is_outlet
from watchers.sources.lines import folded, listed
from watchers.sources.profile import Profile

_PRESS = re.compile(
    r"briefing|conference|gaggle|press|media|journalist|reporter|q ?& ?[ar]\b|брифинг|пресс-|журналист|\bСМИ\b|брифінг|"
    r"presse|pressekonferenz|prensa|记者|記者",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|prof|sec|gen|adm|amb|sir|dame|the|herr|frau|m|mme|sra?)\b\.?\s+)+", re.IGNORECASE
)
_LONG = 9  # letters of a label in which a misprint can be told from another name
_ALIKE = 0.9  # of the letters
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NAME_ENDS = (
    r"[’']s\b|\s*[,(]|\s+(?:[a-z]|En|On|At|In|To|Before|After|Upon|Aboard|During|Regular|Remarks|Daily)|$|\s*\d"
)
_MET = re.compile(
    r"\W*(?:\w+ ){0,2}(?:встреча|беседа|разговор|переговоры|meeting|conversation|talks|call|audience)\b.{0,60}?"
    r"\b(?:со?|with)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(r"\W*(?:\w+ )?(?:интервью|interview|інтерв.ю|entrevista|entretien)\b|.*专访", re.IGNORECASE)
_PAPER = re.compile(r"\([^()]*[«“\"][^()]+[»”\"][^()]*\)")  # "А.Лоцман («Орвенские вести»)"
_OFFICER = re.compile(
    r"(?:Spokes(?:person|man|woman)|Secretary|Representative|Director|Minister|Advisor|Adviser|Ambassador|Coordinator"
    r"|President)\s+((?!of\b)[A-Z][\w’'‑-]+(?:\s+(?:[A-Z]\.?|[A-Z][\w’'‑-]+)){1,2}?)"
    rf"(?={_NAME_ENDS})"
)
_HAN_OUTLET = re.compile(r"(?P<outlet>[^（）()]*?)(?:特约|驻京|驻华)?(?:记者|記者)(?:问|問)?")
_QUOTED = re.compile(r"《[^《》]+》")
_SOME_REPORTER = re.compile(r"有记者|有記者|^(?:外国|中国|境外|现场)?(?:记者|記者)")
_ACRONYM = re.compile(r"[^\W\d_a-zа-яё]{2,8}(?: TV| Radio| News)?|The\s.+")
_BESIDE_NAME = re.compile(
    r"(?P<person>[^,()]+?)(?:\s?\((?P<bracketed>[^()]+)\)|,\s*(?P<listed>[^()]+)|"
    r"\s(?:from|от|из)\s(?P<of>[^(),]+))"
)
_OFFICES = listed(
    """
    secretary president minister spokesperson spokesman spokeswoman director ambassador advisor adviser
    under deputy acting assistant senior official aide crew member general administrator surgeon vice
    press foreign chief of staff officer state the and
    """
)


class Cast:
    """The speakers of one page: asks the profile's words, the title, and the page's own labels, in that order."""

    def __init__(self, labels: Sequence[str], profile: Profile, title: str, opening: str) -> None:
        """labels: of all turns in order; opening: the page's first words, which may say what kind of event it is."""
        self._profile = profile
        self._title = title
        self._meant = _misprints(labels)
        distinct = list(dict.fromkeys(self._meant.get(label, label) for label in labels))
        self._asked_for = any(self._asks(label) for label in distinct)
        self._capitals = bool(distinct) and all(label.isupper() for label in distinct)
        self._press = bool(_PRESS.search(title) or _PRESS.search(opening))
        self._roles: dict[str, Role | None] = {label: self._stated(label) for label in distinct}
        self._name_principal(distinct)
        asking = [x for x in distinct if self.role(x) == "journalist" and not self._is_word(x)]
        outlets = [label for label in asking if self._is_outlet(label) and not _BESIDE_NAME.fullmatch(label)]
        self._by_outlet = 2 * len(outlets) > len(asking)
        self._kin: dict[str | None, list[str]] = defaultdict(list)  # the labels of a surname
        for label in self._roles:
            self._kin[_surname(label)].append(label)
        self._names = {label: self._name(label) for label in distinct}

    def role(self, label: str | None) -> Role:
        """The role of who speaks under the label; the unlabelled speaker is the principal."""
        if label is None:
            return "principal" if self._principal else "unknown"
        role = self._roles.get(self._meant.get(label, label))
        if role is not None:
            return role
        others = self._profile.labels.others
        if others == "auto":
            others = "journalist" if self._press and not self._asked_for else "guest"
        return others

    def speaker(self, label: str | None) -> str | None:
        """The person's name as far as the page gives it: the longest form met; None for a nameless question."""
        if label is None:
            return self._principal_name()
        return self._names.get(self._meant.get(label, label))

    def outlet(self, label: str | None) -> str | None:
        """Whom a journalist asks for, where the label says: "Jane Roe, Reuters", "Question (TASS)", "路透社记者"."""
        if label is None or self.role(label) != "journalist" or _SOME_REPORTER.search(label):
            return None
        chinese = _HAN_OUTLET.fullmatch(label)
        if chinese:
            named = chinese["outlet"]
            return named[1:-1] if _QUOTED.fullmatch(named) else named or None
        beside = _BESIDE_NAME.fullmatch(label)
        if beside:
            named = beside["bracketed"] or beside["listed"] or beside["of"]
            return named if is_name(named) else None
        whole = not self._is_word(label) and (self._is_outlet(label) or (self._by_outlet and not _PREFIX.match(label)))
        return label if whole else None

    def asks_on(self, label: str | None) -> bool:
        """Whether the label itself says that a question asks on ("Follow-up", "ZUSATZFRAGE MEIER")."""
        words = self._profile.labels.follow_up
        return label is not None and (is_label_of(label, words) or is_label_of(label.partition(" ")[0], words))

    # ------------------------------------------------------------------ finding out

    def _is_word(self, label: str) -> bool:
        labels = self._profile.labels
        return is_label_of(label, (*labels.question, *labels.follow_up))

    def _asks(self, label: str) -> bool:
        """Whether the label is the page's own word for a question, with a name perhaps: "FRAGE MEIER", but not
        "Press Trust of Orven", nor a follow-up, which stands beside names too."""
        words = self._profile.labels.question
        named = is_label_of(label.partition(" ")[0], words) and not is_outlet(label, self._profile.labels)
        return is_label_of(label, words) or named

    def _is_outlet(self, label: str) -> bool:
        acronym = _ACRONYM.fullmatch(label) is not None and not self._capitals
        return is_outlet(label, self._profile.labels) or acronym or bool(_HAN_OUTLET.fullmatch(label))

    def _stated(self, label: str) -> Role | None:
        labels = self._profile.labels
        first = label.partition(" ")[0]
        if is_label_of(label, (*labels.question, *labels.follow_up)):
            return "journalist"
        if is_label_of(label, labels.answer):
            return "principal"
        if is_label_of(label, labels.staff) or (label.isupper() and is_label_of(label.split()[-1], labels.staff)):
            return "staff"
        if is_label_of(label, labels.anonymous):
            return "anonymous"
        if is_label_of(label, labels.moderator) or is_label_of(first, labels.moderator):
            return "moderator"
        if self._is_word(first) and len(first) > 1 and not holds_one_of(label, labels.principal):
            return "journalist"
        return None

    def _name_principal(self, distinct: Sequence[str]) -> None:
        labels = self._profile.labels
        open_ = [label for label in distinct if self._roles[label] is None]
        named = sorted((at, label) for label in open_ if (at := self._place_in_title(label)) is not None)
        principals: list[str] = []
        answering = [label for label in open_ if holds_one_of(label, labels.principal)]
        if answering and _INTERVIEW.match(self._title):  # who asks is named in the title, too
            named = [(at, label) for at, label in named if label in answering]
            asking = (x for x in open_ if x not in answering and not holds_one_of(x, labels.guest))
            self._roles.update(dict.fromkeys(asking, "journalist"))
        if named:
            first = named[0][0]
            principals = [label for at, label in named if at == first]
            others = [label for label in open_ if all(label != met for _, met in named)]
            host = [label for label in others if holds_one_of(label, labels.principal)] or others
            if _MET.match(self._title) and len({_surname(label) or label for label in host}) == 1:
                principals = host  # "Meeting with Governor Roe": the other one holds it
                self._roles.update(dict.fromkeys(host, "principal"))
            for _, label in named:
                self._roles[label] = "principal" if label in principals else "guest"
        for label in open_:
            if self._roles[label] is not None:
                continue
            if holds_one_of(label, labels.guest):
                self._roles[label] = "guest"
            elif holds_one_of(label, labels.principal):
                self._roles[label] = "principal"
                principals.append(label)
        if not principals and "principal" not in self._roles.values() and open_:
            candidates = [x for x in open_ if self._roles[x] is None and not is_outlet(x, labels)]
            outlets = any(is_outlet(label, labels) for label in open_)
            if candidates and (candidates[0] == distinct[0] or self._asked_for or outlets):
                principals = [candidates[0]]
        for label in open_:
            if any(_same_person(label, other) for other in principals):
                self._roles[label] = "principal"
            elif self._roles[label] is None and (is_outlet(label, labels) or _PAPER.search(label)):
                self._roles[label] = "journalist"
        self._principal = principals or [x for x in distinct if self._roles[x] == "principal"]

    def _place_in_title(self, label: str) -> int | None:
        if _HAN.search(label):
            return self._title.index(label) if label in self._title else None
        surname = _surname(label)
        words = [(folded(m[0]), m.start()) for m in re.finditer(r"[^\W_](?:[\w‑-]|[’'](?=\w{2}))*", self._title)]
        if surname:
            return next((at for word, at in words if _is_form_of(word, surname)), None)
        office = [folded(w) for w in label.split() if folded(w) not in ("the", "")]  # "THE VICE PRESIDENT"
        for index in range(len(words)):
            if [w for w, _ in words[index : index + len(office)]] == office:
                return words[index][1]
        return None

    def _name(self, label: str) -> str | None:
        role = self._roles.get(label)
        labels = self._profile.labels
        if is_label_of(label, labels.answer):
            return self._principal_name()
        outlet = self.outlet(label)
        beside = _BESIDE_NAME.fullmatch(label) if outlet else None
        if outlet and beside:
            label = beside["person"]
        elif outlet or (role != "principal" and (is_outlet(label, labels) or _ACRONYM.fullmatch(label))):
            return None
        if role == "anonymous" or is_label_of(
            label, (*labels.question, *labels.follow_up, *labels.staff, *labels.moderator)
        ):
            return None
        held = _holder(label, self._title) if _surname(label) is None else None
        if held:
            return held
        first, _, rest = label.partition(" ")
        if rest and is_label_of(first, (*labels.question, *labels.follow_up, *labels.moderator)):
            label = rest
        surname = _surname(label)
        return _fullest(label, [*self._kin.get(surname, ()), *_named_in(self._title), *_called(surname, self._title)])

    def _principal_name(self) -> str | None:
        for label in self._principal:
            if not is_label_of(label, self._profile.labels.answer):
                return self._name(label)
        chinese = re.search(r"发言人([\u4e00-\u9fff]{2,4}?)(?:主持|就|答|举行|在)", self._title)
        if chinese:
            return chinese[1]
        names = _named_in(self._title)
        return names[0] if names else None


def _misprints(labels: Sequence[str]) -> dict[str, str]:
    """Labels in capitals that are misprints of one that is printed far more often ("HE PRESIDENT") -> that one."""
    counts = Counter(label for label in labels if label.isupper() and len(folded(label)) >= _LONG)
    found: dict[str, str] = {}
    for label, count in counts.items():
        for other, often in counts.items():
            if often >= 3 * count and _is_misprint(folded(label), folded(other)):
                found[label] = other
    return found


def _is_misprint(one: str, other: str) -> bool:
    """Whether few letters differ, none of them at the end: PETROV and PETROVA are two."""
    numbers = [[c for c in text if c.isdigit()] for text in (one, other)]
    if one[-1] != other[-1] or numbers[0] != numbers[1] or abs(len(one) - len(other)) > 2:
        return False
    matcher = difflib.SequenceMatcher(None, one, other)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


@lru_cache(maxsize=1 << 12)
def _surname(label: str) -> str | None:
    """The last name in a label, folded; None where it names an office only."""
    bare = re.sub(r"\([^()]*\)|,.*", "", label)
    words = [w for w in re.findall(r"[^\W\d_][\w’'‑-]*", _PREFIX.sub("", bare)) if len(w) > 1]
    if not words or folded(words[-1]) in _OFFICES:
        return None
    return folded(words[-1])


def _is_form_of(word: str, surname: str) -> bool:
    """Whether a title's word is the surname, be it declined as Russian and Ukrainian titles do ("Захаровой")."""
    if word == surname or len(surname) < 5 or not _CYRILLIC.search(surname):
        return word == surname
    return word.startswith(surname[:-1]) and abs(len(word) - len(surname)) <= 2


def _same_person(one: str, other: str) -> bool:
    if one == other or folded(one) == folded(other):
        return True
    if _HAN.search(one) and min(len(one), len(other)) > 1:  # an office and its holder, and the holder alone
        return one.endswith(other) or other.endswith(one)
    if _initial(one) and _initial(other) and _initial(one) != _initial(other):
        return False
    names = {_surname(one), _surname(other)}
    if len(names) == 1 and None not in names:
        return True
    words = [{folded(w) for w in re.findall(r"[^\W\d_][\w’'‑-]+", label)} - _OFFICES for label in (one, other)]
    both = words[0] & words[1]
    return bool(both) and any(w in both for w in (_surname(one), _surname(other)))


def _initial(label: str) -> str | None:
    """The first letter of a given name, where the label has one ("В.Путин", "Peter Cook", not "MR. COOK")."""
    bare = re.sub(r"\([^()]*\)|,.*", "", label)
    if _PREFIX.match(bare):
        return None
    words = [w for w in re.findall(r"[^\W\d_][\w’'‑-]*", bare) if folded(w) not in _OFFICES]
    return words[0][0].casefold() if len(words) > 1 and len(words) < 4 else None


def _named_in(title: str) -> list[str]:
    """Names in a title: two or three words with capitals after an office ("Press Secretary Jane Roe")."""
    return [re.sub(r"[’']s$", "", m[1]) for m in _OFFICER.finditer(title)]


def _holder(office: str, title: str) -> str | None:
    """Who holds an office by the title: "President Roe" for THE PRESIDENT, in "Remarks by President Roe in ..."."""
    bare = re.escape(_PREFIX.sub("", office))
    found = re.search(rf"(?<!Vice )\b(?i:{bare})(?:\s+[A-Z][\w’'‑-]+){{1,2}}?(?={_NAME_ENDS})", title)
    return found[0] if found else None


def _called(surname: str | None, title: str) -> list[str]:
    """The given name and surname by which a title calls a person ("Envoy Tom Reed" for Reed)."""
    words = re.findall(r"[^\W\d_][\w’'‑-]*\.?", title)
    for at, word in enumerate(words):
        if at and surname and folded(re.sub(r"[’']s$", "", word)) == surname:
            first = max(0, at - 2) if words[at - 1].endswith(".") else at - 1
            if all(w[0].isupper() and folded(w) not in _OFFICES for w in words[first:at]):
                return [" ".join([*words[first:at], re.sub(r"[’']s$", "", word)])]
    return []


def _fullest(label: str, others: Sequence[str]) -> str:
    """The fullest name met for the person of a label, without honours; capitals of a transcript made a name's."""
    forms = [o for o in others if _surname(label) and _surname(o) == _surname(label) and _same_person(label, o)] or [
        label
    ]
    bare = [_PREFIX.sub("", re.sub(r"\s*\([^()]*\)|,.*", "", form)) for form in forms]
    best = max(bare, key=lambda form: (len(form.split()) in (2, 3), not form.isupper(), -len(form)))
    if best.isupper():
        best = re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), best)
    return best or label
