"""How far people agree with each other on a code, and the machine with them.

Krippendorff's alpha, nominal: with o(c, k) the coincidences of values c and k within units (each
unit of m values adds, for every ordered pair of its values, 1 / (m - 1)), n(c) = sum over k of
o(c, k) and n = sum of n(c),

    alpha = 1 - (n - 1) * (n - sum of o(c, c)) / (n^2 - sum of n(c)^2)

Krippendorff K (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania; its
example C (4 observers, 12 units, nominal) gives 0.743. Above 0.8 is firm, from 0.667 tentative.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.coding.codebook import Codebook
from insight.coding.human import MACHINE, human_codes, readings
from insight.schemas import Agreement, empty, validate

FloatArray = NDArray[np.float64]

REPETITIONS = 2_000
FEWEST_SPEAKERS = 5
LEAST_DEFINED = 0.9
DIGITS = 6
SEED = 20261123


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float:
    """Nominal alpha of `units`, each the values that its coders gave (missing ones left out).

    NaN where no unit has two values, or all values are the same: then there is nothing to agree on.

    >>> round(krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"], ["a", "a"]]), 4)
    0.5333
    """
    values = sorted({repr(value) for unit in units for value in unit})
    counts = np.array(
        [[sum(repr(one) == value for one in unit) for value in values] for unit in units],
        dtype=np.float64,
    ).reshape(len(units), len(values))
    return float(_alpha(_coincidences(counts).sum(axis=0)[None])[0])


def _coincidences(counts: FloatArray) -> FloatArray:
    """Coincidence matrix (k, k) of each unit, from how often each of k values was given in it."""
    pairable = counts[counts.sum(axis=1) >= 2]
    size = pairable.sum(axis=1)[:, None, None]
    pairs = pairable[:, :, None] * pairable[:, None, :]
    same = pairable[:, :, None] * np.eye(counts.shape[1])
    matrices: FloatArray = (pairs - same) / (size - 1)
    return matrices


def _alpha(coincidences: FloatArray) -> FloatArray:
    """Alpha of each of the matrices (r, k, k); NaN where it is not defined."""
    totals = coincidences.sum(axis=2)
    n = totals.sum(axis=1)
    disagreed = n - np.trace(coincidences, axis1=1, axis2=2)
    by_chance = n**2 - (totals**2).sum(axis=1)
    defined = by_chance > DIGITS * np.finfo(np.float64).eps * np.maximum(n, 1) ** 2
    return np.where(defined, 1 - (n - 1) * disagreed / np.where(defined, by_chance, 1), np.nan)


def agreement(
    codings: pd.DataFrame, segments: pd.DataFrame, codebook: Codebook, seed: int = SEED
) -> pd.DataFrame:
    """Agreement on each code, of people with each other and of the machine with people.

    human-human: the coders of the last round in which two of them read the same segments.
    human-machine: what people decided against what the machine suggested on segments they read;
    those suggestions are cross-fitted (see `machine_codes`), so the machine never learned from the
    speaker it is judged on. Intervals are 95 % percentiles of 2,000 resamples of speakers. Returns
    an Agreement table; a pair has no rows where nobody read anything twice.
    """
    speakers = dict(zip(segments["segment_id"], segments["speaker_id"], strict=True))
    tables = [
        _compared(votes, speakers, codebook, pair, seed)
        for pair, votes in (
            ("human-human", _human_votes(codings)),
            ("human-machine", _machine_votes(codings)),
        )
        if votes is not None
    ]
    return validate(Agreement, pd.concat(tables, ignore_index=True)) if tables else empty(Agreement)


@dataclass(frozen=True)
class _Votes:
    """Who read what (segment_id, coder), and which codes they gave (segment_id, coder, code)."""

    read: pd.DataFrame
    given: pd.DataFrame


def _human_votes(codings: pd.DataFrame) -> _Votes | None:
    people = codings[codings["coder"] != MACHINE]
    read = people[["segment_id", "coder", "round"]].drop_duplicates()
    together = read[read.groupby(["segment_id", "round"])["coder"].transform("size") >= 2]
    if together.empty:
        return None
    last = together["round"].max()
    given = people[(people["round"] == last) & (people["code"] != "")]
    return _Votes(
        together.loc[together["round"] == last, ["segment_id", "coder"]],
        given[["segment_id", "coder", "code"]].drop_duplicates(),
    )


def _machine_votes(codings: pd.DataFrame) -> _Votes | None:
    machine = codings[codings["coder"] == MACHINE]
    read = readings(codings)[["segment_id"]].drop_duplicates()
    if machine.empty or read.empty:
        return None
    both = [read.assign(coder="people"), read.assign(coder=MACHINE)]
    suggested = machine.loc[machine["segment_id"].isin(read["segment_id"]), ["segment_id", "code"]]
    given = [human_codes(codings).assign(coder="people"), suggested.assign(coder=MACHINE)]
    return _Votes(pd.concat(both), pd.concat(given).drop_duplicates())


def _compared(
    votes: _Votes, speakers: Mapping[str, str], codebook: Codebook, pair: str, seed: int
) -> pd.DataFrame:
    readers = votes.read.groupby("segment_id").size().sort_index()
    people = np.array([speakers[str(one)] for one in readers.index])
    names, person = np.unique(people, return_inverse=True)
    # The same resamples for all codes, so that two codes differ by what was coded alone.
    draw = np.random.default_rng(seed)
    chances = np.full(len(names), 1 / len(names))
    weights = draw.multinomial(len(names), chances, size=REPETITIONS).astype(np.float64)
    read = pd.MultiIndex.from_frame(votes.read[["segment_id", "coder"]])
    given = votes.given[pd.MultiIndex.from_frame(votes.given[["segment_id", "coder"]]).isin(read)]
    records = []
    for code in codebook.names:
        positive = given[given["code"] == code].groupby("segment_id").size()
        yes = positive.reindex(readers.index, fill_value=0).to_numpy(dtype=np.float64)
        counts = np.stack([readers.to_numpy(dtype=np.float64) - yes, yes], axis=1)
        each = _coincidences(counts)
        by_person = np.zeros((len(names), 2, 2))
        np.add.at(by_person, person, each)
        alpha = float(_alpha(each.sum(axis=0)[None])[0])
        low, high = _interval(_alpha(np.tensordot(weights, by_person, axes=1)), len(names))
        records.append(
            {
                "subject_id": code,
                "pair": pair,
                "n_segments": len(readers),
                "n_positive": int((yes > 0).sum()),
                "alpha": round(alpha, DIGITS),
                "ci_low": round(low, DIGITS),
                "ci_high": round(high, DIGITS),
                "positive_agreement": _positive_agreement(each),
                "note": _note(alpha, low, int((yes > 0).sum())),
            }
        )
    return pd.DataFrame.from_records(records)


def _interval(resampled: FloatArray, speakers: int) -> tuple[float, float]:
    """95 % percentile limits; none from too few speakers, or where alpha is often undefined."""
    defined = resampled[~np.isnan(resampled)]
    if speakers < FEWEST_SPEAKERS or len(defined) < LEAST_DEFINED * len(resampled):
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def _positive_agreement(coincidences: FloatArray) -> float:
    """Of the times a code was given, the share in which the other coder gave it as well."""
    both = coincidences[:, 1, 1].sum()
    ever = both + coincidences[:, 1, 0].sum()
    return round(float(both / ever), DIGITS) if ever else float("nan")


def _note(alpha: float, low: float, positive: int) -> str:
    if positive == 0:
        return "nobody gave this code"
    if np.isnan(alpha):
        return "everybody gave this code everywhere: nothing to tell apart"
    if np.isnan(low):
        return "too few speakers or mentions for an interval"
    return ""
