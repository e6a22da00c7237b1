"""Pictures: taken in, and shown as the very bytes that go out.

The address of a picture holds a proof, made with the session's token, that one of our pages showed it to this person:
a hash alone, learned elsewhere, shows nothing.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from approval_ui.staff.visit import Open, SignedIn, Typed, Visit
from countersign import media
from countersign.content import MediaRef
from countersign.errors import Invalid, NotFound
from countersign.media import Media

router = APIRouter()


@router.post("/media")
def add(form: Typed, visit: SignedIn) -> Response:
    """Store pictures, or a video with its captions, and answer with their fields; for pages where scripts run."""
    try:
        stored = store(visit, form)
    except Invalid as error:
        with visit.transaction() as now_open:
            return now_open.page("picture_refused.html", {"complaint": error.message})
    with visit.transaction() as now_open:
        return now_open.page("pictures.html", {"pictures": [shown(visit, row) for row in stored]})


@router.get("/media/{sha256}/{proof}")
def show(visit: SignedIn, sha256: str, proof: str) -> Response:
    """The stored bytes of a picture."""
    if not hmac.compare_digest(proof.encode(), proof_of(visit, sha256).encode()):
        raise NotFound
    with visit.transaction() as now_open:
        row = media.media(now_open.s, sha256)
        return Response(row.data, media_type=row.mime, headers={"Content-Disposition": "inline"})


def store(visit: Visit, form: FormData) -> list[Media]:
    """Keep every picture that a form brings; one that cannot be taken stops all of them."""
    with visit.transaction() as now_open:
        return stored(now_open, form)


def stored(now_open: Open, form: FormData) -> list[Media]:
    """The same in a transaction that is open already."""
    files = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
    most = now_open.visit.settings.max_media_bytes
    for file in files:
        if (file.size or 0) > most:
            raise Invalid({"media": f"“{file.filename}” is larger than {most // 1_000_000} MB. Nothing was stored."})
    raw = [file.file.read() for file in files]
    return media.store_all(now_open.s, raw, who=now_open.who, now=now_open.now)


def shown(visit: Visit, row: Media, alt: str = "") -> dict[str, Any]:
    """What a page needs to know of a picture."""
    size = f"{row.width} × {row.height} pixels" + (f", {row.seconds:.0f} seconds" if row.seconds else "")
    return {
        "captions": bool(row.captions),
        "sha256": row.sha256,
        "mime": row.mime,
        "alt": alt,
        "size": size,
        "address": address(visit, row.sha256),
    }


def address(visit: Visit, sha256: str) -> str:
    """Where this person's browser finds a picture that a page shows them."""
    return f"/media/{sha256}/{proof_of(visit, sha256)}"


def addresses(visit: Visit, items: Iterable[MediaRef]) -> dict[str, str]:
    """The same for many files, and for the captions that go out with them: SHA-256 -> address."""
    return {sha256: address(visit, sha256) for item in items for sha256 in (item.sha256, item.captions) if sha256}


def proof_of(visit: Visit, sha256: str) -> str:
    """Proof that our pages showed a picture in this session."""
    return hmac.new(visit.token.encode(), f"picture {sha256}".encode(), hashlib.sha256).hexdigest()[:32]
