"""Which files in a folder are which: our own tables first, then official ones as published.

Published files come under many names, so that only the part that never changes is looked for. The
order is by name, and does not depend on the system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from insight.places.files.tables import KINDS
from insight.places.vintage import Vintage

CHANGES = "lsoa_changes.csv"
FINGERTIPS = "fingertips.csv"
_FILE = r"(?i)file[ _-]*([1-7])(?![0-9]).*i[om]d[ _-]*{year}.*"
_CHANGES = re.compile(r"(?i)lsoa_changes|.*lsoa.*11.*lsoa.*21")
_POSTCODES = re.compile(r"(?i).*(nspl|onspd|postcode|pcd)")
_CONTEXT = re.compile(r"(?i).*(ruc|rural[ _-]*urban|msoa|ward|context)")


def indices(where: Sequence[Path], vintage: Vintage) -> Iterator[tuple[Path, ...]]:
    """Sets of files that hold the index of `vintage`, each set read together.

    In each folder: our own `iod2025.csv` (or .xlsx, .parquet, or `iod2025_england`), then File 7,
    then Files 1, 2, 3, 5 and 6 together.
    """
    official = re.compile(_FILE.format(year=vintage.deprivation.removeprefix("iod")))
    for folder in where:
        for path in _tables(folder, re.compile(rf"(?i){vintage.deprivation}(_england)?\.")):
            yield (path,)
        numbered: dict[str, Path] = {}
        for path in _tables(folder, official):
            found = official.match(path.name)
            if found:
                numbered.setdefault(found[1], path)
        if "7" in numbered:
            yield (numbered["7"],)
        elif "1" in numbered:
            yield tuple(numbered[n] for n in sorted(numbered))


def changes(where: Sequence[Path]) -> Iterator[Path]:
    """Tables that look like the look-up from LSOAs of 2011 to LSOAs of 2021."""
    for folder in where:
        yield from _tables(folder, _CHANGES)


def postcodes(where: Sequence[Path]) -> Iterator[Path]:
    """Our own table of postcodes, then NSPL or ONSPD, as zip or CSV."""
    for folder in where:
        yield from sorted(
            _tables(folder, _POSTCODES, (".parquet", ".zip", ".csv")),
            key=lambda path: (path.suffix.lower() != ".parquet", path.name),
        )


def contexts(folder: Path) -> Iterator[Path]:
    """Tables that may tell which MSOA, ward and rural-urban class an LSOA belongs to."""
    for path in _tables(folder, _CONTEXT):
        if not _POSTCODES.match(path.name) and not _CHANGES.match(path.name):
            yield path


def _tables(folder: Path, name: re.Pattern[str], kinds: Sequence[str] = KINDS) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in kinds and name.match(path.name) and path.is_file()
    )
