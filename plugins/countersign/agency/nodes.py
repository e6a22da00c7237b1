"""YAML as plain data with the line of everything in it; text stays text, so that no value changes its meaning
on the way.

Only `null`, `~` and nothing at all are None; whether `no`, `08:30` or `0911` is a word, a time or a number
is for the
field that receives it to say.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_EVENTS = 200_000

Place = tuple[str | int, ...]
Fault = tuple[int, str]

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """What a file says, the line of each place in it, and what could not be read."""

    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that the file has."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(text: str) -> Document:
    """Text -> Document; whatever is wrong with the YAML itself is among its faults."""
    document = Document(lines={(): 1})
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        document.faults.append((1, f"The file is larger than {MAX_BYTES // 1000} kB; an agency file is far smaller."))
        return document
    try:
        document.faults.extend(_unsafe(text))
        node = None if document.faults else yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        document.faults.append(_syntax(error))
        return document
    if node is not None:
        document.data = _plain(node, (), document)
    elif not document.faults:
        document.faults.append((1, "The file is empty."))
    return document


def _unsafe(text: str) -> list[Fault]:
    """What could make a small file huge or run something: aliases, tags, endless nesting, many documents."""
    faults: list[Fault] = []
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH or count > MAX_EVENTS:
            return [
                *faults,
                (line, "The file is nested too deeply or has too many entries; an agency file has neither."),
            ]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.append((line, "Anchors and aliases (&name, *name) are not read; write the entry out."))
        elif tag := getattr(event, "tag", None):
            faults.append((line, f"The tag {tag} is not read; leave it out."))
    return [*faults, (1, "The file holds several documents; keep one.")] if documents > 1 else faults


def _syntax(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    return (mark.line + 1 if mark else 1, f"This is not YAML: {problem}.")


def _plain(node: yaml.Node, place: Place, document: Document) -> Any:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, number), document) for number, item in enumerate(node.value)]
    plain = getattr(node, "style", None) is None
    return None if plain and node.value in ("", "~", "null") else node.value


def _mapping(node: yaml.MappingNode, place: Place, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            document.faults.append((line, "A key must be a word."))
            continue
        if key.value in found:
            first = document.lines[(*place, key.value)]
            document.faults.append((line, f"‘{key.value}’ stands here twice; it is on line {first} already."))
            continue
        document.lines[(*place, key.value)] = line
        found[key.value] = _plain(value, (*place, key.value), document)
    return found
