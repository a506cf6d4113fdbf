"""Deviant cases: who speaks against what most say of a code or theme; a person judges each.

A finding is sought to be refuted by its own data before it is believed. What is proposed here is
where to look, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from insight.coding.words.matrix import code_spans

PER_SUBJECT = 3
COLUMNS = ["about", "why"]
_SIGNS = {"-": "criticism, where most praise", "+": "praise, where most criticise"}
_FAR = "far from the middle of its theme"


def deviant_cases(
    codings: pd.DataFrame,
    segments: pd.DataFrame,
    exemplars: pd.DataFrame,
    keys: Mapping[int, str],
    per_subject: int = PER_SUBJECT,
) -> pd.DataFrame:
    """Segments to look at, COLUMNS: about (segment and code, or segment and theme) and why.

    Of a code: segments whose valence is against that of most people who speak to it, each person
    counted once a side; people's codings go before a machine's, and nobody is proposed twice before
    all others were once. No majority, no proposal. Of a theme: its dissenting exemplars; `keys`
    leads from their theme_id to the theme's key.
    """
    said = segments[segments["role"] == "participant"][["segment_id", "speaker_id", "text"]]
    spans = code_spans(codings).merge(said, on="segment_id")
    spans = spans[spans["valence"].isin(list(_SIGNS))]
    rows: list[tuple[str, str]] = []
    for code, own in spans.groupby("column", sort=True):
        people = own.groupby("valence")["speaker_id"].nunique()
        praise, criticism = int(people.get("+", 0)), int(people.get("-", 0))
        if praise != criticism:
            against = "-" if praise > criticism else "+"
            of_few = own[own["valence"] == against]
            ids = _spread(of_few, per_subject)
            rows += [(f"segment:{one}+code:{code}", _SIGNS[against]) for one in ids]
    shown = exemplars[(exemplars["why"] == "dissenting") & exemplars["theme_id"].isin(list(keys))]
    pairs = zip(shown["theme_id"], shown["segment_id"], strict=True)
    rows += [(f"segment:{one}+theme:{keys[theme]}", _FAR) for theme, one in sorted(pairs)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _spread(spans: pd.DataFrame, most: int) -> list[str]:
    """At most `most` segments, people's codings first, of as many speakers as can be."""
    once = spans.assign(suggested=spans["coder"] == "machine").sort_values(
        ["suggested", "text", "segment_id"]
    )
    once = once.drop_duplicates("segment_id")
    turn = once.groupby("speaker_id").cumcount()
    return list(once.assign(turn=turn).sort_values(["turn"], kind="stable")["segment_id"][:most])
