"""Turns that people marked, written in every layout and read back: right speaker, right words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from pathlib import Path

import pandas as pd
import pytest

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import Transcript

from .renderers import RENDERED, Said

GOLD = Path(__file__).parents[3] / "../shared/data/transcripts/gold_turns_pohi_dev.parquet"
LEAST_RIGHT = 0.99

pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason="the gold is not on this machine")


@cache
def gold() -> dict[str, list[tuple[str, str]]]:
    """(speaker, words) of each document; paragraphs parted by line breaks."""
    table = pd.read_parquet(GOLD) if GOLD.is_file() else pd.DataFrame(columns=["doc"])
    said = table[~table["event"] & table["speaker"].notna()] if len(table) else table
    return {
        str(document): [(t.speaker, t.text.replace("\n\n", "\n")) for t in turns.itertuples()]
        for document, turns in said.groupby("doc")
    }


def called(said: Said, how: str) -> list[tuple[str, str]]:
    """`said` under other labels: as Teams writes names, as codes, as roles, as numbers."""
    names = list(dict.fromkeys(label for label, _ in said))
    new = {}
    for number, name in enumerate(names):
        first, last = name.split()[0], name.split()[-1]
        new[name] = {
            "names": name,
            "surname first": f"{last}, {first} (Harbour Team)",
            "codes": "INT" if number == 0 else f"P{number}",
            "roles": "Interviewer 1" if number == 0 else f"Participant {number}",
            "speakers": f"Speaker {number + 1}",
            "capitals": name.upper(),
        }[how]
    return [(new[label], text) for label, text in said]


def merged(said: Said) -> list[tuple[str, str]]:
    """One turn where one speaker goes on; white space collapsed."""
    return [
        (label, " ".join(" ".join(text for _, text in turns).split()))
        for label, turns in groupby(said, key=lambda turn: turn[0])
    ]


def right(wanted: Sequence[tuple[str, str]], read: Sequence[tuple[str, str]]) -> float:
    """Share of the turns, of both sides, that are the same turn in the same order."""
    blocks = SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(len(wanted), len(read))


@pytest.mark.parametrize(
    ("layout", "ending", "render", "labels"),
    RENDERED,
    ids=[f"{render.__name__}-{labels}" for _, _, render, labels in RENDERED],
)
def test_marked_turns_come_back_from_every_layout(
    layout: str, ending: str, render: object, labels: str
) -> None:
    for document, turns in gold().items():
        said = called(turns, labels)
        raw = render(said)  # type: ignore[operator]
        found = read_content(raw, ending, f"talk{ending}", Hints())
        assert isinstance(found, Transcript), document
        assert found.layout == layout
        read = merged([(turn.label, turn.text) for turn in found.turns])
        assert right(merged(said), read) >= LEAST_RIGHT, document
