"""Statements of a published document leave as they are; they are never people."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure import publish
from insight.errors import InsightError
from insight.settings import DisclosureSettings

CLAIMS = pd.DataFrame(
    [
        ("review", "V4", "vcs_partner", 2, "human"),
        ("review", "V3", "person_using_services", 1, "human"),
    ],
    columns=["source_name", "code", "voice", "n_statements", "basis"],
)


def sources(mode: str) -> pd.DataFrame:
    usual = {"sampling": "purposive", "collected_on": "", "wave": "1", "questions": ""}
    counts = {"n_speakers": 0, "n_segments": 9, "n_excluded": 0}
    return pd.DataFrame([{"name": "review", "mode": mode, **usual, **counts}])


def test_one_statement_may_be_shown_since_a_claim_is_no_person():
    released = publish({"claims": CLAIMS, "sources": sources("document")}, DisclosureSettings())
    told = released["claims"].set_index("code")["n_statements"].to_dict()
    assert told == {"V3": 1, "V4": 2}


@pytest.mark.parametrize("mode", ["interview", "group", "survey"])
def test_what_people_said_never_leaves_as_a_claim(mode: str):
    with pytest.raises(InsightError, match="no document"):
        publish({"claims": CLAIMS, "sources": sources(mode)}, DisclosureSettings())
    with pytest.raises(InsightError, match="no document"):
        publish({"claims": CLAIMS}, DisclosureSettings())
