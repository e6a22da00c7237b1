"""Signed notes and checkpoints (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) with Ed25519 keys.

A note is a text, an empty line, and signature lines `— NAME BASE64(key id || signature)`. A checkpoint is a
note whose text is the log's origin, its size and the base64 of its root. The log's key is named like it.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from countersign.errors import Misconfigured, RecordBroken
from countersign.log.files import write_once

ED25519 = b"\x01"
MAX_SIGNATURES = 100
MAX_NOTE_CHARACTERS = 1_000_000

_DASH = "\N{EM DASH} "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that a reader trusts: its name and its 32 public bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that say in a signature line which key signed."""
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The key as people pass it on (a vkey)."""
        return f"{self.name}+{self.id.hex()}+{encode64(ED25519 + self.public)}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log says of itself: its origin, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"


def new_key() -> Ed25519PrivateKey:
    """A new signing key."""
    return Ed25519PrivateKey.generate()


def save_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Store a signing key as PEM, for its owner only; raises Misconfigured when there is one already."""
    try:
        write_once(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    except FileExistsError as error:
        raise Misconfigured(f"{path} holds a signing key already. It was left as it is.") from error


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the signing key; raises Misconfigured when it is missing, open to others or something else."""
    try:
        if path.stat().st_mode & 0o077:
            raise Misconfigured(f"Others can read the signing key. Nothing was signed; run: chmod 600 {path}")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise Misconfigured(f"The signing key {path} is missing. Nothing was signed; put it back.") from error
    except ValueError as error:
        raise Misconfigured(f"{path} does not hold a signing key. Nothing was signed; put the key back.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Misconfigured(f"{path} does not hold an Ed25519 key. Nothing was signed; put the key back.")
    return key


def verifier_of(name: str, key: Ed25519PrivateKey) -> Verifier:
    """The public side of a signing key under this name."""
    return Verifier(_checked_name(name), key.public_key().public_bytes_raw())


def vkey(name: str, key: Ed25519PrivateKey) -> str:
    """The verifier key to hand out: NAME+KEY ID+BASE64(0x01 || public key)."""
    return str(verifier_of(name, key))


def parse_vkey(text: str) -> Verifier:
    """Read a verifier key; raises RecordBroken unless it is exactly an Ed25519 one whose id fits."""
    name, _plus, rest = text.partition("+")
    _id, _plus, encoded = rest.partition("+")
    try:
        material = decode64(encoded)
        found = Verifier(_checked_name(name), material[1:])
    except ValueError as error:
        raise RecordBroken("This is not a verification key. Copy it again from the agency's page.") from error
    if len(material) != 33 or str(found) != text:
        raise RecordBroken("This is not an Ed25519 verification key. Copy it again from the agency's page.")
    return found


def sign(text: str, *, name: str, key: Ed25519PrivateKey) -> str:
    """A note with this text, which must end with a line's end, signed by one key."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("a note's text ends with a newline and has no control characters")
    signed = verifier_of(name, key).id + key.sign(text.encode())
    return f"{text}\n{_DASH}{name} {encode64(signed)}\n"


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note; raises RecordBroken unless this key signed it. Other keys are passed over."""
    text, signatures = _split(note)
    ours = [signature for name, signature in signatures if name == verifier.name and signature[:4] == verifier.id]
    if not ours:
        raise RecordBroken(f"The log's signed seal does not carry the signature of {verifier.name}.")
    public = Ed25519PublicKey.from_public_bytes(verifier.public)
    try:
        for signature in ours:
            public.verify(signature[4:], text.encode())
    except InvalidSignature as error:
        raise RecordBroken(f"The signature of {verifier.name} on the log's seal is false.") from error
    return text


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, gap, block = note.rpartition("\n\n")
    lines = block.split("\n")
    if (
        not gap
        or not block.endswith("\n")
        or len(lines) > MAX_SIGNATURES + 1
        or len(note) > MAX_NOTE_CHARACTERS
        or _CONTROL.search(note)
    ):
        raise RecordBroken("The log's signed seal is not a signed note. Fetch it again.")
    return text + "\n", [_signature(line) for line in lines[:-1]]


def _signature(line: str) -> tuple[str, bytes]:
    try:
        name, encoded = line.removeprefix(_DASH).split(" ")
        signature = decode64(encoded)
        if line.startswith(_DASH) and len(signature) > 4:
            return _checked_name(name), signature
    except ValueError:
        pass
    raise RecordBroken("The log's signed seal has a line that is not a signature. Fetch it again.")


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note of a checkpoint, under the origin's name."""
    if not checkpoint.origin or "\n" in checkpoint.origin or len(checkpoint.root) != 32 or checkpoint.size < 0:
        raise ValueError(f"not a checkpoint: {checkpoint}")
    return sign(checkpoint.text, name=checkpoint.origin, key=key)


def open_checkpoint(note: str, verifier: Verifier | str) -> Checkpoint:
    """The checkpoint in a signed note; raises RecordBroken unless this key signed it for its own log."""
    trusted = parse_vkey(verifier) if isinstance(verifier, str) else verifier
    found = parse_checkpoint(open_note(note, trusted))
    if found.origin != trusted.name:
        raise RecordBroken(f"This seal is of the log {found.origin}, but the key is that of {trusted.name}.")
    return found


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text; raises RecordBroken unless it is one. Further lines are passed over."""
    lines = text.split("\n")
    try:
        origin, size, root, *extensions = lines[:-1]
        if not (origin and _SIZE.fullmatch(size) and all(extensions)) or lines[-1] or len(decode64(root)) != 32:
            raise ValueError(text)
    except ValueError as error:
        raise RecordBroken("The log's signed seal does not say a size and a root. Fetch it again.") from error
    return Checkpoint(origin, int(size), decode64(root))


def _checked_name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise ValueError(f"{name!r} cannot be the name of a key")
    return name


def encode64(data: bytes) -> str:
    """Base64 as these formats write it."""
    return base64.b64encode(data).decode()


def decode64(text: str) -> bytes:
    """Read base64 in its one exact form; raises ValueError for any other."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if encode64(data) != text:
        raise ValueError(text)
    return data
