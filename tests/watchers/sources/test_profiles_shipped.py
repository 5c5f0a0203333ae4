"""The shipped profiles: which outlets there are, and what each one's facts make of addresses, listings and stubs.

The listings are written for these tests, in the markup that the profile's selectors are of.
"""

import datetime as dt

import pytest

from watchers.errors import ParseError
from watchers.model import Address, Page
from watchers.sources.document import read_document
from watchers.sources.listing import read_listing
from watchers.sources.profile import Profile, find_profile, load_profiles

OUTLETS = {  # profile: languages watched, whether real pages of it were cut
    "china_mfa": ({"zh", "en"}, True),
    "eu_commission": ({"en", "de"}, False),
    "france_mae": ({"fr"}, False),
    "germany_bpk": ({"de"}, False),
    "india_mea": ({"en"}, False),
    "iran_mfa": ({"en"}, False),
    "japan_mofa": ({"en"}, False),
    "korea_mofa": ({"en", "ko"}, False),
    "kremlin": ({"ru", "en"}, True),
    "mid_ru": ({"ru", "en", "fr", "de", "es", "pt"}, True),
    "nato": ({"en"}, False),
    "pakistan_mofa": ({"en"}, False),
    "turkey_mfa": ({"en"}, False),
    "uk_fcdo": ({"en"}, False),
    "ukraine_mfa": ({None}, False),
    "un_noon": ({"en"}, False),
    "us_defense": ({"en"}, False),
    "us_state": ({"en"}, False),
    "whitehouse": ({"en"}, True),
}
ALIASES = {
    "kremlin_ru": "kremlin",
    "kremlin_en": "kremlin",
    "mid_ru_digest": "mid_ru",
    "iran_mfa_press": "iran_mfa",
    "un_pga": "generic",
    "gov_uk": "uk_fcdo",
    "whitehouse_2009_2016": "whitehouse",
    "whitehouse_2020_raw": "whitehouse",
    "whitehouse_2021_2026": "whitehouse",
}


def test_every_outlet_is_there_with_the_languages_it_is_watched_in() -> None:
    """Rule: what is promised is shipped; beside it only the generic profile and the sample."""
    profiles = load_profiles()
    assert set(profiles) == {*OUTLETS, "generic", "sample"}
    for id_, (languages, tried) in OUTLETS.items():
        assert {a.language for a in profiles[id_].addresses} == languages, id_
        assert profiles[id_].tried is tried, id_
        assert {lang for lang in languages if lang} <= set(profiles[id_].languages), id_


@pytest.mark.parametrize("alias", sorted(ALIASES))
def test_an_outlets_other_names_find_its_profile(alias: str) -> None:
    """Rule: a source may be named as archives name it."""
    assert find_profile(alias).id == ALIASES[alias]


@pytest.mark.parametrize("profile", load_profiles().values(), ids=lambda profile: profile.id)
def test_what_was_not_tried_does_not_claim_to_be(profile: Profile) -> None:
    """Rule: `seen` of an untried profile owns up to what was not seen; a tried one names what was."""
    assert (
        profile.tried
        or "no markup" in profile.seen
        or "no page" in profile.seen
        or "nothing of" in profile.seen
        or ("nor any markup" in profile.seen)
    )
    assert any(c.isdigit() for c in profile.seen) or profile.id == "sample"


@pytest.mark.parametrize("profile", load_profiles().values(), ids=lambda profile: profile.id)
def test_no_site_is_asked_in_haste(profile: Profile) -> None:
    """Rule: a shipped profile asks no more often than every five minutes, and waits five seconds between requests."""
    if profile.id not in ("sample", "generic"):
        assert profile.poll_seconds >= 300
        assert profile.delay_seconds >= 5


def test_the_site_that_refuses_quick_requests_gets_none() -> None:
    """Rule: kremlin.ru refuses after some 150 quick requests and answers only http; its feed brings the text."""
    profile = find_profile("kremlin")
    assert profile.delay_seconds >= 15
    assert profile.full_text
    assert all(address.url.startswith("http://") for address in profile.addresses)
    begins = [0, *(until for until, _ in profile.recheck[:-1])]
    asked = sum((until - since) / every for since, (until, every) in zip(begins, profile.recheck, strict=True))
    assert asked <= 12


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://www.mid.ru/en/foreign_policy/news/-/asset_publisher/Nw2/content/id/7014412",
        "https://www.mid.ru/ru/press_service/spokesman/briefings/-/asset_publisher/Br7/content/id/7014412"
        "?p_p_id=101_INSTANCE_Br7&_101_INSTANCE_Br7_languageId=en_GB",
        "https://www.mid.ru/press_service/spokesman/briefings/-/asset_publisher/Br7/content/id/7014412?fbclid=Iw"
        "AR3&p_p_id=101_INSTANCE_Br7&_101_INSTANCE_Br7_languageId=ru_RU#8",
        "http://www.mid.ru/ru/foreign_policy/news/-/asset_publisher/Nw2/content/id/7014412#11",
        "https://mid.ru/fr/foreign_policy/news/7014412/",
        "https://mid.ru/ru/press_service/spokesman/briefings/7014412/?lang=de",
        "https://mid.ru/pt/foreign_policy/news/7014412",
    ],
)
def test_every_form_of_a_russian_ministrys_address_gives_the_content_id(address: str) -> None:
    """Rule: one content id is reachable under several portlets and languages; it is one briefing."""
    assert find_profile("mid_ru").notice_key(address) == "7014412"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.gov.uk/foreign-travel-advice/orvenia",
        "https://www.gov.uk/foreign-travel-advice/orvenia?updated=2031-03-05",
        "https://www.gov.uk/foreign-travel-advice/orvenia#2031-03-05T10:00:00+01:00",
        "tag:www.gov.uk,2005:/foreign-travel-advice/orvenia#2031-03-06T10:00:00+01:00",
        "https://www.gov.uk/foreign-travel-advice/orvenia/",
    ],
)
def test_an_edit_of_travel_advice_is_no_new_page(address: str) -> None:
    """Rule: gov.uk puts the time of the last change into the id; the key is of the path alone."""
    assert find_profile("uk_fcdo").notice_key(address) == "foreign-travel-advice-orvenia"


@pytest.mark.parametrize(
    ("profile", "address", "key", "language", "date"),
    [
        ("mid_ru", "https://mid.ru/de/foreign_policy/news/1234567/", "1234567", "de", None),
        (
            "china_mfa",
            "https://www.mfa.gov.cn/eng/xw/fyrbt/202503/t20310305_11.html",
            "t20310305_11",
            "en",
            "2031-03-05",
        ),
        ("china_mfa", "https://www.fmprc.gov.cn/web/wjdt_674879/t1560278.shtml", "t1560278", None, None),
        ("kremlin", "http://en.kremlin.ru/catalog/keywords/31/events/75909/print", "75909", "en", None),
        (
            "us_state",
            "https://2021-2025.state.gov/briefings/press-briefing-1/?utm_medium=m",
            "press-briefing-1",
            None,
            None,
        ),
        ("us_defense", "https://www.war.gov/News/Transcripts/Transcript/Article/178338/a-b/", "178338", None, None),
        ("us_defense", "https://www.defense.gov/Newsroom/Transcripts/Transcript/Article/178338/", "178338", None, None),
        ("whitehouse", "https://www.whitehouse.gov/remarks/2031/02/1458/", "1458", None, None),
        ("un_noon", "https://press.un.org/en/2031/db310713.doc.htm", "db310713", "en", "2031-07-13"),
        ("nato", "https://www.nato.int/cps/en/natohq/opinions_178940.htm?selectedLocale=uk", "178940", "uk", None),
        ("nato", "https://www.nato.int/cps/fr/natohq/opinions_178940.htm", "178940", "fr", None),
        (
            "nato",
            "https://www.nato.int/fr/news-and-events/events/transcripts/2031/08/31/press-conference",
            "2031-08-31-press-conference",
            "fr",
            "2031-08-31",
        ),
        ("uk_fcdo", "https://www.gov.uk/government/news/fog-over-the-port", "news-fog-over-the-port", None, None),
        ("uk_fcdo", "https://www.gov.uk/guidance/fog", "fog", None, None),
        ("eu_commission", "https://ec.europa.eu/commission/presscorner/detail/de/ip_31_1166", "ip_31_1166", "de", None),
        ("india_mea", "https://www.mea.gov.in/media-briefings.htm?dtl/36359/Transcript_of_Weekly", "36359", None, None),
        ("india_mea", "https://www.mea.gov.in/media-briefings?dtl/36359/Transcript", "36359", None, None),
        ("japan_mofa", "https://www.mofa.go.jp/press/kaiken/kaiken23e_000028.html", "kaiken23e_000028", None, None),
        (
            "korea_mofa",
            "http://www.mofa.go.kr/eng/brd/m_5679/view.do?seq=319634&srchFr=&page=1",
            "m_5679-319634",
            "en",
            None,
        ),
        ("korea_mofa", "https://www.mofa.go.kr/www/brd/m_4076/view.do?page=2&seq=319634", "m_4076-319634", None, None),
        ("turkey_mfa", "https://www.mfa.gov.tr/qr_22_-26-août-2031.fr.mfa", "qr_22_-26-août-2031", "fr", None),
        ("turkey_mfa", "https://lusaka-be.mfa.gov.tr/Mission/ShowAnnouncement/246845", "246845", None, None),
        (
            "ukraine_mfa",
            "https://mfa.gov.ua/pres-centr/stenogrami-brifingiv/stenograma-vid-17092031-anglijskoyu",
            "stenograma-vid-17092031-anglijskoyu",
            None,
            "2031-09-17",
        ),
        (
            "pakistan_mofa",
            "https://mofa.gov.pk/press-releases/transcript-15-june?x=1",
            "transcript-15-june",
            None,
            None,
        ),
        ("pakistan_mofa", "https://mofa.gov.pk/transcript-15-june/", "transcript-15-june", None, None),
        (
            "france_mae",
            "https://www.diplomatie.gouv.fr./fr/salle-de-presse/fr/salle-de-presse/article/q-r-live-12-10-31?xtor=RSS-1",
            "q-r-live-12-10-31",
            None,
            "2031-10-12",
        ),
        (
            "germany_bpk",
            "https://www.bundesregierung.de/breg-de/aktuelles/regierungspressekonferenz-vom-27-mai-2031-2433512",
            "2433512",
            None,
            None,
        ),
        (
            "germany_bpk",
            "https://www.auswaertiges-amt.de/de/newsroom/regierungspressekonferenz-2800710",
            "amt-2800710",
            None,
            None,
        ),
        ("iran_mfa", "https://en.mfa.ir/portal/NewsView/712345/words", "712345", "en", None),
    ],
)
def test_an_address_gives_key_language_and_date(
    profile: str, address: str, key: str, language: str | None, date: str | None
) -> None:
    """Rule: the source's own id, and what else the address states, and nothing it does not state."""
    found = find_profile(profile)
    stated = found.date_of(address)
    assert (found.notice_key(address), found.language_of(address), str(stated) if stated else None) == (
        key,
        language,
        date,
    )


@pytest.mark.parametrize(
    ("profile", "address", "fetched"),
    [
        (
            "india_mea",
            "https://www.mea.gov.in/media-briefings.htm?dtl/36359/Transcript",
            "https://www.mea.gov.in/FrontEnd/FetchPublicationDetailData?pkid=36359&languageId=1",
        ),
        (
            "eu_commission",
            "https://ec.europa.eu/commission/presscorner/detail/de/ip_31_1166",
            "https://ec.europa.eu/commission/presscorner/api/documents?reference=IP/31/1166&language=de",
        ),
        (
            "nato",
            "https://www.nato.int/cps/en/natohq/opinions_1.htm",
            "https://www.nato.int/cps/en/natohq/opinions_1.htm",
        ),
    ],
)
def test_a_page_filled_by_script_is_fetched_where_its_text_is(profile: str, address: str, fetched: str) -> None:
    """Rule: `pages` says where; other pages are fetched at their own address."""
    assert find_profile(profile).page_address(address) == fetched


# ------------------------------------------------------------------ listings

WORDS = "Fog over the port"
LISTINGS = {
    "mid_ru": (
        "<ul class='announce announce_articles'><li class='announce__item'>"
        "<span class='announce__date'>05.03.2031</span>"
        "<a class='announce__link' href='/en/press_service/spokesman/briefings/1234567/'>{}</a></li></ul>",
        "https://mid.ru/en/press_service/spokesman/briefings/1234567/",
    ),
    "china_mfa": (
        "<ul class='list1'><li><a href='./203103/t20310305_11.html'>{}</a></li></ul>",
        "https://www.fmprc.gov.cn/eng/xw/fyrbt/lxjzh/203103/t20310305_11.html",
    ),
    "whitehouse": (
        "<ul><li class='wp-block-post'><h2><a href='/remarks/2031/03/fog/'>{}</a></h2>"
        "<time datetime='2031-03-05T10:00:00-05:00'>March 5</time></li></ul>",
        "https://www.whitehouse.gov/remarks/2031/03/fog/",
    ),
    "un_noon": (
        "<div><h3><a href='/en/2031/db310305.doc.htm'>{}</a></h3><a href='/en/2031/sc1.doc.htm'>No briefing</a></div>",
        "https://press.un.org/en/2031/db310305.doc.htm",
    ),
    "nato": (
        "<a href='/en/news-and-events/events/transcripts/2031/03/05/fog'>{}</a><a href='/en/about-us'>About</a>",
        "https://www.nato.int/en/news-and-events/events/transcripts/2031/03/05/fog",
    ),
    "india_mea": (
        "<div><span class='date'>05 March, 2031</span><h3 class='pressTitle'>"
        "<a href='/media-briefings?dtl/36359/Fog'>{}</a></h3></div>",
        "https://www.mea.gov.in/media-briefings?dtl/36359/Fog",
    ),
    "japan_mofa": (
        "<div id='contents-body'><dl class='title-list'><dt><a href='/press/kaiken/kaiken31e_000001.html'>{}</a></dt>"
        "<dd><a href='kaiken31e_000001.html#topic1'>The first</a></dd></dl></div>",
        "https://www.mofa.go.jp/press/kaiken/kaiken31e_000001.html",
    ),
    "korea_mofa": (
        "<table><tbody><tr><td>7</td><td class='tal'><a href='./view.do?seq=319634&page=1'>{}</a></td></tr></tbody>"
        "</table>",
        "https://www.mofa.go.kr/eng/brd/m_5679/view.do?seq=319634&page=1",
    ),
    "turkey_mfa": (
        "<div class=\"sub_lstitm\"><a href='/qa_31_-5-march-2031.en.mfa'>{}</a></div>",
        "https://www.mfa.gov.tr/qa_31_-5-march-2031.en.mfa",
    ),
    "ukraine_mfa": (
        "<a href='/pres-centr/stenogrami-brifingiv'>All</a>"
        "<div><a href='/pres-centr/stenogrami-brifingiv/stenograma-vid-05032031'>{}</a></div>",
        "https://mfa.gov.ua/pres-centr/stenogrami-brifingiv/stenograma-vid-05032031",
    ),
    "pakistan_mofa": (
        "<a href='https://mofa.gov.pk/press-releases/categories/statements'>Statements</a>"
        "<a href='https://mofa.gov.pk/press-releases/fog'><div class='card'><h5>{}</h5>"
        "<p><i class='fas fa-calendar-alt me-1'></i> 05 Mar 2031</p></div></a>",
        "https://mofa.gov.pk/press-releases/fog",
    ),
    "france_mae": (
        "<a href='./article/q-r-point-de-presse-live-05-03-31'>{}</a><a href='./article/autre'>Autre</a>",
        "https://www.diplomatie.gouv.fr/fr/salle-de-presse/point-de-presse-live-du-porte-parole-du-meae/article/"
        "q-r-point-de-presse-live-05-03-31",
    ),
    "germany_bpk": (
        "<a href='/breg-de/aktuelles/kabinett-1'>Kabinett</a>"
        "<a class='bpa-link' href='/breg-de/aktuelles/regierungspressekonferenz-vom-5-maerz-2031-2433512'>{}</a>",
        "https://www.bundesregierung.de/breg-de/aktuelles/regierungspressekonferenz-vom-5-maerz-2031-2433512",
    ),
    "iran_mfa": (
        "<div><a href='/portal/NewsView/712345/Fog'>{}</a><a href='/portal/home'>Home</a></div>",
        "https://en.mfa.ir/portal/NewsView/712345/Fog",
    ),
}


@pytest.mark.parametrize("id_", sorted(LISTINGS))
def test_a_sites_listing_gives_its_items_and_nothing_else(id_: str) -> None:
    """Rule: what the listing announces is found by the profile's selectors; menus are not."""
    profile = find_profile(id_)
    markup, url = LISTINGS[id_]
    address = next(
        a for a in reversed(profile.addresses) if a.kind == "listing" and a.language in ("en", None, "de", "fr")
    )
    if id_ == "germany_bpk":
        address = profile.addresses[0]
    page = Page(
        address.url, f"<html><body><nav><a href='/'>Home</a></nav>{markup.format(WORDS)}</body></html>".encode()
    )
    (notice,) = read_listing(page, address, profile).notices
    assert (notice.url, notice.title, notice.language) == (url, WORDS, address.language)


def test_every_profile_with_a_listing_has_its_layout_tried_here() -> None:
    """Rule: a listing's selectors are not shipped without a fixture of theirs."""
    listed = {p.id for p in load_profiles().values() if any(a.kind == "listing" for a in p.addresses)}
    assert listed == set(LISTINGS)


def test_the_older_listings_of_the_white_house_are_read_too() -> None:
    """Rule: selectors are fall-backs; the site of 2016 lists its pages in a Drupal view."""
    markup = (
        "<div class='view-content'><div class='views-row'><div class='views-field-created'>March 05, 2031</div>"
        "<h3><a href='../the-press-office/2031/03/05/fog'>Fog</a></h3></div></div>"
    )
    address = Address("https://harbour.example/briefing-room/press-briefings", "listing", "en")
    (notice,) = read_listing(Page(address.url, markup.encode()), address, find_profile("whitehouse")).notices
    assert (notice.url, notice.key) == ("https://harbour.example/the-press-office/2031/03/05/fog", "fog")


# ------------------------------------------------------------------ 200, but not content


@pytest.mark.parametrize(
    ("id_", "content", "url", "reason"),
    [
        ("mid_ru", "<html><script>window['bobcmn'] = '1';</script></html>", "https://mid.ru/en/rss.php", "challenge"),
        ("mid_ru", "<html><script src='/TSPD/08?type=TSPD_101'></script></html>", "https://mid.ru/x", "challenge"),
        ("iran_mfa", "<html><script src='/__arcsjs/x.js'></script></html>", "https://en.mfa.ir/x", "challenge"),
        ("ukraine_mfa", "<html><title>Just a moment...</title></html>", "https://mfa.gov.ua/x", "challenge"),
        ("china_mfa", "<html><title>system</title><p>Not here.</p></html>", "https://www.mfa.gov.cn/x", "error_page"),
        ("us_state", "<html><title>Technical Difficulties</title></html>", "https://www.state.gov/x", "error_page"),
        ("india_mea", "<html><p>Something is amiss.</p></html>", "https://www.mea.gov.in/error.htm", "error_page"),
    ],
)
def test_what_a_site_sends_in_place_of_a_page_is_known_for_it(id_: str, content: str, url: str, reason: str) -> None:
    """Rule: a challenge or an error page that came with 200 is never read as a briefing."""
    with pytest.raises(ParseError) as caught:
        read_document(Page(url, content.encode(), "text/html"), find_profile(id_))
    assert caught.value.reason == reason


@pytest.mark.parametrize("id_", sorted(OUTLETS))
def test_a_plain_page_of_any_outlet_is_no_error_page(id_: str) -> None:
    """Rule: the signs of a site do not refuse its pages."""
    page = "<html><head><title>Fog</title></head><body><p>The fog lifts over the port.</p></body></html>"
    assert read_document(Page("https://harbour.example/7", page.encode(), "text/html"), find_profile(id_)).lines


def test_a_rhythm_says_days_and_hours_of_the_sites_zone() -> None:
    """Rule: where briefings have usual days the profile names them, until they are learned."""
    assert find_profile("un_noon").rhythm == ("weekdays 12:00-19:00",)
    assert find_profile("un_noon").zone().utcoffset(dt.datetime(2031, 1, 15)) == dt.timedelta(hours=-5)  # noqa: DTZ001
    assert find_profile("kremlin").rhythm == ()
