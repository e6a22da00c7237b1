"""The live check of a sheet: what must be mended, what screening finds, and each page's text as it will appear."""

from datetime import date, datetime
from typing import Any

from approval_ui.shared import showing
from approval_ui.staff import clocktimes, repeats, sheet
from approval_ui.staff.sheet import Sheet
from approval_ui.staff.visit import Open
from countersign import screening, timetable
from countersign.agency import Policy
from countersign.content import Answer, AnswerKind, Draft, FinalText, Finding, Severity
from countersign.delivery.review import preview
from countersign.desk import planning
from countersign.media import captioned
from countersign.screening import answers, rewrites
from countersign.screening.answers import Asked


def check(o: Open, filled: Sheet) -> dict[str, Any]:
    """What the check shows of a sheet; nothing is stored."""
    draft, unreadable = sheet.to_draft(filled, o.policy, o.s)
    draft = captioned(o.s, repeats.first(o, draft, filled))
    wrong = dict(screening.validate(draft, o.policy, now=o.now)) | unreadable | repeats.wrong(o, filled)
    unusable = {"category", "text"} & wrong.keys() or ("pages" in wrong and draft.pages)
    findings, texts = ([], []) if unusable else preview(o.s, draft, o.policy, now=o.now)
    if "place" in wrong:
        findings = [finding for finding in findings if finding.rule != "jurisdiction-invalid"]
    order = list(Severity)
    found = sorted((f for f in findings if f.severity is not Severity.INSERT), key=lambda f: order.index(f.severity))
    asked = questions(o, draft, found, filled)
    return {
        "to_mend": wrong,
        "findings": found,
        "questions": asked,
        "verdict": _verdict(len(wrong), asked),
        "carried": _carried(draft, found),
        "pieces": showing.with_findings(draft.text, found),
        "described": [
            (number, showing.with_findings(draft.media[number - 1].alt, wrong_there))
            for number, wrong_there in screening.screen_descriptions(draft, o.policy, o.now)
        ],
        "texts": [shown_text(text, draft.language) for text in texts],
        "goes_out": [goes_out(o, draft, text) for text in texts],
        "again": repeats.told(o, filled) if repeats.chosen(filled) else [],
        "clock_note": clocktimes.note(filled.values, "due", o.policy.agency.zone) if draft.due else None,
    }


def _verdict(to_do: int, asked: list[dict[str, Any]]) -> str:
    """What the check comes to, in a line that stands right under the words; empty where nothing has to be done."""
    open_ones = [item["finding"].severity for item in asked if not item["settled"]]
    mend, confirm = to_do + open_ones.count(Severity.BLOCK), open_ones.count(Severity.ATTEST)
    parts = (f"{mend} to mend" if mend else "", f"{confirm} to confirm" if confirm else "")
    return ", ".join(part for part in parts if part)


def questions(o: Open, draft: Draft, found: list[Finding], filled: Sheet) -> list[dict[str, Any]]:
    """The findings as the composer shows them, each question once: what was typed, and a wording that would do."""
    today = o.now.astimezone(o.policy.agency.zone).date()
    asked = {question.key: question for question in answers.asked(draft, found)}
    shown: list[dict[str, Any]] = []
    for finding in found:
        question = asked.pop(answers.key_for(draft, finding) or "", None)
        if question is None and (_asks_of_a_sentence(finding) or finding in [it["finding"] for it in shown]):
            continue
        shown.append(_question(finding, question, filled) | _ways_to_mend(draft, finding, today))
    return shown


def _asks_of_a_sentence(finding: Finding) -> bool:
    """Whether a rule asks about it once for each sentence; several facts may be missing, each a finding of its own."""
    tier = finding.severity in {Severity.BLOCK, Severity.ATTEST} and finding.page is None
    return tier and (finding.start is not None or bool(answers.ways_out(finding)))


def _question(finding: Finding, asked: Asked | None, filled: Sheet) -> dict[str, Any]:
    bound = (finding.rule, asked.sentence if asked else "")
    kinds = set(asked.kinds) if asked else set()
    typed = (row for row in filled.answers if (row["rule"], row["sentence"]) == bound and row["kind"] in kinds)
    known = answers.rule_of(finding.rule)
    return {
        "finding": finding,
        "asked": asked,
        "settled": bool(asked and asked.answer),
        "typed": next(typed, {}),
        "legal": bool(known and known.misread_stages),
        "pattern": known.rewrite if known else "",
    }


def _field_of(draft: Draft, finding: Finding) -> str:
    """The name of the field of the composer that mends a finding, where it is a field and not the words."""
    field = finding.fact or _FIELDS.get(finding.rule, "")
    return "" if field == "coordination" and draft.coordination else field


#: Rule -> the field that answers it; the composer keeps several of them folded away.
_FIELDS = {
    "jurisdiction-neighbor": "coordination",
    "jurisdiction-outside": "coordination",
    "jurisdiction-border": "coordination",
    "crossover-text": "coordination",
    "lead-agency-unconfirmed": "coordination",
    "booking-photo-unsaid": "offense_violent",
    "routine-booking-photo": "photo_purpose",
    "name-and-pronouns": "name_given",
    "copyright-media": "media_license",
    "music-license": "music_license",
    "deceased-before-notification": "nok_notified",
    "victim-identity": "victim_consent",
    "juvenile-identity": "parental_consent",
    "alert-without-activation": "activation_id",
}


def _ways_to_mend(draft: Draft, finding: Finding, today: date) -> dict[str, Any]:
    return {
        "field": _field_of(draft, finding),
        "rewritten": rewrites.rewritten(draft, finding, today=today),
        "button": f"rewrite.{finding.rule}.{finding.start}.{finding.end}",
    }


def _carried(draft: Draft, found: list[Finding]) -> list[Answer]:
    """Answers whose sentence is not in the text just now: they stay in the form, in case it comes back."""
    shown = {question.key for question in answers.asked(draft, found)}
    told = (answer for answer in draft.answers if answers.key(answer) not in shown and answer.text)
    return [answer for answer in told if answer.document or answer.kind is not AnswerKind.PERMISSION]


def with_better_words(o: Open, filled: Sheet, button: str) -> None:
    """Put the wording that the pressed button offers into the sheet; nothing where the text has moved on."""
    draft, _ = sheet.to_draft(filled, o.policy, o.s)
    today = o.now.astimezone(o.policy.agency.zone).date()
    for finding in screening.screen(draft, o.policy, o.now):
        better = _ways_to_mend(draft, finding, today)
        if better["button"] == button and better["rewritten"]:
            filled.values["text"] = draft.text[: finding.start] + better["rewritten"] + draft.text[finding.end :]
            return


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
    slot = planning.slot(o.s, draft, text.page, after=o.now) if draft.slot else None
    return {"page": text.page, "at": at if draft.due else None, "moved": at > wanted, "first": at, "slot": slot}


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
