"""Look-ups of ONS in the layouts that their editions have. Codes and postcodes are made up."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from insight.errors import SourceError, VintageError
from insight.places import Vintage, read_postcodes
from insight.places.files.lookup import read_changes

NSPL_2022 = "pcd,pcd2,pcds,dointr,doterm,usertype,laua,lsoa11,msoa11,ru11ind,imd\n"
NSPL_2025 = "pcd7,pcd8,pcds,dointr,doterm,usrtypind,lad25cd,lsoa21cd,msoa21cd,ruc21ind,imd20ind\n"
ONSPD = "pcd,dointr,doterm,usertype,oslaua,oseast1m,lsoa11,msoa11,lsoa21,msoa21\n"
ROWS = {
    NSPL_2022: "ZZ1 1AB,ZZ1  1AB,ZZ1 1AB,1980,,0,E06000099,{},E02900011,D1,5\n",
    NSPL_2025: "ZZ1 1AB,ZZ1  1AB,ZZ1 1AB,1980,,0,E06000099,{},E02900021,UN1,5\n",
    ONSPD: "ZZ1 1AB,1980,,0,E06000099,400000,{},E02900011,{},E02900021\n",
}


@pytest.mark.parametrize(
    ("header", "vintage"),
    [
        (NSPL_2022, Vintage.LSOA2011),
        (NSPL_2025, Vintage.LSOA2021),
        (ONSPD, Vintage.LSOA2011),
        (ONSPD, Vintage.LSOA2021),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_every_edition_is_read_zipped_or_not(
    tmp_path: Path, header: str, vintage: Vintage, zipped: bool
) -> None:
    codes = ["E01900011", "E01900021"] if header == ONSPD else ["E01900011"]
    text = header + ROWS[header].format(*codes)
    path = tmp_path / "NSPL.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    if zipped:
        plain, path = path, tmp_path / "NSPL.zip"
        with ZipFile(path, "w") as archive:
            archive.write(plain, "Data/NSPL_UK.csv")
            archive.writestr("Documents/names.csv", "code,name\n1,a\n")
    read = read_postcodes(path, vintage)
    expected = "E01900021" if header == ONSPD and vintage is Vintage.LSOA2021 else "E01900011"
    assert read.to_dict("records") == [
        {
            "postcode": "ZZ11AB",
            "lsoa_code": expected,
            "terminated": False,
            "large_user": False,
            "msoa_code": "E029000" + vintage.year[-2:],
            "ward_code": "",
            "rural_urban_class": {NSPL_2022: "D1", NSPL_2025: "UN1"}.get(header, ""),
        }
    ]


CONTEXT = "pcds,doterm,usertype,lsoa21,{}\nZZ1 1AB,,0,E01900001,{}\n"


@pytest.mark.parametrize(
    ("header", "told", "column"),
    [
        ("wd25cd", "E05900001", "ward_code"),
        ("WARD", "E05900001", "ward_code"),
        ("osward", "E05900001", "ward_code"),
        ("msoa21cd", "E02900001", "msoa_code"),
        ("ruc21", "RLN1", "rural_urban_class"),
        ("ruc21ind", "RSF1", "rural_urban_class"),
    ],
)
def test_what_a_postcode_belongs_to_is_known_by_the_pattern_of_its_header(
    tmp_path: Path, header: str, told: str, column: str
) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_text(CONTEXT.format(header, told) + "ZZ1 1AD,,0,E01900001,E99999999\n")
    assert read_postcodes(path, Vintage.LSOA2021)[column].tolist() == [told, ""]


@pytest.mark.parametrize(("header", "told"), [("msoa11cd", "E02900001"), ("ru11ind", "E1")])
def test_what_is_of_the_other_vintage_is_not_taken(tmp_path: Path, header: str, told: str) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_text(CONTEXT.format(header, told))
    read = read_postcodes(path, Vintage.LSOA2021)
    assert read.loc[0, ["msoa_code", "rural_urban_class"]].tolist() == ["", ""]


def test_classes_of_the_other_vintage_under_the_name_of_this_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_text(CONTEXT.format("ruc21ind", "E1"))
    with pytest.raises(VintageError, match=r"classes of 2011 beside LSOAs of 2021"):
        read_postcodes(path, Vintage.LSOA2021)


def test_terminated_postcodes_and_organisations_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_text(
        NSPL_2025
        + "x,x,ZZ1 1AB,1980,202001,0,E06000099,E01900001,,,\n"
        + "x,x,ZZ1 1AD,1980,,1,E06000099,E01900001,,,\n"
    )
    read = read_postcodes(path, Vintage.LSOA2021)
    assert read["terminated"].tolist() == [True, False]
    assert read["large_user"].tolist() == [False, True]


def test_an_edition_of_the_other_vintage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_text(NSPL_2022)
    with pytest.raises(VintageError, match=r"of 2011, and iod2025 needs those of 2021"):
        read_postcodes(path, Vintage.LSOA2021)


@pytest.mark.parametrize("content", [b"postcode,area\nZZ1 1AB,here\n", b"", b"\xff\xfe\x00"])
def test_what_is_no_look_up_is_refused_without_its_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "NSPL.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"NSPL\.csv") as refused:
        read_postcodes(path, Vintage.LSOA2021)
    assert "here" not in str(refused.value)
    broken = tmp_path / "NSPL.zip"
    broken.write_bytes(content)
    with pytest.raises(SourceError, match=r"NSPL\.zip"):
        read_postcodes(broken, Vintage.LSOA2021)


def test_only_an_exact_fit_look_up_tells_the_vintage_of_a_code(tmp_path: Path) -> None:
    exact, best = tmp_path / "exact.csv", tmp_path / "best.csv"
    exact.write_text("LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND\nE01900001,A,E01900002,B,S\n")
    best.write_text("LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM\nE01900001,A,E01900002,B\n")
    read = read_changes(exact)
    assert read is not None
    assert read.to_numpy().tolist() == [["E01900001", "E01900002", "S"]]
    assert read_changes(best) is None
