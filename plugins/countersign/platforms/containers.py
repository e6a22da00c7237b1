"""Platforms of Meta that publish in two acts: a container is made, which nobody sees, and then published by number.

A container can be published once, so publishing it again is safe; only a second container could make a copy.
"""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from countersign.platforms import graph, listing, reading, uploads
from countersign.platforms.base import Adapter
from countersign.platforms.http import Answer, Channel, PageAccess, Reply
from countersign.platforms.listing import Listed
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Done,
    Live,
    NotFound,
    Outcome,
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
    StepState,
    Turn,
    finished,
    may_be_public,
    part_of_thread,
    published,
)
from countersign.platforms.secret import Secret

#: Publishing tries of one container that the platform does not find yet; about half a minute together.
PUBLISH_TRIES = 6
BETWEEN_TRIES = timedelta(seconds=5)
#: More than any number of tries: what may be out already gets no second container.
IN_DOUBT = 1000
#: An access of sixty days is renewed when ten are left.
RENEW_BEFORE = timedelta(days=10)

_FINISHED, _PUBLISHED, _EXPIRED, _ERROR = "FINISHED", "PUBLISHED", "EXPIRED", "ERROR"


class ByContainer(Adapter):
    """What Instagram and Threads have in common; the steps of one part stand together and end in a PUBLISH."""

    #: The field of a container that says how far it is, and the one that says what went wrong.
    status_field: ClassVar[str]
    error_field: ClassVar[str]
    #: Fields of a post in the account's own list, and the name of the words, there and in a container.
    post_fields: ClassVar[str]
    words_field: ClassVar[str]
    #: How the platform calls a renewal: the path's end and the grant type.
    renewal: ClassVar[tuple[str, str]]

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Ask whether containers are ready, make the next one, or publish."""
        done = finished(plan, state)
        if done:
            return Turn(done, state)
        if state.pending:
            return self._await(plan, state, channel)
        step = plan.steps[state.next]
        if step.kind is Kind.UPLOAD:
            return _make(step, state, channel)
        return self._publish(plan, state, channel)

    def find(self, plan: Plan, state: StepState, since: Any, *, channel: Channel, taken: Container[str] = ()) -> Sight:
        """The container's own status decides; the account's list only gives the post's number."""
        if not may_be_public(plan, state):
            return NotFound()
        status = self._status(state.media[container_of(plan.steps[state.next].part)], channel)
        if isinstance(status, Unknown):
            return status
        if status != _PUBLISHED:
            return NotFound()
        made = container_step(plan, plan.steps[state.next].part)
        listed = listing.look_for(
            lambda cursor: self._own_posts(channel, made, cursor),
            text=str(made.body.get(self.words_field, "")),
            media=listing.UNSAID,
            since=since,
            known=lambda ref: ref in state.posted or ref in taken,
        )
        if isinstance(listed, NotFound):
            return Unknown("The platform says that it published this, but does not list it yet.")
        return listed

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """The post as it is now."""
        said = graph.read(graph.get(channel, self.path(channel.access, ref), fields=self.post_fields))
        if isinstance(said, NotFound | Unknown):
            return said
        try:
            return self._live(said)
        except (AttributeError, KeyError, TypeError, ValueError):
            return Unknown("The platform's answer cannot be read.")

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """The account's latest posts."""
        listed = self._own_posts(channel, None, None)
        return listed if isinstance(listed, Unknown) else listed.posts

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Take it away, and look whether it is gone: a good answer alone is not believed."""
        reply = graph.delete(channel, self.path(channel.access, ref))
        error = graph.error_of(reply)
        outcome = None if error and error.gone else graph.verdict(reply, channel, so_far="Nothing was changed")
        if outcome is not None:
            return outcome
        if isinstance(self.fetch(ref, channel), Live):
            return Rejected("delete", "The platform still shows it. Delete it on the platform itself, and note that.")
        return Done(ref, "")

    def needs_renewal(self, access: PageAccess, now: Any) -> bool:
        """Long before the end: it can only be renewed while it is good."""
        return Secret.parse(access.credential).expires_before(now + RENEW_BEFORE)

    def refresh(self, channel: Channel) -> Renewed | AuthDead | Unknown:
        """A new sixty days for the page's access, which keeps its other secrets."""
        end, grant = self.renewal
        query = urlencode({"grant_type": grant, "access_token": channel.secret.token})
        reply = channel.renew(f"/{end}?{query}", method="GET")
        outcome, token = graph.verdict(reply, channel), uploads.text_of(reply, "access_token")
        if isinstance(outcome, AuthDead):
            return outcome
        seconds = uploads.text_of(reply, "expires_in")
        if outcome is not None or not token or not seconds.isdigit():
            return Unknown("The platform gave no new access; the old one is kept.")
        ends = channel.clock() + timedelta(seconds=int(seconds))
        return Renewed(replace(channel.secret, token=token, expires=ends).dump())

    def path(self, access: PageAccess, rest: str) -> str:
        """An address at the platform, with the version of its API."""
        return f"/{self.version(access)}/{rest}"

    def _await(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        status = self._status(state.pending[0], channel)
        if isinstance(status, Unknown):
            return uploads.again_later(state, channel, f"{status.evidence} Nothing of this part is public yet.")
        if status in {_FINISHED, _PUBLISHED}:
            return uploads.ready(state)
        if status == _EXPIRED:
            return self._anew(plan, state)
        if status == _ERROR:
            words = self._what_went_wrong(state.pending[0], channel)
            return Turn(Rejected("media", f"The platform could not process it: {words}. Nothing was published."), state)
        return uploads.still_working(state, channel)

    def _publish(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        step = plan.steps[state.next]
        container = state.media[container_of(step.part)]
        reply = graph.post(channel, step.path, {"creation_id": container})
        error = graph.error_of(reply)
        if error and error.not_ready:
            return self._not_ready(plan, state, channel)
        outcome, ref = graph.verdict(reply, channel, so_far=part_of_thread(state)), uploads.text_of(reply, "id")
        if isinstance(outcome, Ambiguous) or (outcome is None and not ref):
            said = outcome or Ambiguous("The platform said that it took the post, but not under which number.")
            return Turn(said, replace(state, tries=IN_DOUBT))
        if isinstance(outcome, Rejected) and self._status(container, channel) == _EXPIRED:
            return self._anew(plan, state)
        if outcome is not None:
            return Turn(outcome, state)
        return published(plan, state, ref=ref, url=self._address(ref, channel))

    def _not_ready(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Not found yet is a race inside the platform: the same container again, and at last a new one."""
        if state.tries < PUBLISH_TRIES:
            return Turn(Wait(channel.clock() + BETWEEN_TRIES), replace(state, tries=state.tries + 1))
        part = plan.steps[state.next].part
        status = self._status(state.media[container_of(part)], channel)
        if state.tries >= IN_DOUBT or status == _PUBLISHED or isinstance(status, Unknown):
            return Turn(Ambiguous("The platform does not find what it was to publish, which may be out."), state)
        return self._anew(plan, state)

    def _anew(self, plan: Plan, state: StepState) -> Turn:
        """Begin this part again, its old containers forgotten; nothing of them was ever public."""
        part = plan.steps[state.next].part if state.next < len(plan.steps) else plan.steps[-1].part
        first = next(number for number, step in enumerate(plan.steps) if step.part == part)
        fresh = replace(state, next=first, pending=(), tries=0)
        return Turn(Wait(), fresh)

    def _status(self, container: str, channel: Channel) -> str | Unknown:
        reply = graph.get(channel, self.path(channel.access, container), fields=f"id,{self.status_field}")
        error = graph.error_of(reply)
        if error and error.is_a_post:
            return _PUBLISHED
        said = graph.read(reply)
        if not isinstance(said, dict) or not isinstance(said.get(self.status_field), str):
            return said if isinstance(said, Unknown) else Unknown("The platform does not know what it was given.")
        return str(said[self.status_field])

    def _what_went_wrong(self, container: str, channel: Channel) -> str:
        said = graph.read(graph.get(channel, self.path(channel.access, container), fields=f"id,{self.error_field}"))
        words = said.get(self.error_field) if isinstance(said, dict) else None
        return " ".join(str(words or "it does not say why").split())[:300]

    def _address(self, ref: str, channel: Channel) -> str:
        """Where the new post stands; it is out whether this answers or not."""
        return uploads.text_of(graph.get(channel, self.path(channel.access, ref), fields="id,permalink"), "permalink")

    def own_list(self, made: PlannedStep | None) -> str:
        """The list of the account in which what a container became stands; the posts' for None."""
        raise NotImplementedError

    def _own_posts(self, channel: Channel, made: PlannedStep | None, cursor: str | None) -> Listed | Unknown:
        more = {"after": cursor} if cursor else {}
        path = self.path(channel.access, f"{graph.account(channel.access)}/{self.own_list(made)}")
        reply = graph.get(channel, path, fields=self.post_fields, limit="50", **more)
        said = graph.read(reply)
        if not isinstance(said, dict) or not isinstance(reply, Answer):
            return said if isinstance(said, Unknown) else Unknown("The platform does not know the account.")
        try:
            return Listed(tuple(self._live(row) for row in graph.rows(said)), graph.next_cursor(said), reply)
        except (AttributeError, KeyError, TypeError, ValueError):
            return Unknown("The platform's list of posts cannot be read.")

    def _live(self, row: Mapping[str, Any]) -> Live:
        children = (row.get("children") or {}).get("data") or ()
        shows = row.get("media_type") not in {"TEXT_POST", "REPOST_FACADE"}
        return Live(
            ref=str(row["id"]),
            url=str(row.get("permalink") or ""),
            text=str(row.get(self.words_field) or ""),
            created_at=reading.moment(str(row["timestamp"])),
            media_count=len(children) or int(shows),
        )


def container_of(part: int) -> str:
    """Under which name a part's container is kept in the state."""
    return f"part:{part}"


def container_step(plan: Plan, part: int) -> PlannedStep:
    """The step that makes the container of a part, in which its words stand."""
    return next(step for step in reversed(plan.steps) if step.part == part and step.kind is Kind.UPLOAD)


def child_name(step: PlannedStep) -> str:
    """Under which name what a step made is kept: a picture's under its SHA-256, else the part's."""
    return step.sha256 or container_of(step.part)


def changed(reply: Reply, channel: Channel, ref: str) -> Outcome:
    """What came of hiding or showing something."""
    outcome = graph.verdict(reply, channel, so_far="Nothing was changed")
    said = reply.json if isinstance(reply, Answer) else None
    if outcome is None and not (isinstance(said, dict) and said.get("success") is True):
        return Ambiguous("The platform answered, but did not say that it did it.")
    return outcome or Done(ref, "")


def _make(step: PlannedStep, state: StepState, channel: Channel) -> Turn:
    reply = graph.post(channel, step.path, _filled(step, state, channel))
    outcome, ref = graph.verdict(reply, channel, so_far=part_of_thread(state)), uploads.text_of(reply, "id")
    if outcome is None and ref:
        return uploads.uploaded(state, child_name(step), ref, pending=True)
    return uploads.failed(outcome, state, channel)


def _filled(step: PlannedStep, state: StepState, channel: Channel) -> dict[str, str]:
    """The form with the files' addresses, the children's numbers and the post that it answers."""
    fields = {name: value for name, value in step.body.items() if name != "children"}
    for name in {"image_url", "video_url"} & fields.keys():
        fields[name] = channel.media_address(str(fields[name]).removeprefix("sha256:"))
    if "children" in step.body:
        fields["children"] = ",".join(state.media[name.removeprefix("sha256:")] for name in step.body["children"])
    if str(fields.get("reply_to_id", "")).startswith("part:"):
        fields["reply_to_id"] = state.posted[step.part - 1]
    return {name: str(value) for name, value in fields.items()}
