"""What the tables of findings are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from insight.inequality.evidence.sampled import Sample


@dataclass(frozen=True)
class Evidence:
    """What the measures are computed from, all de-identified but `ranks`.

    `said` : segment_id, subject, subject_id: codes that count and themes that segments belong to.
    `raising` : question, code: which question itself raises which code.
    `ranks` : speaker_id, local_rank: population mid-rank of the speaker's area, 0 = most deprived.
    `codes` : code, origin; only codes set before the analysis carry gradients.
    `population` : margin, category, population of the authority; None without places.
    `sample` : what people coded of segments drawn by known chances; None where nothing was drawn.
    `localities` : speaker_id, locality; None where nothing is told by locality.
    `other_ranks` : by name, rankings as `ranks` that gradients are compared on (`sensitivity`).
    `rake_on` : margins of `population` that residents are weighted to; none without weights.
    """

    segments: pd.DataFrame
    speakers: pd.DataFrame
    said: pd.DataFrame
    codings: pd.DataFrame
    raising: pd.DataFrame
    ranks: pd.DataFrame
    codes: pd.DataFrame
    population: pd.DataFrame | None
    approach: str
    sample: Sample | None = None
    localities: pd.DataFrame | None = None
    rake_on: tuple[str, ...] = ()
    other_ranks: Mapping[str, pd.DataFrame] = field(default_factory=dict)
