"""What can go wrong, as one tree.

* CountersignError                 everything below; its message is a sentence for the person who meets it
  * Refused                        the rules say no; nothing was changed
    * NotAllowed                   this person may not do this
    * NotSignedIn                  nobody is signed in, or the sign-in is too old for this act
    * WrongState                   the thing is not in a state where this can be done
    * Stale                        somebody changed it meanwhile
    * Paused                       publishing is stopped in this scope
  * Invalid                        what was given cannot be taken; carries one message per field
    * AgencyFileInvalid            the agency file has errors; each with its line
  * NotFound                       there is no such thing, or it is not for this person to know
  * Misconfigured                  this installation lacks something; says what and how to mend it
  * RecordBroken                   the public record does not prove what it should
"""

from collections.abc import Mapping


class CountersignError(Exception):
    """Something went wrong. Nothing was changed. Try again, and tell the administrator if it happens twice."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)

    @property
    def message(self) -> str:
        """The sentence to show."""
        return str(self.args[0])


class Refused(CountersignError):
    """The rules do not allow this. Nothing was changed."""


class NotAllowed(Refused):
    """You are not among the people who may do this. Nothing was changed."""


class NotSignedIn(Refused):
    """Please sign in first. What you typed is kept on this page."""


class WrongState(Refused):
    """This has moved on since the page was loaded. Nothing was changed; load the page again to see where it stands."""


class Stale(WrongState):
    """Somebody else changed this meanwhile. Nothing was changed; load the page again to see the newest words."""


class Paused(Refused):
    """Publishing is paused here. Nothing was sent; it goes on when the pause is lifted."""


class Invalid(CountersignError):
    """Some of what was given cannot be taken. Nothing was stored; mend the fields named below."""

    def __init__(self, fields: Mapping[str, str] | str | None = None, *, message: str | None = None) -> None:
        self.fields: dict[str, str] = {"": fields} if isinstance(fields, str) else dict(fields or {})
        super().__init__(message or " ".join(self.fields.values()) or None)


class AgencyFileInvalid(Invalid):
    """The agency file has errors. Nothing was changed; mend the lines named below and apply it again."""

    def __init__(self, errors: list[tuple[int, str]], *, filename: str = "agency.yaml") -> None:
        self.errors = sorted(errors)
        fields: dict[str, str] = {}
        for line, text in self.errors:
            fields[f"line {line}"] = f"{fields.get(f'line {line}', '')} {text}".strip()
        super().__init__(fields, message="\n".join(f"{filename}, line {line}: {text}" for line, text in self.errors))


class NotFound(CountersignError):
    """There is nothing here, or it is not yours to see."""


class Misconfigured(CountersignError):
    """This installation lacks something. Nothing was changed; ask the administrator."""


class RecordBroken(CountersignError):
    """The public record does not prove what it should. Nothing was signed; keep it and tell the administrator."""
