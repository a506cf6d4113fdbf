"""Reflexive work is not measured by whether coders agree. All of it is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight import Study

SETTINGS = """\
[study]
title = "The ferry"
approach = "{approach}"
key = "data/raw/study.key"

[[source]]
name = "talks"
files = "data/raw/talks/*.txt"
sampling = "purposive"

[coding]
codebook = "starter"
human = "data/raw/codes.csv"
"""
TALK = """\
INT: Is the ferry of any use to you?

P1: It leaves before the clinic opens, so that I stand in the rain for most of an hour.

P2: They asked us about the times last year, and then they kept them exactly as they were.
"""
HEAD = "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"


@pytest.mark.parametrize(("approach", "pairs"), [
    ("codebook", {"human-human", "human-machine"}), ("reflexive", set()),
])  # fmt: skip
def test_coders_and_machine_are_compared_unless_the_work_is_reflexive(
    tmp_path: Path, approach: str, pairs: set[str]
) -> None:
    raw = tmp_path / "data" / "raw"
    (raw / "talks").mkdir(parents=True)
    (tmp_path / "study.toml").write_text(SETTINGS.format(approach=approach), "utf-8")
    (raw / "talks" / "one.txt").write_text(TALK, "utf-8")
    study = Study(tmp_path)
    study.read()
    study.place()
    study.anonymise()
    study.embed()
    said = study.tables["deidentified_segments"].query("role != 'interviewer'")["segment_id"]
    rows = [f"{one},0,10,{code},{coder},1,,,\n" for one in said
            for coder, code in (("ann", "E3"), ("ben", "V2"))]  # fmt: skip
    (raw / "codes.csv").write_text(HEAD + "".join(rows), "utf-8")
    study.code()
    assert set(study.tables["agreement"]["pair"]) == pairs
    assert len(study.tables["codings"])
