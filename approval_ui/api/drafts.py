"""POST /drafts, POST /drafts/{id}/submit and GET /posts/{id}."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response

from approval_ui.api import answers, idempotency
from approval_ui.api.access import Drafter, Reader, engine_of, settings_of
from approval_ui.api.bodies import DraftIn, draft_of
from approval_ui.api.idempotency import Once
from approval_ui.api.shapes import Brief, PostShown, Submitted
from countersign import database, desk
from countersign.desk.writing import readable
from countersign.errors import NotFound

router = APIRouter(tags=["posts"])
Key = Annotated[str | None, Header(description="The same key with the same body gives the same answer once more.")]


@router.post("/drafts", status_code=201, summary="Begin a post")
def create(request: Request, response: Response, caller: Drafter, body: DraftIn, idempotency_key: Key = None) -> Brief:
    """Store a draft that the token's person is the author of; nothing is submitted yet."""
    once = Once.of(caller, idempotency_key, body)
    with database.transaction(engine_of(request)) as s:
        now = database.clock(s)

        def store() -> Brief:
            draft = draft_of(s, body, most_media=settings_of(request).max_media_files)
            return answers.brief(desk.draft(s, caller.person, draft, now=now))

        answer = idempotency.answered(s, once, store, kind=Brief, now=now)
    response.headers["Location"] = f"/api/v1/posts/{answer.id}"
    return answer


@router.post("/drafts/{post_id}/submit", summary="Hand a draft to the review")
def submit(request: Request, post_id: str, caller: Drafter) -> Submitted:
    """Freeze the draft as a version; the review then opens its sign-off or returns it with reasons."""
    with database.transaction(engine_of(request)) as s:
        now = database.clock(s)
        post = readable(s, caller.person, _id(post_id), now=now)
        version = desk.submit(s, caller.person, post.id, now=now)
        return Submitted(**dict(answers.brief(post)), version=version.number)


@router.get("/posts/{post_id}", summary="Where a post stands")
def show(request: Request, post_id: str, caller: Reader) -> PostShown:
    """Status of the post and of its deliveries, findings, final texts with their digest, and every attempt."""
    with database.transaction(engine_of(request)) as s:
        post = readable(s, caller.person, _id(post_id), now=database.clock(s))
        return answers.post_shown(s, post)


def _id(text: str) -> UUID:
    found = answers.uuid_of(text)
    if found is None:
        raise NotFound("There is no such post, or it is not yours to see.")
    return found
