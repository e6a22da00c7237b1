"""The words of a post as HTML: every character as it was signed, links to follow, disclaimers in a quieter voice."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from approval_ui.shared.showing import with_disclaimers
from countersign.content import FinalText, Inserted

_LINK = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]’']")
TITLE = 80
PICTURE = Markup('\n<p><img src="{}" alt="{}"></p>')


def html_of(content: FinalText) -> Markup:
    """All parts of a final text, one paragraph each."""
    parts = (Markup("<p>{}</p>").format(_part(part.text, content.disclaimers)) for part in content.parts)
    return Markup("\n").join(parts)


def first_words(content: FinalText, most: int = TITLE) -> str:
    """The first words of a text, for a list: cut between two words, and seen to be cut."""
    whole = " ".join(content.text.split())
    if len(whole) <= most:
        return whole
    cut = whole[: most + 1].rsplit(" ", 1)[0][:most]
    return cut.rstrip(".,;:–- ") + " …"


def _part(text: str, disclaimers: Sequence[Inserted]) -> Markup:
    pieces = with_disclaimers(text, disclaimers)
    quiet = Markup('<span class="np-quiet">{}</span>')
    return Markup("").join(quiet.format(_linked(p.text)) if p.about else _linked(p.text) for p in pieces)


def _linked(text: str) -> Markup:
    """Escaped, with line ends and links."""
    found, end = Markup(""), 0
    for match in _LINK.finditer(text):
        link = Markup('<a href="{0}" rel="noopener">{0}</a>').format(match.group())
        found += _lines(text[end : match.start()]) + link
        end = match.end()
    return found + _lines(text[end:])


def _lines(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))
