"""The verbs of machines: review, ask, publish, settle, archive; a DAG task is one call here, and so is the standby."""

from countersign import settings
from countersign.delivery import reconcile
from countersign.delivery.archive import confirm_all_sent_are_archived, seal, write_proofs
from countersign.delivery.ask import ask_approvers, chase, escalate_late, expire_unsigned, find_waiting
from countersign.delivery.duty import publish_on_duty
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
    "ask_approvers",
    "chase",
    "check_jurisdiction",
    "check_rules",
    "confirm_all_sent_are_archived",
    "escalate_late",
    "expire_unsigned",
    "find_submitted",
    "find_waiting",
    "insert_disclaimers",
    "open_sign_off",
    "plan_slots",
    "publish_on_duty",
    "review",
    "seal",
    "settle_unknown",
    "write_proofs",
]
