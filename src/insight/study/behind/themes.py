"""What the rows that are about candidate themes count."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.study.behind.figures import asked, mentioned
from insight.study.behind.walked import Number

if TYPE_CHECKING:
    from insight.study.behind.material import Material

Row = Mapping[Hashable, Any]
_COLUMNS = {"question": "question_asked", "wave": "wave", "order": "third"}


def view(material: Material, row: Row) -> Iterator[Number]:
    """Rows of theme_views: who speaks of a theme in one question, wave or third of a talk."""
    found = _told(material, row)
    found = found[found[_COLUMNS[row["view"]]] == row["part"]]
    yield asked("n_asked", row, _asked(material, row)["speaker_id"])
    yield mentioned("n_mentioning", row, found)


def only(material: Material, row: Row) -> Iterator[Number]:
    """Rows of theme_only: the people of one group who alone speak of a theme."""
    people = _asked(material, row)
    groups = people["stakeholder_groups"].str.split(";")
    own = people[groups.map(lambda each: row["group"] in each)]
    yield asked("n_asked", row, people["speaker_id"])
    yield asked("n_group", row, own["speaker_id"])
    yield mentioned("n_mentioning", row, _told(material, row))


def theme(material: Material, row: Row) -> Iterator[Number]:
    """Rows of themes: the segments whose main theme it is, and whose they are."""
    from insight.themes import main_themes

    main = main_themes(material.study.tables["segment_themes"])
    own = main.loc[main["theme_id"] == row["theme_id"], "segment_id"]
    segments = material.evidence.segments
    found = segments[segments["segment_id"].isin(own)]
    yield mentioned("n_segments", row, found, "segments")
    yield mentioned("n_speakers", row, found)


def _told(material: Material, row: Row) -> pd.DataFrame:
    """Segments of participants of the row's source that are in its theme."""
    found = material.of_themes
    people = _asked(material, row)["speaker_id"]
    of_theme = (found["source_name"] == row["source_name"]) & (found["theme_id"] == row["theme_id"])
    told: pd.DataFrame = found[of_theme & found["speaker_id"].isin(people)]
    return told


def _asked(material: Material, row: Row) -> pd.DataFrame:
    return material.asked_by_source[str(row["source_name"])]
