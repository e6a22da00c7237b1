"""A program may stop publishing at once, and lift only what it stopped itself."""

from sqlalchemy import Engine
from starlette.testclient import TestClient

from countersign import database, desk, pauses
from tests.stories import CHIEF
from tests.web.api.conftest import Headers


def live(engine: Engine) -> int:
    """How many pauses are in force."""
    with database.transaction(engine) as s:
        return len(pauses.live(s, database.clock(s)))


def test_a_program_sets_and_lifts_its_pause(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A pause of any scope holds from its answer on, until the same token lifts it."""
    headers = bearer("pauses:write")
    for scope in ("agency", "page:newsroom", "category:community_notice", "unit:patrol", "incident:HG-26-9"):
        answer = client.post("/pauses", json={"scope": scope, "reason": "Siren test"}, headers=headers)
        assert (answer.status_code, answer.json()["in_flight"], live(engine)) == (201, [], 1)

        lifted = client.delete(f"/pauses/{answer.json()['id']}", headers=headers)
        assert (lifted.status_code, lifted.content, live(engine)) == (204, b"", 0)


def test_a_program_may_begin_a_critical_incident(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """Everything is stopped but one incident; something else than an incident cannot be spared."""
    body = {"scope": "agency", "reason": "Shots fired", "spares": "incident:HG-26-9", "review": True}
    answer = client.post("/pauses", json=body, headers=bearer("pauses:write"))
    assert answer.status_code == 201 and answer.json()["spares"] == "incident:HG-26-9" and answer.json()["review"]
    wrong = client.post("/pauses", json=body | {"spares": "agency"}, headers=bearer("pauses:write"))
    assert wrong.status_code == 422 and live(engine) == 1


def test_another_token_cannot_lift_it(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """The pause of one program stays when another one, even of the same person, tries to lift it."""
    body = {"scope": "agency", "reason": "Siren test"}
    pause_id = client.post("/pauses", json=body, headers=bearer()).json()["id"]
    assert client.delete(f"/pauses/{pause_id}", headers=bearer()).status_code == 403
    assert live(engine) == 1


def test_a_persons_pause_is_lifted_by_a_person(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """No token lifts what a person stopped."""
    with database.transaction(engine) as s:
        row, _ = desk.pause(s, CHIEF, "agency", reason="Funeral", now=database.clock(s))
    assert client.delete(f"/pauses/{row.id}", headers=bearer()).status_code == 403
    assert live(engine) == 1


BAD_PAUSES: list[tuple[str, dict[str, object]]] = [
    ("scope", {"scope": "page:moon"}),
    ("scope", {"scope": "\x00"}),
    ("reason", {"reason": " "}),
    ("reason", {"reason": "x" * 3000}),
    ("until", {"until": "2020-01-01T00:00:00Z"}),
    ("stops_urgent", {"stops_urgent": "yes"}),
]


def test_a_bad_pause_stops_nothing(client: TestClient, engine: Engine, bearer: Headers) -> None:
    """A pause that cannot be understood is refused at its field, so that nobody thinks publishing has stopped."""
    headers = bearer()
    for field, change in BAD_PAUSES:
        answer = client.post("/pauses", json={"scope": "agency", "reason": "Siren test"} | change, headers=headers)
        assert (answer.status_code, field in answer.json()["fields"]) == (422, True)
    assert live(engine) == 0


def test_lifting_what_is_not_there_is_a_404(client: TestClient, bearer: Headers) -> None:
    """An unknown pause, or something that is no id, is not there."""
    headers = bearer()
    assert [client.delete(f"/pauses/{i}", headers=headers).status_code for i in ("0" * 32, "x")] == [404, 404]
