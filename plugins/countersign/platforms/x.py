"""X, API v2: pictures, their descriptions, then one post after the other; only the words prevent a copy."""

from collections.abc import Container
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from countersign.content import FinalText, MediaRef, canonical
from countersign.platforms import listing, oauth, subtitles, uploads, verdicts, x_reading, x_video
from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Comments,
    Deferred,
    Done,
    Live,
    NotFound,
    NotSent,
    Outcome,
    Profile,
    Rejected,
    Renewed,
    Sight,
    Unknown,
)
from countersign.platforms.plans import (
    Kind,
    Plan,
    PlannedStep,
    Seed,
    StepState,
    Turn,
    finished,
    may_be_public,
    part_of_thread,
    published,
)

UPLOAD = x_video.UPLOAD
METADATA = "/2/media/metadata"
EDIT_TIME = timedelta(minutes=30)

_JSON = {"Content-Type": "application/json"}
_NO_ACCESS = ("unsupported-authentication", "client-forbidden", "oauth1-permissions", "not-authorized-for-resource")
#: Problems of which X says for certain that it did nothing.
_NOTHING_DONE = (
    "invalid-request",
    "not-authorized-for-resource",
    x_reading.GONE,
    "disallowed-resource",
    "resource-unavailable",
)
_ABOUT_US = "description,url,entities,public_metrics"
_RESETS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")


class X(Adapter):
    """The same words twice are refused without saying which post has them, so a refusal for that is a doubt."""

    key: ClassVar[str] = "x"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_TEXT,
        can_delete=True,
        can_edit=True,
        edit_within=EDIT_TIME,
        most_edits=5,
        edits_renumber=True,
        can_thread=True,
        can_hide=True,
        lists_replies=True,
        has_profile=True,
        profile_by_hand=True,
        takes_video=True,
        api_version="2",
        home="https://api.x.com",
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """An upload and a description for each picture, then one post for each part."""
        items = {item.sha256: item for item in final.media}.values()
        steps = [step for item in items for step in _picture(item, seed.language)]
        steps += [_part(final, part) for part in range(len(final.parts))]
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, tuple(steps))

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Upload or describe the next picture, or post the next part."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        step = plan.steps[state.next]
        if state.pending:
            return _await_video(state, channel)
        if step.path.startswith(f"{UPLOAD}/"):
            return _send_video(step, state, channel)
        if step.path == UPLOAD:
            return _upload(step, state, channel)
        if step.path in {METADATA, x_video.SUBTITLES}:
            return _describe(step, state, channel)
        return _post(plan, state, channel)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read our own timeline back to `since`, and compare words and time; X's links count as ours."""
        if not may_be_public(plan, state):
            return NotFound()
        me = x_reading.me(channel)
        if isinstance(me, Unknown):
            return me
        return listing.look_for(
            partial(x_reading.timeline, me, channel),
            text=str(plan.steps[state.next].body.get("text", "")),
            media=listing.UNSAID,
            since=since,
            known=lambda ref: ref in state.posted or ref in taken,
        )

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The post as it is now; one that is gone is a good answer with an error in it."""
        asked = x_reading.fields(channel, "created_at", "attachments", "entities")
        said = x_reading.read(channel.get(f"{x_reading.POSTS}/{ref}", params=asked))
        if isinstance(said, NotFound | Unknown):
            return said
        try:
            return x_reading.live(said["data"], channel.access)
        except (AttributeError, KeyError, TypeError, ValueError):
            return Unknown("X's answer cannot be read.")

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The account's latest posts."""
        me = x_reading.me(channel)
        listed = me if isinstance(me, Unknown) else x_reading.timeline(me, channel, None)
        return listed if isinstance(listed, Unknown) else listed.posts

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Delete the post, and with it all that it was before an edit; one that is gone already is Done."""
        reply = channel.write("DELETE", f"{x_reading.POSTS}/{ref}")
        if isinstance(x_reading.read(reply), NotFound):
            return Done(ref, "")
        return _confirmed(reply, channel, ref, "deleted", wanted=True)

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Change the words within half an hour; X gives the edited post a new number."""
        shown = x_reading.read(channel.get(f"{x_reading.POSTS}/{ref}", params=x_reading.fields(channel, "attachments")))
        if not isinstance(shown, dict):
            return Rejected("unread", "The post could not be read, so nothing was changed. Try again.")
        if channel.clock() - listing.moment_of_x(ref) > EDIT_TIME:
            return Rejected("late", "X takes changes for half an hour only. Nothing was changed; post a correction.")
        keys = (shown["data"].get("attachments") or {}).get("media_keys") or ()
        media = {"media": {"media_ids": [key.rpartition("_")[2] for key in keys]}} if keys else {}
        body = {"text": text, "edit_options": {"previous_post_id": ref}} | media
        reply = channel.write("POST", x_reading.POSTS, headers=_JSON, body=canonical(body))
        outcome, new = _verdict(reply, channel, "Nothing was changed"), uploads.text_of(reply, "data", "id")
        if outcome is None and not new:
            return Ambiguous("X said that it took the change, but not under which number.")
        return outcome or Done(new, x_reading.address(new, channel.access))

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """What others wrote in the conversation, of the last seven days; X does not search further back."""
        handle = channel.access.handle.lstrip("@")
        params = {
            "query": f"conversation_id:{ref}" + (f" -from:{handle}" if handle else ""),
            "expansions": "author_id",
            "max_results": "100",
        } | x_reading.fields(channel, "author_id", "created_at", "referenced_tweets")
        more = {"next_token": cursor} if cursor else {}
        said = x_reading.read(channel.get(f"{x_reading.POSTS}/search/recent", params=params | more))
        return said if isinstance(said, NotFound | Unknown) else x_reading.comments(said)

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Put an answer behind a click, or show it again."""
        body = canonical({"hidden": hidden})
        said = channel.write("PUT", f"{x_reading.POSTS}/{reply}/hidden", headers=_JSON, body=body)
        return _confirmed(said, channel, reply, "hidden", wanted=hidden)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """New access; X takes each refresh token once, so the answer has to be stored at once."""
        return oauth.refresh(channel, oauth.FLOWS[self.key].standing_in(channel.access.base_url, self.caps.home))

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The description and the web address; only a person can change them, on X itself."""
        said = x_reading.read(channel.get("/2/users/me", params={"user.fields": _ABOUT_US}))
        if not isinstance(said, dict):
            return said if isinstance(said, Unknown) else Unknown("X does not say whose access this is.")
        try:
            return x_reading.profile(said["data"])
        except (AttributeError, KeyError, TypeError):
            return Unknown("X's answer about the account cannot be read.")


def _picture(item: MediaRef, language: str) -> list[PlannedStep]:
    sha256 = item.sha256
    if item.is_video:
        return x_video.steps_for(sha256) + (x_video.captions_for(item, language) if item.captions else [])
    category = "tweet_gif" if item.mime == "image/gif" else "tweet_image"
    steps = [PlannedStep(Kind.UPLOAD, UPLOAD, {"media_category": category, "mime": item.mime}, sha256=sha256)]
    if item.alt:
        body = {"id": f"sha256:{sha256}", "metadata": {"alt_text": {"text": item.alt}}}
        steps.append(PlannedStep(Kind.UPLOAD, METADATA, body, sha256=sha256))
    return steps


def _part(final: FinalText, part: int) -> PlannedStep:
    body: dict[str, Any] = {"text": final.parts[part].text}
    if part == 0 and final.media:
        body["media"] = {"media_ids": [f"sha256:{item.sha256}" for item in final.media]}
    if part or final.in_reply_to:
        body["reply"] = {"in_reply_to_tweet_id": f"part:{part - 1}" if part else final.in_reply_to}
    return PlannedStep(Kind.PUBLISH, x_reading.POSTS, body, part=part)


def _upload(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    sha256, mime = str(step.sha256), str(step.body["mime"])
    fields = {"media_category": str(step.body["media_category"])}
    data = channel.media(sha256)
    given = subtitles.as_srt(data) if mime == subtitles.SRT else data
    body, kind = uploads.multipart(fields, given, sha256=sha256, mime=mime, name="media")
    reply = channel.write("POST", step.path, headers={"Content-Type": kind}, body=body)
    outcome, ref = _verdict(reply, channel, part_of_thread(state)), uploads.text_of(reply, "data", "id")
    if outcome is None and ref:
        return uploads.uploaded(state, sha256, ref)
    return uploads.failed(outcome, state, channel)


def _send_video(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    """The next write of a video; when one is in doubt or X forgot it, the video begins again, unseen."""
    reply = x_video.write(step, state, channel)
    outcome = _verdict(reply, channel, part_of_thread(state))
    if outcome is None:
        return x_video.after(step, state, reply=reply, channel=channel)
    if isinstance(outcome, Ambiguous):
        return uploads.failed(outcome, _from_the_start(step, state), channel)
    return Turn(outcome, state)


def _from_the_start(step: PlannedStep, state: StepState) -> StepState:
    place = x_video.PLACES.index(step.path)
    return replace(x_video.again(state, str(step.sha256)), next=state.next - place)


def _await_video(state: StepState, channel: Channel) -> Turn:
    reply = x_video.look(state, channel)
    outcome = _verdict(reply, channel, part_of_thread(state))
    if outcome is None or isinstance(outcome, Ambiguous | NotSent):
        return x_video.progress(reply, state, channel)
    return Turn(outcome, state)


def _describe(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    """Describing a picture, or captioning a video, twice is the same; neither goes out without that."""
    ref = state.media[str(step.sha256)]
    body = {**step.body, "id": ref}
    if step.path == x_video.SUBTITLES:
        body["subtitles"] = x_video.with_number(step.body["subtitles"], state)
    reply = channel.write("POST", step.path, headers=_JSON, body=canonical(body))
    outcome = _verdict(reply, channel, part_of_thread(state))
    if outcome is None and uploads.text_of(reply, "data", "id"):
        return uploads.uploaded(state, str(step.sha256), ref)
    return uploads.failed(outcome, state, channel)


def _post(plan: Plan, state: StepState, channel: Channel) -> Turn:
    step = plan.steps[state.next]
    reply = channel.write("POST", step.path, headers=_JSON, body=canonical(_filled(step, state)))
    outcome, ref = _verdict(reply, channel, part_of_thread(state)), uploads.text_of(reply, "data", "id")
    if outcome is not None:
        return Turn(outcome, state)
    if not ref:
        return Turn(Ambiguous("X said that it took the post, but not under which number."), state)
    return published(plan, state, ref=ref, url=x_reading.address(ref, channel.access))


def _filled(step: PlannedStep, state: StepState) -> dict[str, Any]:
    """The body with the ids that X gave meanwhile."""
    body = dict(step.body)
    if "media" in body:
        names = body["media"]["media_ids"]
        body["media"] = {"media_ids": [state.media[name.removeprefix("sha256:")] for name in names]}
    if step.part:
        body["reply"] = {"in_reply_to_tweet_id": state.posted[step.part - 1]}
    return body


def _verdict(reply: Reply, channel: Channel, so_far: str) -> Outcome | None:
    """The outcome that X's answer to a write stands for; None for a good one, whose id is still to be read."""
    if not isinstance(reply, Answer):
        return verdicts.verdict(reply, channel, so_far=so_far)
    words, problem = channel.said(reply), x_reading.problem(reply)
    refused = f"X refused this. It says: “{words}”. {so_far}; change it, or ask the page's owner."
    if reply.status == 429:
        return Deferred(_retry_at(reply))
    if reply.status == 403 and "duplicate content" in words.lower():
        return Ambiguous("X says that it has these words already, but not in which post.")
    if reply.status == 403 and reply.json is not None and not any(name in problem for name in _NO_ACCESS):
        return Rejected("403", refused)
    if 200 <= reply.status < 300 and x_reading.has_errors(reply) and not x_reading.has_data(reply):
        certain = any(name in problem for name in _NOTHING_DONE)
        return Rejected("errors", refused) if certain else Ambiguous(f"X answered with an error inside: “{words}”.")
    return verdicts.verdict(reply, channel, so_far=so_far)


def _retry_at(answer: Answer) -> datetime:
    """X counts by the quarter of an hour and by the day, each with headers of its own; the used-up one counts."""
    used_up = [name for name in _RESETS if answer.headers.get(f"{name}-remaining") == "0"]
    resets = [answer.headers.get(f"{name}-reset", "") for name in used_up]
    moments = [datetime.fromtimestamp(int(reset), UTC) for reset in resets if reset.isdigit() and len(reset) < 12]
    soonest, latest = answer.at + timedelta(seconds=1), answer.at + timedelta(days=1)
    return min(max(*moments, soonest), latest) if moments else verdicts.retry_at(answer)


def _confirmed(reply: Reply, channel: Channel, ref: str, name: str, *, wanted: bool) -> Outcome:
    outcome = _verdict(reply, channel, "Nothing was changed")
    said = reply.json if isinstance(reply, Answer) else None
    data = said.get("data") if isinstance(said, dict) else None
    if outcome is None and not (isinstance(data, dict) and data.get(name) is wanted):
        return Ambiguous("X answered, but did not say that it did it.")
    return outcome or Done(ref, "")
