"""The eight items that stand on every page of the agency (POLICY S3-24 to S3-31), worded for one page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from countersign import words
from countersign.agency import PageEntry, Policy
from countersign.content import Finding, Severity
from countersign.limits import Limits, measure_profile
from countersign.wording import render

#: What a profile's fields are called; the other six items stand in its text.
FIELDS = {"website": {"en": "Website", "es": "Sitio oficial"}, "contact": {"en": "Contact", "es": "Contacto"}}
TERMS = {"en": "All terms", "es": "Condiciones"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a small profile shows: all eight items, short, and a link to the rest."""

    note: str
    fields: tuple[tuple[str, str], ...]


def page_items(
    policy: Policy, page: PageEntry, *, language: str | None = None, limit: int | None = None
) -> dict[str, str]:
    """Item -> its words, in reading order: long where all of them fit within `limit`, else short."""
    tongue = (language or page.language).partition("-")[0]
    long = {item: _item(item, policy, page, language=tongue, length="long") for item in words.PAGE_ITEMS}
    if limit is None or len("\n".join(long.values())) <= limit:
        return long
    return {item: _item(item, policy, page, language=tongue, length="short") for item in words.PAGE_ITEMS}


def profile(policy: Policy, page: PageEntry, *, terms_url: str) -> Profile:
    """The eight items for a small profile: six in its text; website, contact and terms as fields."""
    language = page.language.partition("-")[0]
    short = page_items(policy, page, limit=0)
    note = " ".join(text for item, text in short.items() if item not in FIELDS)
    fields = [(FIELDS[item].get(language, FIELDS[item]["en"]), short[item]) for item in FIELDS]
    return Profile(note, (*fields, (TERMS.get(language, TERMS["en"]), terms_url)))


def body(policy: Policy, page: PageEntry, *, number: int, terms_url: str) -> dict[str, Any]:
    """The canonical body of a page's items: what their sign-off binds (content.digest takes its digest)."""
    small = profile(policy, page, terms_url=terms_url)
    return {
        "v": 1,
        "kind": "page_items",
        "policy": number,
        "page": page.id,
        "language": page.language,
        "items": page_items(policy, page),
        "profile": {"note": small.note, "fields": [list(field) for field in small.fields]},
    }


def profile_of(body: Mapping[str, Any]) -> Profile:
    """The profile that a signed body holds."""
    stored = body["profile"]
    return Profile(stored["note"], tuple((name, value) for name, value in stored["fields"]))


def fits(small: Profile, limits: Limits, *, page: str) -> list[Finding]:
    """A blocking finding for whatever of a profile does not fit; nothing is ever cut."""
    fit = measure_profile(small.note, small.fields, limits)
    remedy = "Shorten the short wording of a page item in the agency file."
    return [Finding("page-items-too-long", Severity.BLOCK, reason, remedy, page=page) for reason in fit.reasons]


def missing_items(shown: Mapping[str, Any] | Profile, signed: Profile) -> list[str]:
    """What a page does not show although it was signed, in plain sentences; empty when all is there."""
    seen = asdict(shown) if isinstance(shown, Profile) else dict(shown)
    missing = (
        []
        if _same(str(seen.get("note", "")), signed.note)
        else ["The text of the profile differs from what was signed."]
    )
    have = {str(name): str(value) for name, value in seen.get("fields", ())}
    lacking = [name for name, value in signed.fields if not _same(have.get(name, ""), value)]
    return [
        *missing,
        *(f"The field “{name}” differs from what was signed or is missing." for name in lacking),
    ]


def _same(shown: str, signed: str) -> bool:
    return " ".join(shown.split()) == " ".join(signed.split())


def _item(item: str, policy: Policy, page: PageEntry, *, language: str, length: str) -> str:
    own = policy.page_items.get(item, {}).get(language)
    if own is not None:
        return own.long if length == "long" else own.short
    return render(words.page_item_file(item, language=language, length=length), {"agency": policy.agency, "page": page})
