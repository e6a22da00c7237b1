"""The composer's sheet: a draft put into fields and read back is the same draft."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from approval_ui.staff import clocktimes, sheet
from countersign.agency import Policy
from countersign.content import Coordination, Draft, MediaRef
from countersign.errors import Invalid

PACIFIC = ZoneInfo("America/Los_Angeles")
MINUTES = st.integers(0, 800_000).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
PLAIN = st.text(alphabet="abc é", min_size=1, max_size=12).map(str.strip).filter(bool)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Drafts as a person could have typed them."""
    record = st.builds(
        Coordination, neighbor=PLAIN, contact=PLAIN, at=MINUTES.map(sheet.instant), answer=PLAIN, lead=PLAIN
    )
    picture = st.builds(MediaRef, sha256=st.sampled_from(["a" * 64, "b" * 64]), mime=st.just("image/png"), alt=PLAIN)
    number = st.floats(-90, 90, allow_nan=False)
    facts = draw(st.fixed_dictionaries({}, optional={"case_number": PLAIN, "juvenile": st.booleans()}))
    place = draw(st.none() | st.tuples(number, number).map(list))
    return Draft(
        text=draw(PLAIN),
        category="arrest",
        language=draw(st.sampled_from(["en", "es"])),
        pages=tuple(draw(st.lists(st.sampled_from(["newsroom", "mastodon"]), unique=True))),
        facts=facts | ({"place": place} if place else {}),
        media=tuple(draw(st.lists(picture, max_size=2, unique_by=lambda m: m.sha256))),
        coordination=tuple(draw(st.lists(record, max_size=2))),
        due=draw(st.none() | MINUTES),
        not_before=draw(st.none() | MINUTES),
        not_after=draw(st.none() | MINUTES),
        variants=draw(st.sampled_from([{}, {"presumption": "warrant"}])),
    )


@given(drafts())
def test_fields_and_back_is_the_same_draft(policy: Policy, draft: Draft) -> None:
    """Opening a draft in the composer and saving it untouched changes nothing, on either side of a clock change."""
    filled = sheet.of_draft(Session(), draft, PACIFIC, revision=1)
    again, wrong = sheet.to_draft(filled, policy, Session())
    assert (again, wrong) == (draft, {})


@pytest.mark.parametrize(
    ("day", "clock", "says"),
    [("2026-03-08", "02:30", "skip"), ("2026-11-01", "01:30", "twice"), ("2026-11-02", "01:30", None)],
)
def test_a_time_in_a_night_of_clock_change_is_explained(day: str, clock: str, says: str | None) -> None:
    """The composer says what a time means that the clocks skip or show twice."""
    note = clocktimes.note({"due_date": day, "due_time": clock}, "due", PACIFIC)
    assert (says in note if note and says else note is says) is True


def test_half_a_time_is_told(policy: Policy) -> None:
    """A day without a time, or the other way round, is no time."""
    for typed in ({"due_date": "2026-05-01"}, {"due_time": "10:00"}, {"due_date": "x", "due_time": "y"}):
        with pytest.raises(Invalid):
            clocktimes.read_local(FormData(list(typed.items())), "due", PACIFIC)
