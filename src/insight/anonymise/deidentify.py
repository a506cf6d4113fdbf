"""What leaves this room: segments without identifiers, speakers in coarse terms, counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

import numpy as np
import pandas as pd

from insight.schemas import DECLINED, DeidentifiedSegments, DeidentifiedSpeakers, validate

NOT_STATED = "not stated"
_BANDS = ((0, 24, "under 25"), (25, 44, "25-44"), (45, 64, "45-64"), (65, 200, "65+"))
_SEXES = {"f": "female", "m": "male", "woman": "female", "man": "male"}
_ANOTHER_SEX = frozenset(("non-binary", "nonbinary", "non binary", "other", "intersex", "x"))
_YES = frozenset(("yes", "y", "true", "1", "disabled"))
_NO = frozenset(("no", "n", "false", "0", "not disabled"))
_ETHNIC_GROUPS = ("white", "asian", "black", "mixed", "other")


def replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """`text` with each span (start, end, replacement) replaced; what overlaps goes as one.

    >>> replaced("I rang Ada Ives.", [(7, 15, "[person 1]")])
    'I rang [person 1].'
    """
    pieces: list[str] = []
    reached = 0
    for start, end, put in sorted(spans):
        if start >= reached:
            pieces += [text[reached:start], put]
        reached = max(reached, end)
    return "".join([*pieces, text[reached:]])


def deidentify(
    segments: pd.DataFrame,
    speakers: pd.DataFrame,
    documents: pd.DataFrame,
    identifiers: pd.DataFrame,
    read_documents: Collection[str],
) -> pd.DataFrame:
    """`DeidentifiedSegments`: rejected identifiers stay in the text, all others are replaced.

    A question that was itself said is shown as de-identified there; a survey's question is shown as
    it is. Documents in `read_documents` were read by a person, the others are only "detected".
    """
    valid = identifiers[identifiers["decision"] != "rejected"]
    spans: dict[str, list[tuple[int, int, str]]] = {}
    columns = (valid[name] for name in ("segment_id", "start", "end", "replacement"))
    for segment_id, start, end, put in zip(*columns, strict=True):
        spans.setdefault(segment_id, []).append((start, end, put))
    clean = {
        segment_id: replaced(text, spans.get(segment_id, []))
        for segment_id, text in zip(segments["segment_id"], segments["text"], strict=True)
    }
    about = documents[["document_id", "source_name", "kind", "mode", "sampling", "wave"]]
    voices = speakers[["speaker_id", "role", "stakeholder_groups"]]
    joined = segments.merge(about, on="document_id", validate="many_to_one").merge(
        voices, on="speaker_id", validate="many_to_one"
    )
    asked = joined["question_segment_id"].map(clean)
    return validate(
        DeidentifiedSegments,
        joined.assign(
            text=joined["segment_id"].map(clean),
            question_asked=asked.where(
                joined["question_segment_id"] != "", joined["question_asked"]
            ),
            n_redactions=[len(spans.get(segment_id, ())) for segment_id in joined["segment_id"]],
            state=np.where(joined["document_id"].isin(set(read_documents)), "read", "detected"),
        ).drop(columns=["start", "end", "question_segment_id", "starts_at", "ends_at"]),
    )


def deidentify_speakers(
    speakers: pd.DataFrame,
    documents: pd.DataFrame,
    segments: pd.DataFrame,
    areas: pd.DataFrame | None,
) -> pd.DataFrame:
    """`DeidentifiedSpeakers`: names, labels and postcodes gone, attributes in a short vocabulary.

    Those who answered or are spoken of; interviewers are left out. Ages fall into under 25, 25-44,
    45-64 and 65+; what is outside the vocabulary is "not stated", and who was asked and would
    rather not tell stays apart as "prefer not to say". Mode and sampling are those of the documents
    that a speaker's segments are in; of somebody who left everything blank, and yet was asked,
    those of the source.
    """
    heard = speakers[speakers["role"] != "interviewer"]
    said_in = segments[["speaker_id", "document_id"]].merge(
        documents[["document_id", "mode", "sampling"]], on="document_id", validate="many_to_one"
    )
    own = said_in.sort_values(["speaker_id", "document_id"]).drop_duplicates("speaker_id")
    of_source = documents.sort_values("document_id").drop_duplicates("source_name")
    joined = heard.merge(own[["speaker_id", "mode", "sampling"]], on="speaker_id", how="left")
    for name in ("mode", "sampling"):
        by_source = joined["source_name"].map(of_source.set_index("source_name")[name])
        joined[name] = joined[name].fillna(by_source)
    if areas is None:
        no_area = pd.Series(pd.NA, index=joined.index, dtype="Int64")
        placed = joined.assign(quintile=no_area, rural_urban="", link_status="no_place_given")
    else:
        columns = ["speaker_id", "quintile", "rural_urban", "link_status"]
        placed = joined.merge(areas[columns], on="speaker_id", how="left", validate="one_to_one")
        placed["rural_urban"] = placed["rural_urban"].fillna("")
        placed["link_status"] = placed["link_status"].fillna("no_place_given")
    return validate(
        DeidentifiedSpeakers,
        placed.assign(
            age_band=_coarse(placed["age_band"], coarse_age),
            sex=_coarse(placed["sex"], _sex),
            ethnicity=_coarse(placed["ethnicity"], _ethnic_group),
            disability=_coarse(placed["disability"], _yes_or_no),
            quintile=placed["quintile"].astype("Int64"),
        )[list(DeidentifiedSpeakers.to_schema().columns)],
    )


def _coarse(told: pd.Series, coarse: Callable[[str], str]) -> pd.Series:
    """`told` in a short vocabulary; "prefer not to say" is kept apart from what nobody told."""
    return told.map(lambda value: DECLINED if value == DECLINED else coarse(value))


def coarse_age(told: str) -> str:
    """The broad band that an age, or a narrower band, lies in; "not stated" where it lies in none.

    >>> coarse_age("65-74"), coarse_age("32"), coarse_age("75+"), coarse_age("40-49")
    ('65+', '25-44', '65+', 'not stated')
    """
    said = told.strip().casefold()
    years = [int(figures) for figures in re.findall(r"\d+", said)]
    if not years:
        return NOT_STATED
    low, high = years[0], years[-1]
    if len(years) == 1 and re.search(r"\+|over|older|above|more", said):
        high = 200
    if len(years) == 1 and re.search(r"under|below|younger|less", said):
        low, high = 0, years[0] - 1
    return next((name for least, most, name in _BANDS if least <= low and high <= most), NOT_STATED)


def _sex(told: str) -> str:
    said = told.strip().casefold()
    said = "another" if said in _ANOTHER_SEX else _SEXES.get(said, said)
    return said if said in ("female", "male", "another") else NOT_STATED


def _yes_or_no(told: str) -> str:
    said = told.strip().casefold()
    return "yes" if said in _YES else "no" if said in _NO else NOT_STATED


def _ethnic_group(told: str) -> str:
    said = told.strip().casefold()
    return next((group for group in _ETHNIC_GROUPS if said.startswith(group)), NOT_STATED)
