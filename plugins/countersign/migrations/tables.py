"""Every table of the product in one metadata, for Alembic and for tests that compare it with the migrations."""

from countersign import (
    approvals,
    deliveries,
    media,
    notices,
    pages,
    pauses,
    people,
    policies,
    posts,
)
from countersign.database import Base
from countersign.log import tables

ROOMS = (approvals, deliveries, media, notices, pages, pauses, people, policies, posts, tables)
metadata = Base.metadata
