"""Many posts at once from a table (CSV): read, checked as a whole with what screening finds, and stored all or none.

The first line names the columns: `text`, `category` and `pages` (several separated by spaces) have to be there;
`language`, `due`, `not_before`, `not_after` (wall-clock time of the agency: 2026-12-01 08:00), `slot` (next),
`longitude`, `latitude`, `unit`, `source` (who says so, where the check asks for a sentence's source) and every fact by
its name may be. A post with pictures is written in the composer.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from countersign import desk, policies, timetable
from countersign.agency import FACTS, FactKind, Policy
from countersign.content import Answer, AnswerKind, Draft, Finding, Severity
from countersign.delivery.review import preview
from countersign.errors import Invalid
from countersign.posts import Post
from countersign.screening import answers

NEEDED = ("text", "category", "pages")
MOMENTS = ("due", "not_before", "not_after")
OTHERS = ("language", "source", "slot", "longitude", "latitude", "unit")
MOST_ROWS = 200
MOST_BYTES = 500_000
_ANSWERS = {"yes": True, "no": False, "y": True, "n": False, "true": True, "false": False}
_COLUMNS = frozenset({*NEEDED, *MOMENTS, *OTHERS, *FACTS} - {"place"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its draft, and what is wrong with it by column; `findings` is what screening says."""

    line: int
    draft: Draft
    wrong: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    #: Who says so, for every sentence that the check asks about.
    source: str = ""

    @property
    def stops(self) -> list[Finding]:
        """What would send the post back to its author: what is stopped, and sentences whose source nobody named."""
        settled = answers.settle(self.draft, self.findings)
        return [*settled.stopping, *(question.finding for question in settled.unsaid)]


def read(table: bytes, policy: Policy) -> list[Row]:
    """The rows of a table, each with what could not be read; Invalid when it is no table that can be taken at all."""
    text = _decoded(table)
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise Invalid({"file": f"This is not a table: {error}. Save it as CSV (UTF-8) and choose it again."}) from None
    if not lines:
        raise Invalid({"file": "The table is empty: its first line names the columns, each further line is a post."})
    names = [name.strip().lower().replace(" ", "_") for name in lines[0][1]]
    _check_columns(names)
    if len(lines) - 1 > MOST_ROWS:
        raise Invalid({"file": f"The table has {len(lines) - 1} posts; at most {MOST_ROWS} can be taken at once."})
    rows = [_row(number, names, cells, policy) for number, cells in lines[1:]]
    if not rows:
        raise Invalid({"file": "The table has columns and no posts."})
    return rows


def report(s: Session, who: str, table: bytes, *, now: datetime) -> list[Row]:
    """What an import would do, row by row: every error at its column and every finding; nothing is stored."""
    policy = policies.current(s)
    return [_tried(s, who, row, policy, now) for row in read(table, policy)]


def apply(s: Session, who: str, table: bytes, *, submit: bool, now: datetime) -> list[Post]:
    """Store every row as a draft of its own, and hand them to the review when asked to: all of them or none.

    Raises Invalid with every row's errors as `line N, COLUMN`; the caller's transaction is rolled back then.
    """
    rows = report(s, who, table, now=now)
    wrong = {f"line {row.line}, {column}": message for row in rows for column, message in row.wrong.items()}
    if wrong:
        raise Invalid(wrong)
    made = [desk.draft(s, who, row.draft, now=now) for row in rows]
    failed: dict[str, str] = {}
    for row, post in zip(rows, made, strict=True) if submit else ():
        try:
            desk.submit(s, who, post.id, now=now)
        except Invalid as error:
            told = {"source" if at.startswith("answer.") else at: said for at, said in error.fields.items()}
            failed |= {f"line {row.line}, {column}": message for column, message in told.items()}
    if failed:
        raise Invalid(failed)
    return made


def _tried(s: Session, who: str, row: Row, policy: Policy, now: datetime) -> Row:
    """A row with what the verb itself would refuse, and with what screening finds where it can be read."""
    wrong = dict(row.wrong)
    try:
        desk.writing.check(s, who, row.draft, now=now)
    except Invalid as error:
        wrong = error.fields | wrong
    found = () if wrong else tuple(preview(s, row.draft, policy, now=now)[0])
    told = tuple(finding for finding in found if finding.severity is not Severity.INSERT)
    return replace(row, draft=_sourced(row, told), wrong=wrong, findings=told)


def _sourced(row: Row, found: Sequence[Finding]) -> Draft:
    """The draft in which the row's source answers for each sentence that asks for one."""
    if not row.source:
        return row.draft
    asked = (question for question in answers.asked(row.draft, found) if AnswerKind.SOURCE in question.kinds)
    told = (Answer(q.finding.rule, AnswerKind.SOURCE, q.sentence, row.source) for q in asked)
    return replace(row.draft, answers=tuple(told)[: answers.MAX_ANSWERS])


def _decoded(table: bytes) -> str:
    if len(table) > MOST_BYTES:
        raise Invalid({"file": f"The table has {len(table):,} bytes; at most {MOST_BYTES:,} can be taken."})
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid({"file": "The table is not in UTF-8. Save it as “CSV UTF-8” and choose it again."}) from None
    if "\x00" in text:
        raise Invalid({"file": "This is not a table. Save it as CSV (UTF-8) and choose it again."})
    return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that has anything in it, with the number of its first line; a spreadsheet may use ; or tabs."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield number, cells
        number = reader.line_num + 1


def _check_columns(names: list[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    unknown = [name for name in names if name not in _COLUMNS]
    if missing:
        raise Invalid({"file": f"The first line has to name these columns too: {', '.join(missing)}."})
    if unknown or len(set(names)) < len(names):
        told = unknown[0] if unknown else next(name for name in names if names.count(name) > 1)
        raise Invalid({"file": f"The column “{told[:40]}” is not known, or is there twice. Rename or remove it."})


def _row(number: int, names: list[str], cells: list[str], policy: Policy) -> Row:
    wrong: dict[str, str] = {}
    if len(cells) > len(names):
        wrong["line"] = "This line has more cells than there are columns; put texts with commas into quotes."
    typed = dict(zip(names, (cell.strip() for cell in cells), strict=False))
    facts = {name: value for name in FACTS if (value := _fact(name, typed.get(name, ""), wrong)) is not None}
    place = _place(typed, wrong)
    moments = {name: _moment(typed.get(name, ""), name, policy, wrong) for name in MOMENTS}
    draft = Draft(
        text=typed.get("text", "").replace("\r\n", "\n"),
        category=_category(typed.get("category", ""), policy),
        language=typed.get("language") or "en",
        pages=tuple(typed.get("pages", "").replace(",", " ").replace(";", " ").split()),
        facts=facts | ({"place": place} if place else {}),
        due=moments["due"],
        not_before=moments["not_before"],
        not_after=moments["not_after"],
        slot=typed.get("slot") or None,
        unit=typed.get("unit") or None,
    )
    return Row(number, draft, wrong, source=typed.get("source", ""))


def _category(told: str, policy: Policy) -> str:
    """A category by its id or by its name."""
    named = next((c.id for c in policy.categories if c.name.lower() == told.lower()), None)
    return named or told


def _fact(name: str, told: str, wrong: dict[str, str]) -> Any:
    if not told or FACTS[name].kind is FactKind.PLACE:
        return None
    if FACTS[name].kind is FactKind.YES_NO:
        if told.lower() not in _ANSWERS:
            wrong[name] = "Answer yes or no, or leave it empty."
        return _ANSWERS.get(told.lower())
    return told


def _place(typed: Mapping[str, str], wrong: dict[str, str]) -> list[float] | None:
    longitude, latitude = typed.get("longitude", ""), typed.get("latitude", "")
    if not longitude and not latitude:
        return None
    try:
        return [float(longitude), float(latitude)]
    except ValueError:
        wrong["longitude"] = "Give two numbers: longitude (in this area it is negative), and latitude."
        return None


def _moment(told: str, name: str, policy: Policy, wrong: dict[str, str]) -> datetime | None:
    if not told:
        return None
    try:
        local = datetime.fromisoformat(told)
        if local.tzinfo is None:
            return timetable.due_time(local, policy.agency.zone).at
        return local
    except (ValueError, OverflowError):
        wrong[name] = "Write the day and the time like this: 2026-12-01 08:00."
        return None
