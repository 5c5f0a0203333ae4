"""Profiles: what is shipped is valid, what is wrong is named by its key, and addresses give keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.errors import ParseError, ProfileError
from watchers.model import Address, Page
from watchers.sources.document import read_document
from watchers.sources.profile import find_profile, load_profiles, parse_profile, read_profiles

MINIMAL = 'id = "harbour"\nname = "Harbour Office"\n'
GENERIC = 'id = "generic"\nname = "Any"\nseen = "much"\n'
SEEN = 'seen = "a page of 2031"\n'
ADDRESS = '[[addresses]]\nurl = "https://harbour.example/"\n'


def test_every_shipped_profile_is_valid_and_every_alias_finds_it() -> None:
    """Rule: a profile is found by its id and by each of its aliases."""
    for profile in load_profiles().values():
        for name in (profile.id, *profile.aliases):
            assert find_profile(name) is profile


@pytest.mark.parametrize(
    "name",
    [
        "china_mfa",
        "france_mae",
        "germany_bpk",
        "india_mea",
        "iran_mfa_press",
        "japan_mofa",
        "korea_mofa",
        "kremlin_en",
        "kremlin_ru",
        "mid_ru",
        "mid_ru_digest",
        "nato",
        "pakistan_mofa",
        "turkey_mfa",
        "ukraine_mfa",
        "un_noon",
        "un_pga",
        "us_defense",
        "us_state",
        "whitehouse_2009_2016",
        "whitehouse_2020_raw",
        "whitehouse_2021_2026",
    ],
)
def test_every_outlet_we_have_read_has_a_profile(name: str) -> None:
    """Rule: each outlet seen so far resolves, be it to the generic profile."""
    assert find_profile(name)


def test_a_misspelt_profile_gets_a_suggestion() -> None:
    """Rule: an unknown name is a ProfileError with a did-you-mean."""
    with pytest.raises(ProfileError) as caught:
        find_profile("mid_rus")
    assert "mid_ru" in caught.value.remedy


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ("pol_seconds = 3", "pol_seconds"),
        ('poll_seconds = "soon"', "poll_seconds"),
        ('poll_seconds = "300"', "poll_seconds"),
        ("poll_seconds = 0", "poll_seconds"),
        ("delay_seconds = -1", "delay_seconds"),
        ("delay_seconds = nan", "delay_seconds"),
        ('full_text = "yes"', "full_text"),
        ("tried = 1", "tried"),
        ("seen = 2031", "seen"),
        ("seen = 2031-03-05", "seen"),
        ('aliases = "port"', "aliases"),
        ('languages = ["english"]', "languages.0"),
        ('languages = ["en", "RU"]', "languages.1"),
        ('time_zone = "Europe/Atlantis"', "time_zone"),
        ('time_zone = "../etc/passwd"', "time_zone"),
        ("recheck = [[3600, 60], [60, 60]]", "recheck"),
        ("recheck = [[3600, 0]]", "recheck"),
        ("recheck = [[3600, 60, 5]]", "recheck.0"),
        ("recheck = [3600, 60]", "recheck.0"),
        ('rhythm = ["thursdays 15:00-19:00"]', "rhythm.0"),
        ('rhythm = ["daily 15:00-19:00", "daily 9-12"]', "rhythm.1"),
        ('rhythm = ["daily 22:00-02:00"]', "rhythm.0"),
        ('rhythm = ["daily 10:00-24:00"]', "rhythm.0"),
        ("keys = ['/no-group/']", "keys.0"),
        ("keys = ['(?P<key>']", "keys.0"),
        ("address_dates = ['/(?P<year>\\d+)/(?P<month>\\d+)/']", "address_dates.0"),
        ("pages = [['/(a)', 'https://harbour.example/\\2']]", "pages.0.1"),
        ("pages = [['/(a', 'https://harbour.example/']]", "pages.0.0"),
        ("pages = [['/a']]", "pages.0.1"),
        ('[[addresses]]\nurl = "ftp://harbour.example/"\nkind = "feed"', "addresses.0.url"),
        (ADDRESS + 'kind = "fed"', "addresses.0.kind"),
        (ADDRESS + 'kind = "feed"\nlang = "en"', "addresses.0.lang"),
        (ADDRESS + 'kind = "feed"\nlanguage = "eng"', "addresses.0.language"),
        (ADDRESS + 'kind = "listing"', "listing.items"),
        ("full_text = true\n" + ADDRESS + 'kind = "listing"\n[listing]\nitems = ["li"]', "full_text"),
        ("addresses = 3", "addresses"),
        ("[listing]\nitems = ['ul..news']", "listing.items.0"),
        ("[listing]\nitems = ['li']\nearlier = ['a.next', 'a >']", "listing.earlier.1"),
        ("[listing]\nitem = ['li']", "listing.item"),
        ("[[eras]]\nbody = ['div']\n[[eras]]\nbody = ['div']\nplace = ['div[']", "eras.1.place.0"),
        ("[[eras]]\nupdated = ['p::nope(']", "eras.0.updated.0"),
        ("[[eras]]\nheading = ['h1']", "eras.0.heading"),
        ("[record]\nbody = ['a.b']", "record.body"),
        ("[labels]\nquestions = ['Q']", "labels.questions"),
        ("[labels]\nothers = 'press'", "labels.others"),
        ("[labels]\ninline = ['Q:']", "labels.inline.0"),
        ("[words]\nback = ['(']", "words.back.0"),
        ("[words]\nheading = ['== .*']", "words.heading.0"),
        ("[words]\nplain_headings = 'no'", "words.plain_headings"),
        ("[signs]\nchallenge = 'bobcmn'", "signs.challenge"),
        ("[signs]\nerror = ['404']", "signs.error"),
    ],
)
def test_a_wrong_profile_is_refused_naming_the_key(extra: str, key: str) -> None:
    """Rule: an operator's mistake names the key that is wrong."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(MINIMAL + extra, "harbour")
    assert caught.value.key == key


@pytest.mark.parametrize("missing", ["id", "name"])
def test_id_and_name_are_all_a_profile_must_have(missing: str) -> None:
    """Rule: everything else may be left out; a blank name is none."""
    assert parse_profile(MINIMAL, "harbour").rhythm == ()
    with pytest.raises(ProfileError) as caught:
        parse_profile("".join(line + "\n" for line in MINIMAL.splitlines() if not line.startswith(missing)), "harbour")
    assert caught.value.key == missing
    with pytest.raises(ProfileError) as caught:
        parse_profile('id = "harbour"\nname = " "', "harbour")
    assert caught.value.key == "name"


def test_what_is_no_toml_is_refused_saying_where() -> None:
    """Rule: the place that cannot be read is in the message."""
    with pytest.raises(ProfileError, match="line 3"):
        parse_profile(MINIMAL + "poll_seconds == 3", "harbour")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "items", "x"]), inner),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["id", "languages", "recheck", "rhythm", "keys", "pages", "addresses", "listing", "eras", "labels", "words", "x"]
)


@given(KEYS, st.text(max_size=20) | VALUES.map(repr))
def test_whatever_is_written_a_profile_is_read_or_refused_with_a_profile_error(key: str, value: str) -> None:
    """Property: no text makes reading a profile fail in any other way."""
    try:
        parse_profile(f"{MINIMAL}{key} = {value}".replace("id = harbour", ""), "harbour")
    except ProfileError as error:
        assert error.profile == "harbour"  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("texts", "profile", "key"),
    [
        ({"port": 'aliases = ["Harbour"]\n' + SEEN}, "port", "aliases.0"),
        ({"port": 'aliases = ["quay", "pier"]\n' + SEEN, "quai": 'aliases = ["Pier"]\n' + SEEN}, "quai", "aliases.0"),
        ({"port": ""}, "port", "seen"),
        ({"port": 'seen = " "'}, "port", "seen"),
    ],
)
def test_profiles_shipped_together_share_no_name_and_say_what_was_seen(
    texts: dict[str, str], profile: str, key: str
) -> None:
    """Rule: a name finds one profile, compared without case, blanks and dashes; `seen` is never empty."""
    named = {id_: f'id = "{id_}"\nname = "Office"\n{text}' for id_, text in texts.items()}
    with pytest.raises(ProfileError) as caught:
        read_profiles({"generic": GENERIC, "harbour": MINIMAL + SEEN, **named})
    assert (caught.value.profile, caught.value.key) == (profile, key)
    assert set(read_profiles({"generic": GENERIC, "harbour": MINIMAL + SEEN})) == {"generic", "harbour"}


def test_a_profile_must_bear_its_files_name() -> None:
    """Rule: id and file name agree, so that a profile is found where it is looked for."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(MINIMAL, "lighthouse")
    assert caught.value.key == "id"


def test_the_usual_words_are_added_to_a_profiles_own() -> None:
    """Rule: lists of words grow by generic's, and the profile's own come first."""
    generic = find_profile("generic")
    profile = parse_profile(MINIMAL + '[labels]\nquestion = ["Inquiry"]\n', "harbour", generic)
    assert profile.labels.question[0] == "Inquiry"
    assert set(generic.labels.question) < set(profile.labels.question)


@pytest.mark.parametrize(
    ("profile", "url", "key", "language"),
    [
        ("mid_ru", "https://mid.ru/en/foreign_policy/news/1234567/", "1234567", "en"),
        ("mid_ru", "https://mid.ru/ru/foreign_policy/news/1234567/", "1234567", "ru"),
        (
            "mid_ru",
            "https://www.mid.ru/ru/press_service/spokesman/briefings/-/asset_publisher/D2w/content/id/4014412"
            "?p_p_id=101&_101_INSTANCE_D2w_languageId=en_GB",
            "4014412",
            "en",
        ),
        (
            "mid_ru",
            "https://www.mid.ru/en/foreign_policy/news/-/asset_publisher/cKN/content/id/4014412",
            "4014412",
            "en",
        ),
        ("china_mfa", "https://www.fmprc.gov.cn/mfa_eng/xwfw_665399/s2510/t1560357.shtml", "t1560357", "en"),
        (
            "china_mfa",
            "https://www.mfa.gov.cn/web/fyrbt_673021/202407/t20240712_11453060.shtml",
            "t20240712_11453060",
            None,
        ),
        ("kremlin", "http://en.kremlin.ru/events/president/news/76424", "76424", "en"),
        ("kremlin", "http://kremlin.ru/events/president/news/76424", "76424", None),
    ],
)
def test_a_pages_key_is_the_sources_own_id(profile: str, url: str, key: str, language: str | None) -> None:
    """Rule: editions of one briefing share the key that their addresses carry."""
    found = find_profile(profile)
    assert found.notice_key(url) == key
    assert found.language_of(url) == language


def test_an_address_without_a_known_key_gets_a_stable_slug() -> None:
    """Rule: the slug is of path and query, without campaign marks, host or fragment, and never too long."""
    profile = find_profile("generic")
    slug = profile.notice_key("https://harbour.example/news/Weekly-Briefing-12?utm_source=x#top")
    assert (
        slug == profile.notice_key("http://www.harbour.example/news/weekly-briefing-12/") == "news-weekly-briefing-12"
    )
    assert len(profile.notice_key("https://harbour.example/" + "long-" * 60)) <= 80
    assert profile.notice_key("https://harbour.example/")


def test_a_source_takes_the_profiles_addresses_or_those_given() -> None:
    """Rule: what is given stands in for the profile's own; languages keep the addresses of these languages."""
    profile = find_profile("mid_ru")
    assert {a.language for a in profile.source(languages=["en"]).addresses} == {"en"}
    own = (Address("http://127.0.0.1:8000/rss", "feed", "en"),)
    source = profile.source(own, id="mid_en", name="Briefings in English")
    assert (source.id, source.name, source.profile, source.addresses) == (
        "mid_en",
        "Briefings in English",
        "mid_ru",
        own,
    )


def test_an_address_may_carry_the_only_date() -> None:
    """Rule: a profile's `address_dates` read the briefing's date from the address; an impossible one is none."""
    profile = parse_profile(
        MINIMAL + "address_dates = ['/hb(?P<year>\\d\\d)(?P<month>\\d\\d)(?P<day>\\d\\d)']", "harbour"
    )
    assert str(profile.date_of("https://harbour.example/2031/hb310704.htm")) == "2031-07-04"
    assert profile.date_of("https://harbour.example/hb319904.htm") is None


def test_a_key_in_pieces_is_joined_and_a_long_one_is_cut_short() -> None:
    """Rule: groups key_2, key_3 add to the key, in their order; keys have 80 characters at most, and stay distinct."""
    profile = parse_profile(
        MINIMAL + "keys = ['/(?P<key_2>b\\d+)?/?(?P<key>[^/]+)/(?P<key_3>\\d+)$', '/(?P<key>[^/]+)/$']", "harbour"
    )
    assert profile.notice_key("https://harbour.example/b7/talk/3") == "b7-talk-3"
    assert profile.notice_key("https://harbour.example/talk/3") == "talk-3"
    long = profile.notice_key(f"https://harbour.example/{'quay-' * 30}1/")
    assert long != profile.notice_key(f"https://harbour.example/{'quay-' * 30}2/")
    assert len(long) <= 80


@given(st.text(max_size=300), st.sampled_from(sorted(load_profiles())))
def test_every_address_has_a_key_a_language_or_none_and_a_page(path: str, id_: str) -> None:
    """Property: whatever the address, its key is not empty and not long, and reading it raises nothing."""
    profile, url = find_profile(id_), f"https://harbour.example/{path}"
    assert 0 < len(profile.notice_key(url)) <= 80
    assert len(profile.language_of(url) or "en") == 2
    assert profile.page_address(url).startswith("https://")
    profile.date_of(url)


def test_a_pages_text_may_be_fetched_from_elsewhere() -> None:
    """Rule: the first pattern of `pages` that is met gives the address to fetch; without one, the page's own is."""
    profile = parse_profile(MINIMAL + "pages = [['[?]show/(\\d+)', 'https://harbour.example/text?id=\\1']]", "harbour")
    assert profile.page_address("https://harbour.example/news?show/12/fog") == "https://harbour.example/text?id=12"
    assert profile.page_address("https://harbour.example/news/12") == "https://harbour.example/news/12"


def test_a_page_reached_at_an_error_pages_address_is_one() -> None:
    """Rule: a redirect to the address of the site's error page ends in 200, and is no page all the same."""
    profile = parse_profile(MINIMAL + '[signs]\nerror_address = ["/Error.htm"]', "harbour")
    with pytest.raises(ParseError) as caught:
        read_document(Page("https://harbour.example/error.htm?from=7", b"<p>Words.</p>", "text/html"), profile)
    assert caught.value.reason == "error_page"
    assert read_document(Page("https://harbour.example/7", b"<p>Words.</p>", "text/html"), profile).lines


def test_a_page_that_is_json_is_read_by_the_profiles_paths() -> None:
    """Rule: `record` names title, date and HTML inside; a record without words is read as what it is."""
    profile = parse_profile(
        MINIMAL
        + "[record]\ntitle = ['a.title']\ndate = ['on']\ntext = ['a.none', 'a.html']\n"
        + "[[eras]]\ntitle = ['h1']\ndate = ['time']\nbody = ['article']",
        "harbour",
    )
    answer = b'{"on": "2031-03-05", "a": {"title": "Fog & <tide>", "html": "<p>It lifts.</p><p>Slowly.</p>"}}'
    read = read_document(Page("https://harbour.example/7", answer, "application/json"), profile)
    assert (read.title, read.dated, [line.text for line in read.lines]) == (
        "Fog & <tide>",
        "2031-03-05",
        ["It lifts.", "Slowly."],
    )
    for other in (b'{"a": {"html": " "}}', b'{"a": [1]}', b"{half"):
        assert not read_document(Page("https://harbour.example/7", other, "application/json"), profile).titled
