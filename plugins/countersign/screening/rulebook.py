"""The rulebook: each rule as dated data, beside the function that finds what it is about.

Nothing here is legal advice. Rules of law carry their citation and their dates, and an agency's counsel
reviews them.
"""

from dataclasses import dataclass
from datetime import date

from countersign.content import Severity
from countersign.screening import facts, plain, privacy, voice
from countersign.screening.reading import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it says when it finds something, where and when it holds, and which stages it adds to a
    chain.

    `states` empty means everywhere; both dates are inclusive; `pack` is the set of rules it came with.
    """

    id: str
    severity: Severity
    message: str
    remedy: str
    citation: str
    check: Check
    states: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    stages: tuple[str, ...] = ()
    pack: str = "agency"

    def holds(self, *, state: str, on: date) -> bool:
        """Whether the rule is in force in a state on a day."""
        begun = self.effective_from is None or self.effective_from <= on
        over = self.effective_to is not None and self.effective_to < on
        return begun and not over and (not self.states or state in self.states)


RULES: tuple[Rule, ...] = (
    Rule(
        id="unsafe-characters",
        severity=Severity.BLOCK,
        message="The text holds a character that cannot be seen or that changes the direction of reading.",
        remedy="Type the marked place again; do not paste it.",
        citation="Countersign: what is signed must be what is read",
        check=plain.unsafe_characters,
        pack="product",
    ),
    Rule(
        id="empty-text",
        severity=Severity.BLOCK,
        message="There is nothing to say: the text is empty.",
        remedy="Write the text.",
        citation="Countersign",
        check=plain.empty,
        pack="product",
    ),
    Rule(
        id="placeholder-left",
        severity=Severity.BLOCK,
        message="A place of the starter text is not filled in yet.",
        remedy="Replace the words in square brackets.",
        citation="Countersign",
        check=plain.placeholders,
        pack="product",
    ),
    Rule(
        id="unknown-category",
        severity=Severity.BLOCK,
        message="The agency's policy has no such category, so nobody could sign this post.",
        remedy="Choose a category from the list.",
        citation="POLICY S2-14",
        check=plain.unknown_category,
    ),
    Rule(
        id="time-over",
        severity=Severity.BLOCK,
        message="The span in which this post may go out is over or upside down.",
        remedy="Choose a later due time, or a later ‘not after’.",
        citation="Countersign",
        check=plain.time_over,
        pack="product",
    ),
    Rule(
        id="missing-fact",
        severity=Severity.BLOCK,
        message="A fact that this category needs is missing.",
        remedy="Fill it in below the text.",
        citation="POLICY S3-56, section 4: a missing fact is a finding, never a pass",
        check=facts.missing_facts,
    ),
    Rule(
        id="fact-no-longer-true",
        severity=Severity.BLOCK,
        message="A fact on which this post rests is not true.",
        remedy="Do not publish it; withdraw the post, or correct the fact.",
        citation="POLICY section 3: facts are checked again before publication",
        check=facts.untrue_facts,
    ),
    Rule(
        id="missing-alt-text",
        severity=Severity.BLOCK,
        message="A picture has no description that says what it shows.",
        remedy="Describe in a sentence what the picture shows and, where it holds words, what they say.",
        citation="28 CFR 35.160 and 35.200; WCAG 2.1 AA 1.1.1",
        check=facts.missing_alt_text,
        pack="federal",
    ),
    Rule(
        id="pii-ssn",
        severity=Severity.BLOCK,
        message="This looks like a social security number, or its last digits.",
        remedy="Take it out. If it is a file number, write ‘case’ before it.",
        citation="POLICY S0-14, S2-7",
        check=privacy.social_security,
    ),
    Rule(
        id="pii-dob",
        severity=Severity.BLOCK,
        message="This is somebody's full date of birth.",
        remedy="Give the age instead.",
        citation="POLICY S2-7; Houston v. County of Maricopa (9th Cir. 2024)",
        check=privacy.birth_date,
    ),
    Rule(
        id="pii-phone",
        severity=Severity.BLOCK,
        message="This phone number is not among the agency's and its partners' numbers.",
        remedy="Use an official number, or have the number added to the agency file if it belongs to a partner.",
        citation="POLICY S2-7, S3-14",
        check=privacy.private_phone,
    ),
    Rule(
        id="pii-email",
        severity=Severity.BLOCK,
        message="This mail address is a private one.",
        remedy="Use an official address.",
        citation="POLICY S2-7",
        check=privacy.private_mail,
    ),
    Rule(
        id="guilt-statement",
        severity=Severity.BLOCK,
        message="This says or implies that somebody did it before a court has said so.",
        remedy="Say what happened to the person: ‘arrested on suspicion of ...’, ‘charged with ...’.",
        citation="POLICY S0-15, S3-49, S4-6; Model Rules 3.6, 3.8(f)",
        check=voice.guilt,
    ),
    Rule(
        id="profanity-or-slur",
        severity=Severity.APPROVAL,
        message="This is swearing, or a degrading name for people.",
        remedy="Say it in the agency's own voice.",
        citation="POLICY S0-6, S3-47, S4-4",
        check=voice.foul_language,
        stages=("chief",),
    ),
    Rule(
        id="booking-photo-nonviolent",
        severity=Severity.BLOCK,
        message="California does not let police post a booking photo of somebody arrested for an "
        "offence that is not violent.",
        remedy="Take the photo out. If the person is a fugitive, a judge ordered it, or there is an "
        "urgent need, say so "
        "in the facts.",
        citation="Cal. Penal Code 13665(a) (AB 1475)",
        check=facts.booking_photo,
        states=("CA",),
        effective_from=date(2022, 1, 1),
        pack="CA",
    ),
    Rule(
        id="booking-photo-unsaid",
        severity=Severity.BLOCK,
        message="A booking photo is attached, and nobody said whether the offence is a violent one.",
        remedy="Answer the question on the offence below the text.",
        citation="Cal. Penal Code 13665(a) (AB 1475)",
        check=facts.booking_photo_unsaid,
        states=("CA",),
        effective_from=date(2022, 1, 1),
        pack="CA",
    ),
    Rule(
        id="copyright-media",
        severity=Severity.APPROVAL,
        message="The picture or video was made by others, and no licence is on file.",
        remedy="Enter the licence or the written permission; otherwise legal has to sign.",
        citation="17 USC 106; POLICY S3-37",
        check=facts.unlicensed_media,
        stages=("legal",),
        pack="federal",
    ),
    Rule(
        id="crossover-text",
        severity=Severity.WARN,
        message="The text names a neighbour's place, and no coordination with that agency is recorded.",
        remedy="If the incident reaches across the border, enter whom you reached there, when, their "
        "answer and who leads.",
        citation="POLICY S3-43",
        check=plain.crossover,
    ),
)


def rule(id: str) -> Rule:
    """The rule with this id."""
    return next(entry for entry in RULES if entry.id == id)
