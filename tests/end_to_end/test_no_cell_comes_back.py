"""No hidden figure of the demonstration can be worked out from all that is released of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from unit.disclosure.attack import Reader, Rules, leaks, read

HIDDEN_AT_LEAST = 1_000


def released(folder: Path) -> dict[str, pd.DataFrame]:
    """The released tables as anybody opens them, texts as texts."""
    tables = {}
    for path in sorted((folder / "data" / "processed" / "released").glob("*.csv")):
        table = pd.read_csv(path, encoding="utf-8-sig")
        told = table.select_dtypes(["object", "str"]).columns
        tables[path.stem] = table.assign(**{name: table[name].fillna("") for name in told})
    return tables


def test_no_suppressed_cell_of_the_demonstration_is_known_within_its_protection(finished: Path):
    tables = released(finished)
    prevalence = tables["theme_prevalence"].astype({"subject_id": "str"})
    hidden, found = 0, {}
    # A subject at a time, with everything that is told of people beside it.
    for _, rows in prevalence.groupby(["subject", "subject_id"]):
        reader = Reader()
        sought = read(reader, {**tables, "theme_prevalence": rows}, Rules())
        hidden += len(sought)
        found |= leaks(reader, sought)
    assert hidden > HIDDEN_AT_LEAST
    assert found == {}
