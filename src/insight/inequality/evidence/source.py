"""One source: who was asked in it, what they mentioned, and which figures it carries."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from insight.inequality.evidence.design import Carries
from insight.inequality.evidence.sampled import CorrectedCodes

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Source:
    """One source's people (`asked`), their mentions, and what its design carries."""

    name: str
    mode: str
    sampling: str
    carries: Carries
    basis: str
    asked: pd.DataFrame
    mentions: pd.DataFrame
    corrected: CorrectedCodes | None = None

    def corrects(self, subject_id: str) -> CorrectedCodes | None:
        """Corrected outcomes of a code; None where who coded it is taken at their word."""
        there = self.corrected is not None and subject_id in self.corrected.outcomes
        return self.corrected if there else None

    def who_said(self, subject_id: str) -> pd.DataFrame:
        """speaker_id and unprompted of those who mentioned `subject_id`."""
        return self.mentions[self.mentions["subject_id"] == subject_id]
