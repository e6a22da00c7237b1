"""The verbs of people; each is one transaction: the change, its entry and its signal.

Every verb takes an open session first and the person second; the caller wraps it in `database.transaction()`.
"""

from countersign.desk.deciding import decide, details, may_decide_now, waiting_for
from countersign.desk.duty import delegate, end_delegation, leave_watch, take_watch
from countersign.desk.policy import apply_policy
from countersign.desk.settling import leave_unconfirmed, mark_posted, send_again, settle_as_sent
from countersign.desk.stopping import narrow, pause, resume, withdraw_delivery
from countersign.desk.writing import draft, edit, may_read, submit, withdraw

__all__ = [
    "apply_policy",
    "decide",
    "delegate",
    "details",
    "draft",
    "edit",
    "end_delegation",
    "leave_unconfirmed",
    "leave_watch",
    "mark_posted",
    "may_decide_now",
    "may_read",
    "narrow",
    "pause",
    "resume",
    "send_again",
    "settle_as_sent",
    "submit",
    "take_watch",
    "waiting_for",
    "withdraw",
    "withdraw_delivery",
]
