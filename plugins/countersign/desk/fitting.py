"""Whether the texts of alert templates fit every page, with fields as long as they may be, before they are signed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign import limits, wording
from countersign.agency import Policy
from countersign.alerts import templates
from countersign.alerts.templates import LENGTHS, PLACE, Act, Template
from countersign.content import Draft
from countersign.desk import announcement
from countersign.pages import Page
from countersign.wording import Counted, Measure

#: No instant is longer when it is spoken.
_LONGEST = datetime(2026, 9, 30, 19, 59, tzinfo=UTC)


def too_long(s: Session, policy: Policy, wanted: Iterable[Template]) -> dict[str, str]:
    """Template -> where its texts do not fit; those that fit everywhere are not in it."""
    pages = list(s.scalars(select(Page).where(Page.closed.is_(None), Page.mode == "live").order_by(Page.id)))
    return {one.id: " ".join(wrong) for one in wanted if (wrong := list(_wrong(one, policy, pages)))}


def _wrong(template: Template, policy: Policy, pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        told = policy.page(page.id)
        if told is None or told.thread:
            continue
        measure = partial(limits.measure, limits=limits.stored(page.platform, page.limits, characters=told.limit))
        for act in Act:
            counted = shortest(template, act, policy, page=page.id, measure=measure)
            if not counted.fits:
                yield f"{told.name}: the {act.replace('_', ' ')} may have {counted.count}, and {counted.limit} fit."


def shortest(template: Template, act: Act, policy: Policy, *, page: str, measure: Measure) -> Counted:
    """The short text of an act on a page, every field at its limit and with its disclaimers, as it is counted.

    Also without the free words, which a page in another language leaves out: a longer place may stand for them.
    """
    told = policy.page(page)
    assert told, "pages are those of the policy"
    common = announcement.common(policy, place="W" * PLACE, until=_LONGEST, event=template.name, language=told.language)
    fields = longest(template)
    without = {one.id: "" for one in template.blanks if one.kind == "text"}
    counted = []
    for values in (fields, fields | without):
        text = templates.render(template, act, language=told.language, length=LENGTHS[-1], values=values | common)
        draft = Draft(text=text, category=template.category, language=told.language)
        counted.append(wording.fit(draft, told, policy, measure=measure).counted)
    return max(counted, key=lambda one: one.count)


def longest(template: Template) -> dict[str, str]:
    """Fields as long as they may be."""
    return {one.id: max(one.choices, key=len) if one.choices else "W" * one.most for one in template.blanks}
