"""The worked example of the digest in the documentation is true."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from countersign import content
from countersign.content import Coordination, Draft, FinalText, MediaRef, Part, SignedWindow

DOCUMENT = (Path(__file__).parents[3] / "docs" / "test-vector.md").read_text(encoding="utf-8")
TEXT = "Ferry Street is closed on Saturday."
MAP = "https://harborglenpd.example.gov/map"


def block(language: str) -> str:
    """The one code block of a language in the document."""
    (found,) = re.findall(rf"```{language}\n(.*?)\n```", DOCUMENT, re.DOTALL)
    return found


def the_example() -> dict[str, object]:
    """The post of the example, built as the program builds it."""
    answer = Coordination("pmpd", "Lt. Ray", "2026-11-21T10:00:00+00:00", "They send one officer.", "hgpd")
    draft = Draft(TEXT, "community_notice", facts={"place": [-121.56, 36.9]}, coordination=(answer,))
    picture = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    final = FinalText(
        page="newsroom",
        parts=(Part(f"{TEXT}\n\nMap: {MAP} é", (MAP,)),),
        media=(MediaRef(picture, "image/png", "A map of Ferry Street between 2nd and 4th"),),
        window=SignedWindow(datetime(2026, 11, 21, 17, 30, tzinfo=UTC), datetime(2026, 11, 22, 18, tzinfo=UTC)),
    )
    return content.post_body(draft, (final,), policy=1)


def test_the_program_gives_the_bytes_of_the_document() -> None:
    """The canonical form in the document is that of the program, byte for byte."""
    assert content.canonical(the_example()) == block("json").encode()


def test_the_digest_of_the_document_is_that_of_its_bytes() -> None:
    """Whoever hashes the line of the document gets the digest of the document."""
    assert hashlib.sha256(block("json").encode()).hexdigest() == block("text") == content.digest(the_example())


def test_the_bytes_are_the_same_after_another_program_read_them() -> None:
    """Reading the body and writing it again changes nothing."""
    assert content.canonical(json.loads(block("json"))) == block("json").encode()
