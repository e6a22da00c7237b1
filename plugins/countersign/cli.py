"""`countersign`: the command line. Each act of a person names them (`--as`) and is recorded with the OS user."""

import getpass
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

import typer
from rich.console import Console
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import (
    agency,
    cli_alerts,
    cli_posts,
    cli_records,
    codes,
    connecting,
    credentials,
    database,
    desk,
    logs,
    migrations,
    pages,
    pauses,
    settings,
    signin,
    standby,
    tokens,
)
from countersign import tour as sample_tour
from countersign.cli_screen import command as screen
from countersign.cli_up import up
from countersign.errors import AgencyFileInvalid, CountersignError, Invalid, NotAllowed
from countersign.pauses import Pause
from countersign.platforms import oauth
from countersign.policies import PolicyVersion
from countersign.screening import rulebook

ABOUT = "Social media that is signed for before it goes out."
app = typer.Typer(no_args_is_help=True, add_completion=False, help=ABOUT)
agency_app = typer.Typer(no_args_is_help=True, help="The agency file: who, where, what, by whose names.")
db_app = typer.Typer(no_args_is_help=True, help="The database.")
people_app = typer.Typer(no_args_is_help=True, help="People.")
pages_app = typer.Typer(no_args_is_help=True, help="Pages: the agency's accounts.")
token_app = typer.Typer(no_args_is_help=True, help="Tokens for programs.")
for name, group in (
    ("agency", agency_app),
    ("db", db_app),
    ("people", people_app),
    ("pages", pages_app),
    ("token", token_app),
    ("alerts", cli_alerts.app),
    ("posts", cli_posts.app),
    ("records", cli_records.app),
):
    app.add_typer(group, name=name)
app.command("up")(up)
app.command("screen")(screen)
app.command("drill")(cli_alerts.drill_now)


@app.callback()
def begin() -> None:
    """Log plainly, whatever the command."""
    logs.plainly()


Person = Annotated[str, typer.Option("--as", help="The person who acts: their login.")]
Why = Annotated[str, typer.Option("--reason", help="Why; it is kept in the record.")]


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn an error of ours into its sentence and exit status 1."""
    try:
        yield
    except AgencyFileInvalid as error:
        for line, text in error.errors:
            typer.echo(f"line {line}: {text}", err=True)
        typer.echo(f"{len(error.errors)} to mend. Nothing was changed.", err=True)
        raise typer.Exit(1) from error
    except Invalid as error:
        for field, text in error.fields.items():
            typer.echo(f"{field}: {text}" if field else text, err=True)
        raise typer.Exit(1) from error
    except CountersignError as error:
        typer.echo(error.message, err=True)
        raise typer.Exit(1) from error


@contextmanager
def acting() -> Iterator[Session]:
    """One transaction, with errors said plainly."""
    with said_plainly(), database.transaction() as s:
        yield s


@agency_app.command("apply")
def apply_agency(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The agency file (YAML).")],
    who: Person = "setup",
    reason: Why = "set-up",
) -> None:
    """Check an agency file as a whole, show what it changes, and put it in force, or to a second person's signature."""
    with acting() as s:
        now = database.clock(s)
        policy = agency.parse(file.read_text(encoding="utf-8"), filename=file.name, now=now)
        empty = s.scalar(select(func.max(PolicyVersion.number))) is None
        if not empty:
            desk.writing.acting(s, who, now)
        done = desk.apply_policy(s, policy, who=who, why=_by_hand(reason), now=now)
        if isinstance(done, int):
            typer.echo(f"In force as policy {done}: {len(policy.people)} people, {len(policy.categories)} categories.")
            _name_unreviewed(policy)
            return
        for change in done.details["changes"]:
            typer.echo(f"  {change}")
        address = f"{settings.load().staff_address}/agency/changes/{done.id}"
        typer.echo(f"Proposed. A second person puts it in force with their name: {address}")


def _name_unreviewed(policy: agency.Policy) -> None:
    """Say which rules are in force though nobody reviewed them."""
    packs = [pack.title for pack in rulebook.unreviewed(policy.switches) if pack.active and pack.id != "product"]
    if packs:
        typer.echo(f"In force, and not reviewed yet: {', '.join(packs)}. Enter who read them and when: /rules.")


@agency_app.command("check")
def check_agency(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The agency file (YAML).")],
) -> None:
    """Check an agency file as a whole; needs no database and changes nothing."""
    with said_plainly():
        policy = agency.parse(file.read_text(encoding="utf-8"), filename=file.name, now=datetime.now(UTC))
        counts = f"{len(policy.people)} people, {len(policy.pages)} pages, {len(policy.categories)} categories"
        typer.echo(f"In order: {counts}.")


@db_app.command("upgrade")
def upgrade() -> None:
    """Bring the database to this release."""
    with said_plainly():
        migrations.upgrade(settings.load().owner_database_url)
        typer.echo("The database is up to date.")


@people_app.command("passwd")
def passwd(
    login: Annotated[str, typer.Argument(help="Whose password.")],
    who: Person = "setup",
) -> None:
    """Set a password, read from the terminal or from standard input; the person's sessions end."""
    password = typer.prompt("New password", hide_input=True, confirmation_prompt=True) if _terminal() else _line()
    with acting() as s:
        signin.set_password(s, login, password, who=who, now=database.clock(s))
        typer.echo(f"Set. Every session of {login} has ended.")


@people_app.command("code")
def take_code_away(
    login: Annotated[str, typer.Argument(help="Whose sign-in code.")],
    off: Annotated[bool, typer.Option("--off", help="Switch it off; only its owner can switch it on.")],
    who: Person,
    reason: Why = "the phone is lost",
) -> None:
    """Switch off the sign-in code of somebody who lost their phone; their sessions end, and it is told."""
    with acting() as s:
        now = database.clock(s)
        desk.writing.acting(s, who, now)
        codes.take_away(s, login, who=who, reason=_by_hand(reason), now=now)
        typer.echo(f"Off: {login} signs in with the password alone. Every session of {login} has ended.")


@pages_app.command("credential")
def credential(
    page: Annotated[str, typer.Argument(help="The page's id.")],
    who: Person,
) -> None:
    """Store a page's credential, read from standard input; it is encrypted and never shown again."""
    plain = typer.prompt("Credential", hide_input=True) if _terminal() else _line()
    with acting() as s:
        now = database.clock(s)
        desk.writing.acting(s, who, now)
        row = pages.page(s, page)
        connecting.refuse_in_sample(settings.load())
        pages.set_credential(s, row, plain, told=settings.load(), who=who, now=now)
        typer.echo(f"Stored. {row.name} is read and its required items are brought to sign-off by themselves.")


@pages_app.command("connect")
def connect(
    page: Annotated[str, typer.Argument(help="The page's id.")],
    who: Person,
    number: Annotated[str, typer.Option(help="The account's number there, where the platform asks for it.")] = "",
    browser: Annotated[
        bool, typer.Option(help="Through the browser, where an access key could be pasted too.")
    ] = False,
) -> None:
    """Connect a page: obtain its access, ask the platform whose it is, compare, and only then store it."""
    told = settings.load()
    with acting() as s:
        row = pages.page(s, page)
        flow, pasted = connecting.flow_of(row), connecting.PASTED.get(row.platform)
    with said_plainly():
        if flow is None or (pasted and not browser):
            plain = typer.prompt(f"Paste the {pasted or 'access key'}", hide_input=True) if _terminal() else _line()
            done = connecting.with_pasted(told, who, page, plain, number=number)
        else:
            app = connecting.registered(told, who, page) if flow.registers else _own_app()
            done = _through_the_browser(told, who, page, app=app, number=number)
        typer.echo(f"Connected: {done.name}" + (f", as {done.account}." if done.account else "."))


def _own_app() -> oauth.App:
    """The app that the agency made on the platform."""
    app_id = typer.prompt("Client ID (or App ID)") if _terminal() else _line()
    return oauth.App(app_id, typer.prompt("Client Secret", hide_input=True, default="") if _terminal() else _line())


def _through_the_browser(
    told: settings.Settings, who: str, page: str, *, app: oauth.App, number: str
) -> connecting.Connected:
    """The person goes to the platform in a browser and pastes the address at which they arrived."""
    with database.transaction() as s:
        there = connecting.begin(s, told, who, page, app=app, number=number, now=database.clock(s))
    typer.echo(f"Open this address, allow it, and paste the address at which you arrive:\n{there}")
    arrived = typer.prompt("Address") if _terminal() else _line()
    query = parse_qs(urlsplit(arrived).query)
    state, code = ((query.get(name) or [""])[0] for name in ("state", "code"))
    return connecting.finish(told, who, state=state, code=code)


@pages_app.command("rekey")
def rekey() -> None:
    """Encrypt every credential under a new key; the old one is kept until nothing needs it any more."""
    with said_plainly():
        count = credentials.rekey(settings.load())
    typer.echo(f"Done: {count} encrypted under a new key. Put the new keys/credentials.key into your backup.")


@token_app.command("create")
def create_token(
    scope: Annotated[list[str], typer.Option(help="What it may do; may be given several times.")],
    who: Person,
    name: Annotated[str, typer.Option(help="What it is for.")] = "program",
) -> None:
    """Make a token for a program; it is printed once."""
    with acting() as s:
        now = database.clock(s)
        desk.writing.acting(s, who, now)
        secret = tokens.create(s, name, scope, person=who, who=who, now=now)
    typer.echo(secret)


@app.command("pause")
def pause(
    who: Person,
    reason: Why,
    scope: Annotated[
        str, typer.Option(help="agency, page:ID, category:ID, unit:ID or incident:CASE NUMBER.")
    ] = pauses.AGENCY,
    minutes: Annotated[int | None, typer.Option(min=1, help="End by itself after so many minutes.")] = None,
) -> None:
    """Stop publishing, from the moment this returns."""
    with acting() as s:
        now = database.clock(s)
        until = now + timedelta(minutes=minutes) if minutes else None
        row, flying = desk.pause(s, who, scope, reason=_by_hand(reason), until=until, now=now)
    typer.echo(f"Paused: {scope} ({row.id}). On its way at that moment: {len(flying)}.")


@app.command("resume")
def resume(
    pause_id: Annotated[uuid.UUID, typer.Argument(help="The pause's id, as `pause` printed it.")],
    who: Person,
    reason: Why,
) -> None:
    """Lift a pause; one of the whole agency is lifted on the web page, by a person who signed in."""
    with acting() as s:
        standing = s.get(Pause, pause_id)
        if standing and standing.scope == pauses.AGENCY:
            raise NotAllowed(
                "A pause of the whole agency is lifted by a person who signed in, on the page “Pauses”. "
                "Nothing was changed."
            )
        row = desk.resume(s, who, pause_id, reason=_by_hand(reason), now=database.clock(s))
    typer.echo(f"Lifted: {row.scope}.")


@app.command("serve")
def serve(
    only_standby: Annotated[bool, typer.Option("--standby", help="Take only what has waited, beside Airflow.")] = False,
    seconds: Annotated[float | None, typer.Option("--for", help="End after so many seconds.")] = None,
) -> None:
    """Do everything that the DAGs do, without Airflow; Ctrl-C ends it in order."""
    with said_plainly():
        standby.serve(settings.load(), standby=only_standby, seconds=seconds)


@app.command("tour")
def tour() -> None:
    """Play the sample road on a running sample; exit status 0 only when every step held."""
    with said_plainly():
        ready = sample_tour.read_ready(settings.load())
        if not sample_tour.play(ready, Console()):
            raise typer.Exit(1)


def _by_hand(reason: str) -> str:
    return f"{reason} (from the command line, by the system's user {getpass.getuser()})"


def _terminal() -> bool:
    return sys.stdin.isatty()


def _line() -> str:
    return sys.stdin.readline().rstrip("\n")
