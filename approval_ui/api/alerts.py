"""POST /alerts: messages of other systems, as CAP or as the weather service's JSON."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy import func, select

from approval_ui.api.access import Alerter, engine_of
from approval_ui.api.shapes import Shape
from countersign import database
from countersign.alerts import reading
from countersign.alerts.tables import Source
from countersign.delivery import intake
from countersign.errors import Refused

router = APIRouter(tags=["alerts"])
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}}
        for kind in ("application/cap+xml", "application/xml", "application/geo+json", "application/json")
    },
}


class AlertAnswer(Shape):
    """What became of one message."""

    id: UUID | None
    state: str
    reasons: tuple[str, ...]
    post: UUID | None


class AlertsAnswer(Shape):
    """What became of each message of a body, in its order."""

    alerts: tuple[AlertAnswer, ...]


async def body(request: Request) -> bytes:
    """The bytes as they were sent."""
    return await request.body()


@router.post("/alerts", summary="Raise an alert", openapi_extra={"requestBody": _BODY})
def receive(request: Request, caller: Alerter, raw: Annotated[bytes, Depends(body)]) -> AlertsAnswer:
    """Keep, judge and, where that was signed before, publish each message of the body; the same one twice is once.

    The token says which source speaks.
    """
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
