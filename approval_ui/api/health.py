"""GET /health/live, /health/ready and /metrics."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from approval_ui.api import vitals
from approval_ui.api.access import Watcher, engine_of, settings_of
from approval_ui.api.shapes import Alive, Ready
from approval_ui.api.vitals import Vitals
from countersign import database, liveness
from countersign.errors import CountersignError

router = APIRouter(tags=["health"])
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@router.get("/health/live", summary="This process answers")
def live() -> Alive:
    """Says only that the web process is alive."""
    return Alive(status="live")


@router.get("/health/ready", summary="A post could go out now", response_model=Ready, responses={503: {"model": Ready}})
def ready(request: Request) -> JSONResponse:
    """200 when the database answers, a publisher was seen lately and nothing due waits; else 503, and why."""
    within = settings_of(request).ready_within_seconds
    try:
        with database.transaction(engine_of(request)) as s:
            why = list(liveness.flow(s, within=within, now=database.clock(s)).obstacles(within))
    except CountersignError as error:
        why = [error.message]
    if not why:
        return JSONResponse({"status": "ready", "reasons": []})
    return JSONResponse({"status": "not ready", "reasons": why}, 503, {"Retry-After": "5"})


@router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
def metrics(request: Request, caller: Watcher) -> PlainTextResponse:
    """Who is on duty, what waits, and how many of each state there are."""
    within = settings_of(request).ready_within_seconds
    with database.transaction(engine_of(request)) as s:
        found = vitals.read(s, within=within, now=database.clock(s))
    return PlainTextResponse("\n".join(_lines(found)) + "\n", media_type=PROMETHEUS)


def _lines(found: Vitals) -> Iterator[str]:
    flow = found.flow
    lanes = {"routine": 0, "urgent": 0, "any": 0} | flow.publishers
    yield from _labelled("publishers_seen", "Publishers seen lately, by lane.", "lane", lanes)
    yield from _gauge("deliveries_due_waiting", "Deliveries due, not paused and not begun.", len(flow.waiting))
    longest = flow.longest.total_seconds()
    yield from _gauge("deliveries_due_waiting_seconds", "How long the oldest of them has waited.", longest)
    if flow.canary_age is not None:
        age = flow.canary_age.total_seconds()
        yield from _gauge("canary_age_seconds", "How long ago the test post of every minute last arrived.", age)
    yield from _gauge("alarms", "What stands in the way of posts now.", len(found.alarms))
    yield from _labelled("posts", "Posts by status.", "status", found.posts)
    yield from _labelled("deliveries", "Deliveries by state.", "state", found.deliveries)
    yield from _gauge("sign_offs_open", "Sign-offs that wait for names.", found.open_sign_offs)
    yield from _gauge("pauses", "Pauses in force.", found.pauses)
    yield from _gauge("entries_unsealed", "Entries that have no place in the public log yet.", found.unsealed)
    unsealed = found.oldest_unsealed.total_seconds()
    yield from _gauge("entries_unsealed_seconds", "Age of the oldest of them.", unsealed)
    yield from _gauge("notices_unsent", "Notices that have not been sent.", found.notices_unsent)
    access, versions = found.access_ends, found.versions_end
    yield from _labelled("page_access_days", "Days until a person has to connect a page again.", "page", access)
    yield from _labelled("page_version_days", "Days until the platform ends the version we speak.", "page", versions)


def _gauge(name: str, help: str, value: Any) -> Iterator[str]:
    yield from (f"# HELP countersign_{name} {help}", f"# TYPE countersign_{name} gauge")
    yield f"countersign_{name} {value}"


def _labelled(name: str, help: str, label: str, values: Mapping[str, int]) -> Iterator[str]:
    yield from (f"# HELP countersign_{name} {help}", f"# TYPE countersign_{name} gauge")
    for value, number in sorted(values.items()):
        yield f'countersign_{name}{{{label}="{value}"}} {number}'
