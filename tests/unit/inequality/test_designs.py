"""No figure but those of the table of designs can be made, whatever people said (docs/methods.md).

The table is written out here once more, from the rules, so that neither the code nor the document
can move alone. Everybody and everything said here is invented by the generator.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.disclosure.outreach import NOBODY, outreach
from insight.inequality.evidence import Evidence, measure
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS, columns_of
from insight.schemas.shareable import Codings

MODES = ("interview", "group", "survey", "document")
SAMPLINGS = ("purposive", "self_selected", "probability", "census")
APPROACHES = ("codebook", "framework", "reflexive")
INTERVALS = ["prevalence", "ci_low", "ci_high"]
OF_GAPS = ["detectable", "difference", "ci_low", "ci_high"]
CODES = {"V3": "prespecified", "E1": "added", "X9": "emerged"}
POPULATION = pd.DataFrame(
    [("imd_quintile", str(fifth), 60_000) for fifth in range(1, 6)]
    + [("rural_urban", "Rural", 140_000), ("rural_urban", "Urban", 160_000)]
    + [("age_65", "65+", 80_000), ("age_65", "under 65", 220_000)],
    columns=["margin", "category", "population"],
)


def carries(mode: str, sampling: str, approach: str) -> str:
    """nothing, counts, or figures: the rules in one place."""
    if approach == "reflexive" or mode == "document":
        return "nothing"
    return "figures" if mode == "survey" and sampling != "purposive" else "counts"


@st.composite
def studies(draw: st.DrawFn) -> Evidence:
    """Up to three sources of any design, up to 60 people, who say anything."""
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    designs = {
        name: (draw(st.sampled_from(MODES)), draw(st.sampled_from(SAMPLINGS))) for name in names
    }
    seed = draw(st.integers(0, 2**16))
    n = draw(st.integers(2, 60))
    lot = pd.Series(range(n)).sample(frac=1, random_state=seed).to_numpy()
    people = pd.DataFrame({"speaker_id": [f"p{number:02d}" for number in range(n)]})
    people["source_name"] = [names[one % len(names)] for one in lot]
    people["mode"] = [designs[name][0] for name in people["source_name"]]
    people["sampling"] = [designs[name][1] for name in people["source_name"]]
    people["stakeholder_groups"] = [
        ";".join(sorted({STAKEHOLDER_GROUPS[one % 5], STAKEHOLDER_GROUPS[one % 3]})) for one in lot
    ]
    people["resident"] = [one % 7 != 0 for one in lot]
    people["quintile"] = pd.array([1 + one % 5 for one in lot], dtype="Int64")
    people["rural_urban"] = ["Rural" if one % 2 else "Urban" for one in lot]
    people["age_band"] = ["65+" if one % 4 else "25-44" for one in lot]
    people[["sex", "ethnicity", "disability"]] = ""
    segments = people[["speaker_id", "source_name"]].assign(
        segment_id=people["speaker_id"], role="participant", question_asked="How is it?"
    )
    said = [
        (who, subject, kind)
        for who in people["speaker_id"]
        for subject, kind in (("V3", "code"), ("E1", "code"), ("X9", "code"), ("0", "theme"))
        if draw(st.booleans())
    ]
    return Evidence(
        segments=segments,
        speakers=people,
        said=pd.DataFrame(said, columns=["segment_id", "subject_id", "subject"]),
        codings=pd.DataFrame(columns=columns_of(Codings)),
        raising=pd.DataFrame(columns=["question", "code"], dtype="str"),
        ranks=people[["speaker_id"]].assign(local_rank=[(one + 0.5) / n for one in lot]),
        codes=pd.DataFrame({"code": list(CODES), "origin": list(CODES.values())}),
        population=POPULATION,
        approach=draw(st.sampled_from(APPROACHES)),
        rake_on=draw(st.sampled_from([(), ("imd_quintile", "age_65")])),
    )


@given(studies())
@settings(max_examples=25, deadline=None)
def test_no_figure_is_made_that_the_design_does_not_carry(study: Evidence) -> None:
    tables = measure(study)
    design = {
        name: carries(mode, sampling, study.approach)
        for name, mode, sampling in study.speakers[["source_name", "mode", "sampling"]].itertuples(
            index=False
        )
    }
    for table in tables.values():
        assert set(table["source_name"]) <= {name for name, of in design.items() if of != "nothing"}
    counted = {name for name, of in design.items() if of == "counts"}
    prevalence = tables["theme_prevalence"]
    in_words = prevalence["source_name"].isin(counted)
    assert prevalence.loc[in_words, INTERVALS].isna().all(axis=None)
    assert not prevalence.loc[in_words, "stratum"].isin(["quintile", "rural_urban"]).any()
    gaps = tables["divergence"]
    only_counted = gaps["source_name"].isin(counted)
    assert gaps.loc[only_counted, OF_GAPS].isna().all(axis=None)
    weighted = tables["weighted_prevalence"]
    asked_for = {name for name, of in design.items() if of == "figures" and study.rake_on}
    assert set(weighted["source_name"]) <= asked_for
    assert not weighted["sampling"].eq("census").any()
    heard = tables["representation"]
    next_asked = outreach(heard)
    of_chosen = next_asked[next_asked["source_name"].isin(counted)]
    assert set(of_chosen["missing"]) <= {NOBODY}
    assert not of_chosen["margin"].isin(["imd_quintile", "rural_urban"]).any()
    assert (
        not heard.loc[heard["source_name"].isin(counted), "margin"]
        .isin(["imd_quintile", "rural_urban"])
        .any()
    )
    assert (
        heard.loc[heard["source_name"].isin(counted), ["ci_low", "ci_high"]].isna().all(axis=None)
    )
    by_lot = heard["source_name"].map(
        study.speakers.drop_duplicates("source_name").set_index("source_name")["sampling"]
    )
    assert heard.loc[by_lot != "probability", "chance_of_none"].isna().all()
    slopes = tables["theme_gradients"]
    assert not slopes["source_name"].isin(counted).any()
    assert set(slopes["subject_id"]) <= {code for code, of in CODES.items() if of != "emerged"}


@given(studies())
@settings(max_examples=15, deadline=None)
def test_every_count_is_of_people_of_one_source_and_says_how_it_was_made(study: Evidence) -> None:
    tables = measure(study)
    asked = study.speakers.groupby("source_name").size()
    prevalence = tables["theme_prevalence"]
    whole = prevalence[prevalence["stratum"] == "all"]
    # Never pooled: everybody of a row was asked in that source, and everybody asked is in it.
    assert (whole["n_asked"] == whole["source_name"].map(asked)).all()
    assert (prevalence["n_unprompted"] <= prevalence["n_mentioning"]).all()
    assert (prevalence["n_mentioning"] <= prevalence["n_asked"]).all()
    for name in ("theme_prevalence", "theme_gradients", "divergence"):
        assert (tables[name]["method"] != "").all()
        assert (tables[name]["basis"] != "").all()


@given(studies())
@settings(max_examples=15, deadline=None)
def test_only_residents_with_lived_experience_have_an_area(study: Evidence) -> None:
    lived = study.speakers["stakeholder_groups"].map(
        lambda groups: bool(set(groups.split(";")) & set(LIVED_EXPERIENCE))
    )
    residents = study.speakers[lived & study.speakers["resident"]].groupby("source_name").size()
    tables = measure(study)
    by_area = tables["theme_prevalence"].query("stratum == 'quintile'")
    placed = by_area.groupby(["source_name", "subject_id"])["n_asked"].sum().reset_index()
    assert (placed["n_asked"] == placed["source_name"].map(residents)).all()
    slopes = tables["theme_gradients"]
    assert (slopes["n"] == slopes["source_name"].map(residents)).all()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_the_table_in_the_documentation_says_the_same(mode: str, sampling: str) -> None:
    document = Path("docs/methods.md").read_text(encoding="utf-8")
    if mode == "document":
        row = "document"
    elif mode != "survey" or sampling == "purposive":
        row = "interviews, groups; any purposive"
    else:
        row = "self-selected" if sampling == "self_selected" else "probability sample, census"
    cells = re.search(rf"^\| [^|]*{re.escape(row)}[^|]*\|(.*)\|$", document, re.MULTILINE)
    assert cells is not None
    told = [cell.strip() for cell in cells[1].split("|")]
    of = carries(mode, sampling, "codebook")
    assert [one.startswith("yes") for one in told[:4]] == [of != "nothing"] + [of == "figures"] * 3
    weighted, chance, to_ask = told[4:]
    census = sampling == "census"
    assert weighted.startswith("if asked for") == (of == "figures")
    assert not census or of != "figures" or weighted.endswith("no census")
    assert chance.startswith("probability sample only") == (
        of == "figures" and sampling in ("probability", "census")
    )
    expected = {"nothing": "no", "counts": "nobody heard (d)", "figures": "yes (b, d)"}
    assert to_ask == expected[of]
