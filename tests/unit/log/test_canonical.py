"""The canonical form is that of RFC 8785, whichever of two ways writes it."""

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from countersign.content import canonical

WORDS = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner),
    max_leaves=15,
)


def written(value: object, by: object) -> bytes | str:
    """The bytes, or that it cannot be written."""
    try:
        return by(value)  # type: ignore[operator, no-any-return]
    except ValueError:
        return "refused"


@given(VALUES)
def test_both_ways_write_the_same_bytes(value: object) -> None:
    """Names beyond ASCII, fractions, large numbers and half characters are written, or refused, as the library does."""
    assert written(value, canonical) == written(value, rfc8785.dumps)


@given(st.floats(-1e17, 1e17) | st.floats(1e-5, 1e-3) | st.floats(9e15, 2e16))
def test_fractions_are_spelt_as_the_standard_spells_them(value: float) -> None:
    """Around the sizes from which a number has an exponent, or no fraction any more, both ways write the same."""
    assert written(value, canonical) == written(value, rfc8785.dumps)
