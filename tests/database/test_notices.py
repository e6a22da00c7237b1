"""Notices: written with the event, sent afterwards, never with the words of a draft."""

import pytest
from jinja2 import Environment, meta
from sqlalchemy import Engine, select, update

from countersign import database, delivery, notices
from countersign.database import DatabaseGone
from countersign.liveness import Watch
from countersign.notices import Notice
from countersign.settings import Settings
from tests import stories
from tests.fakes.smtp import mail_server


def _waiting(engine: Engine) -> list[Notice]:
    with database.transaction(engine) as s:
        return list(s.scalars(select(Notice).where(Notice.sent.is_(None)).order_by(Notice.created)))


def _all_due_again(engine: Engine) -> None:
    with database.transaction(engine) as s:
        s.execute(update(Notice).values(next_try=database.clock(s)))


def test_those_whose_turn_it_is_are_asked_by_mail(engine: Engine, told: Settings) -> None:
    """A person whose name is wanted gets a mail with number, category and link, and without the words."""
    stories.reviewed(engine)
    delivery.chase()
    with mail_server() as server:
        sent = notices.send_due(engine, told.model_copy(update={"notify_url": server.url}))
        assert sent == len(server.mails) > 0
        asked = next(mail for mail in server.mails if "ines.duarte" in mail["To"])
    assert "post 1" in asked["Subject"] and "Community notice" in asked["Subject"]
    body = asked.get_body(("plain",)).get_content()
    assert told.staff_address in body
    assert "Ferry Street" not in asked.as_string()


def test_a_mail_server_that_refuses_loses_nothing(engine: Engine, told: Settings) -> None:
    """A notice that could not be sent stays, with the reason, and goes out once the server takes it."""
    stories.reviewed(engine)
    delivery.chase()
    with mail_server() as server:
        set_up = told.model_copy(update={"notify_url": server.url})
        server.refusing = True
        assert notices.send_due(engine, set_up) == 0
        assert all(notice.error and notice.tries == 1 for notice in _waiting(engine))
        server.refusing = False
        assert notices.send_due(engine, set_up) == 0, "the next try comes later"
        _all_due_again(engine)
        assert notices.send_due(engine, set_up) > 0
    assert _waiting(engine) == []


def test_each_is_asked_once(engine: Engine) -> None:
    """Chasing again asks nobody a second time."""
    stories.reviewed(engine)
    delivery.chase()
    before = len(_waiting(engine))
    delivery.chase()
    assert len(_waiting(engine)) == before


@pytest.mark.parametrize("kind", sorted(path.stem for path in notices.TEMPLATES.glob("*.txt")))
def test_every_notice_has_a_subject_and_a_link(kind: str) -> None:
    """Each kind of notice says what it is about in one line, and where to go."""
    written = meta.find_undeclared_variables(Environment().parse((notices.TEMPLATES / f"{kind}.txt").read_text()))
    facts = dict.fromkeys(written - {"link"}, "something")
    subject, body = notices.words(kind, facts, "https://desk.example.gov/posts/1")
    assert subject and "\n" not in subject
    assert body.endswith("https://desk.example.gov/posts/1")


def test_an_alarm_is_sounded_when_the_database_is_gone(
    engine: Engine, told: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After half a minute without a database each administrator is told once, and once more when it is back."""
    with mail_server() as server:
        watch = Watch(told.model_copy(update={"notify_url": server.url}), airflow=False, began=0.0)
        watch.look(0.0)
        with monkeypatch.context() as gone:
            gone.setenv("COUNTERSIGN_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
            for at in (5.0, 20.0, 34.0, 40.0, 60.0):
                with pytest.raises(DatabaseGone):
                    watch.look(at)
                assert bool(server.mails) == (at > 5 + 30)
        watch.look(65.0)
        watch.look(70.0)
        subjects = [mail["Subject"] for mail in server.mails]
    people = len({mail["To"] for mail in server.mails})
    assert people and len(subjects) == 2 * people
    assert [subject.startswith("Over") for subject in subjects] == [False] * people + [True] * people
