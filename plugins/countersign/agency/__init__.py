"""The agency's policy as data, read from agency.yaml: people, pages, chains, disclaimers, area, neighbours."""

from countersign.agency.area import Area
from countersign.agency.entries import (
    Act,
    AgencyFacts,
    AuthorizationEntry,
    Category,
    DisclaimerEntry,
    ItemWords,
    Mode,
    NeighborEntry,
    PageEntry,
    PageKind,
    PersonEntry,
    QuietEntry,
    RoleEntry,
    StageEntry,
    WatchEntry,
    When,
    WindowEntry,
)
from countersign.agency.feasibility import deadlocks
from countersign.agency.file import from_facts_json, parse, parse_any
from countersign.agency.model import Policy, active
from countersign.agency.rights import (
    Delegated,
    approvers,
    designated,
    is_active,
    may_sign,
    may_write,
    members,
    on_watch,
)
from countersign.agency.store import difference, digest, from_json, to_json
from countersign.agency.vocabulary import FACTS, Fact, FactKind

__all__ = [
    "FACTS",
    "Act",
    "AgencyFacts",
    "Area",
    "AuthorizationEntry",
    "Category",
    "Delegated",
    "DisclaimerEntry",
    "Fact",
    "FactKind",
    "ItemWords",
    "Mode",
    "NeighborEntry",
    "PageEntry",
    "PageKind",
    "PersonEntry",
    "Policy",
    "QuietEntry",
    "RoleEntry",
    "StageEntry",
    "WatchEntry",
    "When",
    "WindowEntry",
    "active",
    "approvers",
    "deadlocks",
    "designated",
    "difference",
    "digest",
    "from_facts_json",
    "from_json",
    "is_active",
    "may_sign",
    "may_write",
    "members",
    "on_watch",
    "parse",
    "parse_any",
    "to_json",
]
