"""Wordings that would do instead of what a rule stopped, where one can be computed from the words themselves."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from countersign.content import Draft, Finding, Severity
from countersign.vocabulary import MONTH_NAMES

_NUMBERS = re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>(?:19|20)\d\d)")
_WRITTEN = re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>(?:19|20)\d\d)")
_WRITTEN_ES = re.compile(r"(?P<day>\d{1,2}) de (?P<name>[a-z]{4,10}) del? (?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_MONTHS = {name[:3].lower(): number for names in MONTH_NAMES.values() for number, name in enumerate(names, start=1)}
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
#: ‘... three garages and stole tools’: what is put for the first deed would not govern the second.
_AND_DID = re.compile(
    r"[^.!?;\n]{0,80}?\b(?:and|then)\s+(?:then\s+)?(?:\w+ly\s+)?(?:[a-z]{2,12}ed|took|stole|ran|left|shot|hit|broke|sold|set|beat|drove|fled|"
    r"made|threw|cut|got)\b",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\b({'|'.join(_NAMES)})\b", re.IGNORECASE)
_CHARGE = re.compile(r"\b(arrested|jailed|booked|detained) for\b", re.IGNORECASE)


def rewritten(draft: Draft, finding: Finding, *, today: date) -> str | None:
    """What could stand where a finding lies; None where only a person can say it otherwise."""
    make = _REWRITES.get((draft.language.partition("-")[0], finding.rule))
    if make is None or finding.severity not in {Severity.BLOCK, Severity.APPROVAL, Severity.ATTEST}:
        return None
    if finding.start is None or finding.end is None:
        return None
    words = draft.text[finding.start : finding.end]
    if finding.rule == "guilt-statement" and _AND_DID.match(draft.text, finding.end):
        return None
    made = make(words, today)
    return made if made and made != words else None


def _age(words: str, today: date, *, told: str = "age {}") -> str | None:
    """A date of birth -> the age that it makes."""
    found = _NUMBERS.search(words) or _WRITTEN.search(words) or _WRITTEN_ES.search(words)
    born = _day(found.groupdict()) if found else None
    if found is None or born is None or not born < today:
        return None
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return f"{told.format(age)}{words[found.end() :]}"


def _day(told: dict[str, str]) -> date | None:
    month = told.get("month") or _MONTHS.get(told.get("name", "")[:3].lower(), 0)
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


_CHARGE_ES = re.compile(r"\b((?:arrest|deten)[a-zó]{1,8}) por\b(?! (?:sospecha|presunt|supuest))", re.IGNORECASE)
_NAMES_ES = {"ladrón": "sospechoso de robo", "ladrona": "sospechosa de robo", "ladrones": "sospechosos de robo"}
_NAME_ES = re.compile(rf"\b({'|'.join(sorted(_NAMES_ES, key=len, reverse=True))})\b", re.IGNORECASE)
_STREET_ES = re.compile(
    r"(?P<street>(?:calle|avenida|av\.|camino|paseo)\b[^\d#]*?),?\s*#?\s*(?P<number>\d{1,5})$", re.I
)


def _suspected_es(words: str, _today: date) -> str | None:
    """The same in Spanish: held for something, or called by it."""
    charged = _CHARGE_ES.sub(r"\1 por sospecha de", words)
    return charged if charged != words else _NAME_ES.sub(lambda name: _NAMES_ES[name[1].lower()], words)


def _block_es(words: str, _today: date) -> str | None:
    """The same in Spanish, where the number follows the street."""
    found = _STREET_ES.search(words)
    if found is None:
        return None
    return f"{words[: found.start()]}la cuadra {int(found['number']) // 100 * 100} de {found['street']}"


_PLATE = re.compile(r"(?P<cue>.*\bplate\W+)(?P<plate>[A-Z0-9][A-Z0-9 -]{3,7}[A-Z0-9])\W*", re.IGNORECASE | re.DOTALL)


def _plate_end(words: str, _today: date) -> str | None:
    """A full plate -> its last three letters or digits."""
    found = _PLATE.fullmatch(words)
    return f"{found['cue']}ending in {re.sub(r'[ -]', '', found['plate'])[-3:]}" if found else None


Make = Callable[[str, date], str | None]
_REWRITES: dict[tuple[str, str], Make] = {
    ("en", "pii-dob"): _age,
    ("en", "pii-address"): _block,
    ("en", "guilt-statement"): _suspected,
    ("en", "pii-plate"): _plate_end,
    ("es", "pii-dob"): partial(_age, told="{} años"),
    ("es", "pii-address"): _block_es,
    ("es", "guilt-statement"): _suspected_es,
}
