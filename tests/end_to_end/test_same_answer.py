"""Same data, same answer: in another process, and whatever the order of rows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

DIGEST = re.compile(rb"(?<![\w.])(?=\d*[a-f])[0-9a-f]{16}\b")
"""As the report tells them; never the decimals of a number."""


def released(folder: Path) -> dict[str, bytes]:
    """Every released table, the report and the workbook.

    Report and workbook tell digests of the files that were read; these are left out, for the files
    differ when their rows are in another order.
    """
    processed = folder / "data" / "processed"
    tables = {path.name: path.read_bytes() for path in sorted(processed.glob("released/*.csv"))}
    told = [one for path in sorted(processed.glob("report/*.*")) for one in parts(path)]
    return tables | {name: DIGEST.sub(b"", content) for name, content in told}


def parts(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of a file; of one that is an archive, of every member."""
    if not zipfile.is_zipfile(path):
        return [(path.name, path.read_bytes())]
    with zipfile.ZipFile(path) as archive:
        return [
            (f"{path.name}/{one.filename} {one.date_time}", archive.read(one))
            for one in archive.infolist()
        ]


def test_a_second_run_of_shuffled_rows_gives_the_same_bytes(finished: Path, apart: Path):
    ours, theirs = released(apart / "study"), released(finished)
    assert list(ours) == list(theirs)
    assert {name for name in theirs if ours[name] != theirs[name]} == set()
    assert len({name.partition("/")[0] for name in theirs}) > 10
