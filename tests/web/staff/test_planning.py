"""Planning in the browser: series, slots, tables, the schedule, and what waits after a critical incident."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from countersign import database, delivery, desk
from countersign.content import Draft
from countersign.deliveries import State
from countersign.pauses import Pause
from countersign.posts import Post, Series, Status
from tests.stories import AUTHOR, CHIEF, COMMANDER, TEXT, a_draft, approved, deliveries_of
from tests.web.staff.conftest import SignIn, a_sheet, complaint, hidden, visible

OUTSIDER = "alex.moreno"


def tomorrow(engine: Engine, days: int = 1) -> str:
    """A day to come, as a form gives it."""
    with database.transaction(engine) as s:
        return f"{database.clock(s) + timedelta(days=days):%Y-%m-%d}"


def weekly(engine: Engine, **fields: object) -> dict[str, object]:
    """The composer's fields of a post that comes every week, three times."""
    again = {"schedule": "at", "due_date": tomorrow(engine), "due_time": "09:00", "repeat": "FREQ=WEEKLY"}
    text = TEXT.replace("Saturday", "{date}")
    return a_sheet(**again, text=text, repeat_until=tomorrow(engine, 16), do="submit") | fields


def test_a_series_from_the_composer_to_one_signature(as_: SignIn, engine: Engine) -> None:
    """Written once, shown with its dates, sent as one, signed on one page by one decision each; all are approved."""
    author = as_(AUTHOR)
    check = visible(author.post("/posts/preview", data=weekly(engine)).text)
    assert "3 posts:" in check and "{date}" not in check
    later = f"{datetime.fromisoformat(tomorrow(engine, 2)):%A}"
    own = {"repeat": "own", "repeat_rule": f"FREQ=WEEKLY;BYDAY={later[:2].upper()}"}
    check = visible(author.post("/posts/preview", data=weekly(engine, text="{weekday} is market day.", **own)).text)
    assert f"{later} is market day." in check
    then = author.post("/posts", data=weekly(engine))
    assert then.status_code == 303 and then.headers["location"].startswith("/series/")
    path = then.headers["location"]
    delivery.review()
    for who in (COMMANDER, CHIEF):
        browser = as_(who)
        home = visible(browser.get("/").text)
        assert home.count("Series 1") == 1 and "Post 2" not in home.split("Goes out next")[0]
        page = browser.get(path).text
        assert "Every week" in visible(page) and "Sign all 3" in page and page.count("<ins") >= 2
        seen = re.findall(r'name="seen" value="([^"]+)"', page.split("/return")[0])
        assert browser.post(f"{path}/sign", data={"seen": [seen[0], "broken"]}).status_code == 422
        assert browser.post(f"{path}/sign", data={"seen": seen}).status_code == 303
    with database.transaction(engine) as s:
        assert {post.status for post in s.scalars(select(Post))} == {Status.APPROVED}
    assert as_(OUTSIDER).get(path).status_code == 404
    assert "Post 1" in visible(author.get("/schedule").text)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"repeat": "own", "repeat_rule": "FREQ=HOURLY"}, "rule"),
        ({"repeat_except": "Christmas"}, "left_out"),
        ({"schedule": "asap"}, "due"),
        ({"due_date": ""}, "due"),
        ({"text": ""}, "text"),
    ],
)
def test_a_wrong_series_is_told_at_its_field(
    as_: SignIn, engine: Engine, fields: dict[str, object], field: str
) -> None:
    """Nothing is stored, and what was typed is still there."""
    answer = as_(AUTHOR).post("/posts", data=weekly(engine) | fields)
    assert answer.status_code == 422 and complaint(answer.text, field), visible(answer.text)[:600]
    with database.transaction(engine) as s:
        assert s.scalars(select(Series)).all() == s.scalars(select(Post)).all() == []


def test_the_rest_of_a_series_is_returned_or_ended_at_once(as_: SignIn, engine: Engine) -> None:
    """One reason returns all that wait; its author sends all of them again, or withdraws the rest."""
    author = as_(AUTHOR)
    path = author.post("/posts", data=weekly(engine)).headers["location"]
    delivery.review()
    browser = as_(COMMANDER)
    seen = re.findall(r'name="seen" value="([^"]+)"', browser.get(path).text.split("/return")[0])
    assert browser.post(f"{path}/return", data={"seen": seen}).status_code == 422
    assert browser.post(f"{path}/nonsense", data={"seen": seen}).status_code == 422
    assert browser.post(f"{path}/return", data={"seen": seen, "reason": "Other weeks."}).status_code == 303
    assert author.post(f"{path}/submit").status_code == 303
    assert author.post(f"{path}/withdraw", data={}).status_code == 422
    assert author.post(f"{path}/withdraw", data={"reason": "Cancelled."}).status_code == 303
    with database.transaction(engine) as s:
        assert {post.status for post in s.scalars(select(Post))} == {Status.WITHDRAWN}


def test_the_next_free_slot_is_chosen_and_shown(as_: SignIn, engine: Engine) -> None:
    """The composer says which slot it would be, keeps the choice, and the schedule shows what is free."""
    author = as_(AUTHOR)
    sheet = a_sheet(schedule="slot", do="save")
    assert "the next free slot is" in visible(author.post("/posts/preview", data=sheet).text)
    path = author.post("/posts", data=sheet).headers["location"]
    assert re.search(r'value="slot" checked', author.get(f"{path}/edit").text)
    with database.transaction(engine) as s:
        assert Draft.from_json(s.scalars(select(Post)).one().draft).slot == "next"
    page = visible(author.get("/schedule").text)
    assert page.count("free slot, Harbor Glen Police newsroom") >= 12


def test_the_schedule_goes_from_day_to_day(as_: SignIn, engine: Engine) -> None:
    """It can be turned to other weeks, shows nobody what they may not read, and no day breaks it."""
    approved(engine, a_draft())
    assert "Post 1" in visible(as_(COMMANDER).get("/schedule").text)
    assert "Post 1" not in visible(as_(OUTSIDER).get("/schedule").text)
    for start in ("2026-11-01", "2027-03-14", "0001-01-01", "9999-12-31"):
        assert as_(AUTHOR).get(f"/schedule?start={start}").status_code == 200, start
    assert as_(AUTHOR).get("/schedule?start=soon").status_code == 404


def test_a_table_is_reported_and_then_stored_whole(as_: SignIn, engine: Engine) -> None:
    """First the report on every line; nothing is stored before it is asked for, and a wrong line stops all."""
    author, table = as_(AUTHOR), "text,category,pages,longitude,latitude\n"
    good = table + f'"{TEXT}",community_notice,newsroom,-121.56,36.9\nLock your car.,crime_prevention,newsroom,,\n'
    assert author.post("/import", data={}).status_code == 422
    broken = author.post("/import", files={"file": ("t.csv", (good + "x,gossip,newsroom,,\n").encode(), "text/csv")})
    assert "1 of 3 posts cannot be taken" in visible(broken.text) and "Line 4" in broken.text
    assert 'name="table"' not in broken.text
    fine = author.post("/import", files={"file": ("t.csv", good.encode(), "text/csv")})
    assert "All 2 posts can be taken" in visible(fine.text)
    with database.transaction(engine) as s:
        assert s.scalars(select(Post)).all() == []
    carried = {"table": hidden(fine.text, "table"), "do": "submit"}
    assert as_(OUTSIDER).post("/import", data=carried).status_code == 422
    assert author.post("/import", data=carried).status_code == 303
    with database.transaction(engine) as s:
        assert [post.status for post in s.scalars(select(Post))] == [Status.SUBMITTED] * 2


def test_the_critical_incident_in_one_tap_and_what_waits_afterwards(as_: SignIn, engine: Engine) -> None:
    """One button stops everything else; every page shows it; its end leads to what has to be read again."""
    waits = [approved(engine), approved(engine)]
    browser = as_(COMMANDER)
    assert 'href="/pauses#all"' in browser.get("/").text
    answer = browser.post("/pauses/critical", data={"case_number": "hg-26-9", "reason": "Critical incident."})
    assert "and those of incident HG-26-9" in visible(browser.get(answer.headers["location"]).text)
    assert "Critical incident: everything else is stopped" in visible(as_(AUTHOR).get("/schedule").text)
    with database.transaction(engine) as s:
        pause = s.scalars(select(Pause)).one()
    lifted = as_(CHIEF).post(f"/pauses/{pause.id}/lift", data={"reason": "Over."})
    assert lifted.headers["location"] == "/waiting"
    page = as_(AUTHOR).get("/waiting").text
    assert TEXT in page and "Let all 2 go out" in visible(page)
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert "Post 1" not in visible(as_(OUTSIDER).get("/waiting").text)
    assert as_(OUTSIDER).post("/waiting/release", data={"shown": shown, "reason": "x"}).status_code == 404
    assert as_(AUTHOR).post("/waiting/release", data={"reason": "x"}).status_code == 422
    assert as_(AUTHOR).post("/waiting/release", data={"shown": shown, "reason": "Read."}).status_code == 303
    with database.transaction(engine) as s:
        assert {deliveries_of(s, post_id)[0].state for post_id in waits} == {State.SCHEDULED}


def test_a_part_is_stopped_by_its_own_form(as_: SignIn, engine: Engine) -> None:
    """A unit is in the list; an incident is paused by its case number, which has to be there."""
    browser = as_(COMMANDER)
    assert "Public Information Office" in browser.get("/pauses").text
    assert browser.post("/pauses", data={"scope": "incident", "reason": "So."}).status_code == 422
    for fields in ({"scope": "incident", "case_number": "hg 1"}, {"scope": "unit:patrol"}):
        assert browser.post("/pauses", data=fields | {"reason": "So."}).status_code == 303
    words = visible(browser.get("/").text)
    assert "Publishing is paused: incident HG 1" in words and "Publishing is paused: Patrol Division" in words
    with database.transaction(engine) as s:
        for pause in s.scalars(select(Pause)):
            desk.resume(s, COMMANDER, pause.id, reason="Over.", now=database.clock(s))
