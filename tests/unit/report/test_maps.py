"""Maps show whole parts of the county, can be read by everybody, and hide what is hidden."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest

from insight.report import evidence, look, write_report
from insight.report.maps import deprivation_maps, heard_maps, spoken_maps
from insight.report.maps.areas import NOBODY, NOT_SHOWN, flat, places
from insight.report.maps.heard import AS_MANY, LESS, MORE, Place
from insight.report.maps.spoken import SHADES

# Machado, Oliveira, Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1, on linear RGB.
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
# IEC 61966-2-1: linear RGB to CIE XYZ, and the white that it has.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
JUST_NOTICEABLE = 2.3
"""Of CIELAB's distance; Mahy and others (1994), doi:10.1002/col.5080190207."""


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """CIELAB of `#rrggbb` as somebody sees it whose sight turns linear RGB by the matrix `seen`."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    relative = TO_XYZ @ np.clip(seen @ linear, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(scope="module")
def areas(squares):
    """The ten squares with a tenth of England and a kind of place each."""
    return squares.assign(decile=range(1, 11), rural_urban=["Rural"] * 6 + ["Urban"] * 4)


@pytest.fixture(scope="module")
def codes(release):
    return evidence.topics(release, "code")


def hidden(release, table: str, column: str, which: list[str], figures: list[str]):
    """`release` with the figures of some rows of a table hidden."""
    rows = release.tables[table].copy()
    rows.loc[rows[column].isin(which), figures] = None
    return replace(release, tables={**release.tables, table: rows})


@pytest.mark.parametrize("colours", [look.QUINTILES, look.DECILES])
@pytest.mark.parametrize("seen", [np.eye(3), DEUTERANOPIA], ids=["everybody", "deuteranopia"])
def test_every_two_shades_are_told_apart_and_darker_is_more_deprived(colours, seen):
    shades = [lab(colour, seen) for colour in colours]
    apart = [np.linalg.norm(one - other) for one, other in combinations(shades, 2)]
    assert min(apart) > 2 * JUST_NOTICEABLE
    assert all(darker[0] < lighter[0] for darker, lighter in pairwise(shades))


@pytest.mark.parametrize("colour", [*look.QUINTILES, *look.DECILES])
def test_a_number_can_be_read_on_every_shade(colour):
    assert look.contrast(colour, look.ink_on(colour)) >= 4.5


def test_a_map_of_the_index_tells_areas_and_land_of_each_part(areas):
    fifths, tenths = deprivation_maps("Index", areas, draft=False)
    assert fifths.data["Small areas"].tolist() == [2] * 5
    assert fifths.data["Share of the land"].tolist() == ["20%"] * 5
    assert tenths.data["Small areas"].tolist() == [1] * 10
    assert "the most deprived fifth holds 2 small areas on 20% of the land" in fifths.alt


def test_an_area_without_a_figure_is_told(areas):
    told = areas.assign(quintile=areas["quintile"].astype("Int64").mask(areas["quintile"] == 3))
    fifths, _ = deprivation_maps("Index", told, draft=False)
    assert fifths.data.iloc[-1].tolist() == ["no figure", 2, "20%"]


def test_people_are_shown_by_whole_fifths_never_by_small_area(areas):
    fifths = places(flat(areas), "quintile")
    assert fifths["place"].tolist() == ["1", "2", "3", "4", "5"]
    assert fifths.geometry.area.tolist() == [2e6] * 5  # two squares of a kilometre each
    assert {shape.geom_type for shape in fifths.geometry} == {"Polygon"}  # no line between them


def test_residents_for_each_person_heard(release, areas):
    (figure,) = heard_maps(release, areas, draft=False)
    first = figure.data.iloc[0]
    assert first["People heard"] == 25
    assert first["Residents for each person heard"] == 2600  # 65,433 / 25 = 2,617.3
    assert "Fewest for their number: people in the most deprived fifth of areas, about 1 in " in (
        figure.alt
    )


@pytest.mark.parametrize(
    ("people", "ratio", "fill"),
    [(25, 0.65, LESS), (40, 1.0, AS_MANY), (45, 1.3, MORE), (0, 0.0, NOBODY),
     (None, None, NOT_SHOWN)],
)  # fmt: skip
def test_a_part_is_filled_by_how_it_was_heard(people, ratio, fill):
    assert Place("1", "Part", "1", 1000, people, ratio).fill == fill


def test_hidden_parts_are_striped_and_too_many_leave_no_map(release, areas):
    one, two = (
        hidden(release, "representation", "category", which, ["n_speakers", "ratio"])
        for which in (["1"], ["1", "2"])
    )
    (figure,) = heard_maps(one, areas, draft=False)
    assert figure.data["People heard"].isna().tolist() == [True, False, False, False, False]
    assert heard_maps(two, areas, draft=False) == ()


def test_localities_are_mapped_while_a_fifth_of_them_at_most_is_hidden(release, areas):
    rows = release.tables["representation"]
    of_fifths = rows[rows["margin"] == "imd_quintile"]
    dales = of_fifths.assign(margin="locality", category="Dale " + of_fifths["category"])
    only = replace(release, tables={**release.tables, "representation": dales})
    placed = areas.assign(msoa_name="Dale " + areas["quintile"].astype(str))
    (figure,) = heard_maps(only, placed, draft=False)
    assert figure.data["Residents for each person heard"].tolist()[0] == 2600
    one, two = (
        hidden(only, "representation", "category", which, ["n_speakers", "ratio"])
        for which in (["Dale 1"], ["Dale 1", "Dale 2"])
    )
    assert len(heard_maps(one, placed, draft=False)) == 1
    assert heard_maps(two, placed, draft=False) == ()


def test_people_invited_on_purpose_are_on_no_map(release, areas):
    chosen = release.tables["sources"].assign(sampling="purposive")
    purposive = replace(release, tables={**release.tables, "sources": chosen})
    assert heard_maps(purposive, areas, draft=False) == ()


def test_topics_are_mapped_by_fifth_with_their_numbers_clear_gaps_first(codes, areas):
    (figure,) = spoken_maps(
        codes, {"survey": ("Money gets in the way of care",)}, areas, draft=False
    )
    assert figure.data["Topic"].tolist() == [
        "Money gets in the way of care",
        "Finding and understanding information",
        "The council gets defensive",
    ]
    # 25 of 40 is 62.5 in 100, halves upwards
    assert figure.data["1 (most deprived)"].tolist()[0] == "about 25 of 40 (63%)"
    assert figure.data["Coded by"].tolist() == ["machine-suggested"] * 3


def test_a_topic_with_too_many_hidden_fifths_is_on_no_map(release, areas):
    figures = ["n_mentioning", "prevalence", "ci_low", "ci_high"]
    few = hidden(release, "theme_prevalence", "stratum_value", ["1", "5"], figures)
    assert spoken_maps(evidence.topics(few, "code"), {}, areas, draft=False) == ()
    one = hidden(release, "theme_prevalence", "stratum_value", ["5"], figures)
    (figure,) = spoken_maps(evidence.topics(one, "code"), {}, areas, draft=False)
    assert set(figure.data["5 (least deprived)"]) == {"not shown"}


def test_shades_of_shares_are_the_same_for_every_study():
    assert [fill.colour for fill in SHADES] == list(reversed(look.QUINTILES))


def test_every_map_has_its_words_its_numbers_and_a_table(release, areas, tmp_path):
    page = write_report(release, tmp_path, {"Index": areas}).read_text("utf-8")
    for name in ("map-index", "map-index-england", "map-heard-survey", "map-spoken-survey"):
        assert f'id="t-{name}"' in page
        assert (tmp_path / "figures" / f"{name}.png").is_file()
    reflexive = write_report(
        replace(release, approach="reflexive"), tmp_path / "r", {"Index": areas}
    )
    names = {path.stem for path in (tmp_path / "r" / "figures").iterdir()}
    assert names == {"map-index", "map-index-england"}
    assert 'id="t-map-index"' in reflexive.read_text("utf-8")


def test_a_topic_that_is_as_common_everywhere_has_no_most_and_least(release, areas):
    rows = release.tables["theme_prevalence"]
    fifths = rows["stratum"] == "quintile"
    same = rows.assign(
        n_mentioning=rows["n_mentioning"].mask(fifths, 10),
        n_asked=rows["n_asked"].mask(fifths, 40),
        prevalence=rows["prevalence"].mask(fifths, 0.25),
        ci_low=rows["ci_low"].mask(fifths, 0.14),
        ci_high=rows["ci_high"].mask(fifths, 0.4),
    )
    even = replace(release, tables={**release.tables, "theme_prevalence": same})
    (figure,) = spoken_maps(evidence.topics(even, "code"), {}, areas, draft=False)
    assert "the same in every fifth shown, about 10 of 40 (25%)" in figure.alt
    assert "least" not in figure.alt.replace("least deprived", "")
