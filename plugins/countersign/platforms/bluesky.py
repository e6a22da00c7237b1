"""Bluesky and other servers of the AT Protocol: every post is a record under a key that we choose ourselves."""

import base64
import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from countersign.content import FinalText, MediaRef, canonical
from countersign.platforms import bluesky_reading as reading
from countersign.platforms import subtitles, uploads
from countersign.platforms.atproto import HANDLE, POST, facets, key_at, post_address
from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Answer, Channel, PageAccess
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Comments,
    Done,
    Found,
    Live,
    NotFound,
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
from countersign.platforms.secret import Secret
from countersign.platforms.verdicts import verdict

PUT = "/xrpc/com.atproto.repo.putRecord"
REMOVE = "/xrpc/com.atproto.repo.deleteRecord"
UPLOAD = "/xrpc/com.atproto.repo.uploadBlob"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
SIGN_IN = "/xrpc/com.atproto.server.createSession"
GATE = "app.bsky.feed.threadgate"
PROFILE = "app.bsky.actor.profile"
MOST_HIDDEN = 300
#: More names than that in one text are not looked up.
MOST_NAMES = 10

_JSON = {"Content-Type": "application/json"}
#: Their names for access that is over; some come with HTTP 400.
_OVER = frozenset(
    ("ExpiredToken", "InvalidToken", "AuthMissing", "AccountTakedown", "AccountDeactivated", "AccountSuspended")
)


class Bluesky(Adapter):
    """Writes each part with putRecord under a key of ours: the same body twice is one record, by construction."""

    key: ClassVar[str] = "bluesky"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_RKEY,
        can_delete=True,
        can_thread=True,
        can_hide=True,
        lists_replies=True,
        has_profile=True,
        takes_video=True,
        home="https://bsky.social",
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """One upload for each picture, one record for each part; keys and createdAt come from the seed."""
        uploads = {step.sha256: step for item in final.media for step in _uploads(item)}
        records = tuple(_record(final, seed, part=number) for number in range(len(final.parts)))
        first = records[0].key if records else None
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, (*uploads.values(), *records), first)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Upload the next picture, or write the next part."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        step = plan.steps[state.next]
        return _send_upload(step, state, channel) if step.kind is Kind.UPLOAD else _post(plan, state, channel)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read the one record that this step writes; nothing has to be searched."""
        if not may_be_public(plan, state):
            return NotFound()
        step = plan.steps[state.next]
        there = reading.record(channel, reading.account(channel), POST, str(step.key))
        if not isinstance(there, dict):
            return there
        if there["uri"] in taken or there["value"].get("text") != step.body["record"]["text"]:
            return Unknown("A post with other words stands where this one belongs.")
        return Found(there["uri"], reading.web_address(there["uri"], channel))

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The record as it is now."""
        there = reading.post(channel, ref)
        return reading.as_live(there, channel) if isinstance(there, dict) else there

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The account's own latest posts."""
        return reading.latest(channel)

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Delete the record; one that is gone already is Done."""
        where, mine = post_address(ref), channel.secret.extra.get("did")
        if where is None or (mine and where.repo != mine):
            return reading.NO_SUCH_POST
        body = {"repo": where.repo, "collection": POST, "rkey": where.key}
        reply = channel.write("POST", REMOVE, headers=_JSON, body=canonical(body))
        return _verdict(reply, channel) or Done(ref, "")

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """What is below the post, from the network's view of it (a server alone knows only its own accounts)."""
        return reading.replies(channel, ref)

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Put the reply on the list of hidden ones beside the thread's first post, or take it off."""
        there = reading.post(channel, ref)
        if not isinstance(there, dict):
            return _unread(there)
        root = str((there["value"].get("reply") or {}).get("root", {}).get("uri") or ref)
        where = post_address(root)
        if where is None or post_address(reply) is None:
            return reading.NO_SUCH_POST
        gate = reading.record(channel, where.repo, GATE, where.key)
        if isinstance(gate, Unknown):
            return _unread(gate)
        value = gate["value"] if isinstance(gate, dict) else _new_gate(root, channel.clock())
        listed = [uri for uri in value.get("hiddenReplies") or () if uri != reply]
        if hidden and len(listed) >= MOST_HIDDEN:
            return Rejected("full", f"Bluesky hides at most {MOST_HIDDEN} replies under a post. Nothing was changed.")
        wanted = {**value, "hiddenReplies": [*listed, reply] if hidden else listed}
        return _replace(channel, f"{GATE}/{where.key}", wanted, before=gate)

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The description of the account; there are no fields beside it."""
        there = reading.record(channel, reading.account(channel), PROFILE, "self")
        if isinstance(there, Unknown):
            return there
        note = str(there["value"].get("description") or "") if isinstance(there, dict) else ""
        return Profile(note, followers=reading.followers(channel))

    def write_profile(self, profile: Profile, channel: Channel) -> Outcome:
        """Set the description; name, pictures and all else of the profile stay as they are."""
        if profile.fields:
            return Rejected("fields", "A Bluesky profile has one text and no fields. Nothing was changed.")
        there = reading.record(channel, reading.account(channel), PROFILE, "self")
        if isinstance(there, Unknown):
            return _unread(there)
        value = there["value"] if isinstance(there, dict) else {"$type": PROFILE}
        return _replace(channel, f"{PROFILE}/self", {**value, "description": profile.note}, before=there)

    def resolve(self, names: Iterable[str], channel: Channel) -> Mapping[str, str]:
        """The DID of each name that somebody has; the name alone could belong to somebody else tomorrow."""
        handles = [name for name in dict.fromkeys(names) if HANDLE.match(name.lstrip("@"))]
        found = {name: reading.resolve(channel, name) for name in handles[:MOST_NAMES]}
        return {name: did for name, did in found.items() if did}

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """What was pasted is a password: it becomes a session before the first use."""
        return not Secret.parse(access.credential).refresh or super().needs_renewal(access, now)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """Go on with the session; one that is over begins anew with the app password."""
        secret, reply = channel.secret, None
        if secret.refresh:
            reply = channel.renew(REFRESH, headers={"Authorization": f"Bearer {secret.refresh}"})
            if isinstance(reply, Answer) and reply.status == 200:
                return _session(reply, secret)
        password = secret.extra.get("password") or ("" if secret.refresh else secret.token)
        if password and (reply is None or (isinstance(reply, Answer) and reply.status in {400, 401})):
            body = {"identifier": reading.account(channel), "password": password}
            headers = _JSON | {"Authorization": None}
            reply = channel.renew(SIGN_IN, headers=headers, body=canonical(body))
            if isinstance(reply, Answer) and reply.status == 200:
                return _session(reply, replace(secret, extra={**secret.extra, "password": password}))
        return _not_renewed(reply, channel)


def _uploads(item: MediaRef) -> list[PlannedStep]:
    files = {item.sha256: item.mime} | ({item.captions: subtitles.VTT} if item.captions else {})
    return [PlannedStep(Kind.UPLOAD, UPLOAD, {"mime": mime}, sha256=sha256) for sha256, mime in files.items()]


def _record(final: FinalText, seed: Seed, *, part: int) -> PlannedStep:
    words = final.parts[part]
    created = seed.created_at.astimezone(UTC) + timedelta(milliseconds=part)
    record: dict[str, Any] = {
        "$type": POST,
        "text": words.text,
        "createdAt": created.strftime("%Y-%m-%dT%H:%M:%S.") + f"{created.microsecond // 1000:03}Z",
        "langs": [seed.language],
    }
    found = facets(words)
    if found:
        record["facets"] = found
    if part == 0 and final.media:
        record["embed"] = _embed(final.media, seed.language)
    if part or final.in_reply_to:
        record["reply"] = f"part:{part - 1}" if part else final.in_reply_to
    key = key_at(seed.created_at, seed.attempt_key, part=part)
    return PlannedStep(Kind.PUBLISH, PUT, {"collection": POST, "rkey": key, "record": record}, key=key, part=part)


def _embed(media: tuple[MediaRef, ...], language: str) -> dict[str, Any]:
    first = media[0]
    if first.is_video:
        spoken = [{"lang": language, "file": f"sha256:{first.captions}"}] if first.captions else []
        video = {"$type": "app.bsky.embed.video", "alt": first.alt, "video": f"sha256:{first.sha256}"}
        return video | ({"captions": spoken} if spoken else {})
    images = [{"alt": item.alt, "image": f"sha256:{item.sha256}"} for item in media]
    return {"$type": "app.bsky.embed.images", "images": images}


def _send_upload(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    sha256 = str(step.sha256)
    headers = {"Content-Type": str(step.body["mime"])}
    reply = channel.write("POST", step.path, headers=headers, body=channel.media(sha256))
    outcome = _verdict(reply, channel)
    blob = reply.json.get("blob") if isinstance(reply, Answer) and isinstance(reply.json, dict) else None
    if outcome is not None or not isinstance(blob, dict):
        return uploads.failed(outcome, state, channel)
    return uploads.uploaded(state, sha256, json.dumps(blob))


def _post(plan: Plan, state: StepState, channel: Channel) -> Turn:
    step = plan.steps[state.next]
    record = _filled(step, state, channel)
    if not isinstance(record, dict):
        return Turn(record, state)
    body: dict[str, Any] = {"repo": reading.account(channel), "collection": POST, "rkey": step.key, "record": record}
    # `swapRecord` null: write only where nothing is, so that no other post can ever be overwritten.
    body |= {"validate": True, "swapRecord": None}
    reply = channel.write("POST", step.path, headers=_JSON, body=canonical(body))
    outcome = _verdict(reply, channel, so_far=part_of_thread(state))
    if outcome is not None:
        return Turn(outcome, replace(state, tries=state.tries + 1))
    uri = str(reply.json.get("uri") or "") if isinstance(reply, Answer) and isinstance(reply.json, dict) else ""
    if not uri.endswith(f"/{step.key}"):
        return Turn(Ambiguous("The server said that it took the post, but not under which number."), state)
    return published(plan, state, ref=uri, url=reading.web_address(uri, channel))


def _filled(step: PlannedStep, state: StepState, channel: Channel) -> dict[str, Any] | Outcome:
    """The record with what only the server can give: files, and the posts that this one follows."""
    record = dict(step.body["record"])
    if "embed" in record:
        record["embed"] = _with_blobs(record["embed"], state)
    if "reply" in record:
        before = state.posted[step.part - 1] if step.part else str(record["reply"])
        thread = reading.thread_of(channel, before)
        if isinstance(thread, NotFound):
            words = "The post that this one follows is not there any more."
            return Rejected("reply", f"{words} {part_of_thread(state)}; change it, or ask the page's owner.")
        if isinstance(thread, Unknown):
            # Only read so far: nothing of this part has left.
            return uploads.again_later(state, channel, f"{thread.evidence} {part_of_thread(state)}.").outcome
        record["reply"] = thread
    return record


def _with_blobs(embed: Mapping[str, Any], state: StepState) -> dict[str, Any]:
    def blob(name: str) -> Any:
        return json.loads(state.media[name.removeprefix("sha256:")])

    if "video" in embed:
        spoken = [{**track, "file": blob(track["file"])} for track in embed.get("captions", ())]
        return {**embed, "video": blob(embed["video"])} | ({"captions": spoken} if spoken else {})
    return {**embed, "images": [{**image, "image": blob(image["image"])} for image in embed["images"]]}


def _replace(channel: Channel, where: str, value: Mapping[str, Any], *, before: dict[str, Any] | NotFound) -> Outcome:
    """Write a record in the place of the one that was read, if it is still that one."""
    collection, _, key = where.partition("/")
    swap = before["cid"] if isinstance(before, dict) else None
    body = {"repo": reading.account(channel), "collection": collection, "rkey": key, "record": dict(value)}
    reply = channel.write("POST", PUT, headers=_JSON, body=canonical(body | {"validate": True, "swapRecord": swap}))
    if isinstance(reply, Answer) and reading.error_of(reply) == "InvalidSwap":
        return Rejected("changed", "Somebody changed it at the same time. Nothing was changed by us; try again.")
    uri = reply.json.get("uri") if isinstance(reply, Answer) and isinstance(reply.json, dict) else None
    return _verdict(reply, channel, so_far="Nothing was changed") or Done(str(uri or where), "")


def _verdict(reply: Any, channel: Channel, *, so_far: str = "Nothing was published") -> Outcome | None:
    if isinstance(reply, Answer):
        error = reading.error_of(reply)
        if error in _OVER:
            return verdict(replace(reply, status=401), channel, so_far=so_far)
        if error == "InvalidSwap":
            return Ambiguous("A post stands already where this one belongs.")
    return verdict(reply, channel, so_far=so_far)


def _new_gate(root: str, now: datetime) -> dict[str, Any]:
    return {"$type": GATE, "post": root, "createdAt": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def _unread(sight: NotFound | Unknown) -> Rejected:
    if isinstance(sight, NotFound):
        return reading.NO_SUCH_POST
    return Rejected("unread", f"{sight.evidence} Nothing was changed; try again.")


def _session(reply: Answer, secret: Secret) -> Renewed | Unknown:
    said = reply.json
    if not isinstance(said, dict) or not {"accessJwt", "refreshJwt", "did"} <= said.keys():
        return Unknown("The server opened a session and did not say which.")
    token = str(said["accessJwt"])
    extra = {**secret.extra, "did": str(said["did"])}
    return Renewed(Secret(token, str(said["refreshJwt"]), _end_of(token), extra).dump())


def _end_of(token: str) -> datetime | None:
    """When a session's token ends, which it says itself; nothing else of it is believed."""
    try:
        claims = token.split(".")[1]
        said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        return datetime.fromtimestamp(int(said["exp"]), UTC)
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def _not_renewed(reply: Any, channel: Channel) -> AuthDead | Unknown:
    if isinstance(reply, Answer) and reply.status in {400, 401, 403}:
        return AuthDead(
            f"Bluesky does not let us in any more (it says: “{channel.said(reply)}”). Nothing was published. "
            "Make a new app password there and store it for this page."
        )
    if isinstance(reply, Answer):
        return Unknown(f"Bluesky could not renew the access now: it answered HTTP {reply.status}.")
    return Unknown("Bluesky could not be asked to renew the access." if reply else "There is no access to renew.")
