"""Private phone numbers and mail addresses, against the agency's and its partners' own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from countersign.content import Severity
from countersign.screening.patterns import Look
from countersign.screening.reading import Hit, Reading

if TYPE_CHECKING:
    from countersign.agency import AgencyFacts

_PHONE = Look(
    r"(?<![\w.-])(?:\+?1[\s.-]{0,2})?(?:\(\d{3}\)[\s.-]{0,2}|\d{3}\s?[-./•·]\s?|"
    r"\d{3}\s)\d{3}\s?[-.•·\s]\s?\d{4}(?![\w-])"
    r"|(?<![\w.-])(?:\+?1)?\d{10}(?![\w-])"
)
_LOCAL = Look(
    r"\b(?:call|text|phone|cell|mobile|dial|number|reach|ring|whatsapp|contact|comun[ií]\w{3,9}|escrib\w{1,4}|"
    r"llam\w{1,5}|celular|"
    r"tel[eé]fono|m[oó]vil|número|marque|texto)"
    r"\b[^\d\n]{0,35}?(?<![\d#-])(?P<number>\d{3}[-.\s]\d{4})(?![\d-])"
)
_DIGIT = (
    "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|"
    "cuatro|cinco|seis|siete|ocho|nueve|\\d{1,4})"
)
_SPOKEN = Look(rf"\b{_DIGIT}(?:[\s,./()-]{{1,3}}(?:(?:and|y|then|dash|guion)\s)?{_DIGIT}){{4,11}}\b")
_SPOKEN_WORD = Look(r"[a-z]+|\d+")
_DIGIT_WORDS = {"double": 0, "triple": 0, "and": 0, "y": 0, "then": 0, "dash": 0, "guion": 0}
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

_PRIVATE = Look(
    r"\b(?:cell|mobile|(?<!de )personal|home|private|owner'?s?|his|her|their|mom'?s?|dad'?s?|wife|husband|"
    r"brother|sister|son|daughter|family|neighbor"
    r"|resident|homeowner|caller|roommate|tenant|uncle|aunt|cousin|boyfriend|girlfriend|attorney at home|"
    r"vecin[oa]"
    r"|grandma|grandpa|celular|m[oó]vil|casa|dueñ[oa]|su|mamá|papá|esposa|esposo|resident'?s|"
    r"victim'?s|witness)\b"
)
_PUBLIC = Look(
    r"\b(?:hotline|helpline|dispatch|shelter|center|centre|office|clinic|hospital|line|desk|"
    r"department|stoppers|bureau|division"
    r"|agency|utility|utilities|district|hall|library|school|store|museum|theater|company|pharmacy|"
    r"records|recruit\w*|registration|rsvp"
    r"|non-?emergency|animal control|public works|county|city|state|program|services?|unit|foundation|"
    r"red cross|poison control"
    r"|oficina|l[ií]nea|centro|albergue|cl[ií]nica|despacho|departamento|refugio|biblioteca)\b"
)
_FILED = Look(
    r"(?:\b(?:case|report|incident|lot|inmate|booking|serial|permit|docket|ticket|claim|invoice|order|"
    r"ref(?:erence)?|tracking|item|vin"
    r"|caso|reporte|folio|expediente)\b|#)\W{0,4}(?:(?:no|number|num|n[uú]mero|es|is)\b\W{0,3})?$"
)
_SCAM = Look(
    r"scam|phish|spoof|fraud|\bfake|estafa|fraude|\bfals[oa]s?\b|impostor|imposter|suspicious|bogus|hoax|"
    r"sospechos"
)

_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punto)\s?[)\]}]\s?|\s(?:dot|punto)\s)"
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|arroba|@)\s?[)\]}>]\s?|\s+(?:arroba)\s+)"
_MAIL = Look(
    rf"(?<![\w.+-])[a-z0-9](?:[\w+-]|"
    rf"\.(?=\w)){{0,60}}{_AT}[a-z0-9-]{{1,63}}(?:{_DOT}[a-z0-9-]{{2,63}}){{1,4}}"
    rf"|(?<![\w.+-])[a-z0-9](?:[\w+-]|\.(?=\w)){{1,60}}(?:\s(?:dot|"
    rf"punto)\s[\w-]{{1,40}}){{0,2}}\s+at\s+[a-z0-9-]{{1,40}}\s?(?:\(|\[)?\s?(?:dot|punto)\s?(?:\)|"
    rf"\])?"
    r"\s?(?:com|net|org|edu|mail)\b"
    rf"|(?<![\w.+-])[a-z0-9](?:[\w+-]|\.(?=\w)){{1,60}}\s+at\s+(?:gmail|yahoo|hotmail|outlook|icloud|"
    rf"aol|example)(?:{_DOT}|\s)(?:com|net|org)\b"
)
#: What no written address lacks: without one of them nothing is looked for.
_MAIL_SIGN = Look(
    r"@|arroba|[(\[{<]\s?at\b|\b(?:dot|punto)\b|\bat\s+(?:gmail|yahoo|hotmail|outlook|icloud|aol|example)\b"
)
_ROLES = frozenset(
    [
        "info",
        "help",
        "contact",
        "hello",
        "volunteer",
        "volunteers",
        "tickets",
        "registration",
        "register",
        "office",
        "admin",
        "support",
        "events",
        "rsvp",
        "records",
        "tips",
        "press",
        "media",
        "pio",
        "recruiting",
        "recruitment",
        "hr",
        "jobs",
        "careers",
        "complaints",
        "lunch",
        "dispatch",
        "news",
        "webmaster",
        "customerservice",
        "service",
        "services",
        "team",
        "donate",
        "donations",
        "toydrive",
        "adopt",
        "adoption",
        "adoptions",
        "shelter",
        "board",
        "director",
        "clerk",
        "desk",
        "frontdesk",
        "inquiries",
        "public",
        "comments",
        "policy",
        "feedback",
        "ayuda",
        "contacto",
        "informes",
        "billing",
        "security",
        "noreply",
        "no-reply",
        "refunds",
        "alerts",
    ]
)
_PROVIDERS = Look(
    r"mail|inbox|post\b|home|family|webmail|^example\.(?:com|net|org)$|gmail|yahoo|hotmail|outlook|"
    r"icloud|aol|proton|comcast"
)
#: ‘as @somebody’ is an account, not an address.
_HANDLE = Look(r"\s@\w")
_ENDINGS = (".com", ".net", ".org", ".edu", ".gov", ".mail", ".us", ".mx", ".io", ".me", ".co")
_PUBLIC_ENDINGS = (".gov", ".edu", ".mil", ".us")
#: A warning names the trick within a sentence or so of the address.
_NEARBY = 150


def private_phone(reading: Reading) -> Iterator[Hit]:
    """A phone number of a private person: neither the agency's nor a partner's nor plainly an organisation's."""
    known = known_numbers(reading.policy.agency)
    numbers = [(m.span(), _digits(m.group())[-10:]) for m in _PHONE.finditer(reading.low)]
    numbers += [(m.span("number"), _digits(m["number"])) for m in _LOCAL.finditer(reading.low)]
    numbers += [(m.span(), digits) for m in _SPOKEN.finditer(reading.low) if (digits := _spoken(m.group()))]
    for (start, end), number in numbers:
        if any(own.endswith(number) for own in known) or _FILED.search(reading.low[max(0, start - 25) : start]):
            continue
        if (severity := _whose_phone(reading, start, end, number)) is not None:
            yield Hit(start, end, severity=severity)


def _whose_phone(reading: Reading, start: int, end: int, number: str) -> Severity | None:
    """How sure it is that a number is a private one; None when it is plainly not."""
    before, after = reading.low[max(0, start - 70) : start], reading.low[end : end + 30]
    _, sentence = reading.sentence_at(start)
    if _PRIVATE(before[-60:]) or _PRIVATE(after):
        return Severity.BLOCK
    if number[:3] in _TOLL_FREE or _PUBLIC(before) or _PUBLIC(after):
        return None
    return Severity.ATTEST if _SCAM(sentence) else Severity.BLOCK


def _spoken(text: str) -> str:
    """The digits that are said in words, seven to eleven of them and most of them words; else nothing."""
    words = [match.group() for match in _SPOKEN_WORD.finditer(text)]
    said = [word for word in words if word not in _DIGIT_WORDS]
    digits = "".join(_SAID.get(word, word) for word in said)
    spoken = sum(word in _SAID for word in said)
    return digits[-10:] if 7 <= len(digits) <= 11 and spoken >= 3 and digits.isdigit() else ""


_SAID = {"o": "0", "oh": "0"} | {
    word: str(number)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for number, word in enumerate(words.split())
}


def private_mail(reading: Reading) -> Iterator[Hit]:
    """A mail address of a private person: neither the agency's nor a partner's nor an organisation's."""
    if not _MAIL_SIGN(reading.low):
        return
    facts = reading.policy.agency
    partners = {mail.lower() for mail in facts.partner_emails}
    for match in _MAIL.finditer(reading.low):
        local, domain = _address(match.group())
        if _HANDLE.search(match.group()) and not domain.endswith(_ENDINGS):
            continue
        near = reading.low[max(0, match.start() - _NEARBY) : match.end() + _NEARBY]
        personal = _PRIVATE(reading.low[max(0, match.start() - 40) : match.start()]) is True
        ours = any(domain == own or domain.endswith(f".{own}") for own in facts.email_domains)
        if ours or f"{local}@{domain}" in partners or (_SCAM(near) and not personal):
            continue
        if personal or not (domain.endswith(_PUBLIC_ENDINGS) or _is_role(local) or not _is_provider(domain)):
            yield Hit(*match.span())


def _address(text: str) -> tuple[str, str]:
    """An address however it was written -> local part and domain."""
    plain = re.sub(r"[\[({<]\s?(at|arroba|@)\s?[\])}>]|\s(?:at|arroba)\s", "@", text)
    plain = re.sub(r"[\[({]\s?(?:dot|punto)\s?[\])}]|\s(?:dot|punto)\s", ".", plain)
    local, _, domain = re.sub(r"\s", "", plain).partition("@")
    return local, domain.rstrip(".-")


def _is_role(local: str) -> bool:
    return local in _ROLES or local.partition(".")[0] in _ROLES or local.partition("-")[0] in _ROLES


def _is_provider(domain: str) -> bool:
    """Whether a domain gives mailboxes to anybody, rather than to those who work there."""
    return _PROVIDERS.search(domain) is not None


@lru_cache(maxsize=16)
def _numbers(phones: tuple[str, ...]) -> frozenset[str]:
    return frozenset(number for phone in phones if (number := _digits(phone)[-10:]))


def known_numbers(facts: AgencyFacts) -> frozenset[str]:
    """The digits of every number that a post may show."""
    own = (facts.emergency, facts.non_emergency, facts.tip_line or "")
    return _numbers((*facts.phones, *facts.partner_phones.values(), *own))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
