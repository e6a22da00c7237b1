"""How chaos ended: for each post what the installation says of it, held against what the servers show."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import text

from countersign import database
from tests.crowds import Copy

_ROWS = text(
    "select id, state, exists(select 1 from notice where kind = 'not_confirmed' "
    "and path = '/posts/' || post_id) from delivery where id = any(:ids)"
)


def what_is_wrong(copies: Sequence[Copy], shown: Callable[[], Counter[str]], *, within: float) -> list[str]:
    """Wait for a verdict about each, at most so many seconds; what was lost or went out twice, as sentences."""
    end = time.monotonic() + within
    while open_ones := [id for id, (state, asked) in states(copies).items() if not _has_ended(state, asked)]:
        if time.monotonic() > end:
            break
        time.sleep(0.5)
    rows, public = states(copies), shown()
    wrong = [f"{len(open_ones)} without a verdict: {Counter(rows[id][0] for id in open_ones)}"] if open_ones else []
    for copy in copies:
        state, _ = rows.get(copy.delivery, ("lost", False))
        if public[copy.text] > 1 or (state == "sent") > public[copy.text] or state in {"lost", "missed", "refused"}:
            wrong.append(f"{copy.text[-20:]}: {state}, and {public[copy.text]} are public")
    return wrong


def states(copies: Sequence[Copy]) -> dict[object, tuple[str, bool]]:
    """The state of each delivery, and whether a person was asked about it."""
    with database.transaction() as s:
        rows = s.execute(_ROWS, {"ids": [copy.delivery for copy in copies]}).all()
    return {row[0]: (row[1], row[2]) for row in rows}


def _has_ended(state: str, asked: bool) -> bool:
    return state in {"sent", "refused", "missed"} or (state == "unknown" and asked)
