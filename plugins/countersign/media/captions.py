"""Captions of a video, as WebVTT: read only as far as needed to know that they are captions."""

import re

from countersign.errors import Invalid

MIME = "text/vtt"
MAX_BYTES = 500_000
_CUE = re.compile(r"^(?:\d+:)?\d\d:\d\d\.\d{3} +--> +(?:(\d+):)?(\d\d):(\d\d\.\d{3})", re.MULTILINE)


def is_captions(raw: bytes) -> bool:
    """Whether a file says of itself that it holds captions."""
    return raw.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def read(raw: bytes, *, seconds: float) -> str:
    """The captions of a video of so many seconds, or Invalid with what is wrong with them."""
    try:
        text = raw[: MAX_BYTES + 1].decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refusal("The captions are not written as UTF-8 text.") from None
    ends = [int(h or 0) * 3600 + int(m) * 60 + float(s) for h, m, s in _CUE.findall(text)]
    if len(raw) > MAX_BYTES or not ends:
        raise _refusal("The captions have no line with a time in it, or are far too long.")
    if max(ends) > seconds + 2:
        raise _refusal(f"The captions go on after the video, which has {seconds:.0f} seconds: they belong to another.")
    return text


def _refusal(sentence: str) -> Invalid:
    return Invalid({"media": f"{sentence} Nothing was stored; add a WebVTT file (.vtt) together with its video."})
