"""Bytes to characters: no word changes."""

from __future__ import annotations

import pytest

from insight.corpus.formats.encoding import decode
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
