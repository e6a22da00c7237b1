"""Recurring posts, weekly slots, wider pauses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let pauses stop units and incidents, spare one of them and ask for a review; let posts belong to a series."""
    _add_flag("delivery", "needs_release")
    op.add_column("delivery", sa.Column("unit", sa.Text(), nullable=True))
    op.add_column("delivery", sa.Column("incident", sa.Text(), nullable=True))
    _add_flag("pause", "review")
    op.add_column("pause", sa.Column("spares", sa.Text(), nullable=True))
    op.create_table(
        "series",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("left_out", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.execute("grant select, insert, update, delete on series to countersign_app")
    op.add_column("post", sa.Column("series_id", sa.UUID(), nullable=True))
    op.create_foreign_key(None, "post", "series", ["series_id"], ["id"])
    op.create_index("post_series", "post", ["series_id"], postgresql_where=sa.text("series_id is not null"))


def _add_flag(table: str, name: str) -> None:
    """A yes or no which is no in every row that is there."""
    op.add_column(table, sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column(table, name, server_default=None)
