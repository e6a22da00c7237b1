"""The agency's rules in force, to read: people, roles, who may write and sign what, and the chains."""

from fastapi import APIRouter
from sqlalchemy import select
from starlette.responses import Response

from approval_ui.staff.visit import SignedIn, Visit
from countersign import agency, policies, signin
from countersign.errors import CountersignError
from countersign.people import Person
from countersign.policies import PolicyVersion

router = APIRouter()


@router.get("/agency")
def show(visit: SignedIn) -> Response:
    """The rules in force."""
    return _page(visit)


@router.post("/people/{login}/confirm")
def confirm(visit: SignedIn, login: str) -> Response:
    """A second person says that somebody's new password is really with them."""
    return visit.perform(
        lambda o: signin.confirm_password(o.s, o.who, login, now=o.now),
        then="/agency",
        otherwise=lambda error: _page(visit, error),
    )


def _page(visit: Visit, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        version = o.s.get_one(PolicyVersion, policies.current_number(o.s))
        waiting = {p.id for p in o.s.scalars(select(Person).where(Person.unconfirmed))}
        active = {p.id for p in o.policy.people if agency.is_active(o.policy, p.id, o.now)}
        return o.page("agency.html", {"version": version, "active": active, "unconfirmed": waiting}, error=error)
