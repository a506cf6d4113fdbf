"""Who was heard, weights, and how far gradients move: all of residents with lived experience.

Everybody here is invented.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from insight.inequality import individual_slope, wilson
from insight.inequality.evidence import Evidence, measure, sensitivity
from insight.inequality.evidence.sensitivity import without_one
from insight.schemas import columns_of
from insight.schemas.shareable import Codings

FIFTHS = [("imd_quintile", str(fifth), 20_000) for fifth in range(1, 6)]
SEXES = [("sex", "Females", 52_000), ("sex", "Males", 48_000)]
N = 100


def study(
    population: list[tuple[str, str, int]], sampling: str = "self_selected", **more: object
) -> Evidence:
    """A hundred residents: 40 of the most deprived fifth, 15 of each other; 3 in 4 are women.

    All of the most deprived fifth say it, nobody else does.
    """
    fifth = np.array([1] * 40 + [2, 3, 4, 5] * 15)
    ids = [f"p{number:03d}" for number in range(N)]
    people = pd.DataFrame({"speaker_id": ids, "quintile": pd.array(fifth, dtype="Int64")}).assign(
        source_name="s",
        mode="survey",
        sampling=sampling,
        resident=True,
        stakeholder_groups=["unpaid_carer", "person_using_services"] * 50,
        rural_urban="Rural",
        age_band="65+",
        sex=["female", "female", "female", "male"] * 25,
        ethnicity=["white"] * 90 + ["asian"] * 4 + ["not stated"] * 6,
        disability=["yes"] * 30 + ["no"] * 70,
    )
    segments = people[["speaker_id", "source_name"]].assign(
        segment_id=ids, role="participant", question_asked=""
    )
    return Evidence(
        segments=segments,
        speakers=people,
        said=pd.DataFrame({"segment_id": ids[:40], "subject_id": "V3", "subject": "code"}),
        codings=pd.DataFrame(columns=columns_of(Codings)),
        raising=pd.DataFrame(columns=["question", "code"], dtype="str"),
        ranks=pd.DataFrame({"speaker_id": ids, "local_rank": (fifth - 0.5) / 5}),
        codes=pd.DataFrame({"code": ["V3"], "origin": ["prespecified"]}),
        population=pd.DataFrame(population, columns=["margin", "category", "population"]),
        approach="codebook",
        **more,
    )


def heard(tables: dict[str, pd.DataFrame], margin: str) -> pd.DataFrame:
    rows = tables["representation"]
    return rows[rows["margin"] == margin].set_index("category")


class TestWhoWasHeard:
    def test_sex_ethnicity_care_and_locality_stand_beside_the_residents(self) -> None:
        population = [
            *SEXES,
            ("ethnicity", "White", 96_000),
            ("ethnicity", "Asian, Asian British", 3_000),
            ("ethnicity", "Mixed or multiple: White and Asian", 1_000),
            ("carer", "Unpaid carer", 10_000),
            ("carer", "Not a carer", 90_000),
            ("locality", "Upper Dale", 40_000),
            ("locality", "Lower Dale", 60_000),
        ]
        where = pd.DataFrame({"speaker_id": [f"p{n:03d}" for n in range(50)]})
        tables = measure(study(population, localities=where.assign(locality="Upper Dale")))
        assert heard(tables, "sex").loc["Females", "ratio"] == pytest.approx(0.75 / 0.52)
        ethnic = heard(tables, "ethnicity")
        assert ethnic.loc["White", "share_of_speakers"] == pytest.approx(90 / 94)
        assert ethnic["n_speakers"].to_dict() == {
            "White": 90,
            "Asian, Asian British": 4,
            "Mixed or multiple: White and Asian": 0,
            "not known": 6,
        }
        assert heard(tables, "carer").loc["Unpaid carer", "n_speakers"] == 50
        places = heard(tables, "locality")
        assert places.loc["Upper Dale", "ratio"] == pytest.approx(1 / 0.4)
        assert places.loc["Lower Dale", "not_heard"]
        assert places.loc["not known", "n_speakers"] == 50

    @pytest.mark.parametrize(
        ("sampling", "chance"),
        [("probability", 0.9**100), ("self_selected", None), ("census", None)],
    )
    def test_chance_is_told_of_those_who_were_drawn_by_lot(
        self, sampling: str, chance: float | None
    ) -> None:
        population = [("rural_urban", "Rural", 90_000), ("rural_urban", "Urban", 10_000)]
        found = heard(measure(study(population, sampling)), "rural_urban")
        assert found.loc["Urban", "not_heard"]
        told = found.loc["Urban", "chance_of_none"]
        assert np.isnan(told) if chance is None else told == pytest.approx(chance)

    def test_of_two_years_the_later_counts(self) -> None:
        before = study(SEXES)
        older = before.population.assign(year="2011", population=[10_000, 90_000])
        both = pd.concat([older, before.population.assign(year="2021")])
        now = Evidence(**(before.__dict__ | {"population": both}))
        assert heard(measure(now), "sex").loc["Females", "population"] == 52_000


class TestWeights:
    def test_weighted_to_fifths_each_fifth_counts_alike(self) -> None:
        # All of one fifth in five say it: 40 % of those asked, 20 % of the residents. Weights are
        # 0.2/0.4 and 0.2/0.15; effective n = 100^2 / (40 * 0.5^2 + 60 * (4/3)^2).
        row = measure(study(FIFTHS, rake_on=("imd_quintile",)))["weighted_prevalence"].iloc[0]
        assert row["unweighted"] == pytest.approx(0.4)
        assert row["prevalence"] == pytest.approx(0.2)
        effective = 100**2 / (40 * 0.25 + 60 * 16 / 9)
        assert row["n_effective"] == pytest.approx(effective)
        low, high = wilson(0.2 * effective, effective)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((float(low), float(high)))
        assert row["raked_on"] == "imd_quintile"

    def test_a_margin_in_which_somebody_is_missing_is_left_out(self) -> None:
        population = [*FIFTHS, ("rural_urban", "Rural", 50_000), ("rural_urban", "Urban", 50_000)]
        found = measure(study(population, rake_on=("imd_quintile", "rural_urban", "sex")))
        assert set(found["weighted_prevalence"]["raked_on"]) == {"imd_quintile"}

    def test_nothing_is_weighted_unasked_nor_where_everybody_was_asked(self) -> None:
        assert measure(study(FIFTHS))["weighted_prevalence"].empty
        census = study(FIFTHS, "census", rake_on=("imd_quintile",))
        assert measure(census)["weighted_prevalence"].empty


class TestSensitivity:
    def test_leaving_out_each_person_is_a_new_line_without_them(self) -> None:
        generator = np.random.default_rng(2)
        rank, said = generator.random(30), (generator.random(30) < 0.4).astype(float)
        anew = [np.polyfit(np.delete(rank, at), np.delete(said, at), 1)[0] for at in range(30)]
        np.testing.assert_allclose(without_one(said, rank), anew, atol=1e-10)

    def test_the_slope_as_told_stands_beside_the_other_ways(self) -> None:
        found = study(FIFTHS)
        turned = found.ranks.assign(local_rank=1 - found.ranks["local_rank"]).iloc[:90]
        both = Evidence(**(found.__dict__ | {"other_ranks": {"other index": turned}}))
        rows = sensitivity(both).set_index("analysis")
        told = measure(both)["theme_gradients"].set_index("measure").loc["sii"]
        assert rows.loc["as told", "value"] == pytest.approx(told["value"], nan_ok=True)
        assert (rows.loc["other index", "n"], rows.loc["as told", "n"]) == (90, 100)
        assert "in another way" in rows.loc["other index", "note"]
        assert rows.loc["without one person", "low"] <= rows.loc["without one person", "high"]

    def test_people_of_one_area_belong_together(self) -> None:
        found = study(FIFTHS)
        said = found.said.iloc[5:]
        more = pd.concat([said, said.head(3).assign(segment_id=["p050", "p060", "p070"])])
        tables = measure(Evidence(**(found.__dict__ | {"said": more})))
        told = tables["theme_gradients"].set_index("measure").loc["sii"]
        spoke = found.ranks["speaker_id"].isin(more["segment_id"]).astype(float)
        rank = found.ranks["local_rank"]
        alone, together = individual_slope(spoke, rank), individual_slope(spoke, rank, cluster=rank)
        assert told["ci_low"] == pytest.approx(together.lower)
        assert told["ci_low"] < alone.lower
