"""What a page's credential holds: one token, or a token with all that its renewal needs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

#: The name, in `extra`, of the moment after which nothing renews the access any more.
REFRESH_ENDS = "refresh_ends"


@dataclass(frozen=True, slots=True)
class Secret:
    """A credential, opened. Stored as the token alone, or as a JSON object with a `token` in it.

    `extra` is what one platform needs besides (an app's secret, a password ...); all of it is secret.
    """

    token: str = field(default="", repr=False)
    refresh: str = field(default="", repr=False)
    expires: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def parse(cls, credential: str | None) -> Self:
        """The credential as it was stored; what is no such object is a token."""
        stored = _object(credential)
        if stored is None:
            return cls(token=(credential or "").strip())
        expires = stored.get("expires")
        return cls(
            token=str(stored.get("token") or ""),
            refresh=str(stored.get("refresh") or ""),
            expires=datetime.fromisoformat(expires) if expires else None,
            extra={name: str(value) for name, value in (stored.get("extra") or {}).items()},
        )

    def dump(self) -> str:
        """The credential as it is stored."""
        if not (self.refresh or self.expires or self.extra):
            return self.token
        expires = self.expires and self.expires.isoformat()
        whole = {"token": self.token, "refresh": self.refresh, "expires": expires, "extra": dict(self.extra)}
        return json.dumps({name: value for name, value in whole.items() if value})

    def expires_before(self, moment: datetime) -> bool:
        """Whether the token ends before that moment; one that names no end does not."""
        return self.expires is not None and self.expires < moment

    @property
    def last_day(self) -> datetime | None:
        """When a person has to connect the page again, as far as the platform said; None when nothing ends."""
        named = self.extra.get(REFRESH_ENDS)
        if self.refresh or named:
            return datetime.fromisoformat(named) if named else None
        return self.expires

    def __iter__(self) -> Iterator[str]:
        """Every secret in it, for what masks them."""
        yield from (secret for secret in (self.token, self.refresh, *self.extra.values()) if secret)


def _object(credential: str | None) -> dict[str, Any] | None:
    try:
        stored = json.loads(credential or "")
    except ValueError:
        return None
    return stored if isinstance(stored, dict) else None
