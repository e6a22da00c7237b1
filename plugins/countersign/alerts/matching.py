"""A message against the signed templates: which one, what its fields say, and until when it holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from countersign.alerts import judging, templates
from countersign.alerts.model import Alert, Info, Kind, Reference
from countersign.alerts.sets import Standing
from countersign.alerts.templates import LANGUAGES, Act, Blank, Template

#: As many places as a post can name, and in how many characters.
MOST_PLACES, PLACES = 3, 80
_ALL_CLEAR = "AllClear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A template with the words that a message gives it, and what is wrong with them, by field."""

    template: Template
    act: Act
    values: Mapping[str, str]
    wrong: Mapping[str, str]
    place: str
    event: str
    #: By language, the fields and the place as the message says them in that language.
    local: Mapping[str, Mapping[str, str]]
    #: In which language `values` stand.
    language: str = LANGUAGES[0]


def match(alert: Alert, standing: Standing, known: Mapping[Reference, Alert], *, begun: bool = True) -> Match | None:
    """The template that a message chooses, filled; None when none is for it.

    What has not begun here is told from its beginning, whatever the message is.
    """
    infos = judging.speaking(alert, known)
    info = _english(infos)
    if info is None:
        return None
    template = templates.choose(standing.templates.values(), events(alert, infos))
    if template is None:
        return None
    does = act(alert) if begun else Act.ALERT
    filled = templates.fill(template, _given(template, info), does)
    return Match(
        template=template,
        act=does,
        values=filled.values,
        wrong=filled.wrong,
        place=place(info),
        event=info.event,
        local={language: _local(template, one) for language, one in _by_language(infos).items()},
        language=_language(info),
    )


def in_languages(alert: Alert, languages: tuple[str, ...]) -> Alert:
    """The message with only the infos in some languages ("es" takes "es-MX"); empty: all of them."""
    if not languages:
        return alert
    told = tuple(i for i in alert.infos if i.language.lower().startswith(tuple(one.lower() for one in languages)))
    return replace(alert, infos=told)


def act(alert: Alert) -> Act:
    """What a message asks to be said; an update that says all is clear ends the matter."""
    if alert.kind is Kind.CANCEL:
        return Act.CANCEL
    if alert.kind is Kind.UPDATE:
        clear = alert.infos and all(_ALL_CLEAR in info.responses for info in alert.infos)
        return Act.CANCEL if clear else Act.UPDATE
    return Act.ALERT


def events(alert: Alert, infos: tuple[Info, ...]) -> list[str]:
    """What a message is about, most exact first: codes of the weather service, SAME codes, names of events."""
    codes = [f"{code.phenomenon}.{code.significance}" for code in alert.vtec]
    same = [value for info in infos for name, value in info.event_codes if name.upper() == "SAME"]
    other = [value for info in infos for name, value in info.event_codes if name.upper() != "SAME"]
    return list(dict.fromkeys([*codes, *same, *other, *(info.event for info in infos)]))


def place(info: Info) -> str:
    """Where it holds, as a post names it: the first few places, and how many more there are."""
    told = [one.strip() for area in info.places for one in area.description.split(";") if one.strip()]
    named = (_named(told, count) for count in range(MOST_PLACES, 0, -1))
    return next((words for words in named if len(words) <= PLACES), _named(told, 1))


def _named(places: list[str], count: int) -> str:
    words = ", ".join(places[:count])
    return f"{words} and {len(places) - count} more" if len(places) > count else words


def title(alert: Alert) -> str:
    """What a list shows: the event and where, or the identifier when it says neither."""
    info = _english(alert.infos)
    return f"{info.event}: {place(info)}"[:200] if info else f"{alert.kind} {alert.identifier}"[:200]


def over(alert: Alert) -> datetime | None:
    """When the last of its infos stops to hold."""
    return max((judging.ends(info, alert.sent) for info in alert.infos), default=None)


def until(alert: Alert, template: Template) -> datetime:
    """Until when it may still be said; a message without infos holds as long as its template says."""
    return over(alert) or alert.sent + timedelta(hours=template.hours)


def _english(infos: tuple[Info, ...]) -> Info | None:
    return next((info for info in infos if info.language.lower().startswith("en")), infos[0] if infos else None)


def _given(template: Template, info: Info) -> dict[str, str]:
    return {blank.id: _first(blank, info) for blank in template.blanks}


def _local(template: Template, info: Info) -> dict[str, str]:
    """What one info says of the fields, without what does not fit, and its place."""
    filled = templates.fill(template, _given(template, info))
    told = {name: value for name, value in filled.values.items() if value and name not in filled.wrong}
    return told | ({"place": templates.clean(place(info))} if place(info) else {})


def _by_language(infos: tuple[Info, ...]) -> dict[str, Info]:
    return {_language(info): info for info in reversed(infos)}


def _language(info: Info) -> str:
    return info.language.lower().partition("-")[0]


def _first(blank: Blank, info: Info) -> str:
    """The first part of a message that fits a field as it stands; nothing is cut."""
    told = [value for name in blank.from_message if (value := templates.clean(_part(name, info)))]
    return next((value for value in told if len(value) <= blank.most), told[0] if told else "")


def _part(name: str, info: Info) -> str:
    if name.startswith("parameter:"):
        return next(iter(info.parameter(name.partition(":")[2])), "")
    parts = {
        "event": info.event,
        "headline": info.headline,
        "area": place(info),
        "instruction": info.instruction,
        "description": info.description,
        "first_instruction": next(_sentences(info.instruction), ""),
        "first_description": next(_sentences(info.description), ""),
        "sender_name": info.sender_name,
    }
    return parts.get(name, "")


def _sentences(text: str) -> Iterator[str]:
    for line in text.replace("\n", " ").split(". "):
        if line.strip():
            yield f"{line.strip().rstrip('.')}."
