"""Templates -> final words: disclaimers into posts, counted by the page, never truncated."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from countersign import words
from countersign.agency import DisclaimerEntry, PageEntry, Policy, When
from countersign.content import Draft, FinalText, Finding, Inserted, Part, Severity, SignedWindow
from countersign.errors import Misconfigured
from countersign.limits import Limits, links, measure
from countersign.limits.parts import split

STANDARD = "standard"

#: Between the author's words and what was put in.
GAP = "\n\n"

_LINK = re.compile(r"https?://[^\s<>\"“”]+")
_MENTION = re.compile(r"(?<![\w/@.])@[\w.-]+(?:@[\w-]+(?:\.[\w-]+)+)?")


class Counted(Protocol):
    """What a measure says of a text."""

    @property
    def count(self) -> int:
        """How much was counted."""

    @property
    def limit(self) -> int | None:
        """How much may be there, or None."""

    @property
    def unit(self) -> str:
        """What was counted."""

    @property
    def fits(self) -> bool:
        """Whether it may be there."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for each thing that is too much."""


Measure = Callable[[str], Counted]


def final_text(
    draft: Draft, page: PageEntry, policy: Policy, *, limits: Limits, window: SignedWindow | None
) -> FinalText | Finding:
    """The exact words of a draft for a page, or the blocking finding that says by how much they are too long.

    Every disclaimer goes in with its long wording where that fits; else the last ones change to their short
    wording, one after the other; else the text becomes a thread where the page has `thread`. Nothing is ever cut.
    """
    fitted, texts = _fitted(draft, page, policy, limits=limits)
    if not texts:
        return too_long(fitted, page)
    longest = max((measure(text, limits) for text in texts), key=lambda fit: fit.count)
    return FinalText(
        page=page.id,
        parts=tuple(Part(text, links=links(text), mentions=mentions(text)) for text in texts),
        media=draft.media,
        visibility=page.visibility,
        in_reply_to=draft.in_reply_to if limits.replies else None,
        window=window,
        disclaimers=fitted.inserted,
        count=longest.count,
        limit=longest.limit,
        unit=longest.unit,
    )


def _fitted(draft: Draft, page: PageEntry, policy: Policy, *, limits: Limits) -> tuple["Fitted", tuple[str, ...]]:
    """The words as one message; else, where the agency wants that of a page, as a thread; else no message at all."""
    fitted = fit(draft, page, policy, measure=lambda text: measure(text, limits))
    if fitted.counted.fits:
        return fitted, (fitted.text,)
    if not page.thread:
        return fitted, ()
    text, inserted = _assembled(draft, disclaimers(draft, page, policy), 0)
    parts = split(
        text, lambda part: measure(part, limits).fits, most=limits.parts, whole=[put.text for put in inserted]
    )
    return (Fitted(text, inserted, measure(text, limits)), parts) if parts else (fitted, ())


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with its disclaimers in, and what the page's measure says of it, whether it fits or not."""

    text: str
    inserted: tuple[Inserted, ...]
    counted: Counted


def fit(draft: Draft, page: PageEntry, policy: Policy, *, measure: Measure) -> Fitted:
    """The fullest wording that fits; else the shortest one, so that a person sees what is too long."""
    wanted = disclaimers(draft, page, policy)
    tries = (_assembled(draft, wanted, shortened) for shortened in range(len(wanted) + 1))
    fitted = Fitted("", (), measure(""))
    for text, inserted in tries:
        fitted = Fitted(text, inserted, measure(text))
        if fitted.counted.fits:
            break
    return fitted


def too_long(fitted: Fitted, page: PageEntry) -> Finding:
    """The finding that a text does not fit a page even with every disclaimer short."""
    counted = fitted.counted
    over = counted.count - (counted.limit or 0)
    added = " with the shortest disclaimers that must be there" if fitted.inserted else ""
    message = (
        f"The text is {over} {counted.unit} too long for {page.name}: {counted.count}{added}, and {counted.limit} fit."
    )
    remedy = f"Shorten it by {over} {counted.unit}, or take this page off. Nothing is ever cut off by itself."
    if over <= 0:
        message = f"The text does not fit {page.name}{added}. {' '.join(counted.reasons)}"
        remedy = "Change what is too much, or take this page off. Nothing is ever cut off by itself."
    return Finding("too-long", Severity.BLOCK, message, remedy, page=page.id)


@dataclass(frozen=True, slots=True)
class Worded:
    """One disclaimer in the variant that was chosen, long and short."""

    id: str
    variant: str
    long: str
    short: str


def disclaimers(draft: Draft, page: PageEntry, policy: Policy) -> tuple[Worded, ...]:
    """What has to stand in this post on this page; a variant that is not approved counts as standard."""
    lead = lead_agency(draft, policy)
    return tuple(
        _worded(entry, draft, policy, page=page, lead=lead)
        for entry in policy.disclaimers_for(draft.category, page=page.id)
        if entry.when is When.ALWAYS or lead is not None
    )


def variants(entry: DisclaimerEntry) -> tuple[str, ...]:
    """The approved wordings of a disclaimer, the standard one first."""
    return (STANDARD, *entry.alternates)


def language_of(draft: Draft, entry: DisclaimerEntry) -> str:
    """The language in which a disclaimer is read: "es-MX" reads "es"; one it is not worded in, the first it
    has."""
    language = draft.language.partition("-")[0]
    return language if language in entry.languages else entry.languages[0]


def lead_agency(draft: Draft, policy: Policy) -> str | None:
    """The other agency that leads, by the coordination record or the facts; None when ours does."""
    named = [record.lead for record in draft.coordination] + [str(draft.facts.get("lead_agency") or "")]
    facts = policy.agency
    ours = {name.casefold() for name in ("", facts.id, facts.name, facts.short_name)}
    for lead in (name.strip() for name in named):
        if lead.casefold() not in ours:
            neighbor = policy.neighbor(lead)
            return neighbor.name if neighbor else lead
    return None


def _worded(entry: DisclaimerEntry, draft: Draft, policy: Policy, *, page: PageEntry, lead: str | None) -> Worded:
    chosen = draft.variants.get(entry.id, STANDARD)
    variant = chosen if chosen in variants(entry) else STANDARD
    values = {"agency": policy.agency, "page": page, "lead": lead or ""}
    long, short = (
        render(
            words.disclaimer_file(entry.template, variant, language=language_of(draft, entry), length=length),
            values,
        )
        for length in words.LENGTHS
    )
    return Worded(entry.id, variant, long, short)


def _assembled(draft: Draft, wanted: Sequence[Worded], shortened: int) -> tuple[str, tuple[Inserted, ...]]:
    """The text with the last `shortened` disclaimers in their short wording."""
    first_short = len(wanted) - shortened
    inserted = tuple(
        Inserted(item.id, item.variant, item.long if number < first_short else item.short)
        for number, item in enumerate(wanted)
    )
    body = tidy(draft.text)
    missing = [item.text for item in inserted if item.text not in body]
    return GAP.join(part for part in (body, " ".join(missing)) if part), inserted


def tidy(text: str) -> str:
    """The author's words with one kind of line end, composed letters and no space around them."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def mentions(text: str) -> tuple[str, ...]:
    """The accounts that a text mentions, in order."""
    return tuple(match.rstrip(".-") for match in _MENTION.findall(_LINK.sub(" ", text)))


def render(name: str, values: Mapping[str, Any]) -> str:
    """A template below templates/ -> its words; what it names and nobody gave is an error, never a gap."""
    try:
        return _environment().get_template(name).render(**values).strip()
    except TemplateError as error:
        raise Misconfigured(
            f"The template {name} cannot be used: {error}. Nothing was written; mend the template and try again."
        ) from error


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    """The words are text, not HTML: pages escape them when they show them."""
    loader = FileSystemLoader(words.FOLDER)
    return ImmutableSandboxedEnvironment(loader=loader, autoescape=False, undefined=StrictUndefined)


def starters(policy: Policy, language: str) -> dict[str, str]:
    """Category -> the starter text for a new post in a language, for those categories that have one."""
    return dict(_starters(policy, language))


def correction_starter(policy: Policy, language: str) -> str:
    """The starter text of a correction in a language, else in English."""
    names = (f"posts/correction.{spoken}.txt" for spoken in (language, "en"))
    return render(next(name for name in names if (words.FOLDER / name).is_file()), {"agency": policy.agency})


def with_link(draft: Draft, url: str) -> str:
    """The words of a draft with the link of the post that it corrects or follows, for a page without answers."""
    spoken = draft.language.partition("-")[0]
    names = (words.link_file("corrects" if draft.corrects else "follows", language) for language in (spoken, "en"))
    name = next(name for name in names if (words.FOLDER / name).is_file())
    return GAP.join((tidy(draft.text), render(name, {"url": url})))


def _starters(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    for category in policy.categories:
        name = f"posts/{category.id}.{language}.txt"
        if (words.FOLDER / name).is_file():
            yield category.id, render(name, {"agency": policy.agency})
