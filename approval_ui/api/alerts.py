"""POST /alerts: messages of other systems, as CAP or as the weather service's JSON."""

import asyncio
from collections.abc import MutableMapping
from typing import Annotated, Any
from uuid import UUID
from weakref import WeakValueDictionary

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select

from approval_ui.api.access import Alerter, engine_of
from approval_ui.api.shapes import Shape
from countersign import database
from countersign.alerts import reading
from countersign.alerts.tables import Source
from countersign.delivery import intake
from countersign.errors import Refused
from countersign.tokens import Caller

router = APIRouter(tags=["alerts"])
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("application/cap+xml", "application/xml", "application/geo+json", "application/json")
    },
}


#: The turn of each token, while a call of it waits or is carried out.
_TURNS: MutableMapping[UUID, asyncio.Lock] = WeakValueDictionary()
#: Seconds that a source rests at most after a message that took long, for a lock perhaps.
LONGEST_REST = 0.2


class AlertAnswer(Shape):
    """What became of one message."""

    id: UUID | None
    state: str
    reasons: tuple[str, ...]
    post: UUID | None


class AlertsAnswer(Shape):
    """What became of each message of a body, in its order."""

    alerts: tuple[AlertAnswer, ...]


def rest_after(answer: AlertsAnswer, took: float) -> float:
    """Seconds until the next of a source is taken in: none after one that was published, else as long as it took."""
    return 0.0 if any(one.post for one in answer.alerts) else min(took, LONGEST_REST)


async def body(request: Request) -> bytes:
    """The bytes as they were sent."""
    return await request.body()


@router.post("/alerts", summary="Raise an alert", openapi_extra={"requestBody": _BODY})
async def receive(request: Request, caller: Alerter, raw: Annotated[bytes, Depends(body)]) -> AlertsAnswer:
    """Keep, judge and, where that was signed before, publish each message of the body; the same one twice is once.

    The token says which source speaks. Its messages are taken in one after the other, and wait outside: however many
    one source sends at once, those of others, and people's pages, find a thread that is free. After one that
    published nothing the next waits as long again, so that a source that storms leaves half of the time to others.
    """
    turn, rest, loop = _TURNS.setdefault(caller.token, asyncio.Lock()), 0.0, asyncio.get_running_loop()
    await turn.acquire()
    try:
        began = loop.time()
        answer = await run_in_threadpool(_receive, request, caller, raw)
        rest = rest_after(answer, loop.time() - began)
        return answer
    finally:
        loop.call_later(rest, turn.release)


def _receive(request: Request, caller: Caller, raw: bytes) -> AlertsAnswer:
    became = []
    for item in reading.read(raw):
        with database.transaction(engine_of(request)) as s:
            speaks = select(Source, func.clock_timestamp()).where(Source.token_id == caller.token, Source.enabled)
            found = s.execute(speaks.with_for_update()).first()
            if found is None:
                raise Refused("This token belongs to no source of alerts. Nothing was kept; ask the administrator.")
            source, now = found
            became.append(intake.receive_item(s, item, source, now=now))
    return AlertsAnswer(
        alerts=tuple(AlertAnswer(id=one.alert, state=one.state, reasons=one.reasons, post=one.post) for one in became)
    )
