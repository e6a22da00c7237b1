"""Stored files: stripped, encoded once and hashed, so that approvers see the very bytes that go out."""

import hashlib
import io

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Bytes, Instant
from countersign.errors import Invalid, NotFound

MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 33_000_000
#: The longest side that goes out; larger pictures are scaled down.
MAX_SIDE = 4096
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


class Media(Base):
    """One stored file, addressed by the SHA-256 of the bytes that go out."""

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    mime: Mapped[str]
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    data: Mapped[Bytes] = mapped_column(deferred=True)
    stored: Mapped[Instant]
    stored_by: Mapped[str] = mapped_column(ForeignKey("person.id"))


def encode(raw: bytes) -> tuple[bytes, str, int, int]:
    """A picture without its metadata (place, camera, time), upright: (bytes, mime, width, height)."""
    if len(raw) > MAX_BYTES:
        raise Invalid(
            {"media": f"This file has {len(raw) / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB can be taken."}
        )
    try:
        with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as image:
            return _clean(image)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError):
        raise Invalid(
            {"media": "This cannot be read as a JPEG, PNG or WebP picture. Nothing was stored; try another copy of it."}
        ) from None


def _clean(image: Image.Image) -> tuple[bytes, str, int, int]:
    if image.width * image.height > MAX_PIXELS:
        raise Invalid({"media": "This picture has more than 33 million pixels. Make it smaller and add it again."})
    kind = image.format or "PNG"
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    if upright.mode == "P" and upright.palette:
        bare = upright.convert("RGBA")
        bare.info.clear()
    out = io.BytesIO()
    bare.save(out, kind, **({"quality": 88} if kind != "PNG" else {}))
    return out.getvalue(), FORMATS[kind], bare.width, bare.height


def store(s: Session, raw: bytes, *, who: str, now: Instant) -> Media:
    """Keep a picture; the same bytes twice are one file."""
    data, mime, width, height = encode(raw)
    sha256 = hashlib.sha256(data).hexdigest()
    found = s.get(Media, sha256)
    if found:
        return found
    row = Media(sha256=sha256, mime=mime, width=width, height=height, data=data, stored=now, stored_by=who)
    s.add(row)
    s.flush()
    return row


def media(s: Session, sha256: str) -> Media:
    """The stored file with this hash, or NotFound."""
    found = s.get(Media, sha256)
    if found is None:
        raise NotFound("There is no such picture here.")
    return found
