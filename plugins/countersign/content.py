"""What is said, as frozen values without a database: drafts, final texts, findings, plans and outcomes."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import rfc8785


class Severity(StrEnum):
    """How much a finding weighs, heaviest first."""

    BLOCK = "block"
    APPROVAL = "approval"
    ATTEST = "attest"
    WARN = "warn"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Finding:
    """What screening says about a draft; `start` and `end` are code-point offsets into the draft's text, or None."""

    rule: str
    severity: Severity
    message: str
    remedy: str = ""
    start: int | None = None
    end: int | None = None
    page: str | None = None
    #: Names of extra stages this finding asks for (a neighbour's coordination, legal, the chief ...).
    stages: tuple[str, ...] = ()
    #: Words that may be written instead, where the rule can offer some.
    rewrite: str = ""
    #: The name of the fact that is missing, or not true.
    fact: str = ""

    @property
    def told(self) -> str:
        """What is wrong, and what to do about it."""
        return f"{self.message} {self.remedy}".strip()


class AnswerKind(StrEnum):
    """What an author can say to a finding."""

    SOURCE = "source"
    MISREAD = "misread"
    PERMISSION = "permission"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the author says to one finding: who says so, why the rule is wrong here, or who permits it.

    It is bound to the words of the flagged sentence; empty for a finding that is about the post as a whole.
    """

    rule: str
    kind: AnswerKind
    sentence: str
    text: str
    #: The reference of the document that permits it.
    document: str = ""


@dataclass(frozen=True, slots=True)
class MediaRef:
    """One stored file as it goes out: the SHA-256 of its bytes (hex), its type and its alternative text."""

    sha256: str
    mime: str
    alt: str
    #: SHA-256 of the captions (WebVTT) that go out with a video; empty where none do.
    captions: str = ""

    @property
    def is_video(self) -> bool:
        """Whether it moves; all else is a picture."""
        return self.mime.startswith("video/")

    def signed(self) -> dict[str, str]:
        """What approvals bind of it."""
        with_it = {"captions": self.captions} if self.captions else {}
        return {"sha256": self.sha256, "mime": self.mime, "alt": self.alt} | with_it


@dataclass(frozen=True, slots=True)
class Coordination:
    """What a neighbouring agency said: whom we reached, when (ISO 8601), their answer and who leads."""

    neighbor: str
    contact: str
    at: str
    answer: str
    lead: str


@dataclass(frozen=True, slots=True)
class SignedWindow:
    """The span of time inside which the signed words may go out; both ends aware UTC."""

    earliest: datetime
    not_after: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.earliest <= instant <= self.not_after


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a post on one page; a thread has several."""

    text: str
    links: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inserted:
    """One disclaimer as it stands in a final text."""

    id: str
    variant: str
    text: str


@dataclass(frozen=True, slots=True)
class FinalText:
    """The exact words and media of one version for one page, disclaimers in."""

    page: str
    parts: tuple[Part, ...]
    media: tuple[MediaRef, ...] = ()
    visibility: str = "public"
    in_reply_to: str | None = None
    window: SignedWindow | None = None
    #: What the page calls the post that gets these words, in the place of a post of its own.
    edits: str | None = None
    #: Not signed, only shown: which disclaimers went in, and the count against the page's limit.
    disclaimers: tuple[Inserted, ...] = ()
    count: int = 0
    limit: int | None = None
    unit: str = "characters"

    @property
    def text(self) -> str:
        """All parts, as a person reads them one after the other."""
        return "\n\n".join(part.text for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        """All of it as a JSON object, for the final_text table."""
        shown = {"disclaimers": [asdict(d) for d in self.disclaimers]}
        return self.signed() | shown | {"count": self.count, "limit": self.limit, "unit": self.unit}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "FinalText":
        """The final text that to_json wrote."""
        window = body["window"] and SignedWindow(
            datetime.fromisoformat(body["window"]["earliest"]),
            datetime.fromisoformat(body["window"]["not_after"]),
        )
        parts = tuple(Part(p["text"], tuple(p["links"]), tuple(p["mentions"])) for p in body["parts"])
        return cls(
            **dict(body)
            | {
                "window": window,
                "parts": parts,
                "media": tuple(MediaRef(**m) for m in body["media"]),
                "disclaimers": tuple(Inserted(**d) for d in body["disclaimers"]),
            }
        )

    def signed(self) -> dict[str, Any]:
        """The part of this value that approvals bind."""
        changes = {"edits": self.edits} if self.edits else {}
        return changes | {
            "page": self.page,
            "parts": [{"text": p.text, "links": list(p.links), "mentions": list(p.mentions)} for p in self.parts],
            "media": [item.signed() for item in self.media],
            "visibility": self.visibility,
            "in_reply_to": self.in_reply_to,
            "window": self.window
            and {"earliest": instant(self.window.earliest), "not_after": instant(self.window.not_after)},
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author typed, before anything was added; a place is (longitude, latitude) in degrees, or GeoJSON."""

    text: str
    category: str
    language: str = "en"
    pages: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    media: tuple[MediaRef, ...] = ()
    coordination: tuple[Coordination, ...] = ()
    due: datetime | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    in_reply_to: str | None = None
    #: The published post that this one corrects, by its id.
    corrects: str | None = None
    #: "next": the next free weekly slot of each page, from the last signature on, in the place of a due time.
    slot: str | None = None
    #: The part of the agency that says it; None: the author's own. Not signed: it only says whom a pause stops.
    unit: str | None = None
    #: Approved variants chosen instead of the standard ones, as disclaimer id -> variant.
    variants: Mapping[str, str] = field(default_factory=dict)
    #: What the author says to what screening found.
    answers: tuple[Answer, ...] = ()

    @property
    def place(self) -> Any:
        """Where the incident is, as given; None when no place was given."""
        return self.facts.get("place")

    def to_json(self) -> dict[str, Any]:
        """A JSON object; instants are RFC 3339 in UTC."""
        body = asdict(self) | {"facts": dict(self.facts), "variants": dict(self.variants)}
        return body | {name: instant(body[name]) if body[name] else None for name in _INSTANTS}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Draft":
        """The draft that to_json wrote."""
        return cls(
            **dict(body)
            | {name: datetime.fromisoformat(body[name]) if body.get(name) else None for name in _INSTANTS}
            | {
                "pages": tuple(body["pages"]),
                "media": tuple(MediaRef(**m) for m in body["media"]),
                "coordination": tuple(Coordination(**c) for c in body["coordination"]),
                "answers": tuple(Answer(**a | {"kind": AnswerKind(a["kind"])}) for a in body.get("answers", ())),
            }
        )


_INSTANTS = ("due", "not_before", "not_after")


def instant(value: datetime) -> str:
    """RFC 3339 in UTC with microseconds, so that one instant has one spelling."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> bytes:
    """The RFC 8785 form of a JSON value: the bytes that a digest is taken of.

    With ASCII names, and without numbers that have an exponent, it is what the standard library writes, several times
    as fast.
    """
    if is_plain(value):
        with suppress(UnicodeEncodeError):
            return _ENCODER.encode(value).encode()
    return rfc8785.dumps(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
#: RFC 8785 numbers are IEEE 754 doubles; whole ones are exact up to here.
LARGEST_EXACT = 2**53 - 1
#: Between these Python writes fractions as ECMAScript does: the shortest digits, and no exponent.
SMALLEST_SPELT_OUT, LARGEST_SPELT_OUT = 1e-4, 1e16


def is_plain(value: object) -> bool:
    """Whether a value has only numbers that are spelt the same everywhere, and names that sort so."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return -LARGEST_EXACT <= value <= LARGEST_EXACT  # type: ignore[operator]
    if kind is float:
        return SMALLEST_SPELT_OUT <= abs(value) < LARGEST_SPELT_OUT and not value.is_integer()  # type: ignore[arg-type, attr-defined]
    if kind is dict:
        return all(type(k) is str and k.isascii() and is_plain(v) for k, v in value.items())  # type: ignore[attr-defined]
    return (kind is list or kind is tuple) and all(map(is_plain, value))  # type: ignore[call-overload]


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the RFC 8785 form."""
    return hashlib.sha256(canonical(body)).hexdigest()


def post_body(
    draft: Draft, texts: tuple[FinalText, ...], *, policy: int, removal: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The canonical body of a post's version: everything its approvals bind (DESIGN section 3.3).

    `removal` is the removal that is signed together with the post: after how many days, on what authority.
    """
    some = {"answers": [asdict(answer) for answer in draft.answers], "corrects": draft.corrects, "removal": removal}
    return {name: value for name, value in some.items() if value} | {
        "v": 1,
        "kind": "post",
        "category": draft.category,
        "language": draft.language,
        "policy": policy,
        "facts": dict(draft.facts),
        "coordination": [asdict(c) for c in draft.coordination],
        "pages": [t.signed() for t in sorted(texts, key=lambda t: t.page)],
    }
