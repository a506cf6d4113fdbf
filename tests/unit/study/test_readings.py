"""A reading holds for the words that were read, in any order, and lapses when they change."""

from __future__ import annotations

import pandas as pd

from insight.disclosure import why_draft
from insight.store import Ledger, StudyKey
from insight.store.ledger import Decision
from insight.study.people.readings import reading_units

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
DOCUMENTS = pd.DataFrame(
    {"document_id": ["d1", "d2", "d3"], "source": ["one.txt", "two.txt", "answers.csv"]}
)
SEGMENTS = pd.DataFrame(
    {
        "segment_id": ["s1", "s2", "s3", "s4"],
        "document_id": ["d1", "d1", "d2", "d3"],
        "source_name": ["talks", "talks", "talks", "survey"],
        **dict.fromkeys(["attribution", "target_org", "language", "set_aside", "same_as"], ""),
        "question_asked": ["", "Hello?", "", "What works?"],
        "text": ["We met [person 1].", "Hello.", "It rained.", "No."],
    }
)


def test_a_file_counts_as_read_until_its_text_changes(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    first = reading_units(DOCUMENTS, SEGMENTS, ledger, KEY)
    assert set(first["reading"]) == {"unread"}
    ledger.append(
        Decision("read", unit, digest, "A. Reader", "2026-04-01")
        for unit, digest in zip(first["unit"], first["digest"], strict=True)
    )
    again = reading_units(DOCUMENTS.iloc[::-1], SEGMENTS.iloc[::-1], ledger, KEY)
    assert set(again["reading"]) == {"read"}
    assert why_draft(again) == ()

    redacted = SEGMENTS.assign(text=SEGMENTS["text"].replace("It rained.", "It [weather]."))
    states = reading_units(DOCUMENTS, redacted, ledger, KEY)
    assert states.set_index("source")["reading"].to_dict() == {
        "answers.csv": "read",
        "one.txt": "read",
        "two.txt": "changed",
    }
    assert why_draft(states) == ("talks: 1 of 2 files changed since they were read",)


def test_the_ledger_holds_no_words(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    units = reading_units(DOCUMENTS, SEGMENTS, ledger, KEY)
    ledger.append(
        [Decision("read", units["unit"][0], units["digest"][0], "A. Reader", "2026-04-01")]
    )
    assert not [text for text in SEGMENTS["text"] if text in ledger.path.read_text("utf-8")]
