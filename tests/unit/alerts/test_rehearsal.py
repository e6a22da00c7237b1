"""A rehearsal that says that it is Actual gives itself away, in many languages; a real alert is never taken for one."""

from dataclasses import replace

import pytest

from countersign.alerts import read, rehearsal
from countersign.alerts.model import Alert, Info
from tests.unit.alerts.messages import cap

(ITEM,) = read(cap())
assert ITEM.alert
REAL: Alert = ITEM.alert


def marks(*, identifier: str = "HG-1", **told: object) -> list[str]:
    """What marks a message with this info."""
    info = replace(Info(event="Flood Warning"), **told)  # type: ignore[arg-type]
    return list(rehearsal.marks(replace(REAL, identifier=identifier, infos=(info,))))


@pytest.mark.parametrize(
    "told",
    [
        {"event": "Practice/Demo Warning"},
        {"event": "Test"},
        {"headline": "PRACTICE"},
        {"headline": "[PRACTICE] Tsunami"},
        {"headline": "Exercise Sky Warden"},
        {"headline": "DRILL: Active shooter"},
        {"headline": "Simulacro Nacional"},
        {"headline": "Mock evacuation for schools"},
        {"headline": "TRAINING - flood at Harbor Creek"},
        {"headline": "Simulation: flood at Harbor Creek"},
        {"event": "Ejercicio de evacuación"},
        {"description": "This is a simulation. Do nothing."},
        {"description": "THIS IS A TRAINING MESSAGE. Do not act on it."},
        {"headline": "Prueba del sistema de alertas"},
        {"headline": "Exercice national"},
        {"headline": "Probewarnung"},
        {"headline": "Übung"},
        {"headline": "テスト"},
        {"sender_name": "NWS Test"},
        {"parameters": (("WEAHandling", "WEA Test"),)},
        {"parameters": (("CMAMtext", "THIS IS A TEST of WEA"),)},
        {"description": "TEST - please ignore this."},
        {"description": "Please disregard. ***TEST*** nothing happened here today"},
        {"description": "The following is a test of the Emergency Alert System."},
        {"description": "This message is for test purposes only."},
        {"description": "This is a practice alert."},
        {"description": "This is only a drill."},
        {"description": "Este es un mensaje de prueba"},
        {"description": "Ceci est un exercice."},
        {"description": "C'est un test du système."},
        {"description": "Ceci n'est qu'un test."},
        {"description": "Dies ist eine Übung."},
        {"description": "Isto é um teste."},
        {"description": "Questo è un test"},
        {"description": "Dit is een oefening"},
        {"description": "これは訓練です。"},
        {"description": "This is not a drill message. THIS IS A TEST of the system."},
    ],
)
def test_a_rehearsal_is_seen(told: dict[str, object]) -> None:
    """Its event, headline, sender or words say so, in whatever language."""
    assert marks(**told)


def test_its_identifier_and_code_say_so_too() -> None:
    """Some senders put it there alone."""
    assert marks(identifier="TEST-2026-1")
    assert list(rehearsal.marks(replace(REAL, codes=("EXERCISE",)))) and not list(rehearsal.marks(REAL))


@pytest.mark.parametrize(
    "told",
    [
        {"headline": "Flood alert for the River Test"},
        {"headline": "Flooding in Test Valley"},
        {"headline": "Test results: boil your water"},
        {"headline": "Water test found lead"},
        {"headline": "Demonstration downtown closes Main Street"},
        {"headline": "Fire at drilling site"},
        {"headline": "Flooding along the Test River"},
        {"headline": "Avoid strenuous exercise outdoors"},
        {"headline": "Evite ejercicio al aire libre"},
        {"headline": "Boil water until tests are clear"},
        {"headline": "Latest: contest at fairgrounds cancelled"},
        {"headline": "Fire at the police training center"},
        {"headline": "This is not a drill: leave now"},
        {"description": "Exercise caution near the creek."},
        {"description": "People should EXERCISE extreme caution"},
        {"description": "EXERCISE CAUTION WHILE DRIVING."},
        {"description": "Water tests show E. coli."},
        {"description": "Residents tested positive. Health officials are conducting tests."},
        {"description": "THIS IS NOT A TEST. Evacuate now."},
        {"description": "This is the greatest storm of the season."},
        {"description": "Practice safe boating."},
        {"description": "Este es un aviso de lluvia"},
    ],
)
def test_a_real_alert_is_none(told: dict[str, object]) -> None:
    """Words that real alerts use hold nothing up."""
    assert marks(**told) == []
