"""The entries of an agency file as frozen values; each checks what it can see of itself."""

from dataclasses import field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from countersign.agency.fields import (
    Clock,
    Day,
    Duration,
    Email,
    FactName,
    Ground,
    Id,
    Language,
    Platform,
    Selection,
    State,
    Timezone,
    Url,
    Word,
)

STRICT = ConfigDict(extra="forbid")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Ids = tuple[Id, ...]


class Act(StrEnum):
    """What an authorization lets a person do."""

    WRITE = "write"
    SIGN = "sign"


class PageKind(StrEnum):
    """Whose account a page is."""

    OFFICIAL = "official"
    DESIGNATED = "designated"


class Mode(StrEnum):
    """Whether a page's deliveries reach the platform or only a file."""

    LIVE = "live"
    SINK = "sink"


class When(StrEnum):
    """In which posts of its categories a disclaimer goes in."""

    ALWAYS = "always"
    OTHER_AGENCY_LEADS = "other_agency_leads"


def _require(condition: object, sentence: str) -> None:
    if not condition:
        raise ValueError(sentence)


def _in_order(entry: Any) -> None:
    both = entry.active_from is not None and entry.active_to is not None
    _require(not both or entry.active_from <= entry.active_to, "‘active_to’ is before ‘active_from’")


@dataclass(config=STRICT, frozen=True, kw_only=True)
class AgencyFacts:
    """The agency's own facts: name, law, numbers and addresses that its posts may show."""

    id: Id
    name: Word
    short_name: Word
    city: Word
    state: State
    timezone: Timezone
    url: Url
    non_emergency: Word
    contact_email: Email
    address: Word
    emergency: Word = "911"
    tip_line: Word | None = None
    records_law: Word = "public records law"
    records_law_es: Word = "la ley de registros públicos"
    phones: tuple[Word, ...] = ()
    partner_phones: dict[str, Word] = field(default_factory=dict)
    email_domains: tuple[Word, ...] = ()
    partner_emails: tuple[Word, ...] = ()
    addresses: tuple[Word, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(config=STRICT, frozen=True, kw_only=True)
class RoleEntry:
    """A role; the top role may permit what others may not (chief, commissioner ...)."""

    id: Id
    name: Word
    top: bool = False


@dataclass(config=STRICT, frozen=True, kw_only=True)
class UnitEntry:
    """A part of the agency (traffic, recruiting ...) whose posts can be stopped by themselves."""

    id: Id
    name: Word


@dataclass(config=STRICT, frozen=True, kw_only=True)
class PersonEntry:
    """A person; `id` is the login; the days are inclusive, in the agency's time zone.

    `unit` is the one for which this person's posts speak, unless a post says otherwise.
    """

    id: Id
    name: Word
    title: Word
    email: Email
    roles: Ids
    unit: Id | None = None
    active_from: Day | None = None
    active_to: Day | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _in_order(self)
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class SlotEntry:
    """Weekly times at which a page takes one routine post each, on the agency's own clocks."""

    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    times: tuple[Clock, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(self.days and self.times, "a slot names at least one day and one time")
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class PageEntry:
    """An account on a platform; `limit` counts characters where the platform does not say itself."""

    id: Id
    platform: Platform
    name: Word
    owner: Id
    handle: Word | None = None
    url: Url | None = None
    base_url: Url | None = None
    kind: PageKind = PageKind.OFFICIAL
    person: Id | None = None
    language: Language = "en"
    by_hand: bool = False
    by_hand_person: Id | None = None
    network: Word | None = None
    limit: Annotated[int, Field(ge=20, le=200_000)] | None = None
    slots: tuple[SlotEntry, ...] = ()
    #: A text that is too long goes out in several messages, numbered, where the platform takes threads.
    thread: bool = False
    visibility: Literal["public", "unlisted"] = "public"
    #: What an update of an alert does here: a post that answers the first one, or new words for it where that can be.
    updates: Literal["reply", "edit"] = "reply"
    mode: Mode = Mode.LIVE
    at_once: Annotated[int, Field(ge=1, le=32)] = 4
    enabled: bool = False

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(
            not (self.by_hand or self.platform == "by_hand") or self.by_hand_person,
            "a page served by hand needs its ‘by_hand_person’",
        )
        _require(self.platform != "by_hand" or self.limit, "a page served by hand needs its ‘limit’ of characters")
        _require(self.platform != "mastodon" or self.base_url, "a Mastodon page needs the ‘base_url’ of its server")
        _require(self.kind is PageKind.OFFICIAL or self.person, "a designated account needs its ‘person’")
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class StageEntry:
    """One stage of a chain: its designated approvers, how many, by when, and who may sign when late."""

    name: Word
    roles: Ids = ()
    people: Ids = ()
    watch: bool = False
    need: Annotated[int, Field(ge=1, le=20)] = 1
    within: Duration
    remind_after: Duration | None = None
    escalate_to: Ids = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(
            self.roles or self.people or self.watch,
            f"stage ‘{self.name}’ names no roles, no people and no watch",
        )
        early = self.remind_after is None or self.remind_after < self.within
        _require(early, f"stage ‘{self.name}’ reminds only after its time is over; ‘remind_after’ must be shorter")
        return self


class FollowUp(StrEnum):
    """What a published post asks for afterwards."""

    ALL_CLEAR = "all_clear"
    STILL_TRUE = "still_true"
    VIDEO = "video"
    REVIEW = "review"


@dataclass(config=STRICT, frozen=True, kw_only=True)
class FollowUpEntry:
    """Something owed after a post of a category went out: who owes it, how long after, and whom it escalates to.

    `states` are those whose law asks for it; empty: everywhere. `law` is the citation that people are shown.
    """

    kind: FollowUp
    within: Duration
    roles: Ids = ()
    people: Ids = ()
    watch: bool = False
    escalate_to: Ids = ()
    states: tuple[State, ...] = ()
    law: Word | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _require(
            self.roles or self.people or self.watch,
            f"the follow-up ‘{self.kind}’ names no roles, no people and no watch",
        )
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class RuleEntry:
    """A rule or a pack of rules of the rulebook, switched by two people; the days are those of its reviews."""

    id: Annotated[Word, Field(max_length=64)]
    on: bool
    why: Word
    counsel_reviewed: Day | None = None
    union_reviewed: Day | None = None


@dataclass(config=STRICT, frozen=True, kw_only=True)
class Category:
    """A kind of post: its chain, the facts it asks for, and how long its words stay true.

    `sensitive` asks for the password at the click. `early` is how long before its due time a signed post
    may go out,
    `not_after` how long after it; `max_wait` is how long it may wait for names before it expires.
    """

    id: Id
    name: Word
    chain: tuple[StageEntry, ...]
    not_after: Duration
    max_wait: Duration = timedelta(days=7)
    early: Duration | None = None
    required_facts: tuple[FactName, ...] = ()
    sensitive: bool = False
    urgent: bool = False
    coordination_first: bool = False
    follow_ups: tuple[FollowUpEntry, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [stage.name for stage in self.chain]
        _require(
            names,
            f"category ‘{self.id}’ has no stage in its ‘chain’; nothing goes out without a name under it",
        )
        _require(len(set(names)) == len(names), f"category ‘{self.id}’ has two stages of one name")
        owed = [entry.kind for entry in self.follow_ups]
        _require(len(set(owed)) == len(owed), f"category ‘{self.id}’ asks for one follow-up twice")
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class AuthorizationEntry:
    """Who (a person, or a role) may write or sign for which pages and categories, from when to when."""

    act: Act
    granted_by: Id
    person: Id | None = None
    role: Id | None = None
    pages: Selection = ("*",)
    categories: Selection = ("*",)
    active_from: Day | None = None
    active_to: Day | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _in_order(self)
        _require((self.person is None) != (self.role is None), "an authorization names one ‘person’ or one ‘role’")
        _require(self.person != self.granted_by, f"‘{self.granted_by}’ cannot grant an authorization to themselves")
        return self


@dataclass(config=STRICT, frozen=True, kw_only=True)
class DisclaimerEntry:
    """A disclaimer: the template that words it, its approved alternates, and where it goes in.

    `languages` are those it is worded in; a draft in another language gets the first of them, never none.
    """

    id: Id
    template: Id
    categories: Selection
    pages: Selection = ("*",)
    languages: tuple[Language, ...] = ("en", "es")
    alternates: Ids = ()
    when: When = When.ALWAYS


@dataclass(config=STRICT, frozen=True, kw_only=True)
class NeighborEntry:
    """A neighbouring agency: its area, whom to reach there, and the places that stand for it in a text."""

    id: Id
    name: Word
    area: Ground
    contact: Word | None = None
    cities: tuple[Word, ...] = ()


@dataclass(config=STRICT, frozen=True, kw_only=True)
class WindowEntry:
    """Hours in which routine posts may go out on some pages; `ends` before `starts` goes past midnight."""

    pages: Selection = ("*",)
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    starts: Clock
    ends: Clock


@dataclass(config=STRICT, frozen=True, kw_only=True)
class QuietEntry:
    """Hours in which only urgent categories, and those named here, go out; these wait for no other hours either."""

    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    starts: Clock
    ends: Clock
    exempt: Ids = ()


@dataclass(config=STRICT, frozen=True, kw_only=True)
class WatchEntry:
    """Who may be on watch, and who counts as on watch while nobody is entered."""

    roles: Ids = ()
    fallback: Ids = ()


@dataclass(config=STRICT, frozen=True, kw_only=True)
class ItemWords:
    """An agency's own wording of one page item in one language."""

    long: Word
    short: Word
