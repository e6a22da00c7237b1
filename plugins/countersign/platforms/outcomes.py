"""What can come of a step, of a look at the platform, and of reading it: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Done:
    """It is out: the platform's id and address of the first part, and the ids of all parts."""

    ref: str
    url: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Not finished: store the state and call `step` again, at once or not before `until`."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Nothing is public yet; the platform takes it at `retry_at`. Look with `find` before sending again."""

    retry_at: datetime
    user_text: str = "The platform asked us to wait. It is sent by itself when the wait is over."


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform, or our own guard before it, refused; `user_text` has their words."""

    code: str
    user_text: str


@dataclass(frozen=True, slots=True)
class AuthDead:
    """The page's access was revoked or has expired; an administrator connects the page again."""

    user_text: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may or may not be public: look with `find`, never send again without it."""

    evidence: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certain: not one byte of this write left this machine."""

    why: str


@dataclass(frozen=True, slots=True)
class NeedsHand:
    """A person posts it and pastes the link; the only outcome of `by_hand`."""

    user_text: str


Outcome = Done | Wait | Deferred | Rejected | AuthDead | Ambiguous | NotSent | NeedsHand


@dataclass(frozen=True, slots=True)
class Found:
    """It is there."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The platform's list reaches back far enough, and it is not in it; lists can lag, so look twice."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody could say; this never means NotFound."""

    evidence: str


Sight = Found | NotFound | Unknown


@dataclass(frozen=True, slots=True)
class Live:
    """What the platform shows of one post now."""

    ref: str
    url: str
    text: str
    created_at: datetime
    media_count: int = 0
    visibility: str = "public"
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody else wrote under a post of ours; `hidden` None where the platform does not say."""

    ref: str
    author: str
    text: str
    created_at: datetime
    url: str = ""
    #: What it answers: our post, or another comment.
    parent: str = ""
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Comments:
    """Some of the comments under a post; `cursor` asks for the next ones, None at the end."""

    items: tuple[Comment, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Renewed:
    """A fresh credential, to be stored before the old one is used again."""

    credential: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """The texts of an account's profile, as plain text: the note and the (name, value) fields."""

    note: str
    fields: tuple[tuple[str, str], ...] = ()
    #: How many people follow the account; None where the platform does not say. Read only, never written.
    followers: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The value as it is stored."""
        reach = {} if self.followers is None else {"followers": self.followers}
        return {"note": self.note, "fields": [list(pair) for pair in self.fields], **reach}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The value as it was stored."""
        fields = tuple((name, value) for name, value in stored.get("fields", ()))
        return cls(stored["note"], fields, stored.get("followers"))
