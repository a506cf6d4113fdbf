"""What shapes no theme is told for the whole corpus, and nobody is lost by it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from insight.corpus import Corpus, read_sources
from insight.settings import SourceSettings
from insight.store import StudyKey

Write, Read = Callable[..., Path], Callable[..., Corpus]

LONG = "The warden rings every single morning and never forgets my name"
ANSWERS = {
    "a": LONG + ".",
    "b": LONG.upper(),
    "c": LONG.replace("single ", "singel "),
    "d": "The hall was cold all winter.",
    "e": "Mae angen mwy o ofal gartref ar fy mam.",
    "f": "No.",
    "g": "the hall was cold, all winter",
}
SURVEY = {
    "columns": {"id": "ref", "text": ["What matters?"]},
    "sampling": "self_selected",
}


def survey(answers: dict[str, str]) -> str:
    return "ref,What matters?\n" + "".join(f'{unit},"{told}"\n' for unit, told in answers.items())


def by_unit(corpus: Corpus) -> pd.DataFrame:
    told = corpus.segments.merge(corpus.documents[["document_id", "unit"]], on="document_id")
    return told.set_index("unit").sort_index()


def test_copies_stand_once_and_keep_their_speakers(write: Write, read: Read) -> None:
    write("s.csv", survey(ANSWERS))
    found = by_unit(read("s.csv", **SURVEY))
    assert found["speaker_id"].nunique() == len(ANSWERS)
    assert dict(found["language"]) == {**dict.fromkeys("abcdg", "en"), "e": "cy", "f": ""}
    # One of each family stands for the others, and is not set aside itself.
    for family in ("abc", "dg"):
        standing = found.loc[list(family)].query("same_as == ''")
        assert len(standing) == 1
        copies = found.loc[list(family)].query("same_as != ''")
        assert set(copies["same_as"]) == set(standing["segment_id"])
        assert set(copies["set_aside"]) == {"same words"}
        assert set(standing["set_aside"]) == {""}
    assert found.loc["e", "set_aside"] == "other language"
    assert found.loc["f", "set_aside"] == "short answer"


def test_notes_tell_how_many_and_in_which_languages(write: Write, read: Read) -> None:
    write("s.csv", survey(ANSWERS))
    notes = " ".join(read("s.csv", **SURVEY).notes)
    assert "1 of 7 segments are in other languages (1 cy)" in notes
    assert "3 of 7 segments say the same words as another" in notes
    assert "warden" not in notes


def test_a_study_in_welsh_is_in_no_other_language(write: Write, read: Read) -> None:
    write("s.csv", survey(ANSWERS))
    found = by_unit(read("s.csv", **SURVEY, language="cy"))
    assert found.loc["e", "set_aside"] == ""
    assert set(found.loc[list("abcdg"), "set_aside"]) == {"other language"}


def test_the_order_of_rows_changes_nothing(write: Write, read: Read) -> None:
    write("s.csv", survey(ANSWERS))
    once = by_unit(read("s.csv", **SURVEY))
    units = list(ANSWERS)
    random.Random(3).shuffle(units)
    write("s.csv", survey({unit: ANSWERS[unit] for unit in units}))
    again = by_unit(read("s.csv", **SURVEY))
    columns = ["segment_id", "language", "set_aside", "same_as"]
    pd.testing.assert_frame_equal(again[columns], once[columns])


def test_who_withdraws_leaves_nothing_that_points_at_them(write: Write, read: Read) -> None:
    write("s.csv", survey(ANSWERS))
    everybody = by_unit(read("s.csv", **SURVEY))
    standing = everybody[everybody["segment_id"].isin(everybody["same_as"])]
    stayed = by_unit(read("s.csv", withdrawn=tuple(standing["speaker_id"]), **SURVEY))
    assert set(stayed.loc[stayed["same_as"] != "", "same_as"]) <= set(stayed["segment_id"])
    assert set(stayed.query("set_aside == ''").index) & set("abc")


def test_sources_are_apart_and_repeated_questions_are_no_copies(
    write: Write, tmp_path: Path, key: StudyKey
) -> None:
    asked = "INT: What would make a good day for you here?\n"
    write("t/1.txt", f"{asked}P1: {LONG}.\n{asked}P1: Well, going out more would.\n")
    write("s.csv", survey(ANSWERS))
    sources = [
        SourceSettings(name="talks", files="t/*.txt", sampling="purposive"),
        SourceSettings.model_validate({"name": "survey", "files": "s.csv", **SURVEY}),
    ]
    found = read_sources(tmp_path, sources, key)
    talks = set(found.documents.query("source_name == 'talks'")["document_id"])
    said = found.segments[found.segments["document_id"].isin(talks)]
    assert len(said) == 4
    assert set(said["same_as"]) == {""}
