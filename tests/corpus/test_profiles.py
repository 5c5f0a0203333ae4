"""Every document of the corpus, read with its own outlet's profile: ROSTRUM_CORPUS names the corpus folder.

No text of the corpus is kept here: the manifest says what title, date and language each document has.
"""

import json
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from tests.corpus.held import CORPUS, address, annotations, manifest, needs_corpus, read, scorer
from watchers.contract import to_json
from watchers.errors import ParseError
from watchers.model import Address, Briefing, Page
from watchers.sources.lines import folded
from watchers.sources.listing import read_listing
from watchers.sources.profile import find_profile

UNTRIED = [
    "france_mae",
    "germany_bpk",
    "india_mea",
    "iran_mfa_press",
    "japan_mofa",
    "korea_mofa",
    "nato",
    "pakistan_mofa",
    "turkey_mfa",
    "ukraine_mfa",
    "un_noon",
    "us_defense",
    "us_state",
]

pytestmark = needs_corpus


@cache
def gold() -> dict[str, list[dict[str, Any]]]:
    by_source: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in annotations():
        by_source[document["source"]].append(document)
    return by_source


def test_every_source_of_the_corpus_has_a_profile_of_its_own() -> None:
    """Rule: only the listings of the General Assembly's president are left to the generic profile."""
    found = {document["source"]: find_profile(document["source"]).id for document in manifest()}
    assert {source for source, id_ in found.items() if id_ == "generic"} == {"un_pga"}


def test_every_document_is_read_with_its_own_profile() -> None:
    """Rule: no document fails; each has text, or is a beginning that ends in its table of contents."""
    failed = []
    for document in manifest():
        try:
            briefing = read(document["file"], document["source"], url=address(document))
        except ParseError as error:
            failed.append(str(error))
            continue
        if not any(section.text for section in briefing.sections) and (document["complete"] or not briefing.contents):
            failed.append(f"{document['file']}: no text")
    assert failed == []


@pytest.mark.parametrize("source", UNTRIED)
def test_an_outlets_beginnings_have_the_title_date_and_language_the_manifest_says(source: str) -> None:
    """Rule: with the profile no less is right than with the generic one, and of what can be judged all is."""
    own, generic = Counter[str](), Counter[str]()
    for document in (d for d in manifest() if d["source"] == source and "listing" not in d["file"]):
        for counted, profile in ((own, source), (generic, "generic")):
            counted.update(rights(document, read(document["file"], profile, url=address(document))))
    assert own["documents"]
    assert {what: own[what] for what in generic if own[what] < generic[what]} == {}
    assert own["dates"] == own["dates judged"]


def rights(document: dict[str, Any], briefing: Briefing) -> Counter[str]:
    """What of a document's head is as the manifest says. A title may be cut or go on there; words that were replaced
    have no language, and a date in them may be unreadable: it is judged where the address or the page has numbers."""
    title, told = folded(briefing.title), folded(document["title"])
    found = Counter({"documents": 1, "titles": bool(title) and (title in told or told in title)})
    readable = briefing.date is not None
    if document["date"] and readable:
        found.update({"dates judged": 1, "dates": str(briefing.date) == document["date"]})
    if not document.get("synthetic_words"):
        found.update({"languages": briefing.language == document["language"]})
    return found


@pytest.mark.parametrize("source", sorted(gold()))
def test_annotated_pages_are_no_worse_with_their_profile_than_with_the_generic_one(source: str) -> None:
    """Rule: no measure of the scorer falls by the profile, and titles, dates, labels and questions are all right."""
    figures = {}
    for profile in (source, "generic"):
        total: Counter[str] = Counter()
        for document in gold()[source]:
            briefing = read(document["file"], profile, document.get("language"))
            count, _ = scorer().score(document, json.loads(json.dumps(to_json(briefing))), "ok", "")
            total.update(count)
        figures[profile] = scorer().figures(total)
    own, generic = figures[source], figures["generic"]
    assert own["furniture_leaks"] <= generic["furniture_leaks"]
    shares = [name for name in own if name not in ("documents", "crashes", "timeouts", "furniture_leaks")]
    assert {name: (own[name], generic[name]) for name in shares if own[name] < generic[name]} == {}
    assert {
        name: own[name] for name in ("title", "date", "labelled_f1", "question_f1") if own.get(name, 1.0) < 1.0
    } == {}


def test_an_address_that_states_a_date_states_the_documents_own() -> None:
    """Rule: `address_dates` agree with the manifest wherever both know a date."""
    judged = 0
    for document in manifest():
        stated = find_profile(document["source"]).date_of(address(document) or "")
        if stated and document["date"]:
            judged += 1
            assert str(stated) == document["date"], document["file"]
    assert judged >= 8


def test_documents_of_one_outlet_and_date_do_not_share_a_key_by_chance() -> None:
    """Rule: two documents with one key are versions, editions or copies of one page."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for document in manifest():
        url = address(document)
        if url is None:
            continue
        profile = find_profile(document["source"])
        other = seen.setdefault((profile.id, profile.notice_key(url)), document)
        copies = document.get("dup_group") and document.get("dup_group") == other.get("dup_group")
        if other is not document and not copies and other["date"] and document["date"]:
            assert other["date"] == document["date"], (other["file"], document["file"])


def test_real_listing_pages_give_their_items() -> None:
    """Rule: 13 English, 67 Chinese and 5 American listing pages announce what they list, each page once."""
    folder = CORPUS.parent / "feeds" / "listings"
    found = Counter[str]()
    for path in sorted(folder.glob("*/*.html")):
        source = "china_mfa" if path.parent.name == "china_mfa" else "whitehouse"
        base = f"https://listing.example/{path.stem}/page.shtml"
        announced = read_listing(
            Page(base, path.read_bytes(), "text/html"), Address(base, "listing"), find_profile(source)
        )
        kind = source if source == "whitehouse" else f"{source} {'en' if path.name.startswith('mfa_eng') else 'zh'}"
        found[f"{kind} pages"] += 1
        found[kind] += len(announced.notices)
        assert all(notice.title and notice.key for notice in announced.notices)
    assert (found["china_mfa en pages"], found["china_mfa zh pages"], found["whitehouse pages"]) == (13, 67, 5)
    assert found["china_mfa en"] >= 13 * 35
    assert found["china_mfa zh"] >= 67 * 14
    assert found["whitehouse"] >= 4 * 10
