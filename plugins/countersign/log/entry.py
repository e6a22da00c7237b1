"""The leaf of the public log: a short text without any personal word, which commits to a record's fields.

A leaf is the RFC 8785 form of

    {"v": 1, "record": uuid, "at": instant, "prev": hex or null, "commitment": hex}

about 240 bytes. `record` names the record, `at` is when it happened (UTC, microseconds), `prev` is the leaf
hash of the previous record about the same subject, `commitment` stands for the list of the record's fields.

Let u16 and u32 be big-endian unsigned integers of two and four bytes, and `||` concatenation:

    value bytes       the RFC 8785 form of the field's value
    field commitment  SHA-256(0x00 || salt of 16 bytes || u16 length of name || name
                                   || u32 length of value bytes || value bytes)
    commitment        SHA-256(0x01 || u32 number of fields || the field commitments, in the record's order)

Every part before the value has a known length, so no two different fields share a commitment's input; the
salt keeps anyone from guessing a withheld value. A field that is withheld is shown as its bare commitment,
and the record still proves itself.

A fields file is how a record's fields are handed to an outsider, one line each, in the record's order, for a
shell to read: a first line `countersign-fields/1`, then `field NAME SALT VALUE` (salt in hex, value bytes in
base64) for each disclosed field and `withheld COMMITMENT` (hex) for each withheld one. No name occurs twice.
"""

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785

from countersign.content import LARGEST_EXACT, canonical, instant, is_plain
from countersign.errors import Invalid, RecordBroken

SALT_BYTES = 16
FIELDS_HEADER = "countersign-fields/1"

#: How JSON spells a character with the code 0, or a backslash before these very letters.
_NUL = rb"\u0000"
_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,100}")
_HASH = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One disclosed field of a record; `value` is the RFC 8785 form of what it holds."""

    name: str
    salt: bytes
    value: bytes

    @property
    def commitment(self) -> bytes:
        """The 32 bytes that stand for this field when it is withheld."""
        name = self.name.encode()
        sized = len(name).to_bytes(2, "big") + name + len(self.value).to_bytes(4, "big") + self.value
        return hashlib.sha256(b"\x00" + self.salt + sized).digest()


@dataclass(frozen=True, slots=True)
class Withheld:
    """One field that is not disclosed: only its commitment is shown."""

    commitment: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands in the public log for one record; `prev` and `commitment` are 32 bytes each."""

    record: UUID
    at: str
    prev: bytes | None
    commitment: bytes

    def encode(self) -> bytes:
        """The bytes that the log hashes."""
        return canonical(
            {
                "v": 1,
                "record": str(self.record),
                "at": self.at,
                "prev": self.prev.hex() if self.prev is not None else None,
                "commitment": self.commitment.hex(),
            }
        )


def fresh_salts(names: Iterable[str]) -> dict[str, bytes]:
    """One new random salt for each name."""
    return {name: secrets.token_bytes(SALT_BYTES) for name in names}


def commit(values: Mapping[str, object], salts: Mapping[str, bytes]) -> tuple[bytes, tuple[Field, ...]]:
    """The commitment to these values and their fields, in the order given; raises Invalid as `field` does."""
    fields = tuple(field(name, salts[name], value) for name, value in values.items())
    return commitment_of(fields), fields


def field(name: str, salt: bytes, value: object) -> Field:
    """One field of a record; raises Invalid for a value that JSON or the database cannot hold exactly."""
    if not _NAME.fullmatch(name):
        raise Invalid(f"The record cannot have a field called {name!r}. Use letters, digits and _ . : / - only.")
    if len(salt) != SALT_BYTES:
        raise Invalid(f"The salt of the field {name} has {len(salt)} bytes instead of {SALT_BYTES}.")
    try:
        encoded = canonical(value)
        if _NUL in encoded or not is_plain(value):
            _refuse_inexact(value)
        return Field(name, salt, encoded)
    except (rfc8785.CanonicalizationError, ValueError) as error:
        raise Invalid(f"The field {name} holds something that cannot be put on record: {error}.") from error


def value_of(disclosed: Field) -> Any:
    """What a disclosed field holds."""
    return json.loads(disclosed.value)


def _refuse_inexact(value: object) -> None:
    """Raise ValueError for what PostgreSQL's jsonb gives back differently, or not at all."""
    match value:
        case str() if "\x00" in value:
            raise ValueError("a character with the code 0")
        case float() if abs(value) > LARGEST_EXACT:
            raise ValueError(f"the number {value}, which is too large to be exact")
        case Mapping():
            for part in (*value.keys(), *value.values()):
                _refuse_inexact(part)
        case list() | tuple():
            for part in value:
                _refuse_inexact(part)


def commitment_of(fields: Sequence[Field | Withheld]) -> bytes:
    """The commitment to a list of fields, each disclosed or withheld, in the record's order."""
    joined = b"".join(shown.commitment for shown in fields)
    return hashlib.sha256(b"\x01" + len(fields).to_bytes(4, "big") + joined).digest()


def leaf_bytes(record: UUID, at: datetime, *, prev: bytes | None, commitment: bytes) -> bytes:
    """The leaf of a record, as the bytes that the log hashes."""
    return Leaf(record, instant(at), prev, commitment).encode()


def parse_leaf(leaf: bytes) -> Leaf:
    """Read a leaf; raises RecordBroken unless these are exactly the bytes that its contents encode to."""
    try:
        body = json.loads(leaf)
        prev = _hash(body["prev"]) if body["prev"] is not None else None
        read = Leaf(UUID(body["record"]), _instant(body["at"]), prev, _hash(body["commitment"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordBroken("This is not a leaf of the public log. Fetch it again from the record's page.") from error
    if read.encode() != leaf:
        raise RecordBroken("This leaf is not in its one exact form. Fetch it again from the record's page.")
    return read


def _hash(text: str) -> bytes:
    if not _HASH.fullmatch(text):
        raise ValueError(text)
    return bytes.fromhex(text)


def _instant(text: str) -> str:
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    return text


def verify(leaf: bytes, fields: Sequence[Field | Withheld]) -> bool:
    """Whether these fields, some of them withheld, are all the fields of the record behind this leaf."""
    names = [shown.name for shown in fields if isinstance(shown, Field)]
    if len(set(names)) != len(names) or not all(map(_well_formed, fields)):
        return False
    try:
        return parse_leaf(leaf).commitment == commitment_of(fields)
    except RecordBroken:
        return False


def _well_formed(shown: Field | Withheld) -> bool:
    if isinstance(shown, Withheld):
        return len(shown.commitment) == 32
    return len(shown.salt) == SALT_BYTES and _NAME.fullmatch(shown.name) is not None


def withhold(fields: Iterable[Field], names: Collection[str]) -> tuple[Field | Withheld, ...]:
    """The same fields, with only the bare commitment of those that carry one of these names."""
    return tuple(Withheld(shown.commitment) if shown.name in names else shown for shown in fields)


def write_fields(fields: Iterable[Field | Withheld]) -> str:
    """The fields file of a record (the format is in this module's docstring)."""
    return "\n".join([FIELDS_HEADER, *map(_line, fields)]) + "\n"


def _line(shown: Field | Withheld) -> str:
    if isinstance(shown, Withheld):
        return f"withheld {shown.commitment.hex()}"
    return f"field {shown.name} {shown.salt.hex()} {base64.b64encode(shown.value).decode()}"


def parse_fields(text: str) -> tuple[Field | Withheld, ...]:
    """Read a fields file; raises Invalid with the number of the first line that is not one."""
    header, *lines = text.split("\n")
    if header != FIELDS_HEADER or not lines or lines.pop():
        raise Invalid(f"This is not a fields file: it must begin with {FIELDS_HEADER} and end with a line's end.")
    return tuple(_parse_line(number, line) for number, line in enumerate(lines, 2))


def _parse_line(number: int, line: str) -> Field | Withheld:
    try:
        match line.split(" "):
            case ["withheld", commitment]:
                return Withheld(_hash(commitment))
            case ["field", name, salt, value] if _NAME.fullmatch(name) and len(salt) == 2 * SALT_BYTES:
                return Field(name, bytes.fromhex(salt), base64.b64decode(value, validate=True))
    except (ValueError, binascii.Error):
        pass
    raise Invalid(f"Line {number} of the fields file is neither a field nor a withheld one.")
