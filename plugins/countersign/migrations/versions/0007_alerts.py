"""Sources, alerts, incidents and urgent templates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("alert_source", "incident", "incident_key", "alert_template_set", "alert")

#: A post whose words were changed later shows the newest words beside its own, and since when they stand there.
PUBLIC_POST = """
    select delivery.id, post.number, delivery.category, version.draft ->> 'language' as language,
           delivery.page_id, case when delivery.removed is null then final_text.body end as content,
           delivery.sent, delivery.remote_url as url,
           delivery.record_id, delivery.digest, original.number as answers,
           delivery.removed, removal.authority, delivery.removed_record, corrected.number as corrects,
           (select array_agg(distinct later.number) from post later
             where later.corrects = post.id and later.status = 'published') as corrected_by,
           changed.number as edits, edit.sent as edited, edit.record_id as edited_record,
           case when delivery.removed is null then edit.body end as edited_content
      from delivery
      join post on post.id = delivery.post_id
      join version on version.id = delivery.version_id
      join proposal on proposal.id = delivery.proposal_id
      join final_text on final_text.version_id = delivery.version_id
                     and final_text.page_id = delivery.page_id and final_text.policy = proposal.policy
      left join post original on original.id = post.in_reply_to and original.status = 'published'
      left join post corrected on corrected.id = post.corrects and corrected.status = 'published'
      left join lateral (
            select removal.authority from removal join delivery gone on gone.id = removal.delivery_id
             where gone.removed_record = delivery.removed_record and removal.state = 'removed' limit 1) removal on true
      left join delivery first on first.id = delivery.edits
      left join post changed on changed.id = first.post_id
      left join lateral (
            select newest.sent, newest.record_id, words.body
              from delivery newest
              join proposal signed on signed.id = newest.proposal_id
              join final_text words on words.version_id = newest.version_id and words.page_id = newest.page_id
                                   and words.policy = signed.policy
             where newest.edits = delivery.id and newest.state = 'sent'
             order by newest.sent desc limit 1) edit on true
     where delivery.state = 'sent' and delivery.mode = 'live'
     order by delivery.sent desc, delivery.id desc"""

#: With a post its earlier words are taken down: one removal for all of them.
PUBLIC_REMOVED = """
    select delivery.record_id, delivery.removed_record, delivery.removed, removal.authority
      from delivery
      join delivery gone on gone.removed_record = delivery.removed_record
      join removal on removal.delivery_id = gone.id and removal.state = 'removed'
     where delivery.mode = 'live' and delivery.removed is not null"""


#: Rows that pass away by themselves: what waits, sessions, heartbeats, loans, and what is worked out anew.
PASSING = (
    *("pending", "publisher", "canary", "web_session", "idempotent_request", "media_loan", "page_connecting"),
    *("finding", "final_text"),
)

KEEP = """
create function refuse_destroying() returns trigger language plpgsql as $$
begin
    raise exception 'Rows of % are kept: a record is destroyed by an approved disposal only. Nothing was changed.',
        tg_table_name using errcode = 'restrict_violation';
end $$"""

#: Words that were signed; those of a version that is still being checked are made anew.
KEEP_TEXT = """
create function refuse_destroying_signed() returns trigger language plpgsql as $$
begin
    if exists (select 1 from delivery where version_id = old.version_id) then
        raise exception 'Words that were signed are kept. Nothing was changed.' using errcode = 'restrict_violation';
    end if;
    return old;
end $$"""


def upgrade() -> None:
    """Make the tables of alerts; programs may write them, strangers see nothing of them. Then keep every record."""
    op.create_table(
        "alert_source",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("way", sa.Enum("push", "feed", "folder", name="way", native_enum=False, length=30), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("token_id", sa.UUID(), nullable=True),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("publishes", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("modified", sa.Text(), nullable=False),
        sa.Column("polled", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_good", sa.DateTime(timezone=True), nullable=True),
        sa.Column("newest_sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("alarmed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stormed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["api_token.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("token_id"),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "incident_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_incident_key_incident_id"), "incident_key", ["incident_id"], unique=False)
    op.create_table(
        "alert_template_set",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("proposal_id", sa.UUID(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("proposed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("superseded", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("proposal_id"),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source_id", sa.UUID(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("signed", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "listened",
                "needs_person",
                "refused",
                "quarantined",
                "waiting",
                "published",
                "joined",
                "drilled",
                "dismissed",
                name="alertstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=True),
        sa.Column("post_id", sa.UUID(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["post.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["alert_source.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("source_id", "identity", "sha256"),
    )
    op.create_index("alert_identity", "alert", ["identity", "source_id"], unique=False)
    op.create_index("alert_incident", "alert", ["incident_id"], unique=False)
    op.create_index(
        "alert_open",
        "alert",
        ["state"],
        unique=False,
        postgresql_where=sa.text("state in ('needs_person', 'quarantined', 'waiting')"),
    )
    op.create_index("alert_received", "alert", ["received"], unique=False)
    op.create_index(
        "alert_said",
        "alert",
        ["source_id", "received"],
        unique=False,
        postgresql_where=sa.text("post_id is not null"),
    )
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to countersign_app")
    _edits()


def _edits() -> None:
    op.add_column("delivery", sa.Column("edits", sa.Uuid(), nullable=True))
    op.create_foreign_key("delivery_edits_fkey", "delivery", "delivery", ["edits"], ["id"])
    op.create_index(
        "delivery_alerts", "delivery", ["thread"], unique=False, postgresql_where=sa.text("lane = 'urgent'")
    )
    op.create_index(
        "delivery_edits", "delivery", ["edits", "sent"], unique=False, postgresql_where=sa.text("edits is not null")
    )
    op.execute(f"create or replace view public_post with (security_barrier) as {PUBLIC_POST}")
    op.execute(f"create or replace view public_removed with (security_barrier) as {PUBLIC_REMOVED}")
    _keep()


def _keep() -> None:
    """No role deletes a row of any other table, whichever there are; raw exchanges are not changed either."""
    op.execute(KEEP)
    op.execute(KEEP_TEXT)
    op.execute(
        "create trigger kept_once_signed before delete on final_text for each row "
        "execute function refuse_destroying_signed()"
    )
    op.execute("alter table final_text enable always trigger kept_once_signed")
    kept = op.get_bind().execute(
        sa.text(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> all(:passing) "
            "and not exists (select 1 from pg_trigger where tgrelid = tablename::regclass "
            "and tgname = 'only_ever_added') order by 1"
        ),
        {"passing": ["alembic_version", *PASSING]},
    )
    for table in kept.scalars().all():
        before = "update or delete or truncate" if table in ("exchange", "removal_exchange") else "delete or truncate"
        op.execute(
            f"create trigger kept before {before} on {table} for each statement execute function refuse_destroying()"
        )
        op.execute(f"alter table {table} enable always trigger kept")
        op.execute(f"revoke delete on {table} from countersign_app")
    op.execute("revoke update on exchange, removal_exchange from countersign_app")
