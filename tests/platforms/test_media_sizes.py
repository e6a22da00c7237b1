"""Each platform gets a picture that it takes; videos are read, stripped and never guessed at."""

import io
import random
import struct
from contextlib import suppress
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from countersign.errors import Invalid
from countersign.limits import DECLARED
from countersign.limits.shapes import shape_of, video_of
from countersign.media import captions, mp4
from countersign.media.pictures import Encoded, encode, fitted
from countersign.platforms import PLATFORMS

NOISE = random.Random(7).randbytes(300 * 200 * 3)


def a_picture(size: tuple[int, int] = (300, 200), kind: str = "PNG", mode: str = "RGB") -> bytes:
    """A picture that does not compress."""
    out = io.BytesIO()
    image = Image.frombytes("RGB", (300, 200), NOISE).resize(size).convert(mode)
    image.save(out, kind, **({"quality": 95} if kind == "JPEG" else {}))
    return out.getvalue()


@cache
def a_stored_picture(size: tuple[int, int], mode: str) -> Encoded:
    """A picture as it is stored, encoded once for all platforms."""
    return encode(a_picture(size, mode=mode))


@pytest.mark.parametrize("platform", sorted(DECLARED))
@pytest.mark.parametrize(("size", "mode"), [((300, 200), "RGB"), ((1700, 100), "RGBA"), ((60, 700), "RGB")])
def test_every_platform_gets_a_picture_that_it_takes(platform: str, size: tuple[int, int], mode: str) -> None:
    """Kind, bytes, sides and shape are within the platform's limits, and doing it twice gives the same bytes."""
    limits = replace(DECLARED[platform], media_bytes=60_000)
    stored = a_stored_picture(size, mode)
    made = fitted(stored, limits)
    assert made.mime in limits.media_types and len(made.data) <= limits.media_bytes
    assert shape_of(platform).takes(made.width, made.height)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size == (made.width, made.height) and not image.getexif()
    assert fitted(stored, limits).data == made.data
    assert fitted(made, limits) == made


@given(st.integers(1, 6000), st.integers(1, 6000), st.sampled_from(sorted(DECLARED)))
@settings(max_examples=200)
def test_no_part_of_a_picture_is_cut_away(width: int, height: int, platform: str) -> None:
    """A frame holds the whole picture, and what comes of it is of a shape that is taken."""
    shape = shape_of(platform)
    wide, high = shape.frame(width, height)
    assert wide >= width and high >= height
    small = shape.within(wide, high)
    assert max(small) <= shape.side and small[0] * small[1] <= shape.pixels


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"GIF89a" + b"\0" * 40, "GIF"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "SVG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 30, "cannot be read"),
        (a_picture()[:2000], "cannot be read"),
    ],
)
def test_what_is_refused_says_what_to_do(raw: bytes, said: str) -> None:
    """Each refusal is a sentence of its own, and says that nothing was stored."""
    with pytest.raises(Invalid, match=said) as refused:
        encode(raw)
    assert "othing was stored" in refused.value.fields["media"]


def test_a_moving_picture_is_refused() -> None:
    """An animated WebP has more to show than anybody would sign."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="moves"):
        encode(out.getvalue())


def test_eighty_megapixels_are_refused_before_they_unfold() -> None:
    """A small file that unfolds into 80 million pixels is refused by its header."""
    out = io.BytesIO()
    Image.new("1", (10_000, 8_000)).save(out, "PNG")
    with pytest.raises(Invalid, match="33 million"):
        encode(out.getvalue())


def test_nothing_hides_behind_a_picture() -> None:
    """A file that is a picture and something else besides goes out as the picture alone."""
    hidden = b"<script>alert(1)</script>PK\x03\x04"
    assert hidden not in encode(a_picture(kind="JPEG") + hidden).data


def box(kind: bytes, *inside: bytes) -> bytes:
    """One box of an MP4 file."""
    body = b"".join(inside)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def a_video(
    *, coded: bytes = b"avc1", sound: bytes = b"mp4a", seconds: int = 12, place: bytes = b"+36.9-121.5/"
) -> bytes:
    """The smallest video with everything that is looked at, made in a place at a time."""
    header = box(b"mvhd", struct.pack(">4xIIII", 3_900_000_000, 3_900_000_000, 1000, seconds * 1000), bytes(80))

    def track(kind: bytes, width: int, height: int) -> bytes:
        shown = box(
            b"tkhd",
            struct.pack(">4xII", 3_900_000_000, 3_900_000_000),
            bytes(64),
            struct.pack(">II", width << 16, height << 16),
        )
        coding = box(b"stsd", struct.pack(">4xI", 1), box(kind, bytes(20)))
        return box(
            b"trak",
            shown,
            box(
                b"mdia",
                box(b"mdhd", struct.pack(">4xIIII", 1, 2, 1000, 1), bytes(4)),
                box(b"minf", box(b"stbl", coding)),
            ),
        )

    private = box(b"udta", box(b"\xa9xyz", place), box(b"meta", b"Camera 9000"))
    tracks = track(coded, 640, 360) + (track(sound, 0, 0) if sound else b"")
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", header, tracks, private) + box(b"mdat", b"\x01" * 100)


def test_a_video_is_read_and_stripped_in_its_place() -> None:
    """Length and size are known; place, camera and times are gone; no offset moved, and the pictures are untouched."""
    raw = a_video()
    video = mp4.read(raw)
    assert (video.seconds, video.width, video.height) == (12.0, 640, 360)
    assert len(video.data) == len(raw) and video.data.endswith(b"\x01" * 100)
    assert b"+36.9" not in video.data and b"Camera" not in video.data
    assert struct.pack(">I", 3_900_000_000) not in video.data
    assert mp4.read(video.data).data == video.data


@pytest.mark.parametrize("change", [{"coded": b"hvc1"}, {"coded": b"vp09"}, {"sound": b"ac-3"}, {"seconds": 0}])
def test_a_video_in_another_coding_is_refused(change: dict[str, object]) -> None:
    """What platforms would not show everywhere is refused with what to save it as."""
    with pytest.raises(Invalid, match="Nothing was stored"):
        mp4.read(a_video(**change))  # type: ignore[arg-type]


@given(st.integers(8, 700), st.binary(min_size=1, max_size=8))
@settings(max_examples=100)
def test_damaged_videos_are_refused_and_never_break_anything(at: int, junk: bytes) -> None:
    """Whatever is overwritten or cut off, the answer is a video or a sentence."""
    raw = a_video()
    for damaged in (raw[:at], raw[:at] + junk + raw[at + len(junk) :]):
        with suppress(Invalid):
            assert len(mp4.read(damaged).data) == len(damaged)


def test_captions_belong_to_their_video() -> None:
    """Captions are WebVTT, have a line, and end with their video."""
    good = b"WEBVTT\n\n00:01.000 --> 00:04.000\nThe bridge is open again.\n"
    assert captions.is_captions(good) and b"bridge" in captions.read(good, seconds=5)
    noted = good.replace(b"WEBVTT\n\n", b"WEBVTT\n\nNOTE draft of Ann\n\n")
    assert captions.read(noted, seconds=5) == captions.read(good, seconds=5)
    for wrong, seconds in ((good, 1), (b"WEBVTT\n", 5), (b"\xff\xfe", 5)):
        with pytest.raises(Invalid):
            captions.read(wrong, seconds=seconds)


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_videos_are_let_through_exactly_where_an_adapter_sends_them(platform: str) -> None:
    """What the check lets through and what the adapter can send are the same; people and our own site take all."""
    caps = PLATFORMS[platform].caps
    ours = platform in {"newsroom", "by_hand"}
    assert (video_of(platform) is not None) is (caps.takes_video or ours)
