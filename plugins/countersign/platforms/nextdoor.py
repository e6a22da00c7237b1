"""Nextdoor, from what is published of its API, which opens by application only: never tried against the real thing."""

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar

from countersign.content import FinalText, canonical
from countersign.platforms import listing, oauth, reading, uploads, verdicts
from countersign.platforms.base import Adapter, Caps, Dedupe, Unsupported
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.listing import Listed
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Live,
    NotFound,
    Outcome,
    Rejected,
    Renewed,
    Sight,
    Unknown,
)
from countersign.platforms.plans import Kind, Plan, PlannedStep, Seed, StepState, Turn, finished, published

_ROOT = "/external/api/partner/{version}"
_JSON = {"Content-Type": "application/json"}
#: Names under which its lists are seen to give the moment of a post.
_MOMENTS = ("created_at", "creation_date", "created")


class Nextdoor(Adapter):
    """One write, whose answer has no number but a link; pictures are fetched and have no descriptions there."""

    key: ClassVar[str] = "nextdoor"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.NONE,
        takes_video=True,
        experimental=True,
        api_version="v1",
        home="https://nextdoor.com",
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """One post with everything in it; a picture's description has no place of its own there."""
        if final.in_reply_to:
            raise Unsupported
        body: dict[str, Any] = {"body_text": final.text}
        links = [link for part in final.parts for link in part.links]
        if final.media:
            body["media_attachments"] = [f"sha256:{item.sha256}" for item in final.media]
        elif links:
            body["smartlink_url"] = links[0]
        body |= {"secure_profile_id": str(profile)} if (profile := access.settings.get("account_id")) else {}
        step = PlannedStep(Kind.PUBLISH, f"{_root(self.version(access))}/post/create/", body)
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, (step,))

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Post."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        step = plan.steps[0]
        body = canonical(_filled(step.body, channel))
        reply = channel.write("POST", step.path, headers=_JSON, body=body)
        outcome, link = _verdict(reply, channel), uploads.text_of(reply, "share_link")
        if outcome is not None:
            return Turn(outcome, state)
        if not link:
            return Turn(Ambiguous("Nextdoor said that it took the post, but not where it stands."), state)
        return published(plan, state, ref=link.rstrip("/").rpartition("/")[2], url=link)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read our own posts, and compare words and time."""
        return listing.look_for(
            partial(_own_posts, self.version(channel.access), channel),
            text=str(plan.steps[0].body["body_text"]),
            media=listing.UNSAID,
            since=since,
            known=lambda ref: ref in taken,
        )

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The post as our own list shows it; one that the list does not show may only be too old for it."""
        listed = _own_posts(self.version(channel.access), channel, None)
        if isinstance(listed, Unknown):
            return listed
        there = next((post for post in listed.posts if post.ref == ref), None)
        return there or Unknown("Nextdoor's list of our posts does not show it.")

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """Our own posts."""
        listed = _own_posts(self.version(channel.access), channel, None)
        return listed if isinstance(listed, Unknown) else listed.posts

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """New access, from Nextdoor's own sign-in server."""
        return oauth.refresh(channel, oauth.FLOWS[self.key].standing_in(channel.access.base_url, self.caps.home))


def _root(version: str) -> str:
    return _ROOT.format(version=version)


def _filled(body: Mapping[str, Any], channel: Channel) -> dict[str, Any]:
    """The body with addresses from which the files can be fetched."""
    names = body.get("media_attachments", ())
    addresses = [channel.media_address(name.removeprefix("sha256:")) for name in names]
    return {**body, **({"media_attachments": addresses} if addresses else {})}


def _verdict(reply: Reply, channel: Channel) -> Outcome | None:
    """As everywhere, but a good status with another result than "success" inside is none."""
    outcome = verdicts.verdict(reply, channel)
    if outcome is not None or not isinstance(reply, Answer):
        return outcome
    said = reply.json if isinstance(reply.json, dict) else {}
    result = said.get("result")
    if result == "success":
        return None
    if isinstance(result, str) and result:
        words = f"{result}: {channel.said(reply)}"
        return Rejected("result", f"Nextdoor refused this. It says: “{words}”. Nothing was published; change it.")
    return Ambiguous("Nextdoor answered, but did not say what came of it.")


def _own_posts(version: str, channel: Channel, cursor: str | None) -> Listed | Unknown:
    profile = channel.access.settings.get("account_id")
    params = {"secure_profile_id": str(profile)} if profile else {}
    reply = channel.get(f"{_root(version)}/post/", params=params | ({"cursor": cursor} if cursor else {}))
    said = reading.whole(reply, dict)
    if isinstance(said, Unknown) or not isinstance(reply, Answer):
        return said if isinstance(said, Unknown) else Unknown("Nextdoor gave no list.")
    try:
        rows = said["posts"] if "posts" in said else said["result"]
        posts = sorted((_live(row) for row in rows), key=lambda post: post.created_at, reverse=True)
        return Listed(tuple(posts), said.get("next_cursor"), reply)
    except (AttributeError, KeyError, StopIteration, TypeError, ValueError):
        return Unknown("Nextdoor's list of posts cannot be read.")


def _live(row: Mapping[str, Any]) -> Live:
    link = str(row["share_link"])
    return Live(
        ref=link.rstrip("/").rpartition("/")[2],
        url=link,
        text=str(row["body_text"]),
        created_at=_moment(next(row[name] for name in _MOMENTS if name in row)),
        media_count=len(row.get("media_attachments") or ()),
    )


def _moment(said: Any) -> datetime:
    """Seconds since 1970, or ISO 8601: both are seen in its answers."""
    return datetime.fromtimestamp(said, UTC) if isinstance(said, int | float) else reading.moment(said)
