"""What an outsider gets about one record proves itself, without any of our programs."""

import json
import shutil
import subprocess
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from typer.testing import CliRunner

from countersign import cli_records, embedded, records
from countersign.database import transaction
from countersign.deliveries import Delivery, State
from countersign.errors import NotFound, WrongState
from countersign.log import entry, identity, proof
from countersign.log.entry import Withheld
from countersign.log.record import Event
from countersign.log.record import entry as record
from tests.database.log.real_log import START, Log

VERIFY = Path(__file__).parents[3] / "templates" / "records" / "verify.sh"
VALUES = {"text": "Straße closed", "pages": ["newsroom"], "at": 1.5, "none": None, "deep": {"é": [True]}}


@pytest.fixture
def sealed(log: Log) -> tuple[Log, uuid.UUID]:
    """A log of seven sealed entries, and one of its records."""
    log.write(3)
    found = log.write_one("post:7", **VALUES)
    log.write(3)
    log.seal()
    return log, found


def test_every_record_has_a_proof(sealed: tuple[Log, uuid.UUID]) -> None:
    """Proof, leaf and fields of a record verify against the published key."""
    log, found = sealed
    with transaction(log.engine) as s:
        text, leaf, fields = records.proof(s, found), records.leaf(s, found), records.fields(s, found)
    assert proof.verify(text, leaf, identity.verifier(log.settings)).size == 7
    shown = entry.parse_fields(fields)
    assert entry.verify(leaf, shown)
    assert {field.name: json.loads(field.value) for field in shown if not isinstance(field, Withheld)} == {
        "event": "post.edited",
        "subject": "post:7",
        "actor": "maya",
        **VALUES,
    }


def test_withheld_fields_stay_hidden_and_the_rest_verifies(sealed: tuple[Log, uuid.UUID]) -> None:
    """A fields file with withheld fields verifies and does not hold their values."""
    log, found = sealed
    with transaction(log.engine) as s:
        text, leaf = records.fields(s, found, withheld={"text", "actor"}), records.leaf(s, found)
    shown = entry.parse_fields(text)
    assert entry.verify(leaf, shown) and sum(isinstance(field, Withheld) for field in shown) == 2
    assert "text" not in text and "actor" not in text


def test_a_proof_follows_the_newest_seal(sealed: tuple[Log, uuid.UUID]) -> None:
    """After a later seal the proof of an old record leads to the newer checkpoint."""
    log, found = sealed
    log.write(4)
    log.seal()
    with transaction(log.engine) as s:
        text, leaf = records.proof(s, found), records.leaf(s, found)
    assert proof.verify(text, leaf, identity.verifier(log.settings)).size == 11


def test_a_record_without_a_seal_has_no_proof_yet(log: Log) -> None:
    """A new record waits for its seal, and a number that is none is not found."""
    found = log.write()[0]
    with transaction(log.engine) as s:
        with pytest.raises(WrongState, match="not under a signed seal yet"):
            records.proof(s, found)
        for question in (records.proof, records.leaf, records.fields, records.place):
            with pytest.raises(NotFound):
                question(s, uuid.uuid4())


def test_the_public_role_sees_the_proofs_of_published_records_only(sealed: tuple[Log, uuid.UUID]) -> None:
    """Through the public's views a record of something unpublished does not exist."""
    log, found = sealed
    with transaction(log.engine) as s:
        sent = record(s, Event.DELIVERY_SENT, "delivery:1", VALUES, actor="publisher", now=START)
        wanted = entry.write_fields(records.disclosed(s, sent))
    log.seal()
    sent_delivery(log, sent, mode="live")
    outsider = create_engine(log.server.url(embedded.PUBLIC, log.database))
    with transaction(outsider) as s:
        with pytest.raises(NotFound):
            records.leaf(s, found, source=records.PUBLIC)
        text, leaf = (question(s, sent, source=records.PUBLIC) for question in (records.proof, records.leaf))
        assert records.fields(s, sent, source=records.PUBLIC) == wanted
    outsider.dispose()
    assert proof.verify(text, leaf, identity.verifier(log.settings)).size == 8


def sent_delivery(log: Log, record_id: uuid.UUID | None, *, mode: str = "live") -> uuid.UUID:
    """A delivery that was sent, without the post it belongs to."""
    id_ = uuid.uuid4()
    row = {
        "id": id_,
        **{name: uuid.uuid4() for name in ("post_id", "version_id", "proposal_id")},
        **dict.fromkeys(("page_id", "category", "digest", "lane", "reason"), "x"),
        **dict.fromkeys(("due", "not_before", "not_after", "created", "changed", "sent", "turn"), START),
        **dict.fromkeys(("looks", "attempts"), 0),
        "mode": mode,
        "record_id": record_id,
        "state": State.SENT,
    }
    superuser = create_engine(log.server.url(embedded.SUPERUSER, log.database))
    with superuser.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.execute(Delivery.__table__.insert().values(row))
    superuser.dispose()
    return id_


def test_a_sent_delivery_without_a_sealed_record_is_named(sealed: tuple[Log, uuid.UUID]) -> None:
    """What was sent is archived only when its record is under a seal; everything else is named."""
    log, found = sealed
    sent_delivery(log, found)
    forgotten = sent_delivery(log, None)
    waiting = sent_delivery(log, log.write()[0])
    with transaction(log.engine) as s:
        assert set(records.confirm_all_sent_are_archived(s)) == {forgotten, waiting}
    log.seal()
    with transaction(log.engine) as s:
        assert records.confirm_all_sent_are_archived(s) == [forgotten]


@pytest.fixture
def told(sealed: tuple[Log, uuid.UUID], monkeypatch: pytest.MonkeyPatch) -> tuple[Log, uuid.UUID]:
    """The same log, as the command line finds it."""
    log, found = sealed
    monkeypatch.setenv("COUNTERSIGN_HOME", str(log.settings.home))
    monkeypatch.setenv("COUNTERSIGN_DATABASE_URL", log.settings.database_url)
    return log, found


def test_the_command_line_hands_out_what_an_outsider_verifies(told: tuple[Log, uuid.UUID], tmp_path: Path) -> None:
    """`records proof --out` writes files that a shell with openssl accepts, and not the key."""
    log, found = told
    out = tmp_path / "out"
    done = CliRunner().invoke(cli_records.app, ["proof", str(found), "--out", str(out), "--withhold", "actor"])
    assert done.exit_code == 0, done.output
    assert sorted(path.suffix for path in out.iterdir()) == [".fields", ".leaf", ".tlog-proof"]
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    vkey = str(log.settings.home / identity.VKEY)
    for words in ([f"{found}.tlog-proof", f"{found}.leaf", vkey], ["--fields", f"{found}.fields", f"{found}.leaf"]):
        subprocess.run(["sh", str(VERIFY), *words], cwd=out, check=True, capture_output=True)


def test_the_command_line_prints_a_proof(told: tuple[Log, uuid.UUID]) -> None:
    """`records proof` prints the proof file, and fails for a record that is not there."""
    log, found = told
    done = CliRunner().invoke(cli_records.app, ["proof", str(found)])
    with transaction(log.engine) as s:
        assert (done.exit_code, done.output) == (0, records.proof(s, found))
    assert CliRunner().invoke(cli_records.app, ["proof", str(uuid.uuid4())]).exit_code == 1


def test_the_command_line_verifies_the_log(told: tuple[Log, uuid.UUID]) -> None:
    """`records verify` says what it found; its exit status is 0 only while everything is true."""
    log, found = told
    done = CliRunner().invoke(cli_records.app, ["verify"])
    assert done.exit_code == 0 and done.output.startswith("True: 7 entries under 1 signed seal")
    log.tamper(f"update entry_value set value = '\"Straße open\"' where name = 'text' and entry_id = '{found}'")
    done = CliRunner().invoke(cli_records.app, ["verify"])
    assert done.exit_code == 1 and f"Record {found} (entry 3): its fields are not" in done.output
    assert CliRunner().invoke(cli_records.app, ["proof", str(found)]).exit_code == 1


def test_the_command_line_seals_everything_recorded_before(told: tuple[Log, uuid.UUID]) -> None:
    """`records seal` ends with everything sealed, also right after another seal, and tells when it cannot."""
    log, _found = told
    for size in (8, 9):
        log.write()
        done = CliRunner().invoke(cli_records.app, ["seal"])
        assert (done.exit_code, done.output) == (0, f"Sealed: {size} entries, signed and published.\n")
    log.write()
    log.checkpoint.unlink()
    done = CliRunner().invoke(cli_records.app, ["seal"])
    assert done.exit_code == 1 and "Nothing was signed" in done.output
    assert log.now < START + timedelta(hours=1)
