"""Minors who are named, pictured or made known."""

from collections.abc import Iterator

from countersign.content import Severity
from countersign.screening.patterns import Look
from countersign.screening.persons.schooling import MINOR, made_known
from countersign.screening.persons.ties import CONSENT
from countersign.screening.reading import Hit, Reading

_ADULT = 18

_AMBER = Look(
    r"\bamber alert|\balerta amber|\bhasn't been seen|\bhave not seen|\bif you see (?:him|her|them)|"
    r"\bmissing\b|\bendangered\b|\blast seen\b|\bdesaparecid|\bse busca\b|\brunaway\b|"
    r"\bhave you seen\b|\bhelp us find|\bsearching for\b|\bwalked away|\b(?:did not|didn't|hasn't|"
    r"never) (?:come|came|"
    r"return(?:ed)?) home|\bbusc(?:amos|ando) a\b|\bno (?:ha )?(?:regresado|regresó|volvió|vuelto)|\bayúden\w* a "
    r"(?:encontrar|localizar)|\bsi l[ao] ve|\b(?:l[ao]s? ha(?:n)?|ha(?:n)?) visto\b|\bsali(?:ó|"
    r"eron) (?:de (?:su )?casa|a caminar)|\bwandered (?:off|away)|\bwhereabouts\b"
)

_FOUND = Look(
    r"\bfound\b(?! (?:in|at) (?:the|a) (?:store|car))|\blocated\b|\bsafe(?:ly)?\b(?! to)|\breunited|"
    r"\bhome safe|\bcancel(?:ed|led)|\bencontrad|\blocalizad|\ba salvo|\bno longer missing|\bback with\b|"
    r"\bis home\b|\bsearch (?:is|has) (?:over|closed|ended)|\bback "
    r"home"
)


_FACES = Look(
    r"\bboy|\bgirl|\bchild|\bkid|\bteen|\bstudent|\btoddler|\bbaby|\bdaughter|\bson\b|\bniñ|"
    r"\bjuvenile|\bminor|\byouth|\bscout|\bestudiante|\bsmil|\bface\b|\bbooking photo"
)

_HIDDEN = Look(
    r"\bblurr|\bback(?:s)? (?:to|of|turned)|\bfrom behind|\bhands?\b|\bno faces|\bfaces? (?:hidden|"
    r"covered|not)|\bsilhouette|\bdrawing|\bshadow|\bfeet\b|\bde espaldas|\bborros"
)

_AGED_SINGLE = Look(
    r"\b(?:[1-9]|1[0-7])[- ](?:year|yr)[- ]?s?[- ]old\s+(?P<name>[A-Z][a-záéíóúñ]+)(?![a-z])|"
    r"\b(?P<named>[A-Z][a-záéíóúñ]{2,}),?\s+(?:who is\s+|age\s+|de\s+(?=\d+ años)|\()(?:[1-9]|1[0-7])(?:\)|"
    r",| "
    r"años|\b(?! ?(?:a\.?m|p\.?m|:|-|/|%)))"
)

_NOT_AGED = Look(
    r"^(?:K9|K|Male|Female|Boy|Girl|Black|White|Hispanic|Asian|Latino|Latina|Car|House|Station|Unit|"
    r"Officer|Department|Program)$"
)

_PAST = Look(
    r"\bwhen (?:he|she|i|they|chief|officer|sgt) (?:was|were)\b|\byears? ago\b|\bk-?9\b|\bpup\b|"
    r"\bin (?:19|20)\d\d\b"
)

_PARENTAL = Look(
    r"\bparents?'? (?:permission|consent|blessing)|\bpermission from (?:his|her|their) (?:parents?|"
    r"mom|dad|family)|\b(?:mom|dad|parents?|family) (?:said|gave|says) (?:it|us|we|permission|the ok|"
    r"ok)|\bcon permiso de (?:sus|su)"
)


def minor(reading: Reading) -> Iterator[Hit]:
    """A minor who is named, pictured or made known, neither missing now nor with the parents' consent."""
    low = reading.low
    if reading.fact("parental_consent") is True or reading.says(CONSENT) or _PARENTAL(low):
        return
    if reading.once(is_missing):
        return
    yield from _named(reading)
    told = reading.fact("juvenile") is True or MINOR(low)
    if told:
        yield from made_known(reading)
    yield from _pictured(reading)


def is_missing(reading: Reading) -> bool:
    """Whether the public is asked to look for somebody who is missing now."""
    category = reading.draft.category
    asked = category in ("missing-person", "missing") or (
        _AMBER(reading.low) and (category in ("emergency-alert", "emergency") or _ALERT(reading.low))
    )
    return asked and not _FOUND(reading.low)


_ALERT = Look(
    r"\bamber alert|\bmissing:|\bmissing (?:child|person|juvenile|teen|boy|girl|\d)|\bendangered "
    r"missing|\balerta amber|\bhasn't been seen|\bdesaparecid[oa]|\blast seen|\bhelp us find|"
    r"\bvist[oa] por última"
)


def _named(reading: Reading) -> Iterator[Hit]:
    """Names beside an age under 18, and first names alone."""
    seen: set[int] = set()
    for name in reading.names:
        if (
            name.age is not None
            and 0 < name.age < _ADULT
            and not name.officer
            and not _PAST(reading.sentence_at(name.start)[1])
        ):
            seen.add(name.start)
            yield Hit(name.start, name.end)
    for match in _AGED_SINGLE.finditer(reading.text):
        group = "name" if match["name"] else "named"
        if (
            match.start(group) not in seen
            and not _NOT_AGED.match(match[group])
            and not _PAST(reading.sentence_at(match.start())[1])
            and not _is_word(match[group])
        ):
            seen.add(match.start(group))
            yield Hit(*match.span())
    if reading.fact("juvenile") is True:
        for name in reading.names:
            if (
                name.start not in seen
                and not name.officer
                and (name.age is None or name.age < _ADULT)
                and not _GROWN(reading.low[max(0, name.start - 25) : name.start])
            ):
                yield Hit(
                    name.start,
                    name.end,
                    severity=None if _beside_minor(reading, name.start, name.end) else Severity.ATTEST,
                )


_GROWN = Look(
    r"(?:principal|coach|teacher|mr|mrs|ms|dr|mom|dad|mother|father|parent|superintendent|judge|"
    r"pastor|volunteer|director|mayor|councilwoman|councilman|owner|maestra|maestro)\.?,? $"
)


def _beside_minor(reading: Reading, start: int, end: int) -> bool:
    return MINOR(reading.near(start, end, reach=70)) is True


def _is_word(word: str) -> bool:
    return word.lower() in _WORDS


_WORDS = frozenset(
    [
        "route",
        "zone",
        "beat",
        "lot",
        "room",
        "grade",
        "ages",
        "age",
        "area",
        "district",
        "unit",
        "station",
        "gate",
        "pier",
        "level",
        "phase",
        "step",
        "tip",
        "day",
        "week",
        "chapter",
        "page",
        "section",
        "saturday",
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "nov",
        "dec",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "oct",
        "sep",
        "ward",
        "precinct",
        "track",
        "bus",
        "line",
        "season",
        "round",
        "top",
        "chief",
    ]
)


def _pictured(reading: Reading) -> Iterator[Hit]:
    """A picture of the minor whom the post is about."""
    if reading.fact("juvenile") is not True or not reading.draft.media or _HIDDEN(reading.alt):
        return
    if _FACES(reading.alt):
        yield Hit(message="The picture shows the minor whom the post is about, and no parent's consent is on file.")
