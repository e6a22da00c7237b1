"""How texts are cut, marked and compared."""

from hypothesis import given
from hypothesis import strategies as st

from approval_ui.shared import showing
from countersign.content import Finding, Inserted, Severity

WORDS = st.text(alphabet="ab \n.é🎉", max_size=40)


@given(WORDS, st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50), st.sampled_from("xyz")), max_size=5))
def test_cutting_loses_and_repeats_nothing(text: str, spans: list[tuple[int, int, str]]) -> None:
    """However spans overlap or stick out, the pieces put together are the text."""
    assert "".join(piece.text for piece in showing.cut(text, spans)) == text


@given(WORDS, WORDS)
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    """Without the new words a difference is the old text, and without the gone ones the new text."""
    changes = showing.difference(old, new)
    assert "".join(c.text for c in changes if c.kind != "new") == old
    assert "".join(c.text for c in changes if c.kind != "gone") == new


def test_overlapping_findings_all_speak() -> None:
    """Where two findings lie over each other, the words carry both messages."""
    found = [
        Finding("a", Severity.WARN, "first", start=0, end=5),
        Finding("b", Severity.WARN, "second", start=3, end=8),
    ]
    pieces = showing.with_findings("0123456789", found)
    assert [(p.text, p.about) for p in pieces] == [
        ("012", ("first",)),
        ("34", ("first", "second")),
        ("567", ("second",)),
        ("89", ()),
    ]


def test_a_disclaimer_is_marked_where_it_was_put_in() -> None:
    """The marked disclaimer is the one at the end, not the same words typed by the author."""
    pieces = showing.with_disclaimers("Call 911. More. Call 911.", [Inserted("in_emergency", "standard", "Call 911.")])
    assert [bool(p.about) for p in pieces] == [False, True]
    assert pieces[1].about == ("in emergency",)
