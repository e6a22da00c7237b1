"""What the parts of an agency file say about each other: names that must exist once, and templates."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from countersign import words
from countersign.agency.model import Policy
from countersign.agency.nodes import Document, Fault, Place

#: What must be there, and not be empty.
_SECTIONS = ("agency", "area", "roles", "people", "pages", "categories", "authorizations", "page_items_chain")
_UNIQUE = ("roles", "units", "people", "pages", "categories", "neighbors", "disclaimers", "rules")

#: Where a name stands -> in which sections it may be defined; a star is any position or key.
_STAGE = {"roles.*": ("roles",), "people.*": ("people",), "escalate_to.*": ("roles", "people")}
_REFERENCES: dict[str, tuple[str, ...]] = {
    "people.*.roles.*": ("roles",),
    "people.*.unit": ("units",),
    "pages.*.owner": ("people",),
    "pages.*.person": ("people",),
    "pages.*.by_hand_person": ("people",),
    **{f"categories.*.chain.*.{key}": target for key, target in _STAGE.items()},
    **{f"page_items_chain.*.{key}": target for key, target in _STAGE.items()},
    **{f"removal_chain.*.{key}": target for key, target in _STAGE.items()},
    **{f"categories.*.follow_ups.*.{key}": target for key, target in _STAGE.items()},
    **{f"extra_stages.*.{key}": target for key, target in _STAGE.items()},
    "authorizations.*.person": ("people",),
    "authorizations.*.role": ("roles",),
    "authorizations.*.granted_by": ("people",),
    "authorizations.*.pages": ("pages",),
    "authorizations.*.pages.*": ("pages",),
    "authorizations.*.categories": ("categories",),
    "authorizations.*.categories.*": ("categories",),
    "disclaimers.*.categories": ("categories",),
    "disclaimers.*.categories.*": ("categories",),
    "disclaimers.*.pages": ("pages",),
    "disclaimers.*.pages.*": ("pages",),
    "windows.*.pages": ("pages",),
    "windows.*.pages.*": ("pages",),
    "quiet_hours.*.exempt.*": ("categories",),
    "watch.roles.*": ("roles",),
    "watch.fallback.*": ("people",),
    "escalation.*": ("roles", "people"),
}
_SELECTIONS = (".pages", ".categories", ".pages.*", ".categories.*")
_NOUNS = {"roles": "role", "units": "unit", "people": "person", "pages": "page", "categories": "category"}


def broken_references(document: Document, templates: Path) -> list[Fault]:
    """Missing sections, names given twice, names that nothing defines, and templates that do not exist."""
    data = document.data
    if not isinstance(data, Mapping):
        return [(1, "An agency file holds keys with values: agency, area, roles, people, pages, categories ...")]
    found = [*_missing(data), *_twice(data), *_undefined(data), *_unworded(data, templates)]
    return [(document.line(place), sentence) for place, sentence in found]


def whole_file_faults(policy: Policy, document: Document) -> list[Fault]:
    """What only the whole policy shows: that somebody is on top, can be on watch and is told at last."""
    faults = []
    if not any(role.top and policy.holders(role.id) for role in policy.roles):
        faults.append((document.line(("roles",)), "Nobody holds a role marked ‘top: true’ (the chief, for instance)."))
    chains = [
        *(c.chain for c in policy.categories),
        policy.page_items_chain,
        policy.removal_chain,
        tuple(policy.extra_stages.values()),
    ]
    if any(stage.watch for chain in chains for stage in chain) and not policy.watch.fallback:
        faults.append(
            (
                document.line(("watch",)),
                "A chain asks the watch, but ‘watch’ has no ‘fallback’ for quiet days.",
            )
        )
    if len({person.email.lower() for person in policy.people}) < len(policy.people):
        faults.append((document.line(("people",)), "Two people share one mail address; each needs their own."))
    return faults


def _missing(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for section in _SECTIONS:
        if section in data and not data[section]:
            yield (section,), f"‘{section}’ is empty."
        elif section not in data and section not in ("agency", "area"):
            yield (), f"‘{section}’ is missing."


def _names(data: Mapping[str, Any], section: str) -> Iterator[tuple[Place, str]]:
    entries = data.get(section)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            yield (section, number, "id"), entry["id"]


def _twice(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for section in _UNIQUE:
        seen: set[str] = set()
        for place, name in _names(data, section):
            if name in seen:
                yield place, f"‘{name}’ is defined twice in ‘{section}’."
            seen.add(name)
    roles = {name for _, name in _names(data, "roles")}
    for place, name in _names(data, "people"):
        if name in roles:
            yield place, f"‘{name}’ is a role and a person; a list of approvers could mean either."


def _undefined(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    known = {section: {name for _, name in _names(data, section)} for section in _NOUNS}
    for pattern, sections in _REFERENCES.items():
        names = set().union(*(known[section] for section in sections))
        for place, value in _walk(data, pattern.split(".")):
            everything = value == "*" and pattern.endswith(_SELECTIONS)
            if isinstance(value, str) and value not in names and not everything:
                yield place, _unknown(value, sections, names)


def _unknown(value: str, sections: tuple[str, ...], names: set[str]) -> str:
    nouns = " or ".join(_NOUNS[section] for section in sections)
    close = difflib.get_close_matches(value, sorted(names), n=1)
    return f"There is no {nouns} ‘{value}’." + (f" Did you mean ‘{close[0]}’?" if close else "")


def _walk(data: Any, pattern: list[str], place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if not pattern:
        yield place, data
    elif isinstance(data, Mapping):
        for key in data if pattern[0] == "*" else [pattern[0]] if pattern[0] in data else []:
            yield from _walk(data[key], pattern[1:], (*place, key))
    elif isinstance(data, list) and pattern[0] == "*":
        for number, item in enumerate(data):
            yield from _walk(item, pattern[1:], (*place, number))


def _unworded(data: Mapping[str, Any], templates: Path) -> Iterator[tuple[Place, str]]:
    for place, entry in _walk(data, ["disclaimers", "*"]):
        if isinstance(entry, Mapping):
            yield from _unworded_disclaimer(entry, place, templates)
    for place, language in _languages_of_pages(data):
        for item in words.PAGE_ITEMS:
            names = [words.page_item_file(item, language=language, length=length) for length in words.LENGTHS]
            if not _own_words(data, item, language) and not all((templates / name).is_file() for name in names):
                yield (
                    place,
                    f"The page item ‘{item}’ has no words in ‘{language}’; give them under ‘page_items’.",
                )
    for place, _ in _walk(data, ["page_items", "*"]):
        if place[1] not in words.PAGE_ITEMS:
            yield place, f"There is no page item ‘{place[1]}’; the eight are: {', '.join(words.PAGE_ITEMS)}."


def _unworded_disclaimer(entry: Mapping[str, Any], place: Place, templates: Path) -> Iterator[tuple[Place, str]]:
    languages, alternates = entry.get("languages") or ["en", "es"], entry.get("alternates") or []
    for variant in ["standard", *(alternates if isinstance(alternates, list) else [])]:
        for language in languages if isinstance(languages, list) else []:
            for length in words.LENGTHS:
                name = words.disclaimer_file(
                    str(entry.get("template")), str(variant), language=str(language), length=length
                )
                if ".." in name or not (templates / name).is_file():
                    yield (*place, "template"), f"There is no template {name}."


def _languages_of_pages(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for place, page in _walk(data, ["pages", "*"]):
        language = page.get("language", "en") if isinstance(page, Mapping) else None
        if isinstance(language, str) and language.isascii() and "/" not in language:
            yield (*place, "language"), language


def _own_words(data: Mapping[str, Any], item: str, language: str) -> bool:
    return any(True for _ in _walk(data, ["page_items", item, language]))
