"""How far people agree with each other on each code, and the machine with them."""

from __future__ import annotations

import pandas as pd

from insight.coding.agree.rows import Row, rung_row, segment_row, span_row
from insight.coding.agree.speakers import Speakers
from insight.coding.agree.votes import of_machine, of_people
from insight.coding.book import Codebook
from insight.schemas import Agreement, empty, validate

DIGITS = 6
SEED = 20261123
_RUNGS = ("rung_claimed", "rung_experienced")


def agreement(
    codings: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook, seed: int = SEED
) -> pd.DataFrame:
    """Agreement on each code, of people with each other and of the machine with people.

    human-human: the coders of the last round in which two of them read the same segments; over
    segments, over the stretches that they drew where these are not whole segments, and over the
    rungs of ordinal codes. human-machine: what people decided against what the machine suggested on
    segments they read; those suggestions are cross-fitted (see `suggest`), so the machine
    never learned from the speaker it is judged on. Codes that coders settled together afterwards
    are left out. Intervals are 95 % percentiles of resamples of speakers. Returns an Agreement
    table; a pair has no rows where nobody read anything twice.
    """
    rows: list[Row] = []
    if people := of_people(codings):
        speakers = Speakers.drawn(segments, people.read["segment_id"], seed)
        lengths = dict(zip(segments["segment_id"], segments["text"].str.len(), strict=True))
        for code in codebook.codes:
            rungs = _RUNGS if code.ordinal else ()
            found = [
                segment_row(people, speakers, code.code),
                span_row(people, speakers, code.code, lengths),
                *(rung_row(people, speakers, code.code, rung) for rung in rungs),
            ]
            told = {"subject_id": code.code, "pair": "human-human"}
            rows += [told | row for row in found if row is not None]
    if machine := of_machine(codings):
        speakers = Speakers.drawn(segments, machine.read["segment_id"], seed)
        for code in codebook.codes:
            told = {"subject_id": code.code, "pair": "human-machine"}
            rows.append(told | segment_row(machine, speakers, code.code))
    table = pd.DataFrame(rows).round(DIGITS) if rows else empty(Agreement)
    return validate(Agreement, table)
