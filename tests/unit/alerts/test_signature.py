"""A signature counts when its key was pinned before, and never because the message brings one."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner, methods

from countersign.alerts import read, signature
from countersign.alerts.signature import Signed
from tests.unit.alerts.messages import NOW, cap

Signer = tuple[rsa.RSAPrivateKey, str]


def signer(name: str) -> Signer:
    """A key and its certificate, valid around NOW."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    told = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(told).issuer_name(told).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(NOW - timedelta(days=9)).not_valid_after(NOW + timedelta(days=9))
    return key, built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


@pytest.fixture(scope="module")
def county() -> Signer:
    """The sender whose certificate is pinned."""
    return signer("county")


def signed(raw: bytes, by: Signer) -> bytes:
    """The message with an enveloped signature."""
    key, certificate = by
    return etree.tostring(XMLSigner(method=methods.enveloped).sign(etree.fromstring(raw), key=key, cert=certificate))


def check(raw: bytes, *pinned: str) -> Signed:
    """What the signature is worth."""
    return signature.check(raw, sent=NOW, pinned=pinned)


def test_what_a_signature_is_worth(county: Signer) -> None:
    """Pinned, unknown, changed afterwards, and none at all are four different things."""
    raw = signed(cap(), county)
    assert check(raw, county[1]) is Signed.PINNED
    assert check(raw) is Signed.UNKNOWN
    assert check(raw.replace(b"Stay away", b"Go nearer"), county[1]) is Signed.BAD
    assert check(cap(), county[1]) is Signed.UNSIGNED


def test_a_forged_message_with_its_own_certificate_is_never_verified(county: Signer) -> None:
    """Whoever forges a message signs it with a key of their own, under the right name."""
    assert check(signed(cap(), signer("county")), county[1]) is Signed.UNKNOWN


def test_a_signed_message_wrapped_into_another_is_never_verified(county: Signer) -> None:
    """A genuine signature over a part does not vouch for what was put around it."""
    genuine = etree.fromstring(signed(cap(), county))
    forged = etree.fromstring(cap(identifier="forged"))
    forged.append(genuine[-1])
    forged[-1].append(genuine)
    assert check(etree.tostring(forged), county[1]) is not Signed.PINNED


def test_of_two_signatures_each_counts_by_itself(county: Signer) -> None:
    """A gateway signs beside the issuer: the one that is pinned is enough, and changed words are bad all the same."""
    first = etree.fromstring(signed(cap(), signer("issuer")))
    second = etree.fromstring(signed(cap(), county))
    first.append(second[-1])
    both = etree.tostring(first)
    assert check(both, county[1]) is Signed.PINNED and check(both) is Signed.UNKNOWN
    assert check(both.replace(b"Stay away", b"Go nearer"), county[1]) is Signed.BAD


def test_blanks_between_elements_are_no_words(county: Signer) -> None:
    """A message that was indented after it was signed is not bad; it is not verified either."""
    indented = etree.fromstring(signed(cap(), county))
    etree.indent(indented)
    assert check(etree.tostring(indented)) is Signed.UNKNOWN
    assert check(etree.tostring(indented), county[1]) is Signed.UNKNOWN


@pytest.mark.parametrize(
    "name", ["SignatureValue", "DigestValue", "X509Certificate", "SignedInfo", "KeyInfo", "Reference"]
)
def test_a_signature_of_the_wrong_form_verifies_nothing(county: Signer, name: str) -> None:
    """An empty or missing part of it is no crash and no verified signature."""
    for emptied in (True, False):
        root = etree.fromstring(signed(cap(), county))
        part = next(root.iter(f"{{*}}{name}"))
        if emptied:
            part.clear()
        else:
            part.getparent().remove(part)
        assert check(etree.tostring(root)) is not Signed.PINNED
        assert name in ("X509Certificate", "KeyInfo") or check(etree.tostring(root), county[1]) is not Signed.PINNED


def test_messages_of_the_federal_system_verify(shared: Path) -> None:
    """Each recorded IPAWS message verifies with its signer's certificate pinned, and a changed copy never does."""
    count = 0
    for path in sorted((shared / "cap" / "open").glob("*ipaws*")) + sorted((shared / "cap" / "open").glob("*IPAWS*")):
        raw = path.read_bytes()
        (item,) = read(raw)
        own = etree.fromstring(raw).findtext(".//{*}X509Certificate") or ""
        pem = f"-----BEGIN CERTIFICATE-----\n{own.strip()}\n-----END CERTIFICATE-----\n"
        assert item.alert
        assert signature.check(raw, sent=item.alert.sent, pinned=[pem]) is Signed.PINNED
        changed = raw.replace(b"<status>Actual", b"<status>Exercise")
        assert signature.check(changed, sent=item.alert.sent, pinned=[pem]) is Signed.BAD
        count += 1
    assert count >= 4
