"""Series that go on: before the last post of a part is out, the next part is written and sent for sign-off."""

from sqlalchemy import select

from countersign import database, recurrence
from countersign.delivery.report import Report
from countersign.desk import repeating
from countersign.posts import Series
from countersign.settings import load


def continue_series() -> Report:
    """Write the next part of each series whose written part ends soon; nothing of it goes out before it is signed."""
    report = Report()
    with database.transaction() as s:
        soon = database.clock(s) + recurrence.AHEAD
        ids = list(s.scalars(select(Series.id).where(Series.written <= soon).order_by(Series.number)))
    for series_id in ids:
        with database.transaction() as s:
            made = repeating.continue_series(s, series_id, now=database.clock(s))
            label = s.get_one(Series, series_id).label
        how = f"goes on with {len(made)} more posts" if made else "has nothing more to write now"
        report.add(str(series_id), f"{label} {how}: {load().staff_address}/series/{series_id}")
    return report
