"""Pictures: upright, stripped of everything but what one sees, encoded anew; smaller for pages that need it."""

import io
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from countersign.errors import Invalid
from countersign.limits import Limits
from countersign.limits.shapes import Shape, shape_of

MAX_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 33_000_000
#: The longest side that goes out; larger pictures are scaled down.
MAX_SIDE = 4096
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
KINDS = {mime: kind for kind, mime in FORMATS.items()}
QUALITY = 88
#: Tried in turn until a picture is small enough; then it is made smaller as well.
QUALITIES = (88, 80, 70)
SHRINK = 0.8

_NOT_TAKEN = {
    b"GIF8": "Moving and other GIF pictures are not taken. Save it as a PNG; a film, as an MP4 video with captions.",
    b"%PDF": "This is a PDF. Save the page that you want to show as a PNG picture.",
}
_UNREADABLE = "This cannot be read as a JPEG, PNG or WebP picture. Nothing was stored; try another copy of it."


class Encoded(NamedTuple):
    """A picture as it is stored."""

    data: bytes
    mime: str
    width: int
    height: int


def encode(raw: bytes) -> Encoded:
    """A picture without its metadata (place, camera, time), upright, and nothing of the file but what one sees."""
    if len(raw) > MAX_BYTES:
        size = f"This file has {len(raw) / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB can be taken."
        raise Invalid({"media": size})
    _refuse_by_first_bytes(raw)
    try:
        with Image.open(io.BytesIO(raw), formats=list(FORMATS)) as image:
            return _clean(image)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError):
        raise Invalid({"media": _UNREADABLE}) from None


def fitted(picture: Encoded, limits: Limits) -> Encoded:
    """The picture as a platform takes it: kind, shape, size; the very same when it fits as it is."""
    shape = shape_of(limits.platform)
    small = len(picture.data) <= limits.media_bytes and picture.mime in limits.media_types
    if small and shape.takes(picture.width, picture.height):
        return picture
    kind = KINDS[picture.mime] if picture.mime in limits.media_types else KINDS[limits.media_types[0]]
    with Image.open(io.BytesIO(picture.data)) as image:
        return _small_enough(_shaped(image, shape, kind), limits, kind)


def recipe(limits: Limits) -> str:
    """What of a platform's limits shapes a picture, in one line: the same line gives the same bytes."""
    return f"{','.join(limits.media_types)} {limits.media_bytes} {shape_of(limits.platform)}"


def _refuse_by_first_bytes(raw: bytes) -> None:
    for first, sentence in _NOT_TAKEN.items():
        if raw.startswith(first):
            raise Invalid({"media": f"{sentence} Nothing was stored."})
    if b"<svg" in raw[:1000].lower():
        raise Invalid({"media": "Drawings (SVG) are not taken. Export it as a PNG picture. Nothing was stored."})


def _clean(image: Image.Image) -> Encoded:
    if image.width * image.height > MAX_PIXELS:
        raise Invalid({"media": "This picture has more than 33 million pixels. Make it smaller and add it again."})
    if getattr(image, "n_frames", 1) > 1:
        raise Invalid({"media": "This picture moves. Save one still of it, or make it an MP4 video with captions."})
    kind = image.format or "PNG"
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    if kind == "JPEG" and upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    if upright.mode == "P" and upright.palette:
        bare = upright.convert("RGBA")
        bare.info.clear()
    return _saved(bare, kind, QUALITY)


def _shaped(image: Image.Image, shape: Shape, kind: str) -> Image.Image:
    """Flat where the kind has no transparency, with white beside it where the shape is too long, never cut."""
    flat = image if kind != "JPEG" or image.mode in {"RGB", "L"} else _on_white(image)
    wide, high = shape.frame(flat.width, flat.height)
    if (wide, high) != flat.size:
        beside = Image.new("RGB", (wide, high), "white")
        beside.paste(flat.convert("RGB"), ((wide - flat.width) // 2, (high - flat.height) // 2))
        flat = beside
    within = shape.within(flat.width, flat.height)
    return flat if within == flat.size else flat.resize(within, Image.Resampling.LANCZOS)


def _small_enough(image: Image.Image, limits: Limits, kind: str) -> Encoded:
    """Encoded so that it has no more bytes than the platform takes; a PNG that stays too large becomes a JPEG."""
    if kind == "PNG" and "image/jpeg" in limits.media_types:
        first = _saved(image, kind, QUALITY)
        if len(first.data) <= limits.media_bytes:
            return first
        image, kind = _on_white(image), "JPEG"
    while True:
        for quality in QUALITIES:
            made = _saved(image, kind, quality)
            if len(made.data) <= limits.media_bytes:
                return made
        image = image.resize((max(1, round(image.width * SHRINK)), max(1, round(image.height * SHRINK))))


def _on_white(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    flat = Image.new("RGB", image.size, "white")
    flat.paste(clear, mask=clear.getchannel("A"))
    return flat


def _saved(image: Image.Image, kind: str, quality: int) -> Encoded:
    out = io.BytesIO()
    image.save(out, kind, **({"quality": quality} if kind != "PNG" else {}))
    return Encoded(out.getvalue(), FORMATS[kind], image.width, image.height)
