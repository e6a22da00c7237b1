"""What strangers see of a post that was taken down or corrected: that it was, on what authority, and the proof."""

import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from countersign import database, delivery, desk
from countersign.approvals import Verdict
from countersign.content import Draft
from countersign.deliveries import Delivery
from countersign.delivery.duty import Duty
from countersign.settings import Settings
from tests import stories
from tests.web.public.conftest import Publish, a_message

WORDS = "A sentence that nobody may read any more."
AUTHORITY = "Superior Court, order 26-CV-118"


def take_down(engine: Engine, record: uuid.UUID) -> Delivery:
    """Take the publication of a record down, on the names of legal and the chief."""
    with database.transaction(engine) as s:
        row = s.scalars(select(Delivery).where(Delivery.record_id == record)).one()
        told = {"authority": AUTHORITY, "reason": "A name that must not be told.", "evidence": ""}
        asked = desk.propose_removal(s, stories.AUTHOR, row.id, now=database.clock(s), **told)
    for who in ("olivia.stern", stories.CHIEF):
        with database.transaction(engine) as s:
            more: dict[str, Any] = {"verdict": Verdict.SIGN, "digest": asked.digest, "factor": "password at the click"}
            desk.decide(s, who, asked.id, now=database.clock(s), **more)
    delivery.remove_due()
    with database.transaction(engine) as s:
        return s.get_one(Delivery, row.id)


@pytest.fixture
def gone(engine: Engine, publish: Publish) -> Delivery:
    """A post with a picture that was taken down, after another one that was not."""
    stories.enable(engine, "newsroom")
    pictured = stories.with_picture(engine, pages=("newsroom",))
    records = publish(a_message("This one stays."), a_message(WORDS, media=pictured.media))
    return take_down(engine, records[1])


def test_a_tombstone_stands_in_its_place(client: TestClient, gone: Delivery) -> None:
    """On every page and in every feed: not the words, but that it was taken down and on what authority."""
    for where in ("/newsroom", "/newsroom/2", "/newsroom/feed.atom", "/newsroom/feed.json", "/records"):
        told = client.get(where).text
        assert WORDS not in told and "taken down" in told and AUTHORITY in told, where
    assert f"/records/{gone.record_id}" not in client.get("/records", params={"q": "nobody may read"}).text


def test_its_pictures_are_gone_and_kept(client: TestClient, engine: Engine, gone: Delivery) -> None:
    """The picture has no public address any more, and is still in the archive."""
    with database.transaction(engine) as s:
        [media] = stories.frozen(s, gone).body["media"]
    assert client.get(f"/media/{media['sha256']}").status_code == 404


def test_both_records_are_there_and_can_be_proved(
    client: TestClient, gone: Delivery, seal: Callable[[], None], tmp_path: Path
) -> None:
    """Its record proves who signed, with the words withheld; the removal has a record of its own; neither tells why."""
    seal()
    for record in (gone.record_id, gone.removed_record):
        page = client.get(f"/records/{record}").text
        assert AUTHORITY in page and WORDS not in page and "must not be told" not in page
        for ending in (".leaf", ".fields", ".tlog-proof"):
            (tmp_path / f"record{ending}").write_bytes(client.get(f"/records/{record}{ending}").content)
        fields = (tmp_path / "record.fields").read_text()
        assert ("withheld " in fields) == (record == gone.record_id)
        script = tmp_path / "verify.sh"
        script.write_bytes(client.get("/log/verify.sh").content)
        done = subprocess.run(
            ["sh", script, "--fields", "record.fields", "record.leaf"], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        shown = client.get(f"/records/{record}.json").json()
        assert any("withheld" in field for field in shown["fields"]) == (record == gone.record_id)


def test_a_correction_says_which_post_it_corrects(
    client: TestClient, engine: Engine, told: Settings, publish: Publish
) -> None:
    """The correction leads to the original and the original to the correction, on the page and in the record."""
    publish(a_message("Ferry Street is closed until noon."))
    with database.transaction(engine) as s:
        original = s.scalars(select(Delivery.post_id)).one()
        words = Draft(
            text="CORRECTION: it is closed until 2 p.m.",
            category="community_notice",
            pages=("newsroom",),
            facts={"place": stories.INSIDE},
        )
        made = desk.correct(s, stories.AUTHOR, original, words, now=database.clock(s))
        desk.submit(s, stories.AUTHOR, made.id, now=database.clock(s))
    delivery.review()
    for who in (stories.COMMANDER, stories.CHIEF):
        stories.decide(engine, made.id, who)
    Duty(told, lane="routine", delay=0).serve(0.8)
    assert "Correction of" in client.get("/newsroom/2").text
    assert "Corrected by" in client.get("/newsroom/1").text
    with database.transaction(engine) as s:
        record = stories.deliveries_of(s, made.id)[0].record_id
    assert "Corrects" in client.get(f"/records/{record}").text
