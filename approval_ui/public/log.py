"""The public log as files for everybody's own programs (C2SP tlog-tiles), and a page that explains it."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from approval_ui.public import proving
from approval_ui.public.rendering import LIST_CACHE, OPEN, conditional, engine_of, getting, page, settings_of
from countersign import database, words
from countersign.errors import NotFound
from countersign.log import identity, tiles

router = APIRouter()
VERIFY = words.FOLDER / "records" / "verify.sh"
FOREVER = "public, max-age=31536000, immutable"


@getting(router, "/log")
def explained(request: Request) -> Response:
    """What the log is, how large it is, and how to check it."""
    with database.transaction(engine_of(request)) as s:
        try:
            vkey = str(identity.verifier(settings_of(request)))
        except NotFound:
            vkey = ""
        return page(request, s, "log.html", seal=proving.newest_seal(s), vkey=vkey)


@getting(router, "/log/checkpoint")
def checkpoint(request: Request) -> Response:
    """The newest signed seal."""
    data = _read(settings_of(request).published, tiles.CHECKPOINT)
    return conditional(request, PlainTextResponse(data), headers=OPEN)


@getting(router, "/log/vkey")
def vkey(request: Request) -> Response:
    """The key with which anybody verifies the log; take it from somewhere else as well, and compare."""
    known = identity.verifier(settings_of(request))
    return conditional(request, PlainTextResponse(f"{known}\n"), headers=OPEN)


@getting(router, "/log/verify.sh")
def verify(request: Request) -> Response:
    """The script that checks a record with openssl and coreutils."""
    return conditional(request, PlainTextResponse(VERIFY.read_bytes()), cache=LIST_CACHE, headers=OPEN)


@getting(router, "/log/{path:path}")
def tile(request: Request, path: str) -> Response:
    """A tile, or the leaves under one; nothing else that lies in the folder, or outside it, is ever read."""
    if not tiles.is_path(path):
        raise NotFound("There is no such file in the public log.")
    data = _read(settings_of(request).published, path)
    return Response(data, media_type="application/octet-stream", headers={"Cache-Control": FOREVER, **OPEN})


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound("There is no such file in the public log, or not yet.") from error
