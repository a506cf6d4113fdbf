"""Published transcripts: bold labels; headings, directives and stage directions are nobody's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import Transcript

TALK = """\
.. raw:: html

   <a href="x">Page</a>

   <b>still the directive</b>

Harbour hearing, 18 March 2022
==============================

*(2.00 pm)*

**Ms Ash**: Shall we begin?

.. rst-class:: indented

**Ann Fell**: I was *very* cold.

"Go home", they said.

*(A pause)*

**Ms Ash**: Thank you.
"""


def read(text: str) -> Transcript:
    found = read_content(text.encode(), ".rst", "talk.rst", Hints())
    assert isinstance(found, Transcript)
    return found


def test_turns_are_what_bold_labels_open() -> None:
    found = read(TALK)
    assert [(turn.label, turn.text) for turn in found.turns] == [
        ("Ms Ash", "Shall we begin?"),
        ("Ann Fell", 'I was very cold.\n"Go home", they said.'),
        ("Ms Ash", "Thank you."),
    ]
    assert found.held_on == "2022-03-18"


def test_what_nobody_said_is_left_out_and_told() -> None:
    reasons = Counter(left.reason for left in read(TALK).left_out)
    assert reasons == {"directive": 2, "heading": 1, "stage direction": 2}


SHARED = Path(__file__).parents[3] / "../shared/data/transcripts"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published transcripts are not on this machine")
def test_turns_and_speakers_of_the_public_inquiry_are_those_of_the_gold() -> None:
    gold = pd.read_parquet(SHARED / "gold_turns_pohi_dev.parquet")
    said = gold[~gold["event"] & gold["speaker"].notna()]
    for document, turns in said.groupby("doc"):
        found = read((SHARED / f"{document}.rst").read_text(encoding="utf-8"))
        wanted = [(t.speaker, " ".join(t.text.split())) for t in turns.itertuples()]
        read_turns = [(turn.label, " ".join(turn.text.split())) for turn in found.turns]
        assert len(read_turns) == len(wanted)
        agree = sum(one == other for one, other in zip(read_turns, wanted, strict=True))
        assert agree == len(wanted)
