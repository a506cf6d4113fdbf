"""Look-ups of ONS: from postcode to LSOA, and from LSOAs of 2011 to those of 2021.

NSPL and ONSPD are read in any edition, as published (a zip) or as the CSV inside it; columns are
known by pattern, for nearly every edition names them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

import pandas as pd

from insight.errors import SourceError, VintageError
from insight.places.files.tables import columns_like, read_table
from insight.places.postcode import normalised
from insight.places.vintage import Vintage

POSTCODE_COLUMNS = ["postcode", "lsoa_code", "terminated", "large_user"]
_SPELLINGS = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
_LARGE = ("1", "true")
_CHANGES = {
    "lsoa11_code": r"lsoa11(?:_code|cd)$",
    "lsoa21_code": r"lsoa21(?:_code|cd)$",
    "change": r"change(?:_code)?$|chn?gind$",
}


def read_postcodes(path: Path, vintage: Vintage) -> pd.DataFrame:
    """Every postcode of our own table, or of NSPL or ONSPD: POSTCODE_COLUMNS, one row each.

    `lsoa_code` is of `vintage`, or an area code of another nation; it is empty, or a pseudo-code
    that ends in 99999999, where the postcode is of no place. `terminated` ones are kept, for people
    give the postcode that they remember; `large_user` is one organisation or a set of PO boxes.
    Raises VintageError where the edition has areas of the other vintage only, SourceError for any
    other layout.
    """
    if path.suffix.lower() == ".parquet":
        own = pd.read_parquet(path).rename(columns={f"lsoa{vintage.year[-2:]}_code": "lsoa_code"})
        if set(POSTCODE_COLUMNS) <= set(own.columns):
            return own[POSTCODE_COLUMNS]
        raise SourceError(
            "it has not the columns of our table of postcodes",
            where=path.name,
            remedy="restore it, or use NSPL or ONSPD as published",
        )
    try:
        with _opened(path) as file:
            headers = _headers(file)
        found = _columns(headers, path.name, vintage)
        with _opened(path) as file:
            read = _cells(file, list(dict.fromkeys(found.values())))
    except (BadZipFile, UnicodeDecodeError, ValueError):  # pyarrow's errors are ValueErrors
        raise SourceError(
            "it cannot be read as a postcode look-up",
            where=path.name,
            remedy="use NSPL or ONSPD as published: the zip, or the CSV of the whole UK inside it",
        ) from None
    told = pd.DataFrame(
        {
            "postcode": normalised(read[found["postcode"]]),
            "lsoa_code": read[found["lsoa_code"]].str.strip(),
            "terminated": read[found["terminated"]].str.strip() != "",
            "large_user": read[found["large_user"]].str.strip().str.lower().isin(_LARGE),
        }
    )
    return told.drop_duplicates("postcode", ignore_index=True)


def read_changes(path: Path) -> pd.DataFrame | None:
    """lsoa11_code, lsoa21_code, change (U, S, M or X): the exact-fit look-up; None for another.

    A best-fit look-up leaves out areas, and would call them areas of no vintage.
    """
    table = read_table(path, key=_CHANGES["lsoa11_code"])
    found = columns_like(table, _CHANGES, path.name, frozenset())
    if len(found) < len(_CHANGES):
        return None
    return table.rename(columns={header: name for name, header in found.items()})[list(_CHANGES)]


def _columns(headers: list[str], file: str, vintage: Vintage) -> dict[str, str]:
    """Our name -> header, by pattern."""
    lower = {name.strip().strip('"').lower(): name.strip().strip('"') for name in headers}

    def first(pattern: str) -> str | None:
        return next((lower[name] for name in lower if re.fullmatch(pattern, name)), None)

    found = {
        "postcode": next((lower[name] for name in _SPELLINGS if name in lower), None),
        "lsoa_code": first(rf"lsoa{vintage.year[-2:]}(?:cd|_code)?"),
        "terminated": first("doterm|terminated"),
        "large_user": first("usertype|usrtypind|large_user"),
    }
    if found["lsoa_code"] is None and first(rf"lsoa{vintage.other.year[-2:]}(?:cd|_code)?"):
        raise VintageError(
            f"its LSOAs are of {vintage.other.year}, and {vintage.deprivation} needs those of "
            f"{vintage.year}",
            where=file,
            remedy=f"put an edition with LSOAs of {vintage.year} there; ONSPD has both",
        )
    missing = sorted(name for name, header in found.items() if header is None)
    if missing:
        raise SourceError(
            f"no column for {', '.join(missing)}",
            where=file,
            remedy="use NSPL or ONSPD as published",
        )
    return {name: header for name, header in found.items() if header is not None}


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """The CSV `path`, or the greatest CSV in the zip: the whole UK, beside its parts."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as plain:
            yield plain
        return
    with ZipFile(path) as archive:
        tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        if not tables:
            raise ValueError
        with archive.open(max(tables, key=lambda one: (one.file_size, one.filename))) as member:
            yield member


def _headers(file: IO[bytes]) -> list[str]:
    return file.readline().decode("utf-8-sig").rstrip("\r\n").split(",")


def _cells(file: IO[bytes], wanted: list[str]) -> pd.DataFrame:
    """The columns `wanted` as text; two and a half million rows are read in seconds."""
    import pyarrow as pa
    from pyarrow import csv

    convert = csv.ConvertOptions(
        include_columns=wanted,
        column_types=dict.fromkeys(wanted, pa.string()),
        strings_can_be_null=False,
    )
    frame: pd.DataFrame = csv.open_csv(file, convert_options=convert).read_all().to_pandas()
    return frame.astype("str")
