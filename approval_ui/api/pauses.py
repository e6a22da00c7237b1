"""POST /pauses and DELETE /pauses/{id}: a program may stop publishing, and go on after its own pause only."""

from fastapi import APIRouter, Request, Response

from approval_ui.api import answers
from approval_ui.api.access import Pauser, engine_of
from approval_ui.api.bodies import PauseIn
from approval_ui.api.shapes import PauseShown
from countersign import database, desk
from countersign.errors import NotFound
from countersign.pauses import Pause

router = APIRouter(tags=["pauses"])


@router.post("/pauses", status_code=201, summary="Stop publishing in a scope")
def pause(request: Request, response: Response, caller: Pauser, body: PauseIn) -> PauseShown:
    """From the commit on nothing is begun in the scope; the answer names what was already on its way."""
    with database.transaction(engine_of(request)) as s:
        row, in_flight = desk.pause(
            s,
            caller.person,
            body.scope,
            reason=body.reason,
            until=body.until,
            stops_urgent=body.stops_urgent,
            spares=body.spares,
            review=body.review,
            token=str(caller.token),
            now=database.clock(s),
        )
        response.headers["Location"] = f"/api/v1/pauses/{row.id}"
        return answers.pause_shown(row, in_flight)


@router.delete("/pauses/{pause_id}", status_code=204, summary="Lift a pause that this token set")
def resume(request: Request, pause_id: str, caller: Pauser) -> None:
    """Publishing goes on in the scope; all other pauses are lifted by a person."""
    with database.transaction(engine_of(request)) as s:
        found = answers.uuid_of(pause_id)
        if found is None or s.get(Pause, found) is None:
            raise NotFound("There is no such pause.")
        reason = f"Lifted by the program that set it ({caller.name})."
        desk.resume(s, caller.person, found, reason=reason, now=database.clock(s), token=str(caller.token))
