"""A study: its folder, its method, and what people do with it."""

from insight.study.method import Study
from insight.study.people.readings import approve_sheets
from insight.study.people.withdrawal import Withdrawn, withdraw_speaker
from insight.study.reproduction import Comparison, reproduce
from insight.study.scaffold import new_study

__all__ = [
    "Comparison",
    "Study",
    "Withdrawn",
    "approve_sheets",
    "new_study",
    "reproduce",
    "withdraw_speaker",
]
