"""The check of the whole log: everything is computed again from the entries and compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Engine, exists, func, select
from sqlalchemy.orm import Session, aliased

from countersign.content import instant
from countersign.database import transaction
from countersign.errors import CountersignError, RecordBroken
from countersign.log import entry as leaf_format
from countersign.log import identity, note, sequencer, tiles, tree
from countersign.log.entry import Field
from countersign.log.note import Verifier
from countersign.log.tables import Checkpoint, Entry, EntryValue, Node, Pending, Position
from countersign.settings import Settings

_CHUNK = 5_000
_MOST_PROBLEMS = 100


@dataclass
class Audit:
    """What a check of the whole log found; `problems` are sentences, none when all is as it should be."""

    size: int = 0
    waiting: int = 0
    seals: int = 0
    sealed: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the record proves everything it should."""
        return not self.problems

    def add(self, problems: Iterator[str]) -> None:
        """Take over the problems found, up to a number that a person can read."""
        for problem in problems:
            if len(self.problems) == _MOST_PROBLEMS:
                return
            self.problems.append(problem)


def verify_log(engine: Engine, settings: Settings) -> Audit:
    """Check leaves, values, places, tree, seals and published files, all as of one instant."""
    audit = Audit()
    # Read before the database: the sealer may go on meanwhile, and the database must know what was published.
    signed = _published_note(settings, audit)
    with transaction(engine.execution_options(isolation_level="REPEATABLE READ")) as s:
        audit.size = sequencer.size_of(s)
        audit.waiting = s.scalar(select(func.count()).select_from(Pending)) or 0
        audit.add(_entries_and_nodes(s))
        audit.add(_unplaced(s))
        audit.add(_broken_chains(s))
        audit.add(_seals(s, settings, audit, signed=signed))
    return audit


def _published_note(settings: Settings, audit: Audit) -> str | None:
    try:
        return identity.published_note(settings)
    except RecordBroken as error:
        audit.problems.append(error.message)
        return None


def _entries_and_nodes(s: Session) -> Iterator[str]:
    """Compute leaf hashes and nodes from the entries, in chunks; only the tree's right edge is kept."""
    edge: dict[int, bytes] = {}
    size = count = 0
    while chunk := _chunk(s, size):
        for place, (index, entry, values) in enumerate(chunk, size):
            if index != place:
                yield f"Place {place} of the log is empty: an entry was taken out."
                return
            yield from (f"Record {entry.id} (entry {index}): {problem}" for problem in _wrong(entry, values))
        hashes = [tree.leaf_hash(entry.leaf) for _index, entry, _values in chunk]
        grown = tree.grow(size, hashes, lambda level, _index: edge[level])
        yield from _other_nodes(s, grown)
        edge.update((node.level, node.hash) for node in grown)
        size, count = size + len(chunk), count + len(grown)
    if s.scalar(select(func.count()).select_from(Node)) != count:
        yield "The stored tree has more or fewer nodes than its entries give."


_Chunk = list[tuple[int, Entry, Sequence[EntryValue]]]


def _chunk(s: Session, start: int) -> _Chunk:
    s.expunge_all()
    here = Position.index.between(start, start + _CHUNK - 1)
    values = select(EntryValue).join(Position, Position.entry_id == EntryValue.entry_id).where(here)
    rows = s.scalars(values.order_by(Position.index, EntryValue.ordinal))
    by_entry: Mapping[UUID, list[EntryValue]] = {key: list(of) for key, of in groupby(rows, attrgetter("entry_id"))}
    placed = s.execute(select(Position.index, Entry).join(Entry).where(here).order_by(Position.index))
    return [(index, entry, by_entry.get(entry.id, [])) for index, entry in placed]


def _wrong(entry: Entry, values: Sequence[EntryValue]) -> Iterator[str]:
    """What does not fit in one entry: its leaf, the columns copied from it, its values."""
    try:
        leaf = leaf_format.parse_leaf(entry.leaf)
    except RecordBroken:
        yield "its leaf is not one."
        return
    if tree.leaf_hash(entry.leaf) != entry.leaf_hash:
        yield "its leaf was changed."
    if (leaf.record, leaf.at, leaf.prev) != (entry.id, instant(entry.at), entry.prev):
        yield "its leaf names another record, time or predecessor."
    try:
        fields = [leaf_format.field(value.name, value.salt, value.value) for value in values]
    except CountersignError as error:
        yield error.message
        return
    if leaf_format.commitment_of(fields) != leaf.commitment:
        yield "its fields are not those that were recorded."
    if _copied(fields) != {"event": entry.event, "subject": entry.subject, "actor": entry.actor}:
        yield "its event, subject or actor is not the one that was recorded."


def _copied(fields: Sequence[Field]) -> dict[str, str]:
    """The fields that an entry also has as columns."""
    names = ("event", "subject", "actor")
    return {shown.name: leaf_format.value_of(shown) for shown in fields if shown.name in names}


def _other_nodes(s: Session, grown: Sequence[tree.Node]) -> Iterator[str]:
    for level, nodes in groupby(grown, attrgetter("level")):
        wanted = {node.index: node.hash for node in nodes}
        between = Node.index.between(min(wanted), max(wanted))
        found = dict(s.execute(select(Node.index, Node.hash).where(Node.level == level, between)).all())
        for index in wanted:
            if found.get(index) != wanted[index]:
                yield f"Node {index} of level {level} is not the one that its entries give."


def _unplaced(s: Session) -> Iterator[str]:
    placed = exists().where(Position.entry_id == Entry.id)
    waiting = exists().where(Pending.entry_id == Entry.id)
    for record in s.scalars(select(Entry.id).where(~placed, ~waiting)):
        yield f"Record {record} has no place in the log and does not wait for one."
    for record in s.scalars(select(Entry.id).where(placed, waiting)):
        yield f"Record {record} has a place in the log and waits for another."


def _broken_chains(s: Session) -> Iterator[str]:
    """Entries whose predecessor is not an earlier entry about the same subject."""
    before, own, place = aliased(Entry), aliased(Position), aliased(Position)
    earlier = (
        select(before.id)
        .join(place, place.entry_id == before.id)
        .where(before.subject == Entry.subject, before.leaf_hash == Entry.prev, place.index < own.index)
    )
    orphans = select(Entry.id).join(own, own.entry_id == Entry.id)
    for record in s.scalars(orphans.where(Entry.prev.is_not(None), ~earlier.exists())):
        yield f"Record {record} follows a record that is not in the log before it."


def _seals(s: Session, settings: Settings, audit: Audit, *, signed: str | None) -> Iterator[str]:
    rows = s.scalars(select(Checkpoint).order_by(Checkpoint.size)).all()
    audit.seals = sum(row.note is not None for row in rows)
    if signed is None and not audit.seals:
        return
    try:
        trusted = identity.verifier(settings)
    except CountersignError as error:
        yield error.message
        return
    get = sequencer.stored(s)
    for row in rows:
        yield from _wrong_seal(row, trusted, size=audit.size, get=get)
    if signed is None:
        yield "The published log is gone, though the log was sealed before."
        return
    try:
        standing = note.open_checkpoint(signed, trusted)
    except RecordBroken as error:
        yield error.message
    else:
        audit.sealed = standing.size
        yield from _published(s, settings, standing, size=audit.size)


def _wrong_seal(row: Checkpoint, trusted: Verifier, *, size: int, get: tree.Get) -> Iterator[str]:
    try:
        if row.size > size or tree.root(row.size, get) != row.root:
            yield f"The entries do not give the root that was sealed over the first {row.size} of them."
        if row.note is not None:
            opened = note.open_checkpoint(row.note, trusted)
            if (opened.size, opened.root) != (row.size, row.root):
                yield f"The seal over {row.size} entries says another size or root."
    except RecordBroken as error:
        yield f"The seal over {row.size} entries: {error.message}"


def _published(s: Session, settings: Settings, standing: note.Checkpoint, *, size: int) -> Iterator[str]:
    """Compare the published files with the database."""
    get = sequencer.stored(s)
    try:
        if standing.size > size or tree.root(standing.size, get) != standing.root:
            yield f"The published log of {standing.size} entries is not the one in the database."
            return
        for path, wanted in tiles.files(0, standing.size, get=get, leaves=sequencer.leaves(s)):
            if not _holds(settings, path, wanted):
                yield f"The published file {path} is missing or not what it should be."
    except RecordBroken as error:
        yield error.message


def _holds(settings: Settings, path: str, wanted: bytes) -> bool:
    """Whether a file is published, or for a partial tile the full one that has replaced it meanwhile."""
    full, _partial, _width = path.partition(".p/")
    for name in (path, full):
        try:
            found = (settings.published / name).read_bytes()
        except OSError:
            continue
        return found == wanted if name == path else found.startswith(wanted)
    return False
