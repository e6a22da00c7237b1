"""When something may go out: wall clock to UTC, publishing hours, quiet hours, signed windows; all pure.

A time of day that the clocks skip in spring moves forward by the hour that is skipped (02:30 becomes 03:30).
A time of day that comes twice in autumn means the first of the two, unless the second is asked for
(`second=True`); `Due` says so, and the composer shows which one it took.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from countersign.agency import Category, Policy, QuietEntry, WindowEntry
from countersign.agency.fields import selects
from countersign.content import SignedWindow
from countersign.vocabulary import DAY_NAMES, DAYS, MONTH_NAMES

#: How far ahead an allowed instant is looked for: publishing hours repeat weekly.
HORIZON = timedelta(days=9)


@dataclass(frozen=True, slots=True)
class Due:
    """The instant (UTC) that a local time means; `skipped` and `twice`: the clocks change around it."""

    at: datetime
    skipped: bool = False
    twice: bool = False

    @property
    def note(self) -> str | None:
        """What a person should know about the time they chose, or None."""
        if self.skipped:
            return "The clocks skip this time on that night; the post goes out as much later as they skip."
        return "The clocks show this time twice on that night; the earlier one is meant." if self.twice else None


def due_time(local: datetime, zone: ZoneInfo, *, second: bool = False) -> Due:
    """A wall-clock time without a zone -> the instant it means in the agency's zone."""
    if local.tzinfo is not None:
        raise ValueError("a wall-clock time has no zone of its own")
    first, last = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    differ = first.utcoffset() != last.utcoffset()
    skipped = differ and first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local
    chosen = last if second and differ and not skipped else first
    return Due(chosen.astimezone(UTC), skipped=skipped, twice=differ and not skipped and not second)


def next_allowed(policy: Policy, category: str, *, page: str, at: datetime) -> datetime | None:
    """The first instant from `at` on at which the page's hours and the quiet hours let a post out.

    None when no such instant comes within nine days.
    """
    if is_allowed(policy, category, page=page, at=at):
        return at
    chances = sorted(edge for edge in _edges(policy, at) if edge > at)
    return next((chance for chance in chances if is_allowed(policy, category, page=page, at=chance)), None)


def is_allowed(policy: Policy, category: str, *, page: str, at: datetime) -> bool:
    """Whether a post of this category may go out on this page now; urgent categories always may."""
    kind = policy.category(category)
    if kind is not None and kind.urgent:
        return True
    local = at.astimezone(policy.agency.zone)
    hours = [window for window in policy.windows if selects(window.pages, page)]
    quiet = [entry for entry in policy.quiet_hours if category not in entry.exempt]
    exempt = any(category in entry.exempt for entry in policy.quiet_hours)
    return not any(_covers(entry, local) for entry in quiet) and (
        not hours or exempt or any(_covers(window, local) for window in hours)
    )


def _covers(hours: WindowEntry | QuietEntry, local: datetime) -> bool:
    """Whether a wall-clock time lies in some hours; they begin on their day and may end on the next one."""
    today, yesterday = DAYS[local.weekday()], DAYS[local.weekday() - 1]
    clock = local.time()
    if hours.starts < hours.ends:
        return today in hours.days and hours.starts <= clock < hours.ends
    return (today in hours.days and clock >= hours.starts) or (yesterday in hours.days and clock < hours.ends)


def _edges(policy: Policy, at: datetime) -> set[datetime]:
    """Every instant within the horizon at which what is allowed may change."""
    zone = policy.agency.zone
    hours: list[WindowEntry | QuietEntry] = [*policy.windows, *policy.quiet_hours]
    clocks = {time(0, 0)} | {clock for entry in hours for clock in (entry.starts, entry.ends)}
    first = at.astimezone(zone).date() - timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(HORIZON.days + 2)]
    edges = {edge for day in days for clock in clocks for edge in _instants(datetime.combine(day, clock), zone)}
    return edges | {jump for day in days if (jump := _jump(day, zone))}


def _instants(local: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant at which the wall clock passes a time: one, two in autumn, none where spring skips it."""
    due, again = due_time(local, zone), due_time(local, zone, second=True)
    return () if due.skipped else (due.at, again.at)


def _jump(day: date, zone: ZoneInfo) -> datetime | None:
    """The instant of a day at which the clocks are changed, to the minute: hours begin or end at it."""
    before, after = (
        datetime.combine(day + timedelta(days=number), time(0), tzinfo=zone).astimezone(UTC) for number in (0, 1)
    )
    late = after.astimezone(zone).utcoffset()
    if before.astimezone(zone).utcoffset() == late:
        return None
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=((after - before) // timedelta(minutes=1)) // 2)
        before, after = (before, middle) if middle.astimezone(zone).utcoffset() == late else (middle, after)
    return after


def signed_window(
    category: Category,
    due: datetime | None,
    *,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    slack: timedelta = timedelta(0),
) -> SignedWindow:
    """The span in which the signed words may go out; moving the due time inside it keeps the approvals.

    Without a due time a post is due once it is signed: its window begins now and lasts for the category's
    own time
    after the longest that signing may take, and after the `slack` until its slot comes.
    Whether the window makes sense is for screening to say.
    """
    begin = not_before or (due - (category.early or timedelta()) if due else now)
    end = not_after or ((due or now + category.max_wait + slack) + category.not_after)
    return SignedWindow(begin, end)


def spoken(instant: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """An instant as people say it: "Fri Nov 21, 2026 at 6:30 p.m. PST", "vie 21 nov 2026, 6:30 p. m. PST".

    A language that is not written here gets English.
    """
    local = instant.astimezone(zone)
    hour, half = local.hour % 12 or 12, "a" if local.hour < 12 else "p"
    if language.partition("-")[0] == "es":
        day, month = DAY_NAMES["es"][local.weekday()][:3], MONTH_NAMES["es"][local.month - 1][:3]
        return f"{day} {local.day} {month} {local.year}, {hour}:{local:%M} {half}. m. {local.tzname()}"
    return f"{local:%a %b} {local.day}, {local.year} at {hour}:{local:%M} {half}.m. {local.tzname()}"
