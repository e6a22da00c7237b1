"""What helps a reader and an author: plain language in both tongues, other words to use, a rule looked for."""

from datetime import date

import pytest

from countersign import agency
from countersign.content import Draft, Finding, Severity
from countersign.screening import RULES, rewrites, screen_rules
from tests.conftest import SAMPLE
from tests.unit.agency.small_agency import NOW

POLICY = agency.parse(SAMPLE.read_text(), now=NOW)
HARD_ES = (
    "La administración municipal comunicará oportunamente las correspondientes determinaciones relativas a la "
    "implementación gradual de restricciones extraordinarias de circulación vehicular en intersecciones "
    "congestionadas, considerando particularmente observaciones presentadas anteriormente por representantes "
    "comunitarios e instituciones educativas."
)
PLAIN_ES = (
    "La calle Ferry está cerrada. Use la calle Elm. El paso abre a las ocho. Vaya con calma y mire a los lados. " * 2
)


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("hard-to-read", HARD_ES, True),
        ("hard-to-read", PLAIN_ES, False),
        ("hashtag-case", "Maneje despacio #niñosenlacalle", True),
        ("hashtag-case", "Maneje despacio #NiñosEnLaCalle", False),
        ("risky-terms", "Los comentarios ofensivos o fuera de tema se borran por cualquier motivo.", True),
        ("risky-terms", "Las amenazas en los comentarios se borran.", False),
    ],
)
def test_hints_speak_of_spanish_texts_too(rule: str, text: str, found: bool) -> None:
    """How hard a text is, tags in small letters and risky words of terms are told in Spanish as in English."""
    told = screen_rules(Draft(text, "recognition", language="es"), POLICY, NOW)
    assert (rule in {finding.rule for finding in told}) is found


@pytest.mark.parametrize(
    ("language", "rule", "words", "better"),
    [
        ("en", "pii-dob", "DOB 03/04/1985", "age 41"),
        ("es", "pii-dob", "4 de marzo de 1985", "41 años"),
        ("en", "pii-address", "417 Larkspur Lane", "the 400 block of Larkspur Lane"),
        ("es", "pii-address", "calle Larkspur 417", "la cuadra 400 de calle Larkspur"),
        ("en", "guilt-statement", "this burglar", "this burglary suspect"),
        ("es", "guilt-statement", "fue arrestado por robar", "fue arrestado por sospecha de robar"),
        ("es", "guilt-statement", "El ladrón", "El sospechoso de robo"),
        ("en", "pii-plate", "plate 6WGN483", "plate ending in 483"),
        ("fr", "pii-dob", "03/04/1985", None),
        ("en", "victim-identity", "Jane Roe", None),
    ],
)
def test_other_words_are_offered_where_they_can_be_computed(
    language: str, rule: str, words: str, better: str | None
) -> None:
    """An age for a date of birth, a block for a house, a suspicion for a verdict; nothing where a person has to say."""
    finding = Finding(rule, Severity.BLOCK, "Stopped.", start=0, end=len(words))
    offered = rewrites.rewritten(Draft(words, "arrest", language=language), finding, today=date(2026, 11, 21))
    assert (offered or "").endswith(better or "") and bool(offered) is bool(better)


def test_a_rule_is_found_by_any_of_its_words() -> None:
    """By what it says, its law, its state or its name, whatever the order and the capitals; all of the words count."""
    found = {
        words: {rule.id for rule in RULES if rule.speaks_of(words)} for words in ("PHOTO ca", "13665", "zebra", "")
    }
    assert "booking-photo-removal" in found["PHOTO ca"] and "booking-photo-removal" in found["13665"]
    assert found["zebra"] == set() and len(found[""]) == len(RULES)
