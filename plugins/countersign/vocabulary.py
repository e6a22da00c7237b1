"""The facts that a category may ask for, and the few fixed names of the policy: platforms, states, days."""

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact's value is."""

    YES_NO = "yes_no"
    TEXT = "text"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be asked about a post; a `yes_no` fact that nobody stated is absent."""

    id: str
    kind: FactKind
    label: str
    ask: str


def _facts(*rows: tuple[str, FactKind, str, str]) -> dict[str, Fact]:
    return {row[0]: Fact(*row) for row in rows}


_Y, _T, _P = FactKind.YES_NO, FactKind.TEXT, FactKind.PLACE

FACTS: dict[str, Fact] = _facts(
    ("place", _P, "Place", "Say where it happened: a point on the map, as longitude and latitude."),
    ("case_number", _T, "Case number", "Give the case number, so that later requests find this post."),
    ("source", _T, "Source", "Say where the figures or statements come from."),
    ("period", _T, "Period", "Say which span of time the figures cover."),
    ("when", _T, "When", "Say when it takes place."),
    (
        "original",
        _T,
        "Post that is corrected",
        "Give the number or address of the post that this one corrects.",
    ),
    ("lead_agency", _T, "Lead agency", "Name the agency that leads the investigation."),
    ("warrant_active", _Y, "Warrant is active", "Confirm that the warrant is active now."),
    ("still_missing", _Y, "Still missing", "Confirm that the person is still missing."),
    ("family_informed", _Y, "Family agrees", "Say whether the family was told first and agrees."),
    ("juvenile", _Y, "A minor is a subject", "Say whether a person under 18 is a subject of the post."),
    ("parental_consent", _Y, "Parents consent", "Say whether the parents' written consent is on file."),
    ("victim_consent", _Y, "Victim consents", "Say whether the victim's consent is on file."),
    ("nok_notified", _Y, "Next of kin told", "Say whether the next of kin have been told."),
    ("coroner_released", _Y, "Coroner released the name", "Say whether the coroner released the name."),
    ("booking_photo", _Y, "Booking photo", "Say whether a booking photo is attached."),
    (
        "offense_violent",
        _Y,
        "Violent offence",
        "Say whether the offence is a violent felony by the state's list.",
    ),
    ("suspect_fugitive", _Y, "Fugitive", "Say whether the person is a fugitive who is still sought."),
    (
        "judge_ordered_release",
        _Y,
        "Judge ordered release",
        "Say whether a judge ordered the release of the photo.",
    ),
    (
        "exigent_circumstance",
        _Y,
        "Exigent circumstance",
        "Say whether an urgent law-enforcement need exists.",
    ),
    ("name_given", _T, "Name and pronouns given", "Give the name and pronouns that the person gave."),
    ("media_source", _T, "Source of the media", "Say who made the image or video; write agency for our own."),
    (
        "media_license",
        _T,
        "License of the media",
        "Say under which license or written permission it is used.",
    ),
    ("captions", _Y, "Captions", "Confirm that the video has captions."),
    ("activation_id", _T, "Alert activation", "Give the number under which the alert was activated."),
    ("partner", _T, "Partner", "Name the organisation with which it is done."),
    (
        "offense_class",
        _T,
        "Class of the offence",
        "Say what class it is: felony, misdemeanor_a, misdemeanor_b, misdemeanor_c, petty, infraction or civil.",
    ),
    ("photo_purpose", _T, "Purpose of the photo", "Say for what purpose a booking photo is shown, and until when."),
    ("body_camera", _Y, "Body camera video", "Say whether the video comes from an officer's or a car's camera."),
    ("court_order", _T, "Court order", "Give the number of the court's order that allows the release."),
    ("victim_request", _Y, "Victim asked for privacy", "Say whether a victim asked in writing not to be named."),
    ("music_license", _T, "License of the music", "Say under which license the music in the video is used."),
)

#: The platforms that a page may be on; `fake` is for tests.
PLATFORMS = (
    *("newsroom", "mastodon", "bluesky", "linkedin", "x", "facebook", "instagram", "threads", "nextdoor"),
    *("by_hand", "console", "fake"),
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _names(**by_language: str) -> dict[str, list[str]]:
    return {language: names.split() for language, names in by_language.items()}


#: The days from Monday on, and the months, in each language; their first three letters are their short form.
DAY_NAMES = _names(
    en="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    es="lunes martes miércoles jueves viernes sábado domingo",
)
MONTH_NAMES = _names(
    en="January February March April May June July August September October November December",
    es="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)

STATES = frozenset(
    (
        *(
            "AL",
            "AK",
            "AZ",
            "AR",
            "CA",
            "CO",
            "CT",
            "DE",
            "DC",
            "FL",
            "GA",
            "HI",
            "ID",
            "IL",
            "IN",
            "IA",
            "KS",
        ),
        *(
            "KY",
            "LA",
            "ME",
            "MD",
            "MA",
            "MI",
            "MN",
            "MS",
            "MO",
            "MT",
            "NE",
            "NV",
            "NH",
            "NJ",
            "NM",
            "NY",
            "NC",
        ),
        *(
            "ND",
            "OH",
            "OK",
            "OR",
            "PA",
            "PR",
            "RI",
            "SC",
            "SD",
            "TN",
            "TX",
            "UT",
            "VT",
            "VA",
            "VI",
            "WA",
            "WV",
        ),
        *("WI", "WY", "AS", "GU", "MP"),
    )
)

#: Where a place lies; with a colon, the id of the agency follows.
INSIDE, BORDER, INVALID, UNKNOWN = "inside", "border", "invalid", "unknown"
NEIGHBOR, OUTSIDE = "neighbor:", "outside:"
OUTSIDE_UNKNOWN = "outside:unknown"
