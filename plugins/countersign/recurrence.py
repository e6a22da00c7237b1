"""Posts that come again: RFC 5545 rules on the agency's wall clock, and the next free weekly slot of a page; pure.

A rule repeats a time of day, not an instant: what is due at 9 a.m. stays at 9 a.m. when the clocks change. A time that
the clocks skip, or show twice, means what `timetable.due_time` says. COUNT counts the occurrences of the rule before
any is left out, as the RFC has it; an occurrence is what the rule matches, so a first day that it does not match
is none.
"""

import itertools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from countersign.agency import PageEntry
from countersign.errors import Invalid
from countersign.timetable import Due, due_time
from countersign.vocabulary import DAY_NAMES, MONTH_NAMES

#: How far ahead a series is written down and signed: nobody signs for next year's words.
HORIZON = timedelta(days=90)
#: How long before its end the next part of a series is written, so that its people can sign in time.
AHEAD = timedelta(days=14)
#: Occurrences written at once: as many as one person can be asked to sign at once.
MOST = 100
#: How far ahead a free slot is looked for.
SLOTS_AHEAD = timedelta(days=28)

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NUMBER = r"[1-9]\d{0,3}"


def _list(one: str) -> str:
    return f"({one})(,({one}))*"


_SIGNED = r"[+-]?[1-9]\d{0,2}"
#: RFC 5545, section 3.3.10: the parts of a rule and their form, without what gives several an hour.
_PARTS = {
    "FREQ": "|".join(_FREQUENCIES),
    "INTERVAL": _NUMBER,
    "COUNT": _NUMBER,
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "BYDAY": _list(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)"),
    "BYMONTHDAY": _list(r"[+-]?([1-9]|[12]\d|3[01])"),
    "BYMONTH": _list(r"[1-9]|1[0-2]"),
    "BYYEARDAY": _list(_SIGNED),
    "BYWEEKNO": _list(r"[+-]?([1-9]|[1-4]\d|5[0-3])"),
    "BYSETPOS": _list(_SIGNED),
    "BYHOUR": _list(r"[01]?\d|2[0-3]"),
    "BYMINUTE": r"[0-5]?\d",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
#: The parts that the RFC forbids with a frequency.
_FORBIDDEN = {
    "DAILY": ("BYYEARDAY", "BYWEEKNO"),
    "WEEKLY": ("BYYEARDAY", "BYWEEKNO", "BYMONTHDAY"),
    "MONTHLY": ("BYYEARDAY", "BYWEEKNO"),
    "YEARLY": (),
}
_SPOKEN = {"DAILY": ("day", "days"), "WEEKLY": ("week", "weeks"), "MONTHLY": ("month", "months")}
_WEEKDAYS = {name[:2].upper(): name for name in DAY_NAMES["en"]}


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule, the wall-clock time of the first day, and the days or times that are left out (ISO 8601, no zone)."""

    rule: str
    starts: datetime
    left_out: tuple[str, ...] = ()


def occurrences(repeat: Repeat, zone: ZoneInfo, *, now: datetime, after: datetime | None = None) -> list[Due]:
    """When a repeated post is due, in order, up to the horizon; Invalid names the field that is wrong.

    `after` is until when a series was written down before; then there may be none.
    """
    out = _left_out(repeat.left_out)
    kept = (local for local in _matched(repeat, zone, now=now) if local not in out and local.date() not in out)
    dues = (due for local in kept if (due := due_time(local, zone)) and (after is None or due.at > after))
    found = {due.at: due for due in itertools.islice(dues, MOST + 1)}
    if len(found) > MOST:
        raise Invalid({"rule": f"That is more than {MOST} posts within {HORIZON.days} days. Give it an earlier end."})
    if not found and after is None:
        raise Invalid({"rule": f"This rule gives no post within the next {HORIZON.days} days."})
    return [found[at] for at in sorted(found)]


def _matched(repeat: Repeat, zone: ZoneInfo, *, now: datetime) -> Iterator[datetime]:
    """The wall-clock times of a rule up to the horizon, with those that are left out."""
    parts = _parts(repeat.rule)
    last = _horizon(zone, now)
    end = min(_until(parts.pop("UNTIL"), zone), last) if "UNTIL" in parts else last
    count = int(parts.pop("COUNT", 0)) or None
    bounded = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        rule = rrulestr(f"{bounded};UNTIL={end:%Y%m%dT%H%M%S}", dtstart=repeat.starts.replace(tzinfo=None))
    except ValueError:
        raise Invalid(
            {"rule": "This rule contradicts itself. Nothing was stored; mend it or choose another."}
        ) from None
    return itertools.islice(rule, count)


def checked(rule: str) -> str:
    """A rule in the one spelling in which it is stored; Invalid when it is none."""
    return ";".join(f"{name}={value}" for name, value in _parts(rule).items())


def goes_on(repeat: Repeat, zone: ZoneInfo, *, now: datetime) -> bool:
    """Whether the rule may have occurrences beyond the horizon, which are written and signed later."""
    parts = _parts(repeat.rule)
    if "UNTIL" in parts:
        return _until(parts["UNTIL"], zone) > _horizon(zone, now)
    return "COUNT" not in parts or sum(1 for _ in _matched(repeat, zone, now=now)) < int(parts["COUNT"])


def _horizon(zone: ZoneInfo, now: datetime) -> datetime:
    return (now + HORIZON).astimezone(zone).replace(tzinfo=None)


def spoken(rule: str) -> str:
    """A rule as people say it, where it is one of the usual ones; else the rule itself."""
    parts = _parts(rule)
    unusual = parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
    days = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if unusual or parts["FREQ"] not in _SPOKEN or not set(days) <= set(_WEEKDAYS):
        return checked(rule)
    number, (one, many) = int(parts.get("INTERVAL", 1)), _SPOKEN[parts["FREQ"]]
    said = f"every {one}" if number == 1 else f"every {number} {many}"
    said += f" on {', '.join(_WEEKDAYS[day] for day in days)}" if days else ""
    said += f", {parts['COUNT']} times" if "COUNT" in parts else ""
    return said + (f", until {_day(parts['UNTIL']):%Y-%m-%d}" if "UNTIL" in parts else "")


#: What each occurrence of a repeated text puts in.
FIELDS = ("{date}", "{weekday}", "{time}")


def dated(text: str, due: datetime, zone: ZoneInfo, *, language: str) -> str:
    """A text with `{date}`, `{weekday}` and `{time}` replaced by those of one occurrence, in its language."""
    local = due.astimezone(zone)
    tongue = language[:2] if language[:2] in DAY_NAMES else "en"
    weekday, month = DAY_NAMES[tongue][local.weekday()], MONTH_NAMES[tongue][local.month - 1]
    half = "a.m." if local.hour < 12 else "p.m."
    clock = f"{local.hour % 12 or 12}:{local:%M} {half}" if local.minute else f"{local.hour % 12 or 12} {half}"
    day = f"{weekday} {local.day} de {month}" if tongue == "es" else f"{weekday}, {month} {local.day}"
    return text.replace("{date}", day).replace("{weekday}", weekday).replace("{time}", clock)


def slots(page: PageEntry, zone: ZoneInfo, *, after: datetime) -> Iterator[datetime]:
    """The slots of a page from an instant on, in order, over the next weeks."""
    today = after.astimezone(zone).date()
    for number in range(SLOTS_AHEAD.days + 1):
        day = today + timedelta(days=number)
        for clock in sorted(_clocks(page, day)):
            at = due_time(datetime.combine(day, clock), zone).at
            if at > after:
                yield at


def next_slot(page: PageEntry, zone: ZoneInfo, *, after: datetime, fits: Callable[[datetime], bool]) -> datetime | None:
    """The first slot of a page that fits, that is, which no other post has taken; None if none within four weeks."""
    return next((at for at in slots(page, zone, after=after) if fits(at)), None)


def _clocks(page: PageEntry, day: date) -> set[time]:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()]
    return {clock for entry in page.slots if name in entry.days for clock in entry.times}


def _parts(rule: str) -> dict[str, str]:
    """The parts of a rule by name; Invalid says which one cannot be taken."""
    parts: dict[str, str] = {}
    for part in "".join(rule.upper().split()).removeprefix("RRULE:").strip(";").split(";"):
        name, _, value = part.partition("=")
        form = _PARTS.get(name)
        if form is None or not re.fullmatch(form, value) or name in parts:
            raise Invalid({"rule": f"“{part[:40]}” is not a part of a rule. An example: FREQ=WEEKLY;BYDAY=TU,TH."})
        parts[name] = value
    if "FREQ" not in parts:
        raise Invalid({"rule": "A rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."})
    frequency = parts["FREQ"]
    wrong = [name for name in _FORBIDDEN[frequency] if name in parts]
    if frequency in {"DAILY", "WEEKLY"} and re.search(r"\d", parts.get("BYDAY", "")):
        wrong.append("a number in BYDAY")
    if wrong:
        raise Invalid({"rule": f"{wrong[0]} does not go together with FREQ={frequency}."})
    if "COUNT" in parts and "UNTIL" in parts:
        raise Invalid({"rule": "A rule ends by COUNT or by UNTIL, not by both."})
    return parts


def _until(told: str, zone: ZoneInfo) -> datetime:
    """The last wall-clock time of a rule; a day alone means all of it, and Z means UTC."""
    try:
        if "T" not in told:
            return datetime.combine(_day(told), time(23, 59, 59))
        at = datetime.strptime(told.removesuffix("Z"), "%Y%m%dT%H%M%S")
    except ValueError:
        raise Invalid({"rule": "The day in UNTIL is not a day of the calendar."}) from None
    utc = ZoneInfo("UTC")
    return at.replace(tzinfo=utc).astimezone(zone).replace(tzinfo=None) if told.endswith("Z") else at


def _day(told: str) -> date:
    return datetime.strptime(told[:8], "%Y%m%d").date()


def _left_out(told: Collection[str]) -> set[date | datetime]:
    try:
        return {datetime.fromisoformat(one) if "T" in one else date.fromisoformat(one) for one in told}
    except ValueError:
        raise Invalid({"left_out": "Give the days to leave out as year-month-day, one a line."}) from None
