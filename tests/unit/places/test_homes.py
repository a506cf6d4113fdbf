"""Every kind of place that people give: a status or an error that is told, and never a wrong area.

All areas, postcodes and people are made up; codes that begin with E019 stand for no area.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import InputError, InsightError, SourceError, VintageError
from insight.places import LINKED, Reference, Vintage, place_speakers, read_reference
from insight.places.people.homes import postcodes_given
from insight.places.people.statuses import LINK_STATUSES
from insight.settings import PlacesSettings

People = Callable[..., pd.DataFrame]
HERE = "E07900001"

INDEX = """\
LSOA code (2021),LSOA name (2021),Local Authority District code (2024),Index of Multiple \
Deprivation (IMD) Rank,Index of Multiple Deprivation (IMD) Decile,Total population: mid 2022
E01900001,Dale 001A,E07900001,100,1,1000
E01900002,Dale 001B,E07900001,9000,3,3000
E01900003,Vale 001A,E07900002,500,1,2000
"""
CHANGES = "LSOA11CD,LSOA21CD,CHGIND\nE01900001,E01900001,U\nE01900009,E01900002,S\n"
CHANGES += "E01900003,E01900003,U\n"
NSPL = """\
pcds,doterm,usertype,lsoa21,msoa21,wd25cd,ruc21ind
ZZ1 1AB,,0,E01900001,E02900001,E05900001,RLN1
ZZ1 1AD,202001,0,E01900002,E02900001,E05900002,UN1
ZZ1 1AE,,1,E01900001,E02900001,E05900001,RLN1
ZZ1 1AF,,1,E01900003,E02900002,E05900003,UN1
ZZ1 1AG,,0,E01900003,E02900002,E05900003,UN1
TD15 1ZZ,,0,S01900001,S02900001,S13900001,3
LL13 1ZZ,,0,W01900001,W02900001,W05900001,UN1
BT1 1ZZ,,0,N20900001,N21900001,N08900001,
JE2 1ZZ,,0,L99999999,L99999999,L99999999,
IM1 1ZZ,,0,M99999999,M99999999,M99999999,
ZZ1 1AH,,0,E99999999,E99999999,E99999999,
ZZ1 1AJ,,0,,,,
"""


def folder_of(folder: Path, *, index: str = INDEX, nspl: str = NSPL) -> Path:
    (folder / "File_7_IoD2025.csv").write_text(index)
    (folder / "lsoa_changes.csv").write_text(CHANGES)
    (folder / "NSPL.csv").write_text(nspl)
    return folder


def read(folder: Path, authority: str = HERE) -> Reference:
    return read_reference(folder, PlacesSettings(authority=authority, reference="."))


@pytest.fixture
def dale(tmp_path: Path) -> Reference:
    return read(folder_of(tmp_path))


@pytest.mark.parametrize(
    ("given_place", "status"),
    [
        ("ZZ1 1AB", "linked"),
        ("ZZ1 1AD", "linked_terminated"),
        ("E01900002", "given_area"),
        # England, but nobody's home, or elsewhere, or not to be found
        ("ZZ1 1AE", "large_user"),
        ("ZZ1 1AF", "large_user"),
        ("ZZ1 1AG", "outside_authority"),
        ("E01900003", "outside_authority"),
        ("ZZ1 1ZZ", "unknown_postcode"),
        ("ZZ1* 1AB", "unknown_postcode"),
        ("*Z1 1AB", "unknown_postcode"),
        ("ZZ1", "partial_postcode"),
        ("ZZ1 1", "partial_postcode"),
        ("E02900001", "larger_area_given"),
        ("E05900001", "larger_area_given"),
        ("", "no_place_given"),
        (" - ", "no_place_given"),
        # forces, PO boxes, banks, and postcodes of no place
        ("BFPO 12", "not_geographic"),
        ("BF1 1AA", "not_geographic"),
        ("PO Box 12", "not_geographic"),
        ("P.O. Box 12, ZZ1 1AB", "not_geographic"),
        ("BX1 1AA", "not_geographic"),
        ("GIR 0AA", "not_geographic"),
        ("ZZ1 1AH", "not_geographic"),
        ("ZZ1 1AJ", "not_geographic"),
        # other nations, by the look-up, and without it by letters that no part of England has
        ("TD15 1ZZ", "other_nation"),
        ("EH1 1ZZ", "other_nation"),
        ("S01900001", "other_nation"),
        ("LL13 1ZZ", "other_nation"),
        ("CF10 1ZZ", "other_nation"),
        ("W01900001", "other_nation"),
        ("BT1 1ZZ", "other_nation"),
        ("BT2 1ZZ", "other_nation"),
        ("95ZZ01S1", "other_nation"),
        ("JE2 1ZZ", "other_nation"),
        ("GY1 1ZZ", "other_nation"),
        ("IM1 1ZZ", "other_nation"),
        ("IM9 1ZZ", "other_nation"),
    ],
)
def test_each_kind_of_place_is_told_and_only_a_home_here_has_a_decile(
    people: People, dale: Reference, given_place: str, status: str
) -> None:
    code = given_place[:3] in ("E01", "E02", "E05", "S01", "W01", "95Z")
    one = {"lsoa_code" if code else "postcode": given_place}
    areas, report = place_speakers(people(one, {"postcode": "ZZ1 1AB"}), dale, PlacesSettings())
    found = areas.iloc[0]
    assert found["link_status"] == status
    assert report.set_index("link_status").loc[status, "n"] >= 1
    figures = found[["decile", "national_quintile", "quintile", "local_rank"]]
    assert figures.notna().all() if status in LINKED else figures.isna().all()
    beside = found[["msoa_code", "ward_code", "rural_urban_class", "rural_urban"]]
    assert (beside != "").any() if status in LINKED else (beside == "").all()


def test_an_organisations_postcode_is_nobodys_home_and_its_area_is_told_all_the_same(
    people: People, dale: Reference
) -> None:
    areas, _ = place_speakers(people({"postcode": "ZZ1 1AE"}), dale, PlacesSettings())
    assert areas.loc[0, ["lsoa_code", "rural_urban"]].tolist() == ["E01900001", ""]


def test_msoas_are_known_by_lsoa_and_wards_and_classes_by_postcode(
    people: People, dale: Reference
) -> None:
    speakers = people({"postcode": "ZZ1 1AD"}, {"lsoa_code": "E01900001"})
    areas, _ = place_speakers(speakers, dale, PlacesSettings())
    told = areas[["msoa_code", "ward_code", "rural_urban_class", "rural_urban"]]
    assert told.to_numpy().tolist() == [
        ["E02900001", "E05900002", "UN1", "Urban"],
        ["E02900001", "", "", ""],
    ]
    assert set(areas["vintage"]) == {"lsoa2021"}


# -- vintages and counties that do not fit -----------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        # the index is of the other vintage, or of another county
        ({"index": INDEX.replace("(2021)", "(2011)")}, VintageError, "LSOAs are of 2011"),
        ({"index": INDEX.replace(HERE, "E07900003")}, SourceError, "no area of the authority"),
        # some of its codes exist in 2011 only
        ({"index": INDEX.replace("E01900002", "E01900009")}, VintageError, "not exist in 2021"),
        # the look-up is of the other vintage by its header, or by its codes under the right header
        ({"nspl": NSPL.replace("lsoa21", "lsoa11")}, VintageError, "LSOAs are of 2011"),
        ({"nspl": NSPL.replace("E01900002", "E01900009")}, VintageError, "not exist in 2021"),
        # rural-urban classes of 2011, and MSOAs of which two hold one LSOA
        ({"nspl": NSPL.replace("RLN1", "E1")}, VintageError, "classes of 2011"),
        ({"nspl": NSPL + "ZZ1 1AL,,0,E01900001,E02900009,,\n"}, VintageError, "two MSOAs"),
    ],
)
def test_tables_of_another_vintage_or_county_are_refused(
    tmp_path: Path, changed: dict[str, str], error: type[InsightError], message: str
) -> None:
    with pytest.raises(error, match=message):
        read(folder_of(tmp_path, **changed))


def test_a_look_up_of_msoas_of_the_other_vintage_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "MSOA_lookup.csv").write_text("LSOA21CD,MSOA11CD\nE01900001,E02900001\n")
    with pytest.raises(VintageError, match="MSOAs or rural-urban classes of 2011"):
        read(folder)


@pytest.mark.parametrize(
    ("places", "error", "message"),
    [
        (["E01900001", "E01900009"], VintageError, r"1 of 2 areas given are LSOAs of 2011"),
        (["E01900009"], VintageError, r'deprivation = "iod2019"'),
        (["Dale 001A"], InputError, "no LSOA codes"),
        (["ZZ1 1AB"], InputError, "no LSOA codes"),  # a column of postcodes named as LSOAs
    ],
)
def test_areas_of_another_vintage_and_other_columns_are_errors_without_their_words(
    people: People, dale: Reference, places: list[str], error: type[InsightError], message: str
) -> None:
    with pytest.raises(error, match=message) as refused:
        place_speakers(people(*[{"lsoa_code": one} for one in places]), dale, PlacesSettings())
    assert not any(place in str(refused.value) for place in places)


# -- however it is spelt -----------------------------------------------------------------------

OUTWARD = ["Z1", "Z10", "Z11", "Z1A", "ZO1", "ZO10", "ZO1A", "ZZ1", "ZZ10", "ZZ11", "ZZ1A", "IG1"]
OUTWARD += ["OX1", "OX10", "OX11", "I1", "O1"]
ALL = [out + digit + "AB" for out in OUTWARD for digit in "01"]
"""Postcodes that differ by one letter or figure, each in an area of its own."""


def neighbours() -> Reference:
    codes = [f"E01900{n:03}" for n in range(len(ALL))]
    index = pd.DataFrame({"lsoa_code": codes})
    flags = {"terminated": False, "large_user": False}
    table = pd.DataFrame({"postcode": ALL, "lsoa_code": codes}).assign(**flags)
    none: frozenset[str] = frozenset()
    return Reference(Vintage.LSOA2021, HERE, Path(), index, table, none, none, pd.DataFrame())


NEIGHBOURS = neighbours()
LIKE = {"0": "0Oo", "1": "1Iil"}
BETWEEN = st.sampled_from(["", "", " ", "  ", "-", ".", "\u00a0", "\u2013", "_", "?", "*", "/"])


@st.composite
def spelling(draw: st.DrawFn) -> tuple[int, str]:
    """A postcode, and a way to type it: any case, O or I for a figure, things between and behind.

    A figure may also be hidden by a mark that stands for it.
    """
    which = draw(st.integers(0, len(ALL) - 1))
    typed = []
    for place, letter in enumerate(ALL[which]):
        drawn = draw(st.sampled_from(LIKE.get(letter, letter + letter.lower())))
        hidden = place > 0 and letter.isdigit() and draw(st.integers(0, 9)) == 0
        typed += [draw(st.sampled_from("*?_#")) if hidden else drawn, draw(BETWEEN)]
    return which, "".join(typed) + draw(st.sampled_from(["", ".", ",", " ;", "?", "!"]))


@given(spelling())
def test_however_a_postcode_is_spelt_it_is_its_own_place_or_none(told: tuple[int, str]) -> None:
    which, typed = told
    asked = pd.DataFrame(
        {"source": "survey.csv", "label_in_source": ["row 1", "row 2"], "postcode": [typed, ALL[0]]}
    )
    links = postcodes_given(asked, NEIGHBOURS)
    linked = LINK_STATUSES[links.status[0]] in LINKED
    assert links.area[0] == (which if linked else -1)


@pytest.mark.parametrize(
    "typed", ["zz10 1ab", "ZZ1O IAB", " zz-10/1ab. ", "ZZ１０ 1AB", "ZZ1o1AB!"]
)
def test_common_slips_are_put_right(typed: str) -> None:
    asked = pd.DataFrame({"source": "", "label_in_source": "", "postcode": [typed]})
    assert postcodes_given(asked, NEIGHBOURS).area[0] == ALL.index("ZZ101AB")
