"""Rules of who is counted, in whose denominator, and which design carries which figure."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from insight.inequality.evidence import Evidence, figures_of, measure
from insight.schemas import columns_of
from insight.schemas.shareable import Codings


def people(*rows: tuple[str, str, str, str, int | None]) -> pd.DataFrame:
    """speaker, source, mode, groups, quintile."""
    return pd.DataFrame(
        [
            {
                "speaker_id": who,
                "source_name": source,
                "mode": mode,
                "sampling": "self_selected" if mode == "survey" else "purposive",
                "stakeholder_groups": groups,
                "speaks_for": "self",
                "resident": quintile is not None,
                "age_band": "",
                "sex": "",
                "ethnicity": "",
                "disability": "",
                "quintile": quintile,
                "rural_urban": "Urban" if quintile else "",
                "link_status": "linked",
                "consent_quote": True,
                "consent_share": True,
            }
            for who, source, mode, groups, quintile in rows
        ]
    ).astype({"quintile": "Int64"})


def segments(speakers: pd.DataFrame, *rows: tuple[str, str, str]) -> pd.DataFrame:
    """segment, speaker, question asked; everybody is a participant."""
    of = speakers.set_index("speaker_id")
    return pd.DataFrame(
        [
            {
                "segment_id": segment,
                "speaker_id": who,
                "source_name": of.loc[who, "source_name"],
                "role": "participant",
                **dict.fromkeys(
                    ["attribution", "target_org", "language", "set_aside", "same_as"], ""
                ),
                "question_asked": question,
            }
            for segment, who, question in rows
        ]
    )


def evidence(speakers, spoken, said, *, raising=(), ranks=(), approach="codebook") -> Evidence:
    return Evidence(
        segments=spoken,
        speakers=speakers,
        said=pd.DataFrame(said, columns=["segment_id", "subject_id"]).assign(subject="code"),
        codings=pd.DataFrame(columns=columns_of(Codings)),
        raising=pd.DataFrame(raising, columns=["question", "code"]),
        ranks=pd.DataFrame(ranks, columns=["speaker_id", "local_rank"]),
        codes=pd.DataFrame({"code": ["V3"], "origin": ["prespecified"]}),
        population=None,
        approach=approach,
    )


def row(tables, stratum, value):
    table = tables["theme_prevalence"]
    return table[(table["stratum"] == stratum) & (table["stratum_value"] == value)].iloc[0]


def test_people_are_counted_once_and_everybody_asked_is_in_the_denominator():
    asked = people(
        ("ann", "survey", "survey", "unpaid_carer", 1),
        ("bob", "survey", "survey", "unpaid_carer", 1),
        ("cy", "survey", "survey", "vcs_partner", None),
        ("dee", "survey", "survey", "person_using_services;unpaid_carer", 5),
    )
    # Ann says it twice; Bob left every answer blank, so that he has no segment, yet was asked.
    spoken = segments(asked, ("1", "ann", ""), ("2", "ann", ""), ("3", "cy", ""), ("4", "dee", ""))
    tables = measure(evidence(asked, spoken, [("1", "V3"), ("2", "V3"), ("4", "V3")]))
    everybody = row(tables, "all", "all")
    assert (everybody["n_mentioning"], everybody["n_asked"]) == (2, 4)
    carers = row(tables, "group", "unpaid_carer")
    assert (carers["n_mentioning"], carers["n_asked"]) == (2, 3)
    users = row(tables, "group", "person_using_services")
    assert (users["n_mentioning"], users["n_asked"]) == (1, 1)


def test_partners_have_no_quintile_even_where_they_live_somewhere():
    asked = people(
        ("ann", "survey", "survey", "unpaid_carer", 1), ("cy", "survey", "survey", "vcs_partner", 1)
    )
    spoken = segments(asked, ("1", "ann", ""), ("2", "cy", ""))
    tables = measure(evidence(asked, spoken, [("1", "V3"), ("2", "V3")]))
    assert row(tables, "quintile", "1")["n_asked"] == 1


def test_what_a_question_itself_raised_is_prompted():
    asked = people(("ann", "i", "interview", "unpaid_carer", 1), ("bob", "i", "interview", "", 1))
    question = "Was the council defensive?"
    spoken = segments(asked, ("1", "ann", question), ("2", "bob", "How are things?"))
    tables = measure(
        evidence(asked, spoken, [("1", "V3"), ("2", "V3")], raising=[(question, "V3")])
    )
    everybody = row(tables, "all", "all")
    assert (everybody["n_mentioning"], everybody["n_unprompted"]) == (2, 1)


def test_a_code_called_as_a_theme_is_numbered_is_counted_apart_from_it():
    # The question raises code "0". Ann and Bob answer it, and what they say is of theme 0 too.
    asked = people(*((who, "s", "survey", "unpaid_carer", 1) for who in ("ann", "bob", "cy")))
    question = "Was it kind?"
    spoken = segments(asked, ("1", "ann", question), ("2", "bob", question), ("3", "cy", ""))
    told = evidence(asked, spoken, [], raising=[(question, "0")])
    of_code = pd.DataFrame({"segment_id": ["1"], "subject_id": "0", "subject": "code"})
    of_theme = pd.DataFrame({"segment_id": ["1", "2", "3"], "subject_id": "0", "subject": "theme"})
    codes = pd.DataFrame({"code": ["0"], "origin": ["prespecified"]})
    tables = measure(replace(told, said=pd.concat([of_code, of_theme]), codes=codes))
    everybody = tables["theme_prevalence"].query("stratum == 'all'").set_index("subject")
    counts = everybody[["n_mentioning", "n_unprompted", "n_asked"]]
    assert counts.loc["code"].tolist() == [1, 0, 3]
    assert counts.loc["theme"].tolist() == [3, 3, 3]


def test_interviews_carry_counts_and_nothing_else():
    asked = people(
        ("ann", "i", "interview", "unpaid_carer", 1), ("cy", "i", "interview", "vcs_partner", None)
    )
    spoken = segments(asked, ("1", "ann", ""), ("2", "cy", ""))
    tables = measure(evidence(asked, spoken, [("1", "V3")], ranks=[("ann", 0.1)]))
    prevalence = tables["theme_prevalence"]
    assert prevalence[["prevalence", "ci_low", "ci_high"]].isna().all(axis=None)
    assert set(prevalence["stratum"]) == {"all", "group"}
    assert tables["theme_gradients"].empty
    assert tables["divergence"][["difference", "ci_low", "ci_high"]].isna().all(axis=None)


def test_reflexive_studies_and_documents_carry_no_figure_at_all():
    asked = people(("ann", "s", "survey", "unpaid_carer", 1))
    spoken = segments(asked, ("1", "ann", ""))
    for table in measure(evidence(asked, spoken, [("1", "V3")], approach="reflexive")).values():
        assert table.empty
    assert not figures_of("document", "purposive", "codebook").counts


@pytest.mark.parametrize(
    ("mode", "sampling", "counts", "intervals", "gradients"),
    [
        ("interview", "purposive", True, False, False),
        ("group", "probability", True, False, False),
        ("survey", "purposive", True, False, False),
        ("survey", "self_selected", True, True, True),
        ("survey", "probability", True, True, True),
        ("survey", "census", True, True, True),
    ],
)
def test_the_design_decides_which_figures_exist(mode, sampling, counts, intervals, gradients):
    carries = figures_of(mode, sampling, "codebook")
    assert (carries.counts, carries.intervals, carries.gradients) == (counts, intervals, gradients)


def test_a_code_commoner_among_the_deprived_has_a_negative_slope():
    # 20 people from most (rank .025) to least deprived (.975): the first 12 of them, and 2 others,
    # say it. Least squares by hand: slope = cov(rank, y) / var(rank).
    ranks = [(i + 0.5) / 20 for i in range(20)]
    mentions = [i < 12 or i in (15, 18) for i in range(20)]
    mean_rank, mean_said = sum(ranks) / 20, sum(mentions) / 20
    slope = sum(
        (r - mean_rank) * (m - mean_said) for r, m in zip(ranks, mentions, strict=True)
    ) / sum((r - mean_rank) ** 2 for r in ranks)
    names = [f"p{i:02d}" for i in range(20)]
    asked = people(
        *[(name, "s", "survey", "unpaid_carer", 1 + i // 4) for i, name in enumerate(names)]
    )
    spoken = segments(asked, *[(name, name, "") for name in names])
    said = [(name, "V3") for name, m in zip(names, mentions, strict=True) if m]
    tables = measure(evidence(asked, spoken, said, ranks=list(zip(names, ranks, strict=True))))
    found = tables["theme_gradients"].set_index("measure").loc["sii", "value"]
    assert found == pytest.approx(slope)
    assert found < 0
