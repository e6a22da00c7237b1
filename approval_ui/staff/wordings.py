"""The plain words of the screens, and how loud each state is."""

from datetime import timedelta

from countersign import deliveries, notices, posts
from countersign.agency import FACTS, Policy
from countersign.agency.fields import show_duration
from countersign.approvals import Proposal, ProposalState, Verdict
from countersign.content import AnswerKind, Severity
from countersign.deliveries import State
from countersign.desk.effects import EFFECTS
from countersign.desk.stopping import spoken_scope
from countersign.notices import Notice
from countersign.posts import Status
from countersign.screening import Rule, rulebook

LOUDNESS = {
    Status.RETURNED: "warn",
    Status.SIGN_OFF: "warn",
    Status.APPROVED: "good",
    Status.PUBLISHED: "good",
    Status.CLOSED: "stop",
    Status.REJECTED: "stop",
    Status.EXPIRED: "stop",
    State.HELD: "stop",
    State.DEFERRED: "warn",
    State.WAITING: "warn",
    State.UNKNOWN: "stop",
    State.SENT: "good",
    State.REFUSED: "stop",
    State.MISSED: "stop",
}
#: What a finding means for the person who wrote the draft.
WEIGHT = {
    Severity.BLOCK: ("must be mended", "stop"),
    Severity.APPROVAL: ("asks for another name", "warn"),
    Severity.ATTEST: ("please confirm", "warn"),
    Severity.WARN: ("worth a second look", "plain"),
    Severity.INSERT: ("goes in by itself", "plain"),
}
PROPOSALS = {
    ProposalState.OPEN: "waiting for names",
    ProposalState.APPROVED: "signed",
    ProposalState.RETURNED: "returned",
    ProposalState.REJECTED: "rejected",
    ProposalState.EXPIRED: "not signed in time",
    ProposalState.VOID: "void",
}
#: What an author can say to a finding.
ANSWER = {
    AnswerKind.SOURCE: "This is who says so",
    AnswerKind.MISREAD: "The rule is wrong here",
    AnswerKind.PERMISSION: "It applies, and is allowed",
}
#: What authors name as the source most often.
SOURCES = (
    "The court",
    "The district attorney’s filing",
    "The complaint",
    "The arrest report, number ",
    "A witness",
    "The officer who saw it",
    "Video of the scene",
)
DECIDED = {Verdict.SIGN: "signed", Verdict.RETURN: "returned it", Verdict.REJECT: "rejected it"}
#: Why a delivery needs a person, as the heading of what can be done.
ASKED_OF_PEOPLE = {
    State.UNKNOWN: "Not confirmed: somebody has to look whether it is there",
    State.REFUSED: "The platform refused it",
    State.WAITING: "Waiting to be posted by hand",
    State.HELD: "Held: something stands in its way",
    State.MISSED: "Missed its time, and will not go out",
}
PLATFORMS = {
    "newsroom": "the agency’s own newsroom",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "linkedin": "LinkedIn",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "nextdoor": "Nextdoor (experimental)",
    "by_hand": "posted by hand",
    "console": "drills only",
    "fake": "test platform",
}
ITEMS = {
    "purpose": "What the page is for",
    "maintained_by": "Who keeps it",
    "not_monitored": "Not watched around the clock",
    "emergency": "In an emergency",
    "opinions": "Opinions of others",
    "public_record": "Public record",
    "website": "Website",
    "contact": "Contact",
}
ATTEMPT = {
    None: "under way",
    "Done": "it is out",
    "Rejected": "the platform refused it",
    "AuthDead": "the platform no longer lets us in",
    "Deferred": "the platform asked us to wait",
    "Ambiguous": "no clear answer",
    "NotSent": "nothing left",
    "NeedsHand": "handed to a person",
    "TooLate": "too late, nothing left",
}


def state(value: Status | State) -> str:
    """A state in words."""
    return posts.WORDS[value] if isinstance(value, Status) else deliveries.WORDS[value]


def loudness(value: Status | State) -> str:
    """The colour of a state: good, warn, stop or plain."""
    return LOUDNESS.get(value, "plain")


def category(policy: Policy, id: str) -> str:
    """A category's name; its id when the policy in force has it no more."""
    found = policy.category(id)
    return found.name if found else id.replace("_", " ")


def page(policy: Policy, id: str) -> str:
    """A page's name; its id when the policy in force has it no more."""
    found = policy.page(id)
    return found.name if found else id


def title(proposal: Proposal) -> str:
    """What a list shows of something that waits for names."""
    return proposal.title[:1].upper() + proposal.title[1:]


def address(proposal: Proposal) -> str:
    """The page of something that waits for names."""
    return EFFECTS[proposal.kind].path(proposal)


def scope(policy: Policy, value: str) -> str:
    """What a pause stops, in words."""
    return spoken_scope(policy, value)


def rule(id: str) -> Rule:
    """A rule of the rulebook."""
    return rulebook.rule(id)


def top(policy: Policy) -> str:
    """What the agency calls whoever stands at its top."""
    return next((role.name for role in policy.roles if role.top), "the chief")


def size(number: int) -> str:
    """A number of bytes as people say it."""
    return f"{number / 1_000_000:.1f} MB" if number >= 100_000 else f"{max(1, number // 1000)} kB"


def notice(policy: Policy, row: Notice) -> str:
    """The subject line of a notice."""
    facts = dict(row.facts)
    if "category" in facts:
        facts["category"] = category(policy, facts["category"])
    subject, _ = notices.words(row.kind, facts, "")
    return subject


def span(value: timedelta) -> str:
    """A span of time: "2 h", "1 d 12 h"."""
    return show_duration(value)


def fact(name: str) -> str:
    """What a fact is called."""
    known = FACTS.get(name)
    return known.label if known else name.replace("_", " ")


def fact_value(value: object) -> str:
    """What was said about a fact."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(number) for number in value)
    return "an outline on the map" if isinstance(value, dict) else str(value)


def agency_name(policy: Policy, id: str) -> str:
    """Our own or a neighbour's name; what was typed when it is neither."""
    if id == policy.agency.id:
        return policy.agency.name
    neighbor = policy.neighbor(id)
    return neighbor.name if neighbor else id


def language(tag: str) -> str:
    """A language's name; its tag where we have none."""
    return {"en": "English", "es": "Spanish"}.get(tag, tag)
