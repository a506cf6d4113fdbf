"""The framework matrix: what each case says to each code or theme, in a researcher's summary.

Ritchie J, Spencer L (1994), Qualitative data analysis for applied policy research, in Bryman A,
Burgess RG (eds), Analyzing qualitative data, doi:10.4324/9780203413081: a row a case, a column
a theme, and in each cell a summary that stays linked to the words it is made of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.coding.people.human import MACHINE, decided

MOST_CASES = 200
"""Cases in one matrix: nobody reads more rows of summaries, and a workbook grows slow."""
BY = ("code", "theme")
CASE_COLUMNS = ["speaker_id", "source_name", "mode", "stakeholder_groups"]
SPAN_COLUMNS = [
    *("speaker_id", "column", "segment_id", "start", "end"),
    *("coder", "valence", "question_asked", "text"),
]
_MODES = ("interview", "group", "survey", "document")


@dataclass(frozen=True)
class Matrix:
    """Cases (CASE_COLUMNS), ids and titles of the columns, and the spans of every cell.

    `spans` has SPAN_COLUMNS, `column` being the code or theme key, `text` the words of the span.
    `n_cases` counts all there are; those beyond MOST_CASES are not among `cases`.
    """

    by: str
    cases: pd.DataFrame
    columns: tuple[tuple[str, str], ...]
    spans: pd.DataFrame
    n_cases: int


def framework_matrix(
    by: str,
    columns: Sequence[tuple[str, str]],
    given: pd.DataFrame,
    segments: pd.DataFrame,
    summarised: Collection[str] = (),
    most: int = MOST_CASES,
) -> Matrix:
    """The matrix of all participants by `columns`, pairs of id and title, codes or themes.

    `given` : `code_spans` or `theme_spans`. `segments` : DeidentifiedSegments. Where there are more
    than `most` cases, those with a summary (`summarised`, speaker ids) come first, then interviews
    and groups before surveys, then those with most spans. Independent of row order.
    """
    said = segments[segments["role"] == "participant"]
    spans = given[given["column"].isin([name for name, _ in columns])].merge(
        said[["segment_id", "speaker_id", "position", "document_id", "question_asked", "text"]],
        on="segment_id",
    )
    spans["text"] = [
        _whole_words(text, start, end)
        for text, start, end in zip(spans["text"], spans["start"], spans["end"], strict=True)
    ]
    cases = said.groupby("speaker_id", sort=True)[CASE_COLUMNS[1:]].first().reset_index()
    n_spans = spans.groupby("speaker_id").size()
    cases = cases.assign(
        without=~cases["speaker_id"].isin(summarised),
        place=cases["mode"].map(_MODES.index),
        fewer=-cases["speaker_id"].map(n_spans).fillna(0).astype("int64"),
    )
    kept = cases.sort_values(["without", "place", "fewer", "speaker_id"]).head(most)
    shown = kept.sort_values(["place", "source_name", "stakeholder_groups", "speaker_id"])
    order = {name: place for place, (name, _) in enumerate(columns)}
    spans = spans[spans["speaker_id"].isin(shown["speaker_id"])]
    spans = spans.assign(
        row=spans["speaker_id"].map({who: n for n, who in enumerate(shown["speaker_id"])}),
        order=spans["column"].map(order),
    ).sort_values(["row", "order", "document_id", "position", "segment_id", "start", "end"])
    return Matrix(
        by,
        shown[CASE_COLUMNS].reset_index(drop=True),
        tuple(columns),
        spans[SPAN_COLUMNS].reset_index(drop=True),
        len(cases),
    )


def code_spans(codings: pd.DataFrame) -> pd.DataFrame:
    """Where codes stand that count: segment_id, column (the code), start, end, coder, valence.

    A span is told once, with all who drew it; where people read a segment, theirs alone.
    """
    counted = decided(codings).rename(columns={"code": "column"})
    by_machine = counted["basis"] == "machine-suggested"
    drawn = codings.rename(columns={"code": "column"})
    found = drawn.merge(counted.assign(machine=by_machine), on=["segment_id", "column"])
    found = found[(found["coder"] == MACHINE) == found["machine"]]
    by = ["segment_id", "column", "start", "end"]
    told = found.groupby(by, sort=True).agg(coder=("coder", _all), valence=("valence", _all))
    return told.reset_index()


def theme_spans(
    segment_themes: pd.DataFrame, segments: pd.DataFrame, keys: dict[int, str]
) -> pd.DataFrame:
    """Segments of themes, each a span of its own; as `code_spans`, `column` being the key."""
    lengths = segments.set_index("segment_id")["text"].str.len()
    own = segment_themes[segment_themes["theme_id"].isin(list(keys))]
    return pd.DataFrame(
        {
            "segment_id": own["segment_id"],
            "column": own["theme_id"].map(keys),
            "start": 0,
            "end": own["segment_id"].map(lengths),
            "coder": "",
            "valence": "",
        }
    ).reset_index(drop=True)


def _whole_words(text: str, start: int, end: int) -> str:
    """The words of `text` that the span touches.

    >>> _whole_words("They never asked us.", 7, 13)
    'never asked'
    """
    first = text.rfind(" ", 0, start + 1) + 1
    last = text.find(" ", max(end - 1, first))
    return text[first : last if last >= 0 else len(text)].strip()


def _all(told: pd.Series) -> str:
    return ", ".join(sorted(set(told) - {""}))
