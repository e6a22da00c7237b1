"""The rulebook is dated data that counsel can read: packs, examples, dates, reviews, and one page about all of it."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from countersign import agency
from countersign.content import Draft, Severity
from countersign.screening import PACKS, RULES, Rule, screen_rules, unreviewed
from countersign.screening.catalogue import holder, page
from countersign.screening.clauses import ELSEWHERE, NOT_OURS, all_clauses
from countersign.screening.rulebook import TERMS, rule
from tests.conftest import ROOT, SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY = agency.parse(SAMPLE.read_text(), now=NOW)
SHOWN = [rule for rule in RULES if rule.example.stopped and rule.active]


@pytest.mark.parametrize("shown", SHOWN, ids=[rule.id for rule in SHOWN])
def test_the_examples_of_a_rule_are_true(shown: Rule) -> None:
    """What a rule shows as stopped it stops, and what it shows as allowed it allows."""
    facts = dict(shown.example.facts or {})
    texts = (shown.example.stopped, shown.example.allowed)
    found = [{f.rule for f in screen_rules(Draft(text, "recognition", facts=facts), POLICY, NOW)} for text in texts]
    assert [shown.id in rules for rules in found] == [True, False]


def test_every_rule_belongs_to_a_pack_that_exists() -> None:
    """A rule is on exactly when its pack is."""
    packs = {pack.id: pack for pack in PACKS}
    assert all(rule.active == packs[rule.pack].active for rule in RULES)
    assert {rule.pack for rule in RULES} == set(packs) - {TERMS}


def test_four_packs_of_policy_and_law_are_on_from_the_start() -> None:
    """Agency policy, federal law, California and one other state; the rest is unreviewed and off."""
    assert [pack.id for pack in PACKS if pack.active] == ["product", "agency", "terms", "federal", "CA", "FL"]
    assert all(pack.standing == "unreviewed, off" for pack in PACKS if not pack.active)


def test_what_nobody_reviewed_is_named() -> None:
    """No pack ships as reviewed: set-up names all of them until counsel has read them."""
    assert set(unreviewed()) == set(PACKS)


@pytest.mark.parametrize(
    ("id", "day", "holds"),
    [
        ("la-booking-photo-2022", date(2022, 7, 31), False),
        ("la-booking-photo-2022", date(2023, 1, 1), True),
        ("la-booking-photo-2022", date(2024, 8, 1), False),
        ("la-booking-photo-2024", date(2024, 7, 31), False),
        ("la-booking-photo-2024", date(2026, 1, 1), True),
    ],
)
def test_louisianas_two_texts_hold_one_after_the_other(id: str, day: date, holds: bool) -> None:
    """The repealed ban holds until the day before its repeal, and neither is on unreviewed."""
    found = rule(id)
    assert not found.holds(state="LA", on=day)
    begun = found.effective_from is None or found.effective_from <= day
    assert (begun and (found.effective_to is None or day <= found.effective_to)) is holds


def test_a_rule_that_may_be_unsure_says_what_to_confirm() -> None:
    """Where words do not decide, the author reads a question and not a verdict."""
    assert all(bool(rule.doubt) == bool(rule.ask) for rule in RULES)
    (found,) = screen_rules(Draft("He took the bus and left. He is in custody.", "recognition"), POLICY, NOW)
    assert (found.severity, found.message) == (Severity.ATTEST, rule("guilt-statement").doubt)
    assert found.stages == ()


def test_every_clause_is_held_or_named_as_not_ours() -> None:
    """S0-1 to S4-12 and L1 to L27: a rule, a screen, a task, or a reason why not; never two of them at odds."""
    clauses = all_clauses()
    assert all(holder(clause)[0] for clause in clauses)
    ruled = {clause for rule in RULES for clause in rule.clauses}
    assert ruled | set(ELSEWHERE) | set(NOT_OURS) == set(clauses)
    assert [clause for clause, count in Counter(clauses).items() if count > 1] == []


def test_the_tests_that_the_page_names_exist() -> None:
    """Whoever follows the page finds the test."""
    named = {path for _, tests in ELSEWHERE.values() for path in tests.split(", ")}
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_page_in_docs_is_the_newest() -> None:
    """docs/policy.md says what the rulebook says."""
    written = Path(ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    assert written == page(), "run `python -m countersign.screening.catalogue > docs/policy.md`"


def switched(**on: bool) -> agency.Policy:
    """The sample agency with some rules and packs switched."""
    entries = tuple(agency.RuleEntry(id=id.replace("_", "-"), on=to, why="a test") for id, to in on.items())
    return replace(POLICY, rules=entries)


def test_a_switch_turns_a_rule_or_a_pack_and_the_rule_beats_its_pack() -> None:
    """Off is off, a pack that was off is on, and a rule's own switch holds whatever its pack's says."""
    draft = Draft("Call Jane at (831) 555-0123 for the dog.", "recognition")
    stopped = {
        name: "pii-phone" in {f.rule for f in screen_rules(draft, policy, NOW)}
        for name, policy in {
            "as shipped": POLICY,
            "rule off": switched(pii_phone=False),
            "pack off": switched(agency=False),
            "rule on, pack off": switched(agency=False, pii_phone=True),
        }.items()
    }
    assert stopped == {"as shipped": True, "rule off": False, "pack off": False, "rule on, pack off": True}
    texas = rule("tx-sexual-offence-victim")
    on = {entry.id: entry for entry in (agency.RuleEntry(id="TX", on=True, why="a test"),)}
    assert [texas.holds(state="TX", on=NOW.date(), switches=told) for told in ({}, on)] == [False, True]


def test_no_rule_is_called_like_a_pack() -> None:
    """A switch names a rule or a pack by its id alone, so no id is both."""
    assert not {rule.id for rule in RULES} & {pack.id for pack in PACKS}
