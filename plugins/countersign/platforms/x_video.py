"""A video for X, in pieces: announce it, send the pieces in order, close it, and wait until X has worked on it."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from countersign.content import MediaRef, canonical
from countersign.platforms import subtitles, uploads
from countersign.platforms.http import Answer, Channel, Reply
from countersign.platforms.outcomes import Outcome, Rejected, Wait
from countersign.platforms.plans import Kind, PlannedStep, StepState, Turn

UPLOAD = "/2/media/upload"
SUBTITLES = "/2/media/subtitles"
PLACES = (f"{UPLOAD}/initialize", f"{UPLOAD}/append", f"{UPLOAD}/finalize")
#: Bytes of one piece; X takes up to 5 MB at a time, here as base64.
PIECE = 3 * 2**20

_JSON = {"Content-Type": "application/json"}
_MP4 = "video/mp4"


def steps_for(sha256: str) -> list[PlannedStep]:
    """The three kinds of writes for one video; the second is made as often as there are pieces."""
    about = {"media_category": "tweet_video", "media_type": _MP4}
    bodies: tuple[dict[str, Any], ...] = (about, {"piece_bytes": PIECE}, {})
    return [PlannedStep(Kind.UPLOAD, path, body, sha256=sha256) for path, body in zip(PLACES, bodies, strict=True)]


def captions_for(item: MediaRef, language: str) -> list[PlannedStep]:
    """The upload of a video's captions, and the write that puts them on the video."""
    file = {"media_category": "subtitles", "mime": subtitles.SRT}
    name = subtitles.NAMES.get(language[:2], language)
    track = {"id": f"sha256:{item.captions}", "language_code": language[:2].upper(), "display_name": name}
    about = {"id": f"sha256:{item.sha256}", "media_category": "TweetVideo", "subtitles": track}
    return [
        PlannedStep(Kind.UPLOAD, UPLOAD, file, sha256=item.captions),
        PlannedStep(Kind.UPLOAD, SUBTITLES, about, sha256=item.sha256),
    ]


def with_number(track: Mapping[str, str], state: StepState) -> dict[str, str]:
    """A track of captions with the number that X gave its file."""
    return {**track, "id": state.media[track["id"].removeprefix("sha256:")]}


def write(step: PlannedStep, state: StepState, channel: Channel) -> Reply:
    """The next write of a video."""
    sha256 = str(step.sha256)
    ref, data = state.media.get(sha256, ""), channel.media(sha256)
    if step.path.endswith("/initialize"):
        body = canonical({**step.body, "total_bytes": len(data)})
        return channel.write("POST", step.path, headers=_JSON, body=body)
    if step.path.endswith("/finalize"):
        return channel.write("POST", f"{UPLOAD}/{ref}/finalize")
    piece = _piece(state, sha256)
    part = data[piece * PIECE : (piece + 1) * PIECE]
    body = canonical({"media": base64.b64encode(part).decode(), "segment_index": piece})
    return channel.write("POST", f"{UPLOAD}/{ref}/append", headers=_JSON, body=body)


def after(step: PlannedStep, state: StepState, *, reply: Reply, channel: Channel) -> Turn:
    """The state after a write of a video that X took."""
    sha256 = str(step.sha256)
    ref = state.media.get(sha256) or uploads.text_of(reply, "data", "id")
    if not ref:
        return uploads.failed(None, state, channel)
    if step.path.endswith("/append"):
        sent = _piece(state, sha256) + 1
        kept = {**state.media, _counter(sha256): str(sent)}
        more = sent * PIECE < len(channel.media(sha256))
        return Turn(Wait(), replace(state, next=state.next if more else state.next + 1, media=kept, tries=0))
    working = step.path.endswith("/finalize") and bool(_processing(reply))
    return uploads.uploaded(state, sha256, ref, pending=working)


def again(state: StepState, sha256: str) -> StepState:
    """From the first write of a video on: X forgot what it had of it, or a piece is in doubt."""
    kept = {name: ref for name, ref in state.media.items() if name not in {sha256, _counter(sha256)}}
    return replace(state, media=kept)


def look(state: StepState, channel: Channel) -> Reply:
    """Ask how far X is with what is pending."""
    return channel.get(UPLOAD, params={"command": "STATUS", "media_id": state.pending[0]})


def progress(reply: Reply, state: StepState, channel: Channel) -> Turn:
    """What X says of its own work on a video."""
    said = _processing(reply)
    match said.get("state"):
        case "succeeded":
            return uploads.ready(state)
        case "failed":
            return Turn(_refused(said), state)
        case _:
            turn = uploads.still_working(state, channel)
            wait = said.get("check_after_secs")
            if isinstance(turn.outcome, Wait) and isinstance(wait, int):
                return Turn(Wait(channel.clock() + timedelta(seconds=min(max(wait, 1), 30))), turn.state)
            return turn


def _refused(said: dict[str, Any]) -> Outcome:
    error = said.get("error") if isinstance(said.get("error"), dict) else {}
    words = (error or {}).get("message") or "it does not say why"
    return Rejected("video", f"X could not process the video: {words}. Nothing was published.")


def _processing(reply: Reply) -> dict[str, Any]:
    said = reply.json if isinstance(reply, Answer) else None
    data = said.get("data") if isinstance(said, dict) else None
    info = data.get("processing_info") if isinstance(data, dict) else None
    return info if isinstance(info, dict) else {}


def _piece(state: StepState, sha256: str) -> int:
    return int(state.media.get(_counter(sha256), "0"))


def _counter(sha256: str) -> str:
    return f"{sha256}/pieces"
