"""Profiles: what is shipped is valid, what is wrong is named by its key, and addresses give keys."""

import pytest

from watchers.errors import ProfileError
from watchers.model import Address
from watchers.sources.profile import find_profile, load_profiles, parse_profile

MINIMAL = 'id = "harbour"\nname = "Harbour Office"\n'


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
        ("poll_seconds = 0", "poll_seconds"),
        ('time_zone = "Europe/Atlantis"', "time_zone"),
        ("recheck = [[3600, 60], [60, 60]]", "recheck"),
        ("keys = ['/no-group/']", "keys.0"),
        ("keys = ['(?P<key>']", "keys.0"),
        ('[[addresses]]\nurl = "ftp://harbour.example/"\nkind = "feed"', "addresses.0.url"),
        ('[[addresses]]\nurl = "https://harbour.example/"\nkind = "fed"', "addresses.0.kind"),
        ('[[addresses]]\nurl = "https://harbour.example/"\nkind = "feed"\nlang = "en"', "addresses.0.lang"),
        ("[labels]\nquestions = ['Q']", "labels.questions"),
        ("[words]\nback = ['(']", "words.back.0"),
        ("[words]\nheading = ['== .*']", "words.heading.0"),
    ],
)
def test_a_wrong_profile_is_refused_naming_the_key(extra: str, key: str) -> None:
    """Rule: an operator's mistake names the key that is wrong."""
    with pytest.raises(ProfileError) as caught:
        parse_profile(MINIMAL + extra, "harbour")
    assert caught.value.key == key


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
