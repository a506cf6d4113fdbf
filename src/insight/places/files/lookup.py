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
from insight.places.context import refuse_other_classes
from insight.places.files.tables import columns_like, read_table
from insight.places.postcode import normalised
from insight.places.vintage import Vintage

OF_POSTCODES = ("msoa_code", "ward_code", "rural_urban_class")
POSTCODE_COLUMNS = ["postcode", "lsoa_code", "terminated", "large_user", *OF_POSTCODES]
_SPELLINGS = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
_LARGE = ("1", "true", "True")
_NO_CODE = "99999999"
"""What pseudo-codes of ONS end in: a country, a crown dependency, and no area of it."""
_CHANGES = {
    "lsoa11_code": r"lsoa11(?:_code|cd)$",
    "lsoa21_code": r"lsoa21(?:_code|cd)$",
    "change": r"change(?:_code)?$|chn?gind$",
}


def no_postcodes() -> pd.DataFrame:
    """POSTCODE_COLUMNS without a row."""
    none = pd.DataFrame({name: pd.Series(dtype="str") for name in POSTCODE_COLUMNS})
    return none.astype({"terminated": bool, "large_user": bool})


def read_postcodes(path: Path, vintage: Vintage) -> pd.DataFrame:
    """Every postcode of our own table, or of NSPL or ONSPD: POSTCODE_COLUMNS, one row each.

    `lsoa_code` is of `vintage`, or an area code of another nation; it is empty, or a pseudo-code
    that ends in 99999999, where the postcode is of no place. `terminated` ones are kept, for people
    give the postcode that they remember; `large_user` is one organisation or a set of PO boxes.
    MSOA and rural-urban class are of `vintage` too, and like the ward empty where the edition does
    not tell them; the class is that of the output area. All codes are categories. Raises
    VintageError where the edition has areas of the other vintage only, or classes of the other
    one under the name of this, SourceError for any other layout.
    """
    read = _own(path, vintage) if path.suffix.lower() == ".parquet" else _official(path, vintage)
    refuse_other_classes(
        pd.Series(read["rural_urban_class"].cat.categories, dtype="str"), vintage, path.name
    )
    return read


def _own(path: Path, vintage: Vintage) -> pd.DataFrame:
    year = vintage.year[-2:]
    own = pd.read_parquet(path).rename(
        columns={f"lsoa{year}_code": "lsoa_code", f"msoa{year}_code": "msoa_code"}
    )
    if not {"postcode", "lsoa_code", "terminated", "large_user"} <= set(own.columns):
        raise SourceError(
            "it has not the columns of our table of postcodes",
            where=path.name,
            remedy="restore it, or use NSPL or ONSPD as published",
        )
    missing = dict.fromkeys(set(OF_POSTCODES) - set(own.columns), "")
    return (
        own.assign(**missing)[POSTCODE_COLUMNS]
        .fillna("")
        .astype(dict.fromkeys(("lsoa_code", *OF_POSTCODES), "category"))
    )


def _official(path: Path, vintage: Vintage) -> pd.DataFrame:
    try:
        with _opened(path) as file:
            headers = _headers(file)
        found = _columns(headers, path.name, vintage)
        with _opened(path) as file:
            read = _cells(file, found)
    except (BadZipFile, UnicodeDecodeError, ValueError):  # pyarrow's errors are ValueErrors
        raise SourceError(
            "it cannot be read as a postcode look-up",
            where=path.name,
            remedy="use NSPL or ONSPD as published: the zip, or the CSV of the whole UK inside it",
        ) from None
    told = pd.DataFrame(
        {
            "postcode": normalised(read["postcode"]),
            "lsoa_code": _stripped(read["lsoa_code"]),
            "terminated": _stripped(read["terminated"]) != "",
            "large_user": _stripped(read["large_user"]).isin(_LARGE),
        }
    )
    nothing = pd.Series("", index=told.index, dtype="category")
    for name in OF_POSTCODES:
        codes = _stripped(read[name]) if name in found else nothing
        pseudo = [code for code in codes.cat.categories if code.endswith(_NO_CODE)]
        told[name] = _named(codes, dict.fromkeys(pseudo, ""))
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
    """Our name -> header, by pattern; of OF_POSTCODES those that there are."""
    lower = {name.strip().strip('"').lower(): name.strip().strip('"') for name in headers}
    year, other = vintage.year[-2:], vintage.other.year[-2:]

    def first(pattern: str) -> str | None:
        return next((lower[name] for name in lower if re.fullmatch(pattern, name)), None)

    found = {
        "postcode": next((lower[name] for name in _SPELLINGS if name in lower), None),
        "lsoa_code": first(rf"lsoa{year}(?:cd|_code)?"),
        "terminated": first("doterm|terminated"),
        "large_user": first("usertype|usrtypind|large_user"),
    }
    if found["lsoa_code"] is None and first(rf"lsoa{other}(?:cd|_code)?"):
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
    found["msoa_code"] = first(rf"msoa{year}(?:cd|_code)?")
    found["ward_code"] = first(r"(?:os)?ward|(?:wd|ward)\d\d(?:cd|_code)?")
    found["rural_urban_class"] = first(rf"ruc?{year}(?:ind|cd|_code)?")
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


def _cells(file: IO[bytes], found: dict[str, str]) -> pd.DataFrame:
    """The columns `found`, by our names: postcodes as text, all else as categories.

    Two and a half million rows are read in seconds, and codes take four bytes a row.
    """
    import pyarrow as pa
    from pyarrow import csv

    code = pa.dictionary(pa.int32(), pa.string())
    types = {of: pa.string() if own == "postcode" else code for own, of in found.items()}
    convert = csv.ConvertOptions(
        include_columns=list(types), column_types=types, strings_can_be_null=False
    )
    table = csv.open_csv(file, convert_options=convert).read_all().unify_dictionaries()
    frame: pd.DataFrame = table.to_pandas()
    return pd.DataFrame({own: frame[header] for own, header in found.items()}).astype(
        {"postcode": "str"}
    )


def _stripped(codes: pd.Series) -> pd.Series:
    return _named(codes, {code: code.strip() for code in codes.cat.categories})


def _named(codes: pd.Series, names: dict[str, str]) -> pd.Series:
    """`codes` with other names for some of their categories; several may get the same one."""
    told = [names.get(code, code) for code in codes.cat.categories]
    own = pd.Index(sorted(set(told)), dtype="str")
    at = own.get_indexer(pd.Index(told, dtype="str"))[codes.cat.codes]
    return pd.Series(pd.Categorical.from_codes(at, own), index=codes.index)
