"""Federal law, and the law of the Ninth Circuit, as dated data (POLICY section 2)."""

from datetime import date

from countersign.content import Severity
from countersign.screening import facts, law
from countersign.screening.rulebook.model import Example, Rule

_B, _A, _T = Severity.BLOCK, Severity.APPROVAL, Severity.ATTEST

RULES: tuple[Rule, ...] = (
    Rule(
        id="missing-alt-text",
        severity=_B,
        message="A picture has no description that says what it shows.",
        remedy="Describe in a sentence what the picture shows and, where it holds words, what they say.",
        citation="28 CFR 35.160 and 35.200 (dates moved by 91 FR 20902 to 2027-04-26 and 2028-04-26); WCAG 2.1 AA "
        "1.1.1",
        check=facts.missing_alt_text,
        pack="federal",
        clauses=("L16", "S2-18"),
    ),
    Rule(
        id="copyright-media",
        severity=_A,
        message="The picture or video was made by others, and no license is on file.",
        remedy="Enter the license or the written permission; otherwise legal has to sign.",
        citation="17 USC 106; POLICY S3-37",
        check=facts.unlicensed_media,
        stages=("legal",),
        pack="federal",
        clauses=("S1-8", "S3-37", "S3-69", "L25"),
    ),
    Rule(
        id="music-license",
        severity=_T,
        message="This video seems to have music, and no license for it is on file.",
        remedy="Enter the license of the music, or take the music out.",
        citation="17 USC 106, 504",
        check=law.music,
        pack="federal",
        clauses=("S3-37", "L25"),
    ),
    Rule(
        id="routine-booking-photo",
        severity=_T,
        message="Courts here have held that showing booking photos as a matter of routine is punishment before trial.",
        remedy="Say for what purpose it is shown and on which day it comes down; legal reads it.",
        citation="Houston v. County of Maricopa (9th Cir. Sept. 5, 2024)",
        check=law.routine_booking_photo,
        states=law.NINTH_CIRCUIT,
        effective_from=date(2024, 9, 5),
        stages=("legal",),
        pack="federal",
        clauses=("L14",),
    ),
    Rule(
        id="records-printout",
        severity=_B,
        message="This comes out of the criminal-justice or the motor-vehicle files.",
        remedy="Take it out; describe the person, or use a picture of the agency's own.",
        citation="28 CFR 20.33; CJIS Security Policy; 18 USC 2721",
        check=law.records_printout,
        pack="federal",
        clauses=("L20", "S3-51"),
        example=Example("Here is his DMV photo.", "Here is a still of the store's camera."),
    ),
    Rule(
        id="alert-without-activation",
        severity=_T,
        message="These words belong to an alert that a state activates, and no activation is entered.",
        remedy="Enter the number of the activation and who issued it; otherwise write ‘missing’.",
        citation="DOJ AMBER guidance; state plans",
        check=law.alert_words,
        pack="federal",
        clauses=("L23", "S3-18"),
        example=Example("AMBER ALERT: white van, Route 9.", "MISSING: a boy of nine."),
    ),
    Rule(
        id="body-camera-video",
        severity=_A,
        message="Video of an officer's or a car's camera is released only after legal has read the law on it.",
        remedy="Legal signs; where a court's order is needed, enter its number.",
        citation="Cal. Gov. Code 7923.625; N.C.G.S. 132-1.4A; agency policy",
        check=law.footage,
        stages=("legal",),
        pack="federal",
        clauses=("L15",),
    ),
    Rule(
        id="school-records",
        severity=_B,
        message="This seems to come from a school's records about a student.",
        remedy="Leave it out; records of the school's own police unit are another matter, and legal says which "
        "these are.",
        citation="FERPA, 20 USC 1232g; 34 CFR 99.8",
        check=law.from_school,
        pack="federal",
        clauses=("L26",),
    ),
)
