"""entry(): every verb writes what it did here, in its own transaction."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign.log import entry as leaves
from countersign.log.tables import EntryValue, WithheldValue
from countersign.log.tree import leaf_hash

#: Who acted, where no person did.
MACHINE = "machine"


class Event(StrEnum):
    """Everything that can be recorded, as subject.happening; an event that is not here cannot be written."""

    POLICY_PROPOSED = "policy.proposed"
    POLICY_APPLIED = "policy.applied"
    PERSON_PASSWORD_SET = "person.password_set"
    PERSON_CONFIRMED = "person.confirmed"
    PERSON_CODE_SET = "person.code_set"
    PERSON_CODE_REMOVED = "person.code_removed"
    WATCH_TAKEN = "watch.taken"
    WATCH_LEFT = "watch.left"
    DELEGATED = "delegation.granted"
    DELEGATION_ENDED = "delegation.ended"
    TOKEN_CREATED = "token.created"
    TOKEN_REVOKED = "token.revoked"
    SERIES_BEGUN = "series.begun"
    SERIES_CONTINUED = "series.continued"
    SERIES_ENDED = "series.ended"
    POST_DRAFTED = "post.drafted"
    POST_EDITED = "post.edited"
    POST_SUBMITTED = "post.submitted"
    POST_RETURNED_BY_REVIEW = "post.returned_by_review"
    SIGN_OFF_OPENED = "sign_off.opened"
    SIGN_OFF_ASKED = "sign_off.asked"
    SIGN_OFF_ESCALATED = "sign_off.escalated"
    SIGN_OFF_EXPIRED = "sign_off.expired"
    SIGN_OFF_VOID = "sign_off.void"
    SIGNED = "decision.signed"
    RETURNED = "decision.returned"
    REJECTED = "decision.rejected"
    MISREAD_CLAIMED = "finding.misread_claimed"
    MISREAD_CONFIRMED = "finding.misread_confirmed"
    PERMISSION_CLAIMED = "finding.permission_claimed"
    PERMISSION_GIVEN = "finding.permission_given"
    RULE_PROPOSED = "rule.proposed"
    RULE_SWITCHED = "rule.switched"
    POST_APPROVED = "post.approved"
    POST_WITHDRAWN = "post.withdrawn"
    DELIVERY_WITHDRAWN = "delivery.withdrawn"
    DELIVERY_NARROWED = "delivery.narrowed"
    DELIVERY_RETIMED = "delivery.retimed"
    ATTEMPT_STARTED = "attempt.started"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_REFUSED = "delivery.refused"
    DELIVERY_DEFERRED = "delivery.deferred"
    DELIVERY_NOT_CONFIRMED = "delivery.not_confirmed"
    DELIVERY_NOT_SENT = "delivery.not_sent"
    DELIVERY_MISSED = "delivery.missed"
    DELIVERY_HANDED_OVER = "delivery.handed_over"
    DELIVERY_HELD = "delivery.held"
    DELIVERY_RELEASED = "delivery.released"
    DELIVERY_SETTLED_BY_PERSON = "delivery.settled_by_person"
    FACT_CHANGED = "post.fact_changed"
    TASK_OPENED = "task.opened"
    TASK_REMINDED = "task.reminded"
    TASK_ESCALATED = "task.escalated"
    TASK_DONE = "task.done"
    TASK_DROPPED = "task.dropped"
    REMOVAL_PROPOSED = "removal.proposed"
    REMOVAL_APPROVED = "removal.approved"
    REMOVAL_PLANNED = "removal.planned"
    REMOVAL_POSTPONED = "removal.postponed"
    REMOVAL_STARTED = "removal.started"
    REMOVAL_NOT_CONFIRMED = "removal.not_confirmed"
    REMOVAL_HANDED_OVER = "removal.handed_over"
    DELIVERY_REMOVED = "delivery.removed"
    PAUSED = "pause.set"
    RESUMED = "pause.lifted"
    PAGE_ITEMS_PROPOSED = "page_items.proposed"
    PAGE_ITEMS_SIGNED = "page_items.signed"
    PAGE_ITEMS_WRITTEN = "page_items.written"
    PAGE_ITEMS_READ_BACK = "page_items.read_back"
    PAGE_ITEMS_CHANGED = "page_items.changed"
    PAGE_ENABLED = "page.enabled"
    PAGE_DISABLED = "page.disabled"
    PAGE_CREDENTIAL_SET = "page.credential_set"
    CANARIES_COUNTED = "canary.counted"
    PAGE_ACCESS_RENEWED = "page.access_renewed"
    PAGE_ACCESS_REVOKED = "page.access_revoked"
    PAGE_HANDED_OVER = "page.handed_over"
    PAGE_TAKEN_BACK = "page.taken_back"
    POST_REGISTERED = "post.registered"
    ALERT_TEMPLATES_PROPOSED = "alert_templates.proposed"
    ALERT_TEMPLATES_APPROVED = "alert_templates.approved"
    SOURCE_ADDED = "alert_source.added"
    SOURCE_CHANGED = "alert_source.changed"
    SOURCE_MAY_PUBLISH = "alert_source.may_publish"
    SOURCE_STOPPED = "alert_source.stopped"
    ALERT_RECEIVED = "alert.received"
    ALERT_RAISED = "alert.raised"
    ALERT_DISMISSED = "alert.dismissed"
    INCIDENT_ENDED = "incident.ended"


@dataclass(frozen=True, slots=True)
class _Draft:
    """An entry that is whole but for its place behind the one before it about the same subject."""

    id: uuid.UUID
    at: datetime
    event: str
    subject: str
    actor: str
    commitment: bytes
    fields: tuple[leaves.Field, ...]
    values: Mapping[str, Any]


#: Where a session keeps the entries that are to be written together.
_GATHERED = "entries"


def entry(s: Session, event: Event, subject: str, values: Mapping[str, Any], *, actor: str, now: datetime) -> uuid.UUID:
    """Write one entry about a subject in the open transaction; the subject's row must be locked by the caller.

    `values` are JSON values; each gets a salt of its own, so that any of them can be withheld or destroyed later.
    """
    whole = {"event": event.value, "subject": subject, "actor": actor, **values}
    commitment, fields = leaves.commit(whole, leaves.fresh_salts(whole))
    draft = _Draft(uuid.uuid4(), now, event.value, subject, actor, commitment, fields, whole)
    if _GATHERED in s.info:
        s.info[_GATHERED].append(draft)
    else:
        _write(s, [draft])
    return draft.id


@contextmanager
def gathered(s: Session) -> Iterator[None]:
    """Write the entries of this block together at its end, in their order: as many statements as for one of them.

    A block inside another one is part of it.
    """
    if _GATHERED in s.info:
        yield
        return
    drafts: list[_Draft] = []
    s.info[_GATHERED] = drafts
    try:
        yield
    finally:
        del s.info[_GATHERED]
    if drafts:
        _write(s, drafts)


def _write(s: Session, drafts: Sequence[_Draft]) -> None:
    """Two statements, however many they are: what each follows, then all rows, in the order of the drafts."""
    s.flush()
    newest = {row.subject: row.leaf_hash for row in s.execute(_NEWEST, {"subjects": [d.subject for d in drafts]})}
    rows = []
    for place, draft in enumerate(drafts):
        prev = newest.get(draft.subject)
        leaf = leaves.leaf_bytes(draft.id, draft.at, prev=prev, commitment=draft.commitment)
        newest[draft.subject] = leaf_hash(leaf)
        rows.append(_row(draft, place, prev=prev, leaf=leaf, hashed=newest[draft.subject]))
    s.execute(_INSERT, {"rows": json.dumps(rows)})


def _row(draft: _Draft, place: int, *, prev: bytes | None, leaf: bytes, hashed: bytes) -> dict[str, Any]:
    """An entry as _INSERT reads it: one JSON text goes over the wire faster than an array for each column."""
    return {
        "place": place,
        "id": str(draft.id),
        "at": draft.at.isoformat(),
        "event": draft.event,
        "subject": draft.subject,
        "actor": draft.actor,
        "prev": prev.hex() if prev is not None else None,
        "leaf": leaf.hex(),
        "leaf_hash": hashed.hex(),
        "fields": [[field.name, field.salt.hex(), draft.values[field.name]] for field in draft.fields],
    }


_NEWEST = text("""
    select subject, leaf_hash from unnest(cast(:subjects as text[])) as subject, lateral (
        select leaf_hash from entry where entry.subject = subject.subject order by written desc limit 1) as newest
""")
_INSERT = text("""
    with told as materialized (
        select * from json_to_recordset(cast(:rows as json)) as row (
            place int, id uuid, at timestamptz, event text, subject text, actor text, prev text, leaf text,
            leaf_hash text, fields json)
    ), gathered as (
        insert into entry (id, at, event, subject, actor, prev, leaf, leaf_hash)
        select id, at, event, subject, actor, decode(prev, 'hex'), decode(leaf, 'hex'), decode(leaf_hash, 'hex')
        from told order by place
    ), kept as (
        insert into entry_value (entry_id, ordinal, name, salt, value)
        select id, ordinality - 1, field ->> 0, decode(field ->> 1, 'hex'), cast(field -> 2 as jsonb)
        from told, json_array_elements(fields) with ordinality as each (field, ordinality)
    )
    insert into pending (entry_id) select id from told
""")


def withhold(s: Session, record: uuid.UUID, names: Iterable[str], *, authority: str, now: datetime) -> None:
    """Let strangers see no more than the commitment of some values; the values themselves stay where they are."""
    query = select(EntryValue).where(EntryValue.entry_id == record, EntryValue.name.in_(list(names)))
    for row in s.scalars(query):
        bare = leaves.field(row.name, row.salt, row.value).commitment
        kept = {"entry_id": record, "ordinal": row.ordinal, "commitment": bare, "authority": authority, "at": now}
        s.execute(insert(WithheldValue).values(kept).on_conflict_do_nothing())
