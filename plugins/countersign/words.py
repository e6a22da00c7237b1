"""Where the words lie: the names of the files below templates/; nothing is rendered here."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "templates"

#: Every disclaimer and page item has both.
LENGTHS = ("long", "short")

#: The eight items that every page of the agency carries (POLICY S3-24 to S3-31), in the order in which they
#: are read.
PAGE_ITEMS = (
    "purpose",
    "maintained_by",
    "not_monitored",
    "emergency",
    "opinions",
    "public_record",
    "website",
    "contact",
)


def disclaimer_file(template: str, variant: str, *, language: str, length: str) -> str:
    """The name, below templates/, of one variant of a disclaimer."""
    return f"disclaimers/{template}/{variant}.{language}.{length}.txt"


def link_file(kind: str, language: str) -> str:
    """The name, below templates/, of the words with which a post names the one that it "corrects" or "follows"."""
    return f"links/{kind}.{language}.txt"


def page_item_file(item: str, *, language: str, length: str) -> str:
    """The name, below templates/, of one of the eight page items."""
    return f"page_items/{item}.{language}.{length}.txt"


def brief_file(language: str) -> str:
    """The name, below templates/, of the one short text for profiles that hold hardly more than a link."""
    return f"page_items/brief.{language}.txt"
