"""The part of a page where something is signed, returned or rejected; the same for everything that needs names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Protocol

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, at_form, field, raw, see_other
from countersign import desk, signin
from countersign.approvals import Proposal, ProposalState, Verdict
from countersign.desk import confirming
from countersign.desk.deciding import entitled_to
from countersign.errors import CountersignError, Invalid, NotFound, Refused

VERDICTS = {"sign": Verdict.SIGN, "return": Verdict.RETURN, "reject": Verdict.REJECT}


@dataclass(frozen=True, slots=True)
class TypedBefore:
    """What somebody had typed into one of a page's forms that was refused; `form` says which one."""

    form: str = ""
    fields: Mapping[str, str] = dataclass_field(default_factory=dict)


class Show(Protocol):
    """Makes the page of something that needs names, with what was wrong in one of its forms."""

    def __call__(self, visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
        """The page."""


def add_routes(router: APIRouter, path: str, *, find: Callable[[Open], Proposal | None], show: Show) -> None:
    """The three forms below a page's path: sign, return and reject; each goes back to that page.

    `find` gives what waits for names, by the parts of the address (`o.visit.request.path_params`).
    """
    for act, verdict in VERDICTS.items():
        handler = _handler(verdict, find, show)
        handler.__doc__ = _SAYS[verdict]
        router.add_api_route(f"{path}/{act}", handler, methods=["POST"], response_class=Response)


_SAYS = {
    Verdict.SIGN: "Put one's name to exactly what the page shows.",
    Verdict.RETURN: "Send it back with a reason.",
    Verdict.REJECT: "End it for good, with a reason.",
}


def _handler(verdict: Verdict, find: Callable[[Open], Proposal | None], show: Show) -> Callable[..., Response]:
    def handle(form: Typed, visit: SignedIn) -> Response:
        with visit.transaction() as o:
            proposal = find(o)
        error = decide(visit, form, proposal=proposal, verdict=verdict)
        if error:
            kept = {"reason": raw(form, "reason"), "confirm": " ".join(_ticked(form))}
            typed = TypedBefore(verdict.value, kept)
            return show(visit, error=at_form(error, verdict.value), typed=typed)
        return see_other(visit.request.url.path.rpartition("/")[0])

    return handle


def _ticked(form: FormData) -> list[str]:
    return [value for value in form.getlist("confirm") if isinstance(value, str)]


def proposal_in_path(o: Open, name: str, kind: str) -> Proposal:
    """What a part of the address names; NotFound unless it is of this kind."""
    found = o.s.get(Proposal, o.id_in_path(name))
    if found is None or found.kind != kind:
        raise NotFound
    return found


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
        "confirm": confirming.asked(proposal),
        "permits": any(row["waits"] and row["stage"].name == proposal.details.get("permission") for row in stages),
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
    try:
        if proposal is None:
            raise Invalid("Nothing waits for names here just now. Nothing was changed.")
        if verdict is not Verdict.SIGN and not field(form, "reason"):
            raise Invalid({"reason": "Please give a reason: its author reads it, and it is kept in the record."})
        factor = visit.factor(form)
        with visit.transaction() as o:
            desk.decide(
                o.s,
                o.who,
                proposal.id,
                verdict=verdict,
                digest=field(form, "digest"),
                factor=factor,
                reason=field(form, "reason"),
                confirmed=_ticked(form),
                now=o.now,
            )
    except (Refused, Invalid) as error:
        return error
    return None
