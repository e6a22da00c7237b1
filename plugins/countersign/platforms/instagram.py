"""Instagram: pictures that Meta fetches from our public site, a container for them, and its publication."""

from datetime import datetime
from typing import Any, ClassVar

from countersign.content import FinalText, MediaRef
from countersign.errors import Refused
from countersign.platforms import graph, reading
from countersign.platforms.base import Caps, Dedupe, Unsupported
from countersign.platforms.containers import ByContainer, changed
from countersign.platforms.http import Channel, PageAccess
from countersign.platforms.outcomes import Comment, Comments, NotFound, Outcome, Profile, Unknown
from countersign.platforms.plans import Kind, Plan, PlannedStep, Seed

_HOST = "graph.instagram.com"


class NoPicture(Refused):
    """Instagram takes no post without a picture or a video. Nothing was sent; add one, or take the page out."""


class Instagram(ByContainer):
    """One post of one to ten pictures, with a caption; its words cannot be changed afterwards."""

    key: ClassVar[str] = "instagram"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_CONTAINER,
        can_delete=True,
        can_hide=True,
        lists_replies=True,
        has_profile=True,
        profile_by_hand=True,
        takes_video=True,
        api_version="v26.0",
        home="https://graph.facebook.com",
    )
    status_field, error_field = "status_code", "status"
    post_fields = "id,caption,timestamp,permalink,media_type,children{id}"
    words_field = "caption"
    renewal = ("refresh_access_token", "ig_refresh_token")

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """A container for each picture, one around them where there are several, and the publication."""
        if final.in_reply_to:
            raise Unsupported
        if not final.media:
            raise NoPicture
        root = self.path(access, graph.account(access))
        publish = PlannedStep(Kind.PUBLISH, f"{root}/media_publish", {"creation_id": "part:0"})
        steps = (*_containers(final, f"{root}/media"), publish)
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, steps)

    def own_list(self, made: PlannedStep | None) -> str:
        """All of it is in one list."""
        return "media"

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """Only what Instagram itself gave can be renewed; what came by way of a Facebook page is that page's."""
        return _HOST in access.base_url and super().needs_renewal(access, now)

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """The comments and what was answered to them."""
        fields = "id,text,username,timestamp,hidden"
        params = {"fields": f"{fields},replies{{{fields}}}", "limit": "50"} | ({"after": cursor} if cursor else {})
        said = graph.read(graph.get(channel, self.path(channel.access, f"{ref}/comments"), **params))
        return said if isinstance(said, NotFound | Unknown) else _comments(said)

    def hide(self, ref: str, reply: str, channel: Channel, *, hidden: bool = True) -> Outcome:
        """Hide a comment, or show it again."""
        fields = {"hide": "true" if hidden else "false"}
        return changed(graph.post(channel, self.path(channel.access, reply), fields), channel, reply)

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The biography and the website; only a person can change them, in the app."""
        said = graph.read(graph.get(channel, self.path(channel.access, graph.account(channel.access)), fields=_PROFILE))
        if isinstance(said, dict):
            website, followers = said.get("website"), reading.number(said.get("followers_count"))
            return Profile(str(said.get("biography") or ""), (("Website", str(website)),) if website else (), followers)
        return said if isinstance(said, Unknown) else Unknown("The platform does not know the account.")


_PROFILE = "id,username,biography,website,followers_count"


def _containers(final: FinalText, path: str) -> list[PlannedStep]:
    if len(final.media) == 1:
        return [PlannedStep(Kind.UPLOAD, path, _file(final.media[0]) | {"caption": final.text})]
    items = {item.sha256: item for item in final.media}.values()
    children = [
        PlannedStep(Kind.UPLOAD, path, _file(item, child=True) | {"is_carousel_item": "true"}, sha256=item.sha256)
        for item in items
    ]
    names = [f"sha256:{item.sha256}" for item in items]
    around = {"media_type": "CAROUSEL", "children": names, "caption": final.text}
    return [*children, PlannedStep(Kind.UPLOAD, path, around)]


def _file(item: MediaRef, *, child: bool = False) -> dict[str, Any]:
    """A picture with its description; a video alone is a reel, and none has a description here."""
    if item.is_video:
        return {"media_type": "VIDEO" if child else "REELS", "video_url": f"sha256:{item.sha256}"}
    return {"image_url": f"sha256:{item.sha256}", "alt_text": item.alt}


def _comments(said: dict[str, Any]) -> Comments | Unknown:
    try:
        items: list[Comment] = []
        for row in graph.rows(said):
            items.append(_comment(row))
            items += [_comment(below, parent=str(row["id"])) for below in (row.get("replies") or {}).get("data") or ()]
        return Comments(tuple(items), graph.next_cursor(said))
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("Instagram's list of comments cannot be read.")


def _comment(row: dict[str, Any], parent: str = "") -> Comment:
    return Comment(
        ref=str(row["id"]),
        author=str(row.get("username") or ""),
        text=str(row.get("text") or ""),
        created_at=reading.moment(row["timestamp"]),
        parent=parent,
        hidden=row.get("hidden"),
    )
