"""What each section of the report shows, as plain records and sentences."""

from insight.report.sections.claims import Claims, claims
from insight.report.sections.disagree import Gap, Pair, gaps, pairs
from insight.report.sections.heard import heard, heard_words, not_compared
from insight.report.sections.method import (
    agreement_rows,
    principle_rows,
    redaction_words,
    rung_rows,
    why_short,
)
from insight.report.sections.points import Finding, summary
from insight.report.sections.slopes import Slopes, no_slopes, slopes

__all__ = [
    "Claims",
    "Finding",
    "Gap",
    "Pair",
    "Slopes",
    "agreement_rows",
    "claims",
    "gaps",
    "heard",
    "heard_words",
    "no_slopes",
    "not_compared",
    "pairs",
    "principle_rows",
    "redaction_words",
    "rung_rows",
    "slopes",
    "summary",
    "why_short",
]
