"""The query language in the chat: followed, explained, named, and told of by the branch that was met."""

from datetime import timedelta

from tests.bot.conftest import NOW, House

TOPICS = [
    ("Visit to Kestria", "The minister will visit Kestria on Monday. He will stay two days."),
    ("Shipping", "The port is open. Ships carrying grain may leave the port at once. All papers are ready."),
    ("Visitors from Japan", "A Japanese delegation arrived. Drones were seen near the port."),
    ("Unmanned aircraft", "One UAV was found at the lighthouse."),
]


async def stored(house: House) -> None:
    house.publish(7, TOPICS)
    await house.poll()


async def test_a_subscription_says_what_it_would_have_met_and_what_was_taken_exactly(house: House) -> None:
    """Figures of the archive; how to get any form of a word in capitals."""
    await stored(house)
    said = await house.say("/subscribe port OR UAV")
    assert "Following: port OR =UAV" in said
    assert "I look for any of: “port” in any form; “UAV” exactly as written." in said
    assert "UAV: taken exactly as written, being all capitals. For any form, type small letters: uav" in said
    assert "Met so far by 3 of 4 passages in the archive." in said
    assert "none of the 4 passages" in await house.say("/subscribe wheat")


async def test_nothing_is_said_of_an_archive_that_is_empty(house: House) -> None:
    """None of none is no figure."""
    assert "Met so far" not in await house.say("/subscribe grain")


async def test_a_misspelt_name_a_day_and_a_wrong_value_are_pointed_at(house: House) -> None:
    """Each with what would work; nothing is followed."""
    said = (await house.say("/subscribe grain ~japn")).split("\n")
    assert said[:2] == ["grain ~japn", "      ^^^^^"]
    assert said[-1] == "Did you mean: grain ~japan"
    assert "Did you mean: grain" in await house.say("/subscribe grain since:2020")
    assert "takes topic, question, answer, exchange" in await house.say("/subscribe kind:sermon grain")
    assert "nothing yet" in await house.say("/subscriptions")


async def test_what_would_tell_of_nearly_everything_is_refused_with_the_figures(house: House) -> None:
    """In an archive that is big enough to say so; a source or a name is a wish all the same."""
    house.publish(7, [(f"Topic {n}", f"The harbour of number{n} is open.") for n in range(240)])
    await house.poll()
    said = await house.say("/subscribe the")
    assert "I don't follow that: 240 of 240 passages" in said
    assert "nothing yet" in await house.say("/subscriptions")
    assert "Following" in await house.say("/subscribe source:sample")
    assert "Following" in await house.say("/subscribe number7 the")


async def test_a_word_for_a_country_is_followed_in_every_language_by_a_button(house: House) -> None:
    """In the place of the word; the old query is no longer followed."""
    said = await house.say("/subscribe Japan -football")
    assert "[1] also in other languages: ~japan" in said
    said = await house.say("1")
    assert "Following: ~japan -football" in said
    assert "in place of: Japan -football" in said
    assert "~japan (Japan, by all its names)" in said
    assert "1. ~japan -football" in await house.say("/subscriptions")
    assert "no longer follow that" in await house.say("1")
    house.publish(7, TOPICS)
    assert "A Japanese delegation arrived." in await house.poll()


async def test_an_alert_names_the_branch_that_was_met(house: House) -> None:
    """Not all that could have been."""
    await house.say('/subscribe "unknown soldier" OR grain NEAR/3 carrying OR (UAV lighthouse)')
    await house.say("/subscribe papers ready")
    house.publish(7, TOPICS)
    told = await house.poll()
    assert "for: grain NEAR/3 carrying, papers ready\n" in told
    assert "for: =UAV lighthouse\n" in told
    assert "soldier" not in told


async def test_names_are_defined_used_changed_shown_and_taken_back(house: House) -> None:
    """What is followed by a name follows the name."""
    assert "You have defined no names yet." in await house.say("/alias")
    said = await house.say("/alias Drones = UAV OR drone*")
    assert "~drones = =UAV OR drone*" in said
    assert "words that begin with “drone”" in said
    assert "your =UAV OR drone*" in await house.say("/subscribe ~drones")
    house.publish(7, TOPICS)
    told = await house.poll()
    assert told.count("▪ ") == 2
    assert told.count("for: ~drones") == 2
    assert "1 subscription uses it: ~drones" in await house.say("/alias drones = lighthouse")
    assert "Drones were seen" not in await house.say("/mentions ~drones")
    house.publish(8, [(h, f"{t} Again.") for h, t in TOPICS], [], "6 March 2026")
    told = await house.poll()
    assert told.count("▪ ") == 1
    assert "lighthouse" in told
    listed = await house.say("/alias")
    assert "~drones = lighthouse" in listed
    assert "Countries (" in listed
    assert "~drones is forgotten.\n1 subscription still uses it" in await house.say("/unalias ~drones")
    assert "~drones stands for nothing" in await house.say("/alias drones")
    assert "stands for nothing" in await house.say("/mentions ~drones")


async def test_a_name_that_hides_a_built_in_one_is_allowed_and_said(house: House) -> None:
    """Until it is taken back."""
    assert "ru: Япония" in await house.say("/alias japan")
    assert "goes before the built-in ~japan (Japan)" in await house.say("/alias japan = Nippon")
    assert "~japan = Nippon" in await house.say("/alias japan")
    assert "The built-in ~japan is in force again." in await house.say("/alias japan =")


async def test_what_cannot_be_a_name_or_its_query_is_refused(house: House) -> None:
    """Each with its reason."""
    assert "cannot be a name" in await house.say("/alias a b = c")
    assert "would stand for itself" in await house.say("/alias japan = ~japan OR Nippon")
    assert "lies ahead" in await house.say("/alias x = grain since:2020")
    assert "^" in await house.say("/alias x = (grain")
    assert "Did you mean ~japan?" in await house.say("/alias jappan")
    assert "/unalias NAME" in await house.say("/unalias")
    for number in range(50):
        await house.app.stores.subscribers.define(0, f"name{number}", "grain", NOW + timedelta(seconds=number))
    assert "You have defined 50 names already" in await house.say("/alias more = grain")


async def test_a_query_is_explained_with_the_words_and_figures_of_the_archive(house: House) -> None:
    """Forms as they were written, what stands for a name, how rare each is, what must be there."""
    assert "/explain grain" in await house.say("/explain")
    assert "ru: Япония" in await house.say("/explain ~japan"), "with no archive, in every language"
    await stored(house)
    said = (await house.say("/explain visitor ~japan -wheat UAV")).split("\n")
    assert said[0] == "visitor ~japan -wheat =UAV"
    assert said[2] == "Met so far by none of the 4 passages in the archive."
    assert said[3].startswith("UAV: taken exactly")
    assert said[4:6] == ["▪ visitor: in 1 passage", "  en: visitors"]
    assert said[6] == "▪ ~japan: in 1 passage"
    assert said[7].startswith("  en: Japan, Japanese")
    assert said[8] == "▪ -wheat: in 0 passages"
    assert said[-1].startswith("Every passage found holds ")
    assert "Did you mean" in await house.say("/explain ~japn")


async def test_past_mentions_understand_the_whole_language(house: House) -> None:
    """Days, fields and names included; older ones by the same query."""
    for number in range(1, 9):
        house.publish(number, [("Port", f"Ships with grain, week {number}."), *TOPICS[:1]], [], f"{number} March 2026")
    await house.poll()
    said = await house.say("/mentions {ship grain} kind:topic since:2026-03-02 until:2026-03-07")
    assert said.startswith("6 passages match: {ship grain} kind:topic since:2026-03-02 until:2026-03-07\n")
    assert "\n\n7 March" in said
    older = await house.say(said.split("] Older")[0].rsplit("[", 1)[1])
    assert "2 March 2026" in older
    assert "week 1." not in older
