"""Disclosure: the only exit. What leaves is screened, suppressed, rounded, allowed and approved.

`policy` is the whole policy on one screen; `publish` applies it to tables, `candidate_quotes`
chooses words, `make_release` puts both under one id, `few_changed` finds what few people came to or
left since an earlier one; `share` is the door for partners.
"""

from insight.disclosure.differences import (
    MEMBER_COLUMNS,
    Earlier,
    few_changed,
    stay_hidden,
)
from insight.disclosure.policy import in_words
from insight.disclosure.publish import guard, publish
from insight.disclosure.quotes import Said, candidate_quotes, sentence_runs
from insight.disclosure.release import check_release, make_release, why_draft
from insight.disclosure.share import Shared, share

__all__ = [
    "MEMBER_COLUMNS",
    "Earlier",
    "Said",
    "Shared",
    "candidate_quotes",
    "check_release",
    "few_changed",
    "guard",
    "in_words",
    "make_release",
    "publish",
    "sentence_runs",
    "share",
    "stay_hidden",
    "why_draft",
]
