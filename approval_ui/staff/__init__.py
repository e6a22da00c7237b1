"""The staff's web application: sign in, write, sign, watch over what goes out. Form -> verb -> redirect."""

from fastapi import FastAPI

from approval_ui.shared import faults
from approval_ui.staff import warming
from approval_ui.staff.application import create
from countersign import settings


def app() -> FastAPI:
    """The application as `uvicorn --factory approval_ui.staff:app` starts it."""
    faults.log_places_only()
    told = settings.load()
    warming.begin(told)
    return create(told)
