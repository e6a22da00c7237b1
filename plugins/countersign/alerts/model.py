"""An alert as a value: what a CAP message or an item of the National Weather Service says, in our words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: (longitude, latitude) in degrees.
Point = tuple[float, float]
Pairs = tuple[tuple[str, str], ...]


class Kind(StrEnum):
    """What a message does to those before it (CAP 1.2, section 3.2.1, msgType)."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"
    ACK = "ack"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another message, by the three values that identify it; `sent` as it is written there."""

    sender: str
    identifier: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an alert holds: rings, circles with a radius in km, and codes; `faults` says what was unreadable."""

    description: str = ""
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    #: Six digits PSSCCC, 000 for a whole state (FIPS with a leading part).
    same: tuple[str, ...] = ()
    #: Zones and counties of the weather service, such as TXZ123 or TXC453.
    ugc: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What one <info> says, in one language."""

    language: str = "en-US"
    event: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    sender_name: str = ""
    web: str = ""
    categories: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    urgency: str = ""
    severity: str = ""
    certainty: str = ""
    event_codes: Pairs = ()
    parameters: Pairs = ()
    onset: datetime | None = None
    #: When this message goes stale.
    expires: datetime | None = None
    #: When the event itself ends.
    ends: datetime | None = None
    places: tuple[Place, ...] = ()

    def parameter(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter."""
        return tuple(value for told, value in self.parameters if told == name)


@dataclass(frozen=True, slots=True)
class Vtec:
    """One event code of the weather service (NWS Instruction 10-1703): class, action, office, phenomenon, number."""

    product: str
    action: str
    office: str
    phenomenon: str
    significance: str
    number: str
    year: str

    @property
    def key(self) -> str:
        """What stays the same over all messages about one event."""
        return ".".join((self.office, self.phenomenon, self.significance, self.number, self.year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message: its identity is (sender, identifier, sent)."""

    identifier: str
    sender: str
    sent: datetime
    #: As it is written in the message, for references.
    sent_text: str
    status: str
    kind: Kind
    scope: str
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    #: References that could not be read.
    junk_references: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()
    vtec: tuple[Vtec, ...] = ()
    #: "CAP 1.2" or "NWS".
    form: str = ""

    @property
    def reference(self) -> Reference:
        """How another message refers to this one."""
        return Reference(self.sender, self.identifier, self.sent_text)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it speaks, each once, in its order."""
        return tuple(dict.fromkeys(info.language for info in self.infos))
