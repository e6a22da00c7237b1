"""What a draft's fields must be before anything is stored: one plain message at each wrong field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from countersign.content import Answer, AnswerKind, Draft
from countersign.screening import answers
from countersign.screening.place import classify
from countersign.screening.text import unsafe
from countersign.vocabulary import FACTS, INVALID, FactKind

if TYPE_CHECKING:
    from countersign.agency import Policy

MAX_TEXT_BYTES = 100_000
MAX_FACT_CHARACTERS = 500
MAX_PAGES = 50
FARTHEST = timedelta(days=730)

#: A due time that was "now" when the form was sent is not in the past.
GRACE = timedelta(minutes=2)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

Message = tuple[str, str]


def validate(draft: Draft, policy: Policy, *, now: datetime, max_text_bytes: int = MAX_TEXT_BYTES) -> dict[str, str]:
    """Field -> what is wrong with it, the first thing only; empty when the draft may be stored."""
    problems = [
        *_text(draft, max_text_bytes),
        *_targets(draft, policy),
        *_facts(draft, policy),
        *_media(draft),
        *_coordination(draft, now),
        *_times(draft, now),
        *_variants(draft, policy),
        *_answers(draft),
    ]
    return dict(reversed(problems))


def _text(draft: Draft, most: int) -> Iterator[Message]:
    size = len(draft.text.encode("utf-8", "surrogatepass"))
    if size > most:
        yield "text", f"The text has {size:,} bytes; at most {most:,} can be taken. Nothing was stored."
    elif found := unsafe(draft.text):
        yield (
            "text",
            f"Character {found[0] + 1} of the text must not be in it ({found[1]}). Type that place again.",
        )
    elif not draft.text.strip() and not draft.media:
        yield "text", "Write what is to be said."


def _targets(draft: Draft, policy: Policy) -> Iterator[Message]:
    if policy.category(draft.category) is None:
        yield "category", "Choose a category from the list."
    if not _LANGUAGE.fullmatch(draft.language):
        yield "language", "Write a language tag such as en or es."
    if not draft.pages:
        yield "pages", "Choose at least one page."
    if draft.unit is not None and policy.unit(draft.unit) is None:
        yield "unit", f"There is no unit called {draft.unit[:40]!r}."
    unknown = [page for page in draft.pages if policy.page(page) is None]
    if unknown or len(draft.pages) > MAX_PAGES:
        yield "pages", f"There is no page called {', '.join(repr(page[:40]) for page in unknown[:3])}."
    if len(set(draft.pages)) < len(draft.pages):
        yield "pages", "A page is chosen twice."


def _facts(draft: Draft, policy: Policy) -> Iterator[Message]:
    if classify(draft.place, policy) == INVALID:
        yield (
            "place",
            (
                "This is not a place on Earth. Give longitude (-180 to 180) and then latitude (-90 to 90), "
                "or an outline that does not cross itself."
            ),
        )
    for name, value in draft.facts.items():
        fact = FACTS.get(name)
        if fact is None:
            yield "facts", f"There is no fact called {name[:40]!r}."
        elif fact.kind is FactKind.YES_NO and not isinstance(value, bool | None):
            yield name, f"{fact.label}: answer yes or no, or leave it open."
        elif fact.kind is FactKind.TEXT and value is not None:
            yield from _fact_text(name, value)


def _fact_text(name: str, value: object) -> Iterator[Message]:
    label = FACTS[name].label
    if not isinstance(value, str) or len(value) > MAX_FACT_CHARACTERS:
        yield name, f"{label}: write at most {MAX_FACT_CHARACTERS} characters."
    elif found := unsafe(value):
        yield name, f"{label}: character {found[0] + 1} must not be in it ({found[1]})."


def _media(draft: Draft) -> Iterator[Message]:
    for number, media in enumerate(draft.media, start=1):
        if found := unsafe(media.alt):
            yield (
                "media",
                f"The description of picture {number} holds a character that must not be in it ({found[1]}).",
            )
        elif len(media.alt) > 10_000:
            yield "media", f"The description of picture {number} is far too long."


def _coordination(draft: Draft, now: datetime) -> Iterator[Message]:
    for record in draft.coordination:
        words = (record.neighbor, record.contact, record.answer, record.lead)
        if any(unsafe(text) or len(text) > 2000 for text in words):
            yield (
                "coordination",
                "The coordination holds a character that must not be in it, or is far too long.",
            )
        if record.at.strip() and not _instant_before(record.at, now):
            yield "coordination", "Say when you reached them: a date and time, not in the future."


def _instant_before(text: str, now: datetime) -> bool:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return False
    return at.tzinfo is not None and at <= now + GRACE


def _times(draft: Draft, now: datetime) -> Iterator[Message]:
    times = {"due": draft.due, "not_before": draft.not_before, "not_after": draft.not_after}
    given = {name: at for name, at in times.items() if at is not None}
    for name, at in given.items():
        if at.tzinfo is None:
            yield name, "This time lacks its time zone."
            return
        if at > now + FARTHEST:
            yield name, "This is more than two years ahead."
    if draft.slot is not None and (draft.slot != "next" or draft.due):
        yield "slot", "A slot is ‘next’, and takes the place of a due time."
    if draft.due and draft.due < now - GRACE:
        yield (
            "due",
            "This time is in the past. Choose a later one, or leave it empty for ‘as soon as it is signed’.",
        )
    if draft.not_after and draft.not_after <= now:
        yield "not_after", "This time is in the past; the post could never go out."
    if draft.not_before and draft.due and draft.not_before > draft.due:
        yield "not_before", "‘Not before’ is later than the due time."
    if draft.not_after and draft.due and draft.not_after < draft.due:
        yield "not_after", "‘Not after’ is earlier than the due time."
    if draft.not_after and draft.not_before and draft.not_after <= draft.not_before:
        yield "not_after", "‘Not after’ is not later than ‘not before’."


def _answers(draft: Draft) -> Iterator[Message]:
    if len(draft.answers) > answers.MAX_ANSWERS:
        yield "answers", f"At most {answers.MAX_ANSWERS} answers to findings can be taken."
        return
    for answer in draft.answers:
        field = f"answer.{answers.key(answer)}"
        yield from ((field, message) for message in _one_answer(answer))


_ASKS = {
    AnswerKind.SOURCE: "Say who says so, for instance: the court, a witness, my report 24-1123.",
    AnswerKind.MISREAD: "Say why the rule is wrong here; a second person reads it.",
    AnswerKind.PERMISSION: "Say why it is allowed; the agency’s top role reads it.",
}


def _one_answer(answer: Answer) -> Iterator[str]:
    if not answers.is_rule(answer.rule):
        yield f"There is no rule called {answer.rule[:40]!r}."
    elif not answer.text.strip():
        yield _ASKS[answer.kind]
    elif answer.kind is AnswerKind.PERMISSION and not answers.permits(answer.rule):
        yield "Nobody may permit what this rule stops. Write it otherwise."
    elif answer.kind is AnswerKind.PERMISSION and not answer.document.strip():
        yield "Name the document that permits it: its number and date."
    for words in (answer.text, answer.document):
        if len(words) > answers.MAX_CHARACTERS:
            yield f"Write at most {answers.MAX_CHARACTERS} characters."
        elif found := unsafe(words):
            yield f"Character {found[0] + 1} must not be in it ({found[1]}). Type that place again."


def _variants(draft: Draft, policy: Policy) -> Iterator[Message]:
    known = {entry.id: {"standard", *entry.alternates} for entry in policy.disclaimers}
    for name, variant in draft.variants.items():
        if variant not in known.get(name, ()):
            yield (
                "variants",
                f"There is no approved wording {variant[:40]!r} of the disclaimer {name[:40]!r}.",
            )
