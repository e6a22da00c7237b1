"""The static files of both applications; a file's address changes with it, so browsers may keep it for a year."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from approval_ui.shared.rendering import STATIC


class Static(StaticFiles):
    """Our own files and the vendor's: style sheets, scripts, fonts, pictures."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; kept for a year when its address carries its version, else for an hour."""
        answer = await super().get_response(path, scope)
        versioned = b"v=" in scope.get("query_string", b"")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "public, max-age=3600"
        return answer
