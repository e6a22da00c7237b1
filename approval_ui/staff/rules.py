"""The rulebook: what posts are checked for, who reviewed it, where it was wrong, and switches with a second name."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from approval_ui.shared.showing import Asked
from approval_ui.staff import signing
from approval_ui.staff.clocktimes import read_day
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, raw
from countersign import desk
from countersign.approvals import Proposal
from countersign.desk import confirming
from countersign.desk.rule_effects import RULE
from countersign.errors import CountersignError, Invalid
from countersign.screening import RULES, Rule, rulebook
from countersign.screening.rulebook import Pack

router = APIRouter(prefix="/rules")
REVIEWS = ("counsel_reviewed", "union_reviewed")


@router.get("")
def listing(visit: SignedIn, q: Asked = "") -> Response:
    """Every rule by its pack: whether it holds, who reviewed it and when, its examples, and where it was wrong."""
    return _page(visit, asked=q)


@router.post("/switch")
def switch(form: Typed, visit: SignedIn) -> Response:
    """Propose to switch a rule or a pack on or off; a second person puts it in force."""
    typed = {name: raw(form, name) for name in ("id", "on", "reason", *REVIEWS)}

    def verb(o: Open) -> Proposal:
        days = {name: read_day(form, name) for name in REVIEWS}
        on, reason = field(form, "on") == "on", field(form, "reason")
        return desk.switch_rule(o.s, o.who, field(form, "id"), on=on, reason=reason, now=o.now, **days)

    def otherwise(error: CountersignError) -> Response:
        return _page(visit, error=_at_rule(error, typed["id"]), typed=TypedBefore("switch", typed))

    return visit.perform(verb, then=lambda proposal: f"/rules/changes/{proposal.id}", otherwise=otherwise)


@router.get("/changes/{switch_id}")
def show(visit: SignedIn, switch_id: str) -> Response:
    """One switch: what it changes, and who signed it."""
    return _change_page(visit, error=None, typed=None)


def _page(
    visit: Visit, *, asked: str = "", error: CountersignError | None = None, typed: TypedBefore | None = None
) -> Response:
    with visit.transaction() as o:
        misread, times = confirming.misread_sentences(o.s), confirming.misreads(o.s)
        packs = [pack for pack in rulebook.packs(o.policy.switches) if pack.id != "product"]
        groups = [_pack(o, pack, misread, asked) for pack in packs]
        context = {
            "packs": [
                group for group in groups if group["rules"] or (group["pack"].id == rulebook.TERMS and not asked)
            ],
            "times": times,
            "asked": asked,
            "unreviewed": [pack for pack in packs if pack.active and not pack.reviewed],
            "waiting": desk.open_switches(o.s),
            "typed": typed or TypedBefore(),
        }
        return o.page("rules.html", context, error=error)


def _pack(o: Open, pack: Pack, misread: dict[str, list[tuple[str, str]]], asked: str) -> dict[str, Any]:
    switches = o.policy.switches
    here = (rule for rule in RULES if rule.pack == pack.id and rule.speaks_of(asked))
    rules = [_rule(o, rule, misread.get(rule.id, ())) for rule in here]
    return {"pack": pack, "switch": switches.get(pack.id), "rules": rules}


def _rule(o: Open, rule: Rule, misread: Iterable[tuple[str, str]]) -> dict[str, Any]:
    switches, today = o.policy.switches, o.now.astimezone(o.policy.agency.zone).date()
    return {
        "rule": rule,
        "holds": rule.holds(state=o.policy.agency.state, on=today, switches=switches),
        "on": rule.is_on(switches),
        "switch": switches.get(rule.id),
        "misread": list(misread),
    }


def _at_rule(error: CountersignError, id: str) -> CountersignError:
    """The page holds a form for each rule: the messages belong to the one that was sent."""
    if not isinstance(error, Invalid) or rulebook.unknown([id]):
        return error
    return Invalid({f"{name}-{id}" if name else "": message for name, message in error.fields.items()})


def _change_page(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    with visit.transaction() as o:
        proposal = _change(o)
        context = {
            "sign_off": signing.view(o, proposal),
            "switch": proposal.details["switch"],
            "rule": next((rule for rule in RULES if rule.id == proposal.subject), None),
            "pack": next((pack for pack in rulebook.PACKS if pack.id == proposal.subject), None),
            "typed": typed or TypedBefore(),
        }
        return o.page("rule_change.html", context, error=error)


def _change(o: Open) -> Proposal:
    return signing.proposal_in_path(o, "switch_id", RULE)


signing.add_routes(router, "/changes/{switch_id}", find=_change, show=_change_page)
