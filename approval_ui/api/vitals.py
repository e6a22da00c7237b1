"""How the installation is, as figures: numbers only, never a post's words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from countersign import credentials, liveness, pauses
from countersign.approvals import Proposal, ProposalState
from countersign.deliveries import Delivery, State
from countersign.liveness import Flow
from countersign.notices import Notice
from countersign.posts import Post, Status


@dataclass(frozen=True, slots=True)
class Vitals:
    """The figures of one moment."""

    flow: Flow
    posts: dict[str, int]
    deliveries: dict[str, int]
    open_sign_offs: int
    pauses: int
    unsealed: int
    oldest_unsealed: timedelta
    alarms: list[str]
    notices_unsent: int
    #: Page -> days until a person has to connect it again, and until the version that we speak there ends.
    access_ends: dict[str, int]
    versions_end: dict[str, int]


def read(s: Session, *, within: int, now: datetime) -> Vitals:
    """Every figure at an instant."""
    unsealed, since = liveness.oldest_unsealed(s)
    access, versions = credentials.ends(s, now)
    return Vitals(
        flow=liveness.flow(s, within=within, now=now),
        posts=_by_value(s, Post.status, Status),
        deliveries=_by_value(s, Delivery.state, State),
        open_sign_offs=_number(s, select(func.count()).where(Proposal.state == ProposalState.OPEN)),
        pauses=len(pauses.live(s, now)),
        unsealed=unsealed,
        oldest_unsealed=now - (since or now),
        alarms=[alarm.kind for alarm in liveness.alarms(s)],
        notices_unsent=_number(s, select(func.count()).where(Notice.sent.is_(None))),
        access_ends=access,
        versions_end=versions,
    )


def _by_value(s: Session, column: InstrumentedAttribute[Any], kind: type[StrEnum]) -> dict[str, int]:
    counted = {row[0]: row[1] for row in s.execute(select(column, func.count()).group_by(column))}
    return {value.value: counted.get(value, 0) for value in kind}


def _number(s: Session, query: Select[int]) -> int:
    return s.scalar(query) or 0
