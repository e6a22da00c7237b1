"""Captions for platforms that take a video's words beside it: WebVTT as it is stored, or as SubRip (SRT)."""

import html
import re

SRT = "text/srt"
VTT = "text/vtt"
#: A language as people who choose captions read it.
NAMES = {"en": "English", "es": "Español"}

_TIMES = re.compile(r"^((?:\d+:)?\d\d:\d\d\.\d{3}) +--> +((?:\d+:)?\d\d:\d\d\.\d{3})")
_VOICE = re.compile(r"<v(?:\.[^ \t>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(r"<[^>]*>")


def as_srt(vtt: bytes) -> bytes:
    """The same lines at the same times as SubRip: who speaks is written out, all other marks are left out."""
    cues: list[str] = []
    for block in re.split(r"\n{2,}", vtt.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at, times = next(((n, _TIMES.match(line)) for n, line in enumerate(lines[:2]) if _TIMES.match(line)), (0, None))
        if times:
            words = "\n".join(filter(None, (_plain(line) for line in lines[at + 1 :])))
            begin, end = map(_with_comma, times.groups())
            cues.append(f"{len(cues) + 1}\n{begin} --> {end}\n{words}\n")
    return "\n".join(cues).encode()


def _with_comma(time: str) -> str:
    """Hours are always written, and the comma is SubRip's."""
    return ("" if time.count(":") == 2 else "00:") + time.replace(".", ",")


def _plain(line: str) -> str:
    return html.unescape(_TAG.sub("", _VOICE.sub(r"\1: ", line))).strip()
