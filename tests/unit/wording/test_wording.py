"""Disclaimers stand in every final text that needs them, counted by the page, and nothing is ever cut."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateError

from countersign import agency, limits, page_items, wording, words
from countersign.agency import Policy
from countersign.content import Coordination, Draft, FinalText, Finding, Severity
from countersign.errors import Misconfigured
from countersign.limits.parts import split
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY: Policy = agency.parse(SAMPLE.read_text(), now=NOW)
MASTODON = POLICY.page("mastodon")
ROOM = limits.declared("mastodon")
ARREST = Draft(text="Officers arrested a person on suspicion of theft. Case 26-1.", category="arrest")
LEAD = Coordination("pmpd", "Lt. Ray", "2026-11-21T10:00:00+00:00", "They lead.", "pmpd")


def final(draft: Draft, **more: object) -> FinalText | Finding:
    """The final text for the sample's Mastodon page."""
    return wording.final_text(draft, MASTODON, POLICY, limits=ROOM, window=None, **more)


def test_a_disclaimer_goes_in_by_itself() -> None:
    """An arrest post carries the presumption of innocence."""
    made = final(ARREST)
    assert made.text.startswith(ARREST.text)
    assert "presumed innocent until proven guilty" in made.text
    assert [put.id for put in made.disclaimers] == ["presumption"]


@pytest.mark.parametrize("platform", sorted(limits.DECLARED))
def test_an_answer_is_one_only_where_the_platform_has_answers(platform: str) -> None:
    """Elsewhere it stands by itself, instead of a send that its adapter refuses: an update in an emergency goes out."""
    answer, room = replace(ARREST, in_reply_to="1"), replace(limits.declared(platform), media_needed=False)
    made = wording.final_text(answer, MASTODON, POLICY, limits=room, window=None)
    assert isinstance(made, FinalText)
    assert (made.in_reply_to is None) == (platform in {"facebook", "instagram", "linkedin", "nextdoor"})


def test_a_disclaimer_speaks_the_language_of_the_post() -> None:
    """A Spanish post has the Spanish wording."""
    assert "se presume inocente" in final(replace(ARREST, language="es-MX")).text


def test_a_language_without_a_wording_still_has_the_disclaimer() -> None:
    """A disclaimer is never left out for want of a translation."""
    assert "presumed innocent" in final(replace(ARREST, language="fr")).text


def test_the_short_wording_stands_where_the_long_one_does_not_fit() -> None:
    """Close to the limit the short wording is taken."""
    made = final(replace(ARREST, text="x" * 430))
    assert made.text.endswith("Presumed innocent until proven guilty in court.")
    assert made.count <= made.limit


def test_a_text_that_does_not_fit_is_a_finding_with_its_number() -> None:
    """The author is told by how many characters the text is too long on which page."""
    found = final(replace(ARREST, text="x" * 500))
    assert isinstance(found, Finding)
    assert (found.severity, found.page) == (Severity.BLOCK, "mastodon")
    assert "49 characters too long" in found.message


def test_another_approved_wording_may_be_chosen() -> None:
    """An author replaces a disclaimer by an approved variant."""
    assert "A warrant is an accusation" in final(replace(ARREST, variants={"presumption": "warrant"})).text


def test_a_wording_that_nobody_approved_is_not_taken() -> None:
    """A variant that the policy does not know gives the standard wording, never none."""
    assert "An arrest is not a conviction" in final(replace(ARREST, variants={"presumption": "../x"})).text


def test_words_that_the_author_typed_already_are_not_repeated() -> None:
    """A disclaimer that stands in the text stands there once."""
    text = final(ARREST).text
    assert final(replace(ARREST, text=text)).text == text


def test_the_lead_agency_is_named_when_another_one_leads() -> None:
    """A coordination record that gives the lead to a neighbour puts its name in."""
    draft = Draft(text="Avoid the area.", category="road_closure", coordination=(LEAD,))
    assert "Port Merrow Police Department is the lead agency" in final(draft).text
    ours = replace(draft, coordination=(replace(LEAD, lead="HGPD"),))
    assert "lead agency" not in final(ours).text


def test_every_page_of_the_sample_takes_every_starter() -> None:
    """The starter texts render in both languages and fit the smallest page with their disclaimers."""
    for language in ("en", "es"):
        starters = wording.starters(POLICY, language)
        assert "community_notice" in starters
        for category, text in starters.items():
            assert isinstance(final(Draft(text=text, category=category, language=language)), FinalText)


def test_links_and_mentions_are_what_a_reader_sees() -> None:
    """Addresses and accounts are kept beside the text, without the full stop that follows them."""
    text = "See https://example.gov/a?b=c. Thanks @city@social.example.org! Mail a@b.example.gov."
    assert wording.links(text) == ("https://example.gov/a?b=c",)
    assert wording.mentions(text) == ("@city@social.example.org",)


def test_a_template_that_names_something_unknown_is_an_error() -> None:
    """A gap in a template is told, not left in the text."""
    with pytest.raises(Misconfigured, match="cannot be used"):
        wording.render(words.disclaimer_file("lead_agency", "standard", language="en", length="long"), {})


def test_a_template_is_text_and_not_a_program() -> None:
    """Templates cannot reach into Python."""
    with pytest.raises(TemplateError):
        wording._environment().from_string("{{ ''.__class__.__mro__ }}").render()
    with pytest.raises(Misconfigured):
        wording.render("../secret.txt", {})


CATEGORIES = st.sampled_from([category.id for category in POLICY.categories])


@given(st.text(max_size=700), CATEGORIES, st.sampled_from(["en", "es", "de"]), st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_is_ever_cut(text: str, category: str, language: str, elsewhere: bool) -> None:
    """Whatever was typed stands whole in the final text with every disclaimer, within the limit; else a finding."""
    draft = Draft(text=text, category=category, language=language, coordination=(LEAD,) if elsewhere else ())
    made = final(draft)
    wanted = {entry.id for entry in wording.disclaimers(draft, MASTODON, POLICY)}
    if isinstance(made, Finding):
        counted = wording.fit(draft, MASTODON, POLICY, measure=lambda t: limits.measure(t, ROOM)).counted
        assert counted.count > 500 or counted.reasons
        return
    assert made.text.startswith(wording.tidy(text))
    assert {put.id for put in made.disclaimers} == wanted
    assert all(put.text in made.text for put in made.disclaimers)
    assert made.count == limits.measure(made.text, ROOM).count <= 500


@given(st.integers(0, 600))
def test_the_finding_says_exactly_how_much_to_take_away(length: int) -> None:
    """A text shortened by the number in the finding fits."""
    found = final(replace(ARREST, text="x" * length))
    if isinstance(found, Finding):
        over = int(found.message.split(" characters")[0].rpartition(" ")[2])
        assert isinstance(final(replace(ARREST, text="x" * (length - over))), FinalText)
        assert isinstance(final(replace(ARREST, text="x" * (length - over + 1))), Finding)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_has_its_eight_items(language: str) -> None:
    """Purpose, who maintains it, not monitored, emergency, opinions, public record, website, contact."""
    items = page_items.page_items(POLICY, MASTODON, language=language)
    assert tuple(items) == words.PAGE_ITEMS
    assert "911" in items["emergency"] and POLICY.agency.url in items["website"]
    assert all(
        len(short) <= len(items[item]) for item, short in page_items.page_items(POLICY, MASTODON, limit=1).items()
    )


def test_the_eight_items_fit_a_small_profile() -> None:
    """A Mastodon profile holds all eight, short, and the link to all terms."""
    for language in ("en", "es"):
        small = page_items.profile(
            POLICY, replace(MASTODON, language=language), terms_url="https://small.example.gov/terms"
        )
        assert page_items.fits(small, ROOM, page="mastodon") == []
        assert [value for _, value in small.fields][-1] == "https://small.example.gov/terms"


def test_a_profile_that_was_changed_is_noticed() -> None:
    """What a page shows is held against what was signed, white space aside."""
    body = page_items.body(POLICY, MASTODON, number=1, terms_url="https://small.example.gov/terms")
    signed = page_items.profile_of(body)
    spaced = replace(signed, note=f" {signed.note}\n")
    assert page_items.missing_items(spaced.to_json(), signed) == []
    assert len(page_items.missing_items({"note": "Hi", "fields": []}, signed)) == 1 + len(signed.fields)


def test_an_agencys_own_wording_of_an_item_is_taken() -> None:
    """What the agency file words itself stands in place of the standard wording."""
    own = "page_items:\n  purpose:\n    en: {long: Our long words., short: Our words.}\ncategories:"
    policy = agency.parse(SAMPLE.read_text().replace("\ncategories:", f"\n{own}", 1), now=NOW)
    assert page_items.page_items(policy, MASTODON)["purpose"] == "Our long words."


THREADED = replace(MASTODON, thread=True)
LONG = "Main Street is closed between Oak and Elm. Use Harbor Road instead, please. " * 12


def test_a_long_text_is_a_thread_where_the_agency_chose_so() -> None:
    """A page with `thread` gets numbered parts, each within its limit, with every word and the whole disclaimer."""
    made = wording.final_text(replace(ARREST, text=LONG), THREADED, POLICY, limits=ROOM, window=None)
    assert isinstance(made, FinalText) and len(made.parts) >= 2
    total = len(made.parts)
    assert [part.text.rsplit(" ", 1)[1] for part in made.parts] == [f"{n}/{total}" for n in range(1, total + 1)]
    assert all(limits.measure(part.text, ROOM).fits for part in made.parts)
    assert sum(put.text in part.text for put in made.disclaimers for part in made.parts) == len(made.disclaimers) == 1
    assert limits.measure_final(made, ROOM).fits


def test_without_thread_a_long_text_is_still_refused() -> None:
    """Nobody's text becomes a thread unless the agency chose so, nor where the platform takes none."""
    assert isinstance(final(replace(ARREST, text=LONG)), Finding)
    single = replace(ROOM, parts=1)
    assert isinstance(
        wording.final_text(replace(ARREST, text=LONG), THREADED, POLICY, limits=single, window=None), Finding
    )


def test_too_many_links_are_said_and_no_length() -> None:
    """A text that is short enough but has too many links says which, not that it is minus some characters too long."""
    text = " ".join(f"https://a.gov/{number}" for number in range(6))
    found = wording.final_text(
        Draft(text=text, category="road_closure"), MASTODON, POLICY, limits=limits.declared("threads"), window=None
    )
    assert isinstance(found, Finding) and "6 links" in found.message and "-" not in found.message


@given(st.text(alphabet="ab .\n🚧é", max_size=400), st.integers(12, 120))
def test_a_thread_has_every_word_in_order(text: str, room: int) -> None:
    """Whatever is split comes out whole: the same words in the same order, each part in its room."""
    parts = split(text.strip(), lambda part: len(part) <= room, most=20)
    if parts is None:
        return
    assert " ".join(part.rsplit(" ", 1)[0] for part in parts).split() == text.split()
    assert all(len(part) <= room for part in parts) and 2 <= len(parts) <= 20
