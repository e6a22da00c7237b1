"""The public web application: newsroom, records, log, accounts, terms and rules; no sign-in, no cookies.

It is a process of its own and signs in to the database as a role that may read the `public_*` views and nothing else.
"""

from fastapi import FastAPI

from approval_ui.public.application import create
from approval_ui.shared import faults
from countersign import settings


def app() -> FastAPI:
    """The application as `uvicorn --factory approval_ui.public:app` starts it."""
    faults.log_places_only()
    return create(settings.load())
