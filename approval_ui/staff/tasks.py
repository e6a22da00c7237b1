"""One task: what is owed about a post, by whom and until when, and how it is finished."""

import uuid

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.staff import afterwards, post_page
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field
from countersign import desk
from countersign.desk.writing import readable
from countersign.errors import CountersignError, Invalid, NotFound
from countersign.tasks import Task

router = APIRouter(prefix="/posts/{post_id}")


@router.get("/tasks/{task_id}")
def show(visit: SignedIn, post_id: uuid.UUID, task_id: uuid.UUID) -> Response:
    """What is owed, and the form of whoever owes it."""
    return _page(visit, post_id, task_id)


@router.post("/tasks/{task_id}/done")
def done(form: Typed, visit: SignedIn, post_id: uuid.UUID, task_id: uuid.UUID) -> Response:
    """It is done: with the post that settles it, or with a reason."""
    fields = {name: field(form, name) for name in ("follow_up", "reason")}

    def verb(o: Open) -> None:
        _task(o, post_id, task_id)
        number = _number(fields["follow_up"])
        desk.finish_task(o.s, o.who, task_id, reason=fields["reason"], follow_up=number, now=o.now)

    def otherwise(error: CountersignError) -> Response:
        return _page(visit, post_id, task_id, error=at_form(error, "done"), typed=TypedBefore("done", fields))

    return visit.perform(verb, then="/", otherwise=otherwise)


@router.post("/facts")
def fact_changed(form: Typed, visit: SignedIn, post_id: uuid.UUID) -> Response:
    """A fact of this post, and of its case, stands otherwise from now on."""
    fields = {name: field(form, name) for name in ("fact", "reason")}

    def verb(o: Open) -> None:
        fact, _, told = fields["fact"].partition("=")
        value = {"yes": True, "no": False}.get(told)
        desk.fact_changed(o.s, o.who, post_id, fact=fact, value=value, reason=fields["reason"], now=o.now)

    def otherwise(error: CountersignError) -> Response:
        typed = TypedBefore("facts", fields)
        return post_page.show(visit, post_id, error=at_form(error, "facts"), typed=typed)

    return visit.perform(verb, then=f"/posts/{post_id}", otherwise=otherwise)


def _number(typed: str) -> int | None:
    """The number of a post as somebody typed it; None when nothing was typed."""
    bare = typed.lower().removeprefix("post").strip().removeprefix("#")
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 15):
        raise Invalid({"follow_up": "Give the number of the post alone, such as 12."})
    return int(bare)


def _page(
    visit: Visit,
    post_id: uuid.UUID,
    task_id: uuid.UUID,
    *,
    error: CountersignError | None = None,
    typed: TypedBefore | None = None,
) -> Response:
    with visit.transaction() as o:
        view = afterwards.task_view(o, _task(o, post_id, task_id))
        return o.page("task.html", {"task": view, "typed": typed or TypedBefore()}, error=error)


def _task(o: Open, post_id: uuid.UUID, task_id: uuid.UUID) -> Task:
    """The task, for those who may read its post and for those who owe it."""
    found = o.s.get(Task, task_id)
    if found is None or found.post_id != post_id:
        raise NotFound
    if not afterwards.task_view(o, found)["mine"]:
        readable(o.s, o.who, post_id, now=o.now)
    return found
