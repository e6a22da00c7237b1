"""How many writes a platform still takes of us until when, as the headers of its answers say."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

#: Names under which platforms say what is left and when that begins anew: Mastodon, X, Bluesky (RFC 9110 drafts).
_PAIRS = (
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
#: Names under which Meta says which percentage of its hour is used up.
_USAGE = ("x-app-usage", "x-business-use-case-usage")
_HOUR = timedelta(hours=1)
#: A smaller number is not a moment but seconds to wait.
_EARLIEST_EPOCH = 1e9


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of a span of time that ends at `resets`."""

    remaining: int
    resets: datetime


def of_answer(headers: Mapping[str, str], at: datetime) -> Budget | None:
    """The budget that an answer's headers (names in small letters) tell, or None."""
    for left, reset in _PAIRS:
        remaining, resets = _number(headers.get(left, "")), _moment(headers.get(reset, ""), at)
        if remaining is not None and resets is not None:
            return Budget(max(int(remaining), 0), resets)
    used = [_used(headers[name]) for name in _USAGE if name in headers]
    return Budget(max(100 - max(used), 0), at + _HOUR) if used else None


def _moment(said: str, at: datetime) -> datetime | None:
    number = _number(said)
    try:
        if number is not None:
            small = number < _EARLIEST_EPOCH
            return at + timedelta(seconds=number) if small else datetime.fromtimestamp(number, UTC)
        moment = datetime.fromisoformat(said.strip())
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _used(said: str) -> int:
    """The largest percentage anywhere in Meta's JSON."""
    try:
        return _largest(json.loads(said))
    except ValueError:
        return 0


def _largest(part: object) -> int:
    if isinstance(part, dict):
        told = [int(part[k]) for k in ("call_count", "total_time", "total_cputime") if isinstance(part.get(k), int)]
        return max([0, *told, *(_largest(inner) for inner in part.values())])
    if isinstance(part, list):
        return max([0, *(_largest(inner) for inner in part)])
    return 0


def _number(said: str) -> float | None:
    try:
        value = float(said)
    except ValueError:
        return None
    return value if isfinite(value) else None
