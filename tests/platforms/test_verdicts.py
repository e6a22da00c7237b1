"""What a reply means for a write."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.platforms.base import Ambiguous, AuthDead, Deferred, NotSent, Rejected
from countersign.platforms.http import Answer, Channel, Lost, NeverLeft, PageAccess, Reply
from countersign.platforms.verdicts import retry_at, verdict

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CHANNEL = Channel(PageAccess("page", credential="a-secret-token"))


def answer(status: int, body: bytes = b'{"error": "No"}', **headers: str) -> Answer:
    """An answer with that status and those headers."""
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, NOW)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (NeverLeft("refused"), NotSent),
        (NeverLeft("private", ours=True), Rejected),
        (Lost("gone"), Ambiguous),
        (answer(200), type(None)),
        (answer(202), type(None)),
        (answer(301), Rejected),
        (answer(303), Ambiguous),
        (answer(308), Rejected),
        (answer(400), Rejected),
        (answer(401), AuthDead),
        (answer(403), AuthDead),
        (answer(403, b"<html>blocked</html>"), Rejected),
        (answer(404), Rejected),
        (answer(408), Ambiguous),
        (answer(413), Rejected),
        (answer(422), Rejected),
        (answer(425), Ambiguous),
        (answer(429), Deferred),
        (answer(500), Ambiguous),
        (answer(503), Ambiguous),
        (answer(504), Ambiguous),
    ],
)
def test_each_reply_has_its_outcome(reply: Reply, expected: type) -> None:
    """Doubt is only ever resolved by looking: whatever may have been carried out is Ambiguous."""
    assert type(verdict(reply, CHANNEL)) is expected


def test_a_refusal_has_their_words() -> None:
    """A person reads what the platform said, shortened and without secrets."""
    said = verdict(answer(422, b'{"error": "Too long. a-secret-token"}'), CHANNEL)
    assert isinstance(said, Rejected) and said.code == "422"
    assert "Too long." in said.user_text and "a-secret-token" not in said.user_text


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7),
        ({"retry_after": "Sat, 21 Nov 2026 03:00:09 GMT", "date": "Sat, 21 Nov 2026 02:59:59 GMT"}, 10),
        ({"retry_after": "Sat, 21 Nov 2026 03:00:20 GMT"}, 20),
        ({"x_ratelimit_reset": "2026-11-21T03:05:00.000000Z"}, 300),
        ({"x_ratelimit_reset": str(int(NOW.timestamp()) + 30)}, 30),
        ({"x_ratelimit_reset": "45"}, 45),
        ({"retry_after": "soon", "x_ratelimit_reset": "later"}, 60),
        ({}, 60),
        ({"retry_after": "-5"}, 1),
        ({"retry_after": "1e300"}, 86_400),
    ],
)
def test_when_a_busy_platform_is_tried_again(headers: dict[str, str], seconds: int) -> None:
    """Their own wait is kept, in whichever form they tell it, within a second and a day."""
    assert retry_at(answer(429, **headers)) == NOW + timedelta(seconds=seconds)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_header_is_too_strange(after: str, reset: str, date: str) -> None:
    """Whatever stands in the headers, there is a time within a day."""
    when = retry_at(answer(429, retry_after=after, x_ratelimit_reset=reset, date=date))
    assert NOW < when <= NOW + timedelta(days=1)


@given(st.integers(100, 999), st.binary(max_size=80))
def test_no_answer_is_too_strange(status: int, body: bytes) -> None:
    """Whatever a server answers, there is an outcome, and only 2xx is none."""
    assert (verdict(answer(status, body), CHANNEL) is None) == (200 <= status < 300)
