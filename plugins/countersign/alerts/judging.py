"""One judgement for every path: may this message be published, does it need a person, or is it refused?

It is an allow-list: only what is Actual, Public, no test by code or word, in date, from a sender on the list and about
a place of ours may be published; what is left open needs a person; what is plainly not for the public is refused.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from countersign.alerts import ground, rehearsal
from countersign.alerts.ground import Zone
from countersign.alerts.model import Alert, Info, Kind, Reference
from countersign.alerts.signature import Signed

#: A message without an end is stale after this; CAP leaves it to the receiver (section 3.2.2, expires).
WITHOUT_END = timedelta(hours=24)
#: How far a sender's clock may be ahead of ours.
CLOCKS_DIFFER = timedelta(minutes=5)


class Verdict(StrEnum):
    """What may be done with a message, from the mildest to the strictest."""

    PUBLISH = "publish"
    PERSON = "person"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and why, in sentences for the person who reads them; empty for what may be published."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a source may speak about. `zone` None: its place is not limited; `events` None: nor are its event codes."""

    senders: frozenset[str] = frozenset()
    zone: Zone | None = None
    events: frozenset[str] | None = None
    #: Certificates are pinned, so what is not signed with one of them needs a person.
    pinned: bool = False
    #: Messages that came before, by how others refer to them.
    known: Mapping[Reference, Alert] = field(default_factory=dict)


def judge(alert: Alert, rules: Rules, *, signed: Signed = Signed.UNSIGNED, now: datetime) -> Judgement:
    """The verdict on one message at an instant: the strictest that any rule gives, with all the reasons for it."""
    said = [(verdict, reason) for rule in RULES for verdict, reason in rule(alert, rules, signed, now)]
    order = list(Verdict)
    verdict = max((told for told, _ in said), key=order.index, default=Verdict.PUBLISH)
    return Judgement(verdict, tuple(reason for told, reason in said if told is verdict))


def in_force(alert: Alert, now: datetime) -> tuple[Info, ...]:
    """The infos that still hold at an instant."""
    return tuple(info for info in alert.infos if _holds_until(alert, info) > now)


def ends(info: Info, sent: datetime) -> datetime:
    """When an info stops to hold: the event's own end before the message's, since that one is renewed late."""
    return info.ends or info.expires or sent + WITHOUT_END


def _holds_until(alert: Alert, info: Info) -> datetime:
    """An end is told as long as either holds: what it ends may be over by then, and has to be said all the same."""
    told = [at for at in (info.ends, info.expires) if at]
    return max(told) if alert.kind is Kind.CANCEL and told else ends(info, alert.sent)


def originals(alert: Alert, known: Mapping[Reference, Alert]) -> list[Alert]:
    """The messages that this one refers to and that came before."""
    return [known[reference] for reference in alert.references if reference in known]


def speaking(alert: Alert, known: Mapping[Reference, Alert]) -> tuple[Info, ...]:
    """The infos of a message; a cancel may have none, and then speaks of what its originals said."""
    return alert.infos or tuple(info for one in originals(alert, known) for info in one.infos)


Said = Iterator[tuple[Verdict, str]]
Rule = Callable[[Alert, Rules, Signed, datetime], Said]


def _status(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    if alert.status != "Actual":
        yield Verdict.REFUSE, f"Its status is {alert.status or 'not given'}, not Actual."
    if alert.scope != "Public":
        yield Verdict.REFUSE, f"Its scope is {alert.scope or 'not given'}, not Public."
    if alert.kind in (Kind.ACK, Kind.ERROR):
        yield Verdict.REFUSE, "It is an answer between systems, not a message to the public."


def _rehearsal(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    for reason in rehearsal.marks(alert):
        yield Verdict.PERSON, reason


def _sender(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    if alert.sender.casefold() not in {sender.casefold() for sender in rules.senders}:
        yield Verdict.PERSON, f"Its sender, {alert.sender}, is not on the list of allowed senders."


def _signature(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    if signed is Signed.BAD:
        # Without a pinned certificate a forger would just leave the signature out, so refusing would stop nobody.
        verdict = Verdict.REFUSE if rules.pinned else Verdict.PERSON
        yield verdict, "Its signature does not fit its bytes: it was changed after it was signed."
    elif rules.pinned and signed is not Signed.PINNED:
        yield Verdict.PERSON, "It is not signed with a certificate that is pinned for this source."


def _event(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    if rules.events is None:
        return
    told = {value for info in speaking(alert, rules.known) for _, value in info.event_codes}
    told |= {f"{code.phenomenon}.{code.significance}" for code in alert.vtec}
    told |= {info.event for info in speaking(alert, rules.known)}
    if not told & rules.events:
        yield (
            Verdict.REFUSE,
            f"Its event, {', '.join(sorted(told)) or 'not named'}, is not one that this source may raise.",
        )


def _time(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    if alert.sent > now + CLOCKS_DIFFER:
        yield Verdict.PERSON, f"It says that it was sent at {alert.sent_text}, which is still to come."
    if alert.infos and not in_force(alert, now):
        last = max(_holds_until(alert, info) for info in alert.infos)
        yield Verdict.REFUSE, f"It is over: it held until {last.isoformat()}."


def _thread(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    refers = alert.references or alert.vtec
    if alert.kind in (Kind.UPDATE, Kind.CANCEL) and not refers:
        yield Verdict.PERSON, f"It is {_a(alert.kind)} and does not say of which message."
    if alert.junk_references:
        yield Verdict.PERSON, f"One of its references cannot be read: “{alert.junk_references[0][:60]}”."
    if alert.infos:
        return
    if alert.kind is not Kind.CANCEL:
        yield Verdict.PERSON, "It says nothing that could be published: it has no <info>."
    elif refers and not originals(alert, rules.known):
        yield Verdict.PERSON, "It cancels a message that is not known here, and says nothing else."


def _place(alert: Alert, rules: Rules, signed: Signed, now: datetime) -> Said:
    infos = speaking(alert, rules.known)
    if rules.zone is None or not infos:
        return
    told, why = ground.where(infos, rules.zone)
    if told == ground.OUTSIDE:
        yield Verdict.REFUSE, why
    elif told == ground.UNCERTAIN:
        yield Verdict.PERSON, why


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind.value[0] in "aeiou" else f"a {kind}"


RULES: tuple[Rule, ...] = (_status, _signature, _rehearsal, _sender, _event, _time, _thread, _place)
