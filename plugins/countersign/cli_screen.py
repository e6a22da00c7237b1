"""`countersign screen`: drafts in, findings out, one JSON object a line; needs no database."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from countersign.agency import Policy, parse_any
from countersign.content import Draft, Finding, MediaRef, Severity
from countersign.errors import AgencyFileInvalid
from countersign.screening import classify, screen
from countersign.screening.rulebook import unknown
from countersign.screening.trial import read_posts, report, try_posts
from countersign.vocabulary import FACTS, STATES, FactKind

#: The longest line that is read: a draft is far shorter.
MAX_LINE = 20_000_000
_MIME = {"photo": "image/jpeg", "graphic": "image/png", "video": "video/mp4"}


def command(
    agency: Annotated[Path, typer.Option(help="agency.yaml, or a JSON file of facts about the agency.")],
    now: Annotated[str | None, typer.Option(help="The instant to screen at, such as 2026-11-21T10:00:00Z.")] = None,
    trial: Annotated[
        Path | None,
        typer.Option(
            help="A CSV of old posts with a column ‘text’: prints, rule by rule, what would have been stopped."
        ),
    ] = None,
) -> None:
    """Screen drafts from standard input, one JSON object a line, and write the findings of each to standard
    output.

    A line that cannot be read gives a line with an "error"; the others are screened, and the exit status is
    1.
    """
    instant = _instant(now)
    policy = _policy(agency, instant)
    if trial is not None:
        _tried(trial, policy, instant)
        return
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    failed = False
    for answer in screened(sys.stdin, policy, instant):
        failed = failed or "error" in answer
        print(json.dumps(answer, ensure_ascii=False))
    raise typer.Exit(1 if failed else 0)


def _tried(path: Path, policy: Policy, now: datetime) -> None:
    """Print the trial of a file of old posts, or say why it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            rows = read_posts(file)
    except (OSError, ValueError) as error:
        print(f"The file {path} cannot be read: {error}. Nothing was screened.", file=sys.stderr)
        raise typer.Exit(2) from None
    for line in report(try_posts(rows, policy, now)):
        print(line)


def screened(lines: Iterable[str], policy: Policy, now: datetime) -> Iterator[dict[str, Any]]:
    """Lines of drafts -> answers, in order; blank lines give none."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer(line, policy, number=number, now=now)


def _answer(line: str, policy: Policy, *, number: int, now: datetime) -> dict[str, Any]:
    row: Any = None
    try:
        if len(line) > MAX_LINE:
            raise ValueError("the line is too long")
        row = json.loads(line)
        draft = draft_of(row)
    except (ValueError, RecursionError) as error:
        told = row.get("id") if isinstance(row, dict) else None
        return {"id": told, "line": number, "error": f"Line {number} was not screened: {_sentence(error)}."}
    findings = [_shown(f) for f in (*_unreadable(row.get("meta", {})), *screen(draft, policy, now))]
    return {"id": row["id"], "place": classify(draft.place, policy), "findings": findings}


def draft_of(row: Any) -> Draft:
    """A row {"id", "text", "category", "meta"} -> Draft; ValueError says what is wrong with the row."""
    if not isinstance(row, dict):
        raise ValueError("a draft is an object with id, text, category and meta")
    for name, kind in (("id", str | int), ("text", str), ("category", str)):
        if not isinstance(row.get(name), kind):
            raise ValueError(f"‘{name}’ is missing or not of the right kind")
    meta = row.get("meta", {})
    if not isinstance(meta, dict):
        raise ValueError("‘meta’ must be an object")
    facts = {name: value for name, value in meta.items() if name not in ("incident_location", "alt_text", "lang")}
    return Draft(
        text=row["text"],
        category=row["category"],
        language=str(meta.get("lang") or "en"),
        facts=facts | {"place": meta.get("incident_location")},
        media=_media(meta),
    )


def _unreadable(meta: Mapping[str, Any]) -> Iterator[Finding]:
    """A fact of the wrong kind is a finding: read as "not said" it would pass in silence."""
    for name, value in meta.items():
        yes_no = name in FACTS and FACTS[name].kind is FactKind.YES_NO
        if yes_no and not isinstance(value, bool | None):
            yield _misspelled(name, "must be true, false or null")
        elif name in ("alt_text", "lang", "media_kind", "media_source") and not isinstance(value, str | None):
            yield _misspelled(name, "must be text or null")
        elif name == "state" and value is not None and (not isinstance(value, str) or value not in STATES):
            yield _misspelled(name, "is no state of the United States; write two capitals such as CA")


def _misspelled(name: str, fault: str) -> Finding:
    return Finding("unreadable-fact", Severity.BLOCK, f"‘meta.{name}’ {fault}.", "Correct it and screen again.")


def _media(meta: Mapping[str, Any]) -> tuple[MediaRef, ...]:
    kind = meta.get("media_kind")
    if not meta.get("has_media") and kind not in _MIME:
        return ()
    alt = meta.get("alt_text")
    return (MediaRef("0" * 64, _MIME.get(str(kind), "image/jpeg"), alt if isinstance(alt, str) else ""),)


def _shown(finding: Finding) -> dict[str, Any]:
    names = ("rule", "severity", "start", "end", "page", "message", "remedy")
    return {name: getattr(finding, name) for name in names}


def _sentence(error: BaseException) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON ({error.msg} at character {error.pos + 1})"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not an instant; write one such as 2026-11-21T10:00:00Z") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _policy(path: Path, now: datetime) -> Policy:
    try:
        policy = parse_any(path.read_text(encoding="utf-8"), now=now, filename=path.name)
    except (OSError, UnicodeDecodeError) as error:
        print(f"The agency file {path} cannot be read: {error}.", file=sys.stderr)
    except AgencyFileInvalid as invalid:
        print(f"The agency file {path} has errors; nothing was screened.", file=sys.stderr)
        for line, sentence in invalid.errors:
            print(f"  line {line}: {sentence}", file=sys.stderr)
    else:
        wrong = unknown(policy.switches)
        if not wrong:
            return policy
        print(f"The rulebook has no rule and no pack called {', '.join(wrong)}; nothing was screened.", file=sys.stderr)
    raise typer.Exit(2)


app = typer.Typer(add_completion=False)
app.command()(command)
