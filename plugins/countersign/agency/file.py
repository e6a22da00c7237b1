"""Agency files -> Policy: every error with its line, or the whole policy; never a part of it."""

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from countersign import words
from countersign.agency import entries, nodes
from countersign.agency.feasibility import deadlocks
from countersign.agency.model import Policy
from countersign.agency.references import broken_references, whole_file_faults
from countersign.errors import AgencyFileInvalid

_POLICY = TypeAdapter(Policy)

_ENTRIES = [Policy, *(entry for entry in vars(entries).values() if hasattr(entry, "__pydantic_fields__"))]
_KEYS = sorted({field.name for entry in _ENTRIES for field in fields(entry)})

#: pydantic's kinds of error, as sentences; {msg} is its own wording.
_SENTENCES = {
    "missing": "‘{key}’ is missing.",
    "unexpected_keyword_argument": "‘{key}’ is not a key that is known here.{hint}",
    "string_type": "‘{key}’ must be text.",
    "string_too_short": "‘{key}’ is empty.",
    "string_too_long": "‘{key}’ is too long.",
    "string_pattern_mismatch": "‘{value}’ cannot stand here; {pattern}.",
    "int_parsing": "‘{key}’ must be a whole number, not ‘{value}’.",
    "int_type": "‘{key}’ must be a whole number.",
    "float_parsing": "‘{key}’ must be a number, not ‘{value}’.",
    "float_type": "‘{key}’ must be a number.",
    "bool_parsing": "‘{key}’ must be true or false, not ‘{value}’.",
    "bool_type": "‘{key}’ must be true or false.",
    "tuple_type": "‘{key}’ must be a list.",
    "dict_type": "‘{key}’ must hold keys with values.",
    "dataclass_type": "‘{key}’ must hold keys with values.",
    "enum": "‘{value}’ cannot stand here; write {expected}.",
    "literal_error": "‘{value}’ cannot stand here; write {expected}.",
    "greater_than_equal": "‘{key}’ must be at least {ge}, not ‘{value}’.",
    "less_than_equal": "‘{key}’ must be at most {le}, not ‘{value}’.",
    "value_error": "{msg}.",
}


def parse(text: str, *, now: datetime, filename: str = "agency.yaml", templates: Path = words.FOLDER) -> Policy:
    """The text of an agency.yaml -> Policy; AgencyFileInvalid carries every error as (line, sentence).

    `now` decides which people and authorizations count when it is tried whether every chain can be completed.
    """
    document = nodes.read(text)
    faults = list(document.faults)
    policy = _load(document, faults) if document.data is not None else None
    if document.data is not None:
        faults += broken_references(document, templates)
    if policy is not None and not faults:
        faults += whole_file_faults(policy, document)
        faults += [(document.line(place), sentence) for place, sentence in deadlocks(policy, now)]
    if policy is None or faults:
        raise AgencyFileInvalid(sorted(set(faults)), filename=filename)
    return policy


def parse_any(text: str, *, now: datetime, filename: str = "agency.yaml") -> Policy:
    """An agency.yaml, or a JSON file of bare facts about an agency."""
    try:
        data = json.loads(text)
    except ValueError:
        return parse(text, now=now, filename=filename)
    facts = data.get("agency") if isinstance(data, dict) else None
    bare = isinstance(facts, dict) and ("area" in facts or "official_phones" in facts)
    return from_facts_json(data, filename=filename) if bare else parse(text, now=now, filename=filename)


def _load(document: nodes.Document, faults: list[nodes.Fault]) -> Policy | None:
    try:
        return _POLICY.validate_python(document.data)
    except ValidationError as error:
        faults += [(document.line(e["loc"]), _sentence(e)) for e in error.errors(include_url=False)]
        return None


def _sentence(error: Any) -> str:
    context = error.get("ctx", {})
    key = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "the file")
    sentence = _SENTENCES.get(error["type"], "‘{key}’: {msg}.").format(
        key=key,
        value=error["input"],
        hint=_hint(key) if error["type"] == "unexpected_keyword_argument" else "",
        expected=context.get("expected", ""),
        pattern=_PATTERNS.get(context.get("pattern", ""), "it has the wrong form"),
        ge=context.get("ge", ""),
        le=context.get("le", ""),
        msg=str(context.get("error", error["msg"])),
    )
    return sentence[:1].upper() + sentence[1:]


_PATTERNS = {
    r"^[a-z0-9][a-z0-9._-]*$": "write small letters, digits, dots, hyphens and underscores, without spaces",
    r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$": "write a language tag such as en, es or zh-Hant",
}


def _hint(key: str) -> str:
    close = difflib.get_close_matches(key, _KEYS, n=1)
    return f" Did you mean ‘{close[0]}’?" if close else ""


def from_facts_json(data: Mapping[str, Any], *, filename: str = "agency.json") -> Policy:
    """A file of bare facts (name, state, contacts, area, neighbours) -> a Policy without people and chains."""
    facts = data.get("agency")
    if not isinstance(facts, Mapping):
        raise AgencyFileInvalid([(1, "‘agency’ is missing.")], filename=filename)
    reduced = {
        "agency": _reduced_agency(facts),
        "area": facts.get("area"),
        "neighbors": _each(data.get("neighbors", []), _reduced_neighbor),
        "border_tolerance_m": data.get("border_tolerance_m", 150),
    }
    document = nodes.Document(reduced, {(): 1})
    faults: list[nodes.Fault] = []
    policy = _load(document, faults)
    if policy is None:
        raise AgencyFileInvalid(faults, filename=filename)
    return policy


def _reduced_agency(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a file of bare facts does not say is filled with what screening never shows."""
    phones, addresses = facts.get("official_phones", []), facts.get("official_addresses", [])
    name = facts.get("name", facts.get("id"))
    return {
        "id": facts.get("id"),
        "name": name,
        "short_name": facts.get("short_name", name),
        "city": facts.get("city", _place_name(str(name))),
        "state": facts.get("state"),
        "timezone": facts.get("timezone", "UTC"),
        "url": facts.get("url", "https://example.invalid"),
        "non_emergency": _first(phones, longer_than=3) or "911",
        "contact_email": facts.get("contact_email", "nobody@example.invalid"),
        "address": _first(addresses) or "unknown",
        "phones": phones,
        "partner_phones": facts.get("partner_phones", {}),
        "email_domains": facts.get("official_email_domains", []),
        "partner_emails": facts.get("partner_emails", []),
        "addresses": addresses,
    }


def _first(value: Any, *, longer_than: int = 0) -> str | None:
    words = value if isinstance(value, list) else []
    return next((word for word in words if isinstance(word, str) and len(word) > longer_than), None)


def _each(value: Any, make: Callable[[Any], Any]) -> Any:
    """Every item of a list, made over; what is no list stays as it is, for the policy to refuse."""
    return [make(item) for item in value] if isinstance(value, list) else value


def _reduced_neighbor(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    known = {key: entry.get(key) for key in ("id", "name", "area")}
    return known | {"cities": [_place_name(str(entry.get("name")))]}


_OFFICES = ("Police Department", "Sheriff's Office", "Sheriff’s Office", "Police", "Sheriff", "Department")


def _place_name(agency: str) -> str:
    """“Port Merrow Police Department” -> “Port Merrow”."""
    return next((agency.removesuffix(f" {office}") for office in _OFFICES if agency.endswith(office)), agency)
