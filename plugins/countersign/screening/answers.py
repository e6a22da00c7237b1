"""What authors say to findings, and what follows from it: what still stops, who signs besides, what signers confirm.

Pure. A finding that asks for a source (attest) takes one; a finding that stops takes one of two ways out, where its
rule has them: *misread* (the rule is wrong here) or *permission* (it applies, and somebody may allow it).
An answer is bound to the words of the sentence: once they change, it answers nothing any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from countersign.content import Answer, AnswerKind, Draft, Finding, Severity
from countersign.screening.rulebook import RULES, Rule
from countersign.screening.text import fold

#: The stage of the agency's top role that a permission adds.
PERMISSION_STAGE = "permission"
MAX_ANSWERS = 60
MAX_CHARACTERS = 500

_RULES = {rule.id: rule for rule in RULES}
_TIERS = {Severity.BLOCK, Severity.ATTEST}


@dataclass(frozen=True, slots=True)
class Asked:
    """One rule's question about one sentence: the answers that it takes, and the one that was given."""

    finding: Finding
    sentence: str
    kinds: tuple[AnswerKind, ...]
    answer: Answer | None = None

    @property
    def key(self) -> str:
        """A short name for forms and messages, the same as long as rule and sentence are."""
        return key_of(self.finding.rule, self.sentence, attest=self.finding.severity is Severity.ATTEST)


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left of the findings once the author's answers are counted."""

    #: Findings that stop the post: without an answer, or without a way out.
    stopping: tuple[Finding, ...]
    #: Sentences whose source nobody named.
    unsaid: tuple[Asked, ...]
    #: Names of the stages that the answers add.
    stages: tuple[str, ...]
    #: What each signer has to confirm, in the order of the text.
    confirm: tuple[Answer, ...]


def asked(draft: Draft, found: Iterable[Finding]) -> list[Asked]:
    """Every question of the findings, once for each rule and sentence, in their order, with the answers given."""
    sentences = _sentences(draft.text)
    questions: dict[str, Asked] = {}
    for finding in found:
        if finding.severity in _TIERS and finding.page is None:
            sentence = _sentence_of(draft.text, finding, sentences)
            question = Asked(finding, sentence, ways_out(finding))
            questions.setdefault(question.key, replace(question, answer=_given(draft.answers, question)))
    return list(questions.values())


def ways_out(finding: Finding) -> tuple[AnswerKind, ...]:
    """The kinds of answer that a finding takes; none where only other words or facts help."""
    if finding.severity is Severity.ATTEST:
        return (AnswerKind.SOURCE,)
    rule = _RULES.get(finding.rule)
    if rule is None or finding.severity is not Severity.BLOCK:
        return ()
    misread = (AnswerKind.MISREAD,) if _reads_words(rule, finding) else ()
    return (*misread, AnswerKind.PERMISSION) if rule.permission else misread


def settle(draft: Draft, found: Sequence[Finding]) -> Settled:
    """Count the answers of a draft against what was found in it."""
    questions = asked(draft, found)
    answered = {question.key for question in questions if question.answer}
    blocks = [f for f in found if f.severity is Severity.BLOCK]
    return Settled(
        stopping=tuple(f for f in blocks if key_for(draft, f) not in answered),
        unsaid=tuple(q for q in questions if q.finding.severity is Severity.ATTEST and not q.answer),
        stages=tuple(dict.fromkeys(stage for q in questions if q.answer for stage in _stages(q.answer))),
        confirm=tuple(q.answer for q in questions if q.answer),
    )


def only_needed(draft: Draft, found: Sequence[Finding]) -> Draft:
    """The draft without the answers that answer nothing any more: what a version keeps."""
    return replace(draft, answers=settle(draft, found).confirm)


def key_of(rule: str, sentence: str, *, attest: bool) -> str:
    """The short name of a question."""
    return hashlib.sha256(f"{rule}\n{'attest' if attest else 'block'}\n{sentence}".encode()).hexdigest()[:12]


def key(answer: Answer) -> str:
    """The short name of the question that an answer is for."""
    return key_of(answer.rule, answer.sentence, attest=answer.kind is AnswerKind.SOURCE)


def key_for(draft: Draft, finding: Finding) -> str | None:
    """The short name of the question that a finding puts; None for one that takes no answer."""
    if finding.severity not in _TIERS or finding.page is not None:
        return None
    sentence = _sentence_of(draft.text, finding, _sentences(draft.text))
    return key_of(finding.rule, sentence, attest=finding.severity is Severity.ATTEST)


def rule_of(id: str) -> Rule | None:
    """The rule of this name, if it is the rulebook's."""
    return _RULES.get(id)


def permits(rule: str) -> bool:
    """Whether the policies let the agency's top role permit what a rule stops."""
    return rule in _RULES and _RULES[rule].permission


def is_rule(rule: str) -> bool:
    """Whether the rulebook has a rule of this name."""
    return rule in _RULES


def _reads_words(rule: Rule, finding: Finding) -> bool:
    """Only a rule that reads words can misread them; what facts decide is mended in the facts."""
    return finding.start is not None and rule.pack != "product"


def _stages(answer: Answer) -> tuple[str, ...]:
    if answer.kind is AnswerKind.PERMISSION:
        return (PERMISSION_STAGE,)
    return _RULES[answer.rule].misread_stages if answer.kind is AnswerKind.MISREAD else ()


def _given(answers: Iterable[Answer], question: Asked) -> Answer | None:
    bound = (a for a in answers if (a.rule, a.sentence) == (question.finding.rule, question.sentence))
    return next((a for a in bound if a.kind in question.kinds and a.text.strip()), None)


@lru_cache(maxsize=8)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences in the text as it was typed; every finding of a draft asks for them."""
    folded = fold(text)
    return tuple(folded.span(begin, begin + len(sentence)) for begin, sentence in folded.sentences)


def _sentence_of(text: str, finding: Finding, sentences: Sequence[tuple[int, int]]) -> str:
    """The whole sentence, or sentences, that a finding lies in; empty when it is about the post as a whole."""
    if finding.start is None or finding.end is None:
        return ""
    touched = [span for span in sentences if span[0] < finding.end and finding.start < span[1]]
    start, end = (touched[0][0], touched[-1][1]) if touched else (finding.start, finding.end)
    return text[min(start, finding.start) : max(end, finding.end)].strip()
