"""POST /media: a picture, as the body itself or as a file of a multipart form."""

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
_BODY = {"required": True, "content": dict.fromkeys(sorted(pictures.FORMATS.values()), _BINARY)}


async def picture(request: Request) -> bytes:
    """The bytes of the picture that was sent."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    try:
        async with request.form(max_files=1, max_fields=4) as form:
            files = [part for part in form.values() if isinstance(part, UploadFile)]
            return await files[0].read() if files else b""
    except MultiPartException as error:
        raise Invalid({"media": "This form cannot be read. Send one picture in it, or as the body itself."}) from error


@router.post("/media", status_code=201, summary="Store a picture", openapi_extra={"requestBody": _BODY})
def upload(request: Request, caller: Uploader, raw: Annotated[bytes, Depends(picture)]) -> Picture:
    """Strip and encode a JPEG, PNG or WebP once; the answer names the very bytes that will go out by their SHA-256."""
    if not raw:
        raise Invalid({"media": "No picture came with this call. Send its bytes as the body."})
    with database.transaction(engine_of(request)) as s:
        stored = pictures.store(s, raw, who=caller.person, now=database.clock(s))
        return Picture(
            sha256=stored.sha256,
            mime=stored.mime,
            width=stored.width,
            height=stored.height,
            bytes=len(stored.data),
        )
