"""Answers to findings: named sources, confirmed misreadings and permissions, switched rules."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: What strangers may know of the rulebook: what was switched, and when it was reviewed.
RULES = """
    select number, applied, coalesce(nullif(body -> 'rules', 'null'::jsonb), '[]'::jsonb) as rules
      from policy_version order by number desc limit 1"""


def upgrade() -> None:
    """Keep what signers confirm, only ever added, and let strangers read how the rulebook is switched."""
    op.create_table(
        "confirmation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("decision_id", sa.UUID(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("confirmation_rule", "confirmation", ["kind", "rule"])
    op.create_index(op.f("ix_confirmation_decision_id"), "confirmation", ["decision_id"])
    op.execute("grant select, insert on confirmation to countersign_app")
    op.execute(
        "create trigger only_ever_added before update or delete or truncate on confirmation "
        "for each statement execute function refuse_change()"
    )
    op.execute("alter table confirmation enable always trigger only_ever_added")
    op.execute(f"create view public_rules with (security_barrier) as {RULES}")
    op.execute("grant select on public_rules to countersign_app, countersign_public")
