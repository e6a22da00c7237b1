"""Whatever JSON is sent as a draft or a pause, the answer is a success or a problem, never a fault."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from approval_ui.api.bodies import DraftIn, PauseIn
from tests.web.api.conftest import Headers, a_body

TEXT = st.text(max_size=20) | st.sampled_from(["newsroom", "en", "\x00", "\ud800", "2026-01-01", "-1", "1e999"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([*DraftIn.model_fields, *PauseIn.model_fields, "other"])
MEDIA = st.fixed_dictionaries({"sha256": TEXT | st.just("ab" * 32), "alt": JSON})
COORDINATION = st.fixed_dictionaries({"neighbor": TEXT, "at": TEXT, "answer": TEXT, "lead": TEXT})
CHANGES = st.dictionaries(FIELDS, JSON | st.lists(MEDIA, max_size=2) | st.lists(COORDINATION, max_size=2), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(CHANGES, min_size=3, max_size=3))
def test_no_json_makes_a_fault(client: TestClient, bearer: Headers, changes: list[dict[str, Any]]) -> None:
    """Any change of any fields of a draft, a pause or a bare object is answered in the form that was promised."""
    headers = client.__dict__.setdefault("shown", bearer()) | {"Content-Type": "application/json"}
    draft, pause, bare = changes
    for path, body in (
        ("/drafts", a_body(**draft)),
        ("/pauses", {"scope": "page:newsroom", "reason": "Siren test"} | pause),
        ("/drafts", bare),
    ):
        answer = client.post(path, content=dumped(body), headers=headers)
        assert answer.status_code in {201, 400, 422}, (body, answer.text)
        assert answer.status_code == 201 or answer.json()["detail"]


def dumped(body: object) -> bytes:
    """JSON as careless programs write it: with NaN, infinities and half characters."""
    return json.dumps(body).encode()
