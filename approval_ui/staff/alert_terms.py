"""The terms of a source as a form: what was typed -> terms, and terms -> what stands in the fields."""

import re
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData

from approval_ui.staff.visit import Open, field, raw
from countersign.alerts import signature
from countersign.alerts.sources import Terms
from countersign.desk import preparing
from countersign.errors import Invalid


def read(o: Open, form: FormData, *, before: Terms | None = None) -> Terms:
    """The terms that were typed; what the form does not ask for stays as it was before."""
    before = before or Terms()
    return replace(
        before,
        senders=tuple(field(form, "senders").split()),
        zone=_zone(o, form),
        events=tuple(one.strip() for one in field(form, "events").split(",") if one.strip()),
        languages=_languages(form),
        certificates=_certificates(form),
        cap_per_hour=_number(form, "cap_per_hour", usual=before.cap_per_hour),
    )


def shown(terms: Terms) -> dict[str, str]:
    """What stands in the fields when nobody has typed yet."""
    zone = terms.zone or {}
    return {
        "senders": "\n".join(terms.senders),
        "area": "own" if zone.get("type") else "",
        "zones": " ".join(zone.get("ugc", ())),
        "counties": " ".join(zone.get("same", ())),
        "events": ", ".join(terms.events),
        "languages": " ".join(terms.languages),
        "certificate": "\n".join(terms.certificates),
        "cap_per_hour": str(terms.cap_per_hour),
    }


def codes(form: FormData, name: str) -> tuple[str, ...]:
    """Codes of zones or counties, however they were set apart."""
    return tuple(field(form, name).upper().replace(",", " ").split())


def _zone(o: Open, form: FormData) -> dict[str, Any]:
    """The codes that were typed, and the agency's own area where it is ticked or nothing else was said."""
    told = {"ugc": list(codes(form, "zones")), "same": list(codes(form, "counties"))}
    typed = {name: one for name, one in told.items() if one}
    return (preparing.own_area(o.policy) if field(form, "area") or not typed else {}) | typed


def _certificates(form: FormData) -> tuple[str, ...]:
    typed = raw(form, "certificate")
    try:
        return signature.certificates(typed.encode()) if typed.strip() else ()
    except ValueError as error:
        raise Invalid({"certificate": f"It cannot be used: {error}. Paste it as PEM, from BEGIN to END."}) from None


def _number(form: FormData, name: str, *, usual: int) -> int:
    told = field(form, name)
    if told and not (told.isascii() and told.isdigit() and len(told) < 6):
        raise Invalid({name: "Write a whole number, such as 10."})
    return int(told) if told else usual


def _languages(form: FormData) -> tuple[str, ...]:
    told = tuple(field(form, "languages").lower().replace(",", " ").split())
    if any(not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", one) for one in told):
        raise Invalid({"languages": "Write languages by their codes, such as: en es."})
    return told
