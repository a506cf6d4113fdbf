"""Codings that came with a project: led to the de-identified text, and to the study's codes."""

from __future__ import annotations

import pandas as pd

from insight.coding import Codebook, decided, project_codings
from insight.coding.book import Code

BOOK = Codebook(
    "Care",
    "1",
    (
        Code("C1", "long_waits", "Waiting.", name="Long waits"),
        Code("C2", "kindness", "Being kind."),
        Code("C3", "distance", "Being far."),
    ),
)


def tables(*codings: tuple[str, int, int, str, str]) -> tuple[pd.DataFrame, ...]:
    """Codings (segment, start, end, code, coder) of two texts, before and after a name went."""
    segments = pd.DataFrame(
        {
            "segment_id": ["s1", "s2", "s3", "s4"],
            "document_id": ["d1", "d1", "d1", "d2"],
            "text": ["Mo said we wait weeks", "They were kind", "It rained", "Far away"],
        }
    )
    identifiers = pd.DataFrame(
        {
            "segment_id": ["s1"],
            "start": [0],
            "end": [2],
            "replacement": ["[person 1]"],
            "decision": ["auto"],
        }
    )
    clean = segments.assign(
        text=["[person 1] said we wait weeks", *segments["text"][1:]], role="participant"
    )
    names = ["segment_id", "start", "end", "code", "coder"]
    told = pd.DataFrame(codings, columns=names).assign(coded_on="2026-03-02")
    return told, segments, clean, identifiers


def test_codes_are_known_by_short_name_label_or_title() -> None:
    told = tables(
        ("s1", 8, 21, "long_waits", "Ann"),
        ("s2", 0, 4, "c2_kindness", "Ann"),
        ("s3", 0, 9, "c3", "Ann"),
    )
    found, _ = project_codings(*told, BOOK)
    assert dict(zip(found["segment_id"], found["code"], strict=True)) == {
        "s1": "C1",
        "s2": "C2",
        "s3": "C3",
    }
    words = dict(zip(told[2]["segment_id"], told[2]["text"], strict=True))
    spans = [words[row.segment_id][row.start : row.end] for row in found.itertuples()]
    assert spans == ["we wait weeks", "They", "It rained"]


def test_who_codes_in_a_text_has_read_it_and_no_other() -> None:
    told = tables(("s1", 8, 21, "long_waits", "Ann"), ("s2", 0, 4, "kindness", "Ann"))
    found, notes = project_codings(*told, BOOK)
    assert set(found.loc[found["decision"] == "none", "segment_id"]) == {"s3"}
    assert list(decided(found)["code"]) == ["C1", "C2"]
    assert any("C3" in note and "absence" in note for note in notes)


def test_somebody_who_coded_a_word_in_passing_has_not_read_the_rest() -> None:
    told = tables(
        ("s1", 8, 21, "long_waits", "Ann"),
        ("s2", 0, 4, "kindness", "Ann"),
        ("s3", 0, 9, "distance", "Ann"),
        ("s1", 8, 21, "kindness", "Bea"),
    )
    found, _ = project_codings(*told, BOOK)
    assert list(found.loc[found["coder"] == "Bea", "segment_id"]) == ["s1"]


def test_codes_outside_the_codebook_are_told_and_count_nowhere() -> None:
    told = tables(("s1", 8, 21, "long_waits", "Ann"), ("s2", 0, 4, "weather", "Ann"))
    found, notes = project_codings(*told, BOOK)
    assert set(found["code"]) == {"", "C1"}
    assert any("1 codings of 1 codes" in note and "weather" in note for note in notes)


def test_without_a_codebook_the_note_says_what_to_do() -> None:
    found, notes = project_codings(*tables(("s1", 8, 21, "long_waits", "Ann")), None)
    assert found.empty
    assert "name a codebook" in notes[0]
