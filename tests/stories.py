"""Small builders with which tests tell stories on the sample agency."""

import io
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from countersign import database, delivery, desk, lookout, media, pauses
from countersign.approvals import Decision, Proposal, Verdict
from countersign.content import Draft, MediaRef
from countersign.deliveries import CLAIMABLE, Delivery
from countersign.delivery import claim, send
from countersign.delivery.claim import Job
from countersign.delivery.duty import Duty
from countersign.delivery.places import ANY
from countersign.desk import confirming
from countersign.notices import Notice
from countersign.pages import Page, credential_keys, seal_credential
from countersign.pauses import Pause
from countersign.posts import FinalTextRow, Post, Status, Version
from countersign.settings import Settings

AUTHOR, COMMANDER, CHIEF = "maya.ortiz", "ines.duarte", "ruth.calloway"
INSIDE, NEIGHBOR = [-121.56, 36.9], [-121.45, 36.9]
TEXT = "Ferry Street between 2nd and 4th is closed on Saturday from 8 a.m. to noon for the harbor market."


def a_draft(text: str = TEXT, *, pages: Iterable[str] = ("newsroom",), place: Any = INSIDE, **more: Any) -> Draft:
    """A community notice that the review has nothing against."""
    return Draft(text=text, category="community_notice", pages=tuple(pages), facts={"place": place}, **more)


def enable(engine: Engine, *page_ids: str, **fields: Any) -> None:
    """Put pages on duty without their items, for tests of what comes after."""
    with database.transaction(engine) as s:
        for page_id in page_ids:
            page = s.get_one(Page, page_id)
            page.enabled = True
            for name, value in fields.items():
                setattr(page, name, value)


def submitted(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post that waits for its review."""
    with database.transaction(engine) as s:
        post = desk.draft(s, by, draft or a_draft(), now=database.clock(s))
        desk.submit(s, by, post.id, now=database.clock(s))
        return post.id


def reviewed(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post that waits for its first signature."""
    post_id = submitted(engine, draft, by=by)
    delivery.review()
    return post_id


def proposal_of(s: Session, post_id: uuid.UUID) -> Proposal:
    """The newest sign-off of a post."""
    query = select(Proposal).where(Proposal.subject == str(post_id)).order_by(Proposal.number.desc())
    return s.scalars(query).first() or s.scalars(query).one()


def decide(
    engine: Engine,
    post_id: uuid.UUID,
    who: str,
    verdict: Verdict = Verdict.SIGN,
    *,
    reason: str = "",
    digest: str = "",
    confirmed: Collection[str] | None = None,
) -> Decision:
    """One person's decision on the newest sign-off of a post; whatever there is to confirm is ticked, unless told."""
    with database.transaction(engine) as s:
        proposal = proposal_of(s, post_id)
        return desk.decide(
            s,
            who,
            proposal.id,
            verdict=verdict,
            digest=digest or proposal.digest,
            factor="password at the click",
            reason=reason,
            confirmed=confirming.asked(proposal) if confirmed is None else confirmed,
            now=database.clock(s),
        )


def approved(engine: Engine, draft: Draft | None = None, *, by: str = AUTHOR) -> uuid.UUID:
    """A post with both its names."""
    post_id = reviewed(engine, draft, by=by)
    for who in (COMMANDER, CHIEF):
        decide(engine, post_id, who)
    return post_id


def deliveries_of(s: Session, post_id: uuid.UUID) -> list[Delivery]:
    """The deliveries of a post, by page."""
    return list(s.scalars(select(Delivery).where(Delivery.post_id == post_id).order_by(Delivery.page_id)))


def post(engine: Engine, post_id: uuid.UUID) -> Post:
    """A post as it stands now."""
    with database.transaction(engine) as s:
        return s.get_one(Post, post_id)


def items_signed(engine: Engine, page_id: str = "newsroom") -> None:
    """The eight items of a page, proposed, signed by its chain, written and read back."""
    lookout.keep_pages()
    with database.transaction(engine) as s:
        items = lookout.items_of(s, page_id)
        assert items and items.proposal_id
        proposal = s.get_one(Proposal, items.proposal_id)
    for who in ("lena.fischer", "olivia.stern"):
        with database.transaction(engine) as s:
            desk.decide(
                s,
                who,
                proposal.id,
                verdict=Verdict.SIGN,
                digest=proposal.digest,
                factor="password at the click",
                now=database.clock(s),
            )
    lookout.keep_pages()


def now(engine: Engine) -> datetime:
    """The database's clock."""
    with database.transaction(engine) as s:
        return database.clock(s)


def use_clock(monkeypatch: pytest.MonkeyPatch, clock: Callable[[Session], datetime]) -> None:
    """Put a clock in the place of the database's, for claims too."""

    def live_now(s: Session) -> tuple[datetime, list[Pause]]:
        now = clock(s)
        return now, pauses.live(s, now)

    monkeypatch.setattr(database, "clock", clock)
    monkeypatch.setattr(pauses, "live_now", live_now)


def newest_proposal(s: Session, post_id: uuid.UUID) -> Proposal | None:
    """The newest sign-off of a post, if there ever was one."""
    query = select(Proposal).where(Proposal.subject == str(post_id)).order_by(Proposal.number.desc())
    return s.scalars(query.limit(1)).first()


def publish(told: Settings, *, lane: str = ANY, publisher: str = "publisher") -> int:
    """One turn of a publisher, without its loop: what is due is claimed and sent. Returns how many that were."""
    jobs = claimed(told, publisher=publisher, lane=lane)
    for job in jobs:
        send_job(job, told)
    return len(jobs)


def published(told: Settings, post_id: uuid.UUID) -> None:
    """Send what is due until this post is out."""
    while publish(told) and post(database.default_engine(), post_id).status is not Status.PUBLISHED:
        pass


def claimed(told: Settings, *, publisher: str = "publisher", lane: str = ANY) -> list[Job]:
    """What a publisher took, and has not sent yet."""
    with database.transaction() as s:
        return claim.claim(s, told, publisher=publisher, lane=lane, delay=timedelta(0))


def send_job(job: Job, told: Settings) -> None:
    """Send one thing to its end."""
    with send.open_channel(job, told) as channel:
        send.carry_out(job, channel, may_wait=lambda seconds: False)


def weather(*, pages: Iterable[str] = ("newsroom",)) -> Draft:
    """An urgent post: one name from the watch is enough."""
    return replace(a_draft("Strong wind until 6 p.m. Secure what can fly.", pages=pages), category="weather")


def connect(engine: Engine, told: Settings, page_id: str, *, url: str, token: str) -> None:
    """Connect a page to a server and put it on duty."""
    sealed = seal_credential(token, credential_keys(told))
    enable(engine, page_id, base_url=url, credential=sealed)


def lose(engine: Engine, told: Settings, post_id: uuid.UUID) -> None:
    """A publisher took the one delivery of a post and died; its lease is over."""
    assert claimed(told)
    with database.transaction(engine) as s:
        [one] = deliveries_of(s, post_id)
        one.lease_until = database.clock(s) - timedelta(seconds=1)


def frozen(s: Session, one: Delivery) -> FinalTextRow:
    """The stored words of a delivery."""
    return s.get_one(FinalTextRow, (one.version_id, one.page_id, s.get_one(Proposal, one.proposal_id).policy))


def asked(engine: Engine, post_id: uuid.UUID) -> bool:
    """Whether a person was asked to look whether a post is out."""
    with database.transaction(engine) as s:
        query = select(Notice.id).where(Notice.kind == "not_confirmed", Notice.path == f"/posts/{post_id}")
        return s.execute(query.limit(1)).first() is not None


@contextmanager
def on_duty(duty: Duty) -> Iterator[Duty]:
    """A publisher in a thread until the end of this, however it ends: left behind it would take other tests' posts."""
    thread = threading.Thread(target=duty.serve, args=[None])
    thread.start()
    try:
        yield duty
    finally:
        duty.stop()
        thread.join()


def until(holds: Callable[[], object], what: str, *, seconds: float = 60) -> None:
    """Wait until something holds; fail with what it was."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} seconds: {what}"
        time.sleep(0.05)


def want_two(engine: Engine, post_id: uuid.UUID) -> None:
    """Let the first stage of an open sign-off want two names."""
    with database.transaction(engine) as s:
        proposal = proposal_of(s, post_id)
        first, *others = proposal.chain
        proposal.chain = [{**first, "need": 2}, *others]


def make_due(engine: Engine) -> None:
    """Let everything that waits for its time be due now."""
    with database.transaction(engine) as s:
        for one in s.scalars(select(Delivery).where(Delivery.state.in_(CLAIMABLE))):
            one.due = min(one.due, database.clock(s))


def with_picture(engine: Engine, *, pages: Iterable[str]) -> Draft:
    """A draft with a stored picture."""
    plain = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(plain, "PNG")
    with database.transaction(engine) as s:
        stored = media.store(s, plain.getvalue(), who=AUTHOR, now=database.clock(s))
        return a_draft(pages=pages, media=(MediaRef(stored.sha256, stored.mime, "A plan of Ferry Street"),))


def copies(engine: Engine, post_id: uuid.UUID, count: int) -> None:
    """Further deliveries of the same signed words, each as a version of its own, for tests that need many."""
    with database.transaction(engine) as s:
        [first] = deliveries_of(s, post_id)
        version, words = s.get_one(Version, first.version_id), frozen(s, first)
        for number in range(count):
            copy = _copy(version, id=uuid.uuid4(), number=version.number + number + 1)
            s.add(copy)
            s.flush()
            s.add(_copy(words, version_id=copy.id))
            s.add(_copy(first, id=uuid.uuid4(), version_id=copy.id, thread=None))


def _copy(row: Any, **other: Any) -> Any:
    names = [column.key for column in row.__mapper__.column_attrs]
    return type(row)(**{name: getattr(row, name) for name in names} | other)


def post_in(s: Session, post_id: uuid.UUID) -> Post:
    """A post as this session sees it."""
    return s.get_one(Post, post_id)
