"""The canary, places at pages with what their platforms still take of us, and threads of deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; what is there already has no thread, and takes four sends at a time."""
    op.add_column("page", sa.Column("at_once", sa.Integer(), nullable=False, server_default="4"))
    op.alter_column("page", "at_once", server_default=None)
    op.add_column("delivery", sa.Column("thread", sa.Text(), nullable=True))
    op.create_index(
        "delivery_thread",
        "delivery",
        ["thread", "page_id"],
        unique=False,
        postgresql_where=sa.text("state in ('scheduled', 'deferred', 'sending', 'unknown', 'held')"),
    )
    op.create_index(
        "delivery_incident",
        "delivery",
        ["incident", "page_id"],
        unique=False,
        postgresql_where=sa.text("state in ('scheduled', 'deferred', 'sending', 'unknown', 'held')"),
    )
    op.add_column("delivery", sa.Column("turn", sa.DateTime(timezone=True), nullable=True))
    op.execute("update delivery set turn = due")
    op.alter_column("delivery", "turn", nullable=False)
    op.add_column("publisher", sa.Column("session", sa.Integer(), nullable=True))
    op.create_table(
        "page_lane",
        sa.Column("page_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=True),
        sa.Column("resets", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"]),
        sa.PrimaryKeyConstraint("page_id", "lane"),
    )
    op.execute(
        "insert into page_lane (page_id, lane) select id, lane from page, unnest(array['routine', 'urgent']) lane"
    )
    op.create_table(
        "canary",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("claimed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("canary_due", "canary", ["due"], unique=False)
    op.create_table(
        "alarm",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("alarm_open", "alarm", ["kind"], unique=True, postgresql_where=sa.text("ended is null"))
    for table in ("page_lane", "canary", "alarm"):
        op.execute(f"grant select, insert, update, delete on {table} to countersign_app")
