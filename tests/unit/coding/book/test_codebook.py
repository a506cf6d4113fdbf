"""A codebook is read as it is written, and what is wrong with it is said key by key."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.coding import STARTER, Codebook, codebook_path, questions_raising, read_codebook
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
        ('parent = "M"', 'colour = "red"', "code M1: not a colour"),
        ('parent = "M"', 'rungs = ["low", "high"]', "code M1: it has rungs, and is not ordinal"),
        ('parent = "M"', 'ordinal = true\nrungs = ["low"]', "code M1: rungs are not two to 7"),
        ('label = "Money"', 'label = "Money"\nparent = "M1"', "code M: its parents lead back"),
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


BOTH = """
[[code]]
code = "M2"
label = "help"
definition = "Help with charges."
pair = "M1"
"""


def test_a_pair_may_be_told_on_either_side(tmp_path: Path) -> None:
    pairs = {code.code: code.pair for code in read(tmp_path, GOOD + BOTH).codes}
    assert pairs == {"M1": "M2", "M2": "M1"}


def test_a_pair_is_of_two(tmp_path: Path) -> None:
    third = BOTH.replace('"M2"', '"M3"')
    with pytest.raises(SettingsError, match="code M1: a pair is of two codes"):
        read(tmp_path, GOOD + BOTH + third)


def test_the_starter_codebook_is_complete() -> None:
    book = read_codebook(codebook_path(STARTER, Path()))
    codes = {code.code: code for code in book.codes}
    assert " ".join(codes) == "V1 V2 V3 V4 V5 I1 I2 I3 L1 L2 L3 L4 W1 W2 E1 E2 E3 E4"
    for code in book.codes:
        assert code.definition
        assert code.include
        assert code.exclude
        assert len(code.examples) >= 3
        assert code.parent == code.code[0]
    assert (codes["V3"].pair, codes["V4"].pair) == ("V4", "V3")
    assert {one.code for one in book.codes if one.origin == "added"} == {"E3", "E4"}
    assert (len(codes["V2"].rungs), codes["V2"].rungs[0]) == (7, "Coercion")
    spoken_to = {principle for code in book.codes for principle in code.principles}
    assert {one.code for one in book.principles} - spoken_to == {"P1", "P8"}


def test_a_question_raises_the_codes_whose_cues_it_holds(book: Codebook) -> None:
    asked = ["Have charges put you off?", "How many miles do you travel?", "What works well?", ""]
    assert list(questions_raising(book, asked).itertuples(index=False, name=None)) == [
        ("Have charges put you off?", "C1"),
        ("How many miles do you travel?", "C2"),
    ]
