"""Hints that help a reader: how hard a text is, tags that a screen reader can speak, and risky words in terms."""

import re
from collections.abc import Iterator

from countersign.screening.patterns import Look
from countersign.screening.reading import Hit, Reading

#: Flesch-Kincaid grade from which a post is hard to read for a third of adults.
HARD_GRADE = 13.0
#: Points of Szigriszt's scale (INFLESZ, 2008) below which a Spanish text is very hard to read.
HARD_POINTS = 40.0
_FEW_WORDS = 25
_WORD = re.compile(r"[A-Za-zÁÉÍÓÚÑÜáéíóúñü']+")
_VOWELS = re.compile(r"[aeiouyáéíóúü]+")
_SILENT_E = re.compile(r"\w\w[^\Wl]e\b")
_TAG = re.compile(r"#([a-záéíóúñü]{13,60})\b")
_CAPITALS = re.compile(r"\b(?:[A-ZÁÉÍÓÚÑ]{2,20}[\s,!-]{1,3}){7,40}")
_EMOJI_RUN = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]{4,}")
_TERMS = Look(
    r"\b(?:not|isn't|is not) (?:a |an )?(?:open |limited )?public forum\b|\binappropriate\b|"
    r"\boffensive\b|\bpositive (?:comments?|only)\b|\boff[- ]topic\b|\bnegative comments?\b|\bat our "
    r"(?:sole )?discretion\b"
    r"|\bany reason\b|\bdisrespectful\b|\bno criticism\b|\bnot (?:tolerate|allow) (?:negativity|"
    r"criticism)\b|\binapropiad|\bofensiv|\bno es un foro público|"
    r"\bfuera de tema\b|\bcomentarios? (?:negativ|positiv)|\ba nuestr[oa] (?:entera )?discreción\b|"
    r"\b(?:por )?cualquier (?:motivo|razón)\b|\birrespetuos|\bno (?:se )?(?:permite|permiten|tolera|toleran|"
    r"toleramos) (?:las? )?(?:críticas?|negatividad)"
)
_ABOUT_COMMENTS = Look(r"\bcomments?\b|\bpage\b|\bforum\b|\bcomentarios?\b|\bfollow(?:ers)?\b|\bpágina\b|\bforo\b")


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text; 0 where there are too few words to say."""
    words = _WORD.findall(text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)|\n+", text.strip())))
    if len(words) < _FEW_WORDS:
        return 0.0
    low = text.lower()
    syllables = max(len(words), len(_VOWELS.findall(low)) - len(_SILENT_E.findall(low)))
    return round(0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59, 1)


#: A group of vowels is one syllable, but strong vowels beside each other and an accented weak one are two.
_HIATUS = re.compile(r"[aeoáéó](?=[aeoáéóíú])|[íú](?=[aeoáéó])")


def reading_points(text: str) -> float:
    """The points of a Spanish text on Szigriszt's scale, 100 for the easiest; 100 where there are too few words."""
    words = _WORD.findall(text)
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)|\n+", text.strip())))
    if len(words) < _FEW_WORDS:
        return 100.0
    low = re.sub(r"(?<=[qg])u(?=[eéií])", "", text.lower())
    syllables = max(len(words), len(_VOWELS.findall(low)) + len(_HIATUS.findall(low)))
    return round(206.835 - 62.3 * syllables / len(words) - len(words) / sentences, 1)


def hard_to_read(reading: Reading) -> Iterator[Hit]:
    """A text that asks for more schooling than many readers have, in English or in Spanish."""
    if reading.draft.language.startswith("es") and reading_points(reading.text) < HARD_POINTS:
        yield Hit(message="This Spanish text is very hard to read; shorter sentences reach more people.")
    if reading.draft.language.startswith("en") and (grade := reading_grade(reading.text)) >= HARD_GRADE:
        yield Hit(message=f"This reads like a text for grade {grade:.0f}; shorter sentences reach more people.")


def plain_tags(reading: Reading) -> Iterator[Hit]:
    """Tags of several words in small letters, which a screen reader cannot take apart."""
    return (Hit(*match.span()) for match in _TAG.finditer(reading.text))


def shouting(reading: Reading) -> Iterator[Hit]:
    """Long runs of capitals or emoji, which a screen reader spells out one by one."""
    for pattern in (_CAPITALS, _EMOJI_RUN):
        yield from (Hit(*match.span()) for match in pattern.finditer(reading.text))


def risky_words(reading: Reading) -> Iterator[Hit]:
    """What courts have read as viewpoint discrimination, in a post about what visitors may write."""
    for begin, sentence in reading.sentences:
        if _ABOUT_COMMENTS(sentence):
            yield from (Hit(begin + match.start(), begin + match.end()) for match in _TERMS.finditer(sentence))
