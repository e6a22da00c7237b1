"""Screening: draft -> findings. Pure; where, law, facts and words; nothing here decides who may sign."""

from countersign.screening.engine import screen, screen_descriptions, screen_rules
from countersign.screening.form import validate
from countersign.screening.jurisdiction import screen_place
from countersign.screening.place import classify
from countersign.screening.rulebook import PACKS, RULES, Pack, Rule, unreviewed

__all__ = [
    "PACKS",
    "RULES",
    "Pack",
    "Rule",
    "classify",
    "screen",
    "screen_descriptions",
    "screen_place",
    "screen_rules",
    "unreviewed",
    "validate",
]
