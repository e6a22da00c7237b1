"""A video for a Facebook page: a post of its own; with captions it stays unseen until they are on it."""

from typing import Any

from countersign.content import FinalText
from countersign.platforms import graph, subtitles, uploads
from countersign.platforms.base import Unsupported
from countersign.platforms.http import Answer, Channel
from countersign.platforms.outcomes import Ambiguous, Found, NotFound, Rejected, Sight, Unknown
from countersign.platforms.plans import Kind, Plan, PlannedStep, StepState, Turn, published

#: Meta's names of the languages that captions are in.
_LOCALES = {"en": "en_US", "es": "es_LA"}


def steps_for(final: FinalText, version: str, root: str, *, language: str) -> list[PlannedStep]:
    """One write for a video without captions; with them an unseen upload, the captions, and then it is shown."""
    if len(final.media) > 1:
        raise Unsupported
    [video] = final.media
    about = {"description": final.text, "file_url": f"sha256:{video.sha256}"}
    if not video.captions:
        return [PlannedStep(Kind.PUBLISH, f"{root}/videos", about | {"published": "true"})]
    locale = {"default_locale": _LOCALES.get(language[:2], "en_US")}
    there = f"{version}/sha256:{video.sha256}"
    return [
        PlannedStep(Kind.UPLOAD, f"{root}/videos", about | {"published": "false"}, sha256=video.sha256),
        PlannedStep(Kind.UPLOAD, f"{there}/captions", locale, sha256=video.captions),
        PlannedStep(Kind.PUBLISH, there, {"published": "true"}, sha256=video.sha256),
    ]


def is_of_video(step: PlannedStep) -> bool:
    """Whether a step belongs to a video."""
    return "/sha256:" in step.path or step.path.endswith("/videos")


def is_hidden_yet(step: PlannedStep) -> bool:
    """Whether a step shows a video that is there already."""
    return step.kind is Kind.PUBLISH and "/sha256:" in step.path


def step(plan: Plan, state: StepState, channel: Channel) -> Turn:
    """The next write of a video."""
    planned = plan.steps[state.next]
    if planned.path.endswith("/captions"):
        return _put_captions(planned, state, channel)
    if is_hidden_yet(planned):
        return _show(plan, state, channel)
    fields = {name: str(value) for name, value in planned.body.items()}
    fields["file_url"] = channel.media_address(fields["file_url"].removeprefix("sha256:"))
    reply = graph.post(channel, planned.path, fields)
    outcome, ref = graph.verdict(reply, channel), uploads.text_of(reply, "id")
    if planned.kind is Kind.UPLOAD:
        if outcome is not None or not ref:
            return uploads.failed(outcome, state, channel)
        return uploads.uploaded(state, str(planned.sha256), ref, pending=True)
    if outcome is not None or not ref:
        words = "Facebook said that it took the video, but not under which number."
        return Turn(outcome or Ambiguous(words), state)
    post = _post_of(channel, _beside(planned.path, ref), ref)
    return published(plan, state, ref=post, url=f"https://www.facebook.com/{post}")


def wait(state: StepState, channel: Channel, path: str) -> Turn:
    """Captions are put on a video that Facebook has worked through."""
    reply = graph.get(channel, path, fields="status")
    match uploads.text_of(reply, "status", "video_status"):
        case "ready":
            return uploads.ready(state)
        case "error":
            words = "Facebook could not process the video. Nothing is public; choose another one."
            return Turn(Rejected("video", words), state)
    outcome = graph.verdict(reply, channel)
    if outcome is None or isinstance(outcome, Ambiguous):
        return uploads.still_working(state, channel)
    return Turn(outcome, state)


def find(planned: PlannedStep, state: StepState, channel: Channel) -> Sight:
    """Whether the video is shown: it is asked itself, so nothing has to be searched."""
    ref = state.media[str(planned.sha256)]
    said = graph.read(graph.get(channel, _there(planned, state), fields="published,post_id"))
    if not isinstance(said, dict):
        return said if isinstance(said, Unknown) else Unknown("Facebook does not know the video any more.")
    if said.get("published") is not True:
        return NotFound() if said.get("published") is False else Unknown("Facebook does not say whether it is shown.")
    post = _named(said, ref, channel)
    return Found(post, f"https://www.facebook.com/{post}")


def _put_captions(planned: PlannedStep, state: StepState, channel: Channel) -> Turn:
    """Captions of the same language take the place of earlier ones, so doing it twice is the same."""
    sha256, fields = str(planned.sha256), {name: str(value) for name, value in planned.body.items()}
    spoken = subtitles.as_srt(channel.media(sha256))
    # Facebook reads the language from the file's name.
    body = uploads.multipart(
        fields, spoken, sha256=sha256, mime=subtitles.SRT, name="captions_file", of=fields["default_locale"]
    )
    reply = graph.upload(channel, _there(planned, state), body)
    outcome = graph.verdict(reply, channel)
    if outcome is None and _said_yes(reply):
        return uploads.uploaded(state, sha256, "captions")
    return uploads.failed(outcome, state, channel)


def _show(plan: Plan, state: StepState, channel: Channel) -> Turn:
    """Show what is there already: doing it twice shows one video."""
    planned = plan.steps[state.next]
    path, ref = _there(planned, state), state.media[str(planned.sha256)]
    reply = graph.post(channel, path, {name: str(value) for name, value in planned.body.items()})
    outcome = graph.verdict(reply, channel)
    if outcome is not None:
        return Turn(outcome, state)
    if not _said_yes(reply):
        return Turn(Ambiguous("Facebook answered, but did not say that it shows the video."), state)
    post = _post_of(channel, path, ref)
    return published(plan, state, ref=post, url=f"https://www.facebook.com/{post}")


def _there(planned: PlannedStep, state: StepState) -> str:
    """A step's path with the number that Facebook gave the video."""
    version, _, rest = planned.path.partition("/sha256:")
    sha256, _, edge = rest.partition("/")
    return "/".join(filter(None, (version, state.media[sha256], edge)))


def _beside(path: str, ref: str) -> str:
    """The path of a video, from the path of the page's videos."""
    return f"/{path.split('/')[1]}/{ref}"


def _post_of(channel: Channel, path: str, ref: str) -> str:
    """The post about a video, which is what people see and comment; the video itself where Facebook does not say."""
    said = graph.read(graph.get(channel, path, fields="post_id"))
    return _named(said, ref, channel) if isinstance(said, dict) else ref


def _named(said: dict[str, Any], ref: str, channel: Channel) -> str:
    post = str(said.get("post_id") or "")
    return (post if "_" in post else f"{graph.account(channel.access)}_{post}") if post else ref


def _said_yes(reply: Any) -> bool:
    said = reply.json if isinstance(reply, Answer) else None
    return isinstance(said, dict) and (said.get("success") is True or bool(said.get("id")))
