"""Only declared tables and columns go through `publish`. All values are invented."""

from __future__ import annotations

import pandas as pd
import pytest

from insight.disclosure import publish
from insight.disclosure.described import COUNTS, SOURCES, THEMES
from insight.disclosure.publish import DESCRIPTIONS
from insight.errors import InsightError
from insight.schemas import TABLES, columns_of
from insight.settings import DisclosureSettings

DEFAULT = DisclosureSettings()
WORD = "Nobblethwaite"
OF_A_STUDY = {"themes", "sources", "redactions", "links", "rungs", "passages"}
"""Told rounded; see `publish`."""
WHOLE = {**DESCRIPTIONS, **COUNTS, "sources": SOURCES, "themes": THEMES}


def row(columns: tuple[str, ...], **told: object) -> pd.DataFrame:
    """One row of numbers, but for what is told."""
    return pd.DataFrame([dict.fromkeys(columns, 0) | told])


def test_a_table_that_is_not_to_be_published_does_not_pass() -> None:
    inside = {name for name, table in TABLES.items() if table._custody != "publishable"}
    inside -= {*DESCRIPTIONS, *OF_A_STUDY}
    assert {"sensitivity", "speaker_areas", "speakers", "codings", "memos"} <= inside
    tables = {name: row(tuple(columns_of(TABLES[name]))).astype(str) for name in inside}
    tables = {name: frame.replace("0", WORD) for name, frame in tables.items()}
    released = publish({**tables, "by nobody": row((WORD,))}, DEFAULT)
    assert not set(released) & {*inside, "by nobody"}
    assert not any(WORD in frame.to_csv() for frame in released.values())


@pytest.mark.parametrize("name", sorted({*DESCRIPTIONS, *COUNTS, "sources"}))
def test_a_column_that_nobody_declared_does_not_pass(name: str) -> None:
    declared = WHOLE[name]
    texts = {one: "act" for one in ("parent_label", "source_name") if one in declared}
    tables = {name: row(declared, **texts, **{WORD: WORD})}
    if name == "claims":  # Only documents claim anything.
        tables["sources"] = row(SOURCES, name="act", mode="document")
    told = publish({**tables, "themes": a_theme()}, DEFAULT)[name]
    assert list(told.columns) == list(declared)
    assert len(told) == 1


@pytest.mark.parametrize(
    ("name", "column"), [(name, one) for name, columns in WHOLE.items() for one in columns]
)
def test_a_table_without_one_of_its_columns_is_refused_by_name(name: str, column: str) -> None:
    with pytest.raises(InsightError, match=f"table {name} may not leave: no column {column}$"):
        publish({name: row(WHOLE[name]).drop(columns=column)}, DEFAULT)


def a_theme() -> pd.DataFrame:
    """Theme 0, of twenty people."""
    told = {"theme_id": 0, "label": "", "keywords": "", "status": "candidate"}
    return pd.DataFrame([told | {"repeatability": 0.5, "n_speakers": 20}])
