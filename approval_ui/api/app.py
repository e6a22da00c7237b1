"""The API as one application, to be mounted at /api/v1 of the staff's web process."""

from fastapi import APIRouter, FastAPI

from approval_ui.api import alerts, drafts, health, media, pauses, problems
from approval_ui.api.caps import BodyCap
from countersign import __version__, settings
from countersign.settings import Settings

PATH = "/api/v1"
_ABOUT = (
    "Drafts, their state, pictures, pauses and health, for programs with a token. Signing, returning and rejecting are "
    "done by people in the web page, never by a token. Errors are RFC 9457 problems in plain words."
)
ROUTERS: tuple[APIRouter, ...] = (media.router, drafts.router, alerts.router, pauses.router, health.router)


def api(told: Settings | None = None) -> FastAPI:
    """A new application; it knows its settings, and nothing happens until it is called."""
    app = FastAPI(
        title="Countersign",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"default": _PROBLEM},
    )
    app.state.settings = told or settings.load()
    app.add_middleware(BodyCap, settings=app.state.settings)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


_PROBLEM = {
    "description": "An RFC 9457 problem: what happened, what is safe, what to do.",
    "content": {
        problems.MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "fields"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "fields": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            }
        }
    },
}
