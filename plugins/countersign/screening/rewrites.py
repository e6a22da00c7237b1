"""Wordings that would do instead of what a rule stopped, where one can be computed from the words themselves."""

import re
from collections.abc import Callable
from datetime import date

from countersign.content import Draft, Finding, Severity

_NUMBERS = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)")
_WRITTEN = re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>(?:19|20)\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ADDRESS = re.compile(r"(?P<number>\d{1,5})\s+(?P<street>[^\d\s].*)", re.DOTALL)
#: What somebody is said to have done -> what they are suspected of.
_DEEDS = {
    "broke into": "breaking into",
    "burglarized": "burglarizing",
    "robbed": "robbing",
    "stole": "stealing",
    "shot": "shooting",
    "stabbed": "stabbing",
    "killed": "killing",
    "murdered": "killing",
    "assaulted": "assaulting",
    "attacked": "attacking",
    "hit": "hitting",
    "struck": "striking",
    "beat": "beating",
    "threatened": "threatening",
    "sold": "selling",
    "fired": "firing",
    "set fire to": "setting fire to",
    "drove drunk": "driving drunk",
}
_DEED = re.compile(rf"\b({'|'.join(sorted(_DEEDS, key=len, reverse=True))})\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:they|we|men|women|suspects|people|brothers)\b", re.IGNORECASE)
#: What somebody is called -> what may be said.
_NAMES = {
    "burglar": "burglary suspect",
    "robber": "robbery suspect",
    "thief": "theft suspect",
    "killer": "homicide suspect",
    "murderer": "homicide suspect",
    "shooter": "shooting suspect",
    "arsonist": "arson suspect",
    "drug dealer": "drug suspect",
    "rapist": "sexual assault suspect",
    "kidnapper": "kidnapping suspect",
}
_NAME = re.compile(rf"\b({'|'.join(_NAMES)})\b", re.IGNORECASE)
_CHARGE = re.compile(r"\b(arrested|jailed|booked|detained) for\b", re.IGNORECASE)


def rewritten(draft: Draft, finding: Finding, *, today: date) -> str | None:
    """What could stand where a finding lies; None where only a person can say it otherwise, or not in English."""
    make = _REWRITES.get(finding.rule)
    if make is None or finding.severity not in {Severity.BLOCK, Severity.ATTEST} or not draft.language.startswith("en"):
        return None
    if finding.start is None or finding.end is None:
        return None
    words = draft.text[finding.start : finding.end]
    made = make(words, today)
    return made if made and made != words else None


def _age(words: str, today: date) -> str | None:
    """A date of birth -> the age that it makes."""
    found = _NUMBERS.search(words) or _WRITTEN.search(words)
    born = _day(found.groupdict()) if found else None
    if found is None or born is None or not born < today:
        return None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"age {age}{words[found.end() :]}"


def _day(told: dict[str, str]) -> date | None:
    name = told.get("name", "")[:3].lower()
    month = told.get("month") or (_MONTHS.index(name) + 1 if name in _MONTHS else 0)
    try:
        return date(int(told["year"]), int(month), int(told["day"]))
    except ValueError:
        return None


def _block(words: str, _today: date) -> str | None:
    """A house number -> the block it lies in."""
    found = _ADDRESS.search(words)
    if found is None:
        return None
    hundred = int(found["number"]) // 100 * 100
    block = f"the {hundred} block of" if hundred else "the first block of"
    return f"{words[: found.start()]}{block} {found['street']}"


def _suspected(words: str, _today: date) -> str | None:
    """What somebody is said to be or to have done -> what they are suspected of."""
    charged = _CHARGE.sub(r"\1 on suspicion of", words)
    if charged != words:
        return charged
    if _NAME.search(words):
        return _NAME.sub(lambda name: _NAMES[name[1].lower()], words)
    verb = "are" if _MANY.search(words) else "is"
    return _DEED.sub(lambda deed: f"{verb} suspected of {_DEEDS[deed[1].lower()]}", words, count=1)


_REWRITES: dict[str, Callable[[str, date], str | None]] = {
    "pii-dob": _age,
    "pii-address": _block,
    "guilt-statement": _suspected,
}
