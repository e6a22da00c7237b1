"""What marks a message as a test or an exercise although it says that it is Actual.

Real tests over IPAWS carry the status Actual (ALERTS 4), so codes and words are looked at too. Words that a real alert
uses as well ("exercise caution", "water tests show", the River Test) are no mark, and neither is "this is not a test".
"""

import re
from collections.abc import Iterator

from countersign.alerts.model import Alert, Info

#: Codes of tests and demonstrations: SAME (47 CFR 11.31(e)), and what the weather service and feeds use besides.
TEST_CODES = frozenset({"RWT", "RMT", "NPT", "NMN", "DMO", "NAT", "NST", "TST"})
_CODE_WORDS = frozenset(
    {"TEST", "TESTING", "EXERCISE", "DRILL", "PRACTICE", "DEMO", "SIMULACRO", "PRUEBA", "TRAINING", "MOCK"}
)
#: Classes of VTEC that are not operational.
REHEARSED = {"T": "a test", "E": "experimental", "X": "experimental"}

_ENGLISH = r"(?:test|drill|exercise)"
#: What comes after or before such a word when it belongs to something real.
_REAL_AFTER = (
    r"(?!['’]s\b)(?!\s+(?:caution|care|extreme|great|due|vigilance|patience|restraint|results?|positive|negative|sites?|"
    r"kits?|show|shows|showed|found|find|confirm|confirms|confirmed|indicate|indicates|track|drive|samples?|pit|"
    r"equipment|bike|class|your|valley|rivers?|creek|lake|road|street|centers?|centres?|station|de (?:agua|alcohol)|"
    r"(?:are|were|is|was|come|comes|came) (?:back|clear|clean|negative|satisfactory)|positiv[oa]s?))"
)
_REAL_BEFORE = (
    r"(?<!river )(?<!water )(?<!to )(?<!please )(?<!outdoor )(?<!strenuous )(?<!vigorous )(?<!heavy )(?<!physical )"
)
#: Spanish has one word for an exercise and for exercise.
_EJERCICIO = (
    r"(?<!el )(?<!hacer )(?<!haga )(?<!evite )(?<!hagan )\bejercicios?\b"
    r"(?!\s+(?:físico|al aire|afuera|intenso|fuerte|extenuante|vigoroso|pesado))"
)
#: In the name of an event or in a headline the bare noun is enough.
_BARE = re.compile(
    rf"{_REAL_BEFORE}\b(?:tests?|drills?|exercises?|rehearsals?|pruebas?|simulacros?|essais?|exercices?|testes?|"
    r"simulados?|exercícios?|übung(?:en)?|probealarm|probewarnung|testwarnung|testmeldung|esercitazion[ei]|oefening|"
    r"proefalarm|testbericht|övning(?:ar)?|provlarm|øvelser?|prøvealarm|harjoitus|ćwiczeni[ae]|cvičení|egzèsis|"
    rf"учени[ея]|учебная|diễn tập|pagsasanay){_REAL_AFTER}\b(?!['’]s)"
    rf"|{_EJERCICIO}|\bsimulaci[oó]n(?:es)?\b"
    r"|\b(?:mock|simulated|simulation|training)(?:[/ -](?:evacuation|disaster|alert|warning|message|incident|emergency|"
    r"event|scenario|exercise|only))|(?:^|[\[(*#:|-]\s*)(?:training|simulation|mock)\s*(?:[\])*#:|–—-]|$)"
    r"|\bpractice(?:[/ -](?:demo|alert|warning|message|run|drill|exercise|evacuation|only))"
    r"|(?:^|[\[(*#:|-]\s*)practice\s*(?:[\])*#:|-]|$)|\bdemo (?:alert|warning|message)\b"
    r"|訓練|演習|テスト|測試|测试|演习|演練|演练|훈련|테스트|परीक्षण|اختبار",
    re.IGNORECASE,
)
#: A message announces itself: “this is only a test”, “esto es una prueba”, “test message”, “THIS IS A DRILL”.
_SAYS_SO = re.compile(
    r"\bthis (?:is|was|will be|has been) (?:only |just |simply )?(?:an? )?(?:\w+[ -]){0,5}"
    r"(?:test|drill|exercise|demonstration|practice|rehearsal|simulation)\b(?!\s+(?:track|drive|results?|site))"
    r"|\bthe following (?:is|was) (?:only )?an? (?:\w+[ -]){0,4}(?:test|drill|exercise)\b"
    r"|\b(?:only|just) an? (?:test|drill|exercise)\b"
    r"|\b(?:test|drill|exercise|practice|training|simulated)[ -]"
    r"(?:message|alert|only|broadcast|transmission|warning|notification)\b"
    r"|\b(?:required|periodic) (?:weekly|monthly) test\b|\bnational periodic test\b"
    r"|\b(?:weekly|monthly|quarterly|annual|scheduled) (?:siren )?(?:test|drill)\b|\bsiren test(?:ing)?\b"
    r"|\b(?:conducting|performing|testing) (?:a test of )?(?:the|our|its) (?:\w+ ){0,4}(?:alert|warning|siren)s?\b"
    r"|\btests? of (?:the|our|its|an?|this) (?:[\w’'-]+[ -]){0,6}"
    r"(?:systems?|sirens?|alerts?|alerting|warnings?|network)\b"
    r"|\b(?:test|drill|exercise)\W+(?:test|drill|exercise)\b"
    r"|\bfor (?:test|testing|exercise|training|demonstration) (?:and evaluation )?purposes\b"
    r"|\b(?:es|solo|sólo|solamente|mensaje|alerta|aviso) (?:de |es )?(?:solo |sólo |solamente )?(?:una? |de )?"
    r"(?:prueba|simulacro|ejercicio)\b|\bun (?:simulacro|ejercicio)\b"
    r"|\b(?:ceci|c['’]?\s?est|il s['’]agit) (?:est |n['’]est |qu['’]|d['’]|seulement |juste )*(?:un |une )?(?:simple )?"
    r"(?:essai|exercice|test)\b|\b(?:message|alerte) d['’](?:essai|exercice)\b|\balerte test\b"
    r"|\b(?:isto|este|esta) é (?:apenas |só )?(?:uma? )?(?:mensagem de )?(?:teste|simulado|exercício)\b"
    r"|\bdies ist (?:nur |lediglich )?(?:eine? )?(?:test|übung|probe|probealarm|probewarnung|testwarnung)\b"
    r"|\bquest[oa] è (?:solo )?(?:un |una |un['’]\s?)?(?:test|prova|esercitazione)\b"
    r"|\bdit is (?:slechts |maar )?(?:een )?(?:test|oefening|proef)\b"
    r"|\b(?:detta|dette) (?:är|er) (?:bara |kun )?(?:ett? |en )?(?:test|övning|øvelse)\b"
    r"|これは(?:訓練|テスト)|(?:这|這)是(?:一次|一個)?(?:测试|測試|演习|演習|演练|演練)"
    r"|\bno action is required\b.{0,80}\btest\b",
    re.IGNORECASE,
)
#: Capitals among small letters call out.
_CALLED = re.compile(
    rf"(?<![A-Za-z]){_REAL_BEFORE}(?:TEST|DRILL|EXERCISE|PRACTICE|PRUEBA|SIMULACRO|EXERCICE){_REAL_AFTER}(?![A-Za-z])"
)
_NOT_ONE = re.compile(
    r"\b(?:this|it) (?:is|was) (?:not|no) (?:an? )?(?:test|drill|exercise)(?: message| alert)?\b"
    r"|\b(?:not|no longer|never) an? (?:test|drill|exercise)(?: message| alert)?\b|\bnot a? ?drill\b"
    r"|\b(?:esto? |esta )?no es (?:una? )?(?:mensaje de )?(?:prueba|simulacro|ejercicio)\b"
    r"|\bn['’]est pas un (?:test|essai|exercice)\b|\bkeine? (?:test|übung|probe)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"(?<![A-Za-z])(?:test|drill|exercise|prueba|simulacro)(?![A-Za-z])", re.IGNORECASE)


def marks(alert: Alert) -> Iterator[str]:
    """Why this message is a rehearsal, in sentences; nothing when nothing says so."""
    yield from _codes(alert)
    if found := _TOKEN.search(alert.identifier):
        yield f"Its identifier says “{found.group(0)}”: {alert.identifier[:80]}."
    for text in _titles(alert):
        said = _NOT_ONE.sub(" ", text)
        if found := _BARE.search(said) or _SAYS_SO.search(said):
            yield f"It calls itself “{found.group(0).strip()}”: “{text[:80]}”."
            return
    for text in _bodies(alert):
        said = _NOT_ONE.sub(" ", text)
        if found := _SAYS_SO.search(said) or (_CALLED.search(said) if _mixed(said) else None):
            yield f"Its words say that it is a test or an exercise: “{found.group(0)}”."
            return


def _mixed(text: str) -> bool:
    """Whether capitals mean something: a text all in capitals calls nothing out."""
    return sum(c.islower() for c in text) > sum(c.isupper() for c in text)


def _codes(alert: Alert) -> Iterator[str]:
    for info in alert.infos:
        for name, value in info.event_codes:
            if value.strip().upper() in TEST_CODES:
                yield f"Its event code is {value} ({name}), which stands for a test."
    for code in alert.vtec:
        if code.product in REHEARSED:
            yield f"Its event code {code.key} is {REHEARSED[code.product]}, not operational."
    for word in alert.codes:
        if word.strip().upper() in TEST_CODES | _CODE_WORDS:
            yield f"Its code is {word}, which stands for a test."


def _titles(alert: Alert) -> Iterator[str]:
    yield alert.note
    for info in alert.infos:
        yield from (info.event, info.headline, info.sender_name)
        yield from info.parameter("WEAHandling")
        yield from info.parameter("NWSheadline")


def _bodies(alert: Alert) -> Iterator[str]:
    for info in alert.infos:
        yield from _texts(info)


def _texts(info: Info) -> Iterator[str]:
    yield from (info.description, info.instruction)
    yield from (value for _, value in info.parameters if " " in value)
    yield from (place.description for place in info.places[:50] if _mixed(place.description))
