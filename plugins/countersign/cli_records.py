"""`countersign records ...`: seal the public log, check all of it, prove one record."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from countersign import database, records, settings
from countersign.errors import CountersignError
from countersign.log import entry, identity, proof, sequencer
from countersign.log.tables import Pending

SEAL_SECONDS = 10

app = typer.Typer(no_args_is_help=True, help="The public record: seal it, check it, prove what is in it.")


@app.command()
def seal() -> None:
    """Sign and publish the log with everything recorded so far; exit status 0 once all of it is sealed."""
    with _told_plainly():
        engine, until = database.default_engine(), time.monotonic() + SEAL_SECONDS
        with database.transaction(engine) as s:
            wanted = sequencer.size_of(s) + _waiting(s)
        while (size := _seal_once(engine)) < wanted:
            if time.monotonic() > until:
                raise CountersignError(
                    f"Only {size} of {wanted} entries are sealed: another sealer is at work and has not "
                    "finished. Nothing is lost; try again in a minute."
                )
            time.sleep(0.2)
        typer.echo(f"Sealed: {size} entries, signed and published." if size else "Nothing was recorded yet.")


def _seal_once(engine: Engine) -> int:
    """Seal, and say how many entries are published then."""
    with database.transaction(engine) as s:
        now = database.clock(s)
    standing = sequencer.seal(engine, settings.load(), now=now)
    return standing.size if standing else 0


def _waiting(s: Session) -> int:
    return s.scalar(select(func.count()).select_from(Pending)) or 0


@app.command()
def verify() -> None:
    """Compute the whole log again and compare; exit status 0 only when everything is as it should be."""
    with _told_plainly():
        audit = records.verify_log(database.default_engine(), settings.load())
        for problem in audit.problems:
            typer.echo(f"NOT TRUE: {problem}", err=True)
        if not audit.holds:
            raise typer.Exit(1)
        typer.echo(
            f"True: {audit.size} entries under {audit.seals} signed seals, {audit.sealed} of them published; "
            f"{audit.size - audit.sealed + audit.waiting} wait for the next seal."
        )


@app.command("proof")
def prove(
    record: Annotated[UUID, typer.Argument(help="The record's number, as its public page shows it.")],
    out: Annotated[
        Path | None, typer.Option(help="Write proof, leaf and fields of the record into this folder.")
    ] = None,
    withhold: Annotated[list[str] | None, typer.Option(help="A field whose value is not handed out.")] = None,
) -> None:
    """Print the proof of one record, or write what an outsider needs; exit status 0 only when it holds."""
    with _told_plainly():
        with database.transaction() as s:
            text, leaf = records.proof(s, record), records.leaf(s, record)
            shown = records.fields(s, record, withheld=withhold or ())
        proof.verify(text, leaf, identity.verifier(settings.load()))
        if not entry.verify(leaf, entry.parse_fields(shown)):
            raise CountersignError("The stored fields of this record are not those that were recorded.")
        if out is None:
            typer.echo(text, nl=False)
        else:
            _write(
                out,
                {
                    f"{record}.tlog-proof": text.encode(),
                    f"{record}.leaf": leaf,
                    f"{record}.fields": shown.encode(),
                },
            )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        typer.echo(folder / name)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say what went wrong in one sentence, and exit with status 1."""
    try:
        yield
    except CountersignError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error
