"""The role of the public process reads the public views and nothing else, whatever is asked of it."""

import uuid

import psycopg
import pytest
from sqlalchemy import Engine

from countersign import embedded
from countersign.embedded import Server
from countersign.settings import Settings, driver_dsn
from tests import stories
from tests.web.public.conftest import Publish, a_message

ID = uuid.UUID(int=7)


def stranger(told: Settings) -> psycopg.Connection:
    """A connection as the public process has it."""
    return psycopg.connect(driver_dsn(told.public_database_url), autocommit=True)


def names(connection: psycopg.Connection, kind: str) -> list[str]:
    """Every table ('r') or view ('v') of the product."""
    query = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = %s"
    return [row[0] for row in connection.execute(query, [kind])]


def test_no_table_can_be_read_or_written(told: Settings) -> None:
    """SELECT, INSERT, UPDATE and DELETE are denied on every table."""
    with stranger(told) as connection:
        tables = names(connection, "r")
        assert len(tables) > 20
        for act in ("select * from {}", "delete from {}", "insert into {} default values", "truncate {}"):
            for table in tables:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(act.format(f'"{table}"'))


def test_the_views_can_be_read_and_not_written(told: Settings) -> None:
    """Each public view answers, takes nothing, and there is no view beside them."""
    with stranger(told) as connection:
        views = names(connection, "v")
        assert all(view.startswith("public_") for view in views)
        for view in views:
            connection.execute(f'select * from "{view}"')
            with pytest.raises(psycopg.Error):
                connection.execute(f'delete from "{view}"')


def test_nothing_can_be_made(server: Server) -> None:
    """No table, no function and no temporary thing can be made by a stranger in the database as it is set up."""
    makings = (
        "create table x (a int)",
        "create temporary table x (a int)",
        "create function pg_temp.f() returns int language sql as 'select 1'",
    )
    with psycopg.connect(server.dsn(embedded.PUBLIC), autocommit=True) as connection:
        for making in makings:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(making)


def test_a_condition_that_fails_aloud_sees_no_draft(told: Settings, engine: Engine) -> None:
    """A question made to fail on the words it meets cannot be made to meet words that were not published."""
    stories.approved(engine)
    with stranger(told) as connection:
        found = connection.execute("select * from public_post where (content ->> 'page')::int = 1").fetchall()
    assert found == []


def test_every_view_is_a_barrier(told: Settings) -> None:
    """Each view is one into which no condition from outside is let that could speak of hidden rows."""
    with stranger(told) as connection:
        query = "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        loose = connection.execute(f"{query} and not ('security_barrier=true' = any(reloptions))").fetchall()
    assert loose == []


def test_the_newest_posts_come_from_an_index(told: Settings) -> None:
    """The first posts, in the view's own order and before a place in time, are read from the index and no further."""
    questions = (
        "select * from public_post where page_id = any('{newsroom}') limit 20",
        f"select * from public_post where (sent, id) < (now(), '{ID}'::uuid) limit 20",
    )
    with stranger(told) as connection:
        for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
            connection.execute(f"set enable_{way} = off")
        plans = ["\n".join(row[0] for row in connection.execute(f"explain {q}")) for q in questions]
    for plan in plans:
        assert "delivery_sent" in plan
        # The corrections of one post may be put in order; the posts themselves come in theirs.
        assert "Sort Key: delivery" not in plan


def test_the_view_gives_the_newest_first(told: Settings, publish: Publish) -> None:
    """Without being asked for an order the view gives what went out last first."""
    publish(*(a_message(f"Notice number {number}.") for number in range(1, 4)))
    with stranger(told) as connection:
        sent = [row[0] for row in connection.execute("select sent from public_post limit 3")]
    assert sent == sorted(sent, reverse=True)
    assert len(sent) == 3
