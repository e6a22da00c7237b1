"""Who speaks here and by which rules: official accounts, the eight items in full, what every post is checked for."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from approval_ui.public import promises, reading
from approval_ui.public.reading import Agency, Page
from approval_ui.public.rendering import engine_of, getting, page
from approval_ui.shared.showing import Asked
from countersign import database, words
from countersign.content import Severity
from countersign.screening import RULES, Rule, rulebook
from countersign.wording import render

router = APIRouter()
LANGUAGES = {"en": "English", "es": "Español"}
HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "purpose": "What this page is for",
        "maintained_by": "Who runs it",
        "not_monitored": "Not read at all times",
        "emergency": "In an emergency",
        "opinions": "Visitors’ opinions",
        "public_record": "Public record",
        "website": "Official website",
        "contact": "Contact",
    },
    "es": {
        "purpose": "Para qué sirve esta página",
        "maintained_by": "Quién la mantiene",
        "not_monitored": "No se atiende en todo momento",
        "emergency": "En una emergencia",
        "opinions": "Opiniones de los visitantes",
        "public_record": "Registro público",
        "website": "Sitio oficial",
        "contact": "Contacto",
    },
}
#: Rules about the form of what is typed: of interest to authors only.
OWN = "product"
WEIGHTS = {
    Severity.BLOCK: "Stops the post",
    Severity.APPROVAL: "Needs another signature",
    Severity.ATTEST: "Its source is named and checked",
    Severity.WARN: "The author is told",
    Severity.INSERT: "Words are added",
}


@getting(router, "/accounts")
def accounts(request: Request) -> Response:
    """The official accounts, current and former: an account that is not here is not the agency's."""
    with database.transaction(engine_of(request)) as s:
        found = reading.pages(s)
        current = [account for account in found if account.closed is None]
        former = [account for account in found if account.closed is not None]
        return page(request, s, "accounts.html", cache="public, max-age=60", current=current, former=former)


@getting(router, "/terms")
def terms(request: Request) -> Response:
    """The eight items in full, in English and in Spanish."""
    with database.transaction(engine_of(request)) as s:
        agency = reading.agency(s)
        room = next((one for one in reading.pages(s) if one.platform == reading.NEWSROOM), None)
        texts = {language: _items(s, agency, room, language) for language in LANGUAGES}
        read = _terms(rulebook.packs({entry.id: entry for entry in reading.rules(s)}))
        context = {"texts": texts, "languages": LANGUAGES, "headings": HEADINGS, "read": read}
        return page(request, s, "terms.html", cache="public, max-age=60", agency=agency, **context)


@getting(router, "/rules")
def rules(request: Request, q: Asked = "") -> Response:
    """What every post is held against before anybody may sign it, who reviewed that and when, and what is off."""
    with database.transaction(engine_of(request)) as s:
        agency = reading.agency(s)
        switches = {entry.id: entry for entry in reading.rules(s)}
        today = database.clock(s).astimezone(agency.zone).date()
        here = [r for r in RULES if r.pack != OWN and r.id not in promises.OWN and r.speaks_of(q)]
        holds = [r for r in here if r.holds(state=agency.facts["state"], on=today, switches=switches)]
        known = rulebook.packs(switches)
        packs = [(pack, [_shown(r) for r in holds if r.pack == pack.id]) for pack in known]
        groups = [{"pack": pack, "rules": shown} for pack, shown in packs if shown]
        off = [_shown(r) | {"why": switches[r.id].why} for r in here if r.id in switches and not r.is_on(switches)]
        context = {"agency": agency, "packs": groups, "off": off, "asked": q, "terms": _terms(known)}
        return page(request, s, "rules.html", cache="public, max-age=60", **context)


def _terms(packs: Iterable[rulebook.Pack]) -> rulebook.Pack:
    """Who read the terms, and when."""
    return next(pack for pack in packs if pack.id == rulebook.TERMS)


def _shown(rule: Rule) -> dict[str, Any]:
    """A rule as it is told to the public."""
    title = promises.PROMISES.get(rule.id, rule.message)
    return {"rule": rule, "title": title, "weight": WEIGHTS[rule.severity], "laws": _laws(rule)}


def _laws(rule: Rule) -> list[str]:
    """The sources that a reader can look up; the numbers of our own list of requirements mean nothing outside."""
    sources = re.split(r";\s*(?![^(]*\))", rule.citation)
    return [source for source in sources if not _OURS(source)]


_OURS = re.compile(r"POLICY|Countersign|[LS]\d").match


def _items(s: Session, agency: Agency, room: Page | None, language: str) -> dict[str, str]:
    """The items as they were signed for the newsroom where they are in this language, else as the policy words them."""
    signed = reading.items(s, room.id) if room else None
    if signed and signed.language.partition("-")[0] == language:
        return {item: signed.words[item] for item in words.PAGE_ITEMS if item in signed.words}
    return {item: _worded(agency, item, language) for item in words.PAGE_ITEMS}


def _worded(agency: Agency, item: str, language: str) -> str:
    own = agency.items.get(item, {}).get(language)
    if own:
        return own["long"]
    facts: dict[str, Any] = {"agency": agency.facts}
    return render(words.page_item_file(item, language=language, length="long"), facts)
