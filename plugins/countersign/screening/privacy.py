"""Personal data in a text: numbers of social security, dates of birth, private phones and mail addresses."""

import re
from collections.abc import Iterator
from functools import lru_cache

from countersign.agency import AgencyFacts
from countersign.screening.reading import Hit, Reading

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre)[a-z]*\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{1,2}}-\d{{1,2}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}\s+(?:de\s+)?{_MONTH},?\s+(?:de[l]?\s+)?\d{{4}})"
)
_BORN = (
    r"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate of birth|\bbirth\s?date|\bbirthday|\bborn(?:\s+on)?"
    r"|\bfecha de nacimiento"
    r"|\bf\.?\s?d\.?\s?n\b\.?|\bnaci(?:ó|do|da)(?:\s+el)?)"
)
_DOB = re.compile(rf"{_BORN}[\s:=#(,-]*(?:is\s+|of\s+|es\s+)?{_DATE}", re.IGNORECASE)

_SSN_CUE = (
    r"(?:\bs\.?\s?s\.?\s?n\b\.?|\bsocial security(?:\s+(?:number|no\.?|#))?"
    r"|\bsoc(?:ial)? sec\b|\bseguro social\b)"
)
_SSN_NUMBER = r"\d{3}[-\s.]?\d{2}[-\s.]?\d{4}"
_SSN_CUED = re.compile(rf"{_SSN_CUE}[^\d\n]{{0,30}}(?<!\d)(?:{_SSN_NUMBER}|\d{{4}})(?![\d-])", re.IGNORECASE)
_SSN_BARE = re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")
_FILE_NUMBER = re.compile(
    r"(?:case|report|incident|lot|inmate|booking|citation|tag|serial|model|part|permit|docket|caso|reporte|informe|expediente"
    r"|#|no\.?|number|número|id)\W{0,4}(?:\w+\W{0,3}){0,2}$",
    re.IGNORECASE,
)

_PHONE = re.compile(
    r"(?<![\w.-])(?:\+?1[\s.-]{0,2})?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])"
    r"|(?<![\w.-])(?:\+?1)?\d{10}(?![\w-])"
)
_LOCAL = re.compile(
    r"(?:\bcall|\btext|\bphone|\bcell|\bmobile|\bdial|\bllam[ea]\w*|\bcelular|\bteléfono)[^\d\n]{0,30}(?<!\d)(\d{3}[-.\s]\d{4})(?!\d)",
    re.IGNORECASE,
)
_DIGIT = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_SPOKEN = re.compile(rf"\b{_DIGIT}(?:[\s,.-]{{1,3}}{_DIGIT}){{6,10}}\b", re.IGNORECASE)
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\(arroba\))\s?"
    r"[a-z0-9-]{1,63}(?:(?:\.|\s?(?:\(dot\)|\[dot\])\s?)[a-z0-9-]{1,63}){1,5}",
    re.IGNORECASE,
)
_PUBLIC_ENDINGS = (".gov", ".edu", ".mil", ".org", ".us")
#: A warning names the trick within a sentence or so of the address.
_NEARBY = 150
_SCAM = re.compile(r"scam|phish|spoof|fraud|fake|estafa|fraude|falso", re.IGNORECASE)


def social_security(reading: Reading) -> Iterator[Hit]:
    """A number presented as a social security number, whole or its last four digits."""
    seen: set[int] = set()
    for match in _SSN_CUED.finditer(reading.text):
        seen.add(match.end())
        yield Hit(*match.span())
    for match in _SSN_BARE.finditer(reading.text):
        before = reading.text[max(0, match.start() - 40) : match.start()]
        if match.end() not in seen and not _FILE_NUMBER.search(before):
            yield Hit(*match.span())


def birth_date(reading: Reading) -> Iterator[Hit]:
    """A full date of birth."""
    return (Hit(*match.span()) for match in _DOB.finditer(reading.text))


def private_phone(reading: Reading) -> Iterator[Hit]:
    """A phone number that is neither the agency's nor a partner's nor toll-free."""
    known = known_numbers(reading.policy.agency)
    for match in _PHONE.finditer(reading.text):
        number = _digits(match.group())[-10:]
        if number not in known and number[:3] not in _TOLL_FREE:
            yield Hit(*match.span())
    for match in _LOCAL.finditer(reading.text):
        if not any(number.endswith(_digits(match[1])) for number in known):
            yield Hit(*match.span(1))
    yield from (Hit(*match.span()) for match in _SPOKEN.finditer(reading.text))


def private_mail(reading: Reading) -> Iterator[Hit]:
    """A mail address that is neither the agency's nor a partner's nor of a public body or organisation."""
    facts = reading.policy.agency
    for match in _MAIL.finditer(reading.text):
        address = re.sub(r"\s|[()\[\]]", "", re.sub(r"\((?:at|arroba)\)|\[at\]", "@", match.group().lower()))
        domain = address.replace("dot", ".").rpartition("@")[2].rstrip(".-")
        ours = any(domain == own or domain.endswith(f".{own}") for own in facts.email_domains)
        partner = address in {mail.lower() for mail in facts.partner_emails}
        warned = _SCAM.search(reading.text, max(0, match.start() - _NEARBY), match.end() + _NEARBY)
        if not (ours or partner or warned or domain.endswith(_PUBLIC_ENDINGS)):
            yield Hit(*match.span())


@lru_cache(maxsize=16)
def _numbers(phones: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_digits(phone)[-10:] for phone in phones)


def known_numbers(facts: AgencyFacts) -> frozenset[str]:
    """The digits of every number that a post may show."""
    own = (facts.emergency, facts.non_emergency, facts.tip_line or "")
    return _numbers((*facts.phones, *facts.partner_phones.values(), *own))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
