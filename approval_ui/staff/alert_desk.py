"""The alert desk: incidents that are live, messages that need a person, what is owed, and how the last drills went."""

import uuid
from typing import Any

from fastapi import APIRouter
from sqlalchemy import func, select
from starlette.responses import Response

from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field
from countersign import agency, people
from countersign.alerts import kept
from countersign.alerts.model import Alert
from countersign.alerts.tables import ALERT_WORDS, OPEN, AlertRow, AlertState, Incident, Source
from countersign.deliveries import ENDED, Delivery, State
from countersign.delivery import drill
from countersign.desk import emergencies, threads
from countersign.errors import CountersignError, NotFound
from countersign.posts import Post, Status
from countersign.tasks import Kind, Task, TaskState

router = APIRouter()
#: Messages on one page of the desk, and how many of one source are a heap that is put aside together.
SHOWN, HEAP = 50, 5


@router.get("/alerts")
def desk_page(visit: SignedIn, below: int | None = None) -> Response:
    """All of it on one page, what needs somebody first; `below` that number are older messages."""
    return _desk(visit, below)


@router.post("/alerts/dismiss")
def dismiss_all(form: Typed, visit: SignedIn) -> Response:
    """Put a heap aside, such as a storm leaves: as far as it was seen, with one reason."""

    def verb(o: Open) -> None:
        source, upto = _source_of(field(form, "source")), field(form, "upto")
        if not (upto.isascii() and upto.isdigit() and len(upto) < 19):
            raise NotFound
        emergencies.dismiss_all(o.s, o.who, source, upto=int(upto), reason=field(form, "reason"), now=o.now)

    return visit.perform(verb, then="/alerts", otherwise=lambda error: _desk(visit, None, error))


def _source_of(told: str) -> uuid.UUID:
    try:
        return uuid.UUID(told)
    except ValueError:
        raise NotFound from None


def _desk(visit: Visit, below: int | None, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        waiting = select(AlertRow).where(AlertRow.state.in_(OPEN)).order_by(AlertRow.number.desc()).limit(SHOWN + 1)
        if below is not None and 0 < below < 2**63:
            waiting = waiting.where(AlertRow.number < below)
        rows = list(o.s.scalars(waiting))
        lately = select(AlertRow).where(AlertRow.state.not_in(OPEN)).order_by(AlertRow.received.desc()).limit(30)
        owed = select(Task).where(Task.kind == Kind.REVIEW, Task.state == TaskState.OPEN).order_by(Task.due)
        context = {
            "waiting": rows[:SHOWN],
            "older": rows[SHOWN - 1].number if len(rows) > SHOWN else None,
            "heaps": _heaps(o),
            "lately": (recent := list(o.s.scalars(lately))),
            "unsigned": _unsigned(o, recent),
            "incidents": [_progress(o, incident) for incident in emergencies.live_incidents(o.s)],
            "owed": [(task, o.s.get_one(Post, task.post_id)) for task in o.s.scalars(owed)],
            "drills": drill.measured(o.s, most=5),
            "sources": _sources(o),
            "state_words": ALERT_WORDS,
            "watch": sorted(people.on_watch(o.s, o.now)),
            "on_watch": _on_watch(o),
        }
        return o.page("alert_desk.html", context, error=error)


@router.get("/alerts/messages/{alert_id}")
def message(visit: SignedIn, alert_id: uuid.UUID) -> Response:
    """One message: what it says, what became of it and why, and its bytes as they were received."""
    return _message(visit, alert_id)


@router.post("/alerts/messages/{alert_id}/dismiss")
def dismiss(form: Typed, visit: SignedIn, alert_id: uuid.UUID) -> Response:
    """Put it aside, with the reason."""
    return visit.perform(
        lambda o: emergencies.dismiss_message(o.s, o.who, alert_id, reason=field(form, "reason"), now=o.now),
        then="/alerts",
        otherwise=lambda error: _message(visit, alert_id, error),
    )


@router.get("/incidents/{number}")
def incident(visit: SignedIn, number: int) -> Response:
    """One incident: each post with its pages, the messages about it, and what can be said next."""
    with visit.transaction() as o:
        found = o.s.scalar(select(Incident).where(Incident.number == number))
        if found is None:
            raise NotFound
        messages = select(AlertRow).where(AlertRow.incident_id == found.id).order_by(AlertRow.received)
        rows = o.s.scalars(select(Delivery).where(Delivery.thread == found.thread).order_by(Delivery.created))
        by_post: dict[uuid.UUID, list[Delivery]] = {}
        for row in rows:
            by_post.setdefault(row.post_id, []).append(row)
        context = {
            "incident": found,
            "progress": _progress(o, found),
            "posts": [(o.s.get_one(Post, post_id), deliveries) for post_id, deliveries in by_post.items()],
            "messages": (about := list(o.s.scalars(messages))),
            "unsigned": _unsigned(o, about),
            "state_words": ALERT_WORDS,
            "on_watch": _on_watch(o),
        }
        return o.page("incident.html", context)


def _message(visit: Visit, alert_id: uuid.UUID, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        row = o.s.get(AlertRow, alert_id)
        if row is None:
            raise NotFound
        alert: Alert | None = kept.reread(row)
        context: dict[str, Any] = {
            "row": row,
            "alert": alert,
            "source": o.s.get_one(Source, row.source_id),
            "incident": o.s.get(Incident, row.incident_id) if row.incident_id else None,
            "unsigned": _unsigned(o, [row]),
            "raw": row.raw[:20_000].decode("utf-8", errors="replace"),
            "state_words": ALERT_WORDS,
            "on_watch": _on_watch(o),
            "can_publish": row.state is AlertState.NEEDS_PERSON and bool(row.template),
            "can_dismiss": row.state in OPEN and _on_watch(o),
        }
        return o.page("alert_message.html", context, error=error)


def _progress(o: Open, incident: Incident) -> dict[str, Any]:
    """How far the newest post about an incident has come: “7 of 8”."""
    newest = (
        select(Delivery.post_id).where(Delivery.thread == incident.thread).order_by(Delivery.created.desc()).limit(1)
    )
    rows = list(o.s.scalars(select(Delivery).where(Delivery.post_id == newest.scalar_subquery())))
    out = [row for row in rows if row.state is State.SENT]
    return {
        "incident": incident,
        "waits": next(iter(threads.waiting_posts(o.s, incident)), None),
        "out": len(out),
        "of": len(rows),
        "late": [row for row in rows if row.state in ENDED - {State.SENT} or row.state is State.UNKNOWN],
    }


def _heaps(o: Open) -> list[Any]:
    """Sources of which many messages need a person: which, how many, and the number of the last one."""
    many = func.count()
    query = select(Source.id, Source.name, many.label("many"), func.max(AlertRow.number).label("upto"))
    query = query.join(AlertRow, AlertRow.source_id == Source.id).where(AlertRow.state.in_(OPEN))
    return list(o.s.execute(query.group_by(Source.id, Source.name).having(many > HEAP).order_by(many.desc())))


def _unsigned(o: Open, rows: list[AlertRow]) -> set[uuid.UUID]:
    """The posts of some messages that wait for names, so that nothing is out yet."""
    wanted = [row.post_id for row in rows if row.post_id]
    return set(o.s.scalars(select(Post.id).where(Post.id.in_(wanted), Post.status == Status.SIGN_OFF)))


def _sources(o: Open) -> int:
    return o.s.scalar(select(func.count()).select_from(Source).where(Source.enabled)) or 0


def _on_watch(o: Open) -> bool:
    return o.who in agency.on_watch(o.policy, people.on_watch(o.s, o.now))
