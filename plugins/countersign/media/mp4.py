"""MP4 videos: what is in them, read from their boxes (ISO 14496-12), and what tells place and camera taken out.

Nothing is decoded or encoded: the pictures and the sound stay as they are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from countersign.errors import Invalid

#: Boxes that hold other boxes, as far as we look.
_PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"}
#: Boxes of metadata: title, camera, place (loci, ©xyz), maker's notes. Their bytes are overwritten.
_PRIVATE = {b"udta", b"meta", b"uuid", b"loci", b"\xa9xyz", b"gps ", b"GPS ", b"XMP_", b"free", b"skip", b"wide"}
_PICTURES = {b"avc1": "H.264", b"avc3": "H.264"}
_SOUNDS = {b"mp4a": "AAC"}
_MOST_BOXES = 20_000


@dataclass(frozen=True, slots=True)
class Video:
    """A video: its bytes without metadata, its length in seconds and its size in pixels."""

    data: bytes
    seconds: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    #: Where its content begins.
    body: int
    end: int


def is_video(raw: bytes) -> bool:
    """Whether a file says of itself that it is of the MP4 family."""
    return raw[4:8] == b"ftyp"


def read(raw: bytes) -> Video:
    """A video as it is stored, or Invalid with what is wrong with it."""
    try:
        return _read(raw)
    except (struct.error, IndexError, ValueError):
        raise _refusal("This video is damaged: it ends too early, or its parts do not fit together.") from None


def _read(raw: bytes) -> Video:
    boxes = list(_boxes(raw, 0, len(raw)))
    kinds = [box.kind for box in boxes]
    if b"moov" not in kinds or b"mdat" not in kinds:
        raise _refusal("This video has no pictures in it, or was cut off while it was copied.")
    header = _one(boxes, b"mvhd")
    seconds = _seconds(raw, header)
    tracks = [_track(raw, box, boxes) for box in boxes if box.kind == b"trak"]
    pictures = [track for track in tracks if track[0] in _PICTURES]
    strange = [track[0] for track in tracks if track[0] in _NEED_OTHER_NAMES]
    if strange or len(pictures) != 1:
        raise _refusal("This video is not coded as H.264. Save it as “MP4, H.264 with AAC sound” and add it again.")
    if any(kind not in {*_PICTURES, *_SOUNDS, *_QUIET} for kind, _, _ in tracks):
        raise _refusal("The sound of this video is not coded as AAC. Save it as “MP4, H.264 with AAC sound”.")
    _, width, height = pictures[0]
    if not (0 < seconds < 86_400 and 0 < width <= 8192 and 0 < height <= 8192):
        raise _refusal("This video does not say how long or how large it is.")
    return Video(_without_private(raw, boxes), seconds, width, height)


#: Coded pictures that platforms do not take everywhere.
_NEED_OTHER_NAMES = {b"hvc1", b"hev1", b"vp09", b"av01", b"mp4v", b"ap4h", b"apcn", b"jpeg", b"encv"}
#: Tracks that show and sound nothing (subtitles, time codes); they stay.
_QUIET = {b"tx3g", b"wvtt", b"stpp", b"tmcd", b"mp4s"}


def _boxes(raw: bytes, start: int, end: int, depth: int = 0) -> Iterator[_Box]:
    """Every box, parents before their children."""
    at, count = start, 0
    while at + 8 <= end:
        count += 1
        size, kind = struct.unpack_from(">I4s", raw, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", raw, at + 8)
            body = at + 16
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end or count > _MOST_BOXES or depth > 8:
            raise ValueError
        yield _Box(kind, at, body, at + size)
        if kind in _PARENTS:
            yield from _boxes(raw, body, at + size, depth + 1)
        at += size
    if at != end and depth == 0:
        raise ValueError


def _one(boxes: list[_Box], kind: bytes, inside: _Box | None = None) -> _Box:
    for box in boxes:
        if box.kind == kind and (inside is None or inside.start < box.start < inside.end):
            return box
    raise ValueError


def _seconds(raw: bytes, header: _Box) -> float:
    wide = raw[header.body] == 1
    scale, length = struct.unpack_from(">IQ" if wide else ">II", raw, header.body + (20 if wide else 12))
    return float(length) / scale if scale else 0.0


def _track(raw: bytes, track: _Box, boxes: list[_Box]) -> tuple[bytes, int, int]:
    """How a track is coded, and its size in pixels."""
    described = _one(boxes, b"stsd", track)
    (kind,) = struct.unpack_from(">4s", raw, described.body + 12)
    header = _one(boxes, b"tkhd", track)
    width, height = struct.unpack_from(">II", raw, header.end - 8)
    return kind, width >> 16, height >> 16


def _without_private(raw: bytes, boxes: list[_Box]) -> bytes:
    """The same bytes with every box of metadata emptied in its place, so that no offset moves, and without the times.

    What stands in `mdat` outside of the pictures' and sounds' own ranges is not looked at.
    """
    clean = bytearray(raw)
    for box in boxes:
        if box.kind in _PRIVATE:
            clean[box.start + 4 : box.start + 8] = b"free"
            clean[box.body : box.end] = bytes(box.end - box.body)
        if box.kind in {b"mvhd", b"tkhd", b"mdhd"}:
            times = 16 if raw[box.body] == 1 else 8
            clean[box.body + 4 : box.body + 4 + times] = bytes(times)
    return bytes(clean)


def _refusal(sentence: str) -> Invalid:
    return Invalid({"media": f"{sentence} Nothing was stored."})
