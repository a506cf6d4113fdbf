"""The county's maps on the outlines that are published: those of the demonstration.

The numbers of people are invented; outlines, residents and names are real.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from insight.places import boundaries, read_reference
from insight.report.maps import heard_maps
from insight.report.maps.areas import busiest, flat, places, short_names
from insight.schemas import Representation, validate
from insight.settings import PlacesSettings

HOME = Path(__file__).parents[3]
SHARED = HOME.parent / "shared" / "data"
LOCALITIES = 38
HEARD = (10, 15, 20, 0, None)
"""People heard of one locality after another: None is not shown, as of one in six at most."""


@pytest.fixture(scope="module")
def reference():
    return read_reference(HOME, PlacesSettings(authority="E06000057"))


@pytest.fixture(scope="module")
def areas(reference):
    return boundaries(reference)


@pytest.fixture(scope="module")
def by_locality(release, reference):
    """A release that tells of 38 localities, six of them hidden."""
    living = reference.index.groupby("msoa_name")["population"].sum().sort_index()
    people = [HEARD[n % 5] if n % 6 else None for n in range(len(living))]
    people = [10 if one is None and n % 6 else one for n, one in enumerate(people)]
    heard = pd.Series(people, index=living.index, dtype="Float64")
    share = heard / heard.sum()
    there = living / living.sum()
    rows = pd.DataFrame(
        {
            "category": living.index,
            "n_speakers": heard.astype("Int64").to_numpy(),
            "population": living.to_numpy(),
            "share_of_speakers": share.to_numpy(dtype="float64", na_value=float("nan")),
            "share_of_population": there.to_numpy(),
            "ratio": (share / there).to_numpy(dtype="float64", na_value=float("nan")),
            "not_heard": heard.eq(0).fillna(False).to_numpy(dtype=bool),
        }
    ).assign(
        source_name="survey", margin="locality", ci_low=None, ci_high=None, chance_of_none=None
    )
    table = validate(Representation, rows.assign(note=""))
    return replace(release, tables={**release.tables, "representation": table})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside the project")
def test_small_areas_joined_by_name_are_the_localities_as_published(areas):
    published = gpd.read_file(SHARED / "msoa21_northumberland.geojson").to_crs("EPSG:27700")
    published = published.set_index("msoa21nm").geometry.sort_index()
    ours = places(flat(areas), "msoa_name").set_index("place").geometry.sort_index()
    assert list(ours.index) == list(published.index)
    differing = ours.symmetric_difference(published, align=True).area
    # The demonstration's outlines have fewer corners than those published.
    assert differing.sum() < 0.01 * published.area.sum()
    assert (differing / published.area).max() < 0.05


def test_every_locality_is_on_the_map_and_in_its_table(by_locality, areas, reference):
    (figure,) = heard_maps(by_locality, areas, draft=False)
    table = figure.data.set_index("Part of the county")
    assert len(table) == LOCALITIES
    assert table["Residents"].sum() == reference.index["population"].sum()
    first = table.loc["People in Northumberland 001"]
    assert pd.isna(first["People heard"])
    assert "people in Northumberland 0" in figure.alt


def test_a_long_name_is_told_by_its_number_and_towns_are_named_in_the_closer_view(areas):
    every = sorted(areas["msoa_name"].unique())
    short = short_names(every)
    assert len(set(short.values())) == LOCALITIES
    assert {len(one) for one in short.values()} == {3}
    placed = flat(areas)
    window = busiest(placed)
    centres = placed.geometry.representative_point()
    seen = sum(window.holds(point) for point in centres)
    # Where most people live: on less than a tenth of the land, and most of the small areas.
    assert seen > len(placed) / 2
    assert window.side**2 < 0.15 * placed.geometry.area.sum()
