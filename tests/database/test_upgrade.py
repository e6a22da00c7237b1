"""Migrations: from nothing to the newest release is exactly what the code expects, and running them twice is once.

The data of a played road at the first release lie in releases/0001: the rows as SQL, the published log beside them.
"""

import gzip
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool, select
from starlette.testclient import TestClient

from approval_ui.public import application as public
from approval_ui.staff import application as staff
from approval_ui.staff.visit import cookie_name
from countersign import content, database, embedded, migrations, records, settings, signin
from countersign.approvals import Decision, Proposal, ProposalState
from countersign.content import Draft, FinalText
from countersign.deliveries import Delivery, State
from countersign.desk import effects
from countersign.embedded import Server
from countersign.log import entry, identity, proof
from countersign.migrations import tables
from countersign.posts import Post, Version
from countersign.settings import Settings

RELEASE = Path(__file__).parent / "releases" / "0001"

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


@pytest.fixture
def upgraded(server: Server, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation whose data were made by the first release, brought to the newest one."""
    owner = server.url(embedded.OWNER, empty)
    migrations.upgrade(owner, "0001")
    with psycopg.connect(server.dsn(embedded.SUPERUSER, empty)) as connection:
        connection.execute(gzip.decompress((RELEASE / "database.sql.gz").read_bytes()))
    migrations.upgrade(owner)
    shutil.copytree(RELEASE / "home", tmp_path / "home")
    roles = {"database_url": embedded.APP, "owner_database_url": embedded.OWNER, "public_database_url": embedded.PUBLIC}
    told = {name: server.url(role, empty) for name, role in roles.items()}
    for name, value in (told | {"home": str(tmp_path / "home"), "testing": "true"}).items():
        monkeypatch.setenv(f"COUNTERSIGN_{name.upper()}", value)
    yield settings.load()
    for url in told.values():
        database.engine(url).dispose()


def test_an_upgrade_keeps_every_entry_and_every_proof(upgraded: Settings) -> None:
    """After an upgrade of real data the whole log still computes to its seals, and each published record proves."""
    engine = database.engine(upgraded.database_url)
    audit = records.verify_log(engine, upgraded)
    assert (audit.problems, audit.size, audit.waiting) == ([], 69, 0)
    trusted = identity.verifier(upgraded)
    with database.transaction(engine) as s:
        sent = list(s.scalars(select(Delivery).where(Delivery.state == State.SENT)))
        assert len(sent) == 2
        for delivery in sent:
            assert delivery.record_id
            leaf = records.leaf(s, delivery.record_id)
            proof.verify(records.proof(s, delivery.record_id), leaf, trusted)
            assert entry.verify(leaf, entry.parse_fields(records.fields(s, delivery.record_id)))


def test_an_upgrade_keeps_what_was_signed(upgraded: Settings) -> None:
    """Every signature of an older release still binds the bytes that the program makes of the stored post."""
    with database.transaction(database.engine(upgraded.database_url)) as s:
        found = list(s.scalars(select(Proposal).where(Proposal.kind == effects.POST)))
        assert {p.state for p in found} >= set(ProposalState) - {ProposalState.EXPIRED}
        for proposal in found:
            version = s.get_one(Version, uuid.UUID(proposal.details["version"]))
            texts = tuple(FinalText.from_json(row.body) for row in effects.final_texts(s, proposal))
            body = content.post_body(Draft.from_json(version.draft), texts, policy=proposal.policy)
            assert content.canonical(body) == proposal.canonical
            signed = s.scalars(select(Decision.digest).where(Decision.proposal_id == proposal.id))
            assert set(signed) <= {content.digest(body)} == {proposal.digest}


def test_every_page_of_an_upgraded_installation_reads(upgraded: Settings) -> None:
    """After an upgrade of real data each post's page, each list and each public page answers."""
    engine = database.engine(upgraded.database_url)
    with database.transaction(engine) as s:
        token = signin.begin(s, upgraded, "ruth.calloway", now=database.clock(s))
        posts = [f"/posts/{post_id}" for post_id in s.scalars(select(Post.id))]
        sent = [f"/records/{one}" for one in s.scalars(select(Delivery.record_id).where(Delivery.state == State.SENT))]
    inside = TestClient(staff.create(upgraded), base_url=upgraded.staff_address)
    inside.cookies.set(cookie_name(upgraded), token)
    for path in ("/", "/posts", "/pages", "/pages/newsroom", "/pauses", "/agency", "/notices", *posts):
        assert inside.get(path).status_code == 200, path
    outside = TestClient(public.create(upgraded), base_url=upgraded.public_address)
    for path in ("/newsroom", "/records", "/accounts", "/terms", "/rules", "/log/checkpoint", *sent):
        assert outside.get(path).status_code == 200, path
    assert len(posts) == 12 and len(sent) == 2
