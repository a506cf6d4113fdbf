"""Agreement on one code, over segments, over stretches that people drew, and over rungs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from insight.coding.agree.alpha import FloatArray, alphas, coincidences
from insight.coding.agree.kappa import cohen_kappa, specific_agreement
from insight.coding.agree.speakers import Speakers
from insight.coding.agree.unitising import Continua, Unit, characters
from insight.coding.agree.votes import Votes

SPAN_REPETITIONS = 1_000
"""Resamples for stretches, of which each is reckoned on its own."""
_NONE = float("nan")
Row = dict[str, Any]


def segment_row(votes: Votes, speakers: Speakers, code: str) -> Row:
    """Yes or no to `code` for each segment: alpha, kappa, positive and negative agreement."""
    readers = votes.read.groupby("segment_id").size().sort_index()
    given = votes.given.loc[votes.given["code"] == code, ["segment_id", "coder"]].drop_duplicates()
    yes = given.groupby("segment_id").size().reindex(readers.index, fill_value=0)
    said = yes.to_numpy(dtype=np.float64)
    each = coincidences(np.stack([readers.to_numpy(dtype=np.float64) - said, said], axis=1))
    whole = each.sum(axis=0)
    alpha = float(alphas(whole[None])[0])
    limits = speakers.interval(alphas(speakers.resampled(speakers.summed(readers.index, each))))
    kappa, kappa_limits = _kappa(votes, given, speakers)
    positive = int((said > 0).sum())
    return {
        "compared_on": "segment",
        "n_segments": len(readers),
        "n_positive": positive,
        "alpha": alpha,
        **dict(zip(("ci_low", "ci_high"), limits, strict=True)),
        "kappa": kappa,
        **dict(zip(("kappa_low", "kappa_high"), kappa_limits, strict=True)),
        # A coincidence matrix counts each pair of coders twice.
        "positive_agreement": specific_agreement(whole[1, 1] / 2, whole[1, 0]),
        "negative_agreement": specific_agreement(whole[0, 0] / 2, whole[1, 0]),
        "note": _note(alpha, limits, positive),
    }


def _kappa(
    votes: Votes, given: pd.DataFrame, speakers: Speakers
) -> tuple[float, tuple[float, float]]:
    """Kappa of two coders; of several, the mean over pairs, by how many segments both read."""
    found: list[float] = []
    resampled: list[FloatArray] = []
    weights: list[int] = []
    of = {coder: set(rows["segment_id"]) for coder, rows in given.groupby("coder")}
    for one, other, both in votes.pairs():
        said = np.stack([both.isin(of.get(coder, set())).astype(int) for coder in (one, other)])
        tables = np.zeros((len(both), 2, 2))
        tables[np.arange(len(both)), said[0], said[1]] = 1
        found.append(float(cohen_kappa(tables.sum(axis=0))))
        by_speaker = speakers.summed(both, tables)
        resampled.append(cohen_kappa(speakers.resampled(by_speaker)))
        weights.append(len(both))
    mean = _weighted(np.array(found)[:, None], weights)
    return float(mean[0]), speakers.interval(_weighted(np.stack(resampled), weights))


def _weighted(values: FloatArray, weights: list[int]) -> FloatArray:
    """Means over pairs of coders (p, r), of those that are defined; NaN where none is."""
    told = ~np.isnan(values)
    shares = told * np.array(weights, dtype=np.float64)[:, None]
    total = shares.sum(axis=0)
    mean: FloatArray = np.where(
        total > 0, (np.where(told, values, 0) * shares).sum(axis=0) / np.maximum(total, 1), np.nan
    )
    return mean


def span_row(votes: Votes, speakers: Speakers, code: str, lengths: Mapping[str, int]) -> Row | None:
    """Where people drew stretches for `code`: alpha for unitising, and characters in common.

    None where every stretch is a whole segment: then segments say it all. `lengths` are those of
    the segments' texts.
    """
    given = votes.given[votes.given["code"] == code]
    units: dict[tuple[str, str], list[Unit]] = {}
    for segment, coder, start, end in zip(
        *(given[name] for name in ("segment_id", "coder", "start", "end")), strict=True
    ):
        whole = start == end
        stretch = (0, lengths[segment]) if whole else (int(start), int(end))
        units.setdefault((str(coder), str(segment)), []).append(stretch)
    if all(span == (0, lengths[s]) for (_, s), spans in units.items() for span in spans):
        return None
    found, resampled, weights = [], [], []
    both, alone = 0, 0
    for one, other, segments in votes.pairs():
        spans = [(units.get((one, s), []), units.get((other, s), [])) for s in segments]
        for first, second in spans:
            more, less = characters(first, second)
            both, alone = both + more, alone + less
        continua, people = _in_order(segments, spans, speakers, lengths)
        found.append(continua.alpha(np.ones(len(people), dtype=np.int64)))
        resampled.append(
            [continua.alpha(times[people]) for times in speakers.times[:SPAN_REPETITIONS]]
        )
        weights.append(int(continua.lengths.sum()))
    alpha = float(_weighted(np.array(found)[:, None], weights)[0])
    limits = speakers.interval(_weighted(np.array(resampled), weights))
    positive = given["segment_id"].nunique()
    return {
        "compared_on": "span",
        "n_segments": int(votes.read["segment_id"].nunique()),
        "n_positive": positive,
        "alpha": alpha,
        **dict(zip(("ci_low", "ci_high"), limits, strict=True)),
        **dict.fromkeys(("kappa", "kappa_low", "kappa_high", "negative_agreement"), _NONE),
        "positive_agreement": specific_agreement(both, alone),
        "note": _note(alpha, limits, positive),
    }


def _in_order(
    segments: pd.Index,
    spans: list[tuple[list[Unit], list[Unit]]],
    speakers: Speakers,
    lengths: Mapping[str, int],
) -> tuple[Continua, np.ndarray[Any, Any]]:
    """What each speaker said, one segment after another, as a continuum; and which speaker's."""
    joined: dict[int, tuple[list[Unit], list[Unit], int]] = {}
    for segment, sides in zip(segments, spans, strict=True):
        person = speakers.of[str(segment)]
        first, second, upto = joined.get(person, ([], [], 0))
        for into, told in zip((first, second), sides, strict=True):
            into += [(start + upto, end + upto) for start, end in told]
        joined[person] = (first, second, upto + lengths[str(segment)])
    people = np.array(sorted(joined), dtype=np.int64)
    return Continua.of([joined[int(person)] for person in people]), people


def rung_row(votes: Votes, speakers: Speakers, code: str, rung: str) -> Row | None:
    """Ordinal alpha of the rungs that coders gave beside `code`; None where no two gave one."""
    told = votes.given[(votes.given["code"] == code) & votes.given[rung].notna()]
    one = told.groupby(["segment_id", "coder"])[rung].max().reset_index()
    twice = one[one.groupby("segment_id")["coder"].transform("size") >= 2]
    if twice.empty:
        return None
    counts = pd.crosstab(twice["segment_id"], twice[rung].astype(int))
    each = coincidences(counts.to_numpy(dtype=np.float64))
    alpha = float(alphas(each.sum(axis=0)[None], "ordinal")[0])
    by_speaker = speakers.summed(counts.index, each)
    limits = speakers.interval(alphas(speakers.resampled(by_speaker), "ordinal"))
    note = "everybody gave the same rung: nothing to tell apart" if np.isnan(alpha) else ""
    return {
        "compared_on": rung,
        "n_segments": len(counts),
        "n_positive": len(counts),
        "alpha": alpha,
        **dict(zip(("ci_low", "ci_high"), limits, strict=True)),
        **dict.fromkeys(("kappa", "kappa_low", "kappa_high"), _NONE),
        **dict.fromkeys(("positive_agreement", "negative_agreement"), _NONE),
        "note": note or _note(alpha, limits, len(counts)),
    }


def _note(alpha: float, limits: tuple[float, float], positive: int) -> str:
    if positive == 0:
        return "nobody gave this code"
    if np.isnan(alpha):
        return "everybody gave this code everywhere: nothing to tell apart"
    if np.isnan(limits[0]):
        return "too few speakers or mentions for an interval"
    return ""
