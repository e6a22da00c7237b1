"""The rulebook: each rule as dated data, beside the function that finds what it is about.

Nothing here is legal advice. Rules of law carry their citation and their dates, and an agency's counsel
reviews them; what nobody reviewed ships switched off, save the packs with which every agency starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from countersign.screening.rulebook import agency_policy, federal, product, states
from countersign.screening.rulebook.model import Example, Pack, Rule

if TYPE_CHECKING:
    from countersign.agency import RuleEntry

#: The terms on every page are no rule for posts; they are reviewed and named in the same way.
TERMS = "terms"

PACKS: tuple[Pack, ...] = (
    Pack(id="product", title="Form", active=True),
    Pack(id="agency", title="Agency policy", active=True, concerns_union=True),
    Pack(id=TERMS, title="Terms of use", active=True),
    Pack(id="federal", title="Federal law", active=True),
    Pack(id="CA", title="California", active=True),
    Pack(id="FL", title="Florida", active=True),
    Pack(id="TX", title="Texas", active=False),
    Pack(id="IL", title="Illinois", active=False),
    Pack(id="GA", title="Georgia", active=False),
    Pack(id="UT", title="Utah", active=False),
    Pack(id="NY", title="New York", active=False),
    Pack(id="LA", title="Louisiana", active=False),
    Pack(id="DE", title="Delaware", active=False),
    Pack(id="NC", title="North Carolina", active=False),
    Pack(id="OH", title="Ohio", active=False),
    Pack(id="WA", title="Washington", active=False),
)

RULES: tuple[Rule, ...] = (*product.RULES, *agency_policy.RULES, *federal.RULES, *states.RULES)

#: The rules that words decide: they read the descriptions of pictures as well.
WORDED: tuple[Rule, ...] = agency_policy.RULES


def rule(id: str) -> Rule:
    """The rule with this id."""
    return next(entry for entry in RULES if entry.id == id)


def pack(id: str) -> Pack:
    """The pack with this id."""
    return next(entry for entry in PACKS if entry.id == id)


def packs(switches: Mapping[str, RuleEntry]) -> tuple[Pack, ...]:
    """The packs as an agency's people switched them, with the days on which they were reviewed."""
    return tuple(known.switched(switches.get(known.id)) for known in PACKS)


def unreviewed(switches: Mapping[str, RuleEntry] | None = None) -> tuple[Pack, ...]:
    """The packs that neither counsel nor, where it concerns them, the union has read: set-up names them."""
    return tuple(known for known in packs(switches or {}) if not known.reviewed)


def unknown(switches: Iterable[str]) -> list[str]:
    """What is switched and is neither a rule nor a pack of the rulebook."""
    known = {known.id for known in PACKS} | {known.id for known in RULES}
    return [id for id in switches if id not in known]


__all__ = [
    "PACKS",
    "RULES",
    "TERMS",
    "WORDED",
    "Example",
    "Pack",
    "Rule",
    "pack",
    "packs",
    "rule",
    "unknown",
    "unreviewed",
]
