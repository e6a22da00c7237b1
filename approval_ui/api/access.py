"""Who calls: a bearer token, found anew for each call, and the scope that the address asks for."""

from typing import Annotated

from fastapi import HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy import Engine

from countersign import database, tokens
from countersign.delivery.way import Way
from countersign.errors import NotSignedIn
from countersign.settings import Settings
from countersign.tokens import Caller, Scope

#: What publishers were asked for: in a storm they are not woken for what they would not make.
WAY = Way()
bearer = HTTPBearer(auto_error=False, description="A token made with `countersign token create`.")


def settings_of(request: Request) -> Settings:
    """The settings that this application was made with."""
    found: Settings = request.app.state.settings
    return found


def engine_of(request: Request) -> Engine:
    """The database as the programs use it."""
    return database.engine(settings_of(request).database_url)


def caller(
    wanted: SecurityScopes,
    request: Request,
    shown: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Caller:
    """The program behind a call; 401 without a valid token, 403 when it lacks the scope."""
    if shown is None:
        raise NotSignedIn("Send a token, as “Authorization: Bearer …”. Nothing was changed.")
    with database.transaction(engine_of(request)) as s:
        found = tokens.find(s, shown.credentials)
        missing = [scope for scope in wanted.scopes if scope not in found.scopes]
        if Scope.ALERTS_WRITE in wanted.scopes and not missing and WAY.make():
            database.signal(s, database.MAKE_WAY)
    if missing:
        asked = f'Bearer error="insufficient_scope", scope="{" ".join(wanted.scopes)}"'
        said = f"This token may not do that: it lacks the scope {missing[0]}. Nothing was changed."
        raise HTTPException(403, said, {"WWW-Authenticate": asked})
    return found


Drafter = Annotated[Caller, Security(caller, scopes=[Scope.DRAFTS_WRITE])]
Reader = Annotated[Caller, Security(caller, scopes=[Scope.POSTS_READ])]
Uploader = Annotated[Caller, Security(caller, scopes=[Scope.MEDIA_WRITE])]
Pauser = Annotated[Caller, Security(caller, scopes=[Scope.PAUSES_WRITE])]
Alerter = Annotated[Caller, Security(caller, scopes=[Scope.ALERTS_WRITE])]
Watcher = Annotated[Caller, Security(caller, scopes=[Scope.METRICS_READ])]
