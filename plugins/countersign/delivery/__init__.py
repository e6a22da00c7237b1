"""The verbs of machines: review, ask, publish, settle, archive; a DAG task is one call here, and so is the standby."""

from countersign import settings
from countersign.delivery import reconcile
from countersign.delivery.archive import confirm_all_sent_are_archived, seal, write_proofs
from countersign.delivery.ask import ask_approvers, chase, escalate_late, expire_unsigned, find_waiting
from countersign.delivery.deadlines import (
    ask_all_clear,
    chase_owed_reviews,
    meet_deadlines,
    recheck_facts,
    remove_due,
)
from countersign.delivery.drill import run_drill
from countersign.delivery.duty import publish_on_duty
from countersign.delivery.intake import look_again
from countersign.delivery.polling import find_sources, poll, poll_source, watch_sources
from countersign.delivery.repeating import continue_series
from countersign.delivery.report import Report
from countersign.delivery.review import (
    check_jurisdiction,
    check_rules,
    find_submitted,
    insert_disclaimers,
    open_sign_off,
    review,
)
from countersign.delivery.slots import plan_slots


def settle_unknown() -> Report:
    """Look for what is in doubt, end what is too late, free what a dead publisher left, release what was held."""
    return reconcile.settle_unknown(settings.load())


__all__ = [
    "Report",
    "ask_all_clear",
    "ask_approvers",
    "chase",
    "chase_owed_reviews",
    "check_jurisdiction",
    "check_rules",
    "confirm_all_sent_are_archived",
    "continue_series",
    "escalate_late",
    "expire_unsigned",
    "find_sources",
    "find_submitted",
    "find_waiting",
    "insert_disclaimers",
    "look_again",
    "meet_deadlines",
    "open_sign_off",
    "plan_slots",
    "poll",
    "poll_source",
    "publish_on_duty",
    "recheck_facts",
    "remove_due",
    "review",
    "run_drill",
    "seal",
    "settle_unknown",
    "watch_sources",
    "write_proofs",
]
