"""Comments on an open case: confessions, tests, records, strength of the evidence, forecasts, opinions on the court."""

from collections.abc import Iterator
from dataclasses import dataclass

from countersign.content import Severity
from countersign.screening.justice.outcomes import (
    CHARACTER,
    COURT_WORD,
    FORECAST,
    FORECAST_ES,
    LESSER_OUTCOME,
    OPINED,
    OPINION,
    OPINION_ES,
    STRENGTH,
    STRENGTH_ES,
)
from countersign.screening.justice.prejudging import FORCE, PREJUDGED, PREJUDGED_ES
from countersign.screening.justice.settled import is_over
from countersign.screening.justice.statements import (
    CONFESSED,
    CONFESSED_ES,
    LESSER_SAID,
    PERSON,
    RECORD,
    RECORD_ES,
    TESTED,
    TESTED_ES,
)
from countersign.screening.justice.words import CUSTODY, SPANISH
from countersign.screening.patterns import Look, within
from countersign.screening.reading import Hit, Reading

#: Somebody decided it, or it is about no case: then it is no comment.
_DECIDED = Look(
    r"\bjury (?:found|convicted|returned|acquitted)|\bpleaded\b|\bpled (?:guilty|no contest)|\b(?:was|"
    r"were) sentenced|\bsentenced (?:\w+ ){0,3}to\b|\breview board (?:found|concluded)|\b(?:review|"
    r"investigation|board|firm|district attorney|da|attorney general|auditor|commission) (?:\w+ "
    r"){0,3}(?:found|concluded|determined|ruled|declined|sustained)|\bexonerat|\bsustained\b|\bunfounded\b"
)

_GENERAL = Look(
    r"\baverage\b|\bif your\b|\bif you\b|\byour (?:bac|blood|first|next|license)|\blegal limit (?:is|"
    r"of)|\bmany (?:people|drivers|offenders)|\bapplicants?\b|\bcandidates?\b|\bprobation "
    r"(?:officers?|department|searches)|\bcompliance checks?\b|\bin compliance\b|\bre-?entry\b|"
    r"\bprogram\b|\bbackground (?:check|investigat)|\btraining\b|\bfirst-time\b"
    r"|\bdrivers who\b|\banyone (?:who|with)\b|\bpersons? (?:who|with)\b|\bit takes\b|\bcan take "
    r"(?:weeks|months)|\bresults? (?:are|is|take|were|have) (?:pending|not|weeks|months|due|expected)|"
    r"\bnot (?:been )?released|\bunder 21\b|\bknow your\b|\bmyth\b|\bfact\b:?|\bk-?9\b|\bhoroscope\b|"
    r"\btryouts?\b|\bapply\b|\brecruits?\b|\b(?:half|most|a third|a quarter|one in \w+|\d+ percent|"
    r"\d+ per cent) of\b|\bstatewide\b|\bnationwide\b|"
    r"\bthe state reports|\b(?:doubles?|triples?|raises?) the (?:penalt|fine)"
)

_IF_CONVICTED = Look(
    r"\b(?:questions?|inquir(?:y|ies)|requests?|calls|comments?|concerns)\b[^.!?\n]{0,60}\bshould (?:go|"
    r"be (?:directed|sent|"
    r"made|addressed|referred))|\bif (?:convicted|found guilty)|\baccording to (?:the )?(?:district attorney|"
    r"da\b|prosecutors|"
    r"complaint)|\b(?:prosecutors|district attorney|da)(?:'s office)?\b[^.!?\n]{0,30}\b(?:told the court|"
    r"will (?:not )?seek|"
    r"sa(?:id|ys?)|announced)\b|\bda'?s office (?:said|says)|\bdistrict attorney'?s office (?:said|says)|\bstatute|"
    r"\bde ser declarad|\bsi (?:es|son) (?:declarad|condenad|hallad)"
)

_SPANISH = (CONFESSED_ES, TESTED_ES, RECORD_ES, STRENGTH_ES, FORECAST_ES, OPINION_ES, PREJUDGED_ES)

_OPEN_CASE = Look(
    r"\bcase\b|\bcourt\b|\bhearing\b|\barraign|\btrial\b|\bcharg|\bplea\b|\binvestigat|\breview\b|"
    r"\bdui\b|\bsuspect|\bshooting\b|\bcomplaint\b|\blawsuit\b|\bgrand jury\b|\bdefendant|\bdriver\b|"
    r"\bhe\b|\bshe\b|\bwarrant|\bburglar|\brobber|\bhomicide|\bofficer-involved|\bstop\b|\bwitness|"
    r"\bprosecut|\bverdict|\bjury\b|\bjudge\b|\bfiscal|\bjue(?:z|za)\b|\bcaso\b|\bcorte\b|\btribunal|"
    r"\bqueja|\btiroteo|\bagentes?\b|\bconductor|\bél\b|\bpruebas?\b|\bevidence\b|\bbac\b|\bconfess|"
    r"\bdna\b|\bfingerprints?\b|\bpolygraph|\bdefense\b|\bda\b|\bfiled\b|\ballegation"
)

_INDIVIDUAL = Look(
    r"\bhe\b|\bshe\b|\bhis\b|\bher\b|\bhim\b|\bsuspect\b|\bdefendant\b|\b\d{1,2}[- ]year[- ]old|"
    r"\b(?:the|this|a|that) (?:\w+ )?(?:man|woman|driver|guy|teen|person|couple|pair|burglar|thief|"
    r"felon|offender|parolee|case)\b|\bbooked\b|\barrested\b|\bcharged\b|\bthey\b|\bboth\b|\bthree\b|"
    r"\btwo\b|\bem\b"
)

_ADMITTED_IN = Look(
    r"\badmitted (?:to|into) (?:the |a |an )?(?:[\w-]+ ){0,2}?(?:hospital|ward|unit|clinic|facility|center|icu|"
    r"program|academy|college|university|"
    r"school|bar|trauma|emergency)|\badmitted for\b"
)


@dataclass(frozen=True, slots=True)
class _About:
    """What the whole text is about: one person, a case, somebody held, the agency's own use of force."""

    individual: bool
    case: bool
    held: bool
    police: bool
    joke: bool = False


def comment(reading: Reading) -> Iterator[Hit]:
    """What is said of an open case beyond dates, charges and bail."""
    low = reading.low
    if reading.once(is_over):
        return
    held = reading.draft.category in _COURTROOM or CUSTODY(low)
    if not held and not _OPEN_CASE(low):
        return
    police = reading.draft.category == "ois" or FORCE(low)
    about = _About(individual=_INDIVIDUAL(low), case=held or _CASE(low), held=held, police=police, joke=_JOKE(low))
    yield from _asked(reading, individual=about.individual)
    for begin, sentence in reading.sentences:
        if not _DECIDED(sentence) and not _ADMITTED_IN(sentence) and not _JOKE(sentence):
            yield from _in_sentence(begin, sentence, about)


_COURTROOM = frozenset({"arrest", "drug", "dui", "court-update", "court", "jail"})

_JOKE = Look(
    r"\bk-?9\b|\bgrinch\b|\bsanta\b|\breindeer\b|\belf\b|\bturkey\b|\braccoon|\bgoose\b|\bgoat\b|\btreats\b|"
    r"\bpaw|\btennis ball|\bsandwich|🐾"
)

_ASKED = Look(rf"(?:{COURT_WORD}|\$\d[\d,]*)\b[^.!?\n]{{0,40}}[!?]+\s+[^.!?\n]{{0,30}}\b{OPINED}\b")


def _asked(reading: Reading, *, individual: bool) -> Iterator[Hit]:
    """‘Bail for this? What a joke.’: the question and the answer are two sentences."""
    for match in _ASKED.finditer(reading.low):
        yield Hit(*match.span(), severity=None if individual else Severity.ATTEST)


def _in_sentence(begin: int, sentence: str, about: _About) -> Iterator[Hit]:
    if _IF_CONVICTED(sentence) or _SENTENCED(sentence):
        return
    said = False
    for look, sure in _rows(about.individual or _INDIVIDUAL(sentence), about, spanish=SPANISH(sentence)):
        match = look.search(sentence)
        if match and not (look is PREJUDGED and _OPEN_QUESTION(sentence[: match.start()])):
            said = True
            facing = look is FORECAST and _FACING.fullmatch(match.group()) is not None
            weak = not sure or facing or about.joke or _GENERAL(sentence)
            yield Hit(begin + match.start(), begin + match.end(), severity=Severity.ATTEST if weak else None)
    plain = said or not about.held or about.joke or _COURT_FACT(sentence) or _GENERAL(sentence)
    if not plain and (brought_up := _OF_THE_CASE.search(sentence)):
        yield Hit(begin + brought_up.start(), begin + brought_up.end(), severity=Severity.ATTEST)


#: What is to be found out is not prejudged.
_OPEN_QUESTION = Look(r"\bwhether\b[^.!?;\n]{0,60}$")
#: A sentence that brings up statements, tests, the record, the outcome or the court, and is none of the plain facts.
_OF_THE_CASE = Look(
    rf"\b{PERSON}\s+(?:\w+\s+)?(?:told|said|says|showed|explained|claim\w*|insist\w*|admit\w*|denie[sd]|"
    rf"refus\w+|agreed|apologi[sz]\w+|"
    r"cried|laughed|smiled|shrugged|bragged|led)\b|\b(?:judge|jury|jurors|bail|bond|plea|verdict|"
    r"prosecutors?|defense|"
    r"evidence|dna|fingerprints?|polygraph|breathalyzer|blood test|breath test|sobriety|limit|"
    r"alcohol level|"
    r"record|history|priors?|strikes?|alibi|remorse|prison|beats?|fourth|third|second|fifth|again|"
    r"another)\b"
    r"|\b(?:the|this|our) (?:defendant|suspect|accused|arrestee)\b|\bel (?:detenido|acusado|sospechoso)\b"
    r"|\b(?:juez|jueza|fianza|jurado|pruebas|antecedentes|otra vez|de nuevo|abogado|condena|arrestos)\b"
)

#: Dates, charges, amounts and rulings, told without a word beside them.
_COURT_FACT = Look(
    r"\b(?:is set|was set|are set|set at|set for|set bail|remains?|scheduled|continued|begins?|starts?|"
    r"filed|ordered|charg\w+|counts? of|"
    r"arraign\w*|held without|held on|hearing is|pleaded|sentencing|selection|appear\w*|due in|department|"
    r"declined|granted|"
    r"probable cause|according to|presumed|request of|accused|suspicion|suspected|alleged\w*|warrants?|"
    r"investigation|review\w*|"
    r"recorded|in connection|case number|call|anyone|tips?|traffic stop|second-degree|first-degree|"
    r"third-degree|"
    r"second (?:floor|street|avenue|vehicle|person|time this year)|another (?:officer|driver|vehicle|"
    r"agency|car|man|woman))\b"
)

#: A sentence that a court has given.
_SENTENCED = Look(r"\bsentenced\b|\bcondenad[oa]s? a\b")


def _rows(named: bool, about: _About, *, spanish: bool) -> Iterator[tuple[Look, bool]]:
    """Each kind of comment, and whether it is sure in a text like this."""
    yield from ((CONFESSED, named and about.case), (TESTED, named), (RECORD, named), (STRENGTH, True))
    yield from ((FORECAST, True), (OPINION, named), (PREJUDGED, about.police), (CHARACTER, named and about.held))
    yield from ((LESSER_SAID, False), (LESSER_OUTCOME, False))
    if spanish:
        yield from ((look, True) for look in _SPANISH)


def comments_on_court(text: str) -> bool:
    """Whether a text speaks its mind about this case's charges, bail, plea or judge."""
    return OPINION_ES(text) or ((OPINION(text) or LESSER_OUTCOME(text)) and _INDIVIDUAL(text))


_CASE = Look(
    r"\bcase\b|\bcourt\b|\btrial\b|\binvestigat|\bdui\b|\bsuspect|\bdetectives?\b|\bburglar|\brobber|"
    r"\bhomicide|\bstatement|\bride to\b|\bshooting|\bcrash|\bassault|\bthreat"
)

_FACING = Look(
    rf"{within(40)}\b(?:faces?|facing|looking at)\b[^.!?\n]*\b(?:up to|maximum|charges?|counts?)\b[^.!?\n]*"
).pattern
