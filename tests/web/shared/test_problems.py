"""Addresses that stay here, statuses of errors, and spans of time in words."""

from datetime import timedelta

import pytest

from approval_ui.shared import problems
from approval_ui.shared.rendering import distance, plural
from countersign import errors


@pytest.mark.parametrize("path", ["/", "/posts", "/posts/1?compare=2#x"])
def test_our_own_addresses_stay_here(path: str) -> None:
    """A path on these pages may be gone on to."""
    assert problems.is_local(path)


@pytest.mark.parametrize(
    "path", ["", "posts", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:x"]
)
def test_addresses_elsewhere_are_dropped(path: str) -> None:
    """Nothing that a browser could read as another site is gone on to."""
    assert not problems.is_local(path)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotSignedIn(), 401),
        (errors.NotAllowed(), 403),
        (errors.NotFound(), 404),
        (errors.Stale(), 409),
        (errors.Paused(), 409),
        (problems.TooMuch(), 413),
        (errors.Invalid({"a": "b"}), 422),
        (errors.Misconfigured(), 503),
        (errors.CountersignError(), 500),
    ],
)
def test_every_error_has_its_status(error: errors.CountersignError, status: int) -> None:
    """The status says what kind of trouble it is."""
    assert problems.status_of(error) == status


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (40, "in 40 s"),
        (-90, "90 s ago"),
        (600, "in 10 min"),
        (3660, "in 1 h 1 min"),
        (90_000, "in 1 d 1 h"),
    ],
)
def test_spans_of_time_in_words(seconds: int, words: str) -> None:
    """A span is said in its one or two largest units."""
    assert distance(timedelta(seconds=seconds)) == words


def test_one_page_and_two_pages() -> None:
    """Numbers and nouns agree."""
    assert (plural(1, "page"), plural(2, "page")) == ("1 page", "2 pages")
