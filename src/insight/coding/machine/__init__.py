"""The machine coder: suggests codes of the codebook for segments, as candidates for people."""

from insight.coding.machine.calibration import calibration_error
from insight.coding.machine.cues import questions_raising
from insight.coding.machine.learner import Learned, Standing, learn
from insight.coding.machine.records import Decisions, Texts
from insight.coding.machine.suggestions import (
    Suggestions,
    suggest,
    suggest_rows,
)

__all__ = [
    "Decisions",
    "Learned",
    "Standing",
    "Suggestions",
    "Texts",
    "calibration_error",
    "learn",
    "questions_raising",
    "suggest",
    "suggest_rows",
]
