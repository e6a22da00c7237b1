"""Invariant 5: what is only ever added, and who may read what; derived from the catalog, so nothing is forgotten."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState, RestrictViolation, WrongObjectType

from countersign import database, embedded
from countersign.embedded import Server
from countersign.settings import Settings, driver_dsn
from tests import stories
from tests.installation import as_superuser, installation

ONLY_ADDED = ("entry", "entry_value", "position", "node", "decision", "policy_version", "version")
#: Tables whose rows pass away by themselves: what waits, sessions, heartbeats, loans, and what is worked out anew.
PASSING = {
    *("pending", "publisher", "canary", "web_session", "idempotent_request", "media_loan", "page_connecting"),
    *("finding", "final_text"),
}
CHANGES = ("update", "delete", "truncate")
NO_WAY = (InsufficientPrivilege, WrongObjectType, ObjectNotInPrerequisiteState)
REFUSED = (RestrictViolation, InsufficientPrivilege)


@pytest.fixture(scope="module")
def world(server: Server, template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """One installation with a published post, for all tests of this file: none of them may change it."""
    with installation(server, template_database, tmp_path_factory.mktemp("rights")) as told:
        engine = database.default_engine()
        stories.enable(engine, "newsroom")
        stories.published(told, stories.approved(engine))
        yield told


def dsn(told: Settings, role: str) -> str:
    """The address at which a role signs in."""
    urls = {
        embedded.APP: told.database_url,
        embedded.OWNER: told.owner_database_url,
        embedded.PUBLIC: told.public_database_url,
    }
    return driver_dsn(urls[role])


def relations(server: Server, told: Settings, kinds: str) -> list[str]:
    """The names of all tables ("r"), views ("v") or sequences ("S") there are."""
    with as_superuser(server, told) as connection:
        query = (
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = any(%s) order by 1"
        )
        return [name for (name,) in connection.execute(query, [list(kinds)])]


def change(connection: psycopg.Connection, table: str, how: str) -> None:
    """Try to change a table, whatever it holds, and undo it."""
    name = sql.Identifier(table)
    column = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum = 1", [table]
    ).fetchone()
    assert column
    statements = {
        "insert": sql.SQL("insert into {0} default values").format(name),
        "update": sql.SQL("update {0} set {1} = {1} where false").format(name, sql.Identifier(column[0])),
        "delete": sql.SQL("delete from {0} where false").format(name),
        "truncate": sql.SQL("truncate {0} cascade").format(name),
    }
    with connection.transaction(force_rollback=True):
        connection.execute(statements[how])


@pytest.mark.parametrize("role", [embedded.APP, embedded.OWNER])
@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("table", ONLY_ADDED)
def test_what_was_added_stays(world: Settings, table: str, how: str, role: str) -> None:
    """Neither the programs nor the owner can update, delete or truncate what is only ever added, not even no row."""
    with psycopg.connect(dsn(world, role)) as connection, pytest.raises(REFUSED):
        change(connection, table, how)


@pytest.mark.parametrize("table", ONLY_ADDED)
def test_the_replica_switch_does_not_open_them(world: Settings, server: Server, table: str) -> None:
    """Not even a superuser who pretends to replicate gets past the triggers."""
    with as_superuser(server, world) as connection:
        connection.execute("set session_replication_role = replica")
        with pytest.raises(RestrictViolation):
            change(connection, table, "delete")


@pytest.mark.parametrize("role", [embedded.APP, embedded.OWNER])
def test_no_record_can_be_destroyed(world: Settings, server: Server, role: str) -> None:
    """No role deletes or truncates a row of any table but those that pass away by themselves, however it is called."""
    records = set(relations(server, world, "r")) - PASSING - {"alembic_version"}
    assert {"delivery", "attempt", "exchange", "media", "post", "proposal", "alert", "task", "removal"} <= records
    with psycopg.connect(dsn(world, role), autocommit=True) as connection:
        for table in sorted(records):
            for how in ("delete", "truncate"):
                with pytest.raises(REFUSED):
                    change(connection, table, how)
        for table in ("exchange", "removal_exchange"):
            with pytest.raises(REFUSED):
                change(connection, table, "update")
        with pytest.raises(RestrictViolation, match="Words that were signed are kept"):
            connection.execute("delete from final_text")


def test_the_owner_is_refused_by_the_trigger_itself(world: Settings) -> None:
    """The owner holds every privilege, so what stops it is the trigger, in a sentence."""
    refused = pytest.raises(RestrictViolation, match=r"only ever added\. Nothing was changed")
    with psycopg.connect(dsn(world, embedded.OWNER)) as connection, refused:
        change(connection, "decision", "delete")


def test_strangers_read_published_views_and_nothing_else(world: Settings, server: Server) -> None:
    """Of all tables, views and sequences the public role reads the views called public_*, and only those."""
    readable = set()
    with psycopg.connect(dsn(world, embedded.PUBLIC), autocommit=True) as connection:
        for name in relations(server, world, "rvmpS"):
            try:
                connection.execute(sql.SQL("select * from {} limit 1").format(sql.Identifier(name)))
            except InsufficientPrivilege:
                continue
            readable.add(name)
    views = set(relations(server, world, "v"))
    assert readable == views and views and all(name.startswith("public_") for name in views)


def test_strangers_write_nothing(world: Settings, server: Server) -> None:
    """The public role inserts, updates, deletes and truncates nowhere, and makes no table either."""
    with psycopg.connect(dsn(world, embedded.PUBLIC), autocommit=True) as connection:
        for name in relations(server, world, "rv"):
            for how in ("insert", *CHANGES):
                with pytest.raises(psycopg.Error) as refused:
                    change(connection, name, how)
                assert isinstance(refused.value, NO_WAY), (name, how)
        with pytest.raises(InsufficientPrivilege):
            connection.execute("create table public.mine (a int)")


def test_programs_do_not_own_anything(world: Settings, server: Server) -> None:
    """The programs cannot change a table's shape, switch a trigger off, empty a table, or mark a migration."""
    with psycopg.connect(dsn(world, embedded.APP), autocommit=True) as connection:
        for name in relations(server, world, "r"):
            for statement in (
                "alter table {} add column more int",
                "alter table {} disable trigger all",
                "truncate {}",
            ):
                with pytest.raises(InsufficientPrivilege):
                    connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
        with pytest.raises(InsufficientPrivilege):
            connection.execute("update alembic_version set version_num = version_num")


def test_what_strangers_see_is_published(world: Settings) -> None:
    """A draft, a post in sign-off and a withdrawn one are in no view that the public role can read."""
    engine = database.default_engine()
    secret = "Ferry Street is closed for a reason that nobody knows yet."
    stories.reviewed(engine, stories.a_draft(text=secret))
    with psycopg.connect(dsn(world, embedded.PUBLIC), autocommit=True) as connection:
        views = [n for (n,) in connection.execute("select viewname from pg_views where schemaname = 'public'")]
        seen = {view: str(connection.execute(f"select {view}::text from {view}").fetchall()) for view in views}
    assert not [view for view, rows in seen.items() if secret in rows]
    assert stories.TEXT[:40] in seen["public_post"]
