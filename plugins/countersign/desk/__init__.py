"""The verbs of people; each is one transaction: the change, its entry and its signal.

Every verb takes an open session first and the person second; the caller wraps it in `database.transaction()`.
"""

from countersign.desk.by_hand import (
    Outside,
    hand_over,
    mark_posted,
    register_outside,
    take_back,
)
from countersign.desk.correcting import correct
from countersign.desk.deciding import decide, details, may_decide_now, waiting_for
from countersign.desk.duty import delegate, end_delegation, hand_over_watch, leave_watch, take_watch
from countersign.desk.facts import fact_changed
from countersign.desk.policy import apply_policy
from countersign.desk.releasing import release, release_all
from countersign.desk.removing import propose_exception, propose_removal
from countersign.desk.repeating import decide_series, repeat, submit_series, withdraw_series
from countersign.desk.rules import open_switches, switch_rule
from countersign.desk.settling import leave_unconfirmed, send_again, settle_as_sent
from countersign.desk.stopping import critical_incident, narrow, pause, resume, withdraw_delivery
from countersign.desk.tasks import finish_task, tasks_of
from countersign.desk.writing import draft, edit, may_read, submit, withdraw

__all__ = [
    "Outside",
    "apply_policy",
    "correct",
    "critical_incident",
    "decide",
    "decide_series",
    "delegate",
    "details",
    "draft",
    "edit",
    "end_delegation",
    "fact_changed",
    "finish_task",
    "hand_over",
    "hand_over_watch",
    "leave_unconfirmed",
    "leave_watch",
    "mark_posted",
    "may_decide_now",
    "may_read",
    "narrow",
    "open_switches",
    "pause",
    "propose_exception",
    "propose_removal",
    "register_outside",
    "release",
    "release_all",
    "repeat",
    "resume",
    "send_again",
    "settle_as_sent",
    "submit",
    "submit_series",
    "switch_rule",
    "take_back",
    "take_watch",
    "tasks_of",
    "waiting_for",
    "withdraw",
    "withdraw_delivery",
    "withdraw_series",
]
