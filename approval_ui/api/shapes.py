"""The answers of the API as programs read them; the description in openapi.json is made from these."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer

from countersign import content
from countersign.approvals import ProposalState, Verdict
from countersign.content import AnswerKind, Severity
from countersign.deliveries import State
from countersign.posts import Status

#: RFC 3339 in UTC, so that one instant has one spelling.
Instant = Annotated[datetime, PlainSerializer(content.instant, return_type=str, when_used="json-unless-none")]


class Shape(BaseModel):
    """What every answer is."""

    model_config = ConfigDict(frozen=True)


class Brief(Shape):
    """Which post it is and where it stands."""

    id: UUID
    number: int
    status: Status
    revision: int


class Submitted(Brief):
    """A post that was handed to the review, and the number of the version that was frozen."""

    version: int


class FrozenVersion(Shape):
    """One immutable state of a post."""

    number: int
    submitted: Instant


class AnswerShown(Shape):
    """What the author said to a finding."""

    kind: AnswerKind
    text: str
    document: str


class FindingShown(Shape):
    """What the review found; `start` and `end` count code points of the draft's text.

    `sentence` and `takes` say which answer it takes, `answer` is the one that the version holds.
    """

    rule: str
    severity: Severity
    message: str
    remedy: str
    start: int | None
    end: int | None
    page: str | None
    sentence: str | None
    takes: list[AnswerKind]
    answer: AnswerShown | None


class FinalTextShown(Shape):
    """Exactly what goes out on one page, and its count against the page's limit."""

    page: str
    text: str
    parts: list[dict[str, Any]]
    media: list[dict[str, str]]
    disclaimers: list[dict[str, str]]
    visibility: str
    in_reply_to: str | None
    window: dict[str, str] | None
    count: int
    limit: int | None
    unit: str


class DecisionShown(Shape):
    """What one person decided."""

    name: str
    title: str
    verdict: Verdict
    reason: str
    at: Instant


class StageShown(Shape):
    """One stage of the chain: how many names it needs, who decided, and whether it is the one that waits."""

    name: str
    need: int
    waits: bool
    decisions: list[DecisionShown]


class SignOffShown(Shape):
    """The newest sign-off of a post's newest version."""

    state: ProposalState
    closes: Instant
    reason: str
    stages: list[StageShown]


class AttemptShown(Shape):
    """One try at sending: when it began and ended, who made it, and what came of it."""

    number: int
    publisher: str
    started: Instant
    finished: Instant | None
    outcome: str | None


class DeliveryShown(Shape):
    """One page's delivery; `record` is the id of its public record once it went out."""

    id: UUID
    page: str
    state: State
    reason: str
    digest: str
    due: Instant
    not_before: Instant
    not_after: Instant
    sent: Instant | None
    url: str | None
    record: UUID | None
    #: When it was taken down again, if it was.
    removed: Instant | None
    attempts: list[AttemptShown]


class PostShown(Brief):
    """All of a post; `digest` is what signatures bind, null while nothing waits for any."""

    reason: str
    category: str
    author: str
    language: str
    text: str
    pages: list[str]
    due: Instant | None
    in_reply_to: UUID | None
    created: Instant
    changed: Instant
    version: FrozenVersion | None
    findings: list[FindingShown]
    digest: str | None
    final_texts: list[FinalTextShown]
    sign_off: SignOffShown | None
    deliveries: list[DeliveryShown]


class InFlight(Shape):
    """Something that was already on its way when a pause took hold."""

    delivery: UUID
    post: UUID
    page: str


class PauseShown(Shape):
    """A pause of publishing."""

    id: UUID
    scope: str
    reason: str
    at: Instant
    until: Instant | None
    stops_urgent: bool
    spares: str | None
    review: bool
    in_flight: list[InFlight]


class Picture(Shape):
    """A stored picture: the SHA-256 of the very bytes that will go out."""

    sha256: str
    mime: str
    width: int
    height: int
    bytes: int


class Alive(Shape):
    """The web process answers."""

    status: str


class Ready(Shape):
    """Whether a post could go out now, and why not."""

    status: str
    reasons: list[str]
