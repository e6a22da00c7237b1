"""The databases and their roles: who owns what, and who may enter; tables and grants are the migration's."""

import os
from collections.abc import Mapping

import psycopg
from psycopg import sql

from countersign.errors import Misconfigured

OWNER, APP, PUBLIC, AIRFLOW = "countersign_owner", "countersign_app", "countersign_public", "airflow"
ROLES = (OWNER, APP, PUBLIC, AIRFLOW)
#: Each database, who owns it and who else may enter.
DATABASES: dict[str, tuple[str, tuple[str, ...]]] = {
    "countersign": (OWNER, (APP, PUBLIC)),
    "airflow": (AIRFLOW, ()),
}


def create(superuser_dsn: str, passwords: Mapping[str, str]) -> None:
    """Make the roles and databases that are missing; what is there stays as it is."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in sorted(set(ROLES) - roles):
            command = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(command.format(sql.Identifier(role), sql.Literal(passwords[role])))
        databases = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for database in sorted(DATABASES.keys() - databases):
            _create_database(connection, database)


def _create_database(connection: psycopg.Connection, database: str) -> None:
    owner, guests = DATABASES[database]
    name = sql.Identifier(database)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(owner)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for guest in guests:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(guest)))


def main() -> None:
    """Make them on the server of SUPERUSER_DSN, with the passwords of {ROLE}_PASSWORD (for Compose)."""
    wanted = {role: f"{role.upper()}_PASSWORD" for role in ROLES}
    missing = [name for name in ("SUPERUSER_DSN", *wanted.values()) if not os.environ.get(name)]
    if missing:
        raise Misconfigured(f"These variables are not set: {', '.join(missing)}. Nothing was changed; set them.")
    create(os.environ["SUPERUSER_DSN"], {role: os.environ[name] for role, name in wanted.items()})


if __name__ == "__main__":
    main()
