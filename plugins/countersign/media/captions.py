"""Captions of a video: taken as WebVTT or SubRip, kept as WebVTT; read only as far as needed to know what they are."""

import re

from countersign.errors import Invalid

MIME = "text/vtt"
MAX_BYTES = 500_000
_BOM = b"\xef\xbb\xbf"
_CUE = re.compile(r"^(?:\d+:)?\d\d:\d\d\.\d{3} +--> +(?:(\d+):)?(\d\d):(\d\d\.\d{3})", re.MULTILINE)
#: Comments in the file, which nobody is meant to read.
_NOTE = re.compile(r"^NOTE\b.*?(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_SRT = re.compile(rb"\s*\d+\s*\r?\n\d+:\d\d:\d\d,\d{3} *-->")
_SRT_TIMES = re.compile(r"^(\d+:\d\d:\d\d),(\d{3}) *--> *(\d+:\d\d:\d\d),(\d{3})", re.MULTILINE)


def is_captions(raw: bytes) -> bool:
    """Whether a file says of itself that it holds captions."""
    return raw.removeprefix(_BOM).startswith(b"WEBVTT") or is_srt(raw)


def is_srt(raw: bytes) -> bool:
    """Whether a file begins as SubRip does: a number, then two times."""
    return bool(_SRT.match(raw.removeprefix(_BOM)))


def read(raw: bytes, *, seconds: float) -> bytes:
    """The captions of a video of so many seconds, as WebVTT, or Invalid with what is wrong with them."""
    try:
        text = raw[: MAX_BYTES + 1].decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _refusal("The captions are not written as UTF-8 text.") from None
    if is_srt(raw):
        text = "WEBVTT\n\n" + _SRT_TIMES.sub(r"\1.\2 --> \3.\4", text)
    ends = [int(h or 0) * 3600 + int(m) * 60 + float(s) for h, m, s in _CUE.findall(text)]
    if len(raw) > MAX_BYTES or not ends:
        raise _refusal("The captions have no line with a time in it, or are far too long.")
    if max(ends) > seconds + 2:
        raise _refusal(f"The captions go on after the video, which has {seconds:.0f} seconds: they belong to another.")
    return _NOTE.sub("", text).encode()


def _refusal(sentence: str) -> Invalid:
    words = f"{sentence} Nothing was stored; add a WebVTT or SubRip file (.vtt, .srt) together with its video."
    return Invalid({"media": words})
