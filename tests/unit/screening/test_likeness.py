"""What a draft reads like: a question, never a stop, with the words that raised it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countersign import agency
from countersign.cli_screen import draft_of
from countersign.content import Draft, MediaRef, Severity
from countersign.screening import likeness, screen
from countersign.screening.reading import Reading
from tests.conftest import SAMPLE
from tests.screening import teach
from tests.unit.agency.small_agency import NOW

POLICY = agency.parse(SAMPLE.read_text(), now=NOW)
STRANGE = "Say hello to the narcotics detective who poses as a buyer in the blue hoodie."


def reading(text: str, **facts: object) -> Reading:
    """A draft as rules read it."""
    return Reading(Draft(text=text, category="press-release", facts=facts), POLICY, NOW)


def test_the_weights_are_those_that_the_drafts_teach() -> None:
    """The file was learned from the drafts as they are: `python -m tests.screening.teach` after changing them."""
    told = json.loads(likeness.WEIGHTS.read_text(encoding="utf-8"))
    assert told["taught_by"] == teach.taught_by(teach.drafts())
    assert set(told["rules"]) == set(teach.TAUGHT)


def test_nothing_that_was_set_aside_teaches() -> None:
    """What measures the weights did not make them."""
    ids = {row["id"] for row in teach.drafts()}
    aside = {
        row["id"] for b in teach.BATCHES for row in teach.rows_of(teach.CORPUS / f"{b}.jsonl") if teach.set_aside(row)
    }
    unseen = {row["id"] for row in teach.rows_of(teach.CORPUS / "unseen.jsonl")}
    assert not ids & (aside | unseen)


def test_a_question_names_the_words_and_the_sentence() -> None:
    """A phrase that no list has is asked about, by its words, in its own sentence."""
    first = "Lunch is at noon."
    (found,) = [one for one in likeness.alike(reading(f"{first} {STRANGE}")) if one.rule == "undercover-identity"]
    assert found.start == len(first) + 1
    assert found.words and all(word in STRANGE.lower() for word in found.words)
    assert all(f"‘{word}’" in found.told for word in found.words)


def test_a_doubt_is_worth_asking_where_a_draft_reads_like_it() -> None:
    """It may keep a mere doubt from an author where nothing reads like it; of guilt a doubt is always worth it."""
    plain = reading(
        "Officers closed Ferry Street at noon for the parade, and opened it again at three. Thank you for waiting."
    )
    assert likeness.worth_asking(reading(STRANGE), "undercover-identity")
    assert not likeness.worth_asking(plain, "undercover-identity")
    assert likeness.worth_asking(plain, "guilt-statement")


def test_it_only_asks() -> None:
    """By likeness nothing is ever stopped, and nobody is asked who was stopped for the same already."""
    rows = teach.rows_of(teach.CORPUS / "seventh.jsonl")
    found = [screen(draft_of(row), POLICY, NOW) for row in rows]
    alike = [(finding, all_of) for all_of in found for finding in all_of if "It reads like drafts" in finding.message]
    assert alike
    for finding, all_of in alike:
        assert finding.severity is Severity.ATTEST and not finding.stages
        assert [one.rule for one in all_of].count(finding.rule) == 1


def test_a_stated_consent_settles_the_question() -> None:
    """Nobody is asked whether parents consent who have been said to."""
    rows = [row for row in teach.drafts() if "juvenile-identity" in row["labels"]]
    asked = [row for row in rows if _asks(row, consent=False)]
    assert asked and not any(_asks(row, consent=True) for row in asked)


def _asks(row: dict[str, Any], *, consent: bool) -> bool:
    told = reading(row["text"], juvenile=True, parental_consent=consent)
    return "juvenile-identity" in {one.rule for one in likeness.alike(told)}


@given(st.text(max_size=2_000), st.booleans())
def test_any_text_has_a_likeness_within_its_bounds(text: str, pictured: bool) -> None:
    """Whatever is written, the parts lie in the text and the same text gives the same answer."""
    media = (MediaRef("0" * 64, "image/png", ""),) if pictured else ()
    told = Reading(Draft(text=text, category="", media=media), POLICY, NOW)
    found = list(likeness.alike(told))
    assert all(0 <= one.start < one.end <= len(told.text) for one in found)
    assert found == list(likeness.alike(told))
