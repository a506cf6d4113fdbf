from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from insight.schemas import ThemePrevalence, validate

Strata = Mapping[str, Mapping[str, tuple[int, int]]]
"""stratum -> value -> (mentioning, asked)."""


@pytest.fixture
def counted() -> Callable[..., pd.DataFrame]:
    """Unrounded theme_prevalence of one code: everybody, then the strata told."""

    def make(
        everybody: tuple[int, int],
        strata: Strata | None = None,
        *,
        code: str = "L1",
        mode: str = "survey",
        sampling: str = "self_selected",
    ) -> pd.DataFrame:
        cells = {("all", "all"): everybody} | {
            (stratum, value): counts
            for stratum, values in (strata or {}).items()
            for value, counts in values.items()
        }
        return validate(
            ThemePrevalence,
            pd.DataFrame(
                {
                    "source_name": mode,
                    "mode": mode,
                    "sampling": sampling,
                    "subject": "code",
                    "subject_id": code,
                    "stratum": stratum,
                    "stratum_value": value,
                    "n_mentioning": x,
                    "n_unprompted": 0,
                    "n_asked": n,
                    "prevalence": x / n if n else None,
                    "ci_low": 0.0,
                    "ci_high": 1.0,
                    "method": "Wilson 95 % interval",
                    "basis": "human",
                    "note": "",
                }
                for (stratum, value), (x, n) in cells.items()
            ),
        )

    return make
