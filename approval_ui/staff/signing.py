"""The part of a page where something is signed, returned or rejected; the same for posts and for page items."""

from typing import Any

from starlette.datastructures import FormData

from approval_ui.staff.visit import Open, Visit, address_of, field
from countersign import desk, signin
from countersign.approvals import Proposal, ProposalState, Verdict
from countersign.desk.deciding import entitled_to
from countersign.errors import CountersignError, Invalid, Refused

VERDICTS = {"sign": Verdict.SIGN, "return": Verdict.RETURN, "reject": Verdict.REJECT}


def view(o: Open, proposal: Proposal) -> dict[str, Any]:
    """The chain with its names and who is waited for, and whether it is this person's turn."""
    stages = desk.details(o.s, proposal)
    is_open = proposal.state is ProposalState.OPEN
    for row in stages:
        row["can_sign"] = sorted(entitled_to(o.s, proposal, row["stage"], o.now)) if row["waits"] else []
    why_not = desk.may_decide_now(o.s, o.who, proposal, now=o.now)
    return {
        "proposal": proposal,
        "stages": stages,
        "is_open": is_open,
        "my_turn": is_open and why_not is None,
        "why_not": why_not if is_open else None,
        "last": is_open and _completes(stages),
        "password_needed": proposal.sensitive or not signin.is_fresh(o.visit.session, o.visit.settings, o.now),
    }


def _completes(stages: list[dict[str, Any]]) -> bool:
    """Whether one more signature is all that lacks."""
    lacking = 0
    for row in stages:
        signed = {d.person_id for d in row["decisions"] if d.verdict is Verdict.SIGN}
        lacking += max(0, row["stage"].need - len(signed))
    return lacking == 1


def decide(visit: Visit, form: FormData, *, proposal: Proposal | None, verdict: Verdict) -> CountersignError | None:
    """Take one person's decision from a form; what the rules refuse is handed back."""
    typed = form.get("password")
    password = typed if isinstance(typed, str) else ""
    try:
        if proposal is None:
            raise Invalid("Nothing waits for names here just now. Nothing was changed.")
        if verdict is not Verdict.SIGN and not field(form, "reason"):
            raise Invalid({"reason": "Please give a reason: its author reads it, and it is kept in the record."})
        factor = signin.factor(
            visit.engine, visit.settings, visit.session, password=password, address=address_of(visit.request)
        )
        with visit.transaction() as o:
            desk.decide(
                o.s,
                o.who,
                proposal.id,
                verdict=verdict,
                digest=field(form, "digest"),
                factor=factor,
                reason=field(form, "reason"),
                now=o.now,
            )
    except (Refused, Invalid) as error:
        return error
    return None
