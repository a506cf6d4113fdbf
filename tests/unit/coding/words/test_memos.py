"""A memo stays until somebody mends it or strikes it out, and even then it can be read again.

What the memos say is invented.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from insight.coding.words import About, Memo, MemoBook
from insight.coding.words.memos import memo_table
from insight.errors import InputError
from insight.store import StudyKey

KEY = StudyKey(b"an invented key of a test")


def memo(text: str, about: str = "study", kind: str = "memo", replaces: str = "") -> Memo:
    said = Memo("", about, kind, "A. Reader", "2026-01-01", text, replaces)
    return Memo.written(KEY, said)


@pytest.fixture
def book(tmp_path: Path) -> MemoBook:
    return MemoBook(tmp_path / "memos.jsonl")


@pytest.mark.parametrize(
    "told", ["study", "case:p-1", "code:V1", "theme:t-1", "segment:s-1", "case:p-1+code:V1"]
)
def test_what_a_memo_is_about_is_written_as_it_is_read(told: str) -> None:
    assert str(About.read(told)) == told


@pytest.mark.parametrize(
    "told", ["", "the bus", "case:", "person:p-1", "code:V1+code:V2", "case:p-1+segment:s-1"]
)
def test_what_nobody_understands_is_refused_and_not_repeated(told: str) -> None:
    with pytest.raises(InputError) as refused:
        About.read(told, "row 3")
    assert str(refused.value).startswith("row 3: this is nothing that a memo can be about")
    assert not told or told not in str(refused.value).split(";")[0]


def test_a_mended_memo_stands_in_the_place_of_the_first_which_can_still_be_read(book) -> None:
    first = memo("Fares come up a lot.")
    second = memo("Fares come up where people are older.", replaces=first.memo_id)
    book.append([first])
    book.append([second])
    assert book.standing() == [second]
    assert book.memos() == [first, second]


def test_a_memo_that_is_struck_out_stands_no_longer(book) -> None:
    first = memo("Fares come up a lot.")
    book.append([first, memo("", replaces=first.memo_id)])
    assert book.standing() == []
    assert memo_table(book.standing()).empty


def test_the_same_memo_twice_is_one(book) -> None:
    one = memo("Fares come up a lot.")
    assert book.append([one, one]) == [one]
    assert book.append([one]) == []


def test_the_file_of_memos_is_for_its_owner_alone(book) -> None:
    book.append([memo("Fares come up a lot.")])
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600


def test_who_withdraws_takes_every_version_of_a_memo_along(book) -> None:
    first = memo("She travels with her son.", about="case:p-1")
    second = replace(memo("Family helps.", replaces=first.memo_id), about="case:p-2")
    other = memo("Fares come up a lot.")
    book.append([first, second, other])
    assert book.without(lambda one: one.about == "case:p-1") == 2
    assert book.memos() == [other]


def test_a_line_that_is_no_memo_is_told_by_its_number_and_not_by_what_it_says(book) -> None:
    book.append([memo("Fares come up a lot.")])
    with book.path.open("a", encoding="utf-8") as file:
        file.write('{"text": "Wrexolby"}\n')
    with pytest.raises(InputError, match=r"memos.jsonl, line 2: not a memo") as refused:
        book.memos()
    assert "Wrexolby" not in str(refused.value)
