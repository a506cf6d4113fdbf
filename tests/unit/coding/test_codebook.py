"""A codebook is read as it is written, and what is wrong with it is said key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.coding import Codebook, questions_raising, read_codebook
from insight.errors import SettingsError

GOOD = """
title = "Invented"
version = "2"

[[group]]
code = "M"
label = "Money"
definition = "What things cost."

[[principle]]
code = "P4"
title = "A healthy standard of living"

[[code]]
code = "M1"
label = "charges"
definition = "Charges keep people from care."
cues = ["charge", "bill"]
principles = ["P4"]
parent = "M"
origin = "added"
"""


def read(tmp_path: Path, text: str) -> Codebook:
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    return read_codebook(path)


def test_a_codebook_is_a_table_with_one_row_a_code(tmp_path: Path) -> None:
    book = read(tmp_path, GOOD)
    row = book.table().iloc[0]
    assert (row["code"], row["name"], row["cues"]) == ("M1", "charges", "charge;bill")
    assert (row["principles"], row["origin"], row["version"]) == ("P4", "added", "2")
    assert book.principles_table().to_dict("records") == [
        {"principle": "P4", "title": "A healthy standard of living"}
    ]


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("definition = \"Charges", "defintion = \"Charges", r"code M1.*defintion.*definition\?"),
        ('label = "charges"', "", "book.toml, code M1: label is missing"),
        ('cues = ["charge", "bill"]', 'cues = "charge"', "code M1, cues: not a list of texts"),
        ('parent = "M"', 'parent = "Z"', "code M1: parent names Z"),
        ('["P4"]', '["P9"]', "code M1: principles names P9"),
        ('parent = "M"', 'pair = "M1"', "code M1: pair names M1"),
        ('"added"', '"invented"', "origin names invented.*prespecified"),
        ('version = "2"', "version = 2", "version is not given as text"),
        ("[[group]]", "[[gruop]]", r"unknown key gruop; did you mean group\?"),
        ("[[code]]", "[[code]", "not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_code_and_key(
    tmp_path: Path, written: str, instead: str, said: str
) -> None:
    assert written in GOOD
    with pytest.raises(SettingsError, match=said):
        read(tmp_path, GOOD.replace(written, instead))


def test_a_code_may_not_be_there_twice(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("[[code]]") :]
    with pytest.raises(SettingsError, match="code M1: this code is there twice"):
        read(tmp_path, GOOD + again)


def test_a_question_raises_the_codes_whose_cues_it_holds(book: Codebook) -> None:
    asked = ["Have charges put you off?", "How many miles do you travel?", "What works well?", ""]
    assert list(questions_raising(book, asked).itertuples(index=False, name=None)) == [
        ("Have charges put you off?", "C1"),
        ("How many miles do you travel?", "C2"),
    ]
