"""A leaf names nobody, and proves every field of its record, also beside fields that are withheld."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.content import canonical
from countersign.errors import Invalid, RecordBroken
from countersign.log import entry
from countersign.log.entry import Field, Withheld
from tests.unit.log import vectors

RECORD = UUID("5d7c0f4e-7a53-4b8e-9c1a-0f4a1c2b3d4e")
NOON = datetime(2026, 3, 1, 12, 0, 0, 5, UTC)
NAMES = st.text("abcxyz_.09", min_size=1, max_size=8)
WORDS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)
RECORDS = st.dictionaries(NAMES, JSON, max_size=6)


def written(values: dict[str, object]) -> tuple[bytes, tuple[Field, ...]]:
    """The leaf of a record and its fields."""
    commitment, fields = entry.commit(values, entry.fresh_salts(values))
    return entry.leaf_bytes(RECORD, NOON, prev=None, commitment=commitment), fields


@given(RECORDS, st.data())
def test_any_choice_of_fields_proves_itself(values: dict[str, object], data: st.DataObject) -> None:
    """Whichever fields are withheld, the rest verifies against the same leaf, also through a fields file."""
    leaf, fields = written(values)
    shown = entry.withhold(fields, data.draw(st.sets(st.sampled_from(sorted(values)))) if values else set())
    assert entry.verify(leaf, shown)
    assert entry.parse_fields(entry.write_fields(shown)) == shown


@given(RECORDS.filter(bool), st.data())
def test_nothing_can_be_changed_left_out_or_added(values: dict[str, object], data: st.DataObject) -> None:
    """Another value, name, salt or order, a field less or more: the leaf does not stand for it."""
    leaf, fields = written(values)
    place = data.draw(st.integers(0, len(fields) - 1))
    one = fields[place]

    def with_one(*other: Field | Withheld) -> list[Field | Withheld]:
        return [*fields[:place], *other, *fields[place + 1 :]]

    assert not entry.verify(leaf, with_one(Field(one.name, one.salt, one.value + b" ")))
    assert not entry.verify(leaf, with_one(Field(one.name + "x", one.salt, one.value)))
    assert not entry.verify(leaf, with_one(Field(one.name, bytes(16), one.value)))
    assert not entry.verify(leaf, with_one(Withheld(bytes(32))))
    assert not entry.verify(leaf, with_one())
    assert not entry.verify(leaf, with_one(one, one))
    assert len(fields) < 2 or not entry.verify(leaf, fields[::-1])


@given(RECORDS)
def test_values_survive_the_database(values: dict[str, object]) -> None:
    """What is committed to gives the same bytes after it went through the database's JSON."""
    for field in written(values)[1]:
        assert entry.field(field.name, field.salt, json.loads(json.dumps(values[field.name]))) == field


def test_the_commitment_is_as_the_docstring_says() -> None:
    """An outsider who follows the description byte by byte gets the same commitment."""
    salt = bytes(range(16))
    inner = b"\x00" + salt + b"\x00\x04text" + b"\x00\x00\x00\x05" + b'"h\xc3\xa9"'
    wanted = hashlib.sha256(b"\x01\x00\x00\x00\x01" + hashlib.sha256(inner).digest()).digest()
    assert entry.commit({"text": "hé"}, {"text": salt})[0] == wanted


def test_a_boundary_cannot_be_moved() -> None:
    """The same letters, divided otherwise between name and value, have another commitment."""
    salt = bytes(16)
    assert Field("ab", salt, b"c").commitment != Field("a", salt, b"bc").commitment


def test_a_leaf_is_its_one_exact_text() -> None:
    """A leaf is RFC 8785 JSON, in UTC with microseconds."""
    local = NOON.astimezone(timezone(timedelta(hours=-7)))
    leaf = entry.leaf_bytes(RECORD, local, prev=b"\x01" * 32, commitment=b"\x02" * 32)
    assert leaf.decode() == (
        f'{{"at":"2026-03-01T12:00:00.000005Z","commitment":"{"02" * 32}","prev":"{"01" * 32}",'
        f'"record":"{RECORD}","v":1}}'
    )
    assert entry.parse_leaf(leaf).encode() == leaf


@pytest.mark.parametrize(
    "change",
    [
        ("{", "{ "),
        ('"v":1', '"v":2'),
        ('"v":1', '"v":1,"w":1'),
        ('"at":"2026', '"at":"x026'),
        ('"prev":null', '"prev":"00"'),
        ("5d7c0f4e", "5D7C0F4E"),
        ('"commitment":"', '"commitment":"0'),
    ],
)
def test_a_leaf_in_any_other_form_is_refused(change: tuple[str, str]) -> None:
    """A leaf with other spacing, fields or values is not a leaf."""
    leaf, fields = written({"text": "a"})
    other = leaf.decode().replace(*change).encode()
    assert other != leaf and not entry.verify(other, fields)
    with pytest.raises(RecordBroken):
        entry.parse_leaf(other)


@pytest.mark.parametrize("value", [float("nan"), 2**53, 1e300, "a\0b", {"deep": ["\0"]}, "\ud800", object(), {1: 2}])
def test_what_cannot_be_kept_exactly_is_refused(value: object) -> None:
    """A value that JSON or the database would change is refused before anything is written."""
    with pytest.raises(Invalid, match="field text"):
        entry.commit({"text": value}, {"text": bytes(16)})


@pytest.mark.parametrize(("name", "salt"), [("two words", bytes(16)), ("", bytes(16)), ("é", bytes(16)), ("a", b"")])
def test_a_field_needs_a_plain_name_and_a_whole_salt(name: str, salt: bytes) -> None:
    """A name that a shell could misread, or a short salt, is refused."""
    with pytest.raises(Invalid):
        entry.commit({name: 1}, {name: salt})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "countersign-fields/1",
        "countersign-fields/2\n",
        "countersign-fields/1\nfield a b c\n",
        "countersign-fields/1\nwithheld 00\n",
        f"countersign-fields/1\nfield a {'0' * 32} !\n",
    ],
)
def test_a_torn_fields_file_is_refused(text: str) -> None:
    """A fields file that is not one is refused with the reason."""
    with pytest.raises(Invalid, match="fields file"):
        entry.parse_fields(text)


def test_salts_are_never_used_twice() -> None:
    """Each field has 16 random bytes of its own."""
    salts = [salt for _ in range(50) for salt in entry.fresh_salts(["a", "b"]).values()]
    assert len(set(salts)) == 100 and {len(salt) for salt in salts} == {16}


def test_canonical_json_vectors_of_others() -> None:
    """The canonical form under our commitments is the one of RFC 8785's own examples."""
    folder = vectors.folder("jcs-rfc8785")
    for path in sorted((folder / "input").glob("*.json")):
        wanted = (folder / "output" / path.name).read_bytes()
        assert canonical(json.loads(path.read_text())) == wanted.rstrip(b"\n"), path.name
