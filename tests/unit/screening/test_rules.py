"""The rulebook blocks what the policies forbid, leaves alone what they allow, and points at the very words."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countersign import agency
from countersign.agency import Policy
from countersign.content import Draft, MediaRef, Severity
from countersign.screening import RULES, screen, screen_descriptions, screen_rules
from countersign.screening.text import fold
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

PLUGINS = Path(__file__).parents[3] / "plugins"
POLICY: Policy = agency.parse(SAMPLE.read_text(), now=NOW)
PHOTO = MediaRef("0" * 64, "image/jpeg", "Two officers hand a bicycle to a child in front of the station")


def rules(text: str, category: str = "recognition", **more: Any) -> set[str]:
    """The rules that say something about a text."""
    return {finding.rule for finding in screen_rules(Draft(text, category, **more), POLICY, NOW)}


def marked(text: str, rule: str) -> list[str]:
    """The words that a rule points at."""
    found = screen_rules(Draft(text, "recognition"), POLICY, NOW)
    return [text[f.start : f.end] for f in found if f.rule == rule and f.start is not None]


FORBIDDEN = [
    ("pii-ssn", "Booked: John Roe, SSN 987-65-4321.", "SSN 987-65-4321"),
    ("pii-ssn", "His social security number ends in 4321.", None),
    ("pii-ssn", "Número de seguro social: 987 65 4321", None),
    ("pii-dob", "John Roe, DOB 03/04/1985, was located.", "DOB 03/04/1985"),
    ("pii-dob", "She was born on March 4, 1985.", None),
    ("pii-dob", "Fecha de nacimiento: 4 de marzo de 1985", None),
    ("pii-phone", "Call Jane at (831) 555-0123 for the dog.", "(831) 555-0123"),
    ("pii-phone", "Her cell is 831.555.0123.", "831.555.0123"),
    ("pii-phone", "Text him: eight three one, five five five, zero one two three.", None),
    ("pii-email", "Write to jane.roe77@example.com.", "jane.roe77@example.com"),
    ("pii-email", "Write to jane.roe77 (at) example.com", None),
    ("guilt-statement", "We arrested this burglar on Elm Street last night.", "this burglar"),
    ("guilt-statement", "The man arrested Friday was caught red-handed.", "caught red-handed"),
    ("guilt-statement", "Officers arrested a woman after stealing a car.", None),
    ("guilt-statement", "He is in custody. He stabbed his roommate.", "He stabbed"),
    ("guilt-statement", "El ladrón ya está detenido.", "El ladrón"),
    ("guilt-statement", "Fue arrestado: asaltó a un taxista.", None),
    ("profanity-or-slur", "What a bunch of scumbags.", "scumbags"),
    ("profanity-or-slur", "Hell of a night, what the f**k.", None),
    ("profanity-or-slur", "Qué mierda de noche.", "mierda"),
    ("placeholder-left", "[STREET] is closed.", "[STREET]"),
    ("crossover-text", "Crash near Port Merrow, avoid the area.", "Port Merrow"),
]
ALLOWED = [
    ("pii-ssn", "Case 123-45-6789 is with the DA."),
    ("pii-ssn", "Nobody will ask for your SSN by phone."),
    ("pii-dob", "The station was opened on March 4, 1955. Happy birthday to K9 Rook, who is 3."),
    ("pii-phone", "Call (555) 010-0100 or 1-800-555-0147. In an emergency dial 911."),
    ("pii-phone", "Case 2026-0011874, lot 5550123."),
    ("pii-email", "Write to info@harborglenpd.example.gov or lunch@hgseniors.example.org."),
    ("pii-email", "SCAM ALERT: mail from refunds.irs@example.com is fake."),
    ("guilt-statement", "Officers arrested a man on suspicion of burglary."),
    ("guilt-statement", "A woman was arrested for stealing a car and booked into county jail."),
    ("guilt-statement", "A man in a mask demanded cash and ran."),
    ("guilt-statement", "Thieves love unlocked cars. Lock it or lose it."),
    ("guilt-statement", "The man accused of robbing the bank is in custody; he allegedly threatened a clerk."),
    ("guilt-statement", "Un hombre fue detenido como sospechoso de robo."),
    ("guilt-statement", "A jury found him guilty; he was sentenced to jail."),
    ("profanity-or-slur", "Sgt. Dick Roe retires. Dam repairs and crappie fishing continue. Pick up cigarette butts."),
    ("profanity-or-slur", "La basura se recoge el lunes."),
    ("placeholder-left", "Bring [your own] chair."),
    ("crossover-text", "Calder County fair opens Friday."),
]


@pytest.mark.parametrize(("rule", "text", "words"), FORBIDDEN, ids=[f"{r}-{n}" for n, (r, *_) in enumerate(FORBIDDEN)])
def test_a_rule_finds_what_it_forbids(rule: str, text: str, words: str | None) -> None:
    """Each rule finds its own kind, in English and Spanish, and marks the words."""
    assert rule in rules(text)
    assert words is None or words in marked(text, rule)


@pytest.mark.parametrize(("rule", "text"), ALLOWED, ids=[f"{r}-{n}" for n, (r, _) in enumerate(ALLOWED)])
def test_a_rule_leaves_alone_what_is_allowed(rule: str, text: str) -> None:
    """Each rule knows what looks alike and is no fault."""
    assert rule not in rules(text)


@pytest.mark.parametrize("trick", ["scum\u200bbags", "ｓｃｕｍｂａｇｓ", "scum\u00adbags", "S\u2060CUMBAGS"])
def test_invisible_and_look_alike_letters_do_not_hide_a_word(trick: str) -> None:
    """The words are folded before they are read, and marked where they stand in the original."""
    assert marked(f"These {trick} again.", "profanity-or-slur") == [trick]


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\x85"])
def test_control_and_direction_characters_are_blocked(character: str) -> None:
    """What is signed must be what is read."""
    text = f"Road {character}closed."
    assert marked(text, "unsafe-characters") == [character]


def test_ordinary_lines_and_emoji_are_no_control_characters() -> None:
    """Line ends, tabs and composed emoji are text."""
    assert rules("Line\nnext\t👮🏽‍♀️ 🚲 ¡Gracias!") == set()


def test_nothing_to_say_is_blocked() -> None:
    """An empty text without a picture says nothing; a picture does."""
    assert "empty-text" in rules(" \n\u200b")
    assert "empty-text" not in rules("", media=(PHOTO,))


def test_a_fact_that_the_category_needs_is_never_a_pass() -> None:
    """Missing facts are found one by one; a stated no is an answer."""
    found = screen_rules(Draft("Arrest.", "arrest", facts={"booking_photo": False, "case_number": ""}), POLICY, NOW)
    missing = [f for f in found if f.rule == "missing-fact"]
    assert len(missing) == 2 and all("missing" in finding.message for finding in missing)
    assert "case_number" in {finding.fact for finding in missing}
    assert all(f.severity is Severity.BLOCK and f.remedy for f in found if f.rule == "missing-fact")


def test_a_person_who_was_found_is_not_missing() -> None:
    """A fact that makes the post untrue blocks it."""
    facts = {"place": [-121.56, 36.9], "case_number": "26-1", "still_missing": False}
    assert "fact-no-longer-true" in rules("MISSING: an adult.", "missing", facts=facts)


@pytest.mark.parametrize("alt", ["", " ", "photo", "IMG_4410", "IMG_4410.jpg", "image 3", "Foto", "chart", "a photo"])
def test_a_description_that_describes_nothing_is_found(alt: str) -> None:
    """File names and single words tell a blind reader nothing."""
    assert "missing-alt-text" in rules("Look.", media=(MediaRef("0" * 64, "image/png", alt),))


def test_a_description_that_describes_is_enough() -> None:
    """A sentence is a description; a video needs captions besides."""
    assert "missing-alt-text" not in rules("Look.", media=(PHOTO,))
    video = MediaRef("0" * 64, "video/mp4", "A parade")
    assert "missing-alt-text" in rules("Look.", media=(video,))
    assert "missing-alt-text" not in rules("Look.", media=(video,), facts={"captions": True})


def test_descriptions_are_read_as_the_text_is() -> None:
    """What must not stand in a text must not stand in the description of its picture either; the finding says where."""
    told = MediaRef("0" * 64, "image/jpeg", "Jane Roe, SSN 987-65-4321, beside this burglar whom we arrested")
    found = screen_rules(Draft("Look.", "recognition", media=(PHOTO, told)), POLICY, NOW)
    assert {f.rule for f in found if f.severity is Severity.BLOCK} >= {"pii-ssn", "guilt-statement"}
    assert all(f.start is None and f.message.startswith("In the description of picture 2:") for f in found)


def test_findings_in_descriptions_point_at_their_words() -> None:
    """The composer underlines them in the description as it does in the text; a good description is not shown."""
    told = MediaRef("0" * 64, "image/jpeg", "Jane Roe, SSN 987-65-4321, in the lobby")
    ((number, found),) = screen_descriptions(Draft("Look.", "recognition", media=(PHOTO, told)), POLICY, NOW)
    assert number == 2
    assert "SSN 987-65-4321" in [told.alt[f.start : f.end] for f in found if f.rule == "pii-ssn"]


def test_a_finding_offers_other_words_where_the_rule_has_some() -> None:
    """The composer can offer what may be written instead."""
    (found,) = screen_rules(Draft("We arrested this burglar last night.", "recognition"), POLICY, NOW)
    assert found.rewrite == "arrested on suspicion of ..."


def test_screening_is_imported_without_what_only_reading_an_agency_file_needs() -> None:
    """Neither the file's parser nor geometry is loaded, so that a short program starts at once."""
    code = (
        "import sys, countersign.screening; print(sorted({'pydantic', 'shapely', 'numpy', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PLUGINS)
    assert done.stdout.strip() == "[]"


BOOKING = {"booking_photo": True, "offense_violent": False}


def test_a_booking_photo_needs_a_violent_offence_or_an_exception() -> None:
    """California's rule and its three exceptions."""
    assert "booking-photo-nonviolent" in rules("Arrest.", facts=BOOKING)
    for exception in ("suspect_fugitive", "judge_ordered_release", "exigent_circumstance"):
        assert "booking-photo-nonviolent" not in rules("Arrest.", facts=BOOKING | {exception: True})
    assert "booking-photo-nonviolent" not in rules("Arrest.", facts=BOOKING | {"offense_violent": True})
    assert "booking-photo-unsaid" in rules("Arrest.", facts=BOOKING | {"offense_violent": None})


def test_a_rule_of_law_holds_only_in_its_states_and_dates() -> None:
    """Other states, and years before the law, know nothing of it."""
    assert "booking-photo-nonviolent" not in rules("Arrest.", facts=BOOKING | {"state": "TX"})
    before = datetime(2021, 12, 31, 12, tzinfo=UTC)
    found = screen_rules(Draft("Arrest.", "recognition", facts=BOOKING), POLICY, before)
    assert "booking-photo-nonviolent" not in {f.rule for f in found}


def test_media_by_others_need_a_licence() -> None:
    """Third-party media go to legal unless a licence is on file."""
    found = screen(Draft("Look.", "recognition", media=(PHOTO,), facts={"media_source": "newspaper"}), POLICY, NOW)
    assert [(f.rule, f.stages) for f in found] == [("copyright-media", ("legal",))]
    assert rules("Look.", media=(PHOTO,), facts={"media_source": "newspaper", "media_license": "written"}) == set()
    assert "copyright-media" in rules("Look. Photo by Jane Roe", media=(PHOTO,))


def test_a_span_that_is_over_is_found() -> None:
    """A post whose not-after has passed while it waited is not brought to anybody."""
    assert "time-over" in rules("Event.", not_after=NOW - timedelta(minutes=1))
    assert "time-over" in rules("Event.", due=NOW + timedelta(hours=2), not_after=NOW + timedelta(hours=1))
    assert "time-over" in rules("Event.", due=NOW - timedelta(days=30))
    assert "time-over" not in rules("Event.", due=NOW + timedelta(hours=2))


def test_a_rule_points_at_a_bounded_number_of_places() -> None:
    """A text full of one fault gives a list that a person can read."""
    assert len(marked("SSN 987-65-4321. " * 500, "pii-ssn")) == 25


def test_an_unknown_category_is_found() -> None:
    """A category that the policy lost meanwhile has no chain."""
    assert "unknown-category" in rules("Hello.", "gossip")


def test_findings_come_heaviest_first() -> None:
    """What stops a post stands above what is only worth a look."""
    found = screen(Draft("Scumbags near Port Merrow. SSN 987-65-4321", "recognition"), POLICY, NOW)
    assert [f.severity for f in found] == [Severity.BLOCK, Severity.APPROVAL, Severity.WARN]


def test_every_rule_can_be_read_by_counsel() -> None:
    """Each rule has an id of its own, a sentence, a remedy and a citation."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.message.endswith(".") and rule.remedy.endswith(".") and rule.citation for rule in RULES)


def test_stages_that_rules_add_are_in_the_sample() -> None:
    """Whatever stage a rule adds, the sample agency says who signs it."""
    assert {stage for rule in RULES for stage in rule.stages} | {"neighbor"} <= set(POLICY.extra_stages)


PIECES = st.sampled_from(
    [
        "arrested ",
        "he ",
        "SSN ",
        "123-45-6789",
        "(831) 555-0123",
        "a@b.",
        "born ",
        "03/04/",
        "a" * 30,
        "1" * 30,
        " " * 30,
        "robbed ",
        "[A",
        ", ",
        ".",
        "!\n",
        "\u200b",
        "é",
        "ﬁ",
        "🚲",
        "one ",
        "@",
        "#caught",
        "f***",
        "(at) ",
        "-",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_every_span_lies_in_the_text(text: str) -> None:
    """Whatever is found is marked within the text as it was typed."""
    for finding in screen(Draft(text, "recognition"), POLICY, NOW):
        assert finding.start is None or 0 <= finding.start < finding.end <= len(text)


@given(st.text(max_size=200))
def test_folding_keeps_every_position(text: str) -> None:
    """A span of the folded text is a span of the original that holds the same letters."""
    folded = fold(text)
    for position in range(len(folded.text)):
        start, end = folded.span(position, position + 1)
        assert 0 <= start < end <= len(text)


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join))
@example("a@b.")
@example("he ")
@example("1.")
@settings(max_examples=20, deadline=None)
def test_no_text_is_slow(piece: str) -> None:
    """No repetition makes a rule take more than a moment of processor time."""
    text = (piece * 20_000)[:20_000]
    begun = time.process_time()
    screen(Draft(text, "recognition"), POLICY, NOW)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("Margaret Oyelaran, 71, was robbed at knifepoint as she left church on Sunday.", {"records", "legal"}),
        ("Officer Dana Reyes was stabbed in the arm during the arrest.", {"legal"}),
        ("An officer was stabbed in the arm during the arrest.", set()),
        ("Officer Dana Reyes was promoted to sergeant.", set()),
    ],
)
def test_in_florida_records_and_legal_decide_on_a_victims_name(text: str, stages: set[str]) -> None:
    """L11: a victim's name asks records and legal there, an officer's as a victim asks legal; elsewhere neither."""
    for state, wanted in (("FL", stages), ("CA", set())):
        found = screen_rules(Draft(text, "press-release", facts={"state": state}), POLICY, NOW)
        assert {stage for f in found if f.rule.startswith("fl-") for stage in f.stages} == wanted
