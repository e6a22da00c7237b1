"""The live check of a sheet: what must be mended, what screening finds, and each page's text as it will appear."""

from datetime import datetime
from typing import Any

from approval_ui.shared import showing
from approval_ui.staff import clocktimes, sheet
from approval_ui.staff.sheet import Sheet
from approval_ui.staff.visit import Open
from countersign import screening, timetable
from countersign.agency import Policy
from countersign.content import Draft, FinalText, Severity
from countersign.delivery.review import preview


def check(o: Open, filled: Sheet) -> dict[str, Any]:
    """What the check shows of a sheet; nothing is stored."""
    draft, unreadable = sheet.to_draft(filled, o.policy, o.s)
    wrong = dict(screening.validate(draft, o.policy, now=o.now)) | unreadable
    unusable = {"category", "pages", "text"} & wrong.keys()
    findings, texts = ([], []) if unusable else preview(o.s, draft, o.policy, now=o.now)
    order = list(Severity)
    found = sorted((f for f in findings if f.severity is not Severity.INSERT), key=lambda f: order.index(f.severity))
    return {
        "to_mend": wrong,
        "findings": found,
        "pieces": showing.with_findings(draft.text, found),
        "texts": [shown_text(text, draft.language) for text in texts],
        "goes_out": [goes_out(o, draft, text) for text in texts],
        "clock_note": clocktimes.note(filled.values, "due", o.policy.agency.zone) if draft.due else None,
    }


def shown_text(text: FinalText, language: str) -> dict[str, Any]:
    """A final text as a page shows it: parts cut where disclaimers stand, the count, the media."""
    return {
        "text": text,
        "parts": [showing.with_disclaimers(part.text, text.disclaimers) for part in text.parts],
        "language": language,
    }


def goes_out(o: Open, draft: Draft, text: FinalText) -> dict[str, Any]:
    """When a post goes out on a page, and whether that differs from the time that was chosen."""
    wanted = draft.due or o.now
    at = timetable.next_allowed(o.policy, draft.category, page=text.page, at=wanted) or wanted
    return {"page": text.page, "at": at if draft.due else None, "moved": at > wanted, "first": at}


def other_changes(policy: Policy, old: Draft, new: Draft) -> list[str]:
    """What differs between two drafts beside their words, one plain line each."""
    pairs = (
        ("category", _category(policy, old), _category(policy, new)),
        ("language", old.language, new.language),
        ("pages", ", ".join(sorted(old.pages)), ", ".join(sorted(new.pages))),
        ("facts", _facts(old), _facts(new)),
        ("pictures", _pictures(old), _pictures(new)),
        ("time", _time(policy, old.due) or "as soon as approved", _time(policy, new.due) or "as soon as approved"),
        ("not after", _time(policy, old.not_after) or "the usual", _time(policy, new.not_after) or "the usual"),
        ("coordination", str(len(old.coordination)), str(len(new.coordination))),
    )
    return [f"{name}: was “{was}”, is “{is_}”" for name, was, is_ in pairs if was != is_]


def _category(policy: Policy, draft: Draft) -> str:
    found = policy.category(draft.category)
    return found.name if found else draft.category


def _facts(draft: Draft) -> str:
    return (
        ", ".join(f"{name.replace('_', ' ')} {_said(value)}" for name, value in sorted(draft.facts.items())) or "none"
    )


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _pictures(draft: Draft) -> str:
    return "; ".join(f"{m.alt or 'without a description'} ({m.sha256[:8]})" for m in draft.media) or "none"


def _time(policy: Policy, at: datetime | None) -> str:
    return timetable.spoken(at, policy.agency.zone) if at else ""
