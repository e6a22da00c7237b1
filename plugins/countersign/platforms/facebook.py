"""Facebook Pages: pictures are uploaded unseen, then one post takes them all; nothing there prevents a copy."""

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from countersign.content import FinalText
from countersign.platforms import facebook_video, graph, listing, reading, uploads
from countersign.platforms.base import Adapter, Caps, Dedupe, Unsupported
from countersign.platforms.http import Answer, Channel, PageAccess
from countersign.platforms.listing import Listed
from countersign.platforms.outcomes import (
    Ambiguous,
    Comment,
    Comments,
    Done,
    Live,
    NotFound,
    Outcome,
    Profile,
    Sight,
    Unknown,
)
from countersign.platforms.plans import Kind, Plan, PlannedStep, Seed, StepState, Turn, finished, may_be_public
from countersign.platforms.plans import published as after

_FIELDS = "id,message,created_time,permalink_url,is_published,attachments{media_type,subattachments.limit(12)}"

_FIELD = re.compile(r"(?P<name>[^:]{1,60}): (?P<value>.+)")


class Facebook(Adapter):
    """One post for each text; `published` is always said, and a server's error is a doubt, never a no."""

    key: ClassVar[str] = "facebook"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.NONE,
        can_delete=True,
        can_edit=True,
        can_hide=True,
        lists_replies=True,
        has_profile=True,
        takes_video=True,
        api_version="v26.0",
        home="https://graph.facebook.com",
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """An unseen upload for each picture, then the post; a video is a post of its own."""
        if final.in_reply_to:
            raise Unsupported
        version = f"/{self.version(access)}"
        root = f"{version}/{graph.account(access)}"
        if any(item.is_video for item in final.media):
            steps = facebook_video.steps_for(final, version, root, language=seed.language)
        else:
            steps = [*_photos(final, root), _feed(final, root)]
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, tuple(steps))

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Upload the next picture or a video, look whether that is ready, or post."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        if state.pending:
            return facebook_video.wait(state, channel, self._path(channel, state.pending[0]))
        step = plan.steps[state.next]
        if facebook_video.is_of_video(step):
            return facebook_video.step(plan, state, channel)
        if step.kind is Kind.UPLOAD:
            return _upload(step, state, channel)
        return _post(plan, state, channel)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read what the page published back to `since`, and compare words, time and number of pictures."""
        if not may_be_public(plan, state):
            return NotFound()
        wanted = plan.steps[state.next].body
        if facebook_video.is_hidden_yet(plan.steps[state.next]):
            return facebook_video.find(plan.steps[state.next], state, channel)
        return listing.look_for(
            partial(_own_posts, self.version(channel.access), channel),
            text=str(wanted.get("message", wanted.get("description", ""))),
            media=len(wanted.get("attached_media", ())) or (1 if "file_url" in wanted else 0),
            since=since,
            known=lambda ref: ref in state.posted or ref in taken,
        )

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The post as it is now."""
        said = graph.read(graph.get(channel, self._path(channel, ref), fields=_FIELDS))
        return said if isinstance(said, NotFound | Unknown) else _readable(said)

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """What the page published last."""
        listed = _own_posts(self.version(channel.access), channel, None)
        return listed if isinstance(listed, Unknown) else listed.posts

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Delete the post; one that is gone already is Done."""
        return _changed(graph.delete(channel, self._path(channel, ref)), channel, ref)

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Change the words; the pictures stay."""
        return _changed(graph.post(channel, self._path(channel, ref), {"message": text}), channel, ref, gone=False)

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """The comments, oldest first, also those under comments."""
        params = {
            "fields": "id,message,from,created_time,permalink_url,is_hidden,parent{id}",
            "filter": "stream",
            "order": "chronological",
            "limit": "100",
        }
        more = {"after": cursor} if cursor else {}
        said = graph.read(graph.get(channel, self._path(channel, f"{ref}/comments"), **params, **more))
        return said if isinstance(said, NotFound | Unknown) else _comments(said)

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Hide a comment from all but its author and their friends, or show it again."""
        fields = {"is_hidden": "true" if hidden else "false"}
        return _changed(graph.post(channel, self._path(channel, reply), fields), channel, reply, gone=False)

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """A page's access cannot be renewed by a program: a person connects the page again."""
        return False

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The page's `description`, where the fields stand as lines below the note."""
        path = self._path(channel, graph.account(channel.access))
        said = graph.read(graph.get(channel, path, fields="description,followers_count"))
        if isinstance(said, NotFound):
            return Unknown("The platform says that there is no such page.")
        if isinstance(said, Unknown):
            return said
        return replace(
            _profile(str(said.get("description") or "")), followers=reading.number(said.get("followers_count"))
        )

    def write_profile(self, profile: Profile, channel: Channel) -> Outcome:
        """Set the `description`: the note, then a line for each field."""
        account = graph.account(channel.access)
        lines = "\n".join(f"{name}: {value}" for name, value in profile.fields)
        fields = {"description": f"{profile.note}\n\n{lines}".strip()}
        return _changed(graph.post(channel, self._path(channel, account), fields), channel, account, gone=False)

    def _path(self, channel: Channel, rest: str) -> str:
        return f"/{self.version(channel.access)}/{rest}"


def _photos(final: FinalText, root: str) -> list[PlannedStep]:
    return [
        PlannedStep(
            Kind.UPLOAD,
            f"{root}/photos",
            {"published": "false", "temporary": "false", "alt_text_custom": item.alt, "mime": item.mime},
            sha256=item.sha256,
        )
        for item in {item.sha256: item for item in final.media}.values()
    ]


def _feed(final: FinalText, root: str) -> PlannedStep:
    body: dict[str, Any] = {"message": final.text, "published": "true"}
    links = [link for part in final.parts for link in part.links]
    if final.media:
        body["attached_media"] = [f"sha256:{item.sha256}" for item in final.media]
    elif links:
        body["link"] = links[0]
    return PlannedStep(Kind.PUBLISH, f"{root}/feed", body)


def _upload(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    sha256, fields = str(step.sha256), dict(step.body)
    mime = str(fields.pop("mime"))
    body = uploads.multipart(fields, channel.media(sha256), sha256=sha256, mime=mime, name="source")
    reply = graph.upload(channel, step.path, body)
    outcome, ref = graph.verdict(reply, channel), uploads.text_of(reply, "id")
    if outcome is None and ref:
        return uploads.uploaded(state, sha256, ref)
    return uploads.failed(outcome, state, channel)


def _post(plan: Plan, state: StepState, channel: Channel) -> Turn:
    step = plan.steps[state.next]
    reply = graph.post(channel, step.path, _filled(step.body, state))
    outcome = graph.verdict(reply, channel)
    if outcome is not None:
        return Turn(outcome, state)
    ref = uploads.text_of(reply, "post_id") or uploads.text_of(reply, "id")
    if not ref:
        return Turn(Ambiguous("Facebook said that it took the post, but not under which number."), state)
    return after(plan, state, ref=ref, url=f"https://www.facebook.com/{ref}")


def _filled(body: Mapping[str, Any], state: StepState) -> dict[str, str]:
    """The form with the pictures' numbers in it."""
    fields = {name: str(value) for name, value in body.items() if name != "attached_media"}
    for number, name in enumerate(body.get("attached_media", ())):
        fields[f"attached_media[{number}]"] = f'{{"media_fbid":"{state.media[name.removeprefix("sha256:")]}"}}'
    return fields


def _changed(reply: Any, channel: Channel, ref: str, *, gone: bool = True) -> Outcome:
    error = graph.error_of(reply)
    if gone and error and error.gone:
        return Done(ref, "")
    outcome = graph.verdict(reply, channel, so_far="Nothing was changed")
    if outcome is None and not _success(reply):
        return Ambiguous("Facebook answered, but did not say that it did it.")
    return outcome or Done(ref, "")


def _success(reply: Any) -> bool:
    said = reply.json if isinstance(reply, Answer) else None
    return said is True or (isinstance(said, dict) and (said.get("success") is True or bool(said.get("id"))))


def _own_posts(version: str, channel: Channel, cursor: str | None) -> Listed | Unknown:
    more = {"after": cursor} if cursor else {}
    path = f"/{version}/{graph.account(channel.access)}/published_posts"
    reply = graph.get(channel, path, fields=_FIELDS, limit="50", **more)
    said = graph.read(reply)
    if not isinstance(said, dict) or not isinstance(reply, Answer):
        return said if isinstance(said, Unknown) else Unknown("The platform says that there is no such page.")
    try:
        return Listed(tuple(_live(row) for row in graph.rows(said)), graph.next_cursor(said), reply)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Facebook's list of posts cannot be read.")


def _readable(said: dict[str, Any]) -> Live | Unknown:
    try:
        return _live(said)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Facebook's answer cannot be read.")


def _live(row: dict[str, Any]) -> Live:
    return Live(
        ref=str(row["id"]),
        url=str(row.get("permalink_url") or f"https://www.facebook.com/{row['id']}"),
        text=str(row.get("message") or ""),
        created_at=reading.moment(row["created_time"]),
        media_count=_media_count(row),
        visibility="public" if row.get("is_published", True) else "hidden",
    )


def _media_count(row: dict[str, Any]) -> int:
    """Several pictures stand below one attachment; a preview of a link is none."""
    attachments = (row.get("attachments") or {}).get("data") or ()
    counts = [len((item.get("subattachments") or {}).get("data") or ()) or 1 for item in attachments if _shows(item)]
    return sum(counts)


def _shows(item: dict[str, Any]) -> bool:
    return item.get("media_type") in {"photo", "album", "video"}


def _comments(said: dict[str, Any]) -> Comments | Unknown:
    try:
        return Comments(tuple(_comment(row) for row in graph.rows(said)), graph.next_cursor(said))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Facebook's list of comments cannot be read.")


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(
        ref=str(row["id"]),
        # Who wrote it is told only to apps with a permission of their own.
        author=str((row.get("from") or {}).get("name") or ""),
        text=str(row.get("message") or ""),
        created_at=reading.moment(row["created_time"]),
        url=str(row.get("permalink_url") or ""),
        parent=str((row.get("parent") or {}).get("id") or ""),
        hidden=row.get("is_hidden"),
    )


def _profile(description: str) -> Profile:
    note, gap, last = description.rpartition("\n\n")
    fields = [_FIELD.fullmatch(line) for line in last.splitlines()]
    if not gap or not all(fields):
        return Profile(description)
    return Profile(note, tuple((field["name"], field["value"]) for field in fields if field))
