"""Deadlines with owners, removals as legal acts, facts taken back, corrections; and what strangers see of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSERT_ONLY = ("fact_change", "withheld_value")
TABLES = ("fact_change", "removal", "removal_try", "removal_exchange", "task", "withheld_value")

#: Of what was taken down strangers see that it was there, when it went, and on what authority; not what it said.
VIEWS = {
    "public_post": """
        select delivery.id, post.number, delivery.category, version.draft ->> 'language' as language,
               delivery.page_id, case when delivery.removed is null then final_text.body end as content,
               delivery.sent, delivery.remote_url as url,
               delivery.record_id, delivery.digest, original.number as answers,
               delivery.removed, removal.authority, delivery.removed_record, corrected.number as corrects,
               (select array_agg(distinct later.number) from post later
                 where later.corrects = post.id and later.status = 'published') as corrected_by
          from delivery
          join post on post.id = delivery.post_id
          join version on version.id = delivery.version_id
          join proposal on proposal.id = delivery.proposal_id
          join final_text on final_text.version_id = delivery.version_id
                         and final_text.page_id = delivery.page_id and final_text.policy = proposal.policy
          left join post original on original.id = post.in_reply_to and original.status = 'published'
          left join post corrected on corrected.id = post.corrects and corrected.status = 'published'
          left join removal on removal.delivery_id = delivery.id and removal.state = 'removed'
         where delivery.state = 'sent' and delivery.mode = 'live'
         order by delivery.sent desc, delivery.id desc""",
    "public_record": """
        select entry.id, entry.at, entry.event, entry.leaf, position.index
          from entry left join position on position.entry_id = entry.id
         where (entry.event = 'delivery.sent'
                and exists (select 1 from delivery where delivery.record_id = entry.id and delivery.mode = 'live'))
            or (entry.event = 'delivery.removed'
                and exists (select 1 from delivery where delivery.removed_record = entry.id
                                                     and delivery.mode = 'live'))""",
    "public_record_value": """
        select entry_value.entry_id, entry_value.ordinal,
               case when withheld_value.entry_id is null then entry_value.name end as name,
               case when withheld_value.entry_id is null then entry_value.salt end as salt,
               case when withheld_value.entry_id is null then entry_value.value end as value,
               withheld_value.commitment
          from entry_value join public_record on public_record.id = entry_value.entry_id
          left join withheld_value on withheld_value.entry_id = entry_value.entry_id
                                  and withheld_value.ordinal = entry_value.ordinal""",
    "public_media": """
        select media.sha256, media.mime, media.width, media.height, media.data from media
         where exists (select 1 from final_text
                         join delivery on delivery.version_id = final_text.version_id
                                      and delivery.page_id = final_text.page_id
                         join proposal on proposal.id = delivery.proposal_id and proposal.policy = final_text.policy
                        where final_text.body -> 'media'
                              @> jsonb_build_array(jsonb_build_object('sha256', media.sha256))
                          and delivery.state = 'sent' and delivery.mode = 'live' and delivery.removed is null)""",
}
#: What strangers find by a record: the one of a post, and the one of its removal.
REMOVED = """
    select delivery.record_id, delivery.removed_record, delivery.removed, removal.authority
      from delivery join removal on removal.delivery_id = delivery.id and removal.state = 'removed'
     where delivery.mode = 'live' and delivery.removed is not null"""


def _states(*names: str, kind: str) -> sa.Enum:
    return sa.Enum(*names, name=kind, native_enum=False, length=30)


def upgrade() -> None:
    """Make the tables, their rights and triggers, and show strangers what they may see."""
    _delivery_and_post()
    _facts()
    _removals()
    _tasks()
    _withheld()
    for table in TABLES:
        op.execute(f"grant select, insert, update, delete on {table} to countersign_app")
    for table in INSERT_ONLY:
        op.execute(
            f"create trigger only_ever_added before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )
        op.execute(f"alter table {table} enable always trigger only_ever_added")
        op.execute(f"revoke update, delete on {table} from countersign_app")
    for name, query in VIEWS.items():
        op.execute(f"create or replace view {name} with (security_barrier) as {query}")
    op.execute(f"create view public_removed with (security_barrier) as {REMOVED}")
    op.execute("grant select on public_removed to countersign_app, countersign_public")


def _delivery_and_post() -> None:
    op.add_column("delivery", sa.Column("removed", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("removed_record", sa.Uuid(), nullable=True))
    op.create_index(
        "delivery_removed",
        "delivery",
        ["removed_record"],
        unique=False,
        postgresql_where=sa.text("removed_record is not null"),
    )
    op.add_column("post", sa.Column("corrects", sa.Uuid(), nullable=True))
    op.create_foreign_key("post_corrects_fkey", "post", "post", ["corrects"], ["id"])
    op.create_index(op.f("ix_post_corrects"), "post", ["corrects"], unique=False)


def _facts() -> None:
    op.create_table(
        "fact_change",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("case_number", sa.Text(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("fact_change_post", "fact_change", ["post_id"], unique=False)
    op.create_index(
        "fact_change_case",
        "fact_change",
        ["case_number"],
        unique=False,
        postgresql_where=sa.text("case_number is not null"),
    )


def _removals() -> None:
    states = ("planned", "removing", "unknown", "by_hand", "removed", "cancelled")
    op.create_table(
        "removal",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("delivery_id", sa.UUID(), nullable=False),
        sa.Column("proposal_id", sa.UUID(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", _states(*states, kind="removalstate"), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery_id"),
    )
    op.create_index(
        "removal_open",
        "removal",
        ["due"],
        unique=False,
        postgresql_where=sa.text("state in ('planned', 'removing', 'unknown')"),
    )
    op.create_table(
        "removal_try",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("removal_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["removal_id"], ["removal.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("removal_id", "number"),
    )
    op.create_table(
        "removal_exchange",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("try_id", sa.UUID(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["try_id"], ["removal_try.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_removal_exchange_try_id"), "removal_exchange", ["try_id"], unique=False)


def _tasks() -> None:
    kinds = ("all_clear", "still_true", "video", "review", "fact_changed", "take_down")
    op.create_table(
        "task",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", _states(*kinds, kind="kind"), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("delivery_id", sa.UUID(), nullable=True),
        sa.Column("owner", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", _states("planned", "open", "done", "dropped", kind="taskstate"), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"]),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
        sa.ForeignKeyConstraint(["follow_up"], ["post.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        "task_open", "task", ["due"], unique=False, postgresql_where=sa.text("state in ('planned', 'open')")
    )
    op.create_index("task_post", "task", ["post_id"], unique=False)


def _withheld() -> None:
    op.create_table(
        "withheld_value",
        sa.Column("entry_id", sa.UUID(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"]),
        sa.PrimaryKeyConstraint("entry_id", "ordinal"),
    )
