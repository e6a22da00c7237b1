"""Before an emergency: sources and what they may raise, and the set of templates that two people sign."""

import uuid
from collections.abc import Iterator

from fastapi import APIRouter
from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.responses import Response

from approval_ui.staff import alert_terms, signing
from approval_ui.staff.clocktimes import read_local
from approval_ui.staff.signing import TypedBefore
from approval_ui.staff.visit import Open, SignedIn, Typed, Visit, field, texts_of
from countersign.alerts import sets, sources, templates
from countersign.alerts.sets import Mode
from countersign.alerts.tables import AlertRow, AlertState, Source, TemplateSet, Way
from countersign.alerts.templates import LANGUAGES, LENGTHS, Act
from countersign.approvals import Proposal, ProposalState
from countersign.desk import preparing
from countersign.errors import CountersignError, Invalid, NotFound
from countersign.people import ApiToken

router = APIRouter(prefix="/alerts")
MODES = {
    Mode.TWO_PERSON: "two people, each time",
    Mode.EXPEDITED: "one person on watch",
    Mode.AUTO: "by itself, from these sources",
}
NEW = uuid.UUID(int=0)


@router.get("/sources")
def listing(visit: SignedIn) -> Response:
    """Every source, what it may do and when it was last heard of."""
    return _list(visit)


@router.post("/sources")
def add(form: Typed, visit: SignedIn) -> Response:
    """Begin to listen to a source."""
    return visit.perform(
        lambda o: _added(o, form),
        then=lambda source: f"/alerts/sources/{source.id}",
        otherwise=lambda error: _list(visit, error=error, typed=texts_of(form)),
    )


@router.get("/sources/{source_id}")
def show(visit: SignedIn, source_id: uuid.UUID) -> Response:
    """One source: its terms, what it sent lately, and who lets it publish."""
    return _source(visit, error=None, typed=None)


@router.post("/sources/{source_id}/propose")
def propose(form: Typed, visit: SignedIn, source_id: uuid.UUID) -> Response:
    """Ask a second person to let it publish."""
    return visit.perform(
        lambda o: preparing.propose_source(o.s, o.who, source_id, why=field(form, "reason"), now=o.now),
        then=f"/alerts/sources/{source_id}",
        otherwise=lambda error: _source(visit, error=error, typed=None),
    )


@router.get("/sources/{source_id}/change")
def terms(visit: SignedIn, source_id: uuid.UUID) -> Response:
    """The terms of a source, to be changed."""
    return _terms_form(visit)


@router.post("/sources/{source_id}/change")
def change(form: Typed, visit: SignedIn, source_id: uuid.UUID) -> Response:
    """What narrows its terms holds at once; what widens them waits for a second person."""

    def verb(o: Open) -> None:
        wanted = alert_terms.read(o, form, before=sources.terms_of(_found(o)))
        preparing.change_source(o.s, o.who, source_id, wanted, why=field(form, "reason"), now=o.now)

    return visit.perform(
        verb,
        then=f"/alerts/sources/{source_id}",
        otherwise=lambda error: _terms_form(visit, error=error, typed=texts_of(form)),
    )


@router.post("/sources/{source_id}/stop")
def stop(form: Typed, visit: SignedIn, source_id: uuid.UUID) -> Response:
    """Let it publish no more; one person is enough."""
    return visit.perform(
        lambda o: preparing.stop_source(o.s, o.who, source_id, reason=field(form, "reason"), now=o.now),
        then=f"/alerts/sources/{source_id}",
        otherwise=lambda error: _source(visit, error=error, typed=None),
    )


@router.get("/templates")
def templates_page(visit: SignedIn) -> Response:
    """The templates, how each goes out now, and the form to have them signed anew."""
    return _templates(visit)


@router.post("/templates")
def propose_set(form: Typed, visit: SignedIn) -> Response:
    """Ask two people to sign the set."""
    return visit.perform(
        lambda o: preparing.propose_set(o.s, o.who, list(_terms(o, form)), why=field(form, "reason"), now=o.now),
        then=lambda proposal: f"/alerts/templates/{proposal.id}",
        otherwise=lambda error: _templates(visit, error=error),
    )


@router.get("/templates/{set_id}")
def show_set(visit: SignedIn, set_id: uuid.UUID) -> Response:
    """Every text and every policy of a proposed set, and who signed it."""
    return _set(visit, error=None, typed=None)


def _added(o: Open, form: FormData) -> Source:
    kind = field(form, "kind")
    token = _token(o, form)
    if kind == "weather":
        zones, counties = alert_terms.codes(form, "zones"), alert_terms.codes(form, "counties")
        if not zones and not counties:
            raise Invalid({"zones": "Name at least one zone or county of the weather service."})
        address, terms = sources.weather_service(zones, counties)
        name = field(form, "name") or "National Weather Service"
        return preparing.add_source(o.s, o.who, name, way=Way.FEED, terms=terms, address=address, now=o.now)
    terms = alert_terms.read(o, form)
    way = Way(kind) if kind in list(Way) else Way.PUSH
    address = field(form, "address")
    return preparing.add_source(
        o.s, o.who, field(form, "name"), way=way, terms=terms, address=address, token=token, now=o.now
    )


def _token(o: Open, form: FormData) -> uuid.UUID | None:
    told = field(form, "token")
    if not told:
        return None
    found = o.s.scalar(select(ApiToken).where(ApiToken.name == told, ApiToken.revoked.is_(None)))
    if found is None:
        raise Invalid({"token": "There is no key of this name. Make one with `countersign token create`."})
    return found.id


def _list(visit: Visit, *, error: CountersignError | None = None, typed: dict[str, str] | None = None) -> Response:
    with visit.transaction() as o:
        rows = [
            {"source": one, "publishes": sources.publishes(one), "stale": sources.stale(one, o.now)}
            for one in o.s.scalars(select(Source).order_by(Source.number))
        ]
        context = {"rows": rows, "typed": typed or {}, "may": preparing.may_prepare(o.policy, o.who, o.now)}
        return o.page("alert_sources.html", context, error=error)


def _source(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    with visit.transaction() as o:
        source = _found(o)
        proposal = _source_proposal(o)
        lately = select(AlertRow).where(AlertRow.source_id == source.id).order_by(AlertRow.received.desc()).limit(20)
        context = {
            "source": source,
            "terms": sources.terms_of(source),
            "publishes": sources.publishes(source),
            "stale": sources.stale(source, o.now),
            "lately": list(o.s.scalars(lately)),
            "would": AlertState.LISTENED,
            "sign_off": signing.view(o, proposal) if proposal else None,
            "proposed": sources.proposed(proposal) if proposal else None,
            "why": proposal.details["why"] if proposal else "",
            "typed": typed or TypedBefore(),
            "may": preparing.may_prepare(o.policy, o.who, o.now),
        }
        return o.page("alert_source.html", context, error=error)


def _terms_form(
    visit: Visit, *, error: CountersignError | None = None, typed: dict[str, str] | None = None
) -> Response:
    with visit.transaction() as o:
        source = _found(o)
        context = {
            "source": source,
            "publishes": sources.publishes(source),
            "may": preparing.may_prepare(o.policy, o.who, o.now),
            "typed": typed or alert_terms.shown(sources.terms_of(source)),
        }
        return o.page("alert_source_change.html", context, error=error)


def _templates(visit: Visit, *, error: CountersignError | None = None) -> Response:
    with visit.transaction() as o:
        standing = sets.current(o.s)
        open_one = select(Proposal).where(Proposal.kind == sets.KIND, Proposal.state == ProposalState.OPEN)
        context = {
            "shipped": templates.shipped(),
            "standing": standing,
            "proposal": o.s.scalars(open_one).first(),
            "modes": MODES,
            "sources": [one.name for one in o.s.scalars(select(Source).where(Source.enabled).order_by(Source.name))],
            "may": preparing.may_prepare(o.policy, o.who, o.now),
            "changed": [one.id for one in templates.shipped() if standing and standing.templates.get(one.id) != one],
        }
        return o.page("alert_templates.html", context, error=error)


def _set(visit: Visit, *, error: CountersignError | None, typed: TypedBefore | None) -> Response:
    with visit.transaction() as o:
        proposal = _set_proposal(o)
        row = o.s.scalars(select(TemplateSet).where(TemplateSet.proposal_id == proposal.id)).one()
        context = {
            "told": sets.read(row),
            "modes": MODES,
            "acts": list(Act),
            "languages": LANGUAGES,
            "lengths": LENGTHS,
            "sign_off": signing.view(o, proposal),
            "why": proposal.details["why"],
            "typed": typed or TypedBefore(),
        }
        return o.page("alert_set.html", context, error=error)


def _terms(o: Open, form: FormData) -> Iterator[sets.Terms]:
    until = read_local(form, "until", o.policy.agency.zone)
    for template in templates.shipped():
        told = field(form, f"mode.{template.id}")
        mode = Mode(told) if told in list(Mode) else Mode.TWO_PERSON
        yield sets.Terms(
            template=template.id,
            mode=mode,
            until=until.isoformat() if until and mode is not Mode.TWO_PERSON else None,
            sources=tuple(str(one) for one in form.getlist("sources")) if mode is Mode.AUTO else (),
        )


def _found(o: Open) -> Source:
    source = o.s.get(Source, o.id_in_path("source_id"))
    if source is None:
        raise NotFound
    return source


def _source_proposal(o: Open) -> Proposal | None:
    waiting = select(Proposal).where(Proposal.kind == sources.KIND, Proposal.subject == str(_found(o).id))
    return o.s.scalars(waiting.order_by(Proposal.opened.desc()).limit(1)).first()


def _set_proposal(o: Open) -> Proposal:
    return signing.proposal_in_path(o, "set_id", sets.KIND)


signing.add_routes(router, "/sources/{source_id}", find=_source_proposal, show=_source)
signing.add_routes(router, "/templates/{set_id}", find=_set_proposal, show=_set)
