"""Alembic's environment: one connection, one transaction for each migration, guarded by an advisory lock."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from countersign.migrations import tables

ADVISORY_LOCK = 0x0C0_517

config = context.config


def run() -> None:
    """Run the migrations asked for."""
    engine = create_engine(config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
