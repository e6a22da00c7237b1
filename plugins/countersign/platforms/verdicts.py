"""What a reply means for a write: nothing wrong, or the outcome to record."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite

from countersign.platforms.http import Answer, Channel, Lost, NeverLeft, Reply
from countersign.platforms.outcomes import Ambiguous, AuthDead, Deferred, NotSent, Outcome, Rejected

#: After these nobody knows whether the write was carried out, nor after any 5xx.
_DOUBTFUL = frozenset({300, 302, 303, 304, 305, 306, 408, 425})
_MOVED = frozenset({301, 307, 308})
#: A smaller number is not a moment but seconds to wait.
_EARLIEST_EPOCH = 1e9
#: Mastodon's, Bluesky's and X's names for one thing.
_RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_DEFAULT_WAIT = timedelta(seconds=60)
_LONGEST_WAIT = timedelta(days=1)


def verdict(reply: Reply, channel: Channel, *, so_far: str = "Nothing was published") -> Outcome | None:
    """The outcome that a reply to a write stands for; None for 2xx, whose body is still to be read.

    `so_far` tells the person what is safe when it was refused.
    """
    match reply:
        case NeverLeft(why=why, ours=ours):
            return Rejected("address", why) if ours else NotSent(why)
        case Lost(evidence=evidence):
            return Ambiguous(evidence)
        case Answer(status=status) if 200 <= status < 300:
            return None
        case Answer():
            return _of_status(reply, channel, so_far)


def _of_status(answer: Answer, channel: Channel, so_far: str) -> Outcome:
    status, words = answer.status, channel.said(answer)
    if status >= 500 or status < 200 or status in _DOUBTFUL:
        return Ambiguous(f"The request was sent, and the server answered with an error (HTTP {status}: {words}).")
    if status == 429:
        return Deferred(retry_at(answer))
    if status == 401 or (status == 403 and answer.json is not None):
        return AuthDead(
            f"This page's access was revoked or has expired (the server says: “{words}”). {so_far}. "
            "An administrator must store a new credential; then it can be sent again."
        )
    if status in _MOVED:
        return Rejected(str(status), f"The page's server has moved. {so_far}; correct its address.")
    return Rejected(
        str(status),
        f"The platform refused this. It says: “{words}”. {so_far}; change it, or ask the page's owner.",
    )


def retry_at(answer: Answer) -> datetime:
    """When a 429 lets us come again: Retry-After, a reset header (ISO, epoch, seconds), or a minute."""
    reset = next((answer.headers[name] for name in _RESETS if name in answer.headers), "")
    wait = _retry_after(answer) or _reset(reset, answer.at) or _DEFAULT_WAIT
    return answer.at + min(max(wait, timedelta(seconds=1)), _LONGEST_WAIT)


def _retry_after(answer: Answer) -> timedelta | None:
    said = answer.headers.get("retry-after", "").strip()
    seconds = _number(said)
    if seconds is not None:
        return timedelta(seconds=seconds)
    try:
        return _aware(parsedate_to_datetime(said)) - _server_clock(answer)
    except (ValueError, TypeError):
        return None


def _reset(said: str, at: datetime) -> timedelta | None:
    epoch = _number(said)
    if epoch is not None and epoch < _EARLIEST_EPOCH:
        return timedelta(seconds=epoch)
    try:
        written = datetime.fromisoformat(said.strip()) if epoch is None else datetime.fromtimestamp(epoch, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return _aware(written) - at


def _server_clock(answer: Answer) -> datetime:
    """The server's own clock where it tells; its dates are meant on that clock."""
    try:
        return _aware(parsedate_to_datetime(answer.headers["date"]))
    except (KeyError, ValueError, TypeError):
        return answer.at


def _number(said: str) -> float | None:
    try:
        value = float(said)
    except ValueError:
        return None
    return min(value, 1e11) if isfinite(value) else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
