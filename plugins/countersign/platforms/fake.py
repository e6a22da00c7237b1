"""A platform for tests, without a network: posts are lines in a folder, and it can be told to fail."""

import json
from collections.abc import Container
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from countersign.content import instant
from countersign.errors import Misconfigured
from countersign.platforms import lines
from countersign.platforms.base import Adapter, Caps, Dedupe
from countersign.platforms.http import Channel
from countersign.platforms.outcomes import (
    Ambiguous,
    AuthDead,
    Deferred,
    Done,
    Found,
    Live,
    NotFound,
    NotSent,
    Outcome,
    Profile,
    Rejected,
    Sight,
    Unknown,
)
from countersign.platforms.plans import Plan, StepState, Turn, published


class Fault(StrEnum):
    """How the next write fails."""

    UNREACHABLE = "unreachable"
    REFUSE = "refuse"
    REVOKE = "revoke"
    BUSY = "busy"
    #: No answer, and it was carried out.
    LOSE_AFTER = "lose_after"


class Store:
    """One folder: `posts.jsonl`, `profile.json`, and `faults`, which is used up line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def posts(self) -> list[dict[str, Any]]:
        """Everything public, oldest first."""
        gone = {line["gone"] for line in self._lines() if "gone" in line}
        return [line for line in self._lines() if "ref" in line and line["ref"] not in gone]

    def tell(self, *faults: Fault) -> None:
        """Let the next writes fail so, in this order."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "faults").open("a") as file:
            file.writelines(f"{fault}\n" for fault in faults)

    def next_fault(self) -> Fault | None:
        """The fault that the next write meets; it is used up."""
        file = self.folder / "faults"
        told = file.read_text().split() if file.exists() else []
        file.write_text("\n".join(told[1:])) if told else None
        return Fault(told[0]) if told else None

    def show(self, post: dict[str, Any]) -> dict[str, Any]:
        """Make something public; the same key again is the first post."""
        for there in self.posts():
            if there["key"] == post["key"]:
                return there
        post = post | {"ref": f"fake-{len(self._lines()) + 1}"}
        lines.append(self.folder / "posts.jsonl", post)
        return post

    def remove(self, ref: str) -> None:
        """Take a post away."""
        lines.append(self.folder / "posts.jsonl", {"gone": ref})

    @property
    def profile(self) -> Profile:
        """The texts of the profile."""
        file = self.folder / "profile.json"
        return Profile.from_json(json.loads(file.read_text())) if file.exists() else Profile("")

    @profile.setter
    def profile(self, profile: Profile) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "profile.json").write_text(json.dumps(profile.to_json()))

    def _lines(self) -> list[dict[str, Any]]:
        return lines.read(self.folder / "posts.jsonl")


class Fake(Adapter):
    """A page whose `base_url` is `file:` and a folder."""

    key: ClassVar[str] = "fake"
    caps: ClassVar[Caps] = Caps(dedupe=Dedupe.BY_CONSTRUCTION, can_delete=True, has_profile=True)

    def step(self, plan: Plan, state: StepState, channel: Channel) -> Turn:
        """Show the words, or fail as told."""
        if channel.before_first_byte is not None:
            channel.before_first_byte()
        store, step = store_of(channel), plan.steps[0]
        fault = store.next_fault()
        if fault not in (None, Fault.LOSE_AFTER):
            return Turn(_outcome(fault, channel), state)
        text = "\n\n".join(step.body["parts"])
        post = store.show({"key": step.key, "text": text, "at": instant(channel.clock())})
        if fault is Fault.LOSE_AFTER:
            return Turn(_outcome(fault, channel), state)
        return published(plan, StepState(), ref=post["ref"], url=_url(post["ref"]))

    def find(
        self, plan: Plan, state: StepState, since: datetime, *, channel: Channel, taken: Container[str] = ()
    ) -> Sight:
        """Look for the send's key."""
        for post in store_of(channel).posts():
            if post["key"] == plan.steps[0].key:
                return Found(post["ref"], _url(post["ref"]))
        return NotFound()

    def fetch(self, ref: str, channel: Channel) -> Live | NotFound | Unknown:
        """What is public under this id."""
        for post in store_of(channel).posts():
            if post["ref"] == ref:
                return Live(ref, _url(ref), post["text"], datetime.fromisoformat(post["at"]))
        return NotFound()

    def recent(self, channel: Channel) -> tuple[Live, ...] | Unknown:
        """Everything that is public, newest first."""
        posts = reversed(list(store_of(channel).posts()))
        return tuple(
            Live(post["ref"], _url(post["ref"]), post["text"], datetime.fromisoformat(post["at"])) for post in posts
        )

    def delete(self, ref: str, channel: Channel) -> Outcome:
        """Take it away."""
        store_of(channel).remove(ref)
        return Done(ref, "")

    def read_profile(self, channel: Channel) -> Profile | Unknown:
        """The texts as they were last written."""
        return store_of(channel).profile

    def write_profile(self, profile: Profile, channel: Channel) -> Outcome:
        """Set the texts, or fail as told."""
        store = store_of(channel)
        fault = store.next_fault()
        if fault not in (None, Fault.LOSE_AFTER):
            return _outcome(fault, channel)
        store.profile = profile
        return _outcome(fault, channel) if fault else Done(channel.access.page_id, channel.access.base_url)


def store_of(channel: Channel) -> Store:
    """The store of a page, or Misconfigured when its address is no folder."""
    kind, _, folder = channel.access.base_url.partition(":")
    if kind != "file" or not folder:
        raise Misconfigured(
            "The fake platform keeps its posts in a folder: give the page `base_url: file:/some/folder`."
        )
    return Store(Path(folder.removeprefix("//")))


def _url(ref: str) -> str:
    return f"https://fake.invalid/{ref}"


def _outcome(fault: Fault | None, channel: Channel) -> Outcome:
    match fault:
        case Fault.UNREACHABLE:
            return NotSent("The server could not be reached; nothing was sent.")
        case Fault.REFUSE:
            return Rejected("422", "The platform refused this. It says: “No.” Nothing was published.")
        case Fault.REVOKE:
            return AuthDead("This page's access was revoked. Nothing was published.")
        case Fault.BUSY:
            return Deferred(channel.clock() + timedelta(seconds=1))
        case _:
            return Ambiguous("The request was sent, but no whole answer came (no answer in time).")
