"""Tables that nobody publishes are in nothing that leaves a study.

An invented word or number is planted in every personal table, and in those of the shareable ones
that carry names or notes of researchers. Then everything is made that others get, and searched.
The words are of this test alone; that they are found where they may be shows that the search works.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.disclosure.publish import DESCRIPTIONS
from insight.schemas import TABLES
from insight.study.people.qualitative import KINDS, export
from insight.study.people.search import files_holding
from insight.study.people.sharing import share_bundle

NUMBER = 731640.58
PERSONAL = {
    "documents": ("Abbelthorn",),
    "speakers": ("Brannoquil",),
    "segments": ("Cravendip", "731640"),
    "source_codings": ("Dunnelmoor",),
    "exclusions": ("Eskrubold",),
    "identifiers": ("Farlepeth",),
    "speaker_areas": ("Gavelshaw",),
    "sensitivity": ("Harthquoy", "731640", "731641", "731,640", "731,641"),
}
INSIDE = {
    "memos": ("Iverstrand",),
    "codings": ("Jessopvane",),
    "theme_codes": ("Lunterwick",),
    "theme_decisions": ("Mossalby",),
}
"""Shareable: partners may have some of it, the public none."""
DESCRIBED = {*DESCRIPTIONS, "themes", "sources", "redactions", "links", "rungs"}


def plant(study: Study) -> None:
    """Put the words and numbers into the tables of `study`."""
    tables = study.tables
    word = {name: words[0] for name, words in (PERSONAL | INSIDE).items()}
    person = tables["speakers"]["speaker_id"].iloc[0]
    segment = tables["deidentified_segments"].query("role == 'participant'")["segment_id"].iloc[0]

    def change(name: str, /, **told: object) -> None:
        tables[name] = tables[name].assign(**told)

    def add(name: str, /, **row: object) -> None:
        tables[name] = pd.concat([tables[name], pd.DataFrame([row])], ignore_index=True)

    for name in ("documents", "segments"):
        change(name, text=tables[name]["text"] + f" {word[name]}")
    change("documents", unit=word["documents"])
    change("segments", starts_at=NUMBER, ends_at=NUMBER)
    who = dict.fromkeys(("name", "label_in_source", "postcode", "lsoa_code"), word["speakers"])
    change("speakers", declared=f'{{"{word["speakers"]}": "{word["speakers"]}"}}', **who)
    coder = word["source_codings"]
    tables["source_codings"] = pd.DataFrame(
        [{"segment_id": segment, "start": 0, "end": 1, "code": coder, "coder": coder}]
    ).assign(coded_on="")
    left_out = dict.fromkeys(("source", "place", "reason"), word["exclusions"])
    add("exclusions", source_name="survey", **left_out)
    found = dict.fromkeys(("detector", "decided_by", "replacement"), word["identifiers"])
    change("identifiers", **found)
    area = dict.fromkeys(
        ("lsoa_code", "msoa_code", "ward_code", "rural_urban_class"), word["speaker_areas"]
    )
    unknown = dict.fromkeys(("decile", "national_quintile", "quintile"))
    where = {"speaker_id": person, "vintage": "lsoa2021", "link_status": "linked"}
    where |= {"local_rank": 0.5, "rural_urban": ""}
    tables["speaker_areas"] = pd.DataFrame([where | area | unknown])
    moved = {"source_name": "survey", "subject_id": "waiting", "measure": "sii", "n": 731641}
    moved |= {"value": NUMBER, "low": -NUMBER, "high": NUMBER, "note": word["sensitivity"]}
    tables["sensitivity"] = pd.DataFrame(
        [moved | {"analysis": how} for how in ("as told", "without one person")]
    )
    wrote = {"memo_id": "one", "about": "study", "kind": "reflexive", "written_on": "2026-01-05"}
    wrote |= {"author": word["memos"], "text": f"About {word['memos']}."}
    tables["memos"] = pd.DataFrame([wrote])
    read = tables["codings"].head(1).assign(segment_id=segment, start=0, end=1, code="waiting")
    read = read.assign(coder=word["codings"], decision="applied", probability=None)
    tables["codings"] = pd.concat([tables["codings"], read], ignore_index=True)
    add("theme_codes", theme_id=0, code=word["theme_codes"], cosine=0.5, least=0.1, outside=False)
    key = word["theme_decisions"]
    decided = {"theme_key": key, "name": key, "made_from": key, "conflict": key}
    add("theme_decisions", theme_id=-1, standing="hidden", overlap=1.0, **decided)


def as_text(folder: Path) -> None:
    """Put a CSV beside each Parquet file below `folder`, so that numbers in it are found too."""
    for path in folder.rglob("*.parquet"):
        pd.read_parquet(path).to_csv(path.with_suffix(".parquet.csv"))


@pytest.fixture(scope="module")
def left(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that leaves a planted study, and below `inside` what stays."""
    out = tmp_path_factory.mktemp("left")
    folder = out / "study"
    shutil.copytree(released, folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[disclosure.partners]\nk = 2\n")
    study = Study(folder)
    plant(study)
    study.read_memos = lambda: None  # type: ignore[method-assign]  # there is one: planted above
    study.save()
    published = study.publish()
    study.report()
    assert not published.draft
    for kind in KINDS:
        list(export(study, kind, out / "exports" / kind))
    list(share_bundle(study, out / "shared" / "bundle.zip", "A. Keeper"))
    shutil.unpack_archive(out / "shared" / "bundle.zip", out / "shared" / "bundle")
    (out / "published").mkdir()
    for name, frame in published.tables.items():
        frame.to_csv(out / "published" / f"{name}.csv")
    shutil.move(folder / ".private", out / "inside")
    shutil.move(folder / "data" / "processed", out / "processed")
    for place in ("inside", "processed", "exports", "shared"):
        as_text(out / place)
    return out


def holding(words: dict[str, tuple[str, ...]], *places: Path) -> dict[str, list[str]]:
    """Per table, the files below `places` that hold what was planted in it."""
    found = {
        name: [path.name for place in places for path in files_holding(place, planted)]
        for name, planted in words.items()
    }
    return {name: files for name, files in found.items() if files}


def test_what_was_planted_is_found_inside(left: Path) -> None:
    assert set(PERSONAL) == {n for n, table in TABLES.items() if table._custody == "personal"}
    for words in PERSONAL.values():
        for word in words[:2]:
            assert files_holding(left / "inside" / "tables", {word})
    assert set(holding(INSIDE, left / "processed" / "tables")) == set(INSIDE)


def test_no_personal_table_is_in_anything_that_leaves(left: Path) -> None:
    places = [left / name for name in ("published", "processed", "exports", "shared")]
    assert all(len(list(place.rglob("*.*"))) > 3 for place in places)
    kinds = {path.suffix for path in (left / "processed" / "report").iterdir()}
    assert {".html", ".docx", ".xlsx"} <= kinds
    assert holding(PERSONAL, *places) == {}


def test_what_researchers_keep_inside_the_study_is_not_published(left: Path) -> None:
    processed = left / "processed"
    beside = [path for path in processed.iterdir() if path.is_dir() and path.name != "tables"]
    assert {path.name for path in beside} >= {"released", "report"}
    assert holding(INSIDE, left / "published", *beside) == {}
    # Codes go to partners, under another name for who gave them.
    assert holding(INSIDE, left / "shared") == {}


def test_every_released_table_is_one_that_may_be_published(left: Path) -> None:
    may = {name for name, table in TABLES.items() if table._custody == "publishable"} | DESCRIBED
    for place in (left / "published", left / "processed" / "released"):
        assert {path.stem for path in place.glob("*.csv")} <= may
    # Exports have tables of people and texts of their own, under the same names.
    inside = set(PERSONAL) - {"speakers", "segments"}
    for place in ("processed", "exports", "shared"):
        assert not inside & {path.name.partition(".")[0] for path in (left / place).rglob("*")}
