"""What is going to be written, exactly, and how far it has come: stored before the first byte leaves."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self

from countersign.content import canonical
from countersign.platforms.outcomes import Done, Found, Outcome, Wait


@dataclass(frozen=True, slots=True)
class Seed:
    """What a plan is made from besides the words: once per delivery, so that every attempt has the same keys.

    `post` is our own number of the post, for platforms whose addresses are ours.
    """

    attempt_key: uuid.UUID
    created_at: datetime
    post: str = ""
    language: str = "en"


def attempt_key(delivery_id: uuid.UUID, version: int | str | uuid.UUID) -> uuid.UUID:
    """The key of every attempt at one delivery of one version: an attempt never gets a fresh one."""
    return uuid.uuid5(delivery_id, f"version/{version}")


def part_key(key: uuid.UUID, part: int) -> str:
    """The Idempotency-Key of one part of a thread."""
    return str(uuid.uuid5(key, f"part/{part}"))


class Kind(StrEnum):
    """What a step of a plan does."""

    UPLOAD = "upload"
    PUBLISH = "publish"
    #: New words for what is out already.
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One write: its exact body, with `sha256:...` and `part:...` for ids that only the platform gives.

    Only a PUBLISH or an EDIT step makes something public. An UPLOAD's file is named by its SHA-256.
    """

    kind: Kind
    path: str
    body: Mapping[str, Any]
    key: str | None = None
    part: int = 0
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The exact writes of one delivery, in order; stored in the attempt before the first byte leaves."""

    platform: str
    page: str
    attempt_key: uuid.UUID
    created_at: datetime
    steps: tuple[PlannedStep, ...]
    rkey: str | None = None

    @property
    def body_hash(self) -> str:
        """SHA-256, in hex, over every path, body and key, in order."""
        return _hash_of(self._steps())

    def to_json(self) -> dict[str, Any]:
        """The plan as it is stored."""
        steps = self._steps()
        return {
            "platform": self.platform,
            "page": self.page,
            "attempt_key": str(self.attempt_key),
            "created_at": self.created_at.isoformat(),
            "rkey": self.rkey,
            "steps": steps,
            "body_hash": _hash_of(steps),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The plan as it was stored."""
        steps = tuple(PlannedStep(**{**step, "kind": Kind(step["kind"])}) for step in stored["steps"])
        key, created = uuid.UUID(stored["attempt_key"]), datetime.fromisoformat(stored["created_at"])
        return cls(stored["platform"], stored["page"], key, created, steps, stored.get("rkey"))

    def _steps(self) -> list[dict[str, Any]]:
        return [
            {
                "kind": step.kind.value,
                "path": step.path,
                "body": dict(step.body),
                "key": step.key,
                "part": step.part,
                "sha256": step.sha256,
            }
            for step in self.steps
        ]


def _hash_of(steps: list[dict[str, Any]]) -> str:
    return hashlib.sha256(canonical({"steps": steps})).hexdigest()


@dataclass(frozen=True, slots=True)
class StepState:
    """How far a plan has come: the next step, and the ids obtained so far.

    `media` maps SHA-256 to the platform's id; `pending` are uploads that the platform still works on;
    `tries` counts what was tried in vain at the next step.
    """

    next: int = 0
    media: Mapping[str, str] = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    url: str = ""
    tries: int = 0

    def to_json(self) -> dict[str, Any]:
        """The state as it is stored after every step."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Self:
        """The state as it was stored; nothing stored is the beginning."""
        if not stored:
            return cls()
        return cls(**{**stored, "pending": tuple(stored["pending"]), "posted": tuple(stored["posted"])})


class Turn(NamedTuple):
    """What one step came to, and the state to store and to go on from."""

    outcome: Outcome
    state: StepState


def adopt(plan: Plan, state: StepState, found: Found) -> Turn:
    """Take what was found as the result of the step that was in doubt, and go on from there."""
    return published(plan, state, ref=found.ref, url=found.url)


def published(plan: Plan, state: StepState, *, ref: str, url: str) -> Turn:
    """The state after a part went out: Done after the last step, else Wait for the next."""
    after = replace(state, next=state.next + 1, posted=(*state.posted, ref), url=state.url or url, tries=0)
    return Turn(finished(plan, after) or Wait(), after)


def finished(plan: Plan, state: StepState) -> Done | None:
    """Done when no step is left, else None."""
    if state.next < len(plan.steps):
        return None
    return Done(state.posted[0], state.url, state.posted)


def part_of_thread(state: StepState) -> str:
    """What a person has to know when a thread breaks: how much of it is public."""
    parts = len(state.posted)
    return f"Of the thread, the first {parts} are public and the rest is not" if parts else "Nothing was published"


def may_be_public(plan: Plan, state: StepState) -> bool:
    """Whether the step in doubt could have made something public; a lost upload cannot."""
    return state.next < len(plan.steps) and plan.steps[state.next].kind in (Kind.PUBLISH, Kind.EDIT)
