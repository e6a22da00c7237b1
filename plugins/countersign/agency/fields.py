"""How single values of agency.yaml are read and shown: durations, times, dates, selections, geometry."""

import re
from collections.abc import Callable, Collection
from datetime import date, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints

from countersign.agency.area import Area, read_area, show_area
from countersign.vocabulary import FACTS, PLATFORMS, STATES

_UNITS = {"min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,6})\s*(min|h|d|w)\b\s*")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_duration(value: Any) -> timedelta:
    """A span of time such as "2 h" or "1 d 12 h"; ValueError says what to write."""
    if isinstance(value, timedelta):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not text or _SPAN.sub("", text):
        raise ValueError(f"{value!r} is not a span of time; write a number and min, h, d or w, such as 90 min or 2 h")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _SPAN.findall(text))
    if not 0 < seconds <= 3660 * _UNITS["d"]:
        raise ValueError(f"{value!r} must be longer than nothing and at most ten years")
    return timedelta(seconds=seconds)


def show_duration(value: timedelta) -> str:
    """The shortest spelling that read_duration reads back: "1 d 12 h"."""
    seconds, words = int(value.total_seconds()), []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        number, seconds = divmod(seconds, size)
        words += [f"{number} {unit}"] if number else []
    return " ".join(words) or "0 min"


def read_clock(value: Any) -> time:
    """A time of day such as "07:30"."""
    if isinstance(value, time):
        return value
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a time of day; write hours and minutes from 00:00 to 23:59, such as 07:30")
    return time(int(match[1]), int(match[2]))


def read_day(value: Any) -> date:
    """A day such as "2026-01-31"."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError(f"{value!r} is not a date; write year-month-day, such as 2026-01-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a day of the calendar") from None


def read_selection(value: Any) -> Any:
    """One name, "*" for all, or a list of names."""
    return (value,) if isinstance(value, str) else value


def read_timezone(value: Any) -> Any:
    """A name of the time zone database, such as America/Los_Angeles."""
    try:
        if "/" not in value and value != "UTC":
            raise ValueError
        ZoneInfo(value)
    except (KeyError, ValueError, TypeError, OSError):
        raise ValueError(f"{value!r} is not a time zone; write one such as America/Los_Angeles") from None
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
Duration = Annotated[timedelta, BeforeValidator(read_duration), PlainSerializer(show_duration, return_type=str)]
Clock = Annotated[
    time, BeforeValidator(read_clock), PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str)
]
Day = Annotated[date, BeforeValidator(read_day)]
Selection = Annotated[tuple[str, ...], BeforeValidator(read_selection)]
Timezone = Annotated[str, BeforeValidator(read_timezone)]
Ground = Annotated[Area, BeforeValidator(read_area), PlainSerializer(show_area, return_type=dict)]


def _one_of(known: Collection[str], what: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"‘{value}’ is not {what}; known are: {', '.join(sorted(known))}")
        return value

    return check


def _check_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError(
            f"‘{value}’ is not an address; write one such as https://police.example.gov, without a password"
        )
    return value


def _check_email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise ValueError(f"‘{value}’ is not a mail address")
    return value


State = Annotated[Word, AfterValidator(_one_of(STATES, "a state"))]
Platform = Annotated[Word, AfterValidator(_one_of(PLATFORMS, "a platform"))]
FactName = Annotated[Word, AfterValidator(_one_of(FACTS, "a fact that can be asked for"))]
Url = Annotated[Word, AfterValidator(_check_url)]
Email = Annotated[Word, AfterValidator(_check_email)]


def selects(selection: tuple[str, ...], name: str) -> bool:
    """Whether a selection names this one or all."""
    return "*" in selection or name in selection
