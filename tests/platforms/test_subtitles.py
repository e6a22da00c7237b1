"""Captions as SubRip: every line at its time, nobody's markup."""

import string

from hypothesis import given
from hypothesis import strategies as st

from countersign.media import captions
from countersign.platforms.subtitles import as_srt

VTT = b"""\xef\xbb\xbfWEBVTT - the bridge

STYLE
::cue { color: red }

NOTE nobody reads this

intro
00:01.000 --> 00:04.000 align:start
<v Chief Ann Ruiz>The bridge is <b>open</b> &amp; dry.</v>

1:00:05.500 --> 1:00:06.000
<c.loud>Thank</c> <00:05.700>you.
Two lines.
"""


def test_every_line_comes_at_its_time() -> None:
    """Hours are written, who speaks is named, marks, styles and comments are gone."""
    assert as_srt(VTT).decode() == (
        "1\n00:00:01,000 --> 00:00:04,000\nChief Ann Ruiz: The bridge is open & dry.\n\n"
        "2\n1:00:05,500 --> 1:00:06,000\nThank you.\nTwo lines.\n"
    )


@given(st.lists(st.text(string.ascii_letters + " é¿", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_there_and_back_is_the_same(lines: list[str]) -> None:
    """Captions taken as SubRip, kept as WebVTT and sent as SubRip say the same at the same times."""
    cues = [f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line.strip()}\n" for n, line in enumerate(lines, start=1)]
    srt = "\n".join(cues).encode()
    assert captions.is_captions(srt)
    kept = captions.read(srt, seconds=60)
    assert kept.startswith(b"WEBVTT") and as_srt(kept) == srt
