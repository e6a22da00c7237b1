"""The sample: the agency of examples/, its people with passwords, its pages in place, and a draft already begun.

All of it goes through the same verbs as everywhere; only the passwords are made up here.
"""

import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign import agency, database, desk, lookout, policies, signin, tokens
from countersign.alerts import sets, sources
from countersign.alerts.tables import Source, Way
from countersign.approvals import Proposal, ProposalState, Verdict
from countersign.content import Draft
from countersign.desk import preparing
from countersign.desk.deciding import AT_THE_CLICK
from countersign.log.files import write_whole
from countersign.pages import credential_keys, open_credential
from countersign.people import ApiToken, Person
from countersign.policies import PolicyVersion
from countersign.posts import Post
from countersign.settings import Settings

FILE = Path(__file__).parents[2] / "examples" / "harbor_glen" / "agency.yaml"
AUTHOR, ON_WATCH, CHIEF = "maya.ortiz", "ines.duarte", "ruth.calloway"
WHY = "set-up of the sample"
INSIDE = [-121.5512, 36.9134]
#: Who raises alerts in the sample.
SENDER = "alerts@county.example.gov"
#: How each template of the sample goes out; what is not named needs two people each time.
MODES = {
    "weather_warning": sets.Mode.AUTO,
    "road_closure": sets.Mode.AUTO,
    "avoid_area": sets.Mode.EXPEDITED,
    "holding_statement": sets.Mode.EXPEDITED,
    "shelter_evacuate": sets.Mode.EXPEDITED,
    "boil_water": sets.Mode.EXPEDITED,
    "hazmat": sets.Mode.EXPEDITED,
    "missing_person": sets.Mode.EXPEDITED,
}

BEGUN = (
    "The Ferry Street bridge closes to cars this Sunday from 7 a.m. to 1 p.m. for the Harbor Run. "
    "Please use Mission Avenue. Sidewalks stay open, and officers will help people across."
)


def apply(settings: Settings) -> None:
    """Bring an empty installation to the sample's beginning; on any other it changes nothing."""
    os.environ["COUNTERSIGN_HOME"] = str(settings.home)
    engine = database.engine(settings.database_url)
    with database.transaction(engine) as s:
        now = database.clock(s)
        if s.scalar(select(func.count()).select_from(PolicyVersion)):
            return
        policy = agency.parse(FILE.read_text(encoding="utf-8"), filename=FILE.name, now=now)
        desk.apply_policy(s, policy, who="setup", why=WHY, now=now)
        passwords = {person.id: _password() for person in policy.people}
        for login, password in passwords.items():
            signin.set_password(s, login, password, who="setup", now=now)
        scopes = {
            scope.value: tokens.create(s, f"sample, {scope}", [scope], person=AUTHOR, who=AUTHOR, now=now)
            for scope in tokens.Scope
        }
        desk.take_watch(s, ON_WATCH, now=now)
        prepare_alerts(s, scopes[tokens.Scope.ALERTS_WRITE], now=now)
        desk.draft(s, AUTHOR, begun(), now=now)
    written = json.dumps({"passwords": passwords, "tokens": scopes}, indent=1)
    write_whole(_secrets(settings), written.encode(), mode=0o600)
    put_items_in_place(settings)


def prepare_alerts(
    s: Session, secret: str, *, now: datetime, name: str = "County emergency office", cap: int = 20
) -> Source:
    """A source that may publish, by the signed set of templates; the sample's people sign both."""
    policy = policies.current(s)
    terms = sources.Terms(senders=(SENDER,), zone=preparing.own_area(policy), cap_per_hour=cap)
    token = s.scalars(select(ApiToken.id).where(ApiToken.hash == tokens.hash_of(secret))).one()
    source = preparing.add_source(s, CHIEF, name, way=Way.PUSH, terms=terms, token=token, now=now)
    until = (now + timedelta(days=180)).isoformat()
    said = [
        sets.Terms(template=template, mode=mode, until=until, sources=(source.name,) if mode is sets.Mode.AUTO else ())
        for template, mode in MODES.items()
    ]
    for proposal in (
        preparing.propose_source(s, CHIEF, source.id, why=WHY, now=now),
        preparing.propose_set(s, CHIEF, said, why=WHY, now=now),
    ):
        signed_by_those_who_may(s, proposal, now)
    return source


def signed_by_those_who_may(s: Session, proposal: Proposal, now: datetime) -> None:
    """Those of the sample who are designated sign, one after the other, until nobody is asked."""
    people = [person.id for person in policies.current(s).people]
    while signer := next((login for login in people if desk.may_decide_now(s, login, proposal, now=now) is None), None):
        desk.decide(
            s,
            signer,
            proposal.id,
            verdict=Verdict.SIGN,
            digest=proposal.digest,
            factor=AT_THE_CLICK,
            reason=WHY,
            now=now,
        )


def begun() -> Draft:
    """The draft that a newcomer finds begun."""
    return Draft(text=BEGUN, category="community_notice", pages=("newsroom",), facts={"place": INSIDE})


def put_items_in_place(settings: Settings) -> None:
    """Let the sample's people sign the eight items of each page, by the chain of the agency file."""
    lookout.keep_pages()
    with database.transaction(database.engine(settings.database_url)) as s:
        waiting = select(Proposal).where(Proposal.kind == "page_items", Proposal.state == ProposalState.OPEN)
        for proposal in s.scalars(waiting).all():
            signed_by_those_who_may(s, proposal, database.clock(s))
    lookout.keep_pages()


def ready(settings: Settings) -> dict[str, Any]:
    """What ready.json says of the sample: its people with passwords, a token of each scope, and the draft begun."""
    known, keys = json.loads(_secrets(settings).read_text()), credential_keys(settings)
    with database.transaction(database.engine(settings.database_url)) as s:
        policy = policies.current(s)
        sealed = {row.id: row.totp_secret for row in s.execute(select(Person.id, Person.totp_secret))}
        first = s.scalar(select(Post.id).order_by(Post.number).limit(1))
    listed = [
        {
            "login": person.id,
            "name": person.name,
            "title": person.title,
            "roles": list(person.roles),
            "password": known["passwords"].get(person.id),
            "totp_secret": open_credential(sealed.get(person.id), keys),
        }
        for person in policy.people
    ]
    found = {"people": listed, "tokens": known["tokens"], "draft": str(first) if first else None}
    return found | {"timezone": policy.agency.timezone}


def password_of(settings: Settings, login: str) -> str | None:
    """The sample password of a person, for the sample home."""
    return json.loads(_secrets(settings).read_text())["passwords"].get(login)


def _password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _secrets(settings: Settings) -> Path:
    return settings.keys / "sample.json"
