"""The eight items in every platform's profile: as full as it holds them, and never too long."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign import agency, page_items
from countersign.limits import DECLARED
from countersign.platforms.base import Profile

SAMPLE = Path(__file__).parents[3] / "examples" / "harbor_glen" / "agency.yaml"
POLICY = agency.parse(SAMPLE.read_text(), filename="agency.yaml", now=datetime(2026, 11, 21, tzinfo=UTC))
TERMS = "https://news.harborglenpd.example.gov/terms"


@pytest.mark.parametrize("platform", sorted(DECLARED))
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_profile_holds_its_items_and_leads_to_all_of_them(platform: str, language: str) -> None:
    """What is proposed fits the platform's fields, names the emergency number and leads to the full terms."""
    page, limits = POLICY.page("mastodon"), DECLARED[platform]
    assert page
    page = agency.PageEntry(**{**vars_of(page), "language": language})
    small = page_items.profile(POLICY, page, terms_url=TERMS, room=limits.profile)
    assert page_items.fits(small, limits, page=page.id) == []
    shown = " ".join([small.note, *(value for _, value in small.fields)])
    assert TERMS in shown and "911" in shown


@pytest.mark.parametrize(("shown", "same"), [("https://t.co/abc", True), ("https://evil.example", False)])
def test_a_platforms_own_short_links_are_no_change(shown: str, same: bool) -> None:
    """X shows its own short address for every link; any other address in its place is a change."""
    signed = Profile(f"Call 911. Terms: {TERMS}", ())
    missing = page_items.missing_items({"note": f"Call 911. Terms: {shown}", "fields": []}, signed)
    assert (missing == []) is same


def vars_of(page: agency.PageEntry) -> dict[str, object]:
    """The fields of an entry."""
    return {name: getattr(page, name) for name in page.__dataclass_fields__}
