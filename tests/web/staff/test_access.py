"""Who reaches what: a matrix made from the routes themselves."""

import re
import uuid
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from starlette.testclient import TestClient

from countersign import database, desk, policies
from countersign.approvals import Proposal
from tests.stories import AUTHOR, CHIEF, COMMANDER, approved, deliveries_of, reviewed
from tests.web.staff.conftest import SignIn, visible

#: All that a browser gets in which nobody is signed in.
OPEN = {("GET", "/signin"), ("POST", "/signin"), ("POST", "/signout")}
#: May neither write nor sign a community notice.
OUTSIDER = "alex.moreno"
INSIDERS = (AUTHOR, COMMANDER, CHIEF)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every method and path of the application's pages."""
    pages = (route for route in app.routes if isinstance(route, APIRoute))
    return sorted((method, route.path) for route in pages for method in route.methods)


def address(path: str, post: uuid.UUID, delivery: uuid.UUID) -> str:
    """A path with real things in it."""
    known = {"post_id": post, "delivery_id": delivery, "page_id": "newsroom", "login": AUTHOR, "sha256": "0" * 64}
    return re.sub(r"{(\w+)}", lambda found: str(known.get(found[1], uuid.uuid4())), path)


@pytest.fixture
def there(engine: Engine) -> tuple[uuid.UUID, uuid.UUID]:
    """A post that waits for its time, and its delivery."""
    post = approved(engine)
    with database.transaction(engine) as s:
        return post, deliveries_of(s, post)[0].id


def a_change(engine: Engine) -> uuid.UUID:
    """A proposed change of the agency's rules."""
    with database.transaction(engine) as s:
        changed = replace(policies.current(s), border_tolerance_m=200.0)
        proposal = desk.apply_policy(s, changed, who=OUTSIDER, why="a test", now=database.clock(s))
        assert isinstance(proposal, Proposal)
        return proposal.id


def a_switch(engine: Engine) -> uuid.UUID:
    """A rule that waits to be switched off."""
    with database.transaction(engine) as s:
        return desk.switch_rule(s, OUTSIDER, "pii-phone", on=False, reason="a test", now=database.clock(s)).id


def test_nobody_gets_anything_but_the_sign_in_page(
    app: FastAPI, nobody: TestClient, there: tuple[uuid.UUID, uuid.UUID]
) -> None:
    """Without a session, every route answers with the sign-in page and nothing else."""
    leaks = []
    for method, path in routes(app):
        answer = nobody.request(method, address(path, *there))
        shown = "Sign in to Countersign" in answer.text
        if (method, path) not in OPEN and not (answer.status_code == 401 and shown):
            leaks.append((method, path, answer.status_code))
    assert leaks == []


def test_a_stale_or_invented_token_is_nobody(app: FastAPI, nobody: TestClient) -> None:
    """A token that the server does not know opens nothing."""
    nobody.cookies.set("countersign", "x" * 43)
    assert nobody.get("/").status_code == 401


def test_an_outsider_does_not_learn_that_a_post_is_there(
    app: FastAPI, as_: SignIn, there: tuple[uuid.UUID, uuid.UUID]
) -> None:
    """Whoever may not read a post gets the same answer as for a post that does not exist, on every route."""
    browser = as_(OUTSIDER)
    about_posts = [(m, p) for m, p in routes(app) if "{post_id}" in p or "{delivery_id}" in p]
    assert len(about_posts) >= 12
    for method, path in about_posts:
        real = browser.request(method, address(path, *there), data={"reason": "x"} if method == "POST" else None)
        invented = browser.request(method, address(path, uuid.uuid4(), uuid.uuid4()))
        assert (real.status_code, visible(real.text)) == (404, visible(invented.text)), (method, path)


def test_lists_name_no_post_that_one_may_not_read(as_: SignIn, engine: Engine) -> None:
    """An outsider's lists are empty while others see the post."""
    reviewed(engine)
    for page in ("/", "/posts"):
        assert "Post 1" not in visible(as_(OUTSIDER).get(page).text)
    assert "Post 1" in visible(as_(COMMANDER).get("/").text)


@pytest.mark.parametrize("login", [*INSIDERS, OUTSIDER, "lena.fischer", "grace.lin"])
def test_every_plain_page_opens_for_everybody_who_is_signed_in(
    app: FastAPI, engine: Engine, as_: SignIn, login: str, there: tuple[uuid.UUID, uuid.UUID]
) -> None:
    """Each page without a post in its address opens, and is not stored by the browser."""
    browser = as_(login)
    waiting = {"change_id": str(a_change(engine)), "switch_id": str(a_switch(engine))}
    for method, path in routes(app):
        if method == "GET" and set(re.findall(r"{(\w+)}", path)) <= {"page_id", "login", *waiting}:
            known = re.sub(r"{(change_id|switch_id)}", lambda found: waiting[found[1]], path)
            answer = browser.get(address(known, *there))
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path


def test_readers_of_a_post_see_it(as_: SignIn, there: tuple[uuid.UUID, uuid.UUID]) -> None:
    """Its author and its signers open the page of a post."""
    for login in INSIDERS:
        assert as_(login).get(f"/posts/{there[0]}").status_code == 200


def test_a_picture_is_shown_only_where_our_pages_showed_it(as_: SignIn) -> None:
    """The hash of a picture alone opens nothing, not even with somebody else's proof."""
    for proof in ("0" * 32, "é"):
        assert as_(AUTHOR).get(f"/media/{'0' * 64}/{proof}").status_code == 404


def test_the_sample_switch_exists_only_in_the_sample(nobody: TestClient) -> None:
    """Outside the sample nobody can be somebody else."""
    assert nobody.get("/sample").status_code == 404
    assert nobody.post("/sample/switch", data={"person": CHIEF}).status_code in {404, 405}


FIELDS = """
    reason login password code secret person next url digest scope to revision do text category language pages longitude
    latitude outline schedule due_date due_time in_reply_to not_after_date until_date stops_urgent ends_date ends_time
    media_sha256 media_mime media_alt fact.source variant.x coordination_neighbor coordination_contact
    coordination_at_date coordination_at_time coordination_answer coordination_lead
    answer_rule answer_sentence answer_kind answer_text answer_document confirm id on counsel_reviewed union_reviewed
    case_number repeat repeat_rule repeat_until repeat_except unit seen shown table do start
"""
RUBBISH = dict.fromkeys(FIELDS.split(), "\x00\u202e<'\";--")


def test_rubbish_breaks_nothing(
    app: FastAPI, as_: SignIn, nobody: TestClient, there: tuple[uuid.UUID, uuid.UUID]
) -> None:
    """Characters that no table holds, in every field and address of every route, never end in a fault of ours."""
    faults = []
    for browser in (as_(AUTHOR), as_(COMMANDER), nobody):
        for method, path in routes(app):
            for where in (address(path, *there), re.sub(r"{\w+}", "%00%ff", path)):
                answer = browser.request(method, where, data=RUBBISH if method == "POST" else None)
                faults += [(method, where)] if answer.status_code >= 500 else []
    assert faults == []


def test_messages_lead_to_their_fields(as_: SignIn, engine: Engine, there: tuple[uuid.UUID, uuid.UUID]) -> None:
    """Every link of a list of errors points at something on the same page."""
    waiting, (_, delivery) = reviewed(engine), there
    digest = {"digest": "0" * 64}
    forms = [
        (AUTHOR, "/posts", {"schedule": "at", "longitude": "x", "in_reply_to": "x", "variant.x": "y"}),
        (COMMANDER, f"/posts/{waiting}/return", digest),
        (COMMANDER, f"/posts/{waiting}/reject", digest),
        (AUTHOR, f"/posts/{waiting}/withdraw", {}),
        (AUTHOR, f"/deliveries/{delivery}/withdraw", {}),
        (AUTHOR, f"/deliveries/{delivery}/narrow", {}),
        (AUTHOR, "/pauses", {}),
        (AUTHOR, "/delegations", {"to": AUTHOR}),
    ]
    for login, path, fields in forms:
        page = as_(login).post(path, data=fields).text
        wanted = re.findall(r'href="#(f-[^"]+)"', page)
        assert wanted, path
        assert [target for target in wanted if f'id="{target}"' not in page] == [], path
