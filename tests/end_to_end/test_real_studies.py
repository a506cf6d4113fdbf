"""The whole method on real input, written by people who had never heard of this tool.

Three studies over `../shared/data` (evaluation material that stays there): comments that patients
left for the NHS, transcripts of a public inquiry, and a regulator's assessment. What was found is
told, and judged, in `docs/real-studies.md`. Nothing here prints a word of them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from tests.end_to_end.conftest import SHARED

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside the project")

COMMENTS = """
[study]
title = "What patients told the NHS"

[[source]]
name = "comments"
files = "data/raw/fft_comments_dev.parquet"
kind = "survey"
sampling = "self_selected"
columns = { id = "id", text = "text" }
"""

HEARING = """
[study]
title = "What people told a public inquiry"

[[source]]
name = "group"
files = "data/raw/2022-03-18.rst"
kind = "transcript"
mode = "group"
sampling = "purposive"

[[source]]
name = "hearing"
files = "data/raw/2022-03-16.rst"
kind = "transcript"
mode = "interview"
sampling = "purposive"
"""

ASSESSMENT = """
[study]
title = "What a regulator wrote about Northumberland"

[[source]]
name = "assessment"
files = "data/raw/cqc_northumberland_learning_improvement_innovation.txt"
kind = "document"
sampling = "purposive"
quote_without_consent = true

[coding]
codebook = "starter"
"""

STUDIES = {
    "comments": (COMMENTS, ["fft_comments_dev.parquet"]),
    "hearing": (
        HEARING,
        [
            "transcripts/pohi_focus_group/2022-03-18.rst",
            "transcripts/pohi_human_impact_hearing/2022-03-16.rst",
        ],
    ),
    "assessment": (
        ASSESSMENT,
        ["assessment/cqc_northumberland_learning_improvement_innovation.txt"],
    ),
}


def set_up(name: str, folder: Path) -> Path:
    """A study called `name` in `folder`, with its files."""
    told, files = STUDIES[name]
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(told, "utf-8")
    for file in files:
        shutil.copy(SHARED / file, folder / "data" / "raw")
    if name == "comments":
        # Every third is enough to see that the method runs; docs/real-studies.md tells of all.
        path = folder / "data" / "raw" / "fft_comments_dev.parquet"
        pd.read_parquet(path).iloc[::3].to_parquet(path)
    return folder


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A finished run of one of the three."""
    study = Study(set_up(request.param, tmp_path_factory.mktemp("real") / request.param))
    study.run()
    return study


def test_the_run_ends_in_a_draft_report_since_nobody_has_read_it(study: Study):
    assert study.release.draft
    reports = list(study.folder.report.glob("DRAFT-*.html"))
    assert len(reports) == 1


def test_nothing_is_lost_in_silence(study: Study):
    segments = study.tables["segments"]
    documents = study.tables["documents"].set_index("document_id")["text"]
    assert (segments["text"].str.len() == segments["end"] - segments["start"]).all()
    assert segments["document_id"].isin(documents.index).all()
    assert study.tables["exclusions"]["reason"].ne("").all()


def test_only_what_is_too_small_for_themes_gets_none(study: Study):
    themes = study.tables["themes"]
    usable = (study.tables["deidentified_segments"]["role"] != "interviewer").sum()
    if usable >= 150:
        assert len(themes[themes["theme_id"] >= 0]) >= 3
        assert themes["label"].str.len().gt(2).all()


def test_a_document_gives_claims_by_voice_and_no_count_of_people(study: Study):
    if study.settings.source[0].kind != "document":
        pytest.skip("this study has people in it")
    voices = study.tables["speakers"].set_index("speaker_id")["stakeholder_groups"]
    said_by = study.tables["segments"]["speaker_id"].map(voices)
    assert {"person_using_services", "vcs_partner"} <= set(";".join(said_by).split(";"))
    assert study.release.tables["theme_prevalence"].empty
    claims = study.release.tables["claims"]
    told = set(zip(claims["code"], claims["voice"], strict=True))
    # Partners feel heard, people find the council defensive: side by side, each with its words.
    assert {("V4", "vcs_partner"), ("V3", "person_using_services")} <= told
    quoted = study.release.tables["quotes"].groupby("subject_id")["said_by"].agg(" | ".join)
    assert "voluntary sector partner" in quoted["V4"]
    assert "person using services" in quoted["V3"]


def test_the_report_names_nobody_that_the_rosters_know(study: Study):
    speakers = study.tables["speakers"]
    named = {
        name
        for label in speakers.loc[speakers["role"] != "voice", "label_in_source"]
        for name in pd.Series(label.split()).loc[lambda part: part.str.istitle()]
        if len(name) > 4 and name not in ("Facilitator", "Question", "Questions")
    }
    html = next(study.folder.report.glob("*.html")).read_text("utf-8")
    assert not [len(name) for name in named if f" {name} " in html]
