"""Entries and their places are only ever added, by whoever it is."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RestrictViolation

from countersign import embedded
from tests.database.log.real_log import Log

ONLY_ADDED = ("entry", "entry_value", "position", "node")
STATEMENTS = {
    "update": "update {0} set {1} = {1}",
    "delete": "delete from {0}",
    "truncate": "truncate {0} cascade",
}
COLUMNS = {"entry": "event", "entry_value": "name", "position": "index", "node": "hash"}


@pytest.mark.parametrize("role", [embedded.APP, embedded.OWNER])
@pytest.mark.parametrize("how", STATEMENTS)
@pytest.mark.parametrize("table", ONLY_ADDED)
def test_no_role_changes_what_was_recorded(log: Log, table: str, how: str, role: str) -> None:
    """Neither the programs nor the owner of the tables can update, delete or truncate them."""
    log.write()
    log.seal()
    statement = STATEMENTS[how].format(table, COLUMNS[table])
    refused = pytest.raises((RestrictViolation, InsufficientPrivilege))
    with psycopg.connect(log.server.dsn(role, log.database)) as connection, refused:
        connection.execute(statement)


def test_a_sealed_size_and_root_cannot_be_changed_by_the_programs(log: Log) -> None:
    """The programs may add the signed note to a seal, and nothing else."""
    log.write()
    log.seal()
    refused = pytest.raises(InsufficientPrivilege)
    with psycopg.connect(log.server.dsn(embedded.APP, log.database)) as connection, refused:
        connection.execute("update checkpoint set root = sha256('')")
