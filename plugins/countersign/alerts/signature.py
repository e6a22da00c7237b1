"""The signature of a CAP message, verified on the bytes as they were received (XML Signature, enveloped)."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from signxml.exceptions import InvalidCertificate, InvalidInput, InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from countersign.alerts.grammar import SIGNATURE

#: Signatures of one message that are looked at.
MOST = 4
#: What a signature of the wrong form sets off in the library, which looks into elements that are not there.
_UNREADABLE = (
    *(InvalidInput, InvalidCertificate, ValueError, TypeError, AttributeError, LookupError),
    *(UnsupportedAlgorithm, etree.LxmlError),
)


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

    A certificate inside the message proves nothing: whoever forges a message brings their own. Of several signatures
    (an issuer's and a gateway's) each was made without the others, and one that is pinned is enough.
    """
    alone = _each_alone(raw)
    if not alone:
        return Signed.UNSIGNED
    trusted = tuple(pinned)
    if any(_verified(one, certificate, sent) for one in alone for certificate in trusted):
        return Signed.PINNED
    own = {_by_its_own_key(one) for one in alone}
    if True in own:
        return Signed.UNKNOWN
    return Signed.BAD if False in own else Signed.UNKNOWN


def _parsed(raw: bytes, *, blanks: bool = True) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=not blanks, huge_tree=False
    )
    return etree.fromstring(raw, parser)


def _each_alone(raw: bytes) -> list[bytes]:
    """The message once for each of its signatures, with no other signature in it; the bytes themselves for only one."""
    count = len(_signatures(_parsed(raw)))
    return [raw] if count == 1 else [_with_one(raw, number) for number in range(min(count, MOST))]


def _with_one(raw: bytes, kept: int) -> bytes:
    root = _parsed(raw)
    for number, signature in enumerate(_signatures(root)):
        if number != kept:
            _taken_out(signature)
    return etree.tostring(root)


def _taken_out(element: etree._Element) -> None:
    """Remove an element and leave the text behind it where it is, as the enveloped transform does."""
    parent, before = element.getparent(), element.getprevious()
    assert parent is not None
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _signatures(root: etree._Element) -> list[etree._Element]:
    return root.findall(f"{{{SIGNATURE}}}Signature")


def _settings(sent: datetime) -> SignatureConfiguration:
    return SignatureConfiguration(location="./", verification_time=sent)


def _verified(raw: bytes, certificate: str, sent: datetime) -> bool:
    """Whether one certificate vouches for the whole message, and not for something wrapped inside it."""
    try:
        result = XMLVerifier().verify(raw, x509_cert=certificate, expect_config=_settings(sent))
    except (InvalidSignature, *_UNREADABLE):
        return False
    signed, root = result.signed_xml if not isinstance(result, list) else None, _parsed(raw)
    return signed is not None and signed.tag == root.tag and len(signed) == len(root) - 1


def _by_its_own_key(raw: bytes) -> bool | None:
    """Whether the words are those that the key inside the message signed; None when that cannot be told.

    Blanks between elements are no words: some senders sign before they indent.
    """
    own = _own_certificate(raw)
    if own is None:
        return None
    try:
        # Its dates are no matter here: the question is only whether the words are those that its key signed.
        when = x509.load_pem_x509_certificate(own.encode()).not_valid_before_utc
    except ValueError:
        return None
    told = [_fits(data, own, when) for data in (raw, _parsed(raw, blanks=False))]
    return True if True in told else told[0]


def _fits(data: bytes | etree._Element, certificate: str, when: datetime) -> bool | None:
    try:
        XMLVerifier().verify(data, x509_cert=certificate, expect_config=_settings(when), validate_schema=False)
    except InvalidSignature:
        return False
    except _UNREADABLE:
        return None
    return True


def _own_certificate(raw: bytes) -> str | None:
    told = _parsed(raw).findtext(f"{{{SIGNATURE}}}Signature//{{{SIGNATURE}}}X509Certificate")
    body = "".join((told or "").split())
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n" if body else None
