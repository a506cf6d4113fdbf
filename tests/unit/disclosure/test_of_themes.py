"""What is told of themes is told of released ones alone; no heading speaks for a hidden one."""

from __future__ import annotations

import pandas as pd

from insight.disclosure import publish
from insight.settings import DisclosureSettings

THEMES = pd.DataFrame(
    {
        "theme_id": [0, 1, 2],
        "label": ["buses", "letters", "a rare story"],
        "keywords": ["bus", "letter", "rare"],
        "status": "candidate",
        "n_segments": [40, 30, 2],
        "n_speakers": [30, 20, 2],  # fewer than five people share the last one
        "repeatability": 0.8,
        "coherence": 0.5,
    }
)
QUALITY = pd.DataFrame({"theme_id": [-1, 0, 1, 2], "said": ["", *["fragile"] * 3]}).assign(
    speakers=0.5, speakers_low=0.4, speakers_high=0.6, by_chance=0.1, seeds=0.9, bootstraps=50,
    npmi=0.1, c_v=0.4, diversity=0.8,
)  # fmt: skip
HEADINGS = pd.DataFrame(
    {"theme_id": [0, 1, 2], "parent": [0, 1, 1], "parent_label": ["Roads", "Rare", "Rare"]}
)


def test_a_withheld_theme_is_told_of_nowhere():
    tables = {"themes": THEMES, "theme_quality": QUALITY, "theme_headings": HEADINGS}
    released = publish(tables, DisclosureSettings())
    assert released["theme_quality"]["theme_id"].tolist() == [-1, 0, 1]
    headings = released["theme_headings"].set_index("theme_id")["parent_label"].to_dict()
    assert headings == {0: "Roads", 1: ""}  # the other heading is made of its words too
