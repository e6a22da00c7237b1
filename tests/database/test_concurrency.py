"""Two at once, with real sessions: what must hold holds in either order, and nobody deadlocks."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from countersign import database, delivery, desk, lookout
from countersign.approvals import Decision, ProposalState, Verdict
from countersign.deliveries import Attempt, Delivery, State
from countersign.delivery import claim, send
from countersign.delivery.claim import Job
from countersign.delivery.places import ANY
from countersign.embedded import Server
from countersign.errors import CountersignError, NotAllowed, Stale, WrongState
from countersign.posts import Status
from countersign.settings import Settings
from tests import stories
from tests.database import witness
from tests.fakes.mastodon import TOKEN, FakeMastodon
from tests.installation import as_superuser

Verb = Callable[[Session], Any]


@pytest.fixture
def looking(server: Server, told: Settings, engine: Engine) -> Iterator[psycopg.Connection]:
    """A look into the database; at the end every invariant holds."""
    stories.enable(engine, "newsroom")
    with as_superuser(server, told) as connection:
        witness.install(connection)
        yield connection
        assert witness.broken(connection) == []


def waiting(looking: psycopg.Connection) -> int:
    """How many sessions wait for a lock now."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    row = looking.execute(query).fetchone()
    return row[0] if row else 0


def overtaken(looking: psycopg.Connection, first: Verb, second: Verb) -> tuple[Any, Any]:
    """What both come to when the second begins while the first is not committed yet; a refusal is an answer."""
    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as s:
            told = first(s)
            later: Future[Any] = pool.submit(_answer, second)
            stories.until(lambda: later.done() or waiting(looking), "the second one has come to the lock")
        return told, later.result(timeout=20)


def together(*verbs: Verb) -> list[Any]:
    """What each comes to when all begin in the same instant."""
    barrier = threading.Barrier(len(verbs))

    def run(verb: Verb) -> Any:
        barrier.wait()
        return _answer(verb)

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def _answer(verb: Verb) -> Any:
    try:
        with database.transaction() as s:
            return verb(s)
    except CountersignError as refusal:
        return refusal


def signing(post_id: uuid.UUID, who: str) -> Verb:
    """Somebody signs the words that they saw before anything else happened."""
    with database.transaction() as s:
        proposal = stories.proposal_of(s, post_id)

    def verb(s: Session) -> Decision:
        told: dict[str, Any] = {"verdict": Verdict.SIGN, "digest": proposal.digest, "factor": "password"}
        return desk.decide(s, who, proposal.id, now=database.clock(s), **told)

    return verb


def editing(engine: Engine, post_id: uuid.UUID) -> Verb:
    """Somebody changes the words that they saw before anything else happened."""
    revision = stories.post(engine, post_id).revision
    fresh = stories.a_draft("Ferry Street is closed on Sunday, not on Saturday.")
    return lambda s: desk.edit(s, stories.AUTHOR, post_id, fresh, revision=revision, now=database.clock(s))


def claiming(told: Settings) -> Verb:
    """A publisher takes what is due."""
    return lambda s: claim.claim(s, told, publisher="p", lane=ANY, delay=timedelta(0))


def pausing(scope: str) -> Verb:
    """Somebody stops publishing."""
    return lambda s: desk.pause(s, stories.AUTHOR, scope, reason="So.", now=database.clock(s))


def one(engine: Engine, post_id: uuid.UUID) -> Delivery:
    """The one delivery of a post, as it is now."""
    with database.transaction(engine) as s:
        [found] = stories.deliveries_of(s, post_id)
        return found


def test_two_approvers_in_the_same_instant_both_count(engine: Engine, looking: psycopg.Connection) -> None:
    """A stage that wants two names gets both when they come at once, and the next stage waits then."""
    post_id = stories.reviewed(engine)
    stories.want_two(engine, post_id)
    answers = together(signing(post_id, "ines.duarte"), signing(post_id, "james.holt"))
    assert all(isinstance(answer, Decision) for answer in answers)
    stories.decide(engine, post_id, stories.CHIEF)
    assert stories.post(engine, post_id).status is Status.APPROVED


def test_the_same_person_twice_in_one_instant_counts_once(engine: Engine, looking: psycopg.Connection) -> None:
    """A double click is one signature; the second gets a sentence."""
    post_id = stories.reviewed(engine)
    stories.want_two(engine, post_id)
    answers = together(*[signing(post_id, "ines.duarte")] * 4)
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    assert sum(isinstance(answer, NotAllowed) for answer in answers) == 3
    assert stories.post(engine, post_id).status is Status.SIGN_OFF


def test_the_last_signature_makes_deliveries_once(engine: Engine, looking: psycopg.Connection) -> None:
    """Two people who could both be the last: one approves, the other is told so, and it goes out once."""
    post_id = stories.reviewed(engine, stories.weather())
    answers = together(signing(post_id, "ines.duarte"), signing(post_id, "lena.fischer"))
    assert sum(isinstance(answer, Decision) for answer in answers) == 1
    assert sum(isinstance(answer, WrongState) for answer in answers) == 1
    assert one(engine, post_id).state is State.SCHEDULED


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.REJECT])
def test_a_return_beside_the_last_signature(engine: Engine, looking: psycopg.Connection, verdict: Verdict) -> None:
    """Of a return and a last signature in the same instant, one ends the sign-off and the other changes nothing."""
    post_id = stories.reviewed(engine, stories.weather())
    sign = signing(post_id, "ines.duarte")

    def turn_back(s: Session) -> Decision:
        proposal, now = stories.proposal_of(s, post_id), database.clock(s)
        told: dict[str, Any] = {"verdict": verdict, "digest": proposal.digest, "factor": "password", "reason": "No."}
        return desk.decide(s, "lena.fischer", proposal.id, now=now, **told)

    answers = together(sign, turn_back)
    assert sum(isinstance(answer, Decision) for answer in answers) == 1


@pytest.mark.parametrize("scope", ["agency", "page:newsroom", "category:community_notice", "unit:public_information"])
def test_a_pause_waits_for_a_claim_that_is_being_committed(
    engine: Engine, told: Settings, looking: psycopg.Connection, scope: str
) -> None:
    """A claim that began first is committed first, and whoever paused is shown what is on its way."""
    post_id = stories.approved(engine)
    jobs, (_, flying) = overtaken(looking, claiming(told), pausing(scope))
    assert [job.delivery for job in jobs] == [d.id for d in flying] == [one(engine, post_id).id]


@pytest.mark.parametrize("scope", ["agency", "page:newsroom", "category:community_notice", "unit:public_information"])
def test_a_claim_waits_for_a_pause_that_is_being_committed(
    engine: Engine, told: Settings, looking: psycopg.Connection, scope: str
) -> None:
    """From the commit of a pause on nothing is claimed in its scope, not even by who was waiting at the gate."""
    post_id = stories.approved(engine)
    (_, flying), jobs = overtaken(looking, pausing(scope), claiming(told))
    assert (flying, jobs) == ([], [])
    assert one(engine, post_id).attempts == 0


def test_a_pause_elsewhere_stops_nobody(engine: Engine, told: Settings, looking: psycopg.Connection) -> None:
    """A pause of another page holds no claim up."""
    stories.approved(engine)
    _, jobs = overtaken(looking, pausing("page:mastodon"), claiming(told))
    assert len(jobs) == 1


def test_a_pause_between_two_steps_of_a_send(engine: Engine, told: Settings, looking: psycopg.Connection) -> None:
    """A send of several steps stops before its next write once a pause is committed, and goes on when it is lifted."""
    with FakeMastodon() as server:
        server.behaviour.processing = 2
        stories.connect(engine, told, "mastodon", url=server.url, token=TOKEN)
        post_id = stories.approved(engine, stories.with_picture(engine, pages=("mastodon",)))
        [job] = stories.claimed(told)
        paused: list[Any] = []

        def meanwhile(seconds: float) -> bool:
            paused.append(_answer(pausing("agency"))[0])
            return True

        with send.open_channel(job, told) as channel:
            send.carry_out(job, channel, may_wait=meanwhile)
        stopped = one(engine, post_id)
        assert paused and server.public_posts == [] and stopped.state is State.SCHEDULED

        for pause in paused:
            _answer(lambda s, pause=pause: desk.resume(s, "victor.hale", pause.id, reason="So.", now=database.clock(s)))
        stories.make_due(engine)
        stories.published(told, post_id)
        assert len(server.public_posts) == 1 and len(server.shown.media) == 1


def test_an_edit_overtakes_the_last_signature(engine: Engine, looking: psycopg.Connection) -> None:
    """The words changed while somebody signed the old ones: nothing is approved, and the signer is told."""
    post_id = stories.reviewed(engine, stories.weather())
    _, answer = overtaken(looking, editing(engine, post_id), signing(post_id, "ines.duarte"))
    assert isinstance(answer, Stale | WrongState)
    assert stories.post(engine, post_id).status is Status.DRAFT
    with database.transaction() as s:
        assert stories.proposal_of(s, post_id).state is ProposalState.VOID
        assert s.scalar(select(func.count(Delivery.id))) == 0


def test_the_last_signature_overtakes_an_edit(engine: Engine, looking: psycopg.Connection) -> None:
    """The edit was made of the words before the approval: it is stale, and what was approved stands."""
    post_id = stories.reviewed(engine, stories.weather())
    _, answer = overtaken(looking, signing(post_id, "ines.duarte"), editing(engine, post_id))
    assert isinstance(answer, Stale)
    assert stories.post(engine, post_id).status is Status.APPROVED


def test_two_edits_of_the_same_words(engine: Engine, looking: psycopg.Connection) -> None:
    """Of two people who change the same words at once, the second is told and loses nothing of the first."""
    post_id = stories.reviewed(engine)
    _, answer = overtaken(looking, editing(engine, post_id), editing(engine, post_id))
    assert isinstance(answer, Stale)


@pytest.mark.parametrize("page", ["newsroom", "mastodon"])
def test_a_page_that_is_being_read_holds_no_signature_up(
    engine: Engine, looking: psycopg.Connection, page: str
) -> None:
    """While the lookout waits for a page's server, which may take a minute, people sign posts for that page."""
    post_id = stories.reviewed(engine, stories.weather(pages=(page,)))
    with ThreadPoolExecutor(1) as pool, database.transaction() as s:
        lookout._locked(s, page)
        signed = pool.submit(_answer, signing(post_id, "ines.duarte"))
        stories.until(lambda: signed.done() or waiting(looking), "it is signed, or waits")
        assert signed.done()
    assert stories.post(engine, post_id).status is Status.APPROVED


def withdrawing(engine: Engine, post_id: uuid.UUID) -> Verb:
    """Somebody takes the post back."""
    return lambda s: desk.withdraw(s, stories.AUTHOR, post_id, reason="So.", now=database.clock(s))


def withdrawing_page(engine: Engine, post_id: uuid.UUID) -> Verb:
    """Somebody takes its one page out."""
    found = one(engine, post_id).id
    return lambda s: desk.withdraw_delivery(s, stories.AUTHOR, found, reason="So.", now=database.clock(s))


TAKING_BACK = [editing, withdrawing, withdrawing_page]


@pytest.mark.parametrize("take_back", TAKING_BACK)
def test_a_claim_overtakes_who_takes_it_back(
    engine: Engine, told: Settings, looking: psycopg.Connection, take_back: Callable[..., Verb]
) -> None:
    """What was claimed first is on its way: it is not taken back any more, and the person is told."""
    post_id = stories.approved(engine)
    jobs, answer = overtaken(looking, claiming(told), take_back(engine, post_id))
    assert isinstance(answer, WrongState) and len(jobs) == 1
    stories.send_job(jobs[0], told)
    assert stories.post(engine, post_id).status is Status.PUBLISHED


@pytest.mark.parametrize("take_back", TAKING_BACK)
def test_who_takes_it_back_overtakes_a_claim(
    engine: Engine, told: Settings, looking: psycopg.Connection, take_back: Callable[..., Verb]
) -> None:
    """What was taken back first is never claimed."""
    post_id = stories.approved(engine)
    _, jobs = overtaken(looking, take_back(engine, post_id), claiming(told))
    assert jobs == [] and stories.publish(told) == 0
    assert one(engine, post_id).state is State.WITHDRAWN


@pytest.mark.slow
def test_a_hundred_deliveries_and_four_publishers(engine: Engine, told: Settings, looking: psycopg.Connection) -> None:
    """Each of a hundred due deliveries is claimed by exactly one of four publishers, and tried once."""
    stories.copies(engine, stories.approved(engine), 99)
    looking.execute("truncate witness")
    taken: list[Job] = []

    def publisher(name: str) -> None:
        while _unsent():
            for job in stories.claimed(told, publisher=name):
                taken.append(job)
                stories.send_job(job, told)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publisher, ["one", "two", "three", "four"]))
    assert len(taken) == len({job.delivery for job in taken}) == 100
    with database.transaction() as s:
        assert s.scalar(select(func.count(Attempt.id))) == 100


@pytest.mark.slow
def test_everybody_at_once_and_no_deadlock(
    engine: Engine, told: Settings, looking: psycopg.Connection, tmp_path: Path
) -> None:
    """Eight sessions do everything there is to three posts at once: nobody gets an error that is not a sentence."""
    stories.enable(engine, "mastodon", platform="fake", base_url=f"file:{tmp_path / 'platform'}")
    posts = [stories.reviewed(engine, stories.a_draft(pages=("newsroom", "mastodon"))) for _ in range(3)]

    def person(number: int) -> list[Exception]:
        chance, failed = random.Random(number), []
        for _ in range(12):
            verb = chance.choice(_everything(engine, told, chance.choice(posts), chance))
            try:
                verb()
            except CountersignError:
                continue
            except Exception as error:
                failed.append(error)
        return failed

    with ThreadPoolExecutor(8) as pool:
        failures = [error for found in pool.map(person, range(8)) for error in found]
    assert failures == []


def _unsent() -> int:
    with database.transaction() as s:
        return s.scalar(select(func.count(Delivery.id)).where(Delivery.state != State.SENT)) or 0


def _everything(
    engine: Engine, told: Settings, post_id: uuid.UUID, chance: random.Random
) -> list[Callable[[], object]]:
    """Every verb of people and machines, on one post."""
    who = chance.choice(["ines.duarte", "james.holt", "ruth.calloway"])
    scope = chance.choice(["agency", "page:newsroom"])
    until = timedelta(milliseconds=50)

    def in_one(verb: Verb) -> Callable[[], object]:
        return lambda: _answer(verb)

    def any_delivery(verb: Callable[[Session, uuid.UUID], object]) -> Verb:
        def run(s: Session) -> None:
            for found in stories.deliveries_of(s, post_id)[-1:]:
                s.expunge(found)
                verb(s, found.id)

        return run

    return [
        lambda: _answer(signing(post_id, who)),
        lambda: _answer(signing(post_id, who)),
        lambda: _answer(editing(engine, post_id)),
        in_one(lambda s: desk.submit(s, stories.AUTHOR, post_id, now=database.clock(s))),
        delivery.review,
        delivery.chase,
        delivery.plan_slots,
        delivery.settle_unknown,
        lambda: stories.publish(told),
        in_one(
            lambda s: desk.pause(s, who, scope, reason="So.", now=database.clock(s), until=database.clock(s) + until)
        ),
        in_one(
            any_delivery(lambda s, d: desk.withdraw_delivery(s, stories.AUTHOR, d, reason="So.", now=database.clock(s)))
        ),
        in_one(
            any_delivery(
                lambda s, d: desk.narrow(
                    s, stories.AUTHOR, d, not_after=database.clock(s) + HOUR, reason="So.", now=database.clock(s)
                )
            )
        ),
    ]


HOUR = timedelta(hours=1)
