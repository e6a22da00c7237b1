"""Repeated posts: RFC 5545 on the wall clock, on both nights on which the clocks change, and weekly slots."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign import recurrence
from countersign.agency import PageEntry, SlotEntry
from countersign.errors import Invalid
from countersign.recurrence import HORIZON, MOST, Repeat, occurrences

PACIFIC = ZoneInfo("America/Los_Angeles")
ZONES = st.sampled_from(
    ["America/Los_Angeles", "America/St_Johns", "Australia/Lord_Howe", "Europe/Berlin", "America/Phoenix"]
).map(ZoneInfo)
STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(lambda t: t.replace(second=0, microsecond=0))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
RULES = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 9)),
    st.builds("FREQ=WEEKLY;BYDAY={}".format, st.sets(st.sampled_from(DAYS), min_size=1).map(",".join)),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from([1, 15, 31, -1])),
    st.builds("FREQ=MONTHLY;BYDAY={}{}".format, st.sampled_from([1, 2, -1]), st.sampled_from(DAYS)),
    st.builds("FREQ=DAILY;COUNT={}".format, st.integers(1, 90)),
)


def local_days(rule: str, starts: str, *, out: tuple[str, ...] = (), now: str | None = None) -> list[str]:
    """The wall-clock times of a rule in California."""
    begin = datetime.fromisoformat(starts)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC) if now else begin.replace(tzinfo=PACIFIC)
    found = occurrences(Repeat(rule, begin, out), PACIFIC, now=at)
    return [f"{due.at.astimezone(PACIFIC):%m-%d %H:%M}" for due in found]


@pytest.mark.parametrize(
    ("rule", "starts", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", "2026-03-07T02:30", ["03-07 02:30", "03-08 03:30", "03-09 02:30"]),
        ("FREQ=DAILY;COUNT=3", "2026-10-31T01:30", ["10-31 01:30", "11-01 01:30", "11-02 01:30"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", "2026-12-01T09:00", ["12-01 09:00", "12-03 09:00", "12-08 09:00"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-12-01T09:00", ["12-25 09:00", "01-29 09:00"]),
        ("freq=monthly;bymonthday=31;count=2", "2026-12-01T09:00", ["12-31 09:00", "01-31 09:00"]),
        ("FREQ=DAILY;UNTIL=20261203", "2026-12-01T09:00", ["12-01 09:00", "12-02 09:00", "12-03 09:00"]),
        ("FREQ=DAILY;UNTIL=20261203T170000Z", "2026-12-01T09:00", ["12-01 09:00", "12-02 09:00", "12-03 09:00"]),
        ("FREQ=DAILY;UNTIL=20261203T165959Z", "2026-12-01T09:00", ["12-01 09:00", "12-02 09:00"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=2", "2026-12-01T09:00", ["12-01 09:00", "12-15 09:00"]),
        ("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30;COUNT=4", "2026-03-08T02:30", ["03-08 03:30", "03-09 02:30", "03-09 03:30"]),  # noqa: E501
    ],
)  # fmt: skip
def test_a_rule_means_what_the_wall_clock_shows(rule: str, starts: str, expected: list[str]) -> None:
    """The time of day stays when the clocks change; the skipped one is later; one instant is one post."""
    assert local_days(rule, starts) == expected


def test_the_earlier_of_two_times_is_meant() -> None:
    """On the night on which the clocks go back, a daily post goes out once, at the first 1:30."""
    [due] = occurrences(Repeat("FREQ=DAILY;COUNT=1", datetime(2026, 11, 1, 1, 30)), PACIFIC, now=utc(2026, 10, 1))
    assert due.at == utc(2026, 11, 1, 8, 30) and due.twice


def utc(*told: int) -> datetime:
    """An instant in UTC."""
    return datetime(*told, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_days_are_left_out_after_they_are_counted() -> None:
    """COUNT counts before EXDATE takes away; a day or an exact time can be left out."""
    assert local_days("FREQ=DAILY;COUNT=3", "2026-12-24T09:00", out=("2026-12-25",)) == ["12-24 09:00", "12-26 09:00"]
    assert local_days("FREQ=DAILY;COUNT=2", "2026-12-24T09:00", out=("2026-12-24T09:00",)) == ["12-25 09:00"]


@pytest.mark.parametrize(
    "rule",
    [
        *("", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=2", "BYDAY=MO", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0"),
        *("FREQ=DAILY;COUNT=2;UNTIL=20261231", "FREQ=WEEKLY;BYMONTHDAY=1", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=DAILY;X=1"),
        *("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;UNTIL=20261399", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;BYMONTH=13"),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;UNTIL=20200101", "FREQ=DAILY;BYHOUR=8,9,10;BYMINUTE=0"),
        *("FREQ=DAILY;BYHOUR=25", "FREQ=DAILY\nFREQ=DAILY", "🙂", "FREQ=DAILY;BYSETPOS=0"),
    ],
)
def test_a_rule_that_cannot_be_taken_is_told_at_its_field(rule: str) -> None:
    """Nonsense, contradictions, floods and rules without a day are refused with a sentence, and end at once."""
    with pytest.raises(Invalid) as refused:
        local_days(rule, "2026-12-01T09:00")
    assert refused.value.fields["rule"]


@given(RULES, STARTS, ZONES)
def test_every_occurrence_is_what_the_wall_clock_shows(rule: str, starts: datetime, zone: ZoneInfo) -> None:
    """In order, each once, within the horizon, at the time of day that was chosen unless the clocks skip it."""
    now = starts.replace(tzinfo=zone)
    try:
        found = occurrences(Repeat(rule, starts), zone, now=now)
    except Invalid:
        return
    instants = [due.at for due in found]
    assert instants == sorted(set(instants)) and len(instants) <= MOST
    assert all(now - timedelta(hours=2) <= at <= now + HORIZON + timedelta(hours=2) for at in instants)
    for due in found:
        local = due.at.astimezone(zone)
        assert due.skipped or (local.hour, local.minute) == (starts.hour, starts.minute)


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_no_text_breaks_the_reader_of_rules(rule: str) -> None:
    """Whatever is typed is a rule or is refused."""
    for typed in (rule, f"FREQ=DAILY;{rule}"):
        try:
            recurrence.checked(typed)
        except Invalid as refused:
            assert refused.fields["rule"]


def test_a_rule_is_said_in_words() -> None:
    """The usual rules read as people say them."""
    said = {
        "FREQ=DAILY": "every day",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH": "every 2 weeks on Tuesday, Thursday",
        "FREQ=MONTHLY;COUNT=4": "every month, 4 times",
        "FREQ=DAILY;UNTIL=20261224": "every day, until 2026-12-24",
        "FREQ=MONTHLY;BYMONTHDAY=1": "FREQ=MONTHLY;BYMONTHDAY=1",
    }
    assert {rule: recurrence.spoken(rule) for rule in said} == said


def test_only_the_dates_of_a_series_differ() -> None:
    """Day, weekday and time stand in the text as one writes them, in its language."""
    text = "Coffee with a cop on {date}, {time}. See you {weekday}!"
    assert recurrence.dated(text, utc(2026, 12, 5, 17, 30), PACIFIC, language="en") == (
        "Coffee with a cop on Saturday, December 5, 9:30 a.m.. See you Saturday!"
    )
    assert recurrence.dated("El {date}", utc(2026, 12, 5, 17), PACIFIC, language="es-US") == "El sábado 5 de diciembre"


def a_page(*slots: SlotEntry) -> PageEntry:
    """A page with weekly slots."""
    return PageEntry(id="newsroom", platform="newsroom", name="Newsroom", owner="maya", slots=slots)


def test_the_next_free_slot_is_the_first_that_nobody_has() -> None:
    """Slots come in order over the days; a taken one, and the present moment, are passed over."""
    page = a_page(SlotEntry(days=("tue", "thu"), times=(time(17), time(9))), SlotEntry(days=("sat",), times=(time(8),)))
    tuesday_nine = utc(2026, 12, 1, 17)
    assert recurrence.next_slot(page, PACIFIC, after=tuesday_nine, fits=bool) == utc(2026, 12, 2, 1)
    free = {utc(2026, 12, 4, 1), utc(2026, 12, 9, 1)}.__contains__
    assert recurrence.next_slot(page, PACIFIC, after=tuesday_nine, fits=free) == utc(2026, 12, 4, 1)
    assert recurrence.next_slot(a_page(), PACIFIC, after=tuesday_nine, fits=bool) is None


@given(STARTS, ZONES, st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)))
def test_slots_keep_to_the_wall_clock(start: datetime, zone: ZoneInfo, clock: time) -> None:
    """One slot a day, always later than now, at its time of day except on the night that skips it."""
    after = start.replace(tzinfo=zone)
    found = list(recurrence.slots(a_page(SlotEntry(times=(clock,))), zone, after=after))
    assert found == sorted(found) and all(at > after for at in found) and len(found) >= 28
    days = [at.astimezone(zone) for at in found]
    assert len({date(d.year, d.month, d.day) for d in days}) >= len(days) - 1
    assert sum(d.time().replace(fold=0) != clock for d in days) <= 1
