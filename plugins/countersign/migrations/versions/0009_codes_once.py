"""A one-time code counts once, whatever the clock of the phone: the newest time step that was used is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody's step is known yet."""
    op.add_column("person", sa.Column("code_step", sa.BigInteger()))
