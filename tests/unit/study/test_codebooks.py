"""Codebooks on the command line: shown, turned into another form, compared."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from insight.cli import app
from insight.coding import read_codebook
from insight.errors import InputError

# Invented.
OLD = """
title = "Invented"
version = "1"
[[code]]
code = "C1"
label = "cost"
definition = "Money keeps people from care."
"""
NEW = OLD.replace('code = "C1"', 'code = "M1"')


def codebook(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["codebook", *map(str, arguments)])


def test_a_codebook_goes_from_form_to_form_and_never_over_another(tmp_path: Path) -> None:
    old, sheet, back = (tmp_path / name for name in ("old.toml", "book.xlsx", "back.toml"))
    old.write_text(OLD, "utf-8")
    assert codebook("convert", old, sheet).exit_code == 0
    assert codebook("convert", sheet, back).exit_code == 0
    assert read_codebook(back) == read_codebook(old)
    again = codebook("convert", sheet, back).exception
    assert isinstance(again, InputError)
    assert "back.toml: this is there already" in str(again)


def test_differences_are_told_in_words(tmp_path: Path) -> None:
    for name, told in (("old.toml", OLD), ("new.toml", NEW)):
        (tmp_path / name).write_text(told, "utf-8")
    told = codebook("compare", tmp_path / "old.toml", tmp_path / "new.toml").stdout
    assert "C1 is called M1 now, and means the same: codings are carried over." in told
    assert "Both say that they are version 1" in told
    same = codebook("compare", tmp_path / "old.toml", tmp_path / "old.toml").stdout
    assert "The two say the same." in same


def test_the_starter_codebook_is_shown_where_none_is_named() -> None:
    assert "starter codebook, version 1" in codebook("show").stdout
