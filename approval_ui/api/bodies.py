"""What programs send, and how it becomes a draft; what cannot be taken is named field by field."""

import math
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy.orm import Session

from countersign.content import LARGEST_EXACT, Answer, AnswerKind, Coordination, Draft, MediaRef
from countersign.errors import Invalid
from countersign.media import Media
from countersign.screening.text import unsafe

_EXAMPLE = "2026-11-21T18:30:00-08:00"
_DEEPEST = 12


def _instant(given: Any) -> datetime:
    """An RFC 3339 time with its offset; a number or a time without one means nothing certain."""
    try:
        at = datetime.fromisoformat(given)
        if at.tzinfo is None:
            raise ValueError(f"This time lacks its offset; write it as {_EXAMPLE} or with Z.")
        at.astimezone()
    except (TypeError, OverflowError):
        raise ValueError(f"Write a time such as {_EXAMPLE}.") from None
    except ValueError as error:
        said = str(error) if "offset" in str(error) else f"This is not a time; write it as {_EXAMPLE}."
        raise ValueError(said) from None
    return at


def _plain(text: str) -> str:
    if found := unsafe(text):
        raise ValueError(f"Character {found[0] + 1} must not be in it ({found[1]}).")
    return text


def _storable(value: Any) -> Any:
    if wrong := next(_unstorable(value, 0), None):
        raise ValueError(wrong)
    return value


def _unstorable(value: Any, depth: int) -> Iterator[str]:
    """Why a value of a fact cannot be stored exactly as it came."""
    if depth > _DEEPEST:
        yield "This is nested too deeply."
    elif isinstance(value, str) and (found := unsafe(value)):
        yield f"Character {found[0] + 1} of a text must not be in it ({found[1]})."
    elif isinstance(value, float) and not math.isfinite(value):
        yield "A number is not finite."
    elif isinstance(value, int | float) and abs(value) > LARGEST_EXACT:
        yield "A number is too large to be exact."
    elif isinstance(value, dict):
        for part in (*value.keys(), *value.values()):
            yield from _unstorable(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _unstorable(part, depth + 1)


Instant = Annotated[datetime, BeforeValidator(_instant)]
Plain = Annotated[str, AfterValidator(_plain)]
Facts = Annotated[dict[Plain, Any], AfterValidator(_storable)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MediaIn(_Body):
    """A picture that was sent to /media before, with the description that goes out beside it."""

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    alt: str = ""


class CoordinationIn(_Body):
    """What a neighboring agency said: whom we reached, when, their answer and who leads."""

    neighbor: Plain
    contact: Plain = ""
    at: Instant
    answer: Plain
    lead: Plain = ""


class AnswerIn(_Body):
    """What the author says to one finding: its rule and the sentence, as the refusal or the finding names them.

    `source` names who says so; `misread` says why the rule is wrong here; `permission` why it is allowed, with the
    document's reference. A sentence that changes needs a new answer.
    """

    rule: Plain
    sentence: Plain = Field("", description="The exact words of the flagged sentence; empty for the post as a whole.")
    kind: Literal["source", "misread", "permission"]
    text: Plain
    document: Plain = ""


class DraftIn(_Body):
    """A draft as a program sends it; `due` left out means as soon as every name is there."""

    text: str
    category: Plain
    language: Plain = "en"
    pages: list[Plain]
    facts: Facts = Field(default_factory=dict)
    media: list[MediaIn] = Field(default_factory=list)
    due: Instant | None = None
    slot: Plain | None = Field(None, description="`next`: the next free weekly slot of each page, in place of `due`.")
    unit: Plain | None = Field(None, description="The unit that says it; left out, the author's own.")
    not_before: Instant | None = None
    not_after: Instant | None = None
    in_reply_to: Plain | None = Field(None, description="The id of the post that this one answers.")
    coordination: list[CoordinationIn] = Field(default_factory=list)
    answers: list[AnswerIn] = Field(default_factory=list)


class PauseIn(_Body):
    """A pause of publishing; `until` left out means until it is lifted.

    `scope` is agency, page:ID, category:ID, unit:ID or incident:CASE NUMBER. `spares` is an incident whose posts go on;
    with `review`, what was due meanwhile waits for a person afterwards (the two together: a critical incident).
    """

    scope: Plain
    reason: Annotated[Plain, Field(max_length=2000)]
    until: Instant | None = None
    stops_urgent: bool = False
    spares: Annotated[str, Field(pattern="^incident:")] | None = None
    review: bool = False


def draft_of(s: Session, body: DraftIn, *, most_media: int) -> Draft:
    """The draft that a body means; raises Invalid for what the fields alone cannot tell."""
    wrong = {}
    if body.in_reply_to is not None and not _is_uuid(body.in_reply_to):
        wrong["in_reply_to"] = "Give the id of the post that this one answers, as /posts/{id} shows it."
    if len(body.media) > most_media:
        wrong["media"] = f"A post takes at most {most_media} pictures."
    media = [_media(s, given) for given in body.media[:most_media]]
    if None in media:
        wrong.setdefault("media", "One of the pictures is not stored here. Send it to /api/v1/media first.")
    if wrong:
        raise Invalid(wrong)
    return Draft(
        text=body.text,
        category=body.category,
        language=body.language,
        pages=tuple(body.pages),
        facts=body.facts,
        media=tuple(ref for ref in media if ref),
        coordination=tuple(_coordination(given) for given in body.coordination),
        answers=tuple(_answer(given) for given in body.answers),
        due=body.due,
        slot=body.slot,
        unit=body.unit,
        not_before=body.not_before,
        not_after=body.not_after,
        in_reply_to=body.in_reply_to and str(uuid.UUID(body.in_reply_to)),
    )


def _media(s: Session, given: MediaIn) -> MediaRef | None:
    stored = s.get(Media, given.sha256)
    return MediaRef(stored.sha256, stored.mime, given.alt) if stored else None


def _answer(given: AnswerIn) -> Answer:
    return Answer(given.rule, AnswerKind(given.kind), given.sentence, given.text, given.document)


def _coordination(given: CoordinationIn) -> Coordination:
    return Coordination(given.neighbor, given.contact, given.at.isoformat(), given.answer, given.lead)


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False
