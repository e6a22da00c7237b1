"""The agency's own policy: what the source policies (S0 to S4) ask of every post."""

from countersign.content import Severity
from countersign.screening.doubts import cases as doubts_cases
from countersign.screening.doubts import covers as doubts_covers
from countersign.screening.doubts import investigations as doubts_investigations
from countersign.screening.doubts import justice as doubts_justice
from countersign.screening.doubts import manning as doubts_manning
from countersign.screening.doubts import people as doubts_people
from countersign.screening.doubts import tone as doubts_tone
from countersign.screening.doubts.asking import sure_or_asked
from countersign.screening.justice import guilt, prosecution
from countersign.screening.operations import assignments, investigation, undercover
from countersign.screening.personal import contacts, numbers, places
from countersign.screening.persons import health, minors, victims
from countersign.screening.rulebook.model import Example, Rule
from countersign.screening.tone import advertising, language, opinions, politics

_B, _A = Severity.BLOCK, Severity.APPROVAL

PRIVACY: tuple[Rule, ...] = (
    Rule(
        id="pii-ssn",
        severity=_B,
        message="This looks like a social security number, or its last digits.",
        remedy="Take it out. If it is a file number, write ‘case’ before it.",
        citation="POLICY S0-14, S2-7",
        check=numbers.social_security,
        clauses=("S0-14", "S2-5", "S2-7", "S3-68"),
        example=Example("Booked: John Roe, SSN 987-65-4321.", "Case 123-45-6789 is with the DA."),
    ),
    Rule(
        id="pii-dob",
        severity=_B,
        message="This is somebody's full date of birth.",
        remedy="Give the age instead.",
        rewrite="John Roe, 41",
        doubt="This may be a date of birth beside a name.",
        ask="Take it out if it is one; otherwise say what the date is.",
        citation="POLICY S2-7; Houston v. County of Maricopa (9th Cir. 2024)",
        check=numbers.birth_date,
        clauses=("S2-7", "S3-68", "L14"),
        example=Example("John Roe, DOB 03/04/1985, was located.", "The station opened on March 4, 1955."),
    ),
    Rule(
        id="pii-phone",
        severity=_B,
        message="This phone number is not among the agency's and its partners' numbers.",
        remedy="Use an official number, or have the number added to the agency file if it belongs to a partner.",
        doubt="This number stands in a warning; it may be a private person's.",
        ask="Say whose number it is.",
        citation="POLICY S2-7, S3-14",
        check=contacts.private_phone,
        clauses=("S2-7", "S3-14", "S3-68"),
        example=Example("Call Jane at (831) 555-0123 for the dog.", "In an emergency dial 911."),
    ),
    Rule(
        id="pii-address",
        severity=_B,
        message="This is the street number of a private home.",
        remedy="Give the block or the crossing: ‘the 400 block of Larkspur Lane’.",
        rewrite="the 400 block of Larkspur Lane",
        doubt="This may be the address of a private home.",
        ask="Say whose address it is, or give the block.",
        citation="POLICY S2-6, S2-7",
        check=places.home_address,
        clauses=("S2-6", "S2-7", "S3-68"),
        example=Example("Detectives searched a home at 417 Larkspur Lane.", "Crash in the 400 block of Larkspur Lane."),
    ),
    Rule(
        id="pii-plate",
        severity=_A,
        message="This is the full plate of a private vehicle.",
        remedy="Take it out, unless the public is asked to look for the vehicle.",
        citation="18 USC 2721; POLICY S2-7, L20",
        check=places.private_plate,
        stages=("legal",),
        clauses=("S2-7", "L20"),
        example=Example("Nice parking, plate 6WGN483.", "STOLEN: blue Honda, plate 6WGN483. Call 911."),
    ),
    Rule(
        id="pii-email",
        severity=_B,
        message="This mail address is a private one.",
        remedy="Use an official address.",
        citation="POLICY S2-7",
        check=contacts.private_mail,
        clauses=("S2-7", "S3-68"),
        example=Example("Write to jane.roe77@example.com.", "Write to info@harborglenpd.example.gov."),
    ),
    Rule(
        id="victim-identity",
        misread_stages=("legal",),
        severity=_B,
        message="This names a victim of a crime or makes one known, and no consent is on file.",
        remedy="Leave out the name, the relation, the work and the home; or enter the victim's consent below the text.",
        rewrite="An adult was treated at the scene.",
        doubt="A person is named beside a crime.",
        ask="Say who it is, and whether a victim consents.",
        citation="POLICY S0-14, S3-68; L10, L11",
        check=sure_or_asked(victims.victim, doubts_people.victim, rule="victim-identity", own=False),
        clauses=("S0-14", "S3-68", "L10", "L11", "L12"),
        example=Example("The victim, Jane Roe, was robbed.", "A woman was robbed; she was not hurt."),
    ),
    Rule(
        id="juvenile-identity",
        misread_stages=("legal",),
        severity=_B,
        message="This names a minor or makes one known, and no parent's consent is on file.",
        remedy="Leave out the name, the school with the grade, the parents and the account; or enter the "
        "parents' consent.",
        rewrite="A 15-year-old",
        doubt="This may make a minor known.",
        ask="Say who it is, and whether the parents consent.",
        citation="POLICY S0-14; Cal. WIC 827, 828; Tex. Fam. Code ch. 58; L8, L9",
        check=sure_or_asked(minors.minor, doubts_people.minor, rule="juvenile-identity"),
        clauses=("S0-14", "L8", "L9", "L26"),
        example=Example("Spelling champ Tess Okorie, 11, visited us!", "A 15-year-old was detained."),
    ),
    Rule(
        id="medical-condition",
        severity=_B,
        message="This tells the health of a person who is named or made known, and no consent is stated.",
        remedy="Say nothing of it, or only how serious it is without saying who: ‘taken to the hospital’.",
        doubt="This speaks of somebody's health.",
        ask="Say whose, and who allowed it.",
        citation="POLICY S3-68; L21 (privacy; HIPAA does not bind police)",
        check=sure_or_asked(health.medical, doubts_people.health, rule="medical-condition"),
        clauses=("S3-68", "L21"),
        example=Example("Ennis Calloway broke both legs.", "Two people were taken to the hospital."),
    ),
    Rule(
        id="deceased-before-notification",
        severity=_B,
        message="This names a dead person or makes one known before the family has been told.",
        remedy="Leave out who it is until the family has been told; then say so below the text.",
        rewrite="The name will be released after the family has been told.",
        doubt="This names a dead person, and nobody said whether the family has been told.",
        ask="Say below the text whether the family has been told.",
        citation="POLICY section 3, L22",
        check=health.deceased,
        clauses=("L22",),
        example=Example(
            "Devon Ashgrove died at the scene.", "A motorcyclist died at the scene.", {"nok_notified": False}
        ),
    ),
)

JUSTICE: tuple[Rule, ...] = (
    Rule(
        id="guilt-statement",
        permission=True,
        severity=_B,
        message="This says or implies that somebody did it before a court has said so.",
        remedy="Say what happened to the person: ‘arrested on suspicion of ...’, ‘charged with ...’.",
        rewrite="arrested on suspicion of ...",
        doubt="This tells what a person did who was arrested, is sought or is pictured.",
        ask="Say who says so: a complaint, a witness, an officer who saw it; or write ‘on suspicion of’.",
        citation="POLICY S0-15, S3-49, S4-6; Model Rules 3.6, 3.8(f)",
        check=sure_or_asked(guilt.guilt, doubts_justice.deed, rule="guilt-statement"),
        clauses=("S0-15", "S3-49", "S4-6", "S3-67", "L13"),
        example=Example("We arrested this burglar last night.", "Officers arrested a man on suspicion of burglary."),
    ),
    Rule(
        id="pending-prosecution-comment",
        permission=True,
        severity=_B,
        message="This comments on a case that is still open: statements, tests, record, evidence, outcome or the "
        "court.",
        remedy="Keep to dates, charges and bail.",
        doubt="This may comment on a case that is still open.",
        ask="Say who says so and whether the case is decided.",
        citation="POLICY S0-13, S3-50, S4-7; Model Rules 3.6, 3.8(f); 28 CFR 50.2",
        check=sure_or_asked(prosecution.comment, doubts_cases.comment, rule="pending-prosecution-comment", own=False),
        clauses=("S0-13", "S3-50", "S4-7", "L13"),
        example=Example("The suspect confessed.", "The next hearing is Jan. 8 at 9 a.m."),
    ),
)

OPERATIONS: tuple[Rule, ...] = (
    Rule(
        id="confidential-investigative-detail",
        permission=True,
        severity=_B,
        message="This tells what an investigation keeps to itself.",
        remedy="Leave it out, or ask the investigators what may be said.",
        doubt="This may tell how an investigation works.",
        ask="Say which supervisor of the investigation agreed.",
        citation="POLICY S0-14, S2-7, S3-51; L20",
        check=sure_or_asked(
            investigation.detail, doubts_investigations.investigation, rule="confidential-investigative-detail"
        ),
        clauses=("S0-7", "S0-14", "S0-37", "S1-3", "S2-5", "S2-7", "S3-51", "S4-8", "L20"),
        example=Example("A wiretap led us to him.", "The investigation is ongoing."),
    ),
    Rule(
        id="undercover-identity",
        misread_stages=("legal",),
        severity=_B,
        message="This shows who or what works under cover.",
        remedy="Leave out the name, the face, the account and the vehicle.",
        doubt="This may show who works under cover.",
        ask="Say who agreed to be shown.",
        citation="POLICY S0-17, S0-21, S3-64",
        check=sure_or_asked(undercover.cover, doubts_covers.cover, rule="undercover-identity"),
        clauses=("S0-17", "S0-21", "S2-6", "S3-64"),
        example=Example(
            'Our decoy account "sk8r_jess" is run by Officer Whitlam.', "Officers used plainclothes staff."
        ),
    ),
    Rule(
        id="training-or-assignment-detail",
        severity=_A,
        message="This tells staffing, schedules, tactics, gaps or where an officer can be found.",
        remedy="Leave it out; otherwise the chief has to sign.",
        doubt="This may tell more of the work than the public should know.",
        ask="Say who agreed that it is public.",
        citation="POLICY S0-37, S2-6, S3-52, S4-8",
        check=sure_or_asked(assignments.assignment, doubts_manning.manning, rule="training-or-assignment-detail"),
        stages=("chief",),
        clauses=("S0-37", "S1-3", "S2-6", "S3-52", "S4-8", "L27"),
        example=Example(
            "We only have two cars on duty after midnight.", "A DUI checkpoint will be held Friday from 8 p.m."
        ),
    ),
)

TONE: tuple[Rule, ...] = (
    Rule(
        id="political-activity",
        severity=_B,
        message="This speaks for or against a candidate, a party, a ballot measure or a bill.",
        remedy="Say when and where people vote, and nothing more.",
        doubt="This may take a side in an election.",
        ask="Say why it is neutral.",
        citation="POLICY S3-65, S4-9; 5 USC 1501-1508; Cal. Gov. Code 3206, 8314, 54964",
        check=sure_or_asked(politics.advocacy, doubts_tone.politics, rule="political-activity"),
        clauses=("S3-65", "S4-9", "L24"),
        example=Example("Vote yes on Measure K.", "Polls are open until 8 p.m. Tuesday."),
    ),
    Rule(
        id="private-business-endorsement",
        permission=True,
        severity=_B,
        message="This recommends or advertises a business or a product.",
        remedy="Say what to do, not where to buy it; thank sponsors without praise of what they sell.",
        doubt="This may advertise a business.",
        ask="Say what the agency and its people get from it.",
        citation="POLICY S3-65, S4-10",
        check=sure_or_asked(advertising.endorsement, doubts_tone.shop, rule="private-business-endorsement"),
        clauses=("S3-65", "S4-10"),
        example=Example("Use promo code HGPD15 at SafeNest.", "Thanks to Harbor Hardware for the donated bike locks!"),
    ),
    Rule(
        id="editorial-opinion-on-controversy",
        severity=_A,
        message="This takes a side in a controversy.",
        remedy="Keep to facts; otherwise legal and the chief have to sign.",
        doubt="This may take a side in a controversy.",
        ask="Say why the agency should say it.",
        citation="POLICY S0-11",
        check=sure_or_asked(opinions.opinion, doubts_tone.opinion, rule="editorial-opinion-on-controversy"),
        stages=("legal", "chief"),
        clauses=("S0-11", "S1-5", "S1-19"),
        example=Example("Defunding police was a disaster.", "A march is planned for Saturday at noon."),
    ),
    Rule(
        id="profanity-or-slur",
        severity=_A,
        message="This is swearing, or a degrading name for people.",
        remedy="Say it in the agency's own voice.",
        doubt="This may be rude.",
        ask="Confirm that nobody is called by it.",
        citation="POLICY S0-6, S3-47, S4-4",
        check=language.foul_language,
        stages=("chief",),
        clauses=("S0-6", "S1-5", "S1-19", "S2-8", "S3-33", "S3-47", "S4-4"),
        example=Example("What a bunch of scumbags.", "Pick up your cigarette butts."),
    ),
)

RULES: tuple[Rule, ...] = (*PRIVACY, *JUSTICE, *OPERATIONS, *TONE)
