"""Figures on a code are put right where people coded enough of a sample drawn by known chances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.inequality.evidence import Evidence, Sample, measure
from insight.schemas import columns_of
from insight.schemas.shareable import Codings

PEOPLE = 600


def told(sampling: str = "self_selected", *, coded: int = 300, mode: str = "survey", common=0.3):
    """A survey whose machine gives the code to all whom it should, and to many besides.

    Each person has one segment; `coded` of them were drawn by lot, and read.
    """
    generator = np.random.default_rng(8)
    has = generator.random(PEOPLE) < common
    machine = has | (generator.random(PEOPLE) < 0.25)
    read = np.isin(np.arange(PEOPLE), generator.permutation(PEOPLE)[:coded])
    ids = [f"p{n:03d}" for n in range(PEOPLE)]
    quintile = np.arange(PEOPLE) % 5 + 1
    group = np.where(np.arange(PEOPLE) % 3 == 0, "vcs_partner", "unpaid_carer")
    speakers = pd.DataFrame({"speaker_id": ids, "stakeholder_groups": group, "quintile": quintile})
    speakers = speakers.assign(
        source_name="s", mode=mode, sampling=sampling, resident=True, rural_urban="Urban"
    ).astype({"quintile": "Int64"})
    segments = pd.DataFrame({"segment_id": ids, "speaker_id": ids, "source_name": "s"}).assign(
        role="participant", question_asked=""
    )
    said = pd.DataFrame({"segment_id": np.array(ids)[np.where(read, has, machine)]})
    weights = pd.DataFrame({"segment_id": np.array(ids)[read], "weight": PEOPLE / coded})
    weights["spread"] = weights["weight"] * (weights["weight"] - 1)
    unseen = pd.DataFrame({"segment_id": ids, "code": "V3", "probability": machine * 0.8})
    evidence = Evidence(
        segments=segments,
        speakers=speakers,
        said=said.assign(subject_id="V3", subject="code"),
        codings=pd.DataFrame(columns=columns_of(Codings)),
        raising=pd.DataFrame(columns=["question", "code"], dtype="str"),
        ranks=pd.DataFrame({"speaker_id": ids, "local_rank": (quintile - 0.5) / 5}),
        codes=pd.DataFrame({"code": ["V3"], "origin": ["prespecified"]}),
        population=None,
        approach="codebook",
        sample=Sample(weights, unseen),
    )
    return measure(evidence), has, evidence


def everybody(tables) -> pd.Series:
    return tables["theme_prevalence"].query("stratum == 'all'").iloc[0]


def test_a_corrected_figure_says_so_and_how_many_were_coded():
    tables, has, _ = told()
    row = everybody(tables)
    assert row["basis"] == "corrected: 300 people coded"
    assert row["method"].startswith("corrected (people + machine)")
    assert row["ci_low"] < has.mean() < row["ci_high"]
    for name in ("theme_gradients", "divergence"):
        assert set(tables[name]["basis"]) == {"corrected: 300 people coded"}
    gap = tables["divergence"].iloc[0]
    assert gap["ci_low"] < gap["difference"] < gap["ci_high"]
    assert tables["theme_gradients"]["value"].notna().all()


def test_counts_are_the_share_of_those_asked_and_parts_fit_into_the_whole():
    tables, _, _ = told()
    rows = tables["theme_prevalence"]
    whole = everybody(tables)
    assert whole["n_mentioning"] == round(whole["prevalence"] * PEOPLE)
    parts = rows[rows["stratum"] == "group"]["n_mentioning"].sum()
    assert abs(parts - whole["n_mentioning"]) <= 1


@pytest.mark.parametrize(("coded", "common"), [(60, 0.3), (200, 0.01)])
def test_too_few_coded_or_found_leave_the_machine_s_word_as_a_suggestion(coded, common):
    tables, _, _ = told(coded=coded, common=common)
    assert everybody(tables)["basis"] == "machine-suggested"


def test_interviews_carry_no_corrected_figure_either():
    tables, _, _ = told("purposive", mode="interview")
    assert everybody(tables)["basis"] == "machine-suggested"
    assert np.isnan(everybody(tables)["prevalence"])


def test_in_a_census_only_the_coding_is_uncertain():
    census, survey = everybody(told("census")[0]), everybody(told()[0])
    assert census["prevalence"] == survey["prevalence"]
    assert census["ci_high"] - census["ci_low"] < survey["ci_high"] - survey["ci_low"]


def test_who_said_nothing_is_asked_and_mentions_nothing():
    _, _, evidence = told()
    silent = evidence.speakers.head(200).assign(
        speaker_id=lambda table: "q" + table["speaker_id"].str[1:]
    )
    more = Evidence(**(evidence.__dict__ | {"speakers": pd.concat([evidence.speakers, silent])}))
    before, after = everybody(measure(evidence)), everybody(measure(more))
    assert after["n_asked"] == PEOPLE + 200
    assert after["prevalence"] == pytest.approx(before["prevalence"] * PEOPLE / (PEOPLE + 200))
    assert after["basis"] == before["basis"]


def test_people_read_in_part_are_not_coded_and_others_have_the_product_of_their_chances():
    _, _, evidence = told()
    second = evidence.segments.assign(segment_id="x" + evidence.segments["segment_id"])
    weights, unseen = evidence.sample.weights, evidence.sample.unseen
    of_second = weights.head(150).assign(segment_id="x" + weights["segment_id"].head(150))
    sample = Sample(
        pd.concat([weights, of_second]),
        pd.concat([unseen, unseen.assign(segment_id="x" + unseen["segment_id"], probability=0)]),
    )
    segments = pd.concat([evidence.segments, second])
    both = Evidence(**(evidence.__dict__ | {"segments": segments, "sample": sample}))
    assert everybody(measure(both))["basis"] == "corrected: 150 people coded"
