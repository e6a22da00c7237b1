"""Migrations: from nothing to the newest release is exactly what the code expects, and running them twice is once."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from countersign import embedded, migrations
from countersign.embedded import Server
from countersign.migrations import tables

SHAPE = """
select 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
  from information_schema.columns where table_schema = 'public'
union all select 'trigger', event_object_table, trigger_name, event_manipulation || action_timing
  from information_schema.triggers
union all select 'right', table_name, grantee, string_agg(privilege_type, ' ' order by privilege_type)
  from information_schema.role_table_grants where table_schema = 'public' group by 2, 3
union all select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'view', viewname, '', definition from pg_views where schemaname = 'public'
order by 1, 2, 3, 4
"""


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The name of a database without a table."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    yield name
    server.drop_database(name)


def shape(server: Server, name: str) -> list[tuple[str, ...]]:
    """Every column, trigger, right, index and view of a database."""
    with psycopg.connect(server.dsn(embedded.SUPERUSER, name)) as connection:
        return connection.execute(SHAPE).fetchall()


def test_the_migrations_make_what_the_code_expects(server: Server, empty: str) -> None:
    """From an empty database to the newest release there is no difference from the tables in the code."""
    migrations.upgrade(server.url(embedded.OWNER, empty))
    engine = create_engine(server.url(embedded.OWNER, empty), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_upgrading_twice_changes_nothing(server: Server, empty: str) -> None:
    """A second upgrade leaves every column, trigger, right, index and view as it was."""
    url = server.url(embedded.OWNER, empty)
    migrations.upgrade(url)
    once = shape(server, empty)
    migrations.upgrade(url)
    assert shape(server, empty) == once and len(once) > 100


def test_every_release_can_be_stopped_at(server: Server, empty: str) -> None:
    """The releases are one line without a fork, and each can be reached alone, one after the other."""
    url = server.url(embedded.OWNER, empty)
    script = ScriptDirectory.from_config(migrations.configuration(url))
    assert len(script.get_heads()) == 1
    for release in reversed(list(script.walk_revisions())):
        migrations.upgrade(url, release.revision)
    assert shape(server, empty)
