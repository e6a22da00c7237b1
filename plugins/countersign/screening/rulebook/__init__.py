"""The rulebook: each rule as dated data, beside the function that finds what it is about.

Nothing here is legal advice. Rules of law carry their citation and their dates, and an agency's counsel
reviews them; what nobody reviewed ships switched off, save the packs with which every agency starts.
"""

from countersign.screening.rulebook import agency_policy, federal, product, states
from countersign.screening.rulebook.model import Example, Pack, Rule

PACKS: tuple[Pack, ...] = (
    Pack(id="product", title="Form", active=True),
    Pack(id="agency", title="Agency policy", active=True, concerns_union=True),
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


def rule(id: str) -> Rule:
    """The rule with this id."""
    return next(entry for entry in RULES if entry.id == id)


def pack(id: str) -> Pack:
    """The pack with this id."""
    return next(entry for entry in PACKS if entry.id == id)


def unreviewed() -> tuple[Pack, ...]:
    """The packs that neither counsel nor, where it concerns them, the union has read: set-up names them."""
    return tuple(p for p in PACKS if p.counsel_reviewed is None or (p.concerns_union and p.union_reviewed is None))


__all__ = ["PACKS", "RULES", "Example", "Pack", "Rule", "pack", "rule", "unreviewed"]
