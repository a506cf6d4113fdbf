"""Codes from files and from the screen, by the same person: the later decision counts."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.coding import Marks, Seen, code_decision, noted_codings, read_decision
from insight.coding.people.together import together
from insight.schemas import Codings, validate
from insight.store import StudyKey

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TEXT = "They listened."
SEGMENTS = pd.DataFrame({"segment_id": ["s1"], "text": [TEXT]})


def written(on: str, code: str = "C3", valence: str = "") -> pd.DataFrame:
    row = {
        "segment_id": "s1",
        "start": 0,
        "end": 4 if code else 0,
        "code": code,
        "coder": "ann",
        "round": 1,
        "decision": "applied" if code else "none",
        "probability": None,
        "valence": valence,
        "rung_claimed": None,
        "rung_experienced": None,
        "attribution": "",
        "target_org": "",
        "sampling_probability": None,
        "decided_on": on,
    }
    return validate(Codings, pd.DataFrame([row]))


def on_screen(*, withdrawn: bool = False, valence: str = "", coded: bool = True):
    seen = Seen("s1", TEXT, "ann", "2026-05-04")
    marks = Marks(valence)
    told = [code_decision(seen, KEY, "C3", 0, 4, marks=marks, withdrawn=withdrawn)]
    return noted_codings(told if coded else [read_decision(seen, KEY)], SEGMENTS, None, KEY)


@pytest.mark.parametrize(
    ("file", "screen", "found", "told"),
    [
        (written(""), on_screen(), ["C3"], 0),
        (written("2026-05-05", valence="-"), on_screen(valence="+"), ["C3-"], 1),
        (written("2026-05-03", valence="-"), on_screen(valence="+"), ["C3+"], 1),
        (written("", valence="-"), on_screen(valence="+"), ["C3+"], 1),
        (written("2026-05-04"), on_screen(withdrawn=True), [], 1),
        (written("2026-05-05"), on_screen(withdrawn=True), ["C3"], 1),
        (written("2026-05-05", code=""), on_screen(), [""], 1),
        (written("", code=""), on_screen(), ["C3"], 1),
        (written("", code="C4"), on_screen(coded=False), ["C4"], 0),
        (written("", code="C4"), on_screen(), ["C3", "C4"], 0),
    ],
)
def test_of_two_decisions_on_one_matter_the_later_counts_and_is_told(file, screen, found, told):
    codings, notes = together(file, screen)
    assert [row.code + row.valence for row in codings.itertuples()] == found
    assert [note.split(" codes")[0] for note in notes] == [str(told)] * bool(told)
