"""What marks a message as a test or an exercise although it says that it is Actual.

Real tests over IPAWS carry the status Actual (ALERTS 4), so codes and words are looked at too. Words that a real alert
uses as well ("exercise caution", "water tests show") are no mark; "this is not a test" takes a mark back.
"""

import re
from collections.abc import Iterator

from countersign.alerts.model import Alert, Info

#: SAME codes of tests and demonstrations (47 CFR 11.31(e)).
TEST_CODES = frozenset({"RWT", "RMT", "NPT", "NMN", "DMO", "NAT", "NST"})
#: Classes of VTEC that are not operational.
REHEARSED = {"T": "a test", "E": "experimental", "X": "experimental"}

_NOUN = r"(?:test|drill|exercise|prueba|simulacro|essai|exercice)"
#: A message announces itself: “this is only a test”, “esto es una prueba”, “test message”, “THIS IS A DRILL”.
_SAYS_SO = re.compile(
    r"\bthis (?:is|was|will be) (?:only )?(?:an? )?(?:\w+[ -]){0,5}(?:test|drill|exercise|demonstration)\b"
    r"|\b(?:only|just) a (?:test|drill)\b"
    r"|\b(?:test|drill|exercise)[ -](?:message|alert|only|broadcast|transmission|warning|notification)\b"
    r"|\b(?:required|periodic) (?:weekly|monthly) test\b|\bnational periodic test\b"
    r"|\b(?:weekly|monthly) (?:siren )?test\b"
    r"|\b(?:conducting|testing) (?:a test of )?(?:the|our|its) (?:\w+ ){0,4}(?:alert|warning|siren)s?\b"
    r"|\b(?:test|drill|exercise)\W+(?:test|drill|exercise)\b|\bfor (?:test|exercise|training) purposes\b"
    r"|\b(?:es|solo|sólo|solamente|mensaje|alerta) (?:de |es )?(?:solo |sólo )?(?:una? |de )?(?:prueba|simulacro)\b"
    r"|\bun (?:simulacro|ejercicio)\b|\bceci est un (?:essai|exercice|test)\b|\bmessage d['’](?:essai|exercice)\b"
    r"|\bno action is required\b.{0,80}\btest\b",
    re.IGNORECASE,
)
_NOT_ONE = re.compile(
    r"\b(?:this|it) is not an? (?:test|drill|exercise)\b|\b(?:not|no longer) a (?:test|drill)\b"
    r"|\besto? no es (?:una? )?(?:prueba|simulacro)\b|\bno es (?:una? )?(?:prueba|simulacro)\b",
    re.IGNORECASE,
)
#: In the name of an event or in a headline the bare noun is enough, unless it is about something that is tested.
_BARE = re.compile(
    rf"\b{_NOUN}s?\b(?!\s+(?:caution|care|extreme|great|due|vigilance|patience|results?|positive|negative|sites?|kits?|"
    r"show|shows|found|find|confirm|confirms|indicate|indicates|required|track|drive|samples?|pit|equipment|bike|class))",
    re.IGNORECASE,
)


def marks(alert: Alert) -> Iterator[str]:
    """Why this message is a rehearsal, in sentences; nothing when nothing says so."""
    yield from _codes(alert)
    said = " ".join(_everything(alert))
    if _NOT_ONE.search(said):
        return
    for text in _titles(alert):
        if found := _BARE.search(text) or _SAYS_SO.search(text):
            yield f"It calls itself “{found.group(0)}”: “{text[:80]}”."
            return
    if found := _SAYS_SO.search(said):
        yield f"Its words say that it is a test or an exercise: “{found.group(0)}”."


def _codes(alert: Alert) -> Iterator[str]:
    for info in alert.infos:
        for name, value in info.event_codes:
            if value.upper() in TEST_CODES:
                yield f"Its event code is {value} ({name}), which stands for a test."
    for code in alert.vtec:
        if code.product in REHEARSED:
            yield f"Its event code {code.key} is {REHEARSED[code.product]}, not operational."
    for word in alert.codes:
        if word.upper() in TEST_CODES:
            yield f"Its code is {word}, which stands for a test."


def _titles(alert: Alert) -> Iterator[str]:
    yield alert.note
    for info in alert.infos:
        yield from (info.event, info.headline)


def _everything(alert: Alert) -> Iterator[str]:
    yield from _titles(alert)
    for info in alert.infos:
        yield from _texts(info)


def _texts(info: Info) -> Iterator[str]:
    yield from (info.description, info.instruction)
    for name in ("CMAMtext", "CMAMlongtext", "NWSheadline"):
        yield from info.parameter(name)
