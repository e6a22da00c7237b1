"""The check of the whole log says yes to a true one and finds every change that somebody made behind its back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from countersign.log.audit import verify_log
from tests.database.log.real_log import Log


@pytest.fixture
def sealed(log: Log) -> Log:
    """Five sealed entries about one subject, sealed in two steps, and one that waits."""
    for number in (3, 2):
        log.write(number)
        log.seal()
    log.write(1)
    return log


def test_a_true_log_is_found_true(sealed: Log) -> None:
    """Everything is counted, and there is nothing to complain of."""
    audit = verify_log(sealed.engine, sealed.settings)
    assert (audit.size, audit.waiting, audit.seals, audit.sealed) == (5, 1, 2, 5)
    assert audit.holds and audit.problems == []


def test_a_log_that_goes_on_meanwhile_is_true(sealed: Log) -> None:
    """While others write and seal, past the end of a tile too, the check finds nothing wrong."""
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            sealed.write_many(40)
            sealed.seal()

    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(go_on)
        found = [verify_log(sealed.engine, sealed.settings).problems for _ in range(8)]
        over.set()
        going.result()
    assert found == [[]] * 8


def test_an_empty_log_is_true(log: Log) -> None:
    """Before anything happened there is nothing that could be false."""
    assert verify_log(log.engine, log.settings).problems == []


def test_a_log_of_several_chunks_is_true(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading in chunks changes nothing."""
    monkeypatch.setattr("countersign.log.audit._CHUNK", 3)
    log.write(11)
    log.seal()
    assert verify_log(log.engine, log.settings).problems == []


SECOND = "(select entry_id from position where index = 1)"
LAST = "(select entry_id from position where index = 4)"
IN_THE_DATABASE = {
    "another value": (
        f"update entry_value set value = '\"x\"' where name = 'number' and entry_id = {SECOND}",
        "its fields",
    ),
    "another salt": (f"update entry_value set salt = sha256('') where ordinal = 1 and entry_id = {SECOND}", "16"),
    "a value less": (f"delete from entry_value where name = 'number' and entry_id = {SECOND}", "its fields"),
    "all values gone": (f"delete from entry_value where entry_id = {SECOND}", "its fields"),
    "values in another order": (
        f"update entry_value set ordinal = 9 where ordinal = 0 and entry_id = {SECOND}",
        "its fields",
    ),
    "another event": (f"update entry set event = 'post.approved' where id = {SECOND}", "event, subject or actor"),
    "another actor": (f"update entry set actor = 'chief' where id = {SECOND}", "event, subject or actor"),
    "another time": (f"update entry set at = at + interval '1 s' where id = {SECOND}", "another record, time"),
    "another predecessor": (f"update entry set prev = sha256('') where id = {SECOND}", "follows a record"),
    "another leaf": (f"update entry set leaf = leaf || ' ' where id = {SECOND}", "leaf is not one"),
    "another leaf hash": (f"update entry set leaf_hash = sha256('') where id = {SECOND}", "leaf was changed"),
    "two places exchanged": ("update position set index = 3 - index where index in (1, 2)", "is not the one"),
    "an entry taken out": (f"delete from position where entry_id = {SECOND}", "Place 1 of the log is empty"),
    "the last entry taken out": (f"delete from position where entry_id = {LAST}", "does not wait"),
    "a node changed": ("update node set hash = sha256('') where level = 1 and index = 1", "Node 1 of level 1"),
    "a node taken out": ("delete from node where level = 2", "Node 0 of level 2"),
    "a node put in": ("insert into node values (7, 0, sha256(''))", "more or fewer nodes"),
    "a waiting entry forgotten": ("delete from pending", "does not wait"),
    "an entry that waits again": (
        "insert into pending select entry_id from position where index = 1",
        "waits for another",
    ),
    "another sealed root": ("update checkpoint set root = sha256('') where size = 3", "root that was sealed"),
    "another seal": ("update checkpoint set note = replace(note, E'\\n3\\n', E'\\n2\\n') where size = 3", "false"),
}


@pytest.mark.parametrize("what", IN_THE_DATABASE)
def test_a_change_in_the_database_is_found(sealed: Log, what: str) -> None:
    """Whatever somebody with all rights changes in the tables, the check names it."""
    statement, finding = IN_THE_DATABASE[what]
    if what == "two places exchanged":
        sealed.tamper("alter table position drop constraint position_pkey")
    sealed.tamper(statement)
    audit = verify_log(sealed.engine, sealed.settings)
    assert not audit.holds and any(finding in problem for problem in audit.problems), audit.problems


def changed(name: str) -> Callable[[Log], object]:
    """A change of the last byte of a published file."""

    def apply(log: Log) -> None:
        path = log.settings.published / name
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    return apply


ON_THE_DISK: dict[str, tuple[Callable[[Log], object], str]] = {
    "a tile": (changed("tile/0/000.p/5"), "tile/0/000.p/5 is missing or not"),
    "an entry bundle": (changed("tile/entries/000.p/5"), "tile/entries/000.p/5 is missing or not"),
    "a tile gone": (lambda log: (log.settings.published / "tile/0/000.p/5").unlink(), "is missing or not"),
    "the checkpoint": (changed("checkpoint"), "not a signed note"),
    "the checkpoint gone": (lambda log: log.checkpoint.unlink(), "published log is gone"),
    "the key gone": (lambda log: (log.settings.home / "log.vkey").unlink(), "no seal yet"),
    "the key": (lambda log: (log.settings.home / "log.vkey").write_text("no key"), "not a verification key"),
}


@pytest.mark.parametrize("what", ON_THE_DISK)
def test_a_change_on_the_disk_is_found(sealed: Log, what: str) -> None:
    """Whatever is changed in the published files or the key, the check names it."""
    change, finding = ON_THE_DISK[what]
    change(sealed)
    problems = verify_log(sealed.engine, sealed.settings).problems
    assert any(finding in problem for problem in problems), problems


def test_a_restored_backup_is_found(sealed: Log, new_log: Callable[..., Log]) -> None:
    """A database older than the published log does not pass."""
    old = new_log(like=sealed)
    sealed.now += timedelta(seconds=2)
    sealed.seal()
    assert verify_log(sealed.engine, sealed.settings).holds
    assert verify_log(old.engine, old.settings).problems == [
        "The published log of 6 entries is not the one in the database."
    ]


def test_a_thousand_problems_are_not_all_told(log: Log) -> None:
    """A person gets the first hundred problems, not all of them."""
    log.write_many(120)
    log.seal()
    log.tamper("update entry_value set value = '0' where name = 'n'", "update entry set actor = 'x'")
    assert len(verify_log(log.engine, log.settings).problems) == 100
