"""The order in which everything starts, and in which it ends."""

import json
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psycopg
import requests
from rich.console import Console
from rich.markup import escape

from countersign import embedded, migrations, progress, sample, tour
from countersign.errors import CountersignError, Misconfigured
from countersign.settings import Settings, load
from countersign.up import airflow, home, processes, programs

READY_SECONDS = 240
#: The settings that this program decides, in HOME/countersign.env for all others.
_WRITTEN = (
    *("database_url", "owner_database_url", "public_database_url"),
    *("host", "port", "public_port", "airflow_port"),
)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    public_port: int = 8001
    airflow_port: int = 8080
    sample: bool = False


class Ended(BaseException):
    """Somebody asked for the end: Ctrl-C, TERM, or the terminal was closed."""


def run(options: Options, *, out: Console | None = None) -> int:
    """Start everything, say where it is, stay until asked to end; 1 when it did not start, else 0."""
    out = out or progress.console()
    began = time.monotonic()
    with ExitStack() as at_end, ending_on_signals():
        try:
            _start(options, out, at_end, began)
            while True:
                signal.pause()
        except Ended:
            status = 0
        except CountersignError as error:
            out.print(f"\n[bold]Countersign did not start.[/bold] {escape(error.message)}")
            status = 1
        except Exception:
            out.print(f"\n[bold]Countersign did not start.[/bold] {_unexpected(options.home)}")
            status = 1
        _quietly()
        at_end.close()
    return status


def _start(options: Options, out: Console, at_end: ExitStack, began: float) -> None:
    where = options.home.expanduser().absolute()
    load(where, host=options.host, sample=options.sample)
    home.prepare(where)
    at_end.enter_context(home.only_one(where))
    if found := processes.end_leftovers(where):
        out.print(f"Ended what an earlier start had left behind: {', '.join(found)}.")
    ports = {"PORT": options.port, "PUBLIC_PORT": options.public_port, "AIRFLOW_PORT": options.airflow_port}
    home.check_ports(options.host, ports)
    (where / "ready.json").unlink(missing_ok=True)
    crew = processes.Crew(where, _environment(options, where), lambda line: out.print(escape(line)))
    at_end.callback(_say_ended, crew, out)
    with progress.step(out, "PostgreSQL"):
        database = Database(where, crew.say)
        at_end.callback(database.stop)
        server = database.start()
    at_end.callback(_end, crew, out)
    settings = _settle(options, where, server)
    first = _migrate(crew, settings, out)
    if options.sample:
        with progress.step(out, "The sample agency"):
            sample.apply(settings)
    _start_programs(crew, settings, out, first=first)
    ready = _write_ready(settings)
    out.print(f"Everything answers after {progress.seconds(time.monotonic() - began)}.")
    if options.sample:
        _play_tour_once(settings, ready, out)
    _say_where(settings, ready, out)


def _end(crew: processes.Crew, out: Console) -> None:
    out.print("\nEnding: publishers first.")
    crew.end()


def _say_ended(crew: processes.Crew, out: Console) -> None:
    if crew.ended_at:
        out.print(f"Ended in {progress.seconds(time.monotonic() - crew.ended_at)}. Nothing is left running.")


class Database:
    """The embedded PostgreSQL, started again when it dies.

    It is started and stopped by a thread of its own: the end can be asked for at any instant, and strikes the main
    thread only, so that no server comes up behind an ending that did not know of it.
    """

    def __init__(self, where: Path, say: Callable[[str], None]) -> None:
        self.where, self.say = where, say
        self._ended = threading.Event()
        self._first: Future[embedded.Server] = Future()
        self._thread = threading.Thread(target=self._keep, name="database", daemon=True)

    def start(self) -> embedded.Server:
        """Start it, or find the one that runs already; raises Misconfigured with a remedy."""
        self._thread.start()
        return self._first.result()

    def stop(self) -> None:
        """End it, as the last of all; also one that is just starting."""
        self._ended.set()
        if self._thread.ident:
            self._thread.join()

    def _keep(self) -> None:
        if self._ended.is_set():
            return
        try:
            server = embedded.start(self.where)
        except BaseException as error:
            self._first.set_exception(error)
            return
        self._first.set_result(server)
        while not self._ended.wait(0.25):
            if not server.is_running():
                server = self._started_again(server)
        server.stop(seconds=1)

    def _started_again(self, dead: embedded.Server) -> embedded.Server:
        try:
            server = embedded.start(self.where)
            self.say("PostgreSQL had ended and was started again; what was committed is there.")
            return server
        except (CountersignError, psycopg.Error, OSError) as error:
            self.say(f"PostgreSQL has ended and does not start again yet; it is tried every five seconds. {error}")
            self._ended.wait(5)
            return dead


def _environment(options: Options, where: Path) -> dict[str, str]:
    """The person switch exists only in programs started with --sample, so it is never written to a file."""
    found = airflow.own_environment(where)
    for name in (*_WRITTEN, "sample"):
        found.pop(home.variable(name), None)
    return found | ({home.variable("sample"): "true"} if options.sample else {})


def _settle(options: Options, where: Path, server: embedded.Server) -> Settings:
    """Write down for all programs where everything is, and read it as they will."""
    addresses = (server.url(embedded.APP), server.url(embedded.OWNER), server.url(embedded.PUBLIC))
    listening = (options.host, options.port, options.public_port, options.airflow_port)
    told = dict(zip(_WRITTEN, (*addresses, *listening), strict=True))
    home.write_environment(where, told)
    settings = load(where, **told, sample=options.sample)
    airflow.configure(
        where,
        database=server.url(embedded.AIRFLOW, "airflow", driver="psycopg2"),
        database_async=server.url(embedded.AIRFLOW, "airflow", driver="asyncpg"),
        address=settings.airflow_address,
        host=settings.host,
        port=settings.airflow_port,
    )
    return settings


def _migrate(crew: processes.Crew, settings: Settings, out: Console) -> bool:
    """Bring both databases to this release; whether this is the first start with this release of Airflow."""
    with progress.step(out, "Countersign's tables"):
        migrations.upgrade(settings.owner_database_url)
    if airflow.is_migrated(settings.home):
        return False
    with progress.step(out, "Airflow's tables (once, about a minute)"):
        program = programs.airflow_migration()
        if crew.run_to_end(program) != 0:
            raise Misconfigured(
                "Airflow could not set up its database. Your data is untouched; the cause is in "
                f"{crew.log_of(program)}."
            )
        airflow.remember_migrated(settings.home)
    return True


def _start_programs(crew: processes.Crew, settings: Settings, out: Console, *, first: bool) -> None:
    """Start all of them; later starts do not wait for Airflow to read the DAGs, which it knows already."""
    pages = airflow.Pages(settings.airflow_address, airflow.login(settings.home))
    for program in [programs.airflow_api_server(), *programs.web(settings), programs.standby()]:
        crew.start(program)
    crew.watch()
    with progress.step(out, "The web pages"):
        _wait(lambda: _answers(settings.staff_address) and _answers(settings.public_address), crew, "pages")
    with progress.step(out, "Airflow"):
        _wait(lambda: pages.health().get("metadatabase") == "healthy", crew, "airflow api-server")
        pages.make_pool()
        for program in programs.airflow():
            crew.start(program)
        pages.warm_up()
        wanted = ("scheduler", "triggerer", "dag_processor") if first else ("scheduler",)
        _wait(lambda: all(pages.health().get(name) == "healthy" for name in wanted), crew, "airflow")
        _wait(pages.put_publishers_on_duty, crew, "airflow dag-processor")


def _wait(answers: Callable[[], bool], crew: processes.Crew, what: str) -> None:
    """Wait for programs to answer; one that keeps dying is named, with its last words."""
    until = time.monotonic() + READY_SECONDS
    while not answers():
        dying = [p for p in crew.programs if p.restarts >= 3 and what in p.name]
        if dying or time.monotonic() > until:
            guilty = dying or [p for p in crew.programs if what in p.name]
            logs = ", ".join(str(crew.log_of(program)) for program in guilty)
            raise Misconfigured(
                f"The {guilty[0].name} did not come up. Your data is untouched; the cause is in {logs}."
            )
        time.sleep(0.5)


def _answers(address: str) -> bool:
    """Whether a web application serves, whatever it says."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(address + "/", timeout=(1, 5), allow_redirects=False).status_code < 500
    except requests.RequestException:
        return False


def _write_ready(settings: Settings) -> dict[str, object]:
    found: dict[str, object] = {
        "staff": settings.staff_address,
        "public": settings.public_address,
        "airflow": settings.airflow_address,
        "airflow_login": airflow.login(settings.home),
    }
    if settings.sample:
        found |= sample.ready(settings)
    home.write_private(settings.home / "ready.json", json.dumps(found, indent=2, default=str))
    return found


def _play_tour_once(settings: Settings, ready: dict[str, object], out: Console) -> None:
    """A tour that fails is said, and takes nothing down with it."""
    played = settings.home / "run" / "toured"
    if played.exists():
        return
    try:
        if tour.play(ready, out):
            played.touch()
    except Exception:
        out.print(f"The tour ended early. {_unexpected(settings.home)}")


def _unexpected(where: Path) -> str:
    """Keep what only a developer can read in a file; the sentence that says so."""
    log = where.expanduser().absolute() / "log" / "up.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as sink:
        traceback.print_exc(file=sink)
    return escape(f"Something happened that should not; your data is untouched. Please report what is in {log}.")


def _say_where(settings: Settings, ready: dict[str, object], out: Console) -> None:
    who = airflow.login(settings.home)
    out.print(f"\n[bold]Open {settings.staff_address}[/bold]")
    out.print(f"Airflow: {settings.airflow_address}  (sign in as {who['username']}, password {who['password']})")
    out.print(f"Logs are in {settings.home / 'log'}. Ctrl-C ends everything.", style="dim")


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """While inside, Ctrl-C, TERM and a closed terminal raise Ended in the main thread."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _quietly() -> None:
    """A second Ctrl-C does not interrupt the ending."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
