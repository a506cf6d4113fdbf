"""What each section of the report shows, as plain records and sentences."""

from insight.report.sections.behind import Behind, Links, no_quote
from insight.report.sections.changes import (
    Change,
    Changed,
    Promised,
    changed,
    not_compared_since,
    promised,
)
from insight.report.sections.checklists import Checklist, checklists
from insight.report.sections.claims import Claims, claims
from insight.report.sections.counted import CountedTable, counted, tables_of
from insight.report.sections.disagree import Gap, Pair, gaps, pairs
from insight.report.sections.heard import Ask, heard, heard_words, not_compared, to_ask
from insight.report.sections.method import (
    AGREEMENT_SHOWN,
    agreement_rows,
    agreement_words,
    redaction_words,
    rung_codes,
    rung_rows,
    why_short,
)
from insight.report.sections.points import Finding, summary
from insight.report.sections.principles import Principle, principles
from insight.report.sections.quality import (
    CodesStanding,
    ThemeStanding,
    code_standings,
    theme_standings,
)
from insight.report.sections.slopes import Slopes, clear_topics, no_slopes, slopes
from insight.report.sections.weighted import WeightedIn, weighted

__all__ = [
    "AGREEMENT_SHOWN",
    "Ask",
    "Behind",
    "Change",
    "Changed",
    "Checklist",
    "Claims",
    "CodesStanding",
    "CountedTable",
    "Finding",
    "Gap",
    "Links",
    "Pair",
    "Principle",
    "Promised",
    "Slopes",
    "ThemeStanding",
    "WeightedIn",
    "agreement_rows",
    "agreement_words",
    "changed",
    "checklists",
    "claims",
    "clear_topics",
    "code_standings",
    "counted",
    "gaps",
    "heard",
    "heard_words",
    "no_quote",
    "no_slopes",
    "not_compared",
    "not_compared_since",
    "pairs",
    "principles",
    "promised",
    "redaction_words",
    "rung_codes",
    "rung_rows",
    "slopes",
    "summary",
    "tables_of",
    "theme_standings",
    "to_ask",
    "weighted",
    "why_short",
]
