"""The signature of a CAP message, verified on the bytes as they were received (XML Signature, enveloped)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.exceptions import InvalidCertificate, InvalidInput, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from countersign.alerts.grammar import SIGNATURE


class Signed(StrEnum):
    """What can be said of a signature."""

    PINNED = "verified-pinned"
    UNKNOWN = "signed-unknown-key"
    BAD = "bad"
    UNSIGNED = "unsigned"


def certificates(pem: bytes) -> tuple[str, ...]:
    """Every certificate of a PEM file, or of a DER file, as PEM; ValueError when there is none."""
    try:
        several = b"-----BEGIN" in pem
        found = x509.load_pem_x509_certificates(pem) if several else [x509.load_der_x509_certificate(pem)]
    except ValueError:
        raise ValueError("it holds no certificate that can be read") from None
    return tuple(one.public_bytes(Encoding.PEM).decode() for one in found)


def check(raw: bytes, *, sent: datetime, pinned: Iterable[str]) -> Signed:
    """What the signature of a message is worth; `pinned` are PEM certificates that this source may sign with.

    A certificate inside the message proves nothing: whoever forges a message brings their own.
    """
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.find(f"{{{SIGNATURE}}}Signature") is None:
        return Signed.UNSIGNED
    if any(_verified(raw, root, certificate, sent) for certificate in pinned):
        return Signed.PINNED
    return _by_its_own_key(raw)


def _settings(sent: datetime) -> SignatureConfiguration:
    return SignatureConfiguration(location="./", verification_time=sent)


def _verified(raw: bytes, root: etree._Element, certificate: str, sent: datetime) -> bool:
    """Whether one certificate vouches for the whole message, and not for something wrapped inside it."""
    try:
        result = XMLVerifier().verify(raw, x509_cert=certificate, expect_config=_settings(sent))
    except (InvalidSignature, InvalidInput, InvalidCertificate, ValueError, etree.LxmlError):
        return False
    signed = result.signed_xml if not isinstance(result, list) else None
    return signed is not None and signed.tag == root.tag and len(signed) == len(root) - 1


def _by_its_own_key(raw: bytes) -> Signed:
    """Bad when the words were changed after signing; unknown when they were not, or when that cannot be told."""
    own = _own_certificate(raw)
    if own is None:
        return Signed.UNKNOWN
    try:
        # Its dates are no matter here: the question is only whether the words are those that its key signed.
        when = x509.load_pem_x509_certificate(own.encode()).not_valid_before_utc
        XMLVerifier().verify(raw, x509_cert=own, expect_config=_settings(when), validate_schema=False)
    except InvalidSignature:
        return Signed.BAD
    except (InvalidInput, InvalidCertificate, ValueError, etree.LxmlError):
        return Signed.UNKNOWN
    return Signed.UNKNOWN


def _own_certificate(raw: bytes) -> str | None:
    root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    told = root.findtext(f".//{{{SIGNATURE}}}X509Certificate")
    body = "".join((told or "").split())
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n" if body else None
