"""A single file is treated as a study with the same settings would treat it. All is invented."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.errors import InputError
from insight.progress import silent
from insight.study.anonymised import anonymise
from insight.study.asked import Asked, treated

TALK = """INT: Who helped you, and where was that?

P1: My daughter Brenda Marsh did, and then Leonard Postgate of 14 Larch Row, Thornwick.

INT: And what did Brenda do?

P1: She rang 01632 960 123 on the third of March. She is fifty-one. Leonard wrote it down.

INT: Did they ring back?

P1: No. Brenda rang again.
"""
STUDY = """
[study]
title = "A study"
controller = "A council"
custodian = "A keeper"
[[source]]
name = "interviews"
files = "data/raw/*.txt"
sampling = "purposive"
[anonymise]
{told}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/talk.txt").write_text(TALK, "utf-8")
    return tmp_path


def in_a_study(folder: Path, told: str) -> list[str]:
    (folder / "study.toml").write_text(STUDY.format(told=told), "utf-8")
    study = Study(folder)
    study.read()
    study.anonymise()
    made = study.tables["deidentified_segments"]
    return made.sort_values(["document_id", "position"])["text"].tolist()


def alone(folder: Path, **how: object) -> list[str]:
    file, out = folder / "data/raw/talk.txt", folder / "out"
    anonymise([file], out, treated(Asked(), **how), lambda _: None, lambda _: silent)
    turns = (out / "talk.txt").read_text("utf-8").strip().split("\n\n")
    return [turn.partition(": ")[2] for turn in turns]


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({}, ""),
        ({"style": "described"}, 'style = "described"'),
        (
            {"treat": ["place=keep", "person=remove"]},
            'treatments = { place = "keep", person = "remove" }',
        ),
        ({"treat": ["phone=keep"], "keep_direct": ["phone"]}, None),
        ({"keep": ["Thornwick"]}, 'keep = ["Northumberland", "Thornwick"]'),
    ],
)
def test_a_file_alone_is_treated_as_in_a_study_that_says_the_same(folder, how, told):
    if told is None:
        told = 'treatments = { phone = "keep" }\nkeep_direct = ["phone"]'
    made = alone(folder, **how)
    assert made == in_a_study(folder, told)
    assert len(made) == 6


def test_surrogates_are_those_of_the_study_that_is_named(folder):
    inside = in_a_study(folder, 'style = "surrogates"')
    assert alone(folder, study=folder) == inside
    assert not any("Brenda" in turn or "[person" in turn for turn in inside)


def test_the_patterns_of_the_study_that_is_named_hold(folder):
    told = "[[anonymise.patterns]]\nname = 'x'\nkind = 'role'\npattern = 'ask|helped'"
    inside = in_a_study(folder, told)
    assert alone(folder, study=folder) == inside
    assert inside[0].startswith("Who [")


def test_invented_names_of_a_file_alone_need_a_key_and_stay_the_same_with_it(folder):
    with pytest.raises(InputError, match="--key"):
        treated(Asked(), style="surrogates")
    one = alone(folder, style="surrogates", key=folder / "key")
    assert one == alone(folder, style="surrogates", key=folder / "key")
    assert one != alone(folder, style="surrogates", key=folder / "other")


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"style": "rhyme"}, "brackets"),
        ({"treat": ["boat=keep"]}, "--treat"),
        ({"treat": ["Zebedine"]}, "--treat"),
        ({"treat": ["phone=Zebedine"]}, "remove"),
        ({"treat": ["phone=keep"]}, "keep_direct"),
        ({"keep_direct": ["Zebedine"]}, "keep_direct"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(how, says):
    with pytest.raises(InputError, match=says) as error:
        treated(Asked(), **how)
    assert "Zebedine" not in str(error.value)


def test_rows_of_a_table_do_not_share_invented_names(tmp_path):
    # What one row says tells nothing of another, and so its rows may be told apart by nothing.
    rows = pd.DataFrame({"id": ["a", "b"], "text": ["Brenda Marsh came.", "Brenda Marsh came."]})
    rows.to_csv(tmp_path / "rows.csv", index=False)
    asked = replace(Asked(), text="text", id_column="id")
    asked = treated(asked, style="surrogates", key=tmp_path / "key")
    anonymise([tmp_path / "rows.csv"], tmp_path / "out", asked, lambda _: None, lambda _: silent)
    one, other = pd.read_csv(tmp_path / "out/rows.csv")["text"]
    assert one != other
    assert "Brenda" not in one + other
