"""What comes before publishing and shows nothing to anybody: repeated freely, waited for with patience."""

from dataclasses import replace
from datetime import timedelta

from urllib3.filepost import encode_multipart_formdata

from countersign.platforms.http import Answer, Channel, Reply
from countersign.platforms.outcomes import Ambiguous, Deferred, Outcome, Wait
from countersign.platforms.plans import StepState, Turn

SUFFIX = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "video/mp4": "mp4",
    "text/srt": "srt",
}
#: Looks at what the platform is still working on before the publisher turns to something else.
PATIENCE = 8


def uploaded(state: StepState, name: str, ref: str, *, pending: bool = False) -> Turn:
    """The state after an upload: its id is known, and the platform may still be working on it."""
    waiting = (*state.pending, ref) if pending else state.pending
    media = {**state.media, name: ref}
    return Turn(Wait(), replace(state, next=state.next + 1, media=media, pending=waiting, tries=0))


def failed(outcome: Outcome | None, state: StepState, channel: Channel) -> Turn:
    """The outcome of an upload without an id: what is in doubt is simply done again."""
    if outcome is None or isinstance(outcome, Ambiguous):
        return again_later(state, channel, "A picture could not be uploaded yet. Nothing of it is public.")
    return Turn(outcome, state)


def again_later(state: StepState, channel: Channel, words: str) -> Turn:
    """Put off, ever longer."""
    wait = timedelta(seconds=min(5 * 2 ** min(state.tries, 6), 300))
    return Turn(Deferred(channel.clock() + wait, words), replace(state, tries=state.tries + 1))


def still_working(state: StepState, channel: Channel) -> Turn:
    """Ask again a little later; after some patience, much later."""
    if state.tries >= PATIENCE:
        return again_later(state, channel, "The platform is still working on it. Nothing of it is public yet.")
    until = channel.clock() + timedelta(seconds=min(2**state.tries, 8))
    return Turn(Wait(until), replace(state, tries=state.tries + 1))


def ready(state: StepState) -> Turn:
    """The first of what was pending is there."""
    return Turn(Wait(), replace(state, pending=state.pending[1:], tries=0))


def text_of(reply: Reply, *names: str) -> str:
    """The text or number under these nested names in an answer's JSON, or nothing."""
    value = reply.json if isinstance(reply, Answer) else None
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def multipart(
    fields: dict[str, str], data: bytes, *, sha256: str, mime: str, name: str, of: str = ""
) -> tuple[bytes, str]:
    """A form with one file, and its content type; the same file gives the same bytes. `of` is put into its name."""
    file = (".".join(filter(None, (sha256[:12], of, SUFFIX.get(mime, "bin")))), data, mime)
    return encode_multipart_formdata({**fields, name: file}, boundary=sha256)
