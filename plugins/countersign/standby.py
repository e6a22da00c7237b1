"""`countersign serve`: everything that the DAGs do, without Airflow, by the same functions and row locks.

With `--standby` it runs beside Airflow and takes only what has waited, and everything while no publisher of Airflow is
on duty, so that Airflow's death costs a second for a due post and some seconds for a review, and nobody has to act. The
sealer and the sender of notices always live here.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from countersign import credentials, database, delivery, liveness, lookout, notices, posts
from countersign.delivery.duty import Duty
from countersign.delivery.places import ANY
from countersign.delivery.staying import be_quick, ends_on_signal
from countersign.errors import CountersignError
from countersign.log import sequencer
from countersign.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done again and again, so many seconds apart."""

    name: str
    every: float
    act: Callable[[], object]


def serve(settings: Settings, *, standby: bool, seconds: float | None = None) -> None:
    """Do all of it until told to stop, or for so many seconds."""
    waited = timedelta(seconds=settings.standby_review_seconds if standby else 0)
    duty = Duty(settings, lane=ANY, delay=settings.standby_delay_seconds if standby else 0.0)
    watch = liveness.Watch(settings, airflow=standby, began=time.monotonic())
    chores = [
        Chore("seal", 0.5, lambda: _seal(settings)),
        Chore("notices", 2.0, lambda: notices.send_due(database.default_engine(), settings)),
        Chore("review", 1.0, lambda: delivery.review(waited=waited).told()),
        Chore("sign-off", 5.0 if standby else 2.0, lambda: delivery.chase(waited=waited).told()),
        Chore("page items", 5.0, lambda: lookout.keep_pages(waited=waited).told()),
        Chore("access", 60.0, lambda: [log.info(line) for line in credentials.look_after()]),
        Chore("deadlines", 5.0, lambda: delivery.meet_deadlines().told()),
        Chore("hours", 60.0, lambda: delivery.plan_slots().told()),
        Chore("feeds", 15.0, lambda: delivery.poll().told()),
        Chore("drill", 60.0, lambda: delivery.run_drill().told()),
        Chore("watch", 5.0, lambda: watch.look(time.monotonic())),
        Chore("keys of requests", 3600.0, _forget_requests),
        Chore("proofs", 10.0, lambda: delivery.write_proofs().told()),
    ]
    threads = [threading.Thread(target=_repeat, args=(c, duty), name=c.name, daemon=True) for c in chores]
    for thread in threads:
        thread.start()
    be_quick()
    with ends_on_signal(duty.stop):
        duty.serve(seconds)
    end = time.monotonic() + 3
    for thread in threads:
        thread.join(timeout=max(0.0, end - time.monotonic()))


def _forget_requests() -> None:
    """Forget the answers to repeated requests of programs after their time."""
    with database.transaction() as s:
        posts.forget_requests(s, before=database.clock(s) - posts.REQUESTS_KEPT)


def _seal(settings: Settings) -> None:
    engine = database.default_engine()
    with database.transaction(engine) as s:
        now, work = database.clock(s), sequencer.has_work(s)
    if work:
        sequencer.seal(engine, settings, now=now)


def _repeat(chore: Chore, duty: Duty) -> None:
    """Do a chore until it is over; a failure is said once and tried again, more and more slowly."""
    failures = 0
    while not duty.over.wait(min(60.0, chore.every * 2**failures) if failures else chore.every):
        duty.over.wait(duty.way.seconds())
        try:
            chore.act()
            failures = 0
        except (CountersignError, SQLAlchemyError, OSError) as error:
            failures = min(failures + 1, 6)
            log.error(f"{chore.name}: {_sentence(error)}", failures=failures)
        except Exception:
            failures = min(failures + 1, 6)
            log.exception(f"{chore.name} failed and is tried again")


def _sentence(error: Exception) -> str:
    return error.message if isinstance(error, CountersignError) else type(error).__name__
