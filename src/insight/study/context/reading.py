"""Reading segments where they were said: any table with `segment_id`, opened in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.review.reading import Reading, Spoken
from insight.study.context.find import IN_ORDER, Found

if TYPE_CHECKING:
    from insight.review.widget import Reader
    from insight.study.opened import OpenedStudy

_WHERE = "in_context"
_ACCESS = "de-identified words read in a notebook"


def in_context(study: OpenedStudy, what: Found | pd.DataFrame) -> Reader:
    """A reader of the segments in `what`, to be shown in a notebook, which saves none of them.

    `what` is what `find` found, or any table with segment_id; its start and end, where it has
    them, say what to mark. That somebody reads is recorded in the log of access. InputError where
    a segment is not in the study, or JupyterLab's widgets are not installed.
    """
    try:
        from insight.review.widget import Reader
    except ImportError:
        raise InputError(
            "what notebooks need is not installed",
            where=_WHERE,
            remedy='install it: pip install "insight[notebooks]"',
        ) from None
    made = reading(study, what.places if isinstance(what, Found) else what)
    study.custody.record(_ACCESS)
    return Reader(made)


def reading(study: OpenedStudy, table: pd.DataFrame) -> Reading:
    """What the reader of `table` is handed, in the order of the conversations."""
    segments = _in_order(study.tables["deidentified_segments"])
    return Reading(
        spoken=_spoken(study, segments),
        talks={str(talk): list(ids) for talk, ids in segments.groupby("talk")["segment_id"]},
        places=_places(table, segments),
        names=_names(study),
    )


def _in_order(segments: pd.DataFrame) -> pd.DataFrame:
    """`segments` as they were said, with `talk`: a document, or all that one person answered."""
    answers = segments["kind"] == "survey"
    talk = segments["document_id"].mask(answers, segments["speaker_id"])
    ordered = segments.assign(talk=talk).sort_values(IN_ORDER, ignore_index=True)
    return ordered.assign(at=ordered.groupby("talk").cumcount())


def _places(table: pd.DataFrame, segments: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Segment, start and end of each row of `table`, a place once."""
    if "segment_id" not in table.columns:
        raise InputError(
            "this table has no segments",
            where=_WHERE,
            remedy="hand over a table with the column segment_id",
        )
    unknown = ~table["segment_id"].isin(segments["segment_id"])
    if unknown.any():
        raise InputError(
            f"{int(unknown.sum())} segments that are not in this study",
            where=_WHERE,
            remedy="make the table anew from the tables of the last run",
        )
    wanted = [name for name in ("segment_id", "start", "end") if name in table.columns]
    asked = table[wanted].reindex(columns=["segment_id", "start", "end"]).drop_duplicates()
    whole = segments[["segment_id"]].assign(length=segments["text"].str.len())
    # The order is that of `segments`, whichever way round the rows came.
    placed = whole.merge(asked, on="segment_id")
    start, end = placed["start"].fillna(0), placed["end"].fillna(placed["length"])
    placed = placed.assign(
        rank=placed["segment_id"].map({one: at for at, one in enumerate(segments["segment_id"])}),
        start=start.clip(0, placed["length"]).astype("int64"),
        end=end.clip(0, placed["length"]).astype("int64"),
    ).sort_values(["rank", "start", "end"])
    return list(placed[["segment_id", "start", "end"]].itertuples(index=False, name=None))


def _spoken(study: OpenedStudy, segments: pd.DataFrame) -> dict[str, Spoken]:
    from insight.coding import decided

    placed = study.tables["segment_themes"].query("theme_id >= 0")
    themes = _several(placed.assign(theme_id=placed["theme_id"].astype("str")), "theme_id")
    codes = _several(decided(study.tables["codings"]), "code")
    voices = segments.groupby("talk")["speaker_id"].transform(lambda own: pd.factorize(own)[0])
    return {
        row["segment_id"]: Spoken(
            text=row["text"],
            who=_who(row["role"], int(voice) + 1, row["stakeholder_groups"]),
            talk=row["talk"],
            at=row["at"],
            source=row["source_name"],
            groups=tuple(filter(None, row["stakeholder_groups"].split(";"))),
            question=row["question_asked"],
            is_read=row["state"] == "read",
            themes=themes.get(row["segment_id"], ()),
            codes=codes.get(row["segment_id"], ()),
        )
        for row, voice in zip(segments.to_dict("records"), voices, strict=True)
    }


def _several(table: pd.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    """By segment all it has of a column, sorted."""
    return {
        str(segment): tuple(sorted(set(own)))
        for segment, own in table.groupby("segment_id")[column]
    }


def _who(role: str, number: int, groups: str) -> str:
    """Who speaks: the interviewer, or a number within the conversation and the groups."""
    if role == "interviewer":
        return "Interviewer"
    named = groups.replace(";", " and ").replace("_", " ")
    spoken = f"Speaker {number}" if role == "participant" else "Statement"
    return f"{spoken} ({named})" if named else spoken


def _names(study: OpenedStudy) -> dict[str, str]:
    """What themes and codes are called, by kind and id."""
    themes = study.tables["themes"]
    told = {
        f"theme {theme}": f"{theme} {label}"
        for theme, label in zip(themes["theme_id"], themes["label"], strict=True)
    }
    codes = study.codebook.codes if study.codebook else ()
    return told | {f"code {one.code}": f"{one.code} {one.title}" for one in codes}
