"""`countersign posts import`: many posts from a table; without --apply only the report."""

from pathlib import Path
from typing import Annotated

import typer

from countersign import bulk, database, desk
from countersign.bulk import Row
from countersign.errors import CountersignError, Invalid

app = typer.Typer(no_args_is_help=True, help="Posts.")


@app.command("import")
def import_posts(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The table (CSV, UTF-8).")],
    who: Annotated[str, typer.Option("--as", help="The author: their login.")],
    store: Annotated[
        bool, typer.Option("--apply", help="Store all of them as drafts; without it nothing is stored.")
    ] = False,
    submit: Annotated[bool, typer.Option("--submit", help="With --apply: send all of them for sign-off.")] = False,
) -> None:
    """Show what a table of posts would become, row by row; with --apply store all of them or none."""
    table = file.read_bytes()
    try:
        with database.transaction() as s:
            now = database.clock(s)
            desk.writing.acting(s, who, now)
            rows = bulk.report(s, who, table, now=now)
        for row in rows:
            _say(row)
        wrong = sum(bool(row.wrong) for row in rows)
        if wrong:
            typer.echo(f"{wrong} of {len(rows)} posts cannot be taken. Nothing was stored; mend them first.", err=True)
            raise typer.Exit(1)
        if not store:
            typer.echo(f"{len(rows)} posts are in order. Nothing was stored; add --apply to store them.")
            return
        with database.transaction() as s:
            made = bulk.apply(s, who, table, submit=submit, now=database.clock(s))
            numbers = f"posts {made[0].number} to {made[-1].number}" if len(made) > 1 else made[0].label
        typer.echo(f"{'Sent for sign-off' if submit else 'Stored as drafts'}: {numbers}.")
    except Invalid as error:
        for name, message in error.fields.items():
            typer.echo(f"{name}: {message}" if name else message, err=True)
        raise typer.Exit(1) from error
    except CountersignError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error


def _say(row: Row) -> None:
    for column, message in row.wrong.items():
        typer.echo(f"line {row.line}, {column}: {message}")
    for finding in row.findings:
        typer.echo(f"line {row.line}: {finding.severity.value} {finding.rule}: {finding.message}")
