"""Who may call what: every route of the API against every scope, no token, and tokens that ended."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from approval_ui.api import api
from countersign import database, policies, tokens
from countersign.agency import Policy
from countersign.log.tables import Entry
from countersign.people import ApiToken
from countersign.settings import Settings
from countersign.tokens import Scope
from tests.web.api.conftest import Headers

#: Everything that needs no token; a new route that is not named here must ask for a scope.
OPEN = {("GET", "/health/live"), ("GET", "/health/ready")}


def routes() -> list[tuple[str, str, frozenset[str]]]:
    """Every route with the scopes that its description asks for."""
    described = api(Settings()).openapi()["paths"]
    return [
        (method.upper(), path, frozenset(scope for asked in told.get("security", []) for scope in asked["HTTPBearer"]))
        for path, methods in described.items()
        for method, told in methods.items()
    ]


ROUTES = routes()
GUARDED = [(method, path, scopes) for method, path, scopes in ROUTES if (method, path) not in OPEN]


def call(client: TestClient, method: str, path: str, headers: dict[str, str] | None = None) -> int:
    """The status of a call whose parts of the address name nothing."""
    address = path.replace("{post_id}", "0" * 32).replace("{pause_id}", "0" * 32)
    return client.request(method, address, headers=headers or {}).status_code


def test_every_route_is_described_and_asks_for_one_scope(told: Settings) -> None:
    """No route is hidden from the description, and only health is open to all."""
    hidden = [route for route in api(told).routes if isinstance(route, APIRoute) and not route.include_in_schema]
    assert hidden == []
    assert {(method, path) for method, path, scopes in ROUTES if not scopes} == OPEN
    assert all(len(scopes) == 1 for _, _, scopes in GUARDED)


def test_without_a_token_nothing_answers(client: TestClient) -> None:
    """A call without a token, with a made-up one, or with a password is a 401 at every guarded route."""
    for shown in ({}, {"Authorization": "Bearer countersign_made-up"}, {"Authorization": "Basic bWF5YTpwYXNz"}):
        assert {call(client, method, path, shown) for method, path, _ in GUARDED} == {401}


def test_each_route_opens_to_its_own_scope_only(client: TestClient, bearer: Headers) -> None:
    """Over all routes and all scopes: the route's own scope alone opens it, every other one is a 403."""
    shown = {scope: bearer(scope) for scope in Scope}
    opened = {
        (method, path, scope)
        for method, path, _ in GUARDED
        for scope in Scope
        if call(client, method, path, shown[scope]) not in {401, 403}
    }
    assert opened == {(method, path, Scope(scope)) for method, path, scopes in GUARDED for scope in scopes}


def test_a_token_never_decides(client: TestClient) -> None:
    """No route of the API signs, returns or rejects."""
    assert not [path for _, path, _ in ROUTES if any(word in path for word in ("sign", "return", "reject", "decide"))]


@pytest.mark.parametrize("how", ["revoked", "expired", "not active"])
def test_a_token_that_ended_opens_nothing(
    client: TestClient, engine: Engine, bearer: Headers, policy: Policy, how: str
) -> None:
    """A token stops at once when it is revoked or expired, or when the person whom it acts as has left."""
    headers = bearer(Scope.METRICS_READ)
    assert client.get("/metrics", headers=headers).status_code == 200
    with database.transaction(engine) as s:
        row, now = s.scalars(select(ApiToken)).one(), database.clock(s)
        if how == "revoked":
            tokens.revoke(s, row.id, who="alex.moreno", now=now)
        elif how == "expired":
            row.expires = now - timedelta(seconds=1)
        else:
            policies.apply(s, without(policy, row.person_id, now), who="alex.moreno", why="left", now=now)
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert how in answer.json()["detail"]


def without(policy: Policy, person: str, now: datetime) -> Policy:
    """The policy after somebody's last day."""
    last = (now - timedelta(days=2)).date()
    people = tuple(replace(p, active_to=last) if p.id == person else p for p in policy.people)
    return replace(policy, people=people)


def test_only_the_hash_of_a_secret_is_kept(engine: Engine, bearer: Headers) -> None:
    """Neither the secret nor any part of it stands in the table or in the record, and the record names who made it."""
    secret = bearer(Scope.POSTS_READ)["Authorization"].removeprefix("Bearer ")
    with database.transaction(engine) as s:
        row = s.scalars(select(ApiToken)).one()
        assert row.hash == tokens.hash_of(secret)
        assert secret not in repr(vars(row))
        made = s.scalars(select(Entry).where(Entry.event == "token.created")).one()
        assert made.actor == "alex.moreno"


@pytest.mark.parametrize(
    ("scopes", "person", "field"),
    [((), "maya.ortiz", "scopes"), (("decisions:write",), "maya.ortiz", "scopes")],
)
def test_a_token_needs_known_scopes(engine: Engine, scopes: tuple[str, ...], person: str, field: str) -> None:
    """There is no scope for deciding, and none at all is refused."""
    with pytest.raises(tokens.Invalid) as refused, database.transaction(engine) as s:
        tokens.create(s, "x", scopes, person=person, who="alex.moreno", now=database.clock(s))
    assert field in refused.value.fields
