"""What commands answer, in words (pure); what is said of queries is in queries.py, of briefings in briefings.py."""

from collections.abc import Callable, Collection, Mapping, Sequence

from aiogram.utils.formatting import Bold, Text, TextLink

from bot.locales import Words
from bot.message import MAX_UNITS, Button, Draft, Message, fitted
from bot.render import change, headline, moment
from storage.sources import SourceState
from watchers.discovery import Sample, Trial
from watchers.model import Subscription, Wish
from watchers.remembered import PastChange

CHANGES_PAGE = 8
"""Changes asked for at a time."""
_MOST_BUTTONS = 96  # Telegram takes a hundred
_MOST_WISHES = 60  # subscriptions of which a list also says what of them is told
_GROUPS: Mapping[str, Sequence[str]] = {
    "help-follow": ("subscribe", "subscriptions", "unsubscribe", "tell", "silence", "ladder", "stop", "start"),
    "help-past": ("mentions", "trend", "topics", "compare", "export"),
    "help-read": ("latest", "read", "editions", "changes"),
    "help-queries": ("explain", "alias", "unalias"),
    "help-else": ("sources", "addsource", "feeds", "help"),
}
COMMANDS = tuple(command for commands in _GROUPS.values() for command in commands)


def helped(words: Words, hidden: Collection[str] = ()) -> Message:
    """The commands by what they are for, and how a query is written. hidden: commands that are of no use here."""
    draft = Draft()
    for head, commands in _GROUPS.items():
        draft.add("\n\n" if draft.left < MAX_UNITS else "", Bold(words(head)))
        if head == "help-queries":
            draft.add("\n", words("help-query"))
        for command in commands:
            if command not in hidden:
                draft.add(f"\n/{command} — {words('command-' + command)}")
    return draft.done()


def plain(text: str) -> Message:
    """A sentence and nothing else."""
    return Draft(fitted(text)).done()


def subscriptions(
    listed: Sequence[Subscription], wishes: Mapping[str, Wish], missed: Collection[str], words: Words
) -> Message:
    """What a chat follows, numbered, each with a button that stops it.

    wishes: of which it is not told all; missed: of which it is told, too, when a briefing says nothing of it.
    """
    if not listed:
        return plain(words("subscriptions-none"))
    draft = Draft(words("subscriptions-head"))
    buttons: list[Button] = []
    room = max(12, (MAX_UNITS - 200) // len(listed) - 8)  # each is named, if need be by its beginning
    for number, subscription in enumerate(listed[:_MOST_BUTTONS], 1):
        wish = wishes.get(subscription.query)
        told = [words(f"told-{wish}")] if wish else []
        told += [words("told-missed")] if subscription.query in missed else []
        said = "".join(f" · {each}" for each in told) if len(listed) <= _MOST_WISHES else ""
        draft.add(f"\n{number}. ", Bold(fitted(subscription.query, room)), said)
        buttons.append(Button(words("subscription-stop", number=number), f"drop:{subscription.id}"))
    return draft.done(*[buttons[i : i + 5] for i in range(0, len(buttons), 5)])


def changes(
    found: Sequence[PastChange], words: Words, names: Mapping[str, str], older: Callable[[PastChange], str]
) -> Message:
    """What was edited lately, the latest first, by briefing.

    older: the callback data of the button that goes on after a change; it is offered where there may be more to show.
    """
    if not found:
        return plain(words("changes-none"))
    draft = Draft(words("changes-head"))
    last, shown = None, 0
    for each in found:
        passage = each.after or each.before
        assert passage is not None
        edition = each.edition
        head: list[Text | str] = []
        if edition.id != last:
            head = ["\n\n", names.get(edition.source, edition.source), "\n", headline(edition, words)]
        head += [
            f"\n{moment(each.seen_at)}  ▪ ",
            Bold(fitted(" ".join((passage.heading or "").split()) or "—", 200)),
            "\n",
        ]
        if not any(draft.add(*head, *change(each, words, budget)) for budget in (240, 120, 60)):
            break
        last, shown = edition.id, shown + 1
    if shown == 0:  # one that fits no message must not hide the others
        shown = 1
    more = shown < len(found) or len(found) == CHANGES_PAGE
    return draft.done([Button(words("mentions-older"), older(found[shown - 1]))] if more else [])


def trial(looked: Trial, words: Words, watch: str) -> Message:
    """What a look at an outlet found, with a button that has it watched. watch: the button's callback data."""
    source = looked.source
    draft = Draft(words("trial-head", name=source.name, profile=source.profile))
    for each in looked.looked:
        draft.add("\n", words("trial-address", url=each.address.url[:300], count=each.announced))
    for sample in looked.samples:
        draft.add("\n\n", *_sampled(sample, words))
    if not looked.well:
        draft.add("\n\n⚠ ", words("trial-doubtful"))
    return draft.done([Button(words("trial-watch"), watch)])


def _sampled(sample: Sample, words: Words) -> list[Text | str]:
    title = fitted(sample.title or sample.url, 200)
    if sample.briefing is None:
        return ["▪ ", TextLink(title, url=sample.url), "\n⚠ ", fitted(sample.trouble, 300)]
    briefing = sample.briefing
    turns = [turn for section in briefing.sections for turn in section.turns]
    cut = words(
        "trial-cut",
        sections=len(briefing.sections),
        turns=len(turns),
        questions=sum(turn.kind == "question" for turn in turns),
    )
    day = words.day(briefing.date) if briefing.date else words("trial-undated")
    return ["▪ ", TextLink(title, url=sample.url), f", {day}\n{cut}"]


def sources(states: Sequence[SourceState], words: Words) -> Message:
    """What is watched, when each source was read last, and which are in trouble since when and why."""
    if not states:
        return plain(words("sources-none"))
    draft = Draft(words("sources-head"))
    for state in states:
        when = words("source-read", when=moment(state.polled_at)) if state.polled_at else words("source-never")
        pieces: list[Text | str] = [
            "\n",
            Bold(state.name),
            f" ({state.id})\n    ",
            words("source-line", count=state.briefings, when=when),
        ]
        if state.unread:
            reason = fitted(state.unread_reason or "", 200)
            pieces += ["\n    ⚠ ", words("source-unread", count=state.unread, reason=reason)]
        if state.trouble and state.trouble_at:
            reason = fitted(state.trouble, 200)
            pieces += ["\n    ⚠ ", words("source-trouble", when=moment(state.trouble_at), reason=reason)]
        if not draft.add(*pieces):
            break
    return draft.done()
