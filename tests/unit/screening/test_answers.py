"""What authors say to findings: which finding takes which answer, and what is left once the answers are counted."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import agency, content
from countersign.content import Answer, AnswerKind, Draft, Finding, Severity
from countersign.screening import RULES, answers, screen_rules, validate
from countersign.screening.answers import PERMISSION_STAGE, Asked
from countersign.screening.rulebook import rule
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY = agency.parse(SAMPLE.read_text(), now=NOW)
HEDGELESS = "A man was arrested on Friday. The man hit the clerk and ran."
GUILTY = "We arrested this burglar last night. The shop is open again."
SOURCE, MISREAD, PERMISSION = AnswerKind.SOURCE, AnswerKind.MISREAD, AnswerKind.PERMISSION


def found(text: str) -> list[Finding]:
    """A finding over the first words of the last sentence of either text: a doubt, or a certainty."""
    if text.startswith(HEDGELESS):
        return [Finding("guilt-statement", Severity.ATTEST, "Unsure.", start=31, end=38)]
    return [Finding("guilt-statement", Severity.BLOCK, "Sure.", start=12, end=24)]


def questions(text: str, *given_answers: Answer) -> list[Asked]:
    """The questions about a text, with answers."""
    return answers.asked(Draft(text, "arrest", answers=given_answers), found(text))


def answered(question: Asked, kind: AnswerKind, text: str = "Report 24-1123.", document: str = "") -> Answer:
    """An answer to a question."""
    return Answer(question.finding.rule, kind, question.sentence, text, document)


def test_a_flagged_sentence_asks_for_its_source() -> None:
    """A telling sentence is asked for as a whole, and its source settles it."""
    (question,) = questions(HEDGELESS)
    assert (question.sentence, question.kinds) == ("The man hit the clerk and ran.", (SOURCE,))
    draft = Draft(HEDGELESS, "arrest", answers=(answered(question, SOURCE),))
    settled = answers.settle(draft, found(HEDGELESS))
    assert (settled.unsaid, settled.stages, settled.confirm) == ((), (), draft.answers)
    assert [q.sentence for q in answers.settle(replace(draft, answers=()), found(HEDGELESS)).unsaid] == [
        question.sentence
    ]


@given(st.text(alphabet="abc .,é\u200b", min_size=1, max_size=30))
def test_a_changed_sentence_needs_a_new_answer(words: str) -> None:
    """An answer binds the exact words of its sentence: any other sentence is asked for anew."""
    (question,) = questions(HEDGELESS)
    changed = replace(answered(question, SOURCE), sentence=question.sentence + words)
    draft = Draft(HEDGELESS, "arrest", answers=(changed,))
    assert answers.settle(draft, found(HEDGELESS)).unsaid
    assert answers.only_needed(draft, found(HEDGELESS)).answers == ()


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_a_block_is_settled_by_a_misread_or_a_permission_only(kind: AnswerKind) -> None:
    """A source does not settle a block; a misread and a permission do, and a permission asks for the top role."""
    (question,) = questions(GUILTY)
    draft = Draft(GUILTY, "arrest", answers=(answered(question, kind, document="Order 7"),))
    settled = answers.settle(draft, found(GUILTY))
    assert bool(settled.stopping) is (kind is SOURCE)
    assert settled.stages == ((PERMISSION_STAGE,) if kind is PERMISSION else ())


def test_a_disclaimer_never_cures_a_violation() -> None:
    """The words that presume innocence, also ours, leave the block where it is."""
    cured = f"{GUILTY} An arrest is not a conviction; everybody is presumed innocent until proven guilty in court."
    facts = {"booking_photo": False, "juvenile": False, "case_number": "26-1"}
    draft = Draft(cured, "arrest", facts=facts)
    assert "guilt-statement" in {f.rule for f in answers.settle(draft, screen_rules(draft, POLICY, NOW)).stopping}


def test_a_permission_is_taken_only_where_the_policies_allow_one() -> None:
    """Only the rules whose clauses speak of express permission take one; of the others the form says so."""
    allowed = {rule.id for rule in RULES if rule.permission}
    assert allowed == {
        "guilt-statement",
        "pending-prosecution-comment",
        "confidential-investigative-detail",
        "private-business-endorsement",
    }
    for known in RULES:
        finding = Finding(known.id, Severity.BLOCK, "Stopped.", start=0, end=3)
        assert (PERMISSION in answers.ways_out(finding)) is known.permission
        answer = Answer(known.id, PERMISSION, "A sentence.", "The chief knows.", "Order 7")
        refused = validate(Draft("A sentence.", "arrest", answers=(answer,)), POLICY, now=NOW)
        assert (f"answer.{answers.key(answer)}" in refused) is not known.permission


@pytest.mark.parametrize("id", ["victim-identity", "juvenile-identity", "undercover-identity"])
def test_a_misread_of_who_must_stay_unknown_needs_legal(id: str) -> None:
    """Whoever says that a rule for victims, minors or officers under cover is wrong needs legal's name too."""
    text = "A sentence about somebody."
    finding = Finding(id, Severity.BLOCK, "Stopped.", start=0, end=10)
    draft = Draft(text, "arrest", answers=(Answer(id, MISREAD, text, "This is a street name."),))
    assert answers.settle(draft, [finding]).stages == ("legal",)
    assert rule("pii-phone").misread_stages == ()


def test_what_facts_decide_cannot_be_misread() -> None:
    """A missing fact, a missing description and a place elsewhere have no way out but mending them."""
    for id in ("missing-fact", "missing-alt-text", "jurisdiction-neighbor", "booking-photo-nonviolent", "empty-text"):
        finding = Finding(id, Severity.BLOCK, "Stopped.")
        assert answers.ways_out(finding) == ()
        draft = Draft("Text.", "arrest", answers=(Answer(id, MISREAD, "", "Wrong."),))
        assert answers.settle(draft, [finding]).stopping == (finding,)


def test_what_lies_on_one_page_only_takes_no_answer() -> None:
    """A text that does not fit on a page is mended, whatever an answer says."""
    finding = Finding("guilt-statement", Severity.BLOCK, "Too long.", page="mastodon", start=0, end=4)
    draft = Draft("Text.", "arrest", answers=(Answer("guilt-statement", MISREAD, "Text.", "Wrong."),))
    assert answers.settle(draft, [finding]).stopping == (finding,)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer("no-such-rule", SOURCE, "A.", "The court."), "no rule"),
        (Answer("guilt-statement", MISREAD, "A.", "  "), "why the rule is wrong"),
        (Answer("guilt-statement", PERMISSION, "A.", "Allowed."), "document"),
        (Answer("guilt-statement", SOURCE, "A.", "x" * 501), "at most 500"),
        (Answer("guilt-statement", SOURCE, "A.", "bell \x07"), "must not be in it"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_told_at_its_field(answer: Answer, says: str) -> None:
    """Each refused answer has a message at its own field."""
    refused = validate(Draft("A.", "arrest", answers=(answer,)), POLICY, now=NOW)
    assert says in refused[f"answer.{answers.key(answer)}"]


def test_answers_are_part_of_what_is_signed() -> None:
    """An answer changes the digest, and a draft without answers has the form it always had."""
    plain = Draft(HEDGELESS, "arrest")
    one = replace(plain, answers=(Answer("guilt-statement", SOURCE, "The man hit the clerk and ran.", "The court."),))
    other = replace(one, answers=(replace(one.answers[0], text="A witness."),))
    bodies = [content.post_body(draft, (), policy=1) for draft in (plain, one, other)]
    assert len({content.digest(body) for body in bodies}) == 3
    assert "answers" not in bodies[0]
    assert all(Draft.from_json(draft.to_json()) == draft for draft in (plain, one, other))
