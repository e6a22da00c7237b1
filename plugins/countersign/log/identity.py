"""Who the log is: its name, its signing key and the key that others verify with.

The private key is HOME/keys/log.key. The first seal fixes the name, in the verifier key HOME/log.vkey: an
agency that later moves to another address keeps its log.
"""

import contextlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countersign.errors import Misconfigured, NotFound, RecordBroken
from countersign.log import note
from countersign.log.files import write_whole
from countersign.log.note import Checkpoint, Verifier
from countersign.log.tiles import CHECKPOINT
from countersign.settings import Settings

VKEY = "log.vkey"


def verifier(settings: Settings) -> Verifier:
    """The key that outsiders verify with; raises NotFound before the first seal. Needs no private key."""
    try:
        return note.parse_vkey((settings.home / VKEY).read_text().strip())
    except FileNotFoundError as error:
        raise NotFound("The public log has no seal yet. It gets its first one with its first entry.") from error


def signing_key(settings: Settings) -> tuple[Ed25519PrivateKey, Verifier]:
    """The key that signs and the one that verifies; raises Misconfigured when they do not belong together."""
    _make_first_key(settings)
    key = note.load_key(settings.log_key)
    try:
        known = verifier(settings)
    except NotFound:
        return key, _name_log(settings, key)
    if note.verifier_of(known.name, key) != known:
        raise Misconfigured(
            f"{settings.log_key} is not the key that the public log was begun with ({settings.home / VKEY}). "
            "Nothing was signed; put the old key back."
        )
    return key, known


def _make_first_key(settings: Settings) -> None:
    """A log that was never begun gets its key; one that was begun and lost it must not get another."""
    begun = (settings.home / VKEY).exists() or published_note(settings) is not None
    if not begun and not settings.log_key.exists():
        settings.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(Misconfigured):
            note.save_key(settings.log_key, note.new_key())


def _name_log(settings: Settings, key: Ed25519PrivateKey) -> Verifier:
    """Give the log its name, or the name that its published checkpoint has."""
    standing = published_note(settings)
    name = standing.split("\n")[0] if standing else default_name(settings)
    found = note.verifier_of(name, key)
    write_whole(settings.home / VKEY, f"{found}\n".encode())
    return found


def default_name(settings: Settings) -> str:
    """The log's public address without its scheme, as c2sp.org/tlog-tiles recommends."""
    return f"{settings.public_address.partition('://')[2]}/log"


def published_note(settings: Settings) -> str | None:
    """The text of the published checkpoint, not yet verified; None when nothing was ever published here."""
    try:
        return (settings.published / CHECKPOINT).read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise RecordBroken("The published seal of the log is damaged. Nothing was signed; keep everything.") from error


def published(settings: Settings, trusted: Verifier) -> Checkpoint | None:
    """The published checkpoint; raises RecordBroken when it is not one that this key signed."""
    signed = published_note(settings)
    return note.open_checkpoint(signed, trusted) if signed is not None else None
