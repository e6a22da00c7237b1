"""What the first request would have waited for is made ready when the application starts: an emergency may be first."""

import threading
from datetime import UTC, datetime

import structlog

from countersign import database, policies, screening
from countersign.alerts import templates
from countersign.content import Draft
from countersign.delivery import staying
from countersign.errors import CountersignError
from countersign.settings import Settings

log = structlog.get_logger()


def begin(settings: Settings) -> threading.Thread:
    """Read the policy and the templates, and let every rule look at its own example once, beside the first requests."""
    thread = threading.Thread(target=_warm, args=(settings,), name="warming", daemon=True)
    thread.start()
    return thread


def _warm(settings: Settings) -> None:
    try:
        with database.transaction(database.engine(settings.database_url)) as s:
            policy = policies.current(s)
    except CountersignError as error:
        log.warning("nothing could be made ready yet", why=error.message)
        return
    templates.shipped()
    examples = (text for rule in screening.RULES for text in (rule.example.stopped, rule.example.allowed) if text)
    for text in examples:
        screening.screen_rules(Draft(text=text, category=policy.categories[0].id), policy, datetime.now(UTC))
    staying.freeze()
