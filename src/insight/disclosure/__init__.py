"""Disclosure: the only exit. What leaves is screened, suppressed, rounded, allowed and approved.

`policy` is the whole policy on one screen; `publish` applies it to tables, `candidate_quotes`
chooses words, `make_release` puts both under one id, `learnable_differences` compares releases.
"""

from insight.disclosure.differences import learnable_differences
from insight.disclosure.policy import in_words
from insight.disclosure.publish import guard, publish
from insight.disclosure.quotes import Said, candidate_quotes, sentence_runs
from insight.disclosure.release import check_release, make_release, why_draft

__all__ = [
    "Said",
    "candidate_quotes",
    "check_release",
    "guard",
    "in_words",
    "learnable_differences",
    "make_release",
    "publish",
    "sentence_runs",
    "why_draft",
]
