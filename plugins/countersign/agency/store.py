"""A policy as JSON, its digest, and the difference between two policies in plain sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from countersign import content
from countersign.agency.entries import StageEntry
from countersign.agency.model import Policy

_POLICY = TypeAdapter(Policy)

_LISTS = {
    "roles": "Role",
    "units": "Unit",
    "people": "Person",
    "pages": "Page",
    "categories": "Category",
    "disclaimers": "Disclaimer",
    "neighbors": "Neighbor",
    "rules": "Rule",
}
_UNNAMED = {"authorizations": "Authorization", "windows": "Publishing hours", "quiet_hours": "Quiet hours"}


def to_json(policy: Policy) -> dict[str, Any]:
    """The policy as plain JSON values; from_json reads it back unchanged."""
    return dict(_POLICY.dump_python(policy, mode="json"))


def from_json(data: Mapping[str, Any]) -> Policy:
    """What to_json gave -> Policy."""
    return _POLICY.validate_python(dict(data))


def digest(policy: Policy) -> str:
    """SHA-256, in hex, of the policy's RFC 8785 form."""
    return content.digest(to_json(policy))


def difference(old: Policy | None, new: Policy) -> list[str]:
    """What a new policy changes, one plain sentence each; everything is new when there was none."""
    if old is None:
        return [f"First policy: {len(new.people)} people, {len(new.pages)} pages, {len(new.categories)} categories."]
    before, after = (to_json(policy) | {"rules": to_json(policy)["rules"] or []} for policy in (old, new))
    sentences = [*_scalars(before, after)]
    for section, noun in _LISTS.items():
        sentences += _entries(before[section], after[section], noun=noun)
    for section, noun in _UNNAMED.items():
        sentences += _rows(before[section], after[section], noun=noun)
    return sentences


def _scalars(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted(set(after) - set(_LISTS) - set(_UNNAMED)):
        if before[key] == after[key]:
            continue
        if key == "agency":
            yield from (f"Agency: {change}." for change in _changes(before[key], after[key]))
        elif isinstance(after[key], int | float | str):
            yield f"{key.replace('_', ' ').capitalize()}: {before[key]} becomes {after[key]}."
        else:
            yield f"{key.replace('_', ' ').capitalize()} changed."


def _entries(before: list[Any], after: list[Any], *, noun: str) -> Iterator[str]:
    old, new = ({entry["id"]: entry for entry in entries} for entries in (before, after))
    for name in [*old, *(name for name in new if name not in old)]:
        title = f"{noun} ‘{name}’"
        if name not in new:
            yield f"{title} is removed."
        elif name not in old:
            yield f"{title} is new."
        elif old[name] != new[name]:
            yield f"{title}: {'; '.join(_changes(old[name], new[name]))}."


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for key in new:
        if old[key] == new[key]:
            continue
        if key == "chain":
            yield from _chain_changes(old[key], new[key])
        else:
            yield f"{key.replace('_', ' ')} was {_short(old[key])}, is {_short(new[key])}"


def _chain_changes(old: list[Any], new: list[Any]) -> Iterator[str]:
    if [stage["name"] for stage in old] != [stage["name"] for stage in new]:
        yield f"chain was {chain_in_words(old)}, is {chain_in_words(new)}"
    before = {stage["name"]: stage for stage in old}
    for stage in new:
        for change in _changes(before.get(stage["name"], stage), stage):
            yield f"stage ‘{stage['name']}’: {change}"


def _rows(before: list[Any], after: list[Any], *, noun: str) -> Iterator[str]:
    yield from (f"{noun} removed: {_row(row)}." for row in before if row not in after)
    yield from (f"{noun} added: {_row(row)}." for row in after if row not in before)


def _row(row: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key.replace('_', ' ')} {_short(value)}" for key, value in row.items() if value not in (None, [])
    )


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_short(item) for item in value) or "none"
    if isinstance(value, Mapping):
        return (
            "changed" if "coordinates" in value else ", ".join(f"{k} {_short(v)}" for k, v in value.items()) or "none"
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else f"‘{value}’"


def chain_in_words(stages: tuple[StageEntry, ...] | list[Any]) -> str:
    """A chain as people say it: "watch commander → chief"."""
    names = [stage["name"] if isinstance(stage, Mapping) else stage.name for stage in stages]
    return "‘" + " → ".join(names) + "’"
