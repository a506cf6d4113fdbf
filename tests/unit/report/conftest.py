"""An invented release of an invented study: nobody in it exists."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from insight.schemas import (
    MORE_BY_A,
    Agreement,
    Divergence,
    Outreach,
    Quotes,
    Representation,
    ThemeGradients,
    ThemePrevalence,
    WeightedPrevalence,
    validate,
)
from insight.schemas.release import Release

CODES = (
    # code, name, definition, principles, pair, origin
    (
        "I1",
        "Finding and understanding information",
        "Whether people can find advice and make sense of it.",
        "P2",
        "",
        "prespecified",
    ),
    (
        "V3",
        "The council gets defensive",
        "The council explains itself or closes ranks when people suggest a change.",
        "P2",
        "V4",
        "prespecified",
    ),
    (
        "V4",
        "The council listens",
        "People feel heard and expect something to be done.",
        "P2",
        "V3",
        "prespecified",
    ),
    (
        "L1",
        "Knowing how to complain, and feeling safe to",
        "How to raise a complaint, and whether people fear what follows.",
        "P2;P6",
        "",
        "prespecified",
    ),
    (
        "W1",
        "Having enough trained workers",
        "Hiring, training and keeping the people who give care.",
        "P3",
        "",
        "prespecified",
    ),
    (
        "E1",
        "Money gets in the way of care",
        "Charges, heating, fares or a lack of internet stop people from getting care.",
        "P4",
        "",
        "prespecified",
    ),
    (
        "E3",
        "Distance and transport",
        "Services are far away, buses are few, carers will not travel.",
        "P5",
        "",
        "added",
    ),
)

INTERVIEWS = {
    # code: group -> (mentioning, asked)
    "I1": {"person_using_services": (6, 8), "unpaid_carer": (7, 9), "vcs_partner": (2, 6)},
    "V3": {"person_using_services": (5, 8), "unpaid_carer": (6, 9), "vcs_partner": (0, 6)},
    "V4": {"person_using_services": (1, 8), "unpaid_carer": (2, 9), "vcs_partner": (5, 6)},
    "L1": {"person_using_services": (4, 8), "unpaid_carer": (3, 9), "vcs_partner": (1, 6)},
    "W1": {"person_using_services": (1, 8), "unpaid_carer": (4, 9), "vcs_partner": (3, 6)},
    "E1": {"person_using_services": (3, 8), "unpaid_carer": (4, 9), "vcs_partner": (2, 6)},
    "E3": {"person_using_services": (4, 8), "unpaid_carer": (5, 9), "vcs_partner": (2, 6)},
}
STAFF = {"I1": 1, "V3": 1, "V4": 3, "L1": 2, "W1": 6, "E1": 2, "E3": 4}
SURVEY = {
    "I1": {"person_using_services": (60, 120), "unpaid_carer": (45, 80)},
    "V3": {"person_using_services": (30, 120), "unpaid_carer": (35, 80)},
    "V4": {"person_using_services": (40, 120), "unpaid_carer": (10, 80)},
    "L1": {"person_using_services": (25, 120), "unpaid_carer": (15, 80)},
    "W1": {"person_using_services": (20, 120), "unpaid_carer": (None, 80)},
    "E1": {"person_using_services": (55, 120), "unpaid_carer": (30, 80)},
    "E3": {"person_using_services": (50, 120), "unpaid_carer": (40, 80)},
}
FIFTHS = {"E1": (25, 20, 15, 15, 10), "I1": (20, 20, 20, 25, 20), "V3": (15, 15, 10, 15, 10)}


def _prevalence() -> pd.DataFrame:
    rows = []

    def add(source, mode, sampling, code, stratum, part, said, asked, basis="human", note=""):
        share = said / asked if mode == "survey" and said is not None else None
        half = 0.0 if share is None else 1.96 * (share * (1 - share) / asked) ** 0.5
        rows.append(
            {
                "source_name": source,
                "mode": mode,
                "sampling": sampling,
                "subject": "code",
                "subject_id": code,
                "stratum": stratum,
                "stratum_value": part,
                "n_mentioning": said,
                "n_unprompted": None,
                "n_asked": asked,
                "prevalence": share,
                "ci_low": None if share is None else max(share - half, 0),
                "ci_high": None if share is None else min(share + half, 1),
                "method": "Wald, for the test" if share is not None else "count",
                "basis": basis,
                "note": note,
            }
        )

    for code, groups in INTERVIEWS.items():
        for group, (said, asked) in groups.items():
            add("interviews", "interview", "purposive", code, "group", group, said, asked)
        add(
            "interviews",
            "interview",
            "purposive",
            code,
            "group",
            "health_partner",
            None,
            None,
            note="fewer than 5 people in this group",
        )
    for code, said in STAFF.items():
        add("staff forum", "group", "purposive", code, "group", "staff_frontline", said, 7)
    for code, groups in SURVEY.items():
        for group, (said, asked) in groups.items():
            note = "fewer than 8" if said is None else ""
            add(
                "survey",
                "survey",
                "self_selected",
                code,
                "group",
                group,
                said,
                asked,
                "machine-suggested",
                note,
            )
    for code, fifths in FIFTHS.items():
        for fifth, said in enumerate(fifths, start=1):
            add(
                "survey",
                "survey",
                "self_selected",
                code,
                "quintile",
                str(fifth),
                said,
                40,
                "machine-suggested",
            )
    for code, (country, town) in {"E1": (25, 60), "I1": (40, 65)}.items():
        for part, said, asked in (("Rural", country, 70), ("Urban", town, 130)):
            add("survey", "survey", "self_selected", code, "rural_urban", part, said, asked)
    add("regulator", "document", "purposive", "V4", "group", "vcs_partner", 2, 5)
    return validate(ThemePrevalence, pd.DataFrame(rows))


def _gradients() -> pd.DataFrame:
    rows = [
        # code, measure, value, low, high, p adjusted, detectable, warning
        ("E1", "sii", -0.37, -0.58, -0.16, 0.01, 0.25, ""),
        ("E1", "rii", 0.36, 0.2, 0.65, 0.01, None, ""),
        ("I1", "sii", 0.06, -0.15, 0.27, 0.6, 0.25, ""),
        ("V3", "sii", -0.11, -0.3, 0.08, 0.4, 0.24, ""),
        ("L1", "sii", None, None, None, None, None, "fewer than 8 people spoke of it"),
    ]
    return validate(
        ThemeGradients,
        pd.DataFrame(
            [
                {
                    "source_name": "survey",
                    "sampling": "self_selected",
                    "subject_id": code,
                    "measure": measure,
                    "value": value,
                    "ci_low": low,
                    "ci_high": high,
                    "p_value": adjusted,
                    "p_adjusted": adjusted,
                    "detectable": detectable,
                    "n": None if value is None else 200,
                    "method": "linear probability model, robust",
                    "basis": "machine-suggested",
                    "warning": warning,
                }
                for code, measure, value, low, high, adjusted, detectable, warning in rows
            ]
        ),
    )


def _divergence() -> pd.DataFrame:
    rows = []
    for code, groups in INTERVIEWS.items():
        carers, partners = groups["unpaid_carer"], groups["vcs_partner"]
        rows.append(("interviews", "purposive", code, "unpaid_carer", "vcs_partner"))
        rows[-1] += (*carers, *partners, None, None, None, None)
    rows.append(
        ("survey", "self_selected", "V4", "person_using_services", "unpaid_carer", 40, 120, 10, 80)
    )
    rows[-1] += (0.18, 40 / 120 - 10 / 80, 0.09, 0.31)
    rows.append(
        ("survey", "self_selected", "I1", "person_using_services", "unpaid_carer", 60, 120, 45, 80)
    )
    rows[-1] += (0.2, 60 / 120 - 45 / 80, -0.2, 0.08)
    for group in ("health_partner", "care_provider"):
        rows.append(("survey", "self_selected", "L1", "unpaid_carer", group, 15, 80, None, 60))
        rows[-1] += (None, None, None, None)
    names = ["source_name", "sampling", "subject_id", "group_a", "group_b"]
    names += ["mentioning_a", "asked_a", "mentioning_b", "asked_b"]
    names += ["detectable", "difference", "ci_low", "ci_high"]
    frame = pd.DataFrame(rows, columns=names).assign(method="", basis="human", note="")
    frame.loc[frame["mentioning_b"].isna(), "note"] = MORE_BY_A
    return validate(Divergence, frame)


def _representation() -> pd.DataFrame:
    rows = [
        ("imd_quintile", "1", 25, 65433, 0.13, 0.2, 0.65, False, None),
        ("imd_quintile", "2", 40, 64256, 0.2, 0.2, 1.0, False, None),
        ("imd_quintile", "3", 45, 65197, 0.22, 0.2, 1.1, False, None),
        ("imd_quintile", "4", 45, 65591, 0.22, 0.2, 1.1, False, None),
        ("imd_quintile", "5", 45, 63809, 0.23, 0.2, 1.15, False, None),
        ("age_band", "0-15", 0, 51686, 0.0, 0.16, 0.0, True, 0.0001),
        ("age_band", "16-59", 90, 162901, 0.45, 0.5, 0.9, False, None),
        ("age_band", "60+", 110, 109699, 0.55, 0.34, 1.62, False, None),
    ]
    names = ["margin", "category", "n_speakers", "population", "share_of_speakers"]
    names += ["share_of_population", "ratio", "not_heard", "chance_of_none"]
    frame = pd.DataFrame(rows, columns=names).assign(
        source_name="survey", ci_low=None, ci_high=None, note=""
    )
    return validate(Representation, frame)


def _outreach() -> pd.DataFrame:
    rows = [
        ("age_band", "0-15", 51686, 0, "nobody was heard"),
        ("imd_quintile", "1", 65433, 25, "fewer were heard than their share of the residents"),
    ]
    names = ["margin", "category", "population", "n_speakers", "missing"]
    return validate(Outreach, pd.DataFrame(rows, columns=names).assign(source_name="survey"))


@pytest.fixture(scope="session")
def weighted_release(release: Release) -> Release:
    """The same study, which asked for weights; of W1 too few spoke to show a share."""
    rows = [("code", "E1", 0.43, 0.46, 0.38, 0.54), ("code", "I1", 0.53, 0.51, 0.43, 0.59)]
    rows += [("code", "W1", None, None, None, None), ("theme", "0", 0.31, 0.33, 0.26, 0.41)]
    names = ["subject", "subject_id", "unweighted", "prevalence", "ci_low", "ci_high"]
    frame = pd.DataFrame(rows, columns=names)
    told = frame["prevalence"].notna()
    frame = frame.assign(
        source_name="survey",
        sampling="self_selected",
        n_asked=pd.Series(200, index=frame.index, dtype="Int64").where(told),
        n_effective=pd.Series(155.0, index=frame.index).where(told),
        raked_on="imd_quintile;age_65",
        n_trimmed=None,
        largest_gap=pd.Series(0.03, index=frame.index).where(told),
        method="weighted, for the test",
        basis="machine-suggested",
        note="",
    )
    table = validate(WeightedPrevalence, frame)
    return replace(release, tables={**release.tables, "weighted_prevalence": table})


def _quotes() -> pd.DataFrame:
    said = [
        ("I1", "-", "unpaid carer, 45 to 64", "I rang four numbers before anybody could tell me."),
        ("I1", "+", "person using services", "The leaflet with pictures made sense to me at once."),
        ("V3", "-", "unpaid carer", "I gave them an idea and got a page on why it could not be."),
        ("V3", "-", "person using services", "The moment I said it went wrong, the faces shut."),
        ("V4", "+", "voluntary or community partner", "When we flag a thing, it is dealt with."),
        (
            "E1",
            "-",
            "person using services, 65 and over",
            "It is the fire or the helper, not both.",
        ),
        ("E3", "~", "unpaid carer", "The nurse is grand, but it is an hour each way to see her."),
    ]
    frame = pd.DataFrame(said, columns=["subject_id", "valence", "said_by", "text"])
    return validate(
        Quotes,
        frame.assign(
            quote_id=[f"q{number}" for number in range(len(frame))],
            subject="code",
            source_name="interviews",
            side=["organisation" if "partner" in told else "lived" for told in frame["said_by"]],
            status="approved",
        ),
    )


def _agreement() -> pd.DataFrame:
    rows = [
        ("I1", "human-human", 0.84, 0.75, 0.92),
        ("V3", "human-human", 0.72, 0.58, 0.84),
        ("V4", "human-human", 0.69, 0.55, 0.82),
        ("W1", "human-human", 0.41, 0.2, 0.6),
        ("E1", "human-human", 0.88, 0.8, 0.95),
        ("E1", "human-machine", 0.66, 0.5, 0.8),
        ("L1", "human-human", None, None, None),
    ]
    frame = pd.DataFrame(rows, columns=["subject_id", "pair", "alpha", "ci_low", "ci_high"])
    return validate(
        Agreement,
        frame.assign(
            compared_on="segment",
            n_segments=180,
            n_positive=40,
            kappa=frame["alpha"],
            kappa_low=frame["ci_low"],
            kappa_high=frame["ci_high"],
            positive_agreement=0.7,
            negative_agreement=0.9,
            note="",
        ),
    )


@pytest.fixture(scope="session")
def release() -> Release:
    """A whole study: interviews, a staff forum, a survey and a regulator's document."""
    codebook = pd.DataFrame(
        [
            (code, name.lower().replace(" ", "_"), name, told, principles, pair, origin)
            for code, name, told, principles, pair, origin in CODES
        ],
        columns=["code", "label", "name", "definition", "principles", "pair", "origin"],
    )
    sources = pd.DataFrame(
        [
            ("interviews", "interview", "purposive", "2026-02-01", "1", 25, 410, 0),
            ("staff forum", "group", "purposive", "2026-03-12", "1", 7, 96, 0),
            ("survey", "survey", "self_selected", "2026-03-31", "1", 200, 380, 14),
            ("regulator", "document", "purposive", "", "1", 5, 61, 0),
        ],
        columns=[
            "name",
            "mode",
            "sampling",
            "collected_on",
            "wave",
            "n_speakers",
            "n_segments",
            "n_excluded",
        ],
    )
    themes = pd.DataFrame(
        [
            (0, "ringing round for advice", "ring, number, advice, nobody", "accepted", 0.86, 61),
            (1, "buses and lifts", "bus, lift, hour, village", "candidate", 0.62, 44),
            (2, "forms and letters", "form, letter, page, sign", "candidate", 0.31, 27),
            (3, "put aside by a person", "the, and", "hidden", 0.2, 12),
        ],
        columns=["theme_id", "label", "keywords", "status", "repeatability", "n_speakers"],
    )
    principles = pd.DataFrame(
        [(f"P{n}", f"Invented principle number {n}") for n in range(1, 9)],
        columns=["principle", "title"],
    )
    indicators = pd.DataFrame(
        [
            ("P2", "1", "Pupils who leave school with good marks", "+"),
            ("P4", "2", "Homes that cost too much to heat", "-"),
            ("P5", "3", "Carers with as much company as they would like", "+"),
            ("P8", "4", "Fine dust in the air", "-"),
        ],
        columns=["principle", "indicator_id", "name", "polarity"],
    )
    return Release(
        release_id="r-4f2a91",
        title="What it is like to need care in the valley",
        approach="codebook",
        controller="Example County Council",
        draft=False,
        why_draft=(),
        tables={
            "theme_prevalence": _prevalence(),
            "theme_gradients": _gradients(),
            "divergence": _divergence(),
            "representation": _representation(),
            "outreach": _outreach(),
            "agreement": _agreement(),
            "quotes": _quotes(),
            "themes": themes,
            "sources": sources,
            "redactions": pd.DataFrame({"kind": ["person", "place", "phone"], "n": [214, 120, 9]}),
            "codebook": codebook,
            "principles": principles,
            "indicators": indicators,
            "links": pd.DataFrame({"link_status": ["linked", "no_place_given"], "n": [185, 15]}),
            "rungs": pd.DataFrame(
                [("interviews", "unpaid_carer", 4, 0, 6), ("interviews", "vcs_partner", 6, 4, 3)],
                columns=["source_name", "group", "rung", "n_claimed", "n_experienced"],
            ),
        },
        policy={
            "survey": "Numbers of the survey below 8 are hidden, others are rounded to 5",
            "interviews": "Groups of fewer than 5 people are not counted",
            "quotes": "Each quote was approved by a named person",
        },
        provenance={
            "seed": "20261123",
            "insight": "0.1.0",
            "survey.csv": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
    )


@pytest.fixture(scope="session")
def draft(release: Release) -> Release:
    return replace(
        release, draft=True, why_draft=("3 of 12 interviews have not been read by a person",)
    )


@pytest.fixture(scope="session")
def bare() -> Release:
    """A release of which nothing but the frame exists: every section has to explain itself."""
    return Release("r-0", "A study that has only begun", "codebook", "", False, (), {}, {}, {})


@pytest.fixture(scope="session")
def squares() -> gpd.GeoDataFrame:
    """Ten square areas of an invented county, two in each fifth."""
    shapes = [box(400000 + 1000 * n, 600000, 401000 + 1000 * n, 601000) for n in range(10)]
    return gpd.GeoDataFrame(
        {"lsoa_code": [f"X{n}" for n in range(10)], "quintile": [1 + n // 2 for n in range(10)]},
        geometry=shapes,
        crs="EPSG:27700",
    )
