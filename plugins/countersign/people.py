"""Who is who: persons, their sessions and tokens, who stands in for whom, and who is on duty."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from countersign.database import Base, Id, Instant, Texts
from countersign.errors import NotFound


class Person(Base):
    """Somebody of the agency; roles and authorisations are in the policy, keyed by this id (the login)."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: The time step of the newest one-time code that was used: neither it nor an older one counts again.
    code_step: Mapped[int | None] = mapped_column(BigInteger)
    #: Set when an administrator gave a new password: this person decides again only after a second one confirms.
    unconfirmed: Mapped[bool] = mapped_column(default=False)


class WebSession(Base):
    """A sign-in; the browser holds the token, the table only its SHA-256."""

    __tablename__ = "web_session"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created: Mapped[Instant]
    authenticated: Mapped[Instant]
    seen: Mapped[Instant]
    expires: Mapped[Instant]
    device: Mapped[str] = mapped_column(default="")


class SigninAttempt(Base):
    """One try to sign in, kept to slow down guessing."""

    __tablename__ = "signin_attempt"
    __table_args__ = (Index("signin_attempt_login", "login", "at"),)

    id: Mapped[Id]
    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[Instant]
    succeeded: Mapped[bool]


class ApiToken(Base):
    """A bearer token of a program: scopes, and only the SHA-256 of its secret."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    name: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[Texts]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created: Mapped[Instant]
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Delegation(Base):
    """One person may decide for another between two dates; the decision is recorded "for" that person."""

    __tablename__ = "delegation"

    id: Mapped[Id]
    from_person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    to_person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[Instant]
    ends: Mapped[Instant]
    reason: Mapped[str]
    granted_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ended: Mapped[datetime | None]


class Watch(Base):
    """Who is on duty, from-to; open-ended while it lasts."""

    __tablename__ = "watch"

    id: Mapped[Id]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    starts: Mapped[Instant]
    ends: Mapped[datetime | None]


def person(s: Session, login: str) -> Person:
    """The person with this id, or NotFound."""
    found = s.get(Person, login)
    if found is None:
        raise NotFound(f"There is no person called “{login}” here.")
    return found


def on_watch(s: Session, now: datetime) -> frozenset[str]:
    """The people on duty at an instant."""
    query = select(Watch.person_id).where(Watch.starts <= now, or_(Watch.ends.is_(None), Watch.ends > now))
    return frozenset(s.scalars(query))


def names(s: Session) -> dict[str, str]:
    """Every person's name by id, as it is now."""
    return {row.id: row.name for row in s.execute(select(Person.id, Person.name))}
