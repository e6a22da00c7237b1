"""Addresses under which a platform may fetch a file for some minutes, although it is not published yet.

Who has the address has the file: it holds a ticket of 256 random bits, of which only the hash is kept.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlalchemy.orm import Session

from countersign.media.tables import MediaLoan

#: Long enough for the slowest platform to come and fetch it.
LASTS = timedelta(minutes=30)


def lend(s: Session, sha256: str, *, now: datetime) -> str:
    """The path, on the public pages, under which a file can be fetched for half an hour."""
    s.execute(delete(MediaLoan).where(MediaLoan.until < func.clock_timestamp()))
    ticket, until = secrets.token_urlsafe(32), now + LASTS
    s.add(MediaLoan(ticket=hash_of(ticket), sha256=sha256, until=until))
    s.flush()
    return f"/media/signed/{int(until.timestamp())}/{ticket}/{sha256}"


def hash_of(ticket: str) -> str:
    """What is kept of a ticket."""
    return hashlib.sha256(ticket.encode()).hexdigest()
