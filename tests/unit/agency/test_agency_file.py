"""An agency file is taken as a whole, or every error is named with its line."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign import agency
from countersign.errors import AgencyFileInvalid
from tests.unit.agency.small_agency import NOW, SMALL, faults, line_of, read

#: What is replaced, by what, the text on the line that is blamed, and words of the sentence.
WRONG = [
    ("  id: smallpd", "  id: Small PD", "id: Small PD", "small letters"),
    ("  id: smallpd\n", "", "agency:", "‘id’ is missing"),
    ("state: CA", "state: California", "state: California", "not a state"),
    ("America/Los_Angeles", "America/Los_Angles", "timezone:", "not a time zone"),
    ("https://small.example.gov", "small.example.gov", "url:", "not an address"),
    ("info@small.example.gov", "info", "contact_email:", "not a mail address"),
    ("  address: 1 Main Street", "  address: 1 Main Street\n  adress: x", "adress: x", "Did you mean ‘address’"),
    ("roles: [writer]", "roles: [writr]", "{id: ann", "There is no role ‘writr’. Did you mean ‘writer’?"),
    ("id: bob,", "id: ann,", "{id: ann, name: Bob", "defined twice"),
    ("{id: bob, ", "{", "{name: Bob", "‘id’ is missing"),
    ("id: bob,", "id: chief,", "{id: chief, name: Bob", "a role and a person"),
    ("roles: [writer]}", "roles: [writer], active_from: 31.1.2026}", "{id: ann", "not a date"),
    ("roles: [writer]}", "roles: [writer], active_from: 2026-02-30}", "{id: ann", "not a day of the calendar"),
    ("roles: [writer]}", "roles: [writer], active_from: 2026-02-02, active_to: 2026-02-01}", "{id: ann", "is before"),
    ("platform: newsroom", "platform: newsrom", "{id: news", "not a platform"),
    ("platform: newsroom", "platform: by_hand", "{id: news", "by_hand_person"),
    ("platform: newsroom", "platform: mastodon", "{id: news", "base_url"),
    ("owner: ann}", "owner: zoe}", "{id: news", "There is no person ‘zoe’"),
    ("owner: ann}", "owner: ann, kind: designated}", "{id: news", "needs its ‘person’"),
    ("owner: ann}", "owner: ann, mode: dry}", "{id: news", "'live' or 'sink'"),
    ("owner: ann}", "owner: ann, enabled: perhaps}", "{id: news", "true or false"),
    ("owner: ann}", "owner: ann, limit: many}", "{id: news", "whole number"),
    ("owner: ann}", "owner: ann, language: fr}", "{id: news", "has no words in ‘fr’"),
    ("act: write", "act: wrote", "{act: wrote", "'write' or 'sign'"),
    ("role: writer, granted", "role: writer, person: ann, granted", "{act: write", "one ‘person’ or one ‘role’"),
    ("role: writer, granted", "person: dan, granted", "{act: write", "to themselves"),
    ("role: writer, granted_by: dan", "role: writer, granted_by: dan, pages: [nws]", "{act: write", "no page ‘nws’"),
    ("not_after: 1 d", "not_after: 1 day", "not_after:", "not a span of time"),
    ("not_after: 1 d", "not_after: 0 min", "not_after:", "longer than nothing"),
    ("not_after: 1 d", "required_facts: [plce]\n    not_after: 1 d", "required_facts", "not a fact"),
    ("{name: first, watch: true, ", "{name: first, ", "{name: first", "names no roles"),
    ("within: 1 h,", "within: 1 h, remind_after: 2 h,", "{name: first", "must be shorter"),
    ("within: 1 h,", "within: 1 h, need: 0,", "{name: first", "at least 1"),
    ("{name: second", "{name: first", "- id: notice", "two stages of one name"),
    ("roles: [chief], within: 2 h", "roles: [cheif], within: 2 h", "{name: second", "Did you mean ‘chief’"),
    ("fallback: [bob]", "fallback: [bobby]", "watch: {roles", "There is no person ‘bobby’"),
    ("template: emergency", "template: emergncy", "template: emergncy", "There is no template"),
    ("categories: [notice]", "categories: [notices]", "categories: [notices]", "no category ‘notices’"),
    ("[-121.5, 36.8]", "[36.8, -121.5]", "area:", "longitude first"),
    ("[-121.5, 36.8]", "[0, 0]", "area:", "0,0"),
    ("[-121.5, 36.8], [-121.5, 36.9]", "[-121.5, 36.9], [-121.5, 36.8]", "area:", "crosses or touches itself"),
    (", [-121.6, 36.8]]]", "]]", "area:", "last point is its first"),
    ("type: Polygon", "type: Point", "area:", "Polygon or MultiPolygon"),
    ("[-121.5, 36.8]", "[west, 36.8]", "area:", "is not a point"),
    ("watch: {", "watch: &x {", "watch: &x", "Anchors and aliases"),
    ("  id: smallpd", "  id: !!python/object:os.system smallpd", "id: !!", "tag"),
    ("roles:\n", "roles: {\n", "  - {id: chief", "not YAML"),
    ("  state: CA", "  state: CA\n  state: NV", "state: NV", "stands here twice"),
    ("people:\n", "persons:\n", "persons:", "not a key that is known"),
]


@pytest.mark.parametrize(("old", "new", "blamed", "words"), WRONG, ids=[w[3][:30] for w in WRONG])
def test_an_error_is_named_with_its_line(old: str, new: str, blamed: str, words: str) -> None:
    """Whoever wrote the file is led to the very line that is wrong."""
    spoiled = SMALL.replace(old, new, 1)
    found = faults(old, new)
    assert any(words in sentence for _, sentence in found), found
    assert (line_of(spoiled, blamed), True) in {(line, words in sentence) for line, sentence in found}, found


def test_the_small_file_itself_is_good() -> None:
    """The file that the other tests spoil has nothing wrong with it."""
    assert read().category("notice").chain[1].name == "second"


def test_all_errors_are_named_at_once() -> None:
    """A file with three errors in three places names all three."""
    text = SMALL.replace("state: CA", "state: XX").replace("1 d\n", "1 x\n").replace("roles: [writer]", "roles: [w]")
    with pytest.raises(AgencyFileInvalid) as caught:
        read(text)
    lines = {line for line, _ in caught.value.errors}
    assert {line_of(text, "state:"), line_of(text, "not_after:"), line_of(text, "{id: ann")} <= lines


def test_two_errors_on_one_line_are_both_told_with_the_name_of_the_file() -> None:
    """No error hides another one, and whoever reads the message knows where to look."""
    text = SMALL.replace(
        "name: Ann, title: Writer, email: ann@small.example.gov", "nme: Ann, title: Writer, email: ann"
    )
    with pytest.raises(AgencyFileInvalid) as caught:
        agency.parse(text, now=NOW, filename="small.yaml")
    line = line_of(text, "{id: ann")
    told = caught.value.message
    assert told.count(f"small.yaml, line {line}:") == len(caught.value.errors) == 3
    assert all(words in caught.value.fields[f"line {line}"] for words in ("‘name’ is missing", "‘nme’", "mail address"))


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "- a\n", "a", "agency: {}\n---\nagency: {}\n", "[" * 500, "a: \x00"]
)
def test_what_is_no_agency_file_is_a_clear_error(text: str) -> None:
    """Whatever is given in place of an agency file is refused with a sentence."""
    with pytest.raises(AgencyFileInvalid) as caught:
        read(text)
    assert all(line >= 1 and sentence.endswith(".") for line, sentence in caught.value.errors)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    """More than a megabyte is no agency file."""
    with pytest.raises(AgencyFileInvalid, match="larger than"):
        read("a: " + "x" * 1_100_000)


def test_aliases_cannot_make_a_small_file_huge() -> None:
    """A billion laughs are not even started."""
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    with pytest.raises(AgencyFileInvalid, match="Anchors and aliases"):
        read(bomb)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_no_text_at_all_makes_the_reader_crash(text: str) -> None:
    """Any text is either a policy or a list of errors."""
    with pytest.raises(AgencyFileInvalid):
        read(text)


@given(st.integers(0, len(SMALL) - 1), st.text(max_size=5))
@settings(max_examples=200, deadline=None)
def test_a_slip_of_the_pen_is_an_error_or_harmless(position: int, slip: str) -> None:
    """A file with a few letters changed anywhere is a policy or a list of errors, never a crash."""
    try:
        read(SMALL[:position] + slip + SMALL[position + len(slip) :])
    except AgencyFileInvalid as invalid:
        assert invalid.errors


@pytest.mark.parametrize("word", ["no", "on", "yes", "off"])
def test_words_that_yaml_takes_for_yes_or_no_stay_words(word: str) -> None:
    """A city called No stays a city."""
    assert read(SMALL.replace("Smallville", word)).agency.city == word


def test_numbers_keep_their_spelling() -> None:
    """A phone number written 0911 or 12:30 stays what was written."""
    policy = read(SMALL.replace("non_emergency: (555) 010-0100", "non_emergency: 0911"))
    assert policy.agency.non_emergency == "0911"


def test_bare_facts_give_a_policy_to_screen_with(shared: Path) -> None:
    """A JSON file with an agency's facts and area is enough for screening."""
    text = (shared / "policy" / "agency.json").read_text()
    policy = agency.parse_any(text, now=NOW)
    assert [neighbor.id for neighbor in policy.neighbors] == ["pmpd", "wupd", "cso"]
    assert policy.categories == ()


RING = [[-121.6, 36.8], [-121.5, 36.8], [-121.5, 36.9], [-121.6, 36.8]]
AREA = {"type": "Polygon", "coordinates": [RING]}
FACTS = {"id": "x", "name": "X Police Department", "state": "CA", "official_phones": ["911"], "area": AREA}


@pytest.mark.parametrize(
    "facts", [FACTS | {name: 5} for name in (*FACTS, "official_addresses", "partner_phones")], ids=str
)
def test_bare_facts_that_are_wrong_are_errors(facts: dict[str, object]) -> None:
    """A facts file with a wrong value is refused with a sentence."""
    assert agency.parse_any(json.dumps({"agency": FACTS}), now=NOW).agency.city == "X"
    with pytest.raises(AgencyFileInvalid):
        agency.parse_any(json.dumps({"agency": facts}), now=NOW)


@pytest.mark.parametrize("neighbors", [5, [5], {"a": 1}, [{}], [{"id": "a", "name": 1, "area": AREA}]], ids=str)
def test_neighbours_that_are_wrong_are_errors(neighbors: object) -> None:
    """A facts file with a neighbour that is none is refused with a sentence."""
    with pytest.raises(AgencyFileInvalid):
        agency.parse_any(json.dumps({"agency": FACTS, "neighbors": neighbors}), now=NOW)
