"""Mastodon and servers that speak its API (GoToSocial ...), which differ in codes, keys and limits."""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from countersign.content import FinalText, canonical
from countersign.limits import IMAGES, Limits, ProfileLimits, declared
from countersign.platforms import oauth, reading, uploads
from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Answer, Channel, PageAccess
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Comments,
    Done,
    Live,
    NotFound,
    Outcome,
    Profile,
    Rejected,
    Renewed,
    Sight,
    Unknown,
    Wait,
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
    part_key,
    part_of_thread,
    published,
)
from countersign.platforms.verdicts import verdict

STATUSES = "/api/v1/statuses"
UPLOADS = "/api/v2/media"
ME = "/api/v1/accounts/verify_credentials"

#: Statuses that a person is shown who has to judge.
_SHOWN = 10
_JSON = {"Content-Type": "application/json"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Mastodon(Adapter):
    """Posts with an Idempotency-Key, which is an extra: the rule is to look before sending again."""

    key: ClassVar[str] = "mastodon"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_KEY,
        can_delete=True,
        can_edit=True,
        can_thread=True,
        lists_replies=True,
        has_profile=True,
        takes_video=True,
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """One upload for each picture, one status for each part; no default of the account is relied on."""
        uploads = {item.sha256: _upload(item.sha256, mime=item.mime, alt=item.alt) for item in final.media}
        statuses = tuple(_status(final, seed, part=number) for number in range(len(final.parts)))
        steps = (*uploads.values(), *statuses)
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, steps)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Upload the next picture, look whether the pictures are ready, or post the next part."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        step = plan.steps[state.next]
        if step.kind is Kind.UPLOAD:
            return _send_upload(step, state, channel)
        if state.pending:
            return _await_pictures(state, channel)
        return _post(plan, state, channel)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read our own statuses back to `since`, and compare words, time and number of pictures."""
        if not may_be_public(plan, state):
            return NotFound()
        me = _account(channel)
        if isinstance(me, Unknown):
            return me
        wanted = plan.steps[state.next].body
        return reading.look_for(
            channel,
            me["id"],
            text=str(wanted["status"]),
            pictures=len(wanted.get("media_ids", ())),
            since=since,
            known=lambda ref: ref in state.posted or ref in taken,
        )

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The status as it is now, with its own source text where the server gives it."""
        reply = channel.get(f"{STATUSES}/{ref}")
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return NotFound()
        shown = reading.whole(reply, dict)
        if isinstance(shown, Unknown):
            return shown
        source = reading.source_text(channel, ref)
        return reading.as_live(shown, source if isinstance(source, str) else None)

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The account's own latest statuses."""
        me = _account(channel)
        if isinstance(me, Unknown):
            return me
        params = {"limit": str(_SHOWN), "exclude_reblogs": "true"}
        listed = reading.whole(channel.get(f"/api/v1/accounts/{me['id']}/statuses", params=params), list)
        if isinstance(listed, Unknown):
            return listed
        return reading.all_live(reading.as_live(status, None) for status in listed)

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Delete the status; one that is gone already is Done."""
        reply = channel.write("DELETE", f"{STATUSES}/{ref}")
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return Done(ref, "")
        return verdict(reply, channel) or Done(ref, "")

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Change the words; the pictures are named again, since a server drops those left out."""
        shown = reading.whole(channel.get(f"{STATUSES}/{ref}"), dict)
        if isinstance(shown, Unknown):
            return Rejected("unread", "The post could not be read, so nothing was changed. Try again.")
        body = {
            "status": text,
            "media_ids": [item["id"] for item in shown.get("media_attachments") or ()],
            "content_type": "text/plain",
            "language": shown.get("language") or "en",
        }
        reply = channel.write("PUT", f"{STATUSES}/{ref}", headers=_JSON, body=canonical(body))
        return verdict(reply, channel) or Done(ref, str(shown.get("url") or ""))

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """Everything below a status, at once; the API has no pages here, and no way to hide one."""
        reply = channel.get(f"{STATUSES}/{ref}/context")
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return NotFound()
        said = reading.whole(reply, dict)
        return said if isinstance(said, Unknown) else reading.as_comments(said)

    def read_limits(self, channel: Channel) -> Limits | Unknown:
        """What this server says of itself; never assumed."""
        reply = channel.get("/api/v2/instance")
        if isinstance(reply, Answer) and reply.status == 404:
            reply = channel.get("/api/v1/instance")
        said = reading.whole(reply, dict)
        return said if isinstance(said, Unknown) else limits_from(said)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """New access, on the few servers whose access ends."""
        return oauth.refresh(channel, oauth.FLOWS[self.key].standing_in(channel.access.base_url, self.caps.home))

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The note and fields as they were typed (`source`), not as HTML."""
        me = _account(channel)
        if isinstance(me, Unknown):
            return me
        source = me.get("source")
        if not isinstance(source, dict):
            return Unknown("The server does not give the profile's own text.")
        fields = source.get("fields") or ()
        pairs = tuple((item["name"], item["value"]) for item in fields)
        return Profile(source.get("note") or "", pairs, reading.number(me.get("followers_count")))

    def write_profile(self, profile: Profile, channel: Channel) -> Outcome:
        """Set the note and all fields; a form, because servers differ in how they take fields as JSON."""
        pairs = [("note", profile.note)]
        for number, (name, value) in enumerate(profile.fields):
            field = f"fields_attributes[{number}]"
            pairs += [(f"{field}[name]", name), (f"{field}[value]", value)]
        body = urlencode(pairs).encode()
        reply = channel.write("PATCH", "/api/v1/accounts/update_credentials", headers=_FORM, body=body)
        return verdict(reply, channel) or Done(_text_of(reply, "id"), _text_of(reply, "url"))


def limits_from(instance: Mapping[str, Any]) -> Limits:
    """The limits in an instance's own description; what it does not say stays as declared."""
    usual, said = declared("mastodon"), instance.get("configuration") or {}
    statuses, media = said.get("statuses") or {}, said.get("media_attachments") or {}
    types = tuple(kind for kind in IMAGES if kind in (media.get("supported_mime_types") or IMAGES))
    return replace(
        usual,
        characters=_number(statuses, "max_characters", usual.characters or 500),
        counting="strict" if _counts_code_points(instance) else usual.counting,
        url_weight=_number(statuses, "characters_reserved_per_url", usual.url_weight or 23),
        alt=_number(media, "description_limit", usual.alt),
        media_count=_number(statuses, "max_media_attachments", usual.media_count),
        media_bytes=_number(media, "image_size_limit", usual.media_bytes),
        media_types=types or usual.media_types,
        profile=_profile_limits(said.get("accounts") or {}),
    )


def _upload(sha256: str, *, mime: str, alt: str) -> PlannedStep:
    return PlannedStep(Kind.UPLOAD, UPLOADS, {"description": alt, "mime": mime}, sha256=sha256)


def _status(final: FinalText, seed: Seed, *, part: int) -> PlannedStep:
    body: dict[str, Any] = {
        "status": final.parts[part].text,
        "visibility": final.visibility,
        "language": seed.language,
        "sensitive": False,
        # Servers other than Mastodon have a default format per account; it would change the words.
        "content_type": "text/plain",
    }
    if part == 0 and final.media:
        body["media_ids"] = [f"sha256:{item.sha256}" for item in final.media]
    if part or final.in_reply_to:
        body["in_reply_to_id"] = f"part:{part - 1}" if part else final.in_reply_to
    return PlannedStep(Kind.PUBLISH, STATUSES, body, key=part_key(seed.attempt_key, part), part=part)


def _filled(step: PlannedStep, state: StepState) -> dict[str, Any]:
    """The body with the ids that the platform gave meanwhile."""
    body = dict(step.body)
    if "media_ids" in body:
        body["media_ids"] = [state.media[name.removeprefix("sha256:")] for name in body["media_ids"]]
    if step.part:
        body["in_reply_to_id"] = state.posted[step.part - 1]
    return body


def _send_upload(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    sha256 = str(step.sha256)
    mime, data = str(step.body["mime"]), channel.media(sha256)
    body, kind = uploads.multipart(
        {"description": step.body["description"]}, data, sha256=sha256, mime=mime, name="file"
    )
    reply = channel.write("POST", step.path, headers={"Content-Type": kind}, body=body)
    outcome = verdict(reply, channel)
    given = _text_of(reply, "id")
    if outcome is not None or not given:
        return uploads.failed(outcome, state, channel)
    still_working = isinstance(reply, Answer) and reply.status == 202
    return uploads.uploaded(state, sha256, given, pending=still_working)


def _await_pictures(state: StepState, channel: Channel) -> Turn:
    reply = channel.get(f"/api/v1/media/{state.pending[0]}")
    if isinstance(reply, Answer) and reply.status == 200:
        return uploads.ready(state)
    if isinstance(reply, Answer) and reply.status in {401, 403, 429}:
        return Turn(verdict(reply, channel) or Wait(), state)
    if isinstance(reply, Answer) and reply.status in {404, 422}:
        return Turn(Rejected("picture", "The platform could not process a picture. Nothing is public."), state)
    return uploads.still_working(state, channel)


def _post(plan: Plan, state: StepState, channel: Channel) -> Turn:
    step = plan.steps[state.next]
    headers = _JSON | {"Idempotency-Key": str(step.key)}
    reply = channel.write("POST", step.path, headers=headers, body=canonical(_filled(step, state)))
    outcome = verdict(reply, channel, so_far=part_of_thread(state))
    if outcome is not None:
        return Turn(outcome, replace(state, tries=state.tries + 1))
    ref = _text_of(reply, "id")
    if not ref:
        return Turn(Ambiguous("The server said that it took the post, but not under which number."), state)
    return published(plan, state, ref=ref, url=_text_of(reply, "url") or _text_of(reply, "uri"))


def _account(channel: Channel) -> dict[str, Any] | Unknown:
    me = reading.whole(channel.get(ME), dict)
    if isinstance(me, dict) and not me.get("id"):
        return Unknown("The server does not say whose access this is.")
    return me


def _text_of(reply: object, name: str) -> str:
    body = reply.json if isinstance(reply, Answer) else None
    value = body.get(name) if isinstance(body, dict) else None
    return str(value) if value else ""


def _number(said: Mapping[str, Any], name: str, usual: int) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and value > 0 else usual


def _profile_limits(said: Mapping[str, Any]) -> ProfileLimits:
    return ProfileLimits(
        note=_number(said, "max_note_length", 500),
        fields=_number(said, "max_profile_fields", 4),
        name=_number(said, "profile_field_name_limit", 255),
        value=_number(said, "profile_field_value_limit", 255),
    )


def _counts_code_points(instance: Mapping[str, Any]) -> bool:
    """GoToSocial names a number for links, but counts every code point when it takes a post."""
    return "gotosocial" in f"{instance.get('source_url')} {instance.get('version')}".lower()
