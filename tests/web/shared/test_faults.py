"""What the applications' logs say about a fault: where and of what kind, never what was in hand."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DataError

from approval_ui.shared import faults
from countersign import database

SECRET = "correct horse battery"


@pytest.fixture
def plain() -> Iterator[None]:
    """The applications' way of logging, for one test."""
    faults.log_places_only()
    yield
    structlog.reset_defaults()
    uvicorn = logging.getLogger("uvicorn.error")
    for one in list(uvicorn.filters):
        uvicorn.removeFilter(one)


def fail(password: str) -> None:
    """A fault with a secret in a variable and in its words."""
    raise ValueError(f"cannot store {password}")


def test_a_traceback_of_ours_shows_no_variables(plain: None, capsys: pytest.CaptureFixture[str]) -> None:
    """structlog's own tracebacks show every variable; ours show lines of code."""
    try:
        fail_quietly = SECRET
        int("no number", base=len(fail_quietly))
    except ValueError:
        structlog.get_logger().exception("it failed")
    told = capsys.readouterr().out
    assert "it failed" in told and "test_faults.py" in told and SECRET not in told


def test_uvicorn_says_where_and_what_kind_only(plain: None, caplog: pytest.LogCaptureFixture) -> None:
    """A surprise in an application is logged by uvicorn; the error's own words may repeat a form's fields."""
    try:
        fail(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    assert "ValueError at tests/web/shared/test_faults.py" in caplog.text and SECRET not in caplog.text


def test_the_database_s_errors_do_not_repeat_what_was_sent(engine: Engine) -> None:
    """SQLAlchemy adds a statement's values to its error unless told not to."""
    with pytest.raises(DataError) as refused, database.transaction(engine) as s:
        s.execute(text("select 1 / 0, cast(:p as text)"), {"p": SECRET})
    assert SECRET not in str(refused.value)
