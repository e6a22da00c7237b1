"""LinkedIn pages of organisations: words are escaped or silently cut, and a duplicate is answered with its address."""

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from typing import Any, ClassVar
from urllib.parse import quote

from countersign.content import FinalText, MediaRef, canonical
from countersign.platforms import linkedin_media, listing, oauth, reading
from countersign.platforms.base import Adapter, Caps, Dedupe, Unsupported
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.linkedin_media import Speaking
from countersign.platforms.listing import Listed
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Comment,
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

POSTS = "/rest/posts"
PAGE_SIZE = 50
#: LinkedIn reads these as its own marks; unescaped, the text is cut at the first one, with 201.
_MARKS = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_URN = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")


class LinkedIn(Adapter):
    """One post for each text; the same words twice are refused, with the first one's address."""

    key: ClassVar[str] = "linkedin"
    caps: ClassVar[Caps] = Caps(
        dedupe=Dedupe.BY_TEXT,
        can_delete=True,
        can_edit=True,
        lists_replies=True,
        has_profile=True,
        profile_by_hand=True,
        takes_video=True,
        home="https://api.linkedin.com",
        api_version="202607",
        api_sunset=date(2027, 7, 31),
    )

    def prepare(self, final: FinalText, seed: Seed, *, access: PageAccess) -> Plan:
        """The writes for each picture or the one video, and one for the post."""
        alone = len(final.media) == 1 or not any(item.is_video for item in final.media)
        if final.in_reply_to or not alone:
            raise Unsupported
        author = _author(access)
        some = (linkedin_media.steps_for(item, author=author, language=seed.language) for item in final.media)
        steps = (*chain.from_iterable(some), _post_step(final, author))
        return Plan(self.key, access.page_id, seed.attempt_key, seed.created_at, steps)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Upload something, look whether it is ready, or post."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        say = Speaking(channel, self._headers(channel), partial(self._verdict, channel=channel))
        if state.pending:
            return linkedin_media.wait(state, say)
        step = plan.steps[state.next]
        return linkedin_media.step(step, state, say) if step.kind is Kind.UPLOAD else self._post(plan, state, channel)

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Read the page's own posts back to `since`, and compare words, time and number of pictures."""
        if not may_be_public(plan, state):
            return NotFound()
        body = plan.steps[state.next].body
        return listing.look_for(
            lambda cursor: self._own_posts(channel, cursor),
            text=unescaped(str(body["commentary"])),
            media=_pictures(body.get("content")),
            since=since,
            known=lambda ref: ref in state.posted or ref in taken,
        )

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The post as it is now, its words without the escapes."""
        reply = channel.get(f"{POSTS}/{_quoted(ref)}", headers=self._headers(channel))
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return NotFound()
        said = reading.whole(reply, dict)
        return said if isinstance(said, Unknown) else _as_live(said)

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The page's own latest posts."""
        listed = self._own_posts(channel, None)
        return listed if isinstance(listed, Unknown) else listed.posts

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Delete the post; one that is gone already is Done."""
        reply = channel.write("DELETE", f"{POSTS}/{_quoted(ref)}", headers=self._headers(channel))
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return Done(ref, "")
        return self._verdict(reply, channel) or Done(ref, "")

    def edit(self, ref: str, text: str, channel: Channel) -> Outcome:
        """Change the words; the pictures stay."""
        headers = self._headers(channel) | {"X-RestLi-Method": "PARTIAL_UPDATE"}
        body = canonical({"patch": {"$set": {"commentary": escaped(text)}}})
        reply = channel.write("POST", f"{POSTS}/{_quoted(ref)}", headers=headers, body=body)
        return self._verdict(reply, channel, so_far="Nothing was changed") or Done(ref, _web_address(ref))

    def replies(self, ref: str, channel: Channel, *, cursor: str | None = None) -> Comments | NotFound | Unknown:
        """The comments, some at a time; LinkedIn gives a program no way to hide one."""
        params = {"start": cursor or "0", "count": str(PAGE_SIZE)}
        path = f"/rest/socialActions/{_quoted(ref)}/comments"
        reply = channel.get(path, params=params, headers=self._headers(channel))
        if isinstance(reply, Answer) and reply.status in {404, 410}:
            return NotFound()
        said = reading.whole(reply, dict)
        return said if isinstance(said, Unknown) else _comments(said, ref)

    def needs_renewal(self, access: PageAccess, now: datetime) -> bool:
        """Access ends after 60 days; only partners that LinkedIn approved get what renews it."""
        return bool(Secret.parse(access.credential).refresh) and super().needs_renewal(access, now)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """New access for those who may; everybody else connects the page again."""
        return oauth.refresh(channel, oauth.FLOWS[self.key].standing_in(channel.access.base_url, self.caps.home))

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The organisation's description and website; a person changes them on LinkedIn itself."""
        number = _author(channel.access).rpartition(":")[2]
        reply = channel.get(f"/rest/organizations/{number}", headers=self._headers(channel))
        said = reading.whole(reply, dict)
        if isinstance(said, Unknown):
            return said
        site, note = str(said.get("localizedWebsite") or ""), str(said.get("localizedDescription") or "")
        return Profile(note, (("Website", site),) if site else (), self._followers(channel))

    def _followers(self, channel: Channel) -> int | None:
        path, edge = (
            f"/rest/networkSizes/{_quoted(_author(channel.access))}",
            {"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"},
        )
        said = reading.whole(channel.get(path, params=edge, headers=self._headers(channel)), dict)
        return None if isinstance(said, Unknown) else reading.number(said.get("firstDegreeSize"))

    def _headers(self, channel: Channel) -> dict[str, str]:
        return {
            "LinkedIn-Version": self.version(channel.access),
            "X-Restli-Protocol-Version": "2.0.0",
            "Content-Type": "application/json",
        }

    def _post(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        step = plan.steps[state.next]
        body = canonical(_filled(step.body, state))
        reply = channel.write("POST", step.path, headers=self._headers(channel), body=body)
        duplicate = _duplicate(reply)
        if duplicate is not None:
            return self._settle_duplicate(plan, state, channel, urn=duplicate)
        outcome = self._verdict(reply, channel, so_far=part_of_thread(state))
        if outcome is not None:
            return Turn(outcome, replace(state, tries=state.tries + 1))
        # The answer to a post has no body; its number stands in a header alone.
        ref = reply.headers.get("x-restli-id", "") if isinstance(reply, Answer) else ""
        if not ref:
            return Turn(Ambiguous("LinkedIn said that it took the post, but not under which number."), state)
        return published(plan, state, ref=ref, url=_web_address(ref))

    def _settle_duplicate(self, plan: Plan, state: StepState, channel: Channel, *, urn: str) -> Turn:
        """Their refusal names the post that has these words: ours from just now, an older one, or one long deleted."""
        there = self.fetch(urn, channel) if urn else Unknown("LinkedIn did not say which post.")
        if isinstance(there, Unknown):
            return Turn(Ambiguous(f"LinkedIn says that these words are out already. {there.evidence}"), state)
        if isinstance(there, Live) and there.created_at >= plan.created_at:
            return published(plan, state, ref=there.ref, url=there.url)
        where = there.url if isinstance(there, Live) else "a post that was deleted and that it still remembers"
        words = f"LinkedIn takes the same words only once and has them already ({where}). Nothing was published; "
        return Turn(Rejected("duplicate", f"{words}add what sets this post apart, such as its date."), state)

    def _verdict(self, reply: Reply, channel: Channel, *, so_far: str = "Nothing was published") -> Outcome | None:
        if isinstance(reply, Answer) and reply.status == 426:
            version = self.version(channel.access)
            words = f"LinkedIn no longer speaks version {version} of its programs' language. {so_far}; "
            return Rejected("version", f"{words}an administrator must set a newer one for this page.")
        return verdict(reply, channel, so_far=so_far)

    def _own_posts(self, channel: Channel, cursor: str | None) -> Listed | Unknown:
        start = int(cursor or 0)
        params = {"q": "author", "author": _author(channel.access), "count": str(PAGE_SIZE), "start": str(start)}
        params["sortBy"] = "CREATED"
        reply = channel.get(POSTS, params=params, headers=self._headers(channel))
        said = reading.whole(reply, dict)
        if isinstance(said, Unknown) or not isinstance(reply, Answer):
            return said if isinstance(said, Unknown) else Unknown("LinkedIn gave no list.")
        if not isinstance(said.get("elements"), list):
            return Unknown("LinkedIn's list of posts cannot be read.")
        posts = reading.all_live(_as_live(each) for each in said["elements"])
        if isinstance(posts, Unknown):
            return posts
        return Listed(posts, str(start + PAGE_SIZE) if len(posts) == PAGE_SIZE else None, reply)


def escaped(text: str) -> str:
    """The words with LinkedIn's own marks made plain, so that all of them are shown."""
    return _MARKS.sub(r"\\\g<0>", text)


def unescaped(commentary: str) -> str:
    """The words that a commentary stands for."""
    return _ESCAPED.sub(r"\1", commentary)


def _author(access: PageAccess) -> str:
    named = str(access.settings.get("account_id") or access.handle.lstrip("@"))
    return named if named.startswith("urn:") else f"urn:li:organization:{named}"


def _post_step(final: FinalText, author: str) -> PlannedStep:
    body: dict[str, Any] = {
        "author": author,
        "commentary": escaped(final.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    images = [{"id": f"sha256:{item.sha256}", _said_of(item): item.alt} for item in final.media]
    if images:
        body["content"] = {"media": images[0]} if len(images) == 1 else {"multiImage": {"images": images}}
    return PlannedStep(Kind.PUBLISH, POSTS, body)


def _said_of(item: MediaRef) -> str:
    """A video has no description for those who listen; what it shows stands as its title."""
    return "title" if item.is_video else "altText"


def _filled(body: Mapping[str, Any], state: StepState) -> dict[str, Any]:
    """The post with the names that LinkedIn gave its pictures."""

    def named(image: Mapping[str, Any]) -> dict[str, Any]:
        return {**image, "id": state.media[str(image["id"]).removeprefix("sha256:")]}

    content = body.get("content")
    if content is None:
        return dict(body)
    if "media" in content:
        return {**body, "content": {"media": named(content["media"])}}
    return {**body, "content": {"multiImage": {"images": [named(image) for image in content["multiImage"]["images"]]}}}


def _pictures(content: Mapping[str, Any] | None) -> int:
    found = content or {}
    return len((found.get("multiImage") or {}).get("images") or ()) + ("media" in found)


def _as_live(said: Mapping[str, Any]) -> Live | Unknown:
    try:
        created = datetime.fromtimestamp(int(said["createdAt"]) / 1000, UTC)
        edited = bool((said.get("lifecycleStateInfo") or {}).get("isEditedByAuthor"))
        changed = datetime.fromtimestamp(int(said.get("lastModifiedAt") or said["createdAt"]) / 1000, UTC)
        ref = str(said["id"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("LinkedIn's answer about a post cannot be read.")
    text = unescaped(str(said.get("commentary") or ""))
    shown = str(said.get("visibility") or "").lower()
    return Live(
        ref, _web_address(ref), text, created, _pictures(said.get("content")), shown, changed if edited else None
    )


def _comments(said: Mapping[str, Any], ref: str) -> Comments | Unknown:
    try:
        items = tuple(
            Comment(
                ref=str(each.get("commentUrn") or each["id"]),
                author=str(each["actor"]),
                text=str(each["message"]["text"]),
                created_at=datetime.fromtimestamp(int(each["created"]["time"]) / 1000, UTC),
                parent=str(each.get("parentComment") or ref),
            )
            for each in said["elements"]
        )
        start = int((said.get("paging") or {}).get("start") or 0)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Unknown("LinkedIn's list of comments cannot be read.")
    return Comments(items, str(start + PAGE_SIZE) if len(items) == PAGE_SIZE else None)


def _duplicate(reply: Reply) -> str | None:
    """The post that a refusal as a duplicate names; "" where it names none, None where it is no such refusal."""
    if not isinstance(reply, Answer) or reply.status != 422:
        return None
    said = reply.body.decode(errors="replace")
    if "DUPLICATE_POST" not in said and "duplicate" not in said.lower():
        return None
    named = _URN.search(said)
    return named.group() if named else ""


def _quoted(urn: str) -> str:
    return quote(urn, safe="")


def _web_address(ref: str) -> str:
    return f"https://www.linkedin.com/feed/update/{ref}/"
