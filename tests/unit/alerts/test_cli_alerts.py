"""`countersign alerts check` gives a line for each message and never fails on one."""

import json
from pathlib import Path

from typer.testing import CliRunner

from countersign.cli_alerts import app
from tests.unit.alerts.messages import SENDER, cap, info

FIELDS = {"file", "verdict", "reasons", "kind", "identifier", "sender", "sent", "references", "event", "languages"}
FIELDS |= {"expires", "ends", "signature"}


def check(*arguments: str) -> tuple[int, list[dict[str, object]], str]:
    """Exit status, lines, and what was said on standard error."""
    result = CliRunner().invoke(app, ["check", "--now", "2026-11-21T10:01:00Z", *arguments])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_each_message_has_its_line(tmp_path: Path) -> None:
    """Files are judged in their order, and one that is not there does not stop the others."""
    (tmp_path / "a.xml").write_bytes(cap())
    (tmp_path / "b.xml").write_bytes(b"<junk")
    names = [str(tmp_path / name) for name in ("a.xml", "missing.xml", "b.xml")]
    status, lines, _ = check("--allow-sender", SENDER, *names)
    assert status == 0 and [line["verdict"] for line in lines] == ["publish", "refuse", "refuse"]
    assert all(set(line) == FIELDS for line in lines) and lines[0]["languages"] == ["en-US"]


def test_a_cancel_finds_the_file_before_it(tmp_path: Path) -> None:
    """A cancel without words is judged by the message that was given before it."""
    (tmp_path / "a.xml").write_bytes(cap())
    reference = f"<references>{SENDER},HG-1,2026-11-21T10:00:00-00:00</references>"
    (tmp_path / "b.xml").write_bytes(cap("", msgType="Cancel", identifier="HG-2", extra=reference))
    both = [str(tmp_path / "a.xml"), str(tmp_path / "b.xml")]
    assert [line["verdict"] for line in check("--allow-sender", SENDER, *both)[1]] == ["publish", "publish"]
    assert check("--allow-sender", SENDER, both[1])[1][0]["verdict"] == "person"


def test_the_area_and_the_certificate_are_read_first(tmp_path: Path) -> None:
    """A file that cannot be used as area or certificate is told, and nothing is judged."""
    (tmp_path / "a.xml").write_bytes(cap(info()))
    (tmp_path / "junk").write_text("{}")
    for option in ("--area", "--cert"):
        status, lines, said = check(option, str(tmp_path / "junk"), str(tmp_path / "a.xml"))
        assert (status, lines) == (2, []) and "Nothing was judged" in said
