"""What documents claim stands voice by voice, lived experience apart, in statements."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from insight.report import evidence, sections
from insight.schemas.release import Release


def with_claims(release: Release, approach: str = "codebook") -> Release:
    code = str(release.tables["codebook"]["code"].iloc[0])
    rows = [
        ("review", code, "vcs_partner", 2, "machine-suggested"),
        ("review", code, "person_using_services;unpaid_carer", 1, "human"),
        ("review", code, "assessor", 1, "human"),
    ]
    columns = ["source_name", "code", "voice", "n_statements", "basis"]
    claims = pd.DataFrame(rows, columns=columns)
    return replace(release, approach=approach, tables={**release.tables, "claims": claims})


def test_each_voice_stands_on_its_own_side_with_its_statements(release: Release):
    told = with_claims(release)
    ((source, rows),) = sections.claims(told, evidence.topics(told, "code"))
    assert source == "the “review” published documents"
    (row,) = rows
    assert row.lived == "people using services and unpaid carers (1)"
    assert row.others == "voluntary and community partners (2)"
    assert row.writer == "1 statement"
    assert not row.by_people


def test_a_reflexive_study_counts_no_statements_either(release: Release):
    told = with_claims(release, "reflexive")
    assert sections.claims(told, evidence.topics(told, "code")) == ()
