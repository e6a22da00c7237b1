"""Pictures and videos for LinkedIn: a place is asked for, the bytes go there, and it works on them before the post."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from countersign.content import MediaRef, canonical
from countersign.platforms import subtitles, uploads
from countersign.platforms.http import Answer, Channel, Reply
from countersign.platforms.outcomes import Ambiguous, Outcome, Rejected
from countersign.platforms.plans import Kind, PlannedStep, StepState, Turn

IMAGES = "/rest/images"
VIDEOS = "/rest/videos"
_BEGIN = f"{VIDEOS}?action=initializeUpload"
_FINISH = f"{VIDEOS}?action=finalizeUpload"
#: Where bytes go only LinkedIn says: a picture, the parts of a video, its captions.
PICTURE, PARTS, CAPTIONS = "", "parts", "captions"
#: In the state: how often a video was begun anew.
_BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Speaking:
    """What every request needs: the way, LinkedIn's own headers, and what an answer stands for."""

    channel: Channel
    headers: dict[str, str]
    judge: Callable[[Reply], Outcome | None]

    def post(self, path: str, body: Any) -> Reply:
        """Write something other than bytes."""
        return self.channel.write("POST", path, headers=self.headers, body=canonical(body))


def steps_for(item: MediaRef, *, author: str, language: str) -> list[PlannedStep]:
    """Two writes for a picture; for a video one more, and one for its captions. LinkedIn says how many parts it has."""
    if not item.is_video:
        place = {"initializeUploadRequest": {"owner": author}}
        return [_upload(f"{IMAGES}?action=initializeUpload", place, item.sha256), _upload(PICTURE, {}, item.sha256)]
    about = {"owner": author, "uploadCaptions": bool(item.captions), "uploadThumbnail": False}
    steps = [_upload(_BEGIN, {"initializeUploadRequest": about}, item.sha256), _upload(PARTS, {}, item.sha256)]
    if item.captions:
        steps.append(_upload(CAPTIONS, _about_captions(language) | {"video": item.sha256}, item.captions))
    return [*steps, _upload(_FINISH, {}, item.sha256)]


def step(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    """The next write of a picture or a video."""
    acts = {PICTURE: _put_picture, PARTS: _put_part, CAPTIONS: _put_captions, _BEGIN: _begin, _FINISH: _finish}
    return acts.get(planned.path, _ask_for_place)(planned, state, say)


def wait(state: StepState, say: Speaking) -> Turn:
    """A post whose picture or video is not ready would lose it, so it waits."""
    urn = state.pending[0]
    kind = VIDEOS if urn.startswith("urn:li:video:") else IMAGES
    reply = say.channel.get(f"{kind}/{quote(urn, safe='')}", headers=say.headers)
    match uploads.text_of(reply, "status"):
        case "AVAILABLE":
            return uploads.ready(state)
        case "PROCESSING_FAILED":
            words = "The platform could not process a picture or video. Nothing is public; choose another one."
            return Turn(Rejected("media", words), state)
    if isinstance(reply, Answer) and reply.status in {401, 403, 426, 429}:
        return Turn(say.judge(reply) or uploads.still_working(state, say.channel).outcome, state)
    return uploads.still_working(state, say.channel)


def _upload(path: str, body: dict[str, Any], sha256: str) -> PlannedStep:
    return PlannedStep(Kind.UPLOAD, path, body, sha256=sha256)


def _ask_for_place(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    reply = say.post(planned.path, planned.body)
    outcome = say.judge(reply)
    urn, place = uploads.text_of(reply, "value", "image"), uploads.text_of(reply, "value", "uploadUrl")
    if outcome is not None or not (urn and place):
        return uploads.failed(outcome, state, say.channel)
    sha256 = str(planned.sha256)
    media = {**state.media, sha256: urn, _place(sha256): place}
    return uploads.uploaded(replace(state, media=media), sha256, urn)


def _put_picture(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    """Put the bytes where LinkedIn said; a place that is no longer good is asked for anew."""
    sha256 = str(planned.sha256)
    outcome = say.judge(_put(say, state.media[_place(sha256)], say.channel.media(sha256)))
    if isinstance(outcome, Rejected):
        again = replace(state, next=state.next - 1)
        return uploads.again_later(again, say.channel, "A picture could not be uploaded yet. Nothing is public.")
    if outcome is not None:
        return uploads.failed(outcome, state, say.channel)
    kept = {name: value for name, value in state.media.items() if name != _place(sha256)}
    return uploads.uploaded(replace(state, media=kept), sha256, kept[sha256], pending=True)


def _begin(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    """Announce a video; the answer says where its parts and its captions go."""
    sha256 = str(planned.sha256)
    about = {**planned.body["initializeUploadRequest"], "fileSizeBytes": len(say.channel.media(sha256))}
    reply = say.post(planned.path, {"initializeUploadRequest": about})
    outcome, places = say.judge(reply), _places(reply)
    if outcome is not None or places is None or (about["uploadCaptions"] and not places["captions"]):
        return uploads.failed(outcome, state, say.channel)
    media = {**state.media, _place(sha256): json.dumps(places)}
    return uploads.uploaded(replace(state, media=media), sha256, places["video"])


def _put_part(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    """The next part of a video: LinkedIn's name for it is needed at the end."""
    sha256 = str(planned.sha256)
    places = json.loads(state.media[_place(sha256)])
    sent = places["sent"]
    url, first, last = places["parts"][len(sent)]
    reply = _put(say, url, say.channel.media(sha256)[first : last + 1])
    outcome = say.judge(reply)
    name = reply.headers.get("etag", "").strip('"') if isinstance(reply, Answer) else ""
    if outcome is not None or not name:
        # A place is good for some time only: what it refuses gets another one.
        return _anew(None if isinstance(outcome, Rejected) else outcome, state, say.channel)
    media = {**state.media, _place(sha256): json.dumps(places | {"sent": [*sent, name]})}
    turn = uploads.uploaded(replace(state, media=media), sha256, state.media[sha256])
    unfinished = len(sent) + 1 < len(places["parts"])
    return Turn(turn.outcome, replace(turn.state, next=state.next)) if unfinished else turn


def _put_captions(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    sha256 = str(planned.sha256)
    place = json.loads(state.media[_place(str(planned.body["video"]))])["captions"]
    about = json.dumps({name: value for name, value in planned.body.items() if name != "video"})
    spoken = subtitles.as_srt(say.channel.media(sha256))
    body, kind = uploads.multipart({"metadata": about}, spoken, sha256=sha256, mime=subtitles.SRT, name="file")
    reply = say.channel.write("POST", place, headers={"Content-Type": kind} | _access_for(place, say), body=body)
    outcome = say.judge(reply)
    return uploads.uploaded(state, sha256, CAPTIONS) if outcome is None else _anew(outcome, state, say.channel)


def _finish(planned: PlannedStep, state: StepState, say: Speaking) -> Turn:
    """Close the video. One that is closed is refused, so LinkedIn is asked; in doubt it begins again, unseen."""
    sha256 = str(planned.sha256)
    places = json.loads(state.media[_place(sha256)])
    named = {"video": places["video"], "uploadToken": places["token"], "uploadedPartIds": places["sent"]}
    outcome = say.judge(say.post(planned.path, {"finalizeUploadRequest": named}))
    if outcome is not None and not _is_closed(places["video"], outcome, say):
        return _anew(outcome, state, say.channel)
    kept = {name: value for name, value in state.media.items() if name != _place(sha256)}
    return uploads.uploaded(replace(state, media=kept), sha256, kept[sha256], pending=True)


def _is_closed(urn: str, outcome: Outcome, say: Speaking) -> bool:
    if not isinstance(outcome, Ambiguous | Rejected):
        return False
    reply = say.channel.get(f"{VIDEOS}/{quote(urn, safe='')}", headers=say.headers)
    return uploads.text_of(reply, "status") in {"PROCESSING", "AVAILABLE"}


def _anew(outcome: Outcome | None, state: StepState, channel: Channel) -> Turn:
    """A video goes out alone, so its first step is the plan's; what LinkedIn has of it is never shown."""
    if outcome is not None and not isinstance(outcome, Ambiguous):
        return Turn(outcome, state)
    before = int(state.media.get(_BEGUN, "0"))
    begun = replace(state, next=0, media={_BEGUN: str(before + 1)}, tries=before)
    return uploads.again_later(begun, channel, "The video could not be uploaded yet. Nothing is public.")


def _places(reply: Reply) -> dict[str, Any] | None:
    """Where a video's parts go, as they are kept between steps; None where the answer does not say."""
    said: Any = reply.json if isinstance(reply, Answer) else None
    try:
        value = said["value"]
        parts = [(str(p["uploadUrl"]), int(p["firstByte"]), int(p["lastByte"])) for p in value["uploadInstructions"]]
        about = {"video": str(value["video"]), "token": str(value.get("uploadToken") or ""), "sent": []}
    except (KeyError, TypeError, ValueError):
        return None
    return {**about, "parts": parts, "captions": str(value.get("captionsUploadUrl") or "")} if parts else None


def _put(say: Speaking, place: str, data: bytes) -> Reply:
    headers = {"Content-Type": "application/octet-stream"} | _access_for(place, say)
    return say.channel.write("PUT", place, headers=headers, body=data)


def _about_captions(language: str) -> dict[str, Any]:
    locale = {"country": "US", "language": language[:2].upper()}
    return {"format": "SRT", "locale": locale, "source": "USER_PROVIDED", "transcriptType": "CLOSED_CAPTION"}


def _access_for(place: str, say: Speaking) -> dict[str, str]:
    """Our access is sent along only to LinkedIn's own servers and to the page's own."""
    host = urlsplit(place).hostname or ""
    own = host == urlsplit(say.channel.access.base_url).hostname
    ours = own or host == "linkedin.com" or host.endswith(".linkedin.com")
    return {"Authorization": f"Bearer {say.channel.secret.token}"} if ours else {}


def _place(sha256: str) -> str:
    return f"place:{sha256}"
