"""entry(): every verb writes what it did here, in its own transaction."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.log import entry as leaves
from countersign.log.tables import Entry, EntryValue, Pending
from countersign.log.tree import leaf_hash


class Event(StrEnum):
    """Everything that can be recorded, as subject.happening; an event that is not here cannot be written."""

    POLICY_PROPOSED = "policy.proposed"
    POLICY_APPLIED = "policy.applied"
    PERSON_ADDED = "person.added"
    PERSON_PASSWORD_SET = "person.password_set"
    PERSON_CONFIRMED = "person.confirmed"
    WATCH_TAKEN = "watch.taken"
    WATCH_LEFT = "watch.left"
    DELEGATED = "delegation.granted"
    DELEGATION_ENDED = "delegation.ended"
    TOKEN_CREATED = "token.created"
    TOKEN_REVOKED = "token.revoked"
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
    DELIVERY_SETTLED_BY_PERSON = "delivery.settled_by_person"
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


def entry(s: Session, event: Event, subject: str, values: Mapping[str, Any], *, actor: str, now: datetime) -> uuid.UUID:
    """Write one entry about a subject in the open transaction; the subject's row must be locked by the caller.

    `values` are JSON values; each gets a salt of its own, so that any of them can be withheld or destroyed later.
    """
    record = uuid.uuid4()
    whole = {"event": event.value, "subject": subject, "actor": actor, **values}
    commitment, fields = leaves.commit(whole, leaves.fresh_salts(whole))
    prev = _previous(s, subject)
    leaf = leaves.leaf_bytes(record, now, prev=prev, commitment=commitment)
    s.add(
        Entry(
            id=record,
            at=now,
            event=event.value,
            subject=subject,
            actor=actor,
            prev=prev,
            leaf=leaf,
            leaf_hash=leaf_hash(leaf),
        )
    )
    s.flush()
    s.add_all(
        EntryValue(entry_id=record, ordinal=i, name=f.name, salt=f.salt, value=whole[f.name])
        for i, f in enumerate(fields)
    )
    s.add(Pending(entry_id=record))
    s.flush()
    return record


def _previous(s: Session, subject: str) -> bytes | None:
    query = select(Entry.leaf_hash).where(Entry.subject == subject).order_by(Entry.written.desc()).limit(1)
    return s.execute(query).scalar_one_or_none()
