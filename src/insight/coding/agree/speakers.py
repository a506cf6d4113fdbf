"""Resamples of speakers, and the intervals they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

REPETITIONS = 2_000
FEWEST_SPEAKERS = 5
LEAST_DEFINED = 0.9


@dataclass(frozen=True)
class Speakers:
    """Who said each segment, and how often each is drawn in each resample (2,000, n)."""

    of: Mapping[str, int]
    times: NDArray[np.int64]

    @classmethod
    def drawn(cls, segments: pd.DataFrame, read: pd.Series, seed: int) -> Speakers:
        """Resamples of the speakers of the segments `read`; equal seeds give equal ones.

        They are the same for all codes, so that two codes differ by what was coded alone.
        """
        heard = segments[segments["segment_id"].isin(read)]
        names = sorted(set(heard["speaker_id"]))
        place = {name: at for at, name in enumerate(names)}
        of = {
            str(segment): place[speaker]
            for segment, speaker in zip(heard["segment_id"], heard["speaker_id"], strict=True)
        }
        draw = np.random.default_rng(seed)
        chances = np.full(len(names), 1 / len(names))
        return cls(of, draw.multinomial(len(names), chances, size=REPETITIONS))

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.times.shape[1])

    def summed(self, segments: pd.Index, each: FloatArray) -> FloatArray:
        """What `each` of the `segments` adds, (u, ...), summed by speaker, (n, ...)."""
        total = np.zeros((self.count, *each.shape[1:]))
        np.add.at(total, [self.of[str(one)] for one in segments], each)
        return total

    def resampled(self, by_speaker: FloatArray) -> FloatArray:
        """Sums over the speakers of each resample, (2,000, ...)."""
        sums: FloatArray = np.tensordot(self.times.astype(np.float64), by_speaker, axes=1)
        return sums

    def interval(self, resampled: FloatArray) -> tuple[float, float]:
        """95 % percentile limits; none from too few speakers, or where often not defined."""
        defined = resampled[~np.isnan(resampled)]
        if self.count < FEWEST_SPEAKERS or len(defined) < LEAST_DEFINED * len(resampled):
            return float("nan"), float("nan")
        low, high = np.quantile(defined, [0.025, 0.975])
        return float(low), float(high)
