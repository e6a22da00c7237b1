"""Social security numbers and dates of birth."""

from collections.abc import Iterator

from countersign.screening.patterns import Look, any_of
from countersign.screening.reading import Hit, Reading

_CUE = (
    r"(?:\bs\.?\s?s\.?\s?n\b\.?|\bss\s?(?:#|no\b\.?|num\w*)|\bssn'?s?\b|"
    r"\bsocial[\s-]+security(?:[\s-]+(?:number|no\.?|card|#))?|"
    r"\bsoc(?:ial)?[\s.]+sec\b\.?"
    r"|\b(?:n[uú]mero\s+de\s+)?seguro[\s-]+social\b|\bseguridad\s+social\b|\bnss\b|\b(?:his|her|their|full|"
    r"last (?:four|"
    r"4) (?:digits )?of(?: "
    r"(?:his|her|their|the))?) social\b"
    r"|\bsocial\s*(?:#|:|number|no\b\.?|(?=\s\d{3}[ .-]?\d{2}[ .-]?\d{4}\b)|(?=[,(]?\s*(?:that\s+)?(?:end|"
    r"last|start|is\b))))"
)
_NUMBER = r"\(?\d{3}\)?[-\s./_]{0,3}\d{2}[-\s./_]{0,3}\d{4}"
_LAST = r"(?:last\s+(?:four|4)|ending|ends|end|final\s+(?:four|4)|terminad[oa]|termina|[uú]ltimos\s+(?:cuatro|4))"
#: Written out: ‘nine eight seven’.
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_CUED = (
    Look(rf"{_CUE}[^\n!?]{{0,60}}?(?<![\d-])(?:{_NUMBER}|[x*#•]{{3}}[-\s]?[x*#•]{{2}}[-\s]?\d{{4}})(?![\d-])"),
    Look(rf"{_CUE}[^\d\n]{{0,60}}?{_LAST}[^\d\n]{{0,25}}?(?<!\d)\d{{4}}(?![\d-])"),
    Look(
        rf"{_LAST}\s+(?:digits\s+|d[ií]gitos\s+|numbers\s+)?(?:of|"
        rf"del?)[^\d\n]{{0,20}}?{_CUE}[^\d\n]{{0,20}}?(?<!\d)\d{{4}}(?![\d-])"
    ),
    Look(
        r"\blast (?:four|4) (?:digits )?of (?:(?:his|her|their|the) )?(?:social|"
        r"ssn)\b[^\d\n]{0,20}(?<!\d)\d{4}(?![\d-])"
    ),
    Look(rf"{_CUE}[^\d\n]{{0,25}}?(?<!\d)\d(?:[ -]\d){{8}}(?![\d-])"),
    Look(rf"{_CUE}\s?[:=#]\s?(?<!\d)\d{{4}}(?![\d-])"),
    Look(rf"(?<![\d-])\d{{4}}(?![\d-])[^\d\n.!?]{{0,30}}?{_LAST}[^\d\n.!?]{{0,30}}?{_CUE}"),
    Look(rf"(?<![\d-]){_NUMBER}(?![\d-])[^\d\n.!?]{{0,30}}?{_CUE}"),
    Look(rf"{_CUE}[^\d\n.!?]{{0,40}}?\b{_DIGIT}(?:[\s,-]{{1,3}}(?:(?:dash|guion)\s)?{_DIGIT}){{3,8}}\b"),
    Look(r"\b[x*#•]{3}-[x*#•]{2}-\d{4}(?!\d)"),
)
#: What each of these needs: without it they are not tried.
_SPEAKS_OF_ONE = Look(r"\bs\.?\s?s\.?\s?n|\bss\b|\bsoc|\bsegur|\bnss\b|[x*#•]-\d{4}")
#: So far a number may be from the sentence that says what it is.
_BESIDE = 120
_BARE = Look(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_FILE = (
    "case report incident lot inmate booking citation tag serial model part permit docket file "
    "ticket claim evidence property invoice "
    "order reference ref confirmation tracking folio badge unit registration event cad log item "
    "parcel auction bike caso "
    "reporte informe expediente recibo lote evidencia"
)
_FILE_BEFORE = Look(rf"(?:\b{any_of(_FILE)}s?\b|#)\W{{0,4}}(?:\w{{1,12}}\W{{1,3}}){{0,5}}$")
#: The cue stands in one sentence, and the number of a report in the next.
_FILED_UNDER = Look(rf"[.!?]\s+\b{any_of(_FILE)}\b")
_FILE_AFTER = Look(rf"\W{{0,3}}(?:\w{{1,12}}\W{{1,3}}){{0,4}}\b{any_of(_FILE)}\b")

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|"
    r"agosto"
    r"|septiembre|octubre|noviembre|diciembre)[a-z]{0,7}\.?"
)
_YEAR = r"(?:\d{4}|'\d\d|(?:nineteen|two thousand)[\w\s-]{0,20})"
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.-]\s?(?:\d{{1,2}}|[ivx]{{1,4}}|{_MONTH})\s?[/.-]\s?(?:\d{{4}}|\d{{2}})|"
    rf"\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}"
    rf"|{_MONTH}\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?|[a-z]+(?:th|st|nd|rd)),?\s+(?:of\s+)?{_YEAR}"
    rf"|(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?|[a-z-]+(?:th|st|nd|rd)|[a-záéíóú]+(?=\s+de))[\s-]+(?:de\s+|"
    rf"of\s+)?{_MONTH}[,\s-]+(?:del?\s+)?(?:\d{{4}}|\d{{2}}(?!\d)|{_YEAR}))"
)
_BORN = (
    r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate[\s-]of[\s-]birth|\bbirth\s?-?date|\bbirthday|\bborn(?:\s+on)?|"
    r"\bb\.(?=\s?\d)"
    r"|\bfecha\s+de\s+nac(?:imiento|\.)?|\bnacimiento(?=\s?:)|\bnac\.|\bf\.?\s?d?\.?\s?n\b\.?|\bnaci(?:ó|do|da)(?:\s+el)?|\bcumpleaños"
    r"|\b(?:came|come|brought|welcomed|arrived|entered)\s+(?:in|into)?\s?(?:this|the|our)\s+world|"
    r"\b(?:vino|llegó)\s+al\s+mundo)"
)
#: ‘Turned 18 on March 14, 2025’: with the age the day gives the date of birth.
_TURNED = r"\b(?:turn(?:s|ed)|cumpli(?:ó|rá))\s+\d{1,2}(?:\s+a[ñn]os)?(?=\s+(?:on|el)\b)"
_SPEAKS_OF_BIRTH = Look(f"{_BORN}|{_TURNED}")
_BORN_ON = Look(
    rf"(?:{_BORN}|{_TURNED})[^.!?\n\d]{{0,40}}?(?<![\w/]){_DATE}|"
    r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate of birth|\bfecha\s+de\s+nac(?:imiento|\.)?)\W{0,4}(?:\d{8}|\d{6})\b"
)
_DATE_OF_BIRTH = Look(rf"(?<![\d/]){_DATE}\s?[,(]?\s?(?:\(?d\.?o\.?b\.?\)?|\(?date of birth|\(?fecha de nacimiento)")
#: A date before its cue is no longer than that.
_LONGEST_DATE = 60
_BESIDE_NAME = Look(
    r",?\s?\(?(?:\d{1,2}[/-]\d{1,2}[/-](?:19[2-9]\d|20[01]\d|[2-9]\d)|(?:19[2-9]\d|"
    r"200\d)-\d{2}-\d{2})\)?(?![\d/])"
)
_NO_PERSON = Look(
    r"\bk-?9\b|\bpupp(?:y|ies)\b|\b(?:department|city|station|agency|library|bridge|tradition|program|"
    r"unit|festival|town)\b"
    r"[^.!?\n]{0,25}\b(?:was\s+)?born\b|\bborn\b[^.!?\n]{0,12}\b(?:department|tradition)\b|"
    r"\bbirthday to (?:us|our (?:city|town|department))\b|\bfounded\b|\bfundad[oa]\b"
)


def social_security(reading: Reading) -> Iterator[Hit]:
    """A number presented as a social security number, whole or its last four digits."""
    seen: set[int] = set()
    for start, end in dict.fromkeys(_cued(reading)):
        seen.add(end)
        if not _FILED_UNDER(reading.low[start:end]):
            yield Hit(start, end)
    for match in _BARE.finditer(reading.low):
        start, end = match.span()
        filed = _FILE_BEFORE.search(reading.low[max(0, start - 45) : start]) or _FILE_AFTER.match(
            reading.low[end : end + 45]
        )
        if end not in seen and not filed:
            yield Hit(start, end)


def _cued(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where numbers stand beside a word that says what they are, some of them more than once."""
    for begin, sentence in reading.sentences:
        if _SPEAKS_OF_ONE(sentence):
            first, last = max(0, begin - _BESIDE), begin + len(sentence) + _BESIDE
            for look in _CUED:
                yield from (match.span() for match in look.pattern.finditer(reading.low, first, last))


def birth_date(reading: Reading) -> Iterator[Hit]:
    """A full date of birth of a person; an age, a year or a founding date is none."""
    for cue in _SPEAKS_OF_BIRTH.finditer(reading.low):
        first = max(0, cue.start() - _LONGEST_DATE)
        date = _BORN_ON.match(reading.low, cue.start()) or _DATE_OF_BIRTH.pattern.search(reading.low, first, cue.end())
        if date and not _NO_PERSON(reading.sentence_at(date.start())[1]):
            yield Hit(*date.span())
    for name in reading.names:
        if beside := _BESIDE_NAME.match(reading.low, name.end):
            yield Hit(name.start, beside.end())
