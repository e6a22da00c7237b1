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
    r"\d{3}\s)\d{3}\s?[-./•·\s]\s?\d{4}(?![\w-])"
    r"|(?<![\w.-])(?:\+?1)?\d{10}(?![\w-])|(?<![\w.-])\d{3}[.-]\d{3}[.-]\d{2}[.-]\d{2}(?![\w-])"
    r"|(?<!\w)\+(?!1\b)\d{1,3}(?:[\s.()-]{1,2}\d{2,5}){2,5}(?![\w-])"
)
_LOCAL = Look(
    r"\b(?:call|caller id|came back to|belong\w* to|at|text|phone|cell|mobile|dial|number|reach|ring|"
    r"whatsapp|contact|comun[ií]\w{3,9}|escrib\w{1,4}|"
    r"llam\w{1,5}|m[aá]rqu\w{1,6}|celular|"
    r"tel[eé]fono|m[oó]vil|número|marque|texto)"
    r"\b[^\d\n]{0,35}?(?<![\d#-])(?P<number>\d{3}[-.\s]\d{4})(?![\d-])"
)
#: Seven digits alone, parted as a number is: nothing else is written so, but for files.
_BARE = Look(r"(?<![\w#$/.-])[2-9]\d\d[-.]\d{4}(?![\w/-])")
_DIGIT = (
    "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|cero|uno|dos|tres|"
    "cuatro|cinco|seis|siete|ocho|nueve|\\d{1,4})"
)
_SPOKEN = Look(rf"\b{_DIGIT}(?:[\s,./()-]{{1,3}}(?:(?:and|y|then|dash|guion)\s)?{_DIGIT}){{4,11}}\b")
_SPOKEN_WORD = Look(r"[a-z]+|\d+")
_DIGIT_WORDS = {"double": 0, "triple": 0, "and": 0, "y": 0, "then": 0, "dash": 0, "guion": 0}
_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})

#: A number of one's own, whoever it is.
_OWN = Look(r"\b(?:cell|mobile|(?<!de )personal|home (?:phone|number|line)|private|celular|m[oó]vil|whatsapp)\b")
#: Somebody who is no organisation.
_PRIVATE = Look(
    r"\b(?:cell|mobile|(?<!de )personal|home|private|owner'?s?|his|her|their|mom'?s?|dad'?s?|mother|father|"
    r"parents?|"
    r"wife|husband|brother|sister|son|daughter|family|neighbor|resident|homeowner|caller|roommate|tenant|"
    r"uncle|aunt|"
    r"cousin|boyfriend|girlfriend|grandma|grandpa|resident'?s|victim'?s|witness|mrs|mr|ms|"
    r"coach|"
    r"kid|friend|man|woman|vecin[oa]|celular|m[oó]vil|casa|dueñ[oa]|su|mamá|papá|esposa|esposo|señora?|don|"
    r"doña|hij[oa])\b"
)
#: Somebody who is an organisation, or what one calls an organisation about.
_PUBLIC = Look(
    r"\b(?:hotline|helpline|dispatch|shelter|center|centre|office|clinic|hospital|desk|"
    r"(?<!whose )(?<!their )(?<!his )(?<!her )(?<!phone )(?<!the )line|"
    r"department|stoppers|bureau|division"
    r"|agency|utility|utilities|district|hall|library|school|store|museum|theat(?:er|re)|playhouse|company|"
    r"pharmacy|"
    r"records|recruit\w*|registration|rsvp|tickets?|reservations?|appointments?"
    r"|non-?emergency|animal control|public works|county|city|state|program|services?|unit|foundation|"
    r"red cross|poison control|police|pd|p\.d\.|sheriff'?s?|coroner'?s?|examiner'?s?|prosecutor'?s?|"
    r"attorney'?s|"
    r"court(?:house)?|fire(?: marshal)?|marshals?|troopers?|highway patrol|rangers?|university|college|"
    r"campus|bank|"
    r"insurance|electric|gas|water|power|transit|airport|harbormaster|humane|society|association|league|"
    r"club|lodge|"
    r"rotary|elks|church|parish|ministry|chamber|authority|commission|council|network|federal|national|"
    r"task force|"
    r"detectives|investigators|tow(?:ing)? (?:yard|company)|towing|veterinary|vet|rescue|museum|restaurant|"
    r"hotel|motel|"
    r"oficina|l[ií]nea|centro|albergue|cl[ií]nica|despacho|departamento|refugio|biblioteca|polic[ií]a|"
    r"iglesia|banco|"
    r"consulado|alguacil|tribunal|bomberos|fiscal[ií]a|municipio|ayuntamiento|condado|ciudad|escuela|"
    r"programa)\b"
)
#: An organisation known by its letters.
_LETTERS = re.compile(
    r"\b(?!TV|ID|AM|PM|OK|US\b|HG|DOB|SSN|PSA|FYI|ISO|BTW|UPDATE|LOST|FOUND|CALL|TEXT)[A-Z][A-Z&]{1,5}\b"
)
#: Whom one is to call stands between this and the number.
_CALL = Look(
    r"\b(?:call|text|phone|dial|ring|contact|reach|message|whatsapp|ask for|write|llam\w{1,5}|"
    r"m[aá]rqu\w{1,6}|"
    r"comun[ií]\w{3,9}|mand\w{1,3} (?:un )?(?:texto|mensaje))\b(?: a| al| con)?"
)
#: Nobody is named between them.
_NOBODY_NAMED = Look(
    r"(?:\W|\b(?:us|them|at|on|the|number|is|toll|free|or|to|text|with|tips?|info\w*|al?|el|número|nos)\b)*"
)
_FILED = Look(
    r"(?:\b(?:case|report|incident|lot|inmate|booking|serial|permit|docket|ticket|claim|invoice|order|"
    r"ref(?:erence)?|tracking|item|vin"
    r"|caso|reporte|folio|expediente)\b|#)\W{0,4}(?:(?:no|number|num|n[uú]mero|es|is)\b\W{0,3})?$"
)
_SCAM = Look(
    r"scam|phish|spoof|fraud|\bfake|estafa|fraude|\bfals[oa]s?\b|impostor|imposter|suspicious|bogus|hoax|"
    r"sospechos|\bisn't us\b|\bis not us\b|\bnot from us\b|\bmaking the rounds\b|\bgift cards?\b|\bimpersonat|"
    r"\bpretend\w* to be\b|\bno somos nosotros\b|\b(?:do not|don't) (?:click|reply|open)\b"
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
_ROLE_NAMES = (
    "info help contact hello volunteer volunteers tickets registration register office admin support "
    "events rsvp records tips press media pio recruiting recruitment hr jobs careers complaints lunch "
    "dispatch news webmaster customerservice service services team donate donations toydrive adopt "
    "adoption adoptions shelter board director clerk desk frontdesk inquiries public comments policy "
    "feedback ayuda contacto informes billing security noreply no-reply refunds alerts"
)
_ROLES = frozenset(_ROLE_NAMES.split())
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
    local = {start for (start, _), _ in numbers}
    numbers += [(m.span(), _digits(m.group())) for m in _BARE.finditer(reading.low) if m.start() not in local]
    numbers += [(m.span(), digits) for m in _SPOKEN.finditer(reading.low) if (digits := _spoken(m.group()))]
    for (start, end), number in numbers:
        if any(own.endswith(number) for own in known) or _FILED.search(reading.low[max(0, start - 25) : start]):
            continue
        if (severity := _whose_phone(reading, start, end, number)) is not None:
            yield Hit(start, end, severity=severity)


def _whose_phone(reading: Reading, start: int, end: int, number: str) -> Severity | None:
    """How sure it is that a number is a private one; None when it is plainly not."""
    begin, sentence = reading.sentence_at(start)
    after = reading.low[end : end + 30]
    if _OWN(reading.low[max(0, start - 45) : start]) or _OWN(after):
        return Severity.BLOCK
    if number[:3] in _TOLL_FREE:
        return None
    callee = _callee(reading, max(begin, start - 120), start)
    if callee is None:
        earlier, _ = reading.sentence_at(max(0, begin - 2))
        if _names_public(reading, begin, end + 30) or _names_public(reading, earlier, begin):
            return None
        if _APPEAL(sentence) and not _PRIVATE(sentence):
            return Severity.ATTEST
    elif _is_public(reading, callee, start) or (_PUBLIC(after) and not _is_person(reading, callee, start)):
        return None
    return Severity.ATTEST if _SCAM(sentence) and not _PRIVATE(sentence) else Severity.BLOCK


#: Whoever saw something is asked to call: that is hardly a private person's number.
_APPEAL = Look(
    r"\b(?:anyone|anybody|witnesses|investigators|detectives)\b|\b(?:tips?|information) (?:about|on|to|can|"
    r"may)\b|\bquien (?:tenga|haya)\b"
)


def _callee(reading: Reading, begin: int, start: int) -> int | None:
    """Where the words begin that say whose number it is; None when nobody is named before it."""
    calls = list(_CALL.finditer(reading.low[begin:start]))
    whose = begin + calls[-1].end() if calls else begin
    return None if _NOBODY_NAMED.fullmatch(reading.low[whose:start]) else whose


def _is_person(reading: Reading, begin: int, end: int) -> bool:
    return bool(reading.names_in(begin, end)) or _PRIVATE(reading.low[begin:end])


def _names_public(reading: Reading, begin: int, end: int) -> bool:
    return _PUBLIC(reading.low[begin:end]) or _LETTERS.search(reading.text[begin:end]) is not None


#: ‘His weekend detailing service’ is a person's, and no organisation.
_HIS = Look(r"\b(?:his|her|my|su)\b[^.!?,;]{0,30}$")
_OF = re.compile(r"\s+(?:de|del|of|for)\s+(?:(?:the|la|el|los|las)\s+)?\w+(?:\s\w+){0,2}")


def _his(words: str, match: re.Match[str]) -> bool:
    return match.group().startswith(("service", "program", "company", "store")) and _HIS(words[: match.start()])


def _whole(words: str, end: int) -> int:
    """Where an organisation's name ends: ‘Policía de San Lucas’."""
    more = _OF.match(words, end)
    return more.end() if more else end


def _is_public(reading: Reading, begin: int, end: int) -> bool:
    """Whether an organisation is the last of whom these words speak."""
    words = reading.low[begin:end]
    named = [_whole(words, match.end()) for match in _PUBLIC.finditer(words) if not _his(words, match)]
    named += [match.end() for match in _LETTERS.finditer(reading.text[begin:end])]
    persons = [match.end() for match in _PRIVATE.finditer(words)]
    persons += [name.end - begin for name in reading.names_in(begin, end)]
    return bool(named) and max(named) >= max(persons, default=-1)


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
    facts = reading.policy.agency
    partners = {mail.lower() for mail in facts.partner_emails}
    for start, match in _mails(reading):
        local, domain = _address(match.group())
        if _HANDLE.search(match.group()) and not domain.endswith(_ENDINGS):
            continue
        end = start + len(match.group())
        near = reading.low[max(0, start - _NEARBY) : end + _NEARBY]
        personal = _PRIVATE(reading.low[max(0, start - 40) : start]) is True
        ours = any(domain == own or domain.endswith(f".{own}") for own in facts.email_domains)
        if ours or f"{local}@{domain}" in partners or (_SCAM(near) and not personal):
            continue
        if personal or not (domain.endswith(_PUBLIC_ENDINGS) or _is_role(local) or not _is_provider(domain)):
            yield Hit(start, end)


def _mails(reading: Reading) -> Iterator[tuple[int, re.Match[str]]]:
    """Where each address begins, and what is written there."""
    for begin, sentence in reading.sentences:
        if _MAIL_SIGN(sentence):
            yield from ((begin + match.start(), match) for match in _MAIL.finditer(sentence))


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
