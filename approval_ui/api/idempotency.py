"""One answer for one key: a call that is repeated because its answer was lost does not happen twice."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from countersign.errors import Invalid, WrongState
from countersign.posts import IdempotentRequest
from countersign.tokens import Caller

MAX_KEY = 255
Answer = TypeVar("Answer", bound=BaseModel)


class KeyTaken(WrongState):
    """This Idempotency-Key was used before with another body. Nothing was changed; use a new key for a new call."""


@dataclass(frozen=True, slots=True)
class Once:
    """A call of one program under one key; without a key each call is a new one."""

    caller: Caller
    key: str | None
    asked: str

    @classmethod
    def of(cls, caller: Caller, key: str | None, body: BaseModel) -> "Once":
        """The call with this body; raises Invalid for a key that cannot be one."""
        if key is not None and not (0 < len(key) <= MAX_KEY and key.isascii() and key.isprintable()):
            raise Invalid({"Idempotency-Key": f"Use 1 to {MAX_KEY} plain characters, a UUID for instance."})
        whole = json.dumps(body.model_dump(mode="json"), sort_keys=True)
        return cls(caller, key, hashlib.sha256(whole.encode()).hexdigest())


def answered(s: Session, once: Once, do: Callable[[], Answer], *, kind: type[Answer], now: datetime) -> Answer:
    """The answer of `do`, or that of the first call under this key; both commit with what was done.

    A second call at the same time waits for the first one's commit; after a refusal the key is free again.
    """
    if once.key is None:
        return do()
    row = {"token": str(once.caller.token), "key": once.key}
    new = insert(IdempotentRequest).values(**row, request=once.asked, answer={}, at=now)
    taken = s.execute(new.on_conflict_do_nothing().returning(IdempotentRequest.key)).first() is None
    mine = [IdempotentRequest.token == row["token"], IdempotentRequest.key == row["key"]]
    if taken:
        first = s.execute(select(IdempotentRequest.request, IdempotentRequest.answer).where(*mine)).one()
        if first.request != once.asked:
            raise KeyTaken
        return kind.model_validate(first.answer)
    answer = do()
    s.execute(update(IdempotentRequest).where(*mine).values(answer=answer.model_dump(mode="json")))
    return answer
