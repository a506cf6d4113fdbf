"""A partner's check: the tables alone give the same again, and one changed value is named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.study import reproduce
from insight.study.people.sharing import share_bundle
from tests.end_to_end.planted import WORDS

TABLES = ("tables", "released", "manifest.json", "vectors.parquet")


def sent(study: Path, to: Path) -> Path:
    """What a partner gets of a study, copied to a folder that has nothing else."""
    to.mkdir()
    for name in TABLES:
        path = study / "data" / "processed" / name
        shutil.copytree(path, to / name) if path.is_dir() else shutil.copy(path, to / name)
    return to


def change(path: Path, column: str, row: int, value: object) -> pd.Series:
    """Put `value` into one cell of a table, and its rows into another order; the row it was."""
    table = pd.read_parquet(path)
    before = table.loc[row].copy()
    table.loc[row, column] = value
    table.sample(frac=1, random_state=3).to_parquet(path, compression="gzip", index=False)
    return before


def test_the_tables_of_the_demonstration_give_the_same_again_but_for_one_changed_value(
    finished: Path, tmp_path: Path
):
    folder = sent(finished, tmp_path / "sent")
    was = change(folder / "tables" / "segment_themes.parquet", "weight", 5, 0.0)
    compared = reproduce(folder)
    assert not compared.raw
    assert compared.differing == ("segment_themes",)
    by = next(one.difference for one in compared.tables if one.table == "segment_themes")
    assert by is not None
    assert (by.rows, by.columns) == (1, ("weight",))
    assert by.at == f"segment_id {was.segment_id}, theme_id {was.theme_id}"
    assert by.largest == pytest.approx(was.weight)
    assert compared.why == ("changed by hand: segment_themes",)
    assert {"themes", "theme_quality", "codings", "released/agreement"} <= set(compared.same)
    # What takes the raw files, or people's areas, is named, and never said to be the same.
    assert {"deidentified_segments", "released/sources"} <= set(compared.of("as sent"))
    assert "figures/theme_gradients" in compared.of("not checked")
    assert compared.table()["remark"][compared.table().iloc[:, 1] == "as sent"].all()


def test_a_changed_word_is_named_by_place_and_never_shown(released: Path, tmp_path: Path):
    folder = sent(released, tmp_path / "sent")
    assert reproduce(folder).differing == ()
    was = change(folder / "tables" / "deidentified_segments.parquet", "text", 1, "Other words.")
    compared = reproduce(folder)
    assert compared.differing == ("deidentified_segments",)
    told = json.dumps(compared.as_dict())
    assert f"segment_id {was.segment_id}" in told
    assert "'columns': ('text',)" in str(compared.as_dict())
    assert not any(word in told for word in (*WORDS, "Other words", was.text))
    # What is made from the changed table is not made again, and says so.
    prevalence = next(one for one in compared.tables if one.table == "figures/theme_prevalence")
    assert prevalence.verdict == "not checked"
    assert "deidentified_segments" in prevalence.remark


def test_a_changed_released_table_is_named_by_row(released: Path, tmp_path: Path):
    folder = sent(released, tmp_path / "sent")
    path = folder / "released" / "codebook.csv"
    path.write_text(path.read_text("utf-8").replace("Waiting", "Queueing", 1), "utf-8")
    compared = reproduce(folder)
    assert compared.differing == ("released/codebook",)
    assert compared.why == ("changed by hand: released/codebook",)


def test_with_the_raw_files_all_of_it_runs_again(released: Path, tmp_path: Path):
    folder = tmp_path / "study"
    shutil.copytree(released, folder)
    was = change(folder / "data" / "processed" / "tables" / "codings.parquet", "valence", 0, "~")
    compared = reproduce(Study(folder))
    assert compared.raw
    assert compared.unchecked == ()
    assert compared.differing == ("codings",)
    assert compared.why == ("changed by hand: codings",)
    assert str(was.segment_id) in str(compared.table()["remark"][0])


def test_why_another_run_differs_is_said_by_file_and_key(released: Path, tmp_path: Path):
    folder = tmp_path / "study"
    shutil.copytree(released, folder)
    survey = folder / "data" / "raw" / "survey.csv"
    survey.write_text(survey.read_text("utf-8").replace("More time", "Much more time"), "utf-8")
    settings = folder / "study.toml"
    told = settings.read_text("utf-8").replace('title = "A planted study"', 'title = "Another"')
    settings.write_text(told + "\n[disclosure.survey]\nthreshold = 9\n", "utf-8")
    compared = reproduce(Study(folder))
    assert "deidentified_segments" in compared.differing
    why = "; ".join(compared.why)
    assert "other input: data/raw/survey.csv (source survey)" in why
    assert "other setting: disclosure.survey.threshold is 9 instead of 8" in why
    assert "other setting: study.title" in why
    assert "Another" not in why
    assert not any(word in json.dumps(compared.as_dict()) for word in WORDS)


def test_a_bundle_is_checked_as_its_readme_says(finished: Path, tmp_path: Path):
    study, folder = tmp_path / "study", tmp_path / "bundle"
    shutil.copytree(finished, study)
    list(share_bundle(Study(study), tmp_path / "bundle.zip", "A. Keeper"))
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        bundle.extractall(folder)
    assert "insight reproduce ." in (folder / "README.txt").read_text("utf-8")
    ids = set(
        pd.read_parquet(study / "data/processed/tables/deidentified_segments.parquet").document_id
    )
    told = (folder / "data" / "processed" / "manifest.json").read_text("utf-8")
    assert not any(one in told for one in ids)

    done = run_reproduce(folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    same = {one["table"] for one in found["tables"] if one["verdict"] == "same"}
    assert not [one for one in found["tables"] if one["verdict"] == "differs"]
    assert {"figures/theme_prevalence", "figures/divergence", "figures/theme_views"} <= same

    path = folder / "deidentified_speakers.csv"
    people = pd.read_csv(path, dtype="str", keep_default_na=False)
    people.loc[2, "mode"] = "another"
    people.to_csv(path, index=False)
    done = run_reproduce(folder)
    assert done.returncode == 1
    assert "deidentified_speakers (1 row differs in column mode" in done.stderr


def run_reproduce(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "insight", "reproduce", ".", "--json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
