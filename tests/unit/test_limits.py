"""What each platform takes, and how it counts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign import limits
from countersign.content import FinalText, MediaRef, Part
from countersign.limits import DECLARED, Limits, ProfileLimits

MASTODON = DECLARED["mastodon"]
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def counted(text: str) -> int:
    """The length of a text on Mastodon."""
    return limits.count(text, MASTODON)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        (FAMILY, 1),
        ("https://a.gov", 23),
        ("https://www.harborglen.gov/" + "x" * 200, 23),
        ("See https://a.gov/x.", 4 + 23 + 1),
        ("(https://a.gov/x_(y))", 25),
        ("https://a.gov/?q=1!", 24),
        ("xhttps://a.gov/12345", 20),
        ("a.gov", 5),
        ("@ann@town.social hi", 7),
        ("@ann hi", 7),
        ("mail ann@town.social", 20),
    ],
)
def test_how_mastodon_counts(text: str, count: int) -> None:
    """A link weighs 23, a mention's host nothing, a grapheme 1; what is no link counts in full."""
    assert counted(text) == count


def test_a_link_with_an_unknown_ending_counts_the_longer_way() -> None:
    """A server that does not know the ending counts letter by letter, so a long link is not taken for 23."""
    assert counted("https://a.example/" + "x" * 50) == 68
    assert counted("https://a.example") == 23


@given(st.text(max_size=300))
def test_no_count_exceeds_the_strict_one(text: str) -> None:
    """A strict server's count is at least Mastodon's and at least the code points."""
    strict = Limits("x", 500, counting="strict", url_weight=23)
    assert limits.count(text, strict) >= max(len(text), counted(text))
    assert limits.graphemes(text) <= len(text)


@given(st.text(max_size=80), st.integers(0, 80))
def test_fits_exactly_up_to_the_limit(text: str, most: int) -> None:
    """A text fits when its count is at most the limit, and says by how much it does not."""
    fit = limits.measure(text, Limits("x", most))
    assert fit.fits == (fit.count <= most) == (not fit.reasons)
    assert fit.left == most - fit.count


def test_the_newsroom_counts_code_points() -> None:
    """The newsroom takes 20,000 code points."""
    newsroom = DECLARED["newsroom"]
    assert limits.count(FAMILY, newsroom) == 5
    assert limits.measure("x" * 20_000, newsroom).fits and not limits.measure("x" * 20_001, newsroom).fits


def test_a_page_posted_by_hand_has_its_own_limit() -> None:
    """A page posted by hand is counted in characters against its own limit, or not at all."""
    assert not limits.measure(FAMILY * 3, limits.declared("by_hand", characters=2)).fits
    assert limits.measure("x" * 99_999, limits.declared("by_hand")).fits


@pytest.mark.parametrize("platform", DECLARED)
def test_stored_limits_come_back(platform: str) -> None:
    """What a server said is the same after it was stored as JSON."""
    said = DECLARED[platform]
    assert limits.stored(platform, json.loads(json.dumps(said.to_json()))) == said


def picture(mime: str = "image/png", alt: str = "A map") -> MediaRef:
    """A picture."""
    return MediaRef("ab" * 32, mime, alt)


@pytest.mark.parametrize(
    ("final", "reason"),
    [
        (FinalText("p", (Part("Hi"),), (picture(),) * 5), "5 pictures"),
        (FinalText("p", (Part("Hi"),), (picture("image/tiff"),)), "image/tiff"),
        (FinalText("p", (Part("Hi"),), (picture(alt="x" * 1501),)), "description of picture 1"),
        (FinalText("p", (Part(" \n"),)), "nothing to say"),
        (FinalText("p", ()), "nothing to say"),
        (FinalText("p", (Part("Hi"), Part("x" * 501))), "1 characters too long"),
    ],
)
def test_what_does_not_fit_is_said(final: FinalText, reason: str) -> None:
    """Each thing that is too much has its sentence."""
    fit = limits.measure_final(final, MASTODON)
    assert not fit.fits and any(reason in said for said in fit.reasons)


def test_pictures_are_weighed_where_their_size_is_known() -> None:
    """A picture over the server's size is named."""
    final = FinalText("p", (Part("Hi"),), (picture(),))
    assert limits.measure_final(final, MASTODON).fits
    fit = limits.measure_final(final, MASTODON, sizes={"ab" * 32: 17 * 2**20})
    assert fit.reasons == ("Picture 1 has 17.0 MB; at most 16.0 fit.",)


def test_a_picture_alone_is_something_to_say() -> None:
    """A post may have pictures and no words."""
    assert limits.measure_final(FinalText("p", (Part(""),), (picture(),)), MASTODON).fits


def test_a_profile_has_its_own_room() -> None:
    """Too many fields, too long a field and too long a note are each said."""
    small = Limits("mastodon", 500, counting="mastodon", url_weight=23, profile=ProfileLimits(10, 1, value=5))
    assert limits.measure_profile("https://a.gov", (), small).count == 23
    fit = limits.measure_profile("Hello", (("Terms", "x" * 6), ("More", "x")), small)
    assert len(fit.reasons) == 2


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("http://localhost:8000/x", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/x", False),
        ("http://192.168.4.20/map", False),
        ("http://169.254.169.254/latest", False),
        ("https://intranet/forms", False),
        ("https://files.station.local/a.pdf", False),
        ("https://www.harborglen.gov/roads", True),
        ("https://8.8.8.8/", True),
        ("https://localhost.harborglen.gov/", True),
    ],
)
def test_a_link_that_nobody_outside_can_open_is_named(link: str, opens: bool) -> None:
    """On every platform a link to this machine, or into a network of ours, is a reason not to send it."""
    for key in DECLARED:
        reasons = limits.measure(f"See {link} today.", DECLARED[key]).reasons
        assert ("nobody outside can open" in " ".join(reasons)) is not opens, (key, reasons)
