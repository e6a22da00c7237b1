"""Sources: on what terms somebody may raise alerts here, and the signature that lets them publish."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy.orm import Session

from countersign import content
from countersign.alerts import ground
from countersign.alerts.ground import Zone
from countersign.alerts.judging import Rules
from countersign.alerts.tables import Source, Way
from countersign.approvals import Decision, Proposal
from countersign.errors import NotFound
from countersign.log.record import MACHINE, Event, entry
from countersign.posts import Status

KIND = "alert_source"
HOUR = timedelta(hours=1)
#: What comes of one source within this time is told of once: the alert desk lists it all.
GATHERED = timedelta(minutes=10)
#: The notice that a source sends more than it may publish.
STORM = "alert_storm"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a source may raise; empty `events` and `languages`: all. `zone` is what ground.zone reads."""

    senders: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    zone: Mapping[str, Any] | None = None
    languages: tuple[str, ...] = ()
    #: PEM certificates; with any, only messages that one of them signed are published by themselves.
    certificates: tuple[str, ...] = ()
    #: Published by themselves in one hour; more need a person.
    cap_per_hour: int = 10
    #: Seconds between two looks at a feed or folder.
    every: int = 60
    #: Seconds without a good look after which people are told.
    stale_after: int = 600

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Terms":
        """The terms that to_json wrote."""
        lists = {name: tuple(told.get(name, ())) for name in ("senders", "events", "languages", "certificates")}
        return cls(**dict(told) | lists)

    @cached_property
    def rules(self) -> Rules:
        """What judging holds a message against, but for the messages known before."""
        return Rules(
            senders=frozenset(self.senders),
            zone=ground.zone(self.zone) if self.zone else Zone(),
            events=frozenset(self.events) or None,
            pinned=bool(self.certificates),
        )


#: The National Weather Service asks callers to say who they are; warnings only.
_NWS_SENDER = "w-nws.webmaster@noaa.gov"
WARNINGS = (
    *("Tornado Warning", "Severe Thunderstorm Warning", "Flash Flood Warning", "Flood Warning", "Tsunami Warning"),
    *("Extreme Wind Warning", "High Wind Warning", "Winter Storm Warning", "Blizzard Warning", "Ice Storm Warning"),
    *("Red Flag Warning", "Excessive Heat Warning", "Extreme Heat Warning", "Hurricane Warning"),
    *("Tropical Storm Warning", "Storm Surge Warning", "Coastal Flood Warning", "Dust Storm Warning"),
    *("Hazardous Materials Warning", "Civil Danger Warning", "Shelter In Place Warning", "Evacuation - Immediate"),
)


def weather_service(zones: tuple[str, ...], counties: tuple[str, ...]) -> tuple[str, Terms]:
    """The preset “National Weather Service, my counties”: zones such as CAZ517, counties as SAME codes of six digits.

    Returns the address of the feed and the terms.
    """
    terms = Terms(
        senders=(_NWS_SENDER,),
        events=WARNINGS,
        zone={"ugc": sorted(zones), "same": sorted(counties)},
        cap_per_hour=10,
    )
    return f"https://api.weather.gov/alerts/active?status=actual&zone={','.join(sorted(zones))}", terms


def terms_of(source: Source) -> Terms:
    """A source's terms as values."""
    return _read(content.canonical(source.terms))


@lru_cache(maxsize=64)
def _read(canonical: bytes) -> Terms:
    return Terms.from_json(json.loads(canonical))


def body(source: Source) -> dict[str, Any]:
    """The canonical body of letting a source publish: everything that bounds it."""
    return {
        "v": 1,
        "kind": KIND,
        "source": str(source.id),
        "name": source.name,
        "way": source.way.value,
        "address": source.address,
        "token": str(source.token_id) if source.token_id else None,
        "terms": source.terms,
    }


def publishes(source: Source) -> bool:
    """Whether it may publish: somebody signed exactly what it is now."""
    return source.enabled and source.publishes is not None and source.publishes == content.digest(body(source))


def narrows(new: Terms, old: Terms) -> bool:
    """Whether new terms let nothing out that the old ones would not have let out."""
    return (
        set(new.senders) <= set(old.senders)
        and _fewer(new.events, old.events)
        and _fewer(new.languages, old.languages)
        and _smaller(new.zone or {}, old.zone or {})
        and (not old.certificates or (bool(new.certificates) and set(new.certificates) <= set(old.certificates)))
        and new.cap_per_hour <= old.cap_per_hour
    )


def _fewer(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    """No names at all stand for every name."""
    return not old or (bool(new) and set(new) <= set(old))


def _smaller(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    codes = all(set(new.get(name, ())) <= set(old.get(name, ())) for name in _CODES)
    shape = {name: value for name, value in new.items() if name not in _CODES}
    return codes and (not shape or shape == {name: value for name, value in old.items() if name not in _CODES})


_CODES = ("ugc", "same")


def storming(source: Source, now: datetime) -> bool:
    """Whether people were told lately that it sends too much: they are not called again for each message."""
    return source.stormed is not None and now - source.stormed < HOUR


def stale(source: Source, now: datetime) -> bool:
    """Whether a source that is looked at has not been seen for too long; what is pushed is never stale."""
    if source.way is Way.PUSH or not source.enabled:
        return False
    since = source.last_good or source.created
    return now - since > timedelta(seconds=terms_of(source).stale_after)


def locked(s: Session, source_id: uuid.UUID) -> Source:
    """The source, locked for this transaction, or NotFound."""
    found = s.get(Source, source_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such source.")
    return found


def proposed(proposal: Proposal) -> Terms:
    """The terms that a proposal asks names for."""
    return Terms.from_json(json.loads(proposal.canonical)["terms"])


def subject(source_id: object) -> str:
    """How the record names a source."""
    return f"source:{source_id}"


class SourceEffect:
    """Letting a source publish: approval binds exactly these terms."""

    def lock(self, s: Session, proposal: Proposal) -> None:
        """Lock the source."""
        locked(s, uuid.UUID(proposal.subject))

    def subject(self, proposal: Proposal) -> str:
        """The source."""
        return subject(proposal.subject)

    def path(self, proposal: Proposal) -> str:
        """The source's page."""
        return f"/alerts/sources/{proposal.subject}"

    def approved(self, s: Session, proposal: Proposal, *, signers: list[Decision], now: datetime) -> None:
        """Put the signed terms in force, and let it publish as long as it stays what was signed."""
        source = s.get_one(Source, uuid.UUID(proposal.subject))
        source.terms = proposed(proposal).to_json()
        source.publishes = proposal.digest
        values = {
            "name": source.name,
            "digest": proposal.digest,
            "signed_by": [f"{d.name}, {d.title}" for d in signers],
        }
        entry(s, Event.SOURCE_MAY_PUBLISH, self.subject(proposal), values, actor=MACHINE, now=now)

    def ended(self, s: Session, proposal: Proposal, status: Status, *, reason: str, now: datetime) -> None:
        """It stays listened to only."""
