"""`countersign screen` answers every line, and one bad line stops no other."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from countersign.cli_screen import app
from tests.conftest import SAMPLE

RUN = CliRunner()
GOOD = {"id": "a", "text": "Road closed.", "category": "weather", "meta": {"incident_location": [-121.45, 36.92]}}


def screen(lines: list[str], *more: str) -> tuple[int, list[dict[str, object]]]:
    """The exit status and the answers."""
    arguments = ["--agency", str(SAMPLE), "--now", "2026-11-21T12:00:00Z", *more]
    result = RUN.invoke(app, arguments, input="\n".join(lines))
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def test_an_answer_has_the_place_and_the_findings() -> None:
    """A line gives its id, where it lies and what was found, with every field of the contract."""
    status, (answer,) = screen([json.dumps(GOOD)])
    assert (status, answer["id"], answer["place"]) == (0, "a", "neighbor:pmpd")
    (finding,) = answer["findings"]
    assert set(finding) == {"rule", "severity", "start", "end", "page", "message", "remedy"}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"x"',
        "{}",
        '{"id": 1}',
        '{"id": 1, "text": 5, "category": "x"}',
        "[" * 100000,
        '{"id": 1, "text": "a", "category": "b", "meta": []}',
    ],
    ids=range(8),
)
def test_a_bad_line_is_told_and_the_others_are_done(line: str) -> None:
    """The error names its line; the next line has its answer; the exit status says that something was wrong."""
    status, (bad, good) = screen([line, json.dumps(GOOD)])
    assert "Line 1 was not screened" in str(bad["error"])
    assert (status, good["id"]) == (1, "a")


def test_strange_meta_never_stops_the_program() -> None:
    """Whatever stands in meta, the line has an answer."""
    strange = {
        "incident_location": "here",
        "state": ["CA"],
        "has_media": "yes",
        "media_kind": 7,
        "alt_text": {},
        "lang": 3,
    }
    status, (answer,) = screen([json.dumps(GOOD | {"meta": strange | {"booking_photo": "?", "media_source": []}})])
    assert (status, answer["place"]) == (0, "invalid")


@pytest.mark.parametrize("meta", [{"state": "ZZ"}, {"state": 9}, {"juvenile": "yes"}, {"alt_text": [1]}, {"lang": {}}])
def test_a_fact_that_cannot_be_read_is_found(meta: dict[str, object]) -> None:
    """An unknown state, or a yes that is a word, never passes as "not said"."""
    _, (answer,) = screen([json.dumps(GOOD | {"meta": meta})])
    (found,) = [f for f in answer["findings"] if f["rule"] == "unreadable-fact"]  # type: ignore[attr-defined]
    assert found["severity"] == "block" and f"meta.{next(iter(meta))}" in found["message"]


def test_surrogates_and_huge_texts_are_answered() -> None:
    """Broken characters are a finding, a long text is read."""
    rows = [GOOD | {"text": "\ud800"}, GOOD | {"text": "word " * 20_000}]
    status, answers = screen([json.dumps(row) for row in rows])
    assert status == 0
    assert "unsafe-characters" in {f["rule"] for f in answers[0]["findings"]}


def test_a_wrong_agency_file_is_told_by_line(tmp_path: Path) -> None:
    """Nothing is screened under a policy that has errors."""
    path = tmp_path / "agency.yaml"
    path.write_text("agency:\n  id: X X\n")
    result = RUN.invoke(app, ["--agency", str(path)], input=json.dumps(GOOD))
    assert result.exit_code == 2
    assert "line 2:" in result.output


@pytest.mark.parametrize("parted", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_a_trial_of_old_posts_tells_what_each_rule_would_have_stopped(tmp_path: Path, parted: str) -> None:
    """A file of last year's posts, however parted, gives, rule by rule, the texts that would not have gone out."""
    path = tmp_path / "posts.csv"
    rows = ("date", "Text"), ("2025-01-02", '"We arrested this burglar, again."'), ("2025-01-03", "Road closed.")
    path.write_text("".join(f"{parted.join(row)}\n" for row in rows))
    result = RUN.invoke(app, ["--agency", str(SAMPLE), "--trial", str(path)])
    assert result.exit_code == 0
    assert "2 posts; 1 would have been stopped" in result.output
    assert "guilt-statement: 1 posts" in result.output and "»this burglar«" in result.output


@pytest.mark.parametrize("content", ["", "date,likes\n1,2\n"])
def test_a_trial_of_a_file_without_texts_is_refused(tmp_path: Path, content: str) -> None:
    """A file that holds no column of texts is told, not passed."""
    path = tmp_path / "posts.csv"
    path.write_text(content)
    result = RUN.invoke(app, ["--agency", str(SAMPLE), "--trial", str(path)])
    assert (result.exit_code, "no column ‘text’" in result.output) == (2, True)


def test_an_instant_that_is_none_is_refused() -> None:
    """--now must be an instant."""
    assert screen([], "--now", "soon")[0] == 2


def test_the_switches_of_the_agency_file_hold(tmp_path: Path) -> None:
    """A rule that the file switches off finds nothing; a switch of a rule that there is not is refused."""
    line = json.dumps(GOOD | {"text": "Call Jane at (831) 555-0123 for the dog."})
    found = {}
    for id in ("pii-ssn", "pii-phone", "no-such-rule"):
        file = tmp_path / f"{id}.yaml"
        file.write_text(SAMPLE.read_text() + f"\nrules:\n  - {{id: {id}, on: false, why: a test}}\n")
        result = RUN.invoke(app, ["--agency", str(file), "--now", "2026-11-21T12:00:00Z"], input=line)
        found[id] = (result.exit_code, "pii-phone" in result.stdout)
    assert found == {"pii-ssn": (0, True), "pii-phone": (0, False), "no-such-rule": (2, False)}
