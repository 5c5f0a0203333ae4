"""What can go wrong while remembering, each error with the data its reader needs to act.

DatabaseError is the operator's (one line with the remedy, exit code 2); LimitError is the user's (answered in the
chat).
"""

from dataclasses import dataclass

from watchers.errors import RostrumError


@dataclass(slots=True)
class DatabaseError(RostrumError):
    """The database cannot be used as it is.

    reason: a stable word (no_folder, not_a_file, unwritable, not_a_database, unsupported, unmigrated, newer, damaged,
    other_analyzer, busy); path: the file; found, wanted: what is there and what should be (revisions, versions, paths);
    remedy: what the operator can do.
    """

    reason: str
    path: str
    found: str = ""
    wanted: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        facts = [f"found {self.found}" if self.found else "", f"wanted {self.wanted}" if self.wanted else ""]
        known = ", ".join(fact for fact in facts if fact)
        return f"{self.path}: {self.reason}" + (f" ({known})" if known else "") + f". {self.remedy}".rstrip()


@dataclass(slots=True)
class LimitError(RostrumError):
    """A chat may not have more of something.

    what: a stable word (subscriptions, names); limit: how many it may have.
    """

    what: str
    limit: int

    def __str__(self) -> str:
        return f"at most {self.limit} {self.what}"
