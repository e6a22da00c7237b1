"""The loaded policy: one tree of frozen values for everything that agency.yaml says."""

from dataclasses import field
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic.dataclasses import dataclass

from countersign.agency.entries import (
    STRICT,
    AgencyFacts,
    AuthorizationEntry,
    Category,
    DisclaimerEntry,
    Ids,
    ItemWords,
    NeighborEntry,
    PageEntry,
    PersonEntry,
    QuietEntry,
    RoleEntry,
    RuleEntry,
    StageEntry,
    UnitEntry,
    WatchEntry,
    WindowEntry,
)
from countersign.agency.fields import Ground, selects
from countersign.agency.terrain import Terrain, terrain_of


def _named(stages: Any) -> Any:
    """Extra stages are written name first; the name need not be written twice."""
    if not isinstance(stages, dict):
        return stages
    return {name: {"name": name, **stage} if isinstance(stage, dict) else stage for name, stage in stages.items()}


def _mapping() -> Any:
    return field(default_factory=dict)


@dataclass(config=STRICT, frozen=True, kw_only=True)
class Policy:
    """Everything that agency.yaml says; read by parse() or from_json(), never changed."""

    agency: AgencyFacts
    area: Ground
    roles: tuple[RoleEntry, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    pages: tuple[PageEntry, ...] = ()
    categories: tuple[Category, ...] = ()
    authorizations: tuple[AuthorizationEntry, ...] = ()
    disclaimers: tuple[DisclaimerEntry, ...] = ()
    neighbors: tuple[NeighborEntry, ...] = ()
    border_tolerance_m: Annotated[float, Field(ge=0, le=5000)] = 150.0
    windows: tuple[WindowEntry, ...] = ()
    quiet_hours: tuple[QuietEntry, ...] = ()
    watch: WatchEntry = field(default_factory=WatchEntry)
    escalation: Ids = ()
    extra_stages: Annotated[dict[str, StageEntry], BeforeValidator(_named)] = _mapping()
    page_items: dict[str, dict[str, ItemWords]] = _mapping()
    page_items_chain: tuple[StageEntry, ...] = ()
    removal_chain: tuple[StageEntry, ...] = ()
    #: None where the file says nothing about the rulebook: what was switched before then stays as it is.
    rules: tuple[RuleEntry, ...] | None = None

    @cached_property
    def _people(self) -> dict[str, PersonEntry]:
        return {person.id: person for person in self.people}

    @cached_property
    def _pages(self) -> dict[str, PageEntry]:
        return {page.id: page for page in self.pages}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def terrain(self) -> Terrain:
        """The area and the neighbours' areas, made ready to say where a place lies."""
        return terrain_of(self.area, tuple((entry.id, entry.area) for entry in self.neighbors))

    @cached_property
    def switches(self) -> dict[str, RuleEntry]:
        """What was switched in the rulebook, by the id of the rule or the pack."""
        return {entry.id: entry for entry in self.rules or ()}

    def person(self, id: str) -> PersonEntry | None:
        """The person with this login."""
        return self._people.get(id)

    def page(self, id: str) -> PageEntry | None:
        """The page with this id."""
        return self._pages.get(id)

    def category(self, id: str) -> Category | None:
        """The category with this id."""
        return self._categories.get(id)

    def role(self, id: str) -> RoleEntry | None:
        """The role with this id."""
        return next((role for role in self.roles if role.id == id), None)

    def unit(self, id: str) -> UnitEntry | None:
        """The unit with this id."""
        return next((unit for unit in self.units if unit.id == id), None)

    def neighbor(self, id: str) -> NeighborEntry | None:
        """The neighbouring agency with this id."""
        return next((neighbor for neighbor in self.neighbors if neighbor.id == id), None)

    def holders(self, role: str) -> tuple[str, ...]:
        """The logins of everybody with a role, whether active or not."""
        return tuple(person.id for person in self.people if role in person.roles)

    def disclaimers_for(self, category: str, *, page: str) -> tuple[DisclaimerEntry, ...]:
        """The disclaimers of a category on one page, in the order of the file."""
        return tuple(
            entry for entry in self.disclaimers if selects(entry.categories, category) and selects(entry.pages, page)
        )


def active(entry: PersonEntry | AuthorizationEntry, policy: Policy, now: datetime) -> bool:
    """Whether a person or an authorization is in date; both days are inclusive and the agency's own."""
    today = now.astimezone(policy.agency.zone).date()
    return (entry.active_from is None or entry.active_from <= today) and (
        entry.active_to is None or today <= entry.active_to
    )
