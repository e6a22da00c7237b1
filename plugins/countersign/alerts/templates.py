"""Alert templates as values: typed fields, and texts for the alert, its update, its cancel and a false alarm.

A template is a YAML file below templates/alerts/. What is in force are not the files but the set that was signed: the
texts travel inside it. Every text exists in English and Spanish, long and short.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from countersign import words
from countersign.errors import Invalid, Misconfigured

FOLDER = words.FOLDER / "alerts"
LANGUAGES = ("en", "es")
LENGTHS = ("long", "short")
#: What a person can type in a hurry, and the longest place.
MOST_FIELDS, PLACE = 4, 120
_TAG = re.compile(r"<[^<>]{0,200}>")
#: Also what a platform would turn into a link by itself: a host before a path, or under a common ending.
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|me|ly|gl|app|dev|xyz|site|online|top|ru|cn|gov|us|edu)\b",
    re.IGNORECASE,
)
#: A name that a platform would call.
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_BLANKS = re.compile(r"\s+")
_SHAPES: dict[str, re.Pattern[str]] = {
    "number": re.compile(r"[0-9][0-9,. ]*"),
    "phone": re.compile(r"[0-9+() .\-]{3,24}"),
    "reference": re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./\-]*"),
}


class Act(StrEnum):
    """What a text of a template does."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"
    FALSE_ALARM = "false_alarm"


#: What ends an incident: quicker than beginning one.
ENDING = (Act.CANCEL, Act.FALSE_ALARM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One field of a template: what may stand in it, and where a machine's message has it."""

    id: str
    label: str
    most: int
    #: text, number, phone, reference or choice.
    kind: str = "text"
    choices: tuple[str, ...] = ()
    needed: bool = True
    hint: str = ""
    #: Parts of a message that are tried in turn: event, headline, area, until, instruction, summary, parameter:NAME.
    from_message: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What may be said at once: `texts` as act -> language -> length -> Jinja2 text."""

    id: str
    name: str
    category: str
    blanks: tuple[Blank, ...]
    texts: Mapping[str, Mapping[str, Mapping[str, str]]]
    #: Events that choose it: SAME codes, VTEC phenomenon.significance, or names of events.
    events: tuple[str, ...] = ()
    #: Whether a person can raise it, and whether a message can.
    by_person: bool = True
    by_message: bool = False
    #: What it is for, in one sentence.
    about: str = ""
    #: Hours after which it is stale when nothing says when it ends.
    hours: int = 12
    #: Values of fields in another language: language -> value -> the words for it there. None: its texts were signed
    #: before texts could do without words in another language.
    said_in: Mapping[str, Mapping[str, str]] | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object: the part of a set that is signed."""
        return asdict(self)

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Template":
        """The template that to_json wrote, or that a file says; Invalid names what is wrong with it."""
        try:
            blanks = tuple(
                Blank(**one | {name: tuple(one.get(name, ())) for name in ("choices", "from_message")})
                for one in body["blanks"]
            )
            read = cls(**dict(body) | {"blanks": blanks, "events": tuple(body.get("events", ()))})
        except (KeyError, TypeError) as error:
            raise Invalid(f"A template cannot be read: {error}.") from None
        return read

    def checked(self) -> "Template":
        """Itself when it is whole; Invalid says what is wrong. What was signed was checked before it was signed."""
        if wrong := list(_faults(self)):
            raise Invalid({self.id: " ".join(wrong)})
        return self

    def blank(self, id: str) -> Blank | None:
        """The field with this id."""
        return next((one for one in self.blanks if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields of a template with clean values, or what is wrong with them, by field."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def fill(template: Template, given: Mapping[str, str], act: Act = Act.ALERT) -> Filled:
    """Clean what was given and hold it against the fields; nothing is cut, and nothing missing is made up.

    A field that no text of the act names is not asked for.
    """
    values, wrong = {}, {}
    asked = blanks_of(template, act)
    for blank in template.blanks:
        value = clean(given.get(blank.id, ""))
        if blank in asked and (fault := _fault(blank, value)):
            wrong[blank.id] = fault
        values[blank.id] = value
    return Filled(values, wrong)


def fill_elsewhere(template: Template, given: Mapping[str, str]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """What was given in other languages, under names such as `es.where`: by language, and what is wrong with it."""
    local: dict[str, dict[str, str]] = {}
    wrong = {}
    for name, told in given.items():
        language, _, id = name.partition(".")
        blank, value = template.blank(id), clean(told)
        if not value or language not in LANGUAGES or (blank is None and id != "place"):
            continue
        if blank and (fault := _fault(blank, value)):
            wrong[name] = fault
        local.setdefault(language, {})[id] = value
    return local, wrong


def kept(values: Mapping[str, str], local: Mapping[str, Mapping[str, str]], *, own: str) -> dict[str, str]:
    """Fields as they are stored with a message or an incident: fill and fill_elsewhere read them again."""
    told = {**values, "language": own} if own != LANGUAGES[0] else dict(values)
    for language, said in local.items():
        told |= {f"{language}.{id}": value for id, value in said.items() if language != own}
    return told


def spoken(given: Mapping[str, str]) -> str:
    """In which language free words stand, as `kept` wrote it down with them."""
    told = given.get("language", "")
    return told if told.isascii() and told.isalpha() and len(told) <= 3 else LANGUAGES[0]


def blanks_of(template: Template, act: Act) -> tuple[Blank, ...]:
    """The fields that the texts of an act name; for an alert all of them."""
    if act is Act.ALERT:
        return template.blanks
    return _named(template, act, LANGUAGES)


def free_in(template: Template, act: Act, language: str) -> tuple[Blank, ...]:
    """The fields with free words that the texts of an act name in a language."""
    return tuple(blank for blank in _named(template, act, (language,)) if blank.kind == "text")


def _named(template: Template, act: Act, languages: Iterable[str]) -> tuple[Blank, ...]:
    texts = (text for language in languages for text in template.texts[act].get(language, {}).values())
    named = {name for text in texts for name in meta.find_undeclared_variables(_environment().parse(text))}
    return tuple(blank for blank in template.blanks if blank.id in named)


def in_language(
    template: Template,
    values: Mapping[str, str],
    local: Mapping[str, Mapping[str, str]],
    *,
    language: str,
    own: str,
) -> dict[str, str]:
    """The fields and the place as a text in some language has them.

    Free words that were said in another language (`own`) stay out of it, so that no page mixes two: it has what was
    said in its own (`local`), the template's words for a value, or nothing. Names of places stand as they are.
    """
    here = local.get(language, {})
    told = {**values, **here}
    if template.said_in is None:
        return told
    known = template.said_in.get(language, {})
    for blank in template.blanks:
        if blank.kind == "text":
            value = told[blank.id] if blank.id in here or language == own else ""
            told[blank.id] = known.get(told.get(blank.id, ""), value)
    return told


def clean(value: str) -> str:
    """Text as data: no markup, no control or direction characters, no links, single blanks, composed letters."""
    plain = html.unescape(_TAG.sub(" ", unicodedata.normalize("NFC", str(value))))
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    return _BLANKS.sub(" ", _MENTION.sub("", _LINK.sub(" ", plain))).strip()


def render(template: Template, act: Act, *, language: str, length: str, values: Mapping[str, str]) -> str:
    """One text with its fields in; Misconfigured when the template names what nobody gave."""
    texts = template.texts[act]
    chosen = texts.get(language.partition("-")[0]) or texts[LANGUAGES[0]]
    try:
        text = _compiled(chosen[length]).render(**values)
    except TemplateError as error:
        raise Misconfigured(f"The template {template.name} cannot be used: {error}. Nothing was sent.") from error
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.splitlines()).strip()


def choose(templates: Iterable[Template], events: Iterable[str]) -> Template | None:
    """The template that a message's events choose: by the first of its codes, then names, that one lists."""
    open_to_messages = [one for one in templates if one.by_message]
    for event in events:
        for template in open_to_messages:
            if event.casefold() in {told.casefold() for told in template.events}:
                return template
    return None


@cache
def shipped() -> tuple[Template, ...]:
    """The templates below templates/alerts/, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def _read(path: Path) -> Template:
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Template.from_json({"said_in": {}} | told | {"id": path.stem}).checked()
    except (yaml.YAMLError, Invalid, TypeError) as error:
        raise Misconfigured(f"The alert template {path.name} cannot be used: {error}") from error


def _fault(blank: Blank, value: str) -> str | None:
    if not value:
        return f"{blank.label} is needed." if blank.needed else None
    if len(value) > blank.most:
        return f"{blank.label} has {len(value)} characters; {blank.most} fit."
    if blank.kind == "choice" and value not in blank.choices:
        return f"{blank.label} is one of: {', '.join(blank.choices)}."
    shape = _SHAPES.get(blank.kind)
    if shape and not shape.fullmatch(value):
        return f"{blank.label} is no {blank.kind}: “{value[:40]}”."
    return None


def _faults(template: Template) -> Iterator[str]:
    """A template is whole: every act, language and length, four fields at most, and no name that nobody gives."""
    if len(template.blanks) > MOST_FIELDS:
        yield f"It has {len(template.blanks)} fields; {MOST_FIELDS} are what a person can type in a hurry."
    given = {blank.id for blank in template.blanks} | COMMON
    for act in Act:
        for language in LANGUAGES:
            for length in LENGTHS:
                text = template.texts.get(act, {}).get(language, {}).get(length, "")
                where = f"{act} ({language}, {length})"
                if not text.strip():
                    yield f"It has no text for {where}."
                elif unknown := meta.find_undeclared_variables(_environment().parse(text)) - given:
                    yield f"The text for {where} names {', '.join(sorted(unknown))}, which nobody gives."


#: What every text may name: where, until when (on the agency's clock), who speaks, the event, and where to read more.
COMMON = frozenset({"place", "until", "agency", "event", "more", "emergency"})


@lru_cache(maxsize=1024)
def _compiled(text: str) -> JinjaTemplate:
    return _environment().from_string(text)


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)
