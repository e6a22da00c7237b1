"""Pictures are stripped and encoded once, and what is not a picture is refused."""

import io

import pytest
from PIL import Image

from countersign import media
from countersign.errors import Invalid


def _picture(kind: str, *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "P" else "navy").save(out, kind, **options)
    return out.getvalue()


def _with_place() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return _picture("JPEG", exif=exif)


def test_metadata_is_gone_and_the_picture_is_upright() -> None:
    """Place and camera are taken out, and a picture that was turned by a tag is turned for good."""
    data, mime, width, height = media.encode(_with_place())
    with Image.open(io.BytesIO(data)) as stored:
        assert not stored.getexif()
        assert stored.size == (width, height) == (40, 60)
    assert mime == "image/jpeg"


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "L")]
)
def test_usual_pictures_are_taken(kind: str, mode: str) -> None:
    """PNG, WebP and JPEG pictures keep their kind and size."""
    data, mime, width, height = media.encode(_picture(kind, mode=mode))
    assert (mime, width, height) == (media.FORMATS[kind], 60, 40)
    assert Image.open(io.BytesIO(data)).format == kind


def test_the_same_picture_gives_the_same_bytes() -> None:
    """Encoding is repeatable, so that the same picture twice is one file."""
    assert media.encode(_with_place()) == media.encode(_with_place())


def test_large_pictures_are_scaled_down() -> None:
    """The longest side that goes out is bounded."""
    _, _, width, height = media.encode(_picture("PNG", size=(5000, 100)))
    assert (width, height) == (media.MAX_SIDE, round(100 * media.MAX_SIDE / 5000))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a picture",
        b"%PDF-1.7",
        _picture("GIF"),
        _picture("PNG")[:60],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_not_such_a_picture_is_refused(raw: bytes) -> None:
    """Anything else is refused at the field, in a sentence."""
    with pytest.raises(Invalid) as refused:
        media.encode(raw)
    assert set(refused.value.fields) == {"media"}


def test_too_many_bytes_or_pixels_are_refused() -> None:
    """A file over the limit, and a small file that unfolds into too many pixels, are refused."""
    with pytest.raises(Invalid, match="MB"):
        media.encode(b"x" * (media.MAX_BYTES + 1))
    with pytest.raises(Invalid, match="pixels"):
        media.encode(_picture("PNG", size=(7000, 6000), mode="1"))
