"""From the POST of an alert to the first bytes at the platforms, while 500 routine posts are being sent.

`python -m benchmarks emergency [--quick] [--storm]`. The message goes to the real API, the publisher for
urgent posts is the one on duty, and the eight pages lie on `benchmarks.answering` (50 ms). The bare limit is a loop of
`requests.post` to the same server, measured in the same run.
"""

import argparse
import time
import uuid
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from xml.sax.saxutils import escape

import psutil
import requests
from sqlalchemy import func, select

from benchmarks.installing import PAGES, Rig, rig
from benchmarks.punctuality import Row, _settled, _soon, _spread, _when, show
from countersign import content, database, policies, sample, tokens
from countersign.alerts import sets, sources
from countersign.alerts.tables import Way
from countersign.deliveries import Delivery
from countersign.desk import preparing
from countersign.notices import Notice
from countersign.people import ApiToken
from countersign.platforms.base import attempt_key, part_key
from tests.crowds import crowd, signed

#: Seconds between two alerts: each is over before the next comes.
APART = 1.0
#: How many alerts the storming source may publish in an hour.
CAP = 10


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks emergency")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--without-airflow", action="store_true")
    parser.add_argument("--storm", action="store_true", help="the storm alone")
    told = parser.parse_args()
    count = 8 if told.quick else 40
    with rig(airflow=not told.without_airflow) as on:
        secret = _source(on)
        if told.storm:
            return show(_storm(on, secret, 500 if told.quick else 10_000))
        post_ids = {page: signed(on.engine, page) for page in PAGES}
        _alerts(on, secret, 3)
        show(_table(on, secret, count, "with nothing else to do"))
        for page in PAGES:
            crowd(on.engine, post_ids[page], _dues(500 // len(PAGES), over=count * APART), named=page)
        show(_table(on, secret, count, "beside a burst of 500 routine posts"))
        _settled(on)
        show(_bare(on, count))
        show(_storm(on, secret, 500 if told.quick else 10_000))


def _dues(each: int, *, over: float) -> list[datetime]:
    start = _soon(0.5)
    return [start + timedelta(seconds=over * number / each) for number in range(each)]


def _source(on: Rig) -> str:
    """A source that may publish as much as it likes, and its token."""
    with database.transaction(on.engine) as s:
        now = database.clock(s)
        scopes = [tokens.Scope.ALERTS_WRITE]
        secret = tokens.create(s, "bench", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=now)
        sample.prepare_alerts(s, secret, name="Bench", cap=500, now=now)
    return secret


def _table(on: Rig, secret: str, count: int, beside: str) -> list[Row]:
    first, last, answered = zip(*_alerts(on, secret, count), strict=True)
    return [
        Row(f"{count} alerts {beside}: POST to first byte", _spread(first), "p50 <= 100, p95 <= 250 ms"),
        Row("  to the first byte at the last of eight pages", _spread(last), "p95 <= 600 ms"),
        Row("  the API's own answer", _spread(answered), ""),
    ]


def _alerts(on: Rig, secret: str, count: int) -> list[tuple[float, float, float]]:
    """For each alert: seconds to the first page, to the last one, and to the API's answer."""
    found = []
    session = requests.Session()
    for _ in range(count):
        body = _message(datetime.now(UTC))
        began = time.time()
        answer = session.post(
            f"{on.told.staff_address}/api/v1/alerts",
            data=body,
            headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/cap+xml"},
            timeout=30,
        )
        answered = time.time() - began
        (became,) = answer.json()["alerts"]
        assert became["state"] == "published", became
        keys = _keys(on, uuid.UUID(became["post"]))
        seen = _when(on, keys)
        found.append((min(seen.values()) - began, max(seen.values()) - began, answered))
        time.sleep(max(0.0, APART - (time.time() - began)))
    return found


def _keys(on: Rig, post_id: uuid.UUID) -> set[str]:
    with database.transaction(on.engine) as s:
        rows = s.scalars(select(Delivery.id).where(Delivery.post_id == post_id, Delivery.page_id.in_(PAGES)))
        return {part_key(attempt_key(id, 1), 0) for id in rows}


def _message(now: datetime) -> bytes:
    def instant(at: datetime) -> str:
        return at.strftime("%Y-%m-%dT%H:%M:%S-00:00")

    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{uuid.uuid4()}</identifier>
<sender>{escape(sample.SENDER)}</sender><sent>{instant(now)}</sent><status>Actual</status><msgType>Alert</msgType>
<scope>Public</scope><info><category>Met</category><event>Flash Flood Warning</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Observed</certainty><expires>{instant(now + timedelta(hours=2))}</expires>
<instruction>Move to higher ground now.</instruction><area><areaDesc>Harbor Glen</areaDesc>
<circle>36.9134,-121.5512 1</circle></area></info></alert>""".encode()


def _storm(on: Rig, secret: str, count: int) -> list[Row]:
    """So many alerts from one source, four at a time, and another source's beside them; all through the API."""
    with database.transaction(on.engine) as s:
        now = database.clock(s)
        terms = sources.Terms(senders=(sample.SENDER,), zone=preparing.own_area(policies.current(s)), cap_per_hour=CAP)
        scopes = [tokens.Scope.ALERTS_WRITE]
        storms = tokens.create(s, "storm", scopes, person=sample.AUTHOR, who=sample.AUTHOR, now=now)
        token = s.scalars(select(ApiToken.id).where(ApiToken.hash == tokens.hash_of(storms))).one()
        storming = preparing.add_source(s, sample.CHIEF, "Storm", way=Way.PUSH, terms=terms, token=token, now=now)
        # The signature of a second person, as the sample's people would give it, on both.
        storming.publishes = content.digest(sources.body(storming))
        both = [
            sets.Terms(
                template=name, mode=mode, until=(now + timedelta(days=1)).isoformat(), sources=("Bench", "Storm")
            )
            for name, mode in sample.MODES.items()
            if mode is sets.Mode.AUTO
        ]
        proposal = preparing.propose_set(s, sample.CHIEF, both, why="a storm", now=now)
        sample.signed_by_those_who_may(s, proposal, now)
    address, sizes = f"{on.told.staff_address}/api/v1/alerts", [_api_bytes(on)]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as another:
        some = another.submit(_send, address, storms, count // 10).result()
        sizes.append(_api_bytes(on))
        rest = another.submit(_send, address, storms, count - count // 10)
        first, _, _ = zip(*_alerts(on, secret, 8), strict=True)
        took, states = zip(*some, *rest.result(), strict=True)
        sizes.append(_api_bytes(on))
    with database.transaction(on.engine) as s:
        told = s.execute(
            select(Notice.person_id, func.count())
            .where(Notice.facts["source"].astext == "Storm")
            .group_by(Notice.person_id)
        ).all()
    most = max((number for _, number in told), default=0)
    published = Counter(states)["published"]
    return [
        Row(f"a storm of {count} alerts from one source: published", str(published), f"= {CAP}, its cap"),
        Row("  messages to any one person about it", str(most), "= 1"),
        Row("  the API's answer to each, four at a time", _spread(took), ""),
        Row(
            "  memory of the API before, after a tenth, and at the end",
            ", ".join(f"{size >> 20} MiB" for size in sizes),
            "flat",
        ),
        Row("  another source's alerts meanwhile: POST to first byte", _spread(first), "p95 <= 250 ms"),
    ]


def _send(address: str, secret: str, count: int) -> list[tuple[float, str]]:
    """Send so many alerts, four at a time; of each the seconds until its answer, and what it said."""

    def one(number: int) -> tuple[float, str]:
        began = time.perf_counter()
        answer = requests.post(
            address, data=_message(datetime.now(UTC)), headers={"Authorization": f"Bearer {secret}"}, timeout=60
        )
        (became,) = answer.json()["alerts"]
        return time.perf_counter() - began, str(became["state"])

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(count)))


def _api_bytes(on: Rig) -> int:
    """What the process holds that answers the API."""
    port = on.told.staff_address.rsplit(":", 1)[1]
    listening = [c.pid for c in psutil.net_connections() if c.status == "LISTEN" and str(c.laddr[1]) == port]
    return int(psutil.Process(listening[0]).memory_info().rss)


def _bare(on: Rig, count: int) -> list[Row]:
    """Eight posts at once by plain requests, without a database, a rule or a record."""
    sessions = [requests.Session() for _ in PAGES]
    body = {"status": "Flash Flood Warning for Harbor Glen.", "visibility": "public"}
    first, last = [], []

    def one(session: requests.Session, key: str) -> None:
        session.post(f"{on.server}/api/v1/statuses", json=body, headers={"Idempotency-Key": key}, timeout=30)

    with ThreadPoolExecutor(len(PAGES)) as pool:
        for _ in range(count):
            keys = [uuid.uuid4().hex for _ in PAGES]
            began = time.time()
            list(pool.map(one, sessions, keys))
            seen = _when(on, set(keys))
            first.append(min(seen.values()) - began)
            last.append(max(seen.values()) - began)
    return [
        Row("bare requests.post, eight threads: first byte", _spread(first), ""),
        Row("  the last of eight", _spread(last), ""),
    ]


if __name__ == "__main__":
    main()
