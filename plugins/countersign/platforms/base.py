"""What every platform adapter is: its capabilities and its verbs.

An adapter knows its platform and nothing else: no database, no rule, no decision about a second send.
One send is

    plan = adapter.prepare(final, seed, access=access)    stored with its body_hash before a byte leaves
    turn = adapter.step(plan, StepState(), channel)       at most one write; store turn.state; Wait: again
    sight = adapter.find(plan, turn.state, since, channel=channel)   after Ambiguous, before every second send
    turn = adopt(plan, turn.state, sight)                 when Found: go on from there, never from the start
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from countersign.content import FinalText
from countersign.errors import Refused
from countersign.limits import Fit, Limits, measure_final, stored
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Comment,
    Comments,
    Deferred,
    Done,
    Found,
    Live,
    NeedsHand,
    NotFound,
    NotSent,
    Outcome,
    Profile,
    Rejected,
    Renewed,
    Sight,
    Unknown,
    Wait,
)
from countersign.platforms.plans import (
    Kind,
    Plan,
    PlannedStep,
    Seed,
    StepState,
    Turn,
    adopt,
    attempt_key,
    finished,
    may_be_public,
    part_key,
    published,
)
from countersign.platforms.secret import Secret

#: Everything that an adapter, or a caller of one, needs.
__all__ = [
    "Adapter",
    "Ambiguous",
    "AuthDead",
    "Caps",
    "Channel",
    "Comment",
    "Comments",
    "Dedupe",
    "Deferred",
    "Done",
    "Fit",
    "Found",
    "Kind",
    "Limits",
    "Live",
    "NeedsHand",
    "NotFound",
    "NotSent",
    "Outcome",
    "PageAccess",
    "Plan",
    "PlannedStep",
    "Profile",
    "Rejected",
    "Renewed",
    "Secret",
    "Seed",
    "Sight",
    "StepState",
    "Turn",
    "Unknown",
    "Unsupported",
    "Wait",
    "adopt",
    "attempt_key",
    "finished",
    "may_be_public",
    "may_send_again",
    "part_key",
    "published",
]

#: Access that ends within this time is renewed before it is used.
RENEW_BEFORE = timedelta(minutes=15)


class Unsupported(Refused):
    """This platform cannot do that for us. Nothing was changed; do it there by hand and note it."""


class Dedupe(StrEnum):
    """What keeps the platform itself from showing one thing twice."""

    BY_CONSTRUCTION = "by_construction"
    BY_RKEY = "by_rkey"
    BY_CONTAINER = "by_container"
    BY_KEY = "by_key"
    BY_TEXT = "by_text"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Caps:
    """What a platform can do, declared once."""

    dedupe: Dedupe = Dedupe.NONE
    can_delete: bool = False
    can_edit: bool = False
    #: How long after its publication a post takes new words; None: always.
    edit_within: timedelta | None = None
    #: How often; None: as often as one likes.
    most_edits: int | None = None
    #: What was edited gets a new number, so it is looked for among the newest posts too.
    edits_renumber: bool = False
    can_thread: bool = False
    can_hide: bool = False
    #: Comments under our posts can be read.
    lists_replies: bool = False
    has_profile: bool = False
    #: The profile can be read, but only a person can change it, on the platform itself.
    profile_by_hand: bool = False
    takes_video: bool = False
    #: Where the platform is, for pages that name no `base_url` of their own.
    home: str = ""
    #: Built from what is published about it and never tried against the real thing.
    experimental: bool = False
    #: Version of the platform's API that is spoken; a page's `settings["api_version"]` beats it.
    api_version: str = ""
    #: The day after which that version is no longer answered; None where no end is announced.
    api_sunset: date | None = None
    #: A person posts: step answers NeedsHand, and the link is pasted.
    by_hand: bool = False
    #: Bytes leave this machine.
    remote: bool = True
    #: Storing the outcome is what publishes, so that instant has to lie inside the signed window.
    by_storing: bool = False


class Adapter:
    """One platform. Pure except where a channel is an argument; what a platform cannot do raises Unsupported.

    Nothing here retries, sleeps or decides. A failure is a value; only `channel.before_first_byte` may raise.
    """

    key: ClassVar[str]
    caps: ClassVar[Caps] = Caps()

    def limits(self, access: PageAccess) -> Limits:
        """What this page takes: what its server said when it was last read, else what is declared."""
        return stored(self.key, access.settings.get("limits"), characters=access.settings.get("characters"))

    def measure(self, final: FinalText, limits: Limits, *, sizes: Mapping[str, int] | None = None) -> Fit:
        """Whether the final text fits; pure."""
        return measure_final(final, limits, sizes=sizes)

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """The exact writes from the frozen final text and the seed; pure. By default, one step."""
        body = {"parts": [part.text for part in final.parts], "media": [item.sha256 for item in final.media]}
        only = PlannedStep(Kind.PUBLISH, "", body | {"post": seed.post}, key=part_key(seed.attempt_key, 0))
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, (only,))

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """The next write, at most one."""
        raise NotImplementedError

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Whether the step in doubt is public, looking back to `since`; ids in `taken` belong to others."""
        raise NotImplementedError

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """What the platform shows under this id now."""
        raise Unsupported

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The page's latest posts as it shows them, newest first, for a person who has to judge."""
        raise Unsupported

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Take it away; doing so twice is Done twice."""
        raise Unsupported

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Change the words of what is out, keeping its media."""
        raise Unsupported

    def read_limits(self, channel: Channel) -> Limits | Unknown:
        """What the page's own server says that it takes."""
        return self.limits(channel.access)

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """What others wrote under this post of ours, some at a time."""
        raise Unsupported

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Hide a comment under our post `ref`, or show it again; doing so twice is the same."""
        raise Unsupported

    def resolve(self, names: Iterable[str], channel: Channel) -> Mapping[str, str]:
        """What the platform calls the accounts that a text names, as far as it knows them; none needs that by default.

        Asked once, when the words are frozen, so that what was signed cannot come to mean somebody else.
        """
        return {}

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """Whether the page's credential has to be renewed (`refresh`) before it is used."""
        return Secret.parse(access.credential).expires_before(now + RENEW_BEFORE)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """A fresh credential for the page's own; the caller holds the row's lock and stores it at once."""
        raise Unsupported

    def version(self, access: PageAccess) -> str:
        """The version of the platform's API to speak."""
        return str(access.settings.get("api_version") or self.caps.api_version)

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The texts of the account's profile as they were last written."""
        raise Unsupported

    def write_profile(self, profile: Profile, channel: Channel) -> Outcome:
        """Set the texts of the account's profile; doing so twice is the same."""
        raise Unsupported


def may_send_again(caps: Caps) -> bool:
    """Whether a program may publish again after looking and finding nothing; else a person decides.

    A key does not count: a server that honours it cannot be told from one that does not without posting.
    """
    return caps.dedupe in {Dedupe.BY_CONSTRUCTION, Dedupe.BY_RKEY, Dedupe.BY_CONTAINER}
