"""Bad input: one clear message that names file and remedy, exit code 1, nothing harmed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from tests.end_to_end.conftest import copy_study

NOTED = ("lock", "access.jsonl", "key-id")
"""What a study notes of being opened at all: that it is open, by whom, with which key."""


def survey(folder: Path) -> Path:
    return folder / "data" / "raw" / "survey.csv"


def change(folder: Path, edit: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    table = pd.read_csv(survey(folder), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    edit(table).to_csv(survey(folder), index=False)


def setting(folder: Path, old: str, new: str) -> None:
    path = folder / "study.toml"
    told = path.read_text("utf-8")
    assert old in told
    path.write_text(told.replace(old, new), "utf-8")


def empty_file(folder: Path) -> None:
    survey(folder).write_bytes(b"")


def wrong_encoding(folder: Path) -> None:
    setting(
        folder, 'files = "data/raw/survey.csv"', 'files = "data/raw/survey.csv"\nencoding = "ascii"'
    )
    survey(folder).write_text("Response ID,I am a\nR1,café\n", encoding="cp1252")


def binary_renamed(folder: Path) -> None:
    survey(folder).write_bytes(bytes(range(256)) * 40)


def missing_column(folder: Path) -> None:
    change(folder, lambda table: table.drop(columns="What works well?"))


def no_speakers(folder: Path) -> None:
    change(folder, lambda table: table.head(0))


def nothing_said(folder: Path) -> None:
    blank = {"What works well?": "n/a", "What should change?": "-"}
    change(folder, lambda table: table.assign(**blank))


def unknown_postcodes(folder: Path) -> None:
    setting(folder, 'speakers = "data/raw/speakers.csv"', "")
    for source in ("interviews", "groups", "forms"):
        told = (folder / "study.toml").read_text("utf-8")
        blocks = re.split(r"(?=^\[\[source\]\])|(?=^\[anonymise\])", told, flags=re.M)
        kept = [block for block in blocks if f'name = "{source}"' not in block]
        (folder / "study.toml").write_text("".join(kept), "utf-8")
    change(
        folder,
        lambda table: table.assign(**{"Postcode": "ZZ99 9ZZ", "Area code (if you know it)": ""}),
    )


def mixed_vintages(folder: Path) -> None:
    # E01027425 was split in three: it is an LSOA of 2011 and none of 2021.
    change(folder, lambda table: table.assign(**{"Area code (if you know it)": "E01027425"}))


def unknown_key(folder: Path) -> None:
    setting(folder, "[places]", "[places]\nauthoritee = 1")


CASES = {
    empty_file: ("survey.csv", "empty"),
    wrong_encoding: ("survey.csv", "ascii"),
    binary_renamed: ("survey.csv", "text"),
    missing_column: ("survey.csv", "What works well?"),
    no_speakers: ("survey", "no "),
    nothing_said: ("survey", "n/a"),
    unknown_postcodes: ("postcode", ""),
    mixed_vintages: ("2011", "2021"),
    unknown_key: ("authoritee", "authority"),
}


def everything_written(folder: Path) -> dict[str, str]:
    files = [*(folder / "data" / "processed").rglob("*"), *(folder / ".private").rglob("*")]
    return {
        path.as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and path.name not in NOTED
    }


@pytest.mark.parametrize("harm", CASES, ids=lambda harm: harm.__name__)
def test_bad_input_gets_one_message_and_harms_nothing(harm, tmp_path: Path):
    folder = copy_study(tmp_path / "study")
    (folder / ".private" / "tables").mkdir(parents=True)
    (folder / ".private" / "tables" / "documents.parquet").write_bytes(b"an earlier result")
    before = everything_written(folder)
    harm(folder)
    done = subprocess.run(
        [sys.executable, "-m", "insight", "run", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    message = " ".join(done.stderr.split())
    assert done.returncode == 1, message[-300:]
    assert "Traceback" not in done.stderr
    for part in CASES[harm]:
        assert part in message
    assert everything_written(folder) == before
