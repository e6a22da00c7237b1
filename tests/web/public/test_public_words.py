"""What a post says survives its way into HTML letter by letter, and the pages around it speak plainly."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_ui.public import markup
from countersign.content import FinalText, Inserted, Part

TEMPLATES = Path(markup.__file__).parent / "templates"
#: Words of the program, or of another trade. The pages with the proof may use those of its tools.
FOREIGN = "proposal digest dispatcher shift checkpoint bag attest enum delivery deliveries attempt hash token null"
READ_BY_ALL = ("accounts.html", "newsroom.html", "pieces.html", "post.html", "records.html", "rules.html", "terms.html")

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n<>&\"'/:. ")) | st.sampled_from(
    ["see https://a.example/x?y=<z>&w=1.", "http://", "https://a.example)", "a\n\nb", "<br>", "&lt;"]
)


@given(text=TEXTS, disclaimer=TEXTS)
def test_a_text_reads_in_html_as_it_was_signed(text: str, disclaimer: str) -> None:
    """Taking the tags away again gives back every letter and line end."""
    whole = f"{text} {disclaimer}"
    made = markup.html_of(FinalText("p", (Part(whole),), disclaimers=(Inserted("d", "standard", disclaimer),)))
    read = html.unescape(re.sub(r"<[^>]*>", "", str(made).replace("<br>\n", "\n")))
    assert read == whole
    assert set(re.findall(r"<(\w+)", str(made))) <= {"p", "br", "a", "span"}


@given(text=TEXTS.filter(str.strip))
def test_first_words_are_short_and_whole(text: str) -> None:
    """A list shows at most so many characters, and says when there is more."""
    short = markup.first_words(FinalText("p", (Part(text),)))
    assert len(short) <= markup.TITLE + 2
    assert short == " ".join(text.split()) or short.endswith("…")


@pytest.mark.parametrize("name", READ_BY_ALL)
def test_pages_for_everybody_speak_plainly(name: str) -> None:
    """No template that everybody reads holds a word that they would not know."""
    logic_gone = re.sub(r"{[{%].*?[}%]}|<[^>]*>", " ", (TEMPLATES / name).read_text(), flags=re.DOTALL)
    assert [word for word in FOREIGN.split() if re.search(rf"\b{word}\b", logic_gone.lower())] == []
