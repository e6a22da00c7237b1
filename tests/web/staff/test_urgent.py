"""The pages of an emergency: the exact words before anything goes out, one confirmation, and one way back."""

import re
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select, text
from starlette.testclient import TestClient

from approval_ui.api import access, alerts
from countersign import database, desk, lookout, policies, sample, settings, tokens
from countersign.alerts import sources
from countersign.alerts.tables import AlertRow, AlertState, Incident, Source
from countersign.deliveries import Delivery, State
from countersign.delivery import intake
from countersign.delivery.way import Way
from countersign.pages import Page
from countersign.posts import Post, Status
from countersign.settings import Settings
from tests import stories
from tests.serving import served
from tests.unit.alerts.messages import cap, info, instant
from tests.web.staff.conftest import SignIn

#: How many calls an application carries out at a time.
THREADS = 40
AREA = "<areaDesc>Harbor Glen</areaDesc><circle>36.9134,-121.5512 1</circle>"
FILLED = {"blank.where": "the 900 block of Ferry Street", "place": "Ferry Street", "pages": "newsroom"}


@pytest.fixture
def secret(engine: Engine) -> Iterator[str]:
    """The token of a source that may publish, with a page on duty and a watch."""
    with database.transaction(engine) as s:
        now = database.clock(s)
        s.get_one(Page, "newsroom").enabled = True
        desk.take_watch(s, sample.ON_WATCH, now=now)
        scopes = [tokens.Scope.ALERTS_WRITE]
        told = tokens.create(s, "county", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=now)
        sample.prepare_alerts(s, told, now=now)
    yield told


def words(answer: object) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))  # type: ignore[attr-defined]


def confirmed(client: TestClient, at: str, form: dict[str, str]) -> Any:
    """The answer to the confirmation that the page with the exact words offers."""
    look = client.post(at, data=form | {"do": "look"})
    assert look.status_code == 200, words(look)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', look.text))
    return client.post(at, data={name: unescape(value) for name, value in hidden.items()} | {"do": "send"})


def test_the_exact_words_come_before_the_button(as_: SignIn, engine: Engine, secret: str) -> None:
    """First every page's words with its name, and nothing is stored; the confirmation sends them at once."""
    client = as_(sample.ON_WATCH)
    assert "Avoid the area" in words(client.get("/urgent"))
    look = client.post("/urgent/avoid_area", data=FILLED | {"do": "look"})
    assert "Police activity: the 900 block of Ferry Street" in words(look)
    assert "Send it now to 1 page" in words(look) and "Harbor Glen Police newsroom" in words(look)
    with database.transaction(engine) as s:
        assert s.scalars(select(Incident)).all() == []
    assert client.post("/urgent/avoid_area", data=FILLED | {"do": "send"}).status_code == 200
    sent = confirmed(client, "/urgent/avoid_area", FILLED)
    assert sent.status_code == 303 and sent.headers["location"].startswith("/incidents/")
    with database.transaction(engine) as s:
        assert s.scalars(select(Delivery.lane)).all() == ["urgent"]
    page = words(client.get(sent.headers["location"]))
    assert "0 of 1 page" in page and "It was a false alarm" in page


def test_words_in_doubt_need_a_second_person(as_: SignIn, engine: Engine, secret: str) -> None:
    """What screening asks about in a field is said before anything is sent, and to whoever signs then."""
    client = as_(sample.ON_WATCH)
    doubtful = FILLED | {"blank.advice": "Stay inside, a suspect may be armed."}
    look = words(client.post("/urgent/avoid_area", data=doubtful | {"do": "look"}))
    assert "needs a second person first" in look and "Ask for the second name" in look
    assert "nobody counts them" in look
    sent = confirmed(client, "/urgent/avoid_area", doubtful)
    assert sent.status_code == 303 and sent.headers["location"].startswith("/posts/")
    page = as_("james.holt").get(sent.headers["location"])
    assert page.status_code == 200 and "may be armed" in words(page)
    with database.transaction(engine) as s:
        assert s.scalars(select(Delivery)).all() == []


def test_the_reach_is_told_as_the_platform_told_it(as_: SignIn, engine: Engine, secret: str) -> None:
    """The confirmation names how many follow a page, and as of when."""
    stories.items_signed(engine)
    with database.transaction(engine) as s:
        items = lookout.items_of(s, "newsroom")
        assert items
        items.shown = {"note": "", "fields": [], "followers": 12345, "at": database.clock(s).isoformat()}
    look = words(as_(sample.ON_WATCH).post("/urgent/avoid_area", data=FILLED | {"do": "look"}))
    assert "12,345 follow it" in look


def test_a_page_in_spanish_mixes_no_english_in(as_: SignIn, engine: Engine, secret: str) -> None:
    """It leaves out what was typed in English only, has what was typed in Spanish, and so has what is said later."""
    stories.enable(engine, "newsroom", language="es")
    with database.transaction(engine) as s:
        policy = policies.current(s)
        spoken = replace(policy, pages=tuple(replace(p, language="es") for p in policy.pages))
        policies.apply(s, spoken, who="setup", why="a page in Spanish", now=database.clock(s))
    client = as_(sample.ON_WATCH)
    assert "The same in Spanish (may stay empty)" in words(client.get("/urgent/avoid_area"))
    look = words(client.post("/urgent/avoid_area", data=FILLED | {"do": "look"}))
    assert "Actividad policial: Ferry Street. Por favor" in look and "900 block" not in look
    too_long = client.post("/urgent/avoid_area", data=FILLED | {"blank.es.where": "x" * 200, "do": "look"})
    assert too_long.status_code == 422 and "100 fit" in words(too_long)
    spanish = FILLED | {"blank.es.where": "la cuadra 900 de Ferry Street"}
    sent = confirmed(client, "/urgent/avoid_area", spanish)
    assert sent.status_code == 303
    with database.transaction(engine) as s:
        incident = s.scalars(select(Incident)).one()
        s.scalars(select(Delivery)).one().state = State.SENT
    more = client.get(f"/urgent/{incident.id}/cancel")
    assert 'value="la cuadra 900 de Ferry Street"' in more.text and 'value="the 900 block of Ferry Street"' in more.text


def test_the_terms_of_a_source_are_changed_on_a_page(as_: SignIn, engine: Engine, secret: str) -> None:
    """The form has what holds; narrower terms hold at once, wider ones wait beside them for a second person."""
    client = as_(sample.CHIEF)
    with database.transaction(engine) as s:
        source = s.scalars(select(Source)).one()
        at, before = f"/alerts/sources/{source.id}", sources.terms_of(source)
    form = client.get(f"{at}/change")
    assert sample.SENDER in form.text and 'value="20"' in form.text and "checked" in form.text
    typed = {"senders": sample.SENDER, "area": "own", "cap_per_hour": "20", "reason": "fewer are enough"}
    assert client.post(f"{at}/change", data=typed).status_code == 409, "nothing was changed"
    assert client.post(f"{at}/change", data=typed | {"cap_per_hour": "9"}).status_code == 303
    wider = typed | {"cap_per_hour": "9", "senders": f"{sample.SENDER} fire@county.example.gov"}
    assert client.post(f"{at}/change", data=wider | {"certificate": "none"}).status_code == 422
    assert client.post(f"{at}/change", data=wider).status_code == 303
    shown = words(as_("victor.hale").get(at))
    assert "may publish" in shown and "Other terms wait for a name" in shown and f"was {sample.SENDER}" in shown
    with database.transaction(engine) as s:
        source = s.scalars(select(Source)).one()
        assert sources.publishes(source) and sources.terms_of(source) == replace(before, cap_per_hour=9)


def test_a_storm_is_put_aside_together(as_: SignIn, engine: Engine, secret: str) -> None:
    """What a storm left is counted, leafed through, and put aside with one reason, as far as it was seen."""
    client, at = as_(sample.ON_WATCH), "/alerts/dismiss"
    with database.transaction(engine) as s:
        now, source = database.clock(s), s.scalars(select(Source)).one()
        odd = {"sender": "stranger@example.org", "sent": instant(now.astimezone(UTC))}
        here = info(area=AREA, expires=instant(now.astimezone(UTC) + timedelta(hours=1)))
        for number in range(60):
            intake.receive(s, cap(here, identifier=f"S{number}", **odd), source, now=now)
    shown = client.get("/alerts").text
    assert "60 messages of County emergency office" in shown and "message 1</" not in shown
    older = re.search(r'href="(/alerts\?below=\d+)"', shown)
    assert older and client.get(older[1]).text.count("/alerts/messages/") == 10
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    with database.transaction(engine) as s:
        intake.receive(s, cap(here, identifier="later", **odd), s.scalars(select(Source)).one(), now=now)
    assert client.post(at, data=hidden | {"reason": ""}).status_code == 422
    assert as_(sample.AUTHOR).post(at, data=hidden | {"reason": "a storm"}).status_code == 403
    assert client.post(at, data=hidden | {"reason": "a storm"}).status_code == 303
    with database.transaction(engine) as s:
        left = s.scalars(select(AlertRow.identity).where(AlertRow.state == AlertState.NEEDS_PERSON)).all()
        assert len(left) == 1 and ",later," in left[0]


def test_taking_it_back_needs_a_reason(as_: SignIn, engine: Engine, secret: str) -> None:
    """One person takes an alert back in public, with a reason that is kept."""
    client = as_(sample.ON_WATCH)
    confirmed(client, "/urgent/avoid_area", FILLED)
    with database.transaction(engine) as s:
        incident = s.scalars(select(Incident)).one()
        s.scalars(select(Delivery)).one().state, at = State.SENT, f"/urgent/{incident.id}/false_alarm"
    assert "900 block of Ferry Street" in client.get(at).text, "what was said stands in the form already"
    refused = client.post(at, data=FILLED | {"do": "look"})
    assert refused.status_code == 422 and "give a reason" in words(refused)
    done = confirmed(client, at, FILLED | {"reason": "the wrong street"})
    assert done.status_code == 303
    assert "It ended" in words(client.get(done.headers["location"]))


def test_what_is_not_out_is_taken_back(as_: SignIn, engine: Engine, secret: str) -> None:
    """Ending what nobody has read yet says nothing in public; words that changed are shown again."""
    client = as_(sample.ON_WATCH)
    changed = client.post("/urgent/avoid_area", data=FILLED | {"do": "send", "seen": "other words"})
    assert "have changed since you saw them" in words(changed)
    confirmed(client, "/urgent/avoid_area", FILLED)
    with database.transaction(engine) as s:
        at = f"/urgent/{s.scalars(select(Incident)).one().id}/cancel"
    assert "Nothing about it is out yet" in words(client.get(at))
    assert client.post(at, data={"reason": "not so", "do": "look"}).status_code == 303
    with database.transaction(engine) as s:
        assert s.scalars(select(Delivery.state)).all() == [State.WITHDRAWN]
        assert len(s.scalars(select(Post)).all()) == 1


def test_fields_tell_what_is_wrong(as_: SignIn, secret: str) -> None:
    """What is missing or too long is told at its field, and what was typed stays."""
    client = as_(sample.ON_WATCH)
    answer = client.post("/urgent/avoid_area", data={"blank.where": "x" * 101, "place": "", "do": "look"})
    assert answer.status_code == 422
    assert "100 fit" in words(answer) and "Say where" in words(answer) and "x" * 101 in answer.text


def test_off_watch_it_waits_for_a_second_person(as_: SignIn, engine: Engine, secret: str) -> None:
    """Somebody who is not on watch asks for a second name with the same form."""
    client = as_(sample.AUTHOR)
    assert "Ask for the second name" in words(client.post("/urgent/avoid_area", data=FILLED | {"do": "look"}))
    confirmed(client, "/urgent/avoid_area", FILLED)
    with database.transaction(engine) as s:
        assert s.scalars(select(Post)).one().status is Status.SIGN_OFF


def raised(nobody: TestClient, secret: str, raw: bytes) -> dict[str, object]:
    """What the API answers to a message."""
    answer = nobody.post("/api/v1/alerts", content=raw, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200, answer.text
    (became,) = answer.json()["alerts"]
    return became


def test_a_message_lets_routine_posts_make_way(
    nobody: TestClient, told: Settings, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publishers of routine posts hear, once, that messages come in before these are read; not of a wrong token."""
    monkeypatch.setattr(access, "WAY", Way(lambda: 100.0))
    with psycopg.connect(settings.driver_dsn(told.database_url), autocommit=True) as ear:
        ear.execute(f"listen {database.MAKE_WAY}")
        refused = nobody.post("/api/v1/alerts", content=cap(), headers={"Authorization": "Bearer nobody"})
        assert refused.status_code == 401 and not list(ear.notifies(timeout=0.2))
        raised(nobody, secret, b"<a")
        assert len(list(ear.notifies(timeout=60, stop_after=1))) == 1
        raised(nobody, secret, b"<b")
        assert not list(ear.notifies(timeout=0.2))


def test_the_crowd_of_one_source_holds_up_nobody(app: FastAPI, engine: Engine, secret: str) -> None:
    """While more calls of one source than there are threads wait for each other, another program is answered."""
    with database.transaction(engine) as s:
        scopes = [tokens.Scope.ALERTS_WRITE]
        other = tokens.create(s, "x", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=database.clock(s))
    with served(app) as root, ThreadPoolExecutor(THREADS + 5) as pool:

        def send(token: str, patience: float = 120) -> int:
            bearer = {"Authorization": f"Bearer {token}"}
            return httpx.post(f"{root}/api/v1/alerts", content=b"<a", headers=bearer, timeout=patience).status_code

        with database.transaction(engine) as s:
            s.execute(select(Source).with_for_update()).all()
            crowd = [pool.submit(send, secret) for _ in range(THREADS + 5)]
            stories.until(lambda: waiting_for_a_lock(engine), "one of them waits for its source")
            assert send(other, patience=30) == 409
        assert {one.result() for one in crowd} == {200}


def test_a_source_that_storms_leaves_half_of_the_time_to_others(
    app: FastAPI, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a message that published nothing the next of its source waits as long as that took; else it is next."""
    spans: list[tuple[float, float]] = []
    nothing = alerts.AlertAnswer(id=None, state="needs_person", reasons=(), post=None)

    def slowly(*_: object) -> alerts.AlertsAnswer:
        began = time.monotonic()
        time.sleep(0.1)
        spans.append((began, time.monotonic()))
        return alerts.AlertsAnswer(alerts=(nothing,))

    monkeypatch.setattr(alerts, "_receive", slowly)
    bearer = {"Authorization": f"Bearer {secret}"}
    with served(app) as root, ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(httpx.post, f"{root}/api/v1/alerts", content=b"<a", headers=bearer) for _ in range(3)]
        assert {one.result().status_code for one in sent} == {200}
    assert all(later[0] - earlier[1] >= 0.09 for earlier, later in pairwise(spans))
    some = alerts.AlertsAnswer(alerts=(nothing, nothing.model_copy(update={"post": uuid.uuid4()})))
    assert alerts.rest_after(some, 1) == 0 < alerts.rest_after(alerts.AlertsAnswer(alerts=(nothing,)), 60) < 1


def waiting_for_a_lock(engine: Engine) -> bool:
    """Whether some statement waits for another transaction."""
    with engine.connect() as connection:
        waits = "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        return bool(connection.scalar(text(f"select exists(select 1 {waits})")))


def test_a_message_in_doubt_is_decided_on_the_desk(
    nobody: TestClient, as_: SignIn, engine: Engine, secret: str
) -> None:
    """What a stranger sends waits on the desk with its reason; the watch lets it go or puts it aside."""
    now = datetime.now(UTC)
    here = info(
        area="<areaDesc>x</areaDesc><circle>36.9134,-121.5512 1</circle>", expires=instant(now + timedelta(hours=1))
    )
    became = raised(nobody, secret, cap(here, sender="stranger@example.org", sent=instant(now)))
    assert became["state"] == "needs_person"
    with database.transaction(engine) as s:
        row = s.scalars(select(AlertRow)).one()
    client = as_(sample.ON_WATCH)
    assert "stranger@example.org" in words(client.get("/alerts"))
    at = f"/alerts/messages/{row.id}"
    assert "Let it go out" in words(client.get(at)) and f"/urgent/message/{row.id}" in client.get(at).text
    assert client.post(f"{at}/dismiss", data={"reason": ""}).status_code == 422
    assert client.post(f"{at}/dismiss", data={"reason": "not ours"}).status_code == 303
    with database.transaction(engine) as s:
        assert s.scalars(select(AlertRow.state)).one() is AlertState.DISMISSED


def test_what_a_message_lacks_a_person_fills_in(nobody: TestClient, as_: SignIn, engine: Engine, secret: str) -> None:
    """A message without a needed field comes to the form with its own words in; the rest is typed, and it goes out."""
    now = datetime.now(UTC)
    area = "<areaDesc>Harbor Glen</areaDesc><circle>36.9134,-121.5512 1</circle>"
    person = info(
        event="Endangered Person", headline="Rosa, 74", description="", area=area,
        expires=instant(now + timedelta(hours=1)),
    )  # fmt: skip
    became = raised(nobody, secret, cap(person, sender=sample.SENDER, sent=instant(now)))
    assert became["state"] == "needs_person"
    client, at = as_(sample.ON_WATCH), f"/urgent/message/{became['id']}"
    assert "Rosa, 74" in client.get(at).text
    form = {"blank.who": "Rosa, 74", "blank.looks": "gray coat", "blank.seen": "Harbor Park", "place": "Harbor Glen"}
    assert "give a reason" in words(client.post(at, data=form | {"do": "look"}))
    assert confirmed(client, at, form | {"reason": "her family called"}).status_code == 303
    with database.transaction(engine) as s:
        row = s.get_one(AlertRow, uuid.UUID(str(became["id"])))
        assert row.state is AlertState.PUBLISHED and row.post_id
        assert "gray coat" in s.get_one(Post, row.post_id).draft["text"]


def test_a_message_in_spanish_stays_spanish(nobody: TestClient, as_: SignIn, engine: Engine, secret: str) -> None:
    """What a person lets out keeps its language: an English page has the words typed in English, and no Spanish one."""
    now = datetime.now(UTC)
    person = info(
        event="Endangered Person", headline="Rosa, 74 años", description="", area=AREA, language="es-US",
        expires=instant(now + timedelta(hours=1)),
    )  # fmt: skip
    became = raised(nobody, secret, cap(person, sender=sample.SENDER, sent=instant(now)))
    client, at = as_(sample.ON_WATCH), f"/urgent/message/{became['id']}"
    page = client.get(at)
    assert "These words are in Spanish" in words(page) and "The same in English" in words(page)
    form = {"blank.language": "es", "blank.who": "Rosa, 74 años", "blank.looks": "abrigo gris", "blank.seen": "parque"}
    english = {"blank.en.who": "Rosa, 74", "blank.en.looks": "gray coat", "blank.en.seen": "Harbor Park"}
    assert confirmed(client, at, form | english | {"place": "Harbor Glen", "reason": "her family"}).status_code == 303
    with database.transaction(engine) as s:
        row = s.get_one(AlertRow, uuid.UUID(str(became["id"])))
        said = s.get_one(Post, row.post_id).draft["text"]
    assert "gray coat" in said and "abrigo" not in said and "años" not in said


def test_a_token_without_a_source_raises_nothing(nobody: TestClient, engine: Engine, secret: str) -> None:
    """A token of the right scope that belongs to no source is refused in a sentence, and junk is no fault."""
    with database.transaction(engine) as s:
        scopes = [tokens.Scope.ALERTS_WRITE]
        other = tokens.create(s, "x", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=database.clock(s))
    answer = nobody.post("/api/v1/alerts", content=cap(), headers={"Authorization": f"Bearer {other}"})
    assert answer.status_code == 409 and "no source" in answer.json()["detail"]
    for junk in (b"", b"<a", b"\xff\xfe", b"{}", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'):
        assert raised(nobody, secret, junk)["state"] == "refused"


def test_a_source_begins_by_listening(as_: SignIn, engine: Engine, secret: str) -> None:
    """The weather service with two fields: it is listened to, and a second person lets it publish."""
    chief = as_(sample.CHIEF)
    answer = chief.post("/alerts/sources", data={"kind": "weather", "zones": "caz517", "counties": "006069"})
    assert answer.status_code == 303
    page = chief.get(answer.headers["location"])
    assert "listened to only" in words(page) and "CAZ517" in words(page)
    asked = chief.post(f"{answer.headers['location']}/propose", data={"reason": "flood season"})
    assert asked.status_code == 303
    assert "Your decision" not in words(chief.get(answer.headers["location"]))
    assert "Your decision" in words(as_(sample.ON_WATCH).get(answer.headers["location"]))
    with database.transaction(engine) as s:
        assert s.scalars(select(Source.publishes).where(Source.way == "feed")).one() is None


def test_the_set_shows_every_text_to_its_signers(as_: SignIn, secret: str) -> None:
    """A proposed set waits for two names, and its page shows each text that is signed."""
    chief = as_(sample.CHIEF)
    assert "Alert templates" in words(chief.get("/alerts/templates"))
    asked = chief.post("/alerts/templates", data={"reason": "winter", "mode.hazmat": "two_person"})
    assert asked.status_code == 303
    shown = words(as_(sample.ON_WATCH).get(asked.headers["location"]))
    assert "SIN PELIGRO" in shown and "Your decision" in shown
