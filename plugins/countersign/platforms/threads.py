"""Threads: a container for each part, published one after the other, each answering the one before."""

from typing import Any, ClassVar

from countersign.content import FinalText, MediaRef
from countersign.platforms import graph, reading
from countersign.platforms.base import Caps, Dedupe
from countersign.platforms.containers import ByContainer, changed
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.outcomes import Comment, Comments, NotFound, Outcome, Profile, Unknown
from countersign.platforms.plans import Kind, Plan, PlannedStep, Seed

_HIDDEN = frozenset({"HIDDEN", "BLOCKED", "COVERED", "RESTRICTED"})


class Threads(ByContainer):
    """Never publishes in one act (`auto_publish_text`), since that throws the container's number away."""

    key: ClassVar[str] = "threads"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_CONTAINER,
        can_delete=True,
        can_thread=True,
        can_hide=True,
        lists_replies=True,
        has_profile=True,
        profile_by_hand=True,
        takes_video=True,
        api_version="v1.0",
        home="https://graph.threads.net",
    )
    status_field, error_field = "status", "error_message"
    post_fields = "id,text,timestamp,permalink,media_type,children{id}"
    words_field = "text"
    renewal = ("refresh_access_token", "th_refresh_token")

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """The containers and the publication of each part in turn; pictures are on the first."""
        root = self.path(access, graph.account(access))
        steps = [step for part in range(len(final.parts)) for step in _part(final, root, part=part)]
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, tuple(steps))

    def own_list(self, made: PlannedStep | None) -> str:
        """Posts that answer another stand in a list of their own."""
        return "replies" if made and "reply_to_id" in made.body else "threads"

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """What others wrote in the whole conversation, oldest first."""
        fields = "id,text,username,timestamp,permalink,hide_status,is_reply_owned_by_me,replied_to"
        params = {"fields": fields, "reverse": "false"} | ({"after": cursor} if cursor else {})
        said = graph.read(graph.get(channel, self.path(channel.access, f"{ref}/conversation"), **params))
        return said if isinstance(said, NotFound | Unknown) else _comments(said)

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Hide an answer to a post of ours, or show it again."""
        fields = {"hide": "true" if hidden else "false"}
        path = self.path(channel.access, f"{reply}/manage_reply")
        return changed(graph.post(channel, path, fields), channel, reply)

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The biography; only a person can change it, in the app."""
        path = self.path(channel.access, graph.account(channel.access))
        said = graph.read(graph.get(channel, path, fields="id,threads_biography"))
        if isinstance(said, dict):
            return Profile(str(said.get("threads_biography") or ""), followers=_followers(channel, path))
        return said if isinstance(said, Unknown) else Unknown("The platform does not know the account.")


def _followers(channel: Channel, path: str) -> int | None:
    """How many follow the account; told to apps with the permission `threads_manage_insights` alone."""
    said = graph.read(graph.get(channel, f"{path}/threads_insights", metric="followers_count"))
    told = said.get("data") if isinstance(said, dict) else None
    counts = ((one.get("total_value") or {}).get("value") for one in told or () if isinstance(one, dict))
    return next((count for one in counts if (count := reading.number(one)) is not None), None)


def _part(final: FinalText, root: str, *, part: int) -> list[PlannedStep]:
    path, words = f"{root}/threads", final.parts[part]
    fields: dict[str, Any] = {"text": words.text, "reply_control": "everyone"}
    if part or final.in_reply_to:
        fields["reply_to_id"] = f"part:{part - 1}" if part else final.in_reply_to
    items = list({item.sha256: item for item in final.media}.values()) if part == 0 else []
    children: list[PlannedStep] = []
    if len(items) > 1:
        fields |= {"media_type": "CAROUSEL", "children": [f"sha256:{item.sha256}" for item in items]}
        children = [_child(item, path) for item in items]
    elif items:
        fields |= _file(items[0])
    else:
        fields |= {"media_type": "TEXT"} | ({"link_attachment": words.links[0]} if words.links else {})
    publish = PlannedStep(Kind.PUBLISH, f"{root}/threads_publish", {"creation_id": f"part:{part}"}, part=part)
    return [*children, PlannedStep(Kind.UPLOAD, path, fields, part=part), publish]


def _child(item: MediaRef, path: str) -> PlannedStep:
    return PlannedStep(Kind.UPLOAD, path, _file(item) | {"is_carousel_item": "true"}, sha256=item.sha256)


def _file(item: MediaRef) -> dict[str, Any]:
    kind, name = ("VIDEO", "video_url") if item.is_video else ("IMAGE", "image_url")
    return {"media_type": kind, name: f"sha256:{item.sha256}", "alt_text": item.alt}


def _comments(said: dict[str, Any]) -> Comments | Unknown:
    try:
        others = [row for row in graph.rows(said) if not row.get("is_reply_owned_by_me")]
        return Comments(tuple(_comment(row) for row in others), graph.next_cursor(said))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Threads' list of answers cannot be read.")


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(
        ref=str(row["id"]),
        author=str(row.get("username") or ""),
        text=str(row.get("text") or ""),
        created_at=reading.moment(row["timestamp"]),
        url=str(row.get("permalink") or ""),
        parent=str((row.get("replied_to") or {}).get("id") or ""),
        hidden=row.get("hide_status") in _HIDDEN if "hide_status" in row else None,
    )
