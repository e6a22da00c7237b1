"""The composer's sheet: what stands in its fields, as typed; from a form or from a stored draft, and to a draft.

What cannot be read becomes a message at its field, beside those of `screening.validate`; what was typed stays.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from approval_ui.staff import clocktimes
from approval_ui.staff import visit as visits
from countersign.agency import FACTS, FactKind, Policy
from countersign.content import Answer, AnswerKind, Coordination, Draft, MediaRef, instant
from countersign.errors import Invalid
from countersign.posts import Post

AGAIN = ("repeat", "repeat_rule", "repeat_until", "repeat_except")
SINGLE = (
    *AGAIN,
    "unit",
    "text",
    "category",
    "language",
    "longitude",
    "latitude",
    "outline",
    "schedule",
    "in_reply_to",
    "corrects",
    "revision",
)
MOMENTS = ("due", "not_before", "not_after")
ANSWERS = {"yes": True, "no": False}
ANSWER = ("rule", "sentence", "kind", "text", "document")
COORDINATION = ("neighbor", "contact", "answer", "lead")


@dataclass(slots=True)
class Sheet:
    """Everything in the composer's fields."""

    values: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    #: Each with sha256, mime and alt.
    pictures: list[dict[str, str]] = field(default_factory=list)
    #: Each with neighbor, contact, at_date, at_time, answer and lead.
    coordination: list[dict[str, str]] = field(default_factory=list)
    #: Each with rule, sentence, kind, text and document: what is said to findings.
    answers: list[dict[str, str]] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """One field as typed."""
        return self.values.get(name, otherwise)


def of_form(form: FormData) -> Sheet:
    """The sheet that somebody sent."""
    values = {name: visits.raw(form, name) for name in SINGLE}
    text = form.get("text", "")
    values["text"] = text.replace("\r\n", "\n").rstrip() if isinstance(text, str) else ""
    for name in MOMENTS:
        values |= {f"{name}_{part}": visits.raw(form, f"{name}_{part}") for part in ("date", "time", "second")}
    for name in form:
        if name.startswith(("fact.", "variant.")):
            values[name] = visits.raw(form, name)
    return Sheet(values, _texts(form, "pages"), _pictures(form), _coordination(form), _answers(form))


def of_draft(s: Session, draft: Draft, zone: ZoneInfo, *, revision: int) -> Sheet:
    """The sheet of a stored draft."""
    values = {"text": draft.text, "category": draft.category, "language": draft.language, "revision": str(revision)}
    values |= _place_fields(draft.place)
    values["schedule"] = "at" if draft.due else "slot" if draft.slot else "asap"
    values["unit"] = draft.unit or ""
    for name in MOMENTS:
        values |= clocktimes.as_typed(getattr(draft, name), name, zone)
    values |= {f"fact.{name}": _fact_field(value) for name, value in draft.facts.items() if name != "place"}
    values |= {f"variant.{name}": variant for name, variant in draft.variants.items()}
    original = s.get(Post, uuid.UUID(draft.in_reply_to)) if draft.in_reply_to else None
    values["in_reply_to"] = str(original.number) if original else ""
    values["corrects"] = values["in_reply_to"] if draft.corrects else ""
    pictures = [{"sha256": m.sha256, "mime": m.mime, "alt": m.alt} for m in draft.media]
    told = [asdict(answer) | {"kind": answer.kind.value} for answer in draft.answers]
    return Sheet(values, list(draft.pages), pictures, [_coordination_fields(c, zone) for c in draft.coordination], told)


def to_draft(sheet: Sheet, policy: Policy, s: Session) -> tuple[Draft, dict[str, str]]:
    """The draft that a sheet means, and field -> what could not be read; what could not be read is left out."""
    wrong: dict[str, str] = {}
    zone = policy.agency.zone
    moments = {name: _moment(sheet, name, zone, wrong) for name in MOMENTS}
    facts = {name: value for name in FACTS if (value := _fact(sheet, name)) is not None}
    place, original = _place(sheet, wrong), _original(sheet, s, wrong)
    draft = Draft(
        text=sheet.get("text"),
        category=sheet.get("category"),
        language=sheet.get("language") or "en",
        pages=tuple(sheet.pages),
        facts=facts | ({"place": place} if place is not None else {}),
        media=tuple(MediaRef(p["sha256"], p["mime"], p["alt"].strip()) for p in sheet.pictures),
        coordination=tuple(_record(row, zone, wrong) for row in sheet.coordination),
        answers=tuple(_answer(row) for row in sheet.answers),
        due=moments["due"],
        slot="next" if sheet.get("schedule") == "slot" else None,
        unit=sheet.get("unit") or None,
        not_before=moments["not_before"],
        not_after=moments["not_after"],
        in_reply_to=original,
        corrects=original if sheet.get("corrects") else None,
        variants={
            name.removeprefix("variant."): value
            for name, value in sheet.values.items()
            if name.startswith("variant.") and value not in {"", "standard"}
        },
    )
    return draft, wrong


def _moment(sheet: Sheet, name: str, zone: ZoneInfo, wrong: dict[str, str]) -> datetime | None:
    if name == "due" and sheet.get("schedule") in {"asap", "slot"}:
        return None
    typed = FormData([(key, sheet.get(key)) for key in (f"{name}_date", f"{name}_time", f"{name}_second")])
    try:
        return clocktimes.read_local(typed, name, zone, required=name == "due" and sheet.get("schedule") == "at")
    except Invalid as error:
        wrong |= error.fields
        return None


def _fact(sheet: Sheet, name: str) -> Any:
    typed = sheet.get(f"fact.{name}")
    if FACTS[name].kind is FactKind.YES_NO:
        return ANSWERS.get(typed)
    return typed or None if FACTS[name].kind is FactKind.TEXT else None


def _fact_field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value is not None else ""


def _place(sheet: Sheet, wrong: dict[str, str]) -> Any:
    longitude, latitude = sheet.get("longitude"), sheet.get("latitude")
    try:
        if longitude or latitude:
            place = [float(longitude.replace(",", ".")), float(latitude.replace(",", "."))]
            if 90 < abs(place[1]) <= 180 and abs(place[0]) <= 90:
                wrong["place"] = (
                    f"The two numbers are the wrong way round: {latitude} is the longitude, and goes first."
                )
            return place
        return json.loads(sheet.get("outline")) if sheet.get("outline") else None
    except ValueError:
        wrong["place"] = "Give two numbers: longitude (in this area it is negative), and latitude."
        return None


def _place_fields(place: Any) -> dict[str, str]:
    if isinstance(place, list | tuple) and len(place) == 2:
        return {"longitude": str(place[0]), "latitude": str(place[1])}
    return {"outline": json.dumps(place)} if isinstance(place, Mapping) else {}


def _original(sheet: Sheet, s: Session, wrong: dict[str, str]) -> str | None:
    typed = (sheet.get("corrects") or sheet.get("in_reply_to")).removeprefix("post").strip().removeprefix("#")
    if not typed:
        return None
    found = (
        s.scalar(select(Post.id).where(Post.number == int(typed))) if typed.isdecimal() and len(typed) < 15 else None
    )
    if found is None:
        wrong["in_reply_to"] = "There is no post with this number. Give the number alone, such as 12."
    return str(found) if found else None


def _pictures(form: FormData) -> list[dict[str, str]]:
    dropped = set(_texts(form, "media_drop"))
    columns = (_texts(form, name) for name in ("media_sha256", "media_mime", "media_alt"))
    rows = [dict(zip(("sha256", "mime", "alt"), row, strict=True)) for row in zip(*columns, strict=False)]
    unique = {row["sha256"]: row for row in rows if row["sha256"] not in dropped}
    return list(unique.values())


def _answers(form: FormData) -> list[dict[str, str]]:
    """The answers that were begun: a source that is named, or a way out of a stop that was chosen."""
    columns = [_texts(form, f"answer_{name}") for name in ANSWER]
    rows = [dict(zip(ANSWER, map(str.strip, row), strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if row["kind"] in set(AnswerKind) and (row["text"] or row["kind"] != AnswerKind.SOURCE)]


def _answer(row: Mapping[str, str]) -> Answer:
    return Answer(row["rule"], AnswerKind(row["kind"]), row["sentence"], row["text"], row["document"])


def _coordination(form: FormData) -> list[dict[str, str]]:
    names = (*COORDINATION, "at_date", "at_time")
    columns = [_texts(form, f"coordination_{name}") for name in names]
    rows = [dict(zip(names, map(str.strip, row), strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(row[name] for name in ("neighbor", "contact", "answer", "lead"))]


def _coordination_fields(record: Coordination, zone: ZoneInfo) -> dict[str, str]:
    fields = {name: str(getattr(record, name)) for name in COORDINATION}
    try:
        return fields | clocktimes.as_typed(datetime.fromisoformat(record.at), "at", zone)
    except ValueError:
        return fields | clocktimes.as_typed(None, "at", zone)


def _record(row: Mapping[str, str], zone: ZoneInfo, wrong: dict[str, str]) -> Coordination:
    typed = FormData([(name, row.get(name, "")) for name in ("at_date", "at_time")])
    try:
        at = clocktimes.read_local(typed, "at", zone)
    except Invalid as error:
        wrong["coordination"] = f"When you reached them: {error.fields['at']}"
        at = None
    return Coordination(at=instant(at) if at else "", **{name: row[name] for name in COORDINATION})


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]
