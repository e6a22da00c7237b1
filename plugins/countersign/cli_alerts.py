"""`countersign alerts check`, which needs neither database nor network, and `countersign drill`, which needs both."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from countersign import database
from countersign.alerts import Item, Judgement, Rules, Verdict, ground, judge, read, signature
from countersign.alerts.model import Alert, Reference
from countersign.alerts.signature import Signed
from countersign.delivery import drill

app = typer.Typer(no_args_is_help=True, help="Messages that other systems raise.")


@app.callback()
def alerts() -> None:
    """Messages that other systems raise: what they say, and what may be done with them."""


@app.command("check")
def check(
    files: Annotated[
        list[Path], typer.Argument(help="CAP messages, feeds of them, or answers of the weather service.")
    ],
    now: Annotated[str | None, typer.Option(help="The instant to judge at, such as 2026-11-21T10:00:00Z.")] = None,
    allow_sender: Annotated[list[str] | None, typer.Option(help="A sender that may speak; may be given again.")] = None,
    area: Annotated[
        Path | None, typer.Option(help='GeoJSON, or {"same": [...], "ugc": [...]}. Without it, places are not judged.')
    ] = None,
    cert: Annotated[list[Path] | None, typer.Option(help="A certificate that is pinned (PEM or DER).")] = None,
) -> None:
    """Judge messages in files and print one JSON object a line for each; nothing is published, fetched or stored.

    Messages are taken in the order given: an update or cancel finds those before it.
    """
    rules, pinned = _rules(allow_sender or [], area, cert or [])
    instant = _instant(now)
    known: dict[Reference, Alert] = {}
    for path in files:
        for item in _items(path):
            print(json.dumps({"file": str(path), **_judged(item, rules, pinned, known, instant)}, ensure_ascii=False))
            if item.alert:
                known[item.alert.reference] = item.alert


def _instant(told: str | None) -> datetime:
    if told is None:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(told)
    except ValueError:
        instant = datetime.min
    if instant.tzinfo is None:
        _stop(f"--now {told} is no instant with a time zone; write one such as 2026-11-21T10:00:00Z.")
    return instant


def _rules(senders: list[str], area: Path | None, certificates: list[Path]) -> tuple[Rules, tuple[str, ...]]:
    try:
        zone = ground.read_zone(area.read_text()) if area else None
    except (OSError, ValueError) as error:
        _stop(f"The area in {area} cannot be used: {error}.")
    pinned: tuple[str, ...] = ()
    for path in certificates:
        try:
            pinned += signature.certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            _stop(f"The certificate in {path} cannot be used: {error}.")
    return Rules(senders=frozenset(senders), zone=zone, pinned=bool(pinned)), pinned


def _stop(why: str) -> NoReturn:
    print(f"{why} Nothing was judged.", file=sys.stderr)
    raise typer.Exit(2)


def _items(path: Path) -> Iterator[Item]:
    try:
        yield from read(path.read_bytes())
    except OSError as error:
        yield Item(raw=b"", faults=(f"It cannot be opened: {error.strerror}.",))


def _judged(
    item: Item, rules: Rules, pinned: tuple[str, ...], known: dict[Reference, Alert], now: datetime
) -> dict[str, Any]:
    alert = item.alert
    if alert is None:
        verdict = Verdict.PERSON if item.link else Verdict.REFUSE
        return _line(None, Judgement(verdict, item.faults), Signed.UNSIGNED)
    signed = Signed.UNSIGNED if alert.form == "NWS" else signature.check(item.raw, sent=alert.sent, pinned=pinned)
    here = Rules(senders=rules.senders, zone=rules.zone, pinned=rules.pinned, known=known)
    return _line(alert, judge(alert, here, signed=signed, now=now), signed)


def _line(alert: Alert | None, judgement: Judgement, signed: Signed) -> dict[str, Any]:
    first = alert.infos[0] if alert and alert.infos else None
    return {
        "verdict": judgement.verdict.value,
        "reasons": list(judgement.reasons),
        "kind": alert.kind.value if alert else None,
        "identifier": alert.identifier if alert else None,
        "sender": alert.sender if alert else None,
        "sent": alert.sent_text if alert else None,
        "references": [f"{r.sender},{r.identifier},{r.sent}" for r in alert.references] if alert else [],
        "event": first.event if first else None,
        "languages": list(alert.languages) if alert else [],
        "expires": first.expires.isoformat() if first and first.expires else None,
        "ends": first.ends.isoformat() if first and first.ends else None,
        "signature": signed.value,
    }


def drill_now(
    wait: Annotated[float, typer.Option(help="Seconds to wait for its first byte.")] = 30.0,
) -> None:
    """Send a drill the whole road to pages that nobody reads, and say how long it took; status 0 once it is out."""
    with database.transaction() as s:
        number = drill.begin(s, now=database.clock(s)).number
    print(f"Drill {number} is on its way.")
    end = time.monotonic() + wait
    while time.monotonic() < end:
        with database.transaction() as s:
            took = next((one.seconds for one in drill.measured(s) if one.number == number), None)
        if took is not None:
            print(f"Its first byte left after {took:.3f} s.")
            return
        time.sleep(0.1)
    print(f"Nothing left within {wait:g} s: nobody is on duty, or no page is for drills.", file=sys.stderr)
    raise typer.Exit(1)
