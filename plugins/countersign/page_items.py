"""The eight items that stand on every page of the agency (POLICY S3-24 to S3-31), worded for one page."""

import re
from collections.abc import Mapping
from typing import Any

from countersign import words
from countersign.agency import PageEntry, Policy
from countersign.content import Finding, Severity
from countersign.limits import Limits, ProfileLimits, graphemes, measure_profile
from countersign.platforms.base import Profile
from countersign.wording import render

#: What a profile's fields are called; the other six items stand in its text.
FIELDS = {"website": {"en": "Website", "es": "Sitio oficial"}, "contact": {"en": "Contact", "es": "Contacto"}}
#: What platforms with one field call it, and our adapters with them.
WEBSITE_FIELD = "Website"
TERMS = {"en": "All terms", "es": "Condiciones"}

_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_ANY_LINK = re.compile(r"https?://\S+")


def page_items(
    policy: Policy, page: PageEntry, *, language: str | None = None, limit: int | None = None
) -> dict[str, str]:
    """Item -> its words, in reading order: long where all of them fit within `limit`, else short."""
    tongue = (language or page.language).partition("-")[0]
    long = {item: _item(item, policy, page, language=tongue, length="long") for item in words.PAGE_ITEMS}
    if limit is None or len("\n".join(long.values())) <= limit:
        return long
    return {item: _item(item, policy, page, language=tongue, length="short") for item in words.PAGE_ITEMS}


def profile(policy: Policy, page: PageEntry, *, terms_url: str, room: ProfileLimits | None = None) -> Profile:
    """The eight items for a small profile, as full as it holds them.

    Six in its text and website, contact and terms as fields, where it has three; else all in the text, but for the
    one field that is the website; else one short text that leads to all of them on our own site.
    """
    language = page.language.partition("-")[0]
    short = page_items(policy, page, limit=0)
    fields = [(FIELDS[item].get(language, FIELDS[item]["en"]), short[item]) for item in FIELDS]
    terms = (TERMS.get(language, TERMS["en"]), terms_url)
    note = " ".join(text for item, text in short.items() if item not in FIELDS)
    if room is None or (room.fields >= len(FIELDS) + 1 and graphemes(note) <= room.note):
        return Profile(note, (*fields, terms))
    site = ((WEBSITE_FIELD, policy.agency.url),) if room.fields else ()
    whole = " ".join([note, *(f"{name}: {value}" for name, value in fields[len(site) :]), f"{terms[0]}: {terms_url}"])
    if graphemes(whole) <= room.note:
        return Profile(whole, site)
    known = language if (words.FOLDER / words.brief_file(language)).is_file() else "en"
    values = {"agency": policy.agency, "page": page, "terms": terms_url}
    return Profile(render(words.brief_file(known), values), site)


def body(
    policy: Policy, page: PageEntry, *, number: int, terms_url: str, room: ProfileLimits | None = None
) -> dict[str, Any]:
    """The canonical body of a page's items: what their sign-off binds (content.digest takes its digest)."""
    small = profile(policy, page, terms_url=terms_url, room=room)
    return {
        "v": 1,
        "kind": "page_items",
        "policy": number,
        "page": page.id,
        "language": page.language,
        "items": page_items(policy, page),
        "profile": small.to_json(),
    }


def profile_of(body: Mapping[str, Any]) -> Profile:
    """The profile that a signed body holds."""
    return Profile.from_json(body["profile"])


def fits(small: Profile, limits: Limits, *, page: str) -> list[Finding]:
    """A blocking finding for whatever of a profile does not fit; nothing is ever cut."""
    fit = measure_profile(small.note, small.fields, limits)
    remedy = "Shorten the short wording of a page item in the agency file."
    return [Finding("page-items-too-long", Severity.BLOCK, reason, remedy, page=page) for reason in fit.reasons]


def missing_items(shown: Mapping[str, Any], signed: Profile) -> list[str]:
    """What a page does not show although it was signed, in plain sentences; empty when all is there."""
    missing = (
        []
        if _same(str(shown.get("note", "")), signed.note)
        else ["The text of the profile differs from what was signed."]
    )
    have = {str(name): str(value) for name, value in shown.get("fields", ())}
    lacking = [name for name, value in signed.fields if not _same(have.get(name, ""), value)]
    return [
        *missing,
        *(f"The field “{name}” differs from what was signed or is missing." for name in lacking),
    ]


def _same(shown: str, signed: str) -> bool:
    """Whether both say the same; where a platform shows its own short links, any link stands for any other."""
    if _SHORT_LINK.search(shown):
        shown, signed = _ANY_LINK.sub("(link)", shown), _ANY_LINK.sub("(link)", signed)
    return " ".join(shown.split()) == " ".join(signed.split())


def _item(item: str, policy: Policy, page: PageEntry, *, language: str, length: str) -> str:
    own = policy.page_items.get(item, {}).get(language)
    if own is not None:
        return own.long if length == "long" else own.short
    return render(words.page_item_file(item, language=language, length=length), {"agency": policy.agency, "page": page})
