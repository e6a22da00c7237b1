"""A cap on what one call may send, held while it arrives: a false or missing length does not help."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from approval_ui.api.problems import TooLarge
from countersign.settings import Settings

#: Room for what stands around a picture in a multipart form.
FORM_ROOM = 65_536
#: Room for the fields beside a draft's text; and a letter may take six bytes in JSON ("\\u00e9").
JSON_ROOM, JSON_ESCAPE = 262_144, 6


@dataclass(frozen=True, slots=True)
class BodyCap:
    """Refuses a body that is larger than its address takes, as 413."""

    app: ASGIApp
    settings: Settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, counting what arrives."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        field, told, most = self._limit(scope["path"])
        arrived = 0
        announced = dict(scope["headers"]).get(b"content-length", b"0")

        async def counted() -> Message:
            nonlocal arrived
            if announced.isdigit() and int(announced) > most:
                raise TooLarge(field, told)
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > most:
                raise TooLarge(field, told)
            return message

        await self.app(scope, counted, send)

    def _limit(self, path: str) -> tuple[str, int, int]:
        """The field that a large body is about, the limit as people know it, and that of the whole body."""
        if path.endswith("/media"):
            return "media", self.settings.max_media_bytes, self.settings.max_media_bytes + FORM_ROOM
        if path.endswith("/alerts"):
            return "alert", self.settings.max_alert_bytes, self.settings.max_alert_bytes
        text = self.settings.max_text_bytes
        return "text", text, text * JSON_ESCAPE + JSON_ROOM
