"""What is believed at the first look, at the second, and never told: passages that go, sites that change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import briefing
from tests.watchers.watching import ADMIN, SUBJECTS, Watch, publish, topics
from watchers.diff import compare
from watchers.doubt import LATER, SOON, doubt, is_sweeping
from watchers.model import Briefing, Notice, Page, Passage
from watchers.reader import Reader
from watchers.remembered import Doubt, NoticeDelivery


def passages(*texts: str) -> tuple[Passage, ...]:
    """A topic for each text."""
    return tuple(Passage(n, None, "topic", f"Topic {n}", text) for n, text in enumerate(texts))


OLD = passages("The port is open.", "Grain may leave the port.", "The treaty is ready.", "The bridge is closed.")


def judged(new: tuple[Passage, ...], before: Doubt | None = None) -> Doubt | None:
    """What is thought of a new version of OLD."""
    return doubt(OLD, compare(OLD, new), before)


def test_what_comes_or_is_edited_is_believed_at_once() -> None:
    """Only what went can come back."""
    assert judged(OLD) is None
    assert judged((*OLD, *passages("And the ferry.")[:1])) is None
    assert judged((OLD[0], *passages("", "Grain may not leave the port.")[1:], *OLD[2:])) is None


def test_a_passage_that_went_is_believed_once_two_looks_in_a_row_miss_it() -> None:
    """The same one; of another one, a second look is wanted as well. After three, the page is taken at its word."""
    first = judged(OLD[:3])
    assert first is not None
    assert not first.sweeping
    assert judged(OLD[:3], first) is None
    assert judged(OLD, first) is None
    other = judged((*OLD[:2], OLD[3]), first)
    assert other is not None
    assert other.looks == 2
    third = judged((OLD[0], *OLD[2:]), other)
    assert third is not None
    assert judged(OLD[1:], third) is None


def test_a_page_that_changed_nearly_whole_is_believed_at_the_second_look() -> None:
    """Others of its outlet have been looked at by then."""
    new = passages(*(f"{p.text} Share this page." for p in OLD))
    assert is_sweeping(OLD, compare(OLD, new))
    first = judged(new)
    assert first is not None
    assert first.sweeping
    assert judged(new, first) is None


# ------------------------------------------------------------------ watched


@pytest.fixture
def paged(watch: Watch) -> Callable[..., None]:
    """Puts a page of topics at /en/1 in the place of what is there."""

    def put(*subjects: str, replaced: tuple[str, str] = ("", "")) -> None:
        watch.site.put("/en/1", briefing([(heading, text.replace(*replaced)) for heading, text in topics(*subjects)]))

    return put


async def test_a_passage_that_is_missing_once_is_not_told(watch: Watch, paged: Callable[..., None]) -> None:
    """The next look, a minute and a half later, finds it again."""
    await watch.follow("ferries")
    publish(watch, "/en/1", SUBJECTS)
    await watch.look()
    await watch.told()
    paged(*SUBJECTS[:1], *SUBJECTS[2:])
    assert (await watch.look(force=True)).changed == 0
    paged(*SUBJECTS)
    assert (await watch.look(hours=SOON / timedelta(hours=1))).changed == 0
    assert await watch.told() == []


async def test_a_passage_that_is_missing_twice_is_told_with_what_stood_there(
    watch: Watch, paged: Callable[..., None]
) -> None:
    """By itself, within two minutes."""
    await watch.follow("ferries")
    publish(watch, "/en/1", SUBJECTS)
    await watch.look()
    await watch.told()
    paged(*SUBJECTS[:1], *SUBJECTS[2:])
    await watch.look(force=True)
    assert await watch.told() == []
    assert (await watch.look(hours=SOON / timedelta(hours=1))).changed == 1
    (delivery,) = await watch.stores.outbox.claim(watch.now, lease_seconds=1, limit=10)
    assert not isinstance(delivery, NoticeDelivery)
    (subject,) = delivery.subjects
    assert (subject.kind, subject.after) == ("removed", None)
    assert subject.before is not None
    assert "ferries" in subject.before.text


async def test_a_site_that_changes_all_its_pages_alerts_its_operators_alone(watch: Watch) -> None:
    """The new versions are kept; what is edited afterwards is told again."""
    await watch.follow("delegate OR chair")
    await watch.stores.subscribers.meet(ADMIN, "en", watch.now)
    for n in range(4):
        subjects = tuple(f"{subject}{'abcd'[n]}" for subject in SUBJECTS)
        publish(watch, f"/en/{n}", subjects, title=f"Briefing number {n}, March {n + 1}, 2026")
    await watch.look()
    await watch.told()

    def rewrite(n: int, old: str, new: str) -> None:
        page = watch.site.pages[f"/en/{n}"][0].decode()
        watch.site.put(f"/en/{n}", page.replace(old, new))

    for n in range(4):
        rewrite(n, "was raised by delegate", "was raised by the chair, delegate")
    await watch.look(force=True)
    outcome = await watch.look(hours=LATER / timedelta(hours=1))
    assert outcome.changed == 4
    taken = await watch.stores.outbox.claim(watch.now, lease_seconds=1, limit=10)
    assert [(d.chat.id, d.kind) for d in taken] == [(ADMIN, "notice")]
    for delivery in taken:
        await watch.stores.outbox.sent(delivery.id, message_id=1, now=watch.now)
    rewrite(2, "Point 3 of grainc was raised", "Point 3 of grainc was not raised")
    await watch.look(force=True)
    assert [kind for kind, _ in await watch.told()] == ["change"]


async def test_one_page_that_changes_nearly_whole_is_told_a_little_later(watch: Watch) -> None:
    """When no other of its outlet did."""
    await watch.follow("chair")
    publish(watch, "/en/1", SUBJECTS)
    publish(watch, "/en/2", SUBJECTS[2:], title="Another one, March 2, 2026")
    await watch.look()
    await watch.told()
    page = watch.site.pages["/en/1"][0].decode()
    watch.site.put("/en/1", page.replace("raised by delegate", "raised by the chair, delegate"))
    await watch.look(force=True)
    assert await watch.told() == []
    await watch.look(hours=LATER / timedelta(hours=1))
    assert [kind for kind, _ in await watch.told()] == ["change"]


async def test_what_a_better_parser_reads_otherwise_is_no_news(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stored page is read anew beside the changed one: what differs between these two is told, and nothing else."""
    await watch.follow("delegate")
    link = publish(watch, "/en/1", SUBJECTS)
    await watch.look()
    await watch.told()
    edition = (await watch.stores.archive.latest())[0]
    assert edition.url == link
    as_before = Reader.briefing

    async def as_now(self: Reader, page: Page, profile_id: str, notice: Notice | None) -> Briefing:
        read = await as_before(self, page, profile_id, notice)
        sections = (replace(s, text=s.text.replace("delegate", "Delegate")) for s in read.sections)
        return replace(read, sections=tuple(sections))

    monkeypatch.setattr(Reader, "briefing", as_now)
    page = watch.site.pages["/en/1"][0].decode()
    watch.site.put("/en/1", page + "<!-- read 17 times -->")
    await watch.look(force=True)
    assert await watch.told() == []
    watch.site.put("/en/1", page.replace("Point 3 of grain was raised", "Point 3 of grain was not raised"))
    await watch.look(force=True)
    assert await watch.told() == [("change", ["On grain"])]
