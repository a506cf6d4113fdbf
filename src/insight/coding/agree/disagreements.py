"""Where people who coded apart gave different codes, and what they settled together.

What is settled stands beside the coders' own codes, as those of a coder of its own. Figures use it;
agreement is measured on what each coder gave before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.coding.agree.votes import originals
from insight.coding.book import Codebook
from insight.coding.people.human import AGREED, MACHINE, readings
from insight.schemas import Codings, columns_of, empty, validate

KEY = ["segment_id", "round", "code"]
COLUMNS = [*KEY, "name", "definition", "text", "stretches", "gave", "did_not_give"]
YES, NO = "yes", "no"
_MARKS = ("valence", "rung_claimed", "rung_experienced", "attribution", "target_org")


def disagreements(
    codings: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """One row a segment and code that some of its readers gave it in its last round, others not.

    Columns segment_id, round, code, its name and definition, the segment's text, the stretches that
    were drawn, and who gave the code and who did not (joined by ', '). In the order of the codebook
    and, for each code, of the segments' ids.
    """
    given, readers = _last_round(codings)
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    codes = {code.code: code for code in codebook.codes}
    rows = []
    for key, coded in given[given["code"].isin(codes)].groupby(KEY):
        segment, number, name = str(key[0]), int(str(key[1])), str(key[2])
        gave, everybody = sorted(set(coded["coder"])), readers[segment]
        if len(gave) < len(everybody):
            text, code = texts[segment], codes[name]
            spans = zip(coded["start"], coded["end"], strict=True)
            drawn = sorted({_stretch(start, end, text) for start, end in spans})
            rows.append(
                {
                    "segment_id": segment,
                    "round": number,
                    "code": name,
                    "name": code.title,
                    "definition": code.definition,
                    "text": text,
                    "stretches": "\n".join(text[start:end] for start, end in drawn),
                    "gave": ", ".join(gave),
                    "did_not_give": ", ".join(one for one in everybody if one not in gave),
                }
            )
    order = {name: place for place, name in enumerate(codes)}
    rows.sort(key=lambda row: (order[str(row["code"])], str(row["segment_id"])))
    return pd.DataFrame(rows, columns=COLUMNS)


@dataclass(frozen=True)
class Settled:
    """What coders settled: a Codings table of the coder `AGREED`, and how many segments are not.

    A segment is settled when every code that its coders disagree on has an answer: `partly` counts
    those with some answers, where the coders' own codes stand until the rest is there.
    """

    codings: pd.DataFrame
    partly: int


def settled(marks: pd.DataFrame, codings: pd.DataFrame, segments: pd.DataFrame) -> Settled:
    """The codes of the segments that `marks` settle: those of all readers, and those agreed on.

    `marks` are disagreements (segment_id, round, code) with the column agreed: yes, no, or empty.
    A code stands from where the first coder's stretch of it begins to where the last one's ends;
    what was said beside it (valence, rungs and the like) stays where all who gave it say the same.
    """
    answered = marks["agreed"].isin((YES, NO)).groupby(marks["segment_id"])
    every = answered.all()
    whole = every.index[every]
    partly = int((answered.any() & ~every).sum())
    given, readers = _last_round(codings)
    lengths = dict(zip(segments["segment_id"], segments["text"].str.len(), strict=True))
    said = {
        (segment, code): agreed == YES
        for segment, code, agreed in zip(
            marks["segment_id"], marks["code"], marks["agreed"], strict=True
        )
    }
    numbers = marks.groupby("segment_id")["round"].first()
    rows = []
    for segment, coded in given[given["segment_id"].isin(whole)].groupby("segment_id"):
        kept = [
            _joined(of_code, lengths[segment])
            for code, of_code in coded.groupby("code")
            if said.get((segment, code), _everybody(of_code, readers[str(segment)]))
        ]
        nothing = {"code": "", "start": 0, "end": 0, "decision": "none"}
        rows += [
            {"segment_id": segment, "round": int(numbers[segment]), **told}
            for told in kept or [nothing]
        ]
    return Settled(_table(rows), partly)


def _last_round(codings: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, list[str]]]:
    """What was given in the last round of each segment that two people read in it; its readers."""
    people = originals(codings)
    people = people[people["coder"] != MACHINE]
    read = readings(people)
    read = read[read.groupby("segment_id")["coder"].transform("size") >= 2]
    given = people[people["code"] != ""].merge(read, on=["segment_id", "coder", "round"])
    readers = {str(one): sorted(rows["coder"]) for one, rows in read.groupby("segment_id")}
    return given, readers


def _everybody(coded: pd.DataFrame, readers: list[str]) -> bool:
    return coded["coder"].nunique() == len(readers)


def _stretch(start: int, end: int, text: str) -> tuple[int, int]:
    """A stretch, the whole text where none was drawn."""
    return (start, end) if start < end else (0, len(text))


def _joined(coded: pd.DataFrame, length: int) -> dict[str, object]:
    """One coding in the place of several coders' of one code in one segment."""
    whole = bool((coded["start"] >= coded["end"]).any())
    told: dict[str, object] = {
        "code": coded["code"].iloc[0],
        "start": 0 if whole else int(coded["start"].min()),
        "end": length if whole else int(coded["end"].max()),
        "decision": "applied",
    }
    for name in _MARKS:
        said = set(coded[name].to_list())
        if len(said) == 1 and not pd.isna(only := said.pop()):
            told[name] = only
    return told


def _table(rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        return empty(Codings)
    usual = {
        **dict.fromkeys(("valence", "attribution", "target_org", "decided_on"), ""),
        **dict.fromkeys(("rung_claimed", "rung_experienced"), pd.NA),
        **dict.fromkeys(("probability", "sampling_probability"), float("nan")),
    }
    table = pd.DataFrame([usual | row for row in rows]).assign(coder=AGREED)
    for name in ("rung_claimed", "rung_experienced"):
        table[name] = table[name].astype("Int64")
    return validate(Codings, table[columns_of(Codings)])
