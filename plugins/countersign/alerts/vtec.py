"""The weather service's event codes, which say what a message does when its message type does not (NWSI 10-1703)."""

import re
from collections.abc import Iterable

from countersign.alerts.model import Kind, Vtec

_CODE = re.compile(
    r"/([OTEX])\.(NEW|CON|EXT|EXA|EXB|UPG|CAN|EXP|COR|ROU)\.([A-Z]{4})\.([A-Z]{2})\.([A-Z])\.([0-9]{4})"
    r"\.([0-9]{2})?[0-9]{0,4}(?:T[0-9]{4}Z)-([0-9]{2})?[0-9]{0,4}T[0-9]{4}Z/"
)
_BEGINS, _GOES_ON, _ENDS = {"NEW", "EXA", "EXB"}, {"CON", "COR", "EXT", "EXP", "ROU"}, {"CAN", "UPG"}
#: A code whose times are all zero names no year.
_NO_YEAR = "00"


def codes(told: Iterable[str]) -> tuple[Vtec, ...]:
    """Every code in some texts, each once."""
    found = (match for text in told for match in _CODE.finditer(text))
    return tuple(dict.fromkeys(_read(match) for match in found))


def kind(found: tuple[Vtec, ...], told: Kind) -> Kind:
    """What a message does: its codes before its message type, since a CAN comes as a new alert without references."""
    actions = {code.action for code in found}
    if told in (Kind.ACK, Kind.ERROR) or not actions:
        return told
    if actions & _BEGINS:
        return Kind.UPDATE if told is Kind.UPDATE else Kind.ALERT
    if actions & _GOES_ON:
        return Kind.UPDATE
    return Kind.CANCEL


def _read(match: re.Match[str]) -> Vtec:
    product, action, office, phenomenon, significance, number, begins, ends = match.groups()
    year = next((told for told in (begins, ends) if told and told != _NO_YEAR), _NO_YEAR)
    return Vtec(product, action, office, phenomenon, significance, number, f"20{year}" if year != _NO_YEAR else "")
