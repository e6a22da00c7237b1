"""Rules that facts and media decide, not words: facts asked for, descriptions, licences."""

import re
from collections.abc import Iterator

from countersign.screening.reading import Hit, Reading
from countersign.vocabulary import FACTS

_JUNK_ALT = re.compile(
    r"(?:an?\s+)?(?:image|photo|picture|pic|graphic|chart|graph|video|logo|flyer|map|screenshot|foto|"
    r"imagen|gráfico|mapa|img)?"
    r"[\s\d._-]*|(?:img|dsc|dcim|pxl|screenshot|image|photo|foto)[\s_.-]*[\w().-]*|\S+\.(?:jpe?g|png|"
    r"gif|webp|heic|mp4|mov)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:📸|📷|🎥|photo (?:by|credit|courtesy)|(?:photo|video|image|foto)s?\s?:|(?:photo|video|image)s? "
    r"courtesy|courtesy of|foto de|via @|©|credit:)"
    r"\s*[:\-]?\s*(?:of\s+)?[\w@][^\n.]{2,40}",
    re.I,
)
_LICENSED = re.compile(
    r"used with permission|with permission|public domain|creative commons|con permiso|usad[ao] con", re.I
)


def missing_facts(reading: Reading) -> Iterator[Hit]:
    """Every fact that the category asks for and nobody gave."""
    category = reading.category
    if category is None:
        return
    for name in category.required_facts:
        value = reading.fact(name)
        if value is None or value == "":
            fact = FACTS[name]
            message = f"{fact.label}: {category.name} needs this fact, and it is missing."
            yield Hit(message=message, remedy=fact.ask, fact=name)


def untrue_facts(reading: Reading) -> Iterator[Hit]:
    """Facts without which the post is not true: the warrant stands, the person is still missing."""
    for name in ("warrant_active", "still_missing"):
        if reading.category and name in reading.category.required_facts and reading.fact(name) is False:
            message = f"{FACTS[name].label}: the draft says no, so this post would not be true."
            yield Hit(message=message, fact=name)


def missing_alt_text(reading: Reading) -> Iterator[Hit]:
    """Pictures without a description that tells a blind reader anything; videos without captions."""
    for number, media in enumerate(reading.draft.media, start=1):
        if media.is_video:
            if reading.fact("captions") is not True:
                remedy = (
                    "Add the video again together with its captions (.vtt), or say so where they are in the picture."
                )
                yield Hit(message=f"Video {number} has no captions.", remedy=remedy)
        elif is_junk_alt(media.alt):
            yield Hit(message=f"Picture {number} has no description that says what it shows.")


def is_junk_alt(alt: str) -> bool:
    """Whether a description describes nothing: empty, a file name, or one word such as "photo"."""
    words = alt.strip()
    return len(words.split()) < 2 or _JUNK_ALT.fullmatch(words) is not None


def unlicensed_media(reading: Reading) -> Iterator[Hit]:
    """Media that others made, without a licence; where nobody said who made them, a credit counts."""
    source = reading.fact("media_source")
    if not reading.draft.media or reading.fact("media_license") or source == "agency":
        return
    credit = None if _LICENSED.search(reading.text) else _CREDIT.search(reading.text)
    if credit:
        yield Hit(*credit.span())
    elif source:
        yield Hit()
