"""Looking at feeds and folders: what cannot be read changes nothing, and a source that falls silent is told."""

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
import structlog
from sqlalchemy import select
from urllib3.exceptions import HTTPError

from countersign import database, notices, settings
from countersign.alerts import reading, sources
from countersign.alerts.reading import Item
from countersign.alerts.tables import Source, Way
from countersign.delivery import calling, intake
from countersign.delivery.report import Report
from countersign.platforms.wire import Adapter, Guarded, Wire
from countersign.settings import Settings

log = structlog.get_logger()
#: Seconds to connect and to wait for the next bytes, and for all of an answer.
PATIENCE = (3.05, 10)
WHOLE_ANSWER = 30
#: Seconds for all the links of one feed at one look.
LOOK = 60
#: Messages fetched from the links of one feed at one look, and files read from a folder.
MOST_LINKS, MOST = 100, 1000
#: Files of a folder that changed this long before the last good look are read again.
READ_AGAIN = timedelta(minutes=5)
NAMES = (".xml", ".cap", ".json", ".geojson", ".atom")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a look at a feed brought: new bytes, or nothing new."""

    raw: bytes | None
    etag: str = ""
    modified: str = ""


class NoAnswer(Exception):
    """A source gave nothing that could be used; the sentence says why."""


def find_sources() -> Report:
    """The feeds and folders whose next look is due."""
    report = Report()
    with database.transaction() as s:
        now = database.clock(s)
        for source in s.scalars(select(Source).where(Source.enabled, Source.way != Way.PUSH).order_by(Source.number)):
            if source.polled is None or (now - source.polled).total_seconds() >= sources.terms_of(source).every:
                report.add(str(source.id), f"{source.name} is looked at.")
    return report


def poll_source(source_id: str) -> Report:
    """Look once at a feed or folder and take what is new; what went wrong is kept with the source."""
    report, told = Report(), settings.load()
    with database.transaction() as s:
        source = s.get_one(Source, uuid.UUID(source_id))
    try:
        answer = _folder(source) if source.way is Way.FOLDER else _feed(source, told)
    except NoAnswer as error:
        _note(source, trouble=str(error), good=False)
        report.add(source_id, f"{source.name}: {error} Nothing was changed.")
        return report
    count = 0
    for item in answer if isinstance(answer, list) else _items(source, answer, told):
        if item.empty:
            continue
        with database.transaction() as s:
            here = sources.locked(s, source.id)
            became = intake.receive_item(s, item, here, now=database.clock(s))
        count += 1
        log.debug("message", source=source.name, became=became.state)
    _note(source, trouble="", good=True, answer=answer if isinstance(answer, Answer) else None)
    report.add(source_id, f"{source.name}: {count} messages.")
    return report


def poll() -> Report:
    """Look at every source that is due, take up what waits, and tell of sources that fell silent."""
    report = Report()
    for source_id in find_sources().ids:
        try:
            report.lines += poll_source(source_id).lines
        except Exception:  # One source that cannot be read never keeps the others back.
            log.exception("a source could not be looked at", source=source_id)
    report.lines += intake.look_again().lines
    report.lines += watch_sources().lines
    return report


def watch_sources() -> Report:
    """Tell the watch, once in an hour, of each source that has not been seen well for too long."""
    report = Report()
    with database.transaction() as s:
        now = database.clock(s)
        for source in s.scalars(select(Source).where(Source.enabled).with_for_update(skip_locked=True)):
            told_lately = source.alarmed is not None and now - source.alarmed < sources.HOUR
            if sources.stale(source, now) and not told_lately:
                source.alarmed = now
                facts = {"source": source.name, "since": _ago(source.last_good or source.created, now)}
                people = calling.on_call(s, now)
                notices.tell(s, people, "source_silent", facts=facts, path="/alerts/sources", now=now)
                report.add(str(source.id), f"{source.name} has been silent for {facts['since']}; the watch was told.")
        if calling.watch_is_empty(s, now):
            report.add("watch", "Nobody is on watch; everybody who could take it was told.")
    return report


def _note(source: Source, *, trouble: str, good: bool, answer: Answer | None = None) -> None:
    with database.transaction() as s:
        row = sources.locked(s, source.id)
        row.polled = database.clock(s)
        row.trouble = trouble
        if good:
            row.last_good, row.alarmed = row.polled, None
        if answer and answer.raw is not None:
            row.etag, row.modified = answer.etag, answer.modified


def _folder(source: Source) -> list[Item]:
    folder = Path(source.address)
    try:
        files = [(path, path.stat()) for path in folder.iterdir() if path.suffix.lower() in NAMES and path.is_file()]
        new = [(max(told.st_mtime, told.st_ctime), path) for path, told in files if told.st_size <= reading.LARGEST]
        since = (source.last_good - READ_AGAIN).timestamp() if source.last_good else 0.0
        read = [path.read_bytes() for at, path in sorted(new)[-MOST:] if at >= since]
    except OSError as error:
        raise NoAnswer(f"The folder {folder} cannot be read ({error.strerror}).") from None
    return [item for raw in read for item in reading.read(raw)]


def _feed(source: Source, told: Settings) -> Answer:
    asked = {"If-None-Match": source.etag} if source.etag else {}
    asked |= {"If-Modified-Since": source.modified} if source.modified else {}
    return fetch(source.address, told, headers=asked)


def fetch(address: str, told: Settings, *, headers: dict[str, str]) -> Answer:
    """One GET without redirects, with a cap on size and time; NoAnswer says in a sentence what was wrong."""
    session = requests.Session()
    session.trust_env = False
    wire = Wire(told.allow_private_hosts)
    # Also a server that sends its headers byte by byte is left after its time.
    cut, end = threading.Timer(WHOLE_ANSWER, wire.cut), time.monotonic() + WHOLE_ANSWER
    cut.daemon = True
    cut.start()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Adapter(wire))
    who = {"User-Agent": f"Countersign ({told.public_address})", "Accept": _ACCEPT, "Accept-Encoding": "identity"}
    try:
        with session.get(
            address, headers=who | headers, timeout=PATIENCE, allow_redirects=False, stream=True
        ) as answer:
            if answer.status_code == 304:
                return Answer(None)
            if answer.status_code != 200:
                raise NoAnswer(f"It answered {answer.status_code}.")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise NoAnswer("It sent its answer packed, which was not asked for.")
            raw = b"".join(_within(answer, end))
            return Answer(raw, answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
    except Guarded as error:
        raise NoAnswer(str(error)) from None
    except (requests.RequestException, HTTPError, OSError) as error:
        raise NoAnswer(f"It could not be reached ({type(error).__name__}).") from None
    finally:
        cut.cancel()
        session.close()


_ACCEPT = "application/cap+xml, application/geo+json, application/atom+xml, application/rss+xml, application/xml;q=0.9"


def _within(answer: requests.Response, end: float) -> Iterator[bytes]:
    """What arrives, as it arrives: a server that sends a byte now and then is left after its time."""
    size = 0
    while chunk := answer.raw.read1(65_536):
        size += len(chunk)
        if size > reading.LARGEST:
            raise NoAnswer("It sends more than can be taken.")
        yield chunk
    if time.monotonic() >= end:
        raise NoAnswer(f"It did not send all of its answer within {WHOLE_ANSWER} seconds.")
    told = answer.headers.get("Content-Length", "")
    if told.isdigit() and int(told) != size:
        raise NoAnswer("It sent only a part of its answer.")


def _items(source: Source, answer: Answer, told: Settings) -> Iterator[Item]:
    """The messages of a feed; what it only announces is fetched, from its own host alone."""
    links, end = 0, time.monotonic() + LOOK
    for item in reading.read(answer.raw) if answer.raw is not None else []:
        if not item.link:
            yield item
            continue
        address = urljoin(source.address, item.link)
        if urlsplit(address)[:2] != urlsplit(source.address)[:2] or links >= MOST_LINKS or time.monotonic() > end:
            continue
        links += 1
        try:
            whole = fetch(address, told, headers={})
        except NoAnswer as error:
            log.warning("an announced message could not be read", source=source.name, why=str(error))
            continue
        yield from reading.read(whole.raw or b"")


def _ago(then: datetime, now: datetime) -> str:
    minutes = int((now - then).total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
