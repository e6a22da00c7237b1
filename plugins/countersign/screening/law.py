"""Rules of law (POLICY section 2, L1 to L27) that facts decide, beside those that find them in the words."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look
from countersign.screening.persons.victims import victim
from countersign.screening.reading import Hit, Reading

#: 28 USC 41: the states of the Ninth Circuit.
NINTH_CIRCUIT = ("AK", "AZ", "CA", "HI", "ID", "MT", "NV", "OR", "WA", "GU", "MP")

_EXCEPTIONS = ("suspect_fugitive", "judge_ordered_release", "exigent_circumstance")
_MINOR_OFFENCES = frozenset({"petty", "business", "civil", "misdemeanor_b", "misdemeanor_c", "infraction"})


def _booked(reading: Reading) -> bool:
    return reading.fact("booking_photo") is True


def _excepted(reading: Reading) -> bool:
    return any(reading.fact(name) is True for name in _EXCEPTIONS)


def booking_photo(reading: Reading) -> Iterator[Hit]:
    """L1, a booking photo for an offence that is not violent, without one of the three exceptions."""
    if _booked(reading) and not _excepted(reading) and reading.fact("offense_violent") is False:
        yield Hit()


def booking_photo_unsaid(reading: Reading) -> Iterator[Hit]:
    """L1, a booking photo of which nobody said whether the offence is violent."""
    if _booked(reading) and not _excepted(reading) and reading.fact("offense_violent") is None:
        yield Hit()


def booking_photo_removal(reading: Reading) -> Iterator[Hit]:
    """L2, every booking photo comes down by day 14."""
    if _booked(reading):
        yield Hit()


def given_name(reading: Reading) -> Iterator[Hit]:
    """L3, the name and pronouns that the person gave."""
    if _booked(reading) and not reading.fact("name_given"):
        yield Hit()


def booking_photo_minor_offence(reading: Reading) -> Iterator[Hit]:
    """L4, a booking photo for a petty offence, unless the public is asked to find the person."""
    offence = reading.fact("offense_class")
    if _booked(reading) and not _excepted(reading) and (offence in _MINOR_OFFENCES or offence is None):
        yield Hit(severity=Severity.ATTEST if offence is None else None)


def any_booking_photo(reading: Reading) -> Iterator[Hit]:
    """L5 and L6, a booking photo before a conviction, outside the listed exceptions."""
    if _booked(reading) and not _excepted(reading):
        yield Hit()


def nonviolent_booking_photo(reading: Reading) -> Iterator[Hit]:
    """L7 as of 2022: a booking photo for an offence that is not a crime of violence."""
    if _booked(reading) and not _excepted(reading) and reading.fact("offense_violent") is not True:
        yield Hit()


def routine_booking_photo(reading: Reading) -> Iterator[Hit]:
    """L14, a booking photo shown as a matter of routine."""
    if _booked(reading) and not _excepted(reading):
        yield Hit()


def juvenile_suspect(reading: Reading) -> Iterator[Hit]:
    """L8, a picture of a minor who is a suspect, unless the felony is violent and public safety needs it."""
    needed = reading.fact("offense_violent") is True and reading.fact("exigent_circumstance") is True
    if reading.fact("juvenile") is True and _booked(reading) and not needed:
        yield Hit()


_SEXUAL = Look(
    r"\brap(?:e|ed|ing)\b|\bsex(?:ual|ually)\b|\bmolest|\bgrop|\bincest|\bsextort|\brevenge porn|"
    r"\btraffick|\babuso sexual|\bviolación\b|\bviolada"
)


def sexual_offence_victim(reading: Reading) -> Iterator[Hit]:
    """L10, a victim of a sexual offence who is made known; nobody may permit it."""
    if _SEXUAL(reading.low):
        yield from named_victim(reading)


def named_victim(reading: Reading) -> Iterator[Hit]:
    """L11, a victim who is named: records and counsel decide."""
    yield from (hit for hit in victim(reading) if hit.severity is None)


_HARMED = Look(
    r",?\s+(?:\(?\d{1,3}\)?,?\s+)?(?:was|were|is being|had been|has been|got)\s+(?:\w+ly\s+|also\s+)?(?:shot|"
    r"stabbed|assaulted|"
    r"attacked|punched|bitten|beaten|kicked|slashed|threatened|stalked|harassed|robbed|dragged|run over|"
    r"spat on|doxxed|choked)\b"
)
_DONE_TO = Look(
    r"\b(?:shot|stabbed|assaulted|attacked|punched|bit|beat|kicked|slashed|threatened|stalked|harassed|robbed|dragged|choked|"
    r"(?:assault|attack|battery|threats?) (?:on|against|of))\s+(?:[a-z]{2,10}\.?\s+){0,2}$"
)


def named_officer_victim(reading: Reading) -> Iterator[Hit]:
    """L11, an officer who is named as a victim: legal decides."""
    for name in reading.names:
        before = reading.low[max(0, name.start - 50) : name.start]
        if name.officer and (_HARMED.match(reading.low, name.end) or _DONE_TO.search(before)):
            yield Hit(name.start, name.end)


def victims_request(reading: Reading) -> Iterator[Hit]:
    """L12, a victim asked in writing not to be named."""
    if reading.fact("victim_request") is True:
        yield from victim(reading)


_FOOTAGE = Look(r"\bbody-?[ -]?(?:worn )?cam|\bdash-?[ -]?cam|\bpatrol car video|\bcámara corporal")


def _has_footage(reading: Reading) -> bool:
    return reading.fact("body_camera") is True


def footage_without_order(reading: Reading) -> Iterator[Hit]:
    """L15, video of an officer's camera without a court's order."""
    if _has_footage(reading) and not reading.fact("court_order"):
        yield Hit()


def footage(reading: Reading) -> Iterator[Hit]:
    """L15, video of an officer's camera, by the facts; by the words somebody confirms it."""
    if _has_footage(reading):
        yield Hit()
    elif any(media.is_video for media in reading.draft.media):
        yield from (Hit(*match.span(), severity=Severity.ATTEST) for match in _FOOTAGE.finditer(reading.low))


_ALERT = Look(r"\b(?:amber|silver|blue|ebony|feather|endangered missing) alert\b|\balerta (?:amber|plateada)\b")
_ALERT_TALK = Look(
    r"\bwhat is an?\b|\bsign up\b|\bhow (?:does|do)\b|\btest\b|\bcancel|\bended\b|\bdrill\b|\bexercise\b|"
    r"\bcriteria\b"
)


def alert_words(reading: Reading) -> Iterator[Hit]:
    """L23, the words of a state's alert without the number under which it was activated."""
    if not reading.fact("activation_id") and not _ALERT_TALK(reading.low):
        yield from (Hit(*match.span()) for match in _ALERT.finditer(reading.low))


_PRINTOUT = Look(
    r"\b(?:dmv|cal-?id|driver'?s? licen[cs]e|ncic|clets|mug ?shot database)\s+(?:photo|picture|record|"
    r"printout|return)"
)


def records_printout(reading: Reading) -> Iterator[Hit]:
    """L20, what comes out of the criminal-justice or motor-vehicle files, in the words or in a picture."""
    yield from (Hit(*match.span()) for match in _PRINTOUT.finditer(reading.low))
    if _PRINTOUT(reading.alt):
        yield Hit(message="The description says that a picture comes from the motor-vehicle or criminal-justice files.")


_MUSIC = Look(r"\bset to\b|\bsoundtrack\b|\bsong\b|\bmusic\b(?! festival)|🎵|🎶")


def music(reading: Reading) -> Iterator[Hit]:
    """L25, music in a video without a licence."""
    video = any(media.is_video for media in reading.draft.media)
    if video and not reading.fact("music_license") and not reading.fact("media_license"):
        yield from (Hit(*match.span()) for match in _MUSIC.finditer(reading.low))


_FROM_SCHOOL = Look(
    r"\b(?:school|district|campus|teacher'?s?|counsel(?:l)?or'?s?) (?:records?|files?|transcripts?|"
    r"grades?|discipline|attendance|counsel(?:l)?or (?:said|told))\b|\b(?:grades?|gpa|suspended|"
    r"expelled|iep|special education|detention|truan\w+)\b[^.!?\n]{0,40}\b(?:school|student|he|she)\b"
)


def from_school(reading: Reading) -> Iterator[Hit]:
    """L26, facts about a student that come from a school."""
    if reading.fact("juvenile") is True:
        yield from (Hit(*match.span()) for match in _FROM_SCHOOL.finditer(reading.low))
