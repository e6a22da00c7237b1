"""Times as people type them: a date and a time of day on the agency's own clocks."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from approval_ui.staff.visit import raw
from countersign import timetable
from countersign.errors import Invalid
from countersign.timetable import Due


def read_local(form: FormData, name: str, zone: ZoneInfo, *, required: bool = False) -> datetime | None:
    """The instant that `NAME_date` and `NAME_time` mean; None when both are empty; Invalid names the field."""
    typed = {key: raw(form, key) for key in (f"{name}_date", f"{name}_time", f"{name}_second")}
    if not typed[f"{name}_date"] and not typed[f"{name}_time"]:
        if required:
            raise Invalid({name: "Please give the day and the time."})
        return None
    return _due(typed, name, zone).at


def read_day(form: FormData, name: str) -> date | None:
    """The day that a field names; None when it is empty; Invalid names the field."""
    typed = raw(form, name)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Invalid({name: "Please give the day as year-month-day."}) from None


def note(typed: Mapping[str, str], name: str, zone: ZoneInfo) -> str | None:
    """What a person should know about a time on a night when the clocks change, or None."""
    try:
        return _due(typed, name, zone).note
    except Invalid:
        return None


def _due(typed: Mapping[str, str], name: str, zone: ZoneInfo) -> Due:
    try:
        local = datetime.fromisoformat(f"{typed.get(f'{name}_date', '')}T{typed.get(f'{name}_time', '')}")
    except ValueError:
        raise Invalid({name: "Please give both the day (year-month-day) and the time (hours:minutes)."}) from None
    if local.tzinfo is not None or not 1970 <= local.year <= 2200:
        raise Invalid({name: "This is not a day and time that can be used."})
    return timetable.due_time(local, zone, second=bool(typed.get(f"{name}_second")))


def as_typed(instant: datetime | None, name: str, zone: ZoneInfo) -> dict[str, str]:
    """The two fields that mean an instant."""
    local = instant.astimezone(zone) if instant else None
    return {
        f"{name}_date": f"{local:%Y-%m-%d}" if local else "",
        f"{name}_time": _clock(local) if local else "",
        f"{name}_second": "on" if local and local.fold else "",
    }


def _clock(local: datetime) -> str:
    """Hours and minutes, with seconds only where somebody gave them."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
