"""Only what is Actual, Public, no test, in date, from a known sender and about a place of ours may be published."""

import itertools
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from countersign.alerts import Alert, Rules, Verdict, ground, judge, read
from countersign.alerts.ground import Zone
from countersign.alerts.signature import Signed
from tests.unit.alerts.messages import NOW, SENDER, cap, info, instant

HERE = ground.read_zone('{"type": "Polygon", "coordinates": [[[-121.5,48.5],[-120,48.5],[-120,49.5],[-121.5,48.5]]]}')
RULES = Rules(senders=frozenset({SENDER}), zone=HERE)


def alert(raw: bytes) -> Alert:
    """The one message in some bytes."""
    (item,) = read(raw)
    assert item.alert, item.faults
    return item.alert


def verdict(raw: bytes, rules: Rules = RULES, signed: Signed = Signed.UNSIGNED) -> tuple[Verdict, str]:
    """What may be done with a message now, and why."""
    told = judge(alert(raw), rules, signed=signed, now=NOW + timedelta(minutes=1))
    assert (told.verdict is Verdict.PUBLISH) == (not told.reasons)
    return told.verdict, " ".join(told.reasons)


STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
SCOPES = ("Public", "Restricted", "Private")
KINDS = ("Alert", "Ack", "Error")


@pytest.mark.parametrize(("status", "scope", "kind"), list(itertools.product(STATUSES, SCOPES, KINDS)))
def test_only_actual_public_messages_pass(status: str, scope: str, kind: str) -> None:
    """Of all statuses, scopes and kinds, one combination may be published; every other is refused."""
    told, _ = verdict(cap(status=status, scope=scope, msgType=kind))
    allowed = (status, scope, kind) == ("Actual", "Public", "Alert")
    assert told is (Verdict.PUBLISH if allowed else Verdict.REFUSE)


@pytest.mark.parametrize(
    "told",
    [
        {"event": "Required Weekly Test"},
        {"headline": "TEST ALERT"},
        {"headline": "Earthquake drill on Thursday"},
        {"description": "THIS IS ONLY A TEST of the alerting system."},
        {"description": "Esto es una prueba del sistema."},
        {"description": "This is a drill. No action is needed."},
        {"description": "Esto es un simulacro de evacuación."},
    ],
)
def test_a_test_that_calls_itself_actual_needs_a_person(told: dict[str, str]) -> None:
    """Real tests carry the status Actual; their words give them away."""
    assert verdict(cap(info(**told)))[0] is Verdict.PERSON


@pytest.mark.parametrize("code", ["RWT", "RMT", "NPT", "DMO", "NMN"])
def test_a_code_of_a_test_needs_a_person(code: str) -> None:
    """Event codes of tests are never published, whatever the words say."""
    coded = info().replace(
        "<expires>", f"<eventCode><valueName>SAME</valueName><value>{code}</value></eventCode><expires>"
    )
    assert verdict(cap(coded))[0] is Verdict.PERSON


@pytest.mark.parametrize(
    "told",
    [
        {"description": "Exercise caution near the creek."},
        {"description": "Water tests show E. coli. Boil your water."},
        {"headline": "Test results: boil your water"},
        {"description": "THIS IS NOT A TEST. Evacuate now."},
        {"headline": "This is not a drill: leave now"},
    ],
)
def test_a_word_that_real_alerts_use_holds_nothing_up(told: dict[str, str]) -> None:
    """“Exercise caution” and “test results” belong to real messages."""
    assert verdict(cap(info(**told))) == (Verdict.PUBLISH, "")


def test_a_stranger_needs_a_person() -> None:
    """A sender that is not on the list never publishes."""
    told, why = verdict(cap(sender="else@example.org"))
    assert told is Verdict.PERSON and "else@example.org" in why


def test_what_is_over_is_refused() -> None:
    """A message whose event has ended, or that has expired, is refused; its own end counts before its expiry."""
    past, later = instant(NOW - timedelta(minutes=5)), instant(NOW + timedelta(hours=5))
    ending = "<parameter><valueName>eventEndingTime</valueName><value>{}</value></parameter><area>"
    assert verdict(cap(info(expires=past)))[0] is Verdict.REFUSE
    assert verdict(cap(info(expires=past).replace("<area>", ending.format(later))))[0] is Verdict.PUBLISH
    assert verdict(cap(info(expires=later).replace("<area>", ending.format(past))))[0] is Verdict.REFUSE
    assert verdict(cap(info(expires="")))[0] is Verdict.PUBLISH
    assert verdict(cap(info(expires=""), sent=instant(NOW - timedelta(days=2))))[0] is Verdict.REFUSE


def test_an_end_is_told_although_its_event_is_over() -> None:
    """A cancel says when the event ended, which is past; it holds until it expires itself."""
    past, later = instant(NOW - timedelta(minutes=5)), instant(NOW + timedelta(minutes=30))
    ending = f"<parameter><valueName>eventEndingTime</valueName><value>{past}</value></parameter><area>"
    told = info(expires=later).replace("<area>", ending)
    extra = f"<references>{SENDER},HG-0,{instant(NOW)}</references>"
    assert verdict(cap(told, msgType="Cancel", extra=extra))[0] is Verdict.PUBLISH
    assert verdict(cap(told))[0] is Verdict.REFUSE
    assert verdict(cap(info(expires=past), msgType="Cancel", extra=extra))[0] is Verdict.REFUSE


def test_a_message_from_the_future_needs_a_person() -> None:
    """A sender's clock may be a few minutes ahead, not an hour."""
    assert verdict(cap(sent=instant(NOW + timedelta(hours=1))))[0] is Verdict.PERSON


@pytest.mark.parametrize(
    ("area", "told"),
    [
        ("<areaDesc>far</areaDesc><polygon>10,10 10,11 11,11 10,10</polygon>", Verdict.REFUSE),
        ("<areaDesc>near</areaDesc><circle>48.9,-120.5 5</circle>", Verdict.PUBLISH),
        ("<areaDesc>junk</areaDesc><polygon>a b</polygon>", Verdict.PERSON),
        (
            "<areaDesc>codes</areaDesc><geocode><valueName>SAME</valueName><value>053073</value></geocode>",
            Verdict.PERSON,
        ),
        (
            "<areaDesc>crossing</areaDesc><polygon>48,-121.5 49.5,-120 48,-120 49.5,-121.5 48,-121.5</polygon>",
            Verdict.PUBLISH,
        ),
    ],
)
def test_the_place_decides(area: str, told: Verdict) -> None:
    """Elsewhere is refused, here passes, and what cannot be told needs a person."""
    assert verdict(cap(info(area=area)))[0] is told


@pytest.mark.parametrize(
    ("ours", "theirs", "inside"),
    [
        ("006069", "006069", True),
        ("006069", "006000", True),
        ("006000", "006069", True),
        ("006069", "000000", True),
        ("006069", "006071", False),
    ],
)
def test_codes_of_counties_and_states(ours: str, theirs: str, inside: bool) -> None:
    """A code for a whole state holds for each of its counties."""
    area = f"<areaDesc>x</areaDesc><geocode><valueName>SAME</valueName><value>{theirs}</value></geocode>"
    rules = replace(RULES, zone=Zone(same=frozenset({ours})))
    assert verdict(cap(info(area=area)), rules)[0] is (Verdict.PUBLISH if inside else Verdict.REFUSE)


def test_the_antimeridian_is_crossed_the_short_way() -> None:
    """A polygon from 179 to -179 degrees does not hold in Kansas."""
    area = "<areaDesc>sea</areaDesc><polygon>48,179 49,179 49,-179 48,-179 48,179</polygon>"
    assert verdict(cap(info(area=area)))[0] is Verdict.REFUSE


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (
            [[178, -20], [-178, -20], [-178, -15], [178, -15], [178, -20]],
            "-17,179.5 -16,179.5 -16,-179.5 -17,179.5",
            "in",
        ),
        ([[178, -20], [-178, -20], [-178, -15], [178, -15], [178, -20]], "-17,20 -16,20 -16,21 -17,20", "out"),
        ([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]], "-17,20 -16,20 -16,21 -17,20", "in"),
        ([[-121, 36], [-120, 36], [-120, 37], [-121, 36]], "-90,-180 -90,180 90,180 90,-180 -90,-180", "in"),
    ],
)
def test_shapes_near_and_around_the_antimeridian(ours: list[list[float]], theirs: str, told: str) -> None:
    """An area and a message that cross it meet there and nowhere else; the whole Earth is the whole Earth."""
    rules = replace(RULES, zone=ground.zone({"type": "Polygon", "coordinates": [ours]}))
    area = f"<areaDesc>x</areaDesc><polygon>{theirs}</polygon>"
    assert verdict(cap(info(area=area)), rules)[0] is (Verdict.PUBLISH if told == "in" else Verdict.REFUSE)


def test_a_cancel_without_words_finds_its_original() -> None:
    """A cancel may have no <info>: it speaks of the message that it names, and needs a person when that is unknown."""
    original = alert(cap())
    reference = f"{SENDER},HG-1,{instant(NOW)}"
    cancel = cap("", msgType="Cancel", identifier="HG-2", extra=f"<references>{reference}</references>")
    assert verdict(cancel)[0] is Verdict.PERSON
    assert verdict(cancel, replace(RULES, known={original.reference: original}))[0] is Verdict.PUBLISH


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
def test_an_update_or_cancel_names_what_it_changes(kind: str) -> None:
    """Without a reference, or with one that cannot be read, a person looks."""
    assert verdict(cap(msgType=kind))[0] is Verdict.PERSON
    assert verdict(cap(msgType=kind, extra="<references>junk</references>"))[0] is Verdict.PERSON


def test_a_source_speaks_only_of_its_events() -> None:
    """An event that is not on the source's list is refused."""
    assert verdict(cap(), replace(RULES, events=frozenset({"Flood Warning"})))[0] is Verdict.PUBLISH
    assert verdict(cap(), replace(RULES, events=frozenset({"TOR"})))[0] is Verdict.REFUSE


@pytest.mark.parametrize(
    ("pinned", "signed", "told"),
    [
        (True, Signed.PINNED, Verdict.PUBLISH),
        (True, Signed.UNKNOWN, Verdict.PERSON),
        (True, Signed.UNSIGNED, Verdict.PERSON),
        (True, Signed.BAD, Verdict.REFUSE),
        (False, Signed.UNSIGNED, Verdict.PUBLISH),
        (False, Signed.UNKNOWN, Verdict.PUBLISH),
        (False, Signed.BAD, Verdict.PERSON),
    ],
)
def test_a_pinned_certificate_binds(pinned: bool, signed: Signed, told: Verdict) -> None:
    """Where a certificate is pinned, only its signature publishes; a broken one never does."""
    assert verdict(cap(), replace(RULES, pinned=pinned), signed)[0] is told


def test_real_messages(shared: Path) -> None:
    """Of the recorded alerts, none that is a test passes, and none that is well formed breaks the judgement."""
    for row in (shared / "cap" / "INDEX.tsv").read_text().splitlines()[1:]:
        name, kind = row.split("\t")[0], row.split("\t")[5]
        if kind == "schema":
            continue
        for item in read((shared / "cap" / name).read_bytes()):
            if item.alert is None:
                continue
            rules = Rules(senders=frozenset({item.alert.sender}))
            told = judge(item.alert, rules, signed=Signed.UNSIGNED, now=item.alert.sent + timedelta(seconds=1))
            assert not (
                kind in ("actual-but-test", "status-test", "status-exercise") and told.verdict is Verdict.PUBLISH
            )
