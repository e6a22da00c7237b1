"""Further ways of saying who did it: by whom it was done, who is behind it, who is dead, who was seen at it."""

from countersign.screening.justice.deeds import ADJECTIVE, WHO
from countersign.screening.justice.words import (
    CRIME_DO,
    CRIME_DONE,
    CRIME_ING,
    CRIME_NOUN,
    CRIME_PAST,
    CULPRIT,
)
from countersign.screening.patterns import Look

#: ‘Robbed by a man who ...’, ‘set by Darlene Pike’: whoever is named behind ‘by’ did it.
DONE_BY_NAME = Look(rf"\b(?:was|were|been|got|is)\s+(?:\w+\s+)?{CRIME_DONE}\b[^.!?;\n]{{0,40}}?\bby\s+$")

#: ‘Lit, with a sock, by a worker who was taken into custody’.
DONE_BY_ONE = Look(
    rf"\b(?:was|were|been|got|is)\s+(?:\w+\s+)?{CRIME_DONE}\b[^.!?;\n]{{0,60}}?\bby\s+(?:an?|the|this|that|"
    rf"one|two|three|his|her|their)\s+"
    r"(?!(?:\w+ )?(?:officers?|deput(?:y|ies)|police|dog|k-?9|car|truck|vehicle|driver|fire|storm|"
    r"falling))(?![^.!?;\n]{0,60}\b(?:never|not|still at large)\b)(?:[\w'-]+\s+){1,5}?"
    r"(?:who|now|arrested|in custody|booked|taken|jailed|caught)\b"
)

#: ‘Brian Pell, rapist’; ‘Tito Lane, the burglar of Dock Road’.
NAME_CALLED = Look(
    rf"(?:,\s+\(?\d{{1,3}}\)?)?,\s+(?:the|an?|our|that|violent|serial|brazen|admitted|"
    rf"armed)?\s*(?:[\w'-]+\s+){{0,2}}?{CULPRIT}\b(?<!s)"
    r"(?!'s| suspect| victim| investigat| alarm| tool)"
)

#: ‘Child molester Alan Pruitt’: right before a name.
NAME_TITLED = Look(rf"\b{CULPRIT},?\s+$")


#: ‘Who robs a church? Dale Hutch does.’
WHO_DID = Look(
    rf"\bwho(?:'s|se)?\b[^.!?\n]{{0,40}}?\b(?:{CRIME_DO}|{CRIME_PAST}|{CRIME_ING}|robs|steals|takes|breaks|"
    rf"sets|mailing)\b[^.!?\n]{{0,60}}\?\s+"
    r"(?!call|if|tell|we|do|does|did|help|any|contact|detectives|please|investigators|the (?:police|case)|"
    r"police|officers|your|you|it|no|not)[a-z]"
)

#: ‘The gunman died at the scene’: the dead were tried by nobody.
CULPRIT_DEAD = Look(
    rf"\b(?:the|this|our)\s+{ADJECTIVE}{CULPRIT}\b(?![^.!?\n]*\b(?:died in prison|(?:19|"
    rf"20)\d\d)\b)[^.!?\n]{{0,70}}?\b(?:died|was killed|is dead|was pronounced|took (?:his|her) own life|"
    rf"killed (?:him|her)self|"
    r"was shot (?:by|and killed|dead)|was found dead)\b"
)


#: ‘The man behind the thefts’, ‘responsible for nine burglaries’.
BEHIND = Look(
    rf"\b{WHO}\s+(?:(?:who|that)\s+)?(?:(?:is|was|are|were)\s+)?(?:the\s+(?:[\w-]+\s+)?)?(?:responsible for|"
    rf"to blame for|"
    rf"behind\s+(?:(?:[\w-]+\s+){{0,5}}?{CRIME_NOUN}|{CRIME_ING}|every (?:last )?one of|all of|it all|"
    rf"the whole thing))\b|"
    r"^\W*responsible for\b"
)
#: ... but not where that one is only looked for.
LOOKED_FOR = Look(
    r"\b(?:find|finding|identify|identifying|locate|catch|seek\w*|search\w*|looking for|look for|hunt\w*|"
    r"hold|bring|determine|who is|whoever|anyone|tips?|"
    r"information|reward|unknown|unidentified|not (?:yet )?(?:been )?(?:identified|arrested|found|known)|help us|"
    r"believed|thought|may be|might be)\b"
)
