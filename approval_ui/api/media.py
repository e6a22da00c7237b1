"""POST /media: a picture or a video, as the body itself or as a file of a multipart form."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from approval_ui.api.access import Uploader, engine_of
from approval_ui.api.shapes import Picture
from countersign import database
from countersign import media as pictures
from countersign.errors import Invalid

router = APIRouter(tags=["media"])
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_BODY = {"required": True, "content": dict.fromkeys(sorted(pictures.TYPES), _BINARY)}


async def files(request: Request) -> list[bytes]:
    """The bytes of the picture that was sent, or of the video and its captions."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        body = await request.body()
        return [body] if body else []
    try:
        async with request.form(max_files=2, max_fields=4) as form:
            return [await part.read() for part in form.values() if isinstance(part, UploadFile)]
    except MultiPartException as error:
        raise Invalid({"media": "This form cannot be read. Send one picture in it, or as the body itself."}) from error


@router.post("/media", status_code=201, summary="Store a picture or a video", openapi_extra={"requestBody": _BODY})
def upload(request: Request, caller: Uploader, raw: Annotated[list[bytes], Depends(files)]) -> Picture:
    """Strip and encode a JPEG, PNG or WebP once, or strip an MP4; the answer names the very bytes by their SHA-256.

    A form may bring a video and, as a second file, its captions (WebVTT or SubRip).
    """
    with database.transaction(engine_of(request)) as s:
        stored = pictures.store_all(s, [one for one in raw if one], who=caller.person, now=database.clock(s))
        if len(stored) != 1:
            raise Invalid({"media": "Send one picture or one video with each call, its bytes as the body."})
        [row] = stored
        return Picture(
            sha256=row.sha256,
            mime=row.mime,
            width=row.width,
            height=row.height,
            bytes=len(row.data),
        )
