"""Times mean what the agency's clock says, on both nights on which the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countersign import timetable
from countersign.agency import Policy, QuietEntry, WindowEntry
from tests.unit.agency.small_agency import NOW, SMALL, read

PACIFIC = ZoneInfo("America/Los_Angeles")
ZONES = st.sampled_from(
    ["America/Los_Angeles", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "America/Phoenix", "UTC"]
).map(ZoneInfo)
LOCAL = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(lambda t: t.replace(second=0, microsecond=0))


def utc(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_moves_forward() -> None:
    """On 8 March 2026 there is no 02:30 in California: it means 03:30, and the person is told."""
    due = timetable.due_time(datetime(2026, 3, 8, 2, 30), PACIFIC)
    assert (due.at, due.skipped, due.twice) == (utc("2026-03-08T10:30"), True, False)
    assert due.at.astimezone(PACIFIC).hour == 3
    assert "skip" in (due.note or "")


def test_a_time_that_comes_twice_means_the_first_unless_asked() -> None:
    """On 1 November 2026 there are two 01:30 in California."""
    first = timetable.due_time(datetime(2026, 11, 1, 1, 30), PACIFIC)
    second = timetable.due_time(datetime(2026, 11, 1, 1, 30), PACIFIC, second=True)
    assert (first.at, first.twice) == (utc("2026-11-01T08:30"), True)
    assert (second.at, second.twice) == (utc("2026-11-01T09:30"), False)
    assert "twice" in (first.note or "") and second.note is None


def test_an_ordinary_time_needs_no_note() -> None:
    """On every other night there is nothing to say."""
    due = timetable.due_time(datetime(2026, 7, 1, 9), PACIFIC)
    assert (due.at, due.note) == (utc("2026-07-01T16:00"), None)


def test_a_wall_clock_time_has_no_zone() -> None:
    """An instant is not taken for a wall-clock time."""
    with pytest.raises(ValueError, match="wall-clock"):
        timetable.due_time(utc("2026-07-01T16:00"), PACIFIC)


@given(LOCAL, ZONES, st.booleans())
@example(datetime(2026, 3, 8, 2, 30), PACIFIC, False)
@example(datetime(2026, 11, 1, 1, 30), PACIFIC, True)
def test_a_time_that_exists_comes_back_as_it_was(local: datetime, zone: ZoneInfo, second: bool) -> None:
    """The clock on the wall shows the time that was chosen when the post goes out; a skipped one is later."""
    due = timetable.due_time(local, zone, second=second)
    shown = due.at.astimezone(zone).replace(tzinfo=None, fold=0)
    assert shown > local if due.skipped else shown == local


@given(LOCAL, ZONES)
def test_the_second_of_two_times_is_never_the_earlier(local: datetime, zone: ZoneInfo) -> None:
    """Asking for the second time never moves a post forward in time."""
    assert timetable.due_time(local, zone, second=True).at >= timetable.due_time(local, zone).at


def with_hours(*, windows: tuple[WindowEntry, ...] = (), quiet: tuple[QuietEntry, ...] = ()) -> Policy:
    """The small agency with some hours."""
    base = read(SMALL)
    fields = {name: getattr(base, name) for name in base.__dataclass_fields__}
    return Policy(**fields | {"windows": windows, "quiet_hours": quiet})


OFFICE = WindowEntry(days=("mon", "tue", "wed", "thu", "fri"), starts=time(8), ends=time(18))
NIGHT = QuietEntry(starts=time(22), ends=time(6))


def allowed_from(policy: Policy, at: datetime) -> datetime | None:
    """The next allowed instant for the small agency's only page and category."""
    return timetable.next_allowed(policy, "notice", page="news", at=at)


def test_without_hours_everything_is_allowed_at_once() -> None:
    """An agency that names no hours publishes at any time."""
    assert allowed_from(with_hours(), NOW) == NOW


def test_a_post_waits_for_the_hours_of_its_page() -> None:
    """On Saturday at noon the next office hour is Monday at eight."""
    at = datetime(2026, 11, 21, 12, tzinfo=PACIFIC)
    expected = datetime(2026, 11, 23, 8, tzinfo=PACIFIC)
    assert allowed_from(with_hours(windows=(OFFICE,)), at) == expected


def test_hours_of_another_page_do_not_matter() -> None:
    """Each page has its own hours."""
    policy = with_hours(windows=(WindowEntry(pages=("other",), starts=time(8), ends=time(9)),))
    assert allowed_from(policy, NOW) == NOW


def test_quiet_hours_pass_midnight() -> None:
    """Between ten in the evening and six in the morning a routine post waits until six."""
    policy = with_hours(quiet=(NIGHT,))
    for clock in (datetime(2026, 11, 21, 22, 0), datetime(2026, 11, 22, 3, 0)):
        assert allowed_from(policy, clock.replace(tzinfo=PACIFIC)) == datetime(2026, 11, 22, 6, tzinfo=PACIFIC)
    evening = datetime(2026, 11, 21, 21, 59, tzinfo=PACIFIC)
    assert allowed_from(policy, evening) == evening


def test_a_category_that_is_named_goes_out_at_any_hour() -> None:
    """Categories exempt from quiet hours wait for no window either."""
    policy = with_hours(windows=(OFFICE,), quiet=(QuietEntry(starts=time(22), ends=time(6), exempt=("notice",)),))
    midnight = datetime(2026, 11, 22, 0, tzinfo=PACIFIC)
    assert allowed_from(policy, midnight) == midnight


def test_an_urgent_category_goes_out_at_any_hour(policy: Policy) -> None:
    """A road closure does not wait for the morning."""
    at = datetime(2026, 11, 22, 3, tzinfo=PACIFIC)
    assert timetable.next_allowed(policy, "road_closure", page="newsroom", at=at) == at
    assert timetable.next_allowed(policy, "event", page="newsroom", at=at) == at.replace(hour=6)


def test_hours_that_never_come_are_told() -> None:
    """Hours that quiet hours cover wholly leave no instant."""
    policy = with_hours(
        windows=(WindowEntry(starts=time(9), ends=time(10)),), quiet=(QuietEntry(starts=time(8), ends=time(11)),)
    )
    assert allowed_from(policy, NOW) is None


CLOCKS = st.builds(time, st.integers(0, 4), st.sampled_from([0, 15, 30, 45]))
AUTUMN = datetime(2026, 10, 31, 22, tzinfo=PACIFIC)
NIGHTS = st.sampled_from([datetime(2026, 3, 7, 22, tzinfo=PACIFIC), AUTUMN])


@given(NIGHTS, st.integers(0, 400), CLOCKS, CLOCKS, CLOCKS, CLOCKS)
@example(AUTUMN, 195, time(0), time(0), time(1, 15), time(0))
@settings(max_examples=60, deadline=None)
def test_the_next_instant_is_the_first_one_on_both_nights(
    night: datetime, minutes: int, opens: time, closes: time, hush: time, wake: time
) -> None:
    """Going through the night minute by minute finds no earlier instant, whatever the clocks do."""
    policy = with_hours(windows=(WindowEntry(starts=opens, ends=closes),), quiet=(QuietEntry(starts=hush, ends=wake),))
    at = night.astimezone(UTC) + timedelta(minutes=minutes)
    found = allowed_from(policy, at)
    each = (at + timedelta(minutes=number) for number in range(60 * 27))
    ok = (m for m in each if timetable.is_allowed(policy, "notice", page="news", at=m))
    first = next(ok, None)
    assert found == first if first else found is None or found > at + timedelta(hours=26)


def test_a_signed_window_follows_the_category(policy: Policy) -> None:
    """From the category's own time before the due time to its own time after."""
    category = policy.category("community_notice")
    due = NOW + timedelta(hours=5)
    window = timetable.signed_window(category, due, now=NOW)
    assert (window.earliest, window.not_after) == (due - timedelta(minutes=30), due + timedelta(days=1))
    assert due in window


def test_a_post_without_a_time_is_due_once_it_is_signed(policy: Policy) -> None:
    """Its window lasts as long as signing may take, and the category's own time beyond."""
    category = policy.category("community_notice")
    window = timetable.signed_window(category, None, now=NOW)
    assert (window.earliest, window.not_after) == (NOW, NOW + timedelta(days=4))


def test_what_the_author_chose_counts(policy: Policy) -> None:
    """Both ends may be given."""
    ends = {"not_before": NOW, "not_after": NOW + timedelta(hours=2)}
    window = timetable.signed_window(policy.category("event"), NOW + timedelta(hours=1), now=NOW, **ends)
    assert (window.earliest, window.not_after) == tuple(ends.values())


def test_instants_are_spoken_in_the_agencys_time() -> None:
    """People read their own clock, with its name."""
    assert timetable.spoken(utc("2026-11-22T02:30"), PACIFIC) == "Sat Nov 21, 2026 at 6:30 p.m. PST"
    assert timetable.spoken(utc("2026-07-01T07:05"), PACIFIC) == "Wed Jul 1, 2026 at 12:05 a.m. PDT"
    assert timetable.spoken(utc("2026-11-22T02:30"), PACIFIC, "es-MX") == "sáb 21 nov 2026, 6:30 p. m. PST"
    assert timetable.spoken(utc("2026-07-01T07:05"), PACIFIC, "es") == "mié 1 jul 2026, 12:05 a. m. PDT"
