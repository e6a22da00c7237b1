"""Every table of the product in one metadata, for Alembic and for tests that compare it with the migrations."""

from countersign import (
    approvals,
    deliveries,
    facts,
    hand,
    liveness,
    media,
    notices,
    pages,
    pauses,
    people,
    policies,
    posts,
    removals,
    tasks,
)
from countersign.alerts import tables as alert_tables
from countersign.database import Base
from countersign.delivery import canary
from countersign.log import tables

ROOMS = (
    alert_tables,
    canary,
    approvals,
    deliveries,
    facts,
    hand,
    liveness,
    media,
    notices,
    pages,
    pauses,
    people,
    policies,
    posts,
    removals,
    tables,
    tasks,
)
metadata = Base.metadata
