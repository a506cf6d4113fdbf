"""Bytes to characters, and what programs do to them; no word changes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.corpus.formats.encoding import decode
from insight.corpus.words.cleaning import clean
from insight.errors import SourceError

WORDS = "Café costs £9 – “too much” for Zoë"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_an_encoding_is_recognised_and_gives_the_same_bytes_back(encoding: str) -> None:
    raw = WORDS.encode(encoding)
    decoded = decode(raw, "file.txt")
    assert decoded.text == WORDS
    assert decoded.encode(WORDS) == raw


def test_only_what_is_not_utf_8_is_worth_a_note() -> None:
    assert decode(WORDS.encode(), "f").notes == ()
    assert decode(WORDS.encode("cp1252"), "f").notes == ("read as cp1252",)


def test_an_encoding_that_is_told_and_does_not_fit_is_an_error() -> None:
    with pytest.raises(SourceError, match="cannot be read in the encoding utf-8"):
        decode(WORDS.encode("cp1252"), "file.txt", "utf-8")
    with pytest.raises(SourceError, match="cannot be read in the encoding klingon"):
        decode(b"words", "file.txt", "klingon")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04rest", "a Word or Excel file"),
        (b"%PDF-1.7 rest", "a PDF"),
        (b"some\x00\x01\x02words", "not text"),
        (b"\x81\x8d\x8f caf\xe9", "no encoding that can be recognised"),
    ],
)
def test_what_is_no_text_is_refused_by_name(raw: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        decode(raw, "survey.csv")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the cafÃ© wasnâ€™t open", "the café wasn't open"),
        ("“Aye”, she said, ‘it’s done’", "\"Aye\", she said, 'it's done'"),
        ("soft\u00adhyphen zero\u200bwidth\ufeff", "softhyphen zerowidth"),
        ("a\u00a0wide\u2009space", "a wide space"),
        ("fish &amp; chips &pound;3 AT&T R&D;", "fish & chips £3 AT&T R&D;"),
        ("two\r\nlines\rthree", "two\nlines\nthree"),
        ("Ma\u200drk", "Mark"),
        ("👩\u200d🦽 is one sign", "👩\u200d🦽 is one sign"),
    ],
)
def test_what_programs_did_is_undone(written: str, meant: str) -> None:
    assert clean(written, Counter()) == meant


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"], exclude_characters="&")))
def test_plain_words_are_never_changed(text: str) -> None:
    assert clean(text, Counter()) == text
