"""`rostrum sources`: what is watched and what could be; look at an outlet and add it; how each source answers now."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot import logs
from bot.cli.options import ConfigPath
from bot.config import Config, ConfigError, load
from bot.plain import safe
from watchers.model import Source
from watchers.sources.profile import Profile, load_profiles

if TYPE_CHECKING:  # the network and the database are imported by what needs them
    from storage.sources import SourceState
    from watchers.discovery import Sample, Trial

commands = typer.Typer(help="What is watched, and what could be.", invoke_without_command=True)


@commands.callback()
def sources(context: typer.Context, config: ConfigPath = None) -> None:
    """The sources that are watched, and the outlets Rostrum knows by a profile."""
    if context.invoked_subcommand is not None:
        return
    settings = load(config)
    logs.configure(settings.log.level)
    print(listed(asyncio.run(_states(settings)), settings.watched(), list(load_profiles().values())))


@commands.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The outlet's page, its listing of briefings or its feed.")],
    name: Annotated[str | None, typer.Option(help="What readers see; the host's name unless given.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Save without asking.")] = False,
    config: ConfigPath = None,
) -> None:
    """Look at an outlet, show what would be read of it, and watch it from now on."""
    settings = load(config)
    logs.configure(settings.log.level)
    trial = asyncio.run(_find(settings, url))
    source = replace(trial.source, name=name or trial.source.name)
    print(reported(replace(trial, source=source)))
    if not yes and not typer.confirm("\nWatch it?", default=trial.well):
        raise typer.Exit(1)
    asyncio.run(_save(settings, source))
    print(f"{source.id} is watched from now on. Its archive is read silently; what appears later is told.")


@commands.command()
def remove(
    source: Annotated[str, typer.Argument(metavar="ID", help="The id of a source that was added.")],
    config: ConfigPath = None,
) -> None:
    """Watch a source that was added no more; what was read of it is kept."""
    settings = load(config)
    logs.configure(settings.log.level)
    if not asyncio.run(_remove(settings, source)):
        raise ConfigError(
            f"sources remove {source}",
            "no source of this id was added",
            "`rostrum sources` lists them; one of config.toml is taken out there.",
        )
    print(f"{source} is watched no more; its archive is kept.")


@commands.command()
def check(
    source: Annotated[str | None, typer.Argument(metavar="ID", help="A source or profile; all without.")] = None,
    config: ConfigPath = None,
) -> None:
    """Fetch each source's feeds and its newest page now, and print a line on how it does. Nothing is stored."""
    settings = load(config)
    logs.configure(settings.log.level)
    if not asyncio.run(_check(settings, source)):
        raise typer.Exit(1)


# ------------------------------------------------------------------ in words


def listed(states: Sequence[SourceState], configured: Sequence[Source], profiles: Sequence[Profile]) -> str:
    """The watched sources, each with how it does; then the profiles, each with what was seen of its site.

    configured: as the configuration names them now; states: as the database remembers them.
    """
    named = {source.id: source for source in configured}
    watched = [state for state in states if state.id in named or state.added_at]
    new = [source for source in configured if source.id not in {state.id for state in watched}]
    lines = ["Watched:" if watched or new else "Nothing is watched yet."]
    lines += [f"  {source.id:<16} {safe(source.name)} ({source.profile}), not read yet" for source in new]
    for state in watched:
        read = f"last read {state.polled_at:%Y-%m-%d %H:%M} UTC" if state.polled_at else "not read from its site yet"
        added = ", added" if state.added_at else ""
        lines.append(f"  {state.id:<16} {safe(state.name)} ({state.profile}{added})")
        lines.append(f"  {'':<16} {state.briefings} briefings, {read}")
        if state.trouble:
            lines.append(f"  {'':<16} in trouble since {state.trouble_at:%Y-%m-%d %H:%M} UTC: {safe(state.trouble)}")
    lines.append('\nKnown outlets (profile = "..." in config.toml; `rostrum sources add URL` finds others):')
    for profile in profiles:
        if profile.id in ("generic", "sample"):
            continue
        untried = "" if profile.tried else "  [not tried on real pages]"
        lines.append(f"  {profile.id:<16} {profile.name} ({' '.join(profile.languages)}){untried}")
        if profile.seen:
            lines.append(f"  {'':<16} seen: {profile.seen}")
    return "\n".join(lines)


def reported(trial: Trial) -> str:
    """What a look at a source found: where it announces its pages, and how the newest of them were cut."""
    lines = [f"{trial.source.id}: {safe(trial.source.name)}, read by the profile {trial.source.profile}"]
    for each in trial.looked:
        kind, language = each.address.kind, f" ({each.address.language})" if each.address.language else ""
        found = safe(each.trouble) if each.trouble else f"{each.announced} pages announced"
        lines.append(f"  {kind} {safe(each.address.url)}{language}: {found}")
    lines += [f"  {line}" for sample in trial.samples for line in _sampled(sample)]
    if not trial.well:
        lines.append("  Not everything was understood; look at the pages above before you rely on it.")
    return "\n".join(lines)


def _sampled(sample: Sample) -> list[str]:
    if sample.briefing is None:
        return [f"- {safe(sample.title or sample.url)}", f"    {safe(sample.trouble)}"]
    briefing = sample.briefing
    turns = [turn for section in briefing.sections for turn in section.turns]
    questions = sum(turn.kind == "question" for turn in turns)
    cut = f"{len(briefing.sections)} sections, {len(turns)} turns, {questions} questions"
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))[:3]
    said = f"; {', '.join(speakers)}" if speakers else ""
    return [
        f"- {briefing.date or 'no date'}  {safe(briefing.title or 'no title')} ({briefing.language})",
        safe(f"    {cut}{said}"),
    ]


def health(trial: Trial) -> str:
    """A source on one line: whether its addresses answer, how much they announce, how the newest page was cut."""
    well = sum(not each.trouble for each in trial.looked)
    announced = sum(each.announced for each in trial.looked)
    state = "ok" if trial.well else "IN TROUBLE"
    newest = next((s for s in trial.samples if s.briefing is not None), None)
    line = f"{trial.source.id}: {state}, {well} of {len(trial.looked)} addresses answer, {announced} pages announced"
    if newest is not None and newest.briefing is not None:
        turns = sum(len(section.turns) for section in newest.briefing.sections)
        line += f"; newest {newest.briefing.date or 'undated'} {newest.briefing.title[:80]!r}"
        line += f", {len(newest.briefing.sections)} sections, {turns} turns"
    return safe("; ".join([line, *trial.troubles]))


# ------------------------------------------------------------------ doing


async def _states(config: Config) -> tuple[SourceState, ...]:
    from bot.app import open_stores

    if not config.storage.path.exists():
        return ()
    async with open_stores(config, migrate=False) as stores:
        return await stores.archive.sources()


async def _find(config: Config, url: str) -> Trial:
    from bot.app import open_scout, open_stores

    async with open_stores(config, migrate=True) as stores, open_scout(config) as scout:
        taken = {state.id for state in await stores.archive.sources()} | {s.id for s in config.watched()}
        return await scout.find(
            url, taken, trusted=True, told=lambda asked: print(f"reading {safe(asked)}", file=sys.stderr)
        )


async def _save(config: Config, source: Source) -> None:
    from bot.app import clock, open_stores

    async with open_stores(config, migrate=True) as stores:
        await stores.archive.add_source(source, clock())


async def _remove(config: Config, source_id: str) -> bool:
    from bot.app import clock, open_stores

    async with open_stores(config, migrate=False) as stores:
        return await stores.archive.remove_source(source_id, clock())


async def _check(config: Config, chosen: str | None) -> bool:
    from bot.app import added_sources, open_scout

    sources = {source.id: source for source in (*await added_sources(config), *config.watched())}
    if chosen is not None:
        profiles = load_profiles()
        if chosen not in sources and chosen in profiles:
            sources[chosen] = profiles[chosen].source()
        if chosen not in sources:
            known = ", ".join(sorted({*sources, *profiles}))
            raise ConfigError(f"sources check {chosen}", "there is no such source", f"Known are: {known}.")
        sources = {chosen: sources[chosen]}
    if not sources:
        raise ConfigError("sources", "there is nothing to check", "Add a [[sources]] table; see config.example.toml.")
    well = True
    async with open_scout(config) as scout:
        for looking in asyncio.as_completed([scout.trial(source) for source in sources.values()]):
            trial = await looking
            well = well and trial.well
            print(health(trial), flush=True)
    return well
