"""Screening: draft -> findings. Pure; where, law, facts and words; nothing here decides who may sign."""

from countersign.screening.engine import screen, screen_rules
from countersign.screening.form import validate
from countersign.screening.jurisdiction import screen_place
from countersign.screening.place import classify
from countersign.screening.rulebook import RULES, Rule

__all__ = ["RULES", "Rule", "classify", "screen", "screen_place", "screen_rules", "validate"]
