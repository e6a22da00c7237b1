"""Messages are read without trusting a byte of them."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from countersign.alerts import Kind, cap, grammar, read, reading
from tests.unit.alerts.messages import NOW, SQUARE, info, instant
from tests.unit.alerts.messages import cap as message

ATTACK = '<!DOCTYPE alert [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def faults(raw: bytes) -> str:
    """Why a single message could not be read."""
    (item,) = read(raw)
    assert item.alert is None
    return " ".join(item.faults)


def test_what_a_message_says_is_kept() -> None:
    """Identity, kind, languages, texts, places and times come out as they stand in the message."""
    (item,) = read(message(info(), info(language="es-US", headline="El arroyo se desbordó")))
    alert = item.alert
    assert alert is not None
    assert (alert.identifier, alert.kind, alert.sent, alert.languages) == ("HG-1", Kind.ALERT, NOW, ("en-US", "es-US"))
    assert alert.infos[1].headline == "El arroyo se desbordó"
    assert alert.infos[0].places[0].polygons[0][0] == (-122.0, 48.0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", [ATTACK, '<!DOCTYPE alert SYSTEM "file:///etc/passwd">', "<!DOCTYPE alert>"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str, declared: str) -> None:
    """A DTD is refused before anything of it is used, however the file is encoded."""
    told = declared + message().decode().replace("Flood Warning", "&b;" if "ENTITY" in declared else "Flood")
    head = f'<?xml version="1.0" encoding="{"utf-16" if encoding == "utf-16" else "utf-8"}"?>'
    assert "document type" in faults((head + told).encode(encoding))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"   ",
        b"\x00\x01\x02",
        b"<alert",
        b"<html></html>",
        b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.3"/>',
        b"{",
        b"[]",
        b'{"type": "FeatureCollection"}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b"<a>" * 5_000,
        b'<?xml version="1.0" encoding="no-such"?><alert/>',
        message().replace(
            b"<status>", b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><status>'
        ),
    ],
)
def test_what_is_no_message_is_told_in_a_sentence(raw: bytes) -> None:
    """Nothing that can be sent here is more than a reason."""
    assert faults(raw).endswith(".")


def test_size_and_points_are_counted_first() -> None:
    """A body of 60 MB and a polygon of 100,000 points are refused before anything is done with them."""
    assert "are not read" in faults(b"<" * 60_000_000)
    ring = " ".join(["48.0,-122.0"] * 100_000)
    assert "points" in faults(message(info(area=f"<areaDesc>x</areaDesc><polygon>{ring}</polygon>")))


def test_a_comment_does_not_hide_a_word() -> None:
    """“Act<!-- -->ual” is Actual, as it is for every other reader."""
    (item,) = read(message().replace(b"Actual", b"Act<!-- x -->ual"))
    assert item.alert and item.alert.status == "Actual"


@pytest.mark.parametrize("name", ["identifier", "sender"])
@pytest.mark.parametrize("value", ["", "a b", "a,b", "a<b", "a&b"])
def test_an_identity_that_cannot_be_referred_to_is_refused(name: str, value: str) -> None:
    """CAP forbids blanks, commas, < and & in what identifies a message."""
    assert name in faults(message(**{name: value}))


def test_references_are_read_or_kept_as_junk() -> None:
    """Senders, identifiers and instants come out; what is none of these is not guessed at."""
    known, junk = cap.references("a@x,1,2026-01-01T00:00:00-00:00  b@x,2,2026-01-01T00:00:00Z nonsense a,b")
    assert [(one.sender, one.identifier) for one in known] == [("a@x", "1"), ("b@x", "2")]
    assert junk == ("nonsense", "a,b")


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        ("<polygon>91,0 0,0 1,1 91,0</polygon>", "not on Earth"),
        ("<polygon>a,b c,d</polygon>", "no latitude"),
        ("<polygon>1,1 2,2</polygon>", "corners"),
        ("<circle>1,1</circle>", "circle"),
        ("<circle>1,1 -5</circle>", "circle"),
    ],
)
def test_a_place_that_cannot_be_read_is_a_fault_of_the_place(element: str, fault: str) -> None:
    """The message is read and its place says why it is none."""
    (item,) = read(message(info(area=f"<areaDesc>x</areaDesc>{element}")))
    assert item.alert and fault in item.alert.infos[0].places[0].faults[0]


def test_every_alert_of_a_feed_is_an_item() -> None:
    """Whole alerts are read; an entry that only announces one is an item with its address."""
    whole = message().decode()
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<entry><content>{whole}</content></entry>"
        '<entry><link href="https://alerts.example.gov/2"/></entry></feed>'
    )
    first, second = read(feed.encode())
    assert first.alert and first.alert.identifier == "HG-1" and second.link == "https://alerts.example.gov/2"


def feature(**told: object) -> dict[str, object]:
    """One item of the weather service's list."""
    usual = {
        "id": "urn:oid:2.49.0.1.840.0.1",
        "sender": "w-nws.webmaster@noaa.gov",
        "sent": "2026-11-21T10:00:00+00:00",
        "status": "Actual",
        "messageType": "Alert",
        "event": "Freeze Watch",
        "geocode": {"SAME": ["006069"], "UGC": ["CAZ517"]},
        "parameters": {"VTEC": ["/O.NEW.KMTR.FZ.A.0007.261122T0800Z-261122T1600Z/"]},
    }
    return {"type": "Feature", "geometry": None, "properties": usual | told}


@pytest.mark.parametrize(
    ("action", "told", "kind"),
    [
        ("NEW", "Alert", Kind.ALERT),
        ("CON", "Alert", Kind.UPDATE),
        ("EXP", "Alert", Kind.UPDATE),
        ("CAN", "Alert", Kind.CANCEL),
        ("UPG", "Alert", Kind.CANCEL),
        ("CAN", "Update", Kind.CANCEL),
        ("NEW", "Ack", Kind.ACK),
    ],
)
def test_the_event_code_says_what_a_message_does(action: str, told: str, kind: Kind) -> None:
    """A cancelled watch comes as a new alert without references; its code says that it is a cancel."""
    code = f"/O.{action}.KMTR.FZ.A.0007.000000T0000Z-261122T1600Z/"
    (item,) = read(json.dumps(feature(messageType=told, parameters={"VTEC": [code]})).encode())
    assert item.alert and item.alert.kind is kind and item.alert.vtec[0].key == "KMTR.FZ.A.0007.2026"


def test_an_alert_is_the_same_in_every_list() -> None:
    """A list that was made anew, or has other alerts beside it, gives the same bytes for an alert; alone, its own."""
    one, other = feature(), feature(id="other")
    lists = [{"features": [one], "updated": "1"}, {"features": [one], "updated": "2"}, {"features": [one, other]}]
    seen = {read(json.dumps({"type": "FeatureCollection"} | told).encode())[0].raw for told in lists}
    assert len(seen) == 1 and read(seen.pop())[0].alert
    alone = json.dumps(one, indent=1).encode()
    assert read(alone)[0].raw == alone


@pytest.mark.parametrize(
    "told", [{"sent": "date:now -79 minutes"}, {"sent": "2026-11-21T10:00:00"}, {"status": "actual"}, {"id": 5}]
)
def test_an_item_of_the_weather_service_that_is_wrong_is_told(told: dict[str, object]) -> None:
    """A missing identity, an unknown status or an instant without a zone is a reason, never a guess."""
    assert faults(json.dumps(feature(**told)).encode())


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 60))
def test_no_bytes_break_the_reader(junk: bytes, at: int, cut: int) -> None:
    """Whatever is put into a message, it is read or refused."""
    raw = message()
    assert read(raw[:at] + junk + raw[at + cut :])


def test_the_oldest_version_is_read() -> None:
    """CAP 1.0 has named values as one text, and a scope may be missing."""
    raw = message(scope="-").replace(b"urn:oasis:names:tc:emergency:cap:1.2", b"http://www.incident.com/cap/1.0")
    raw = raw.replace(b"Observed", b"Very Likely").replace(SQUARE.encode(), SQUARE.encode())
    (item,) = read(raw.replace(b"</certainty>", b"</certainty><eventCode>same=FLW</eventCode>"))
    assert item.alert and item.alert.form == "CAP 1.0" and item.alert.infos[0].event_codes == (("same", "FLW"),)


VALUES = ("", "Actual", "actual", " Draft", instant(NOW), "2026-13-01T00:00:00+01:00", "2026-01-01T00:00:00Z", "x y")
VALUES += (
    "en_US",
    "://",
    "http://a:b:c/",
    "a\\b",
    "12.5",
    "Very Likely",
    "Public",
    "AllClear",
    "2026-01-01T00:00:00.5+01:00",
)


def mutated(root: etree._Element, chance: random.Random) -> etree._Element:
    """The message with one element gone, doubled, moved, renamed, refilled, or with an attribute that is not CAP's."""
    element = chance.choice(list(root.iter(etree.Element)))
    parent = element.getparent()
    match chance.randrange(6):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.insert(0, element)
        case 2 if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element, with_tail=False)))
        case 3:
            element.tag = f"{{{etree.QName(element).namespace}}}{chance.choice(['note', 'info', 'password', 'value'])}"
        case 4:
            element.set(chance.choice(["lang", "{http://www.w3.org/2001/XMLSchema-instance}nil"]), "true")
        case _ if not len(element):
            element.text = chance.choice(VALUES)
    return etree.fromstring(etree.tostring(root))


def test_nothing_that_the_schema_refuses_is_accepted(shared: Path) -> None:
    """Against the schemas of OASIS as oracle: 3,000 mutated real messages, none accepted that they refuse."""
    schemas = {
        namespace: etree.XMLSchema(etree.parse(str(shared / "cap" / "schema" / f"CAP-v{version}.xsd")))
        for namespace, version in grammar.VERSIONS.items()
    }
    files = [path.read_bytes() for path in sorted((shared / "cap" / "open").glob("*.*")) if path.stat().st_size < 9_000]
    roots = [root for raw in files if (root := parsed(raw)) is not None and etree.QName(root).namespace in schemas]
    chance, accepted = random.Random(6), 0
    assert len(roots) > 30
    for number in range(3_000):
        root = mutated(etree.fromstring(etree.tostring(roots[number % len(roots)])), chance)
        if not grammar.faults(root):
            accepted += 1
            namespace = etree.QName(root).namespace or ""
            assert schemas[namespace].validate(root), schemas[namespace].error_log
    assert accepted > 300


def parsed(raw: bytes) -> etree._Element | None:
    """The root of a file, or None when it is not read at all."""
    try:
        return reading.parse(raw)
    except ValueError:
        return None


def test_what_no_text_can_hold_is_left_out() -> None:
    """The character zero and halves of characters, which JSON can say, reach no field: no database could keep them."""
    told = '{"type":"Feature","properties":{"@type":"wx:Alert","id":"a","event":"Flood\\u0000 \\ud800Warning"}}'
    for item in read(told.encode()):
        said = f"{item.alert} {item.faults}"
        assert "\x00" not in said and "\\x00" not in said
        said.encode()
