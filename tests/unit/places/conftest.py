from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from insight.places import Reference, read_reference
from insight.schemas import Speakers, validate
from insight.settings import PlacesSettings

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def settings() -> PlacesSettings:
    return PlacesSettings(authority="E06000057")


@pytest.fixture(scope="session")
def of_2021(settings: PlacesSettings) -> Reference:
    return read_reference(ROOT, settings)


@pytest.fixture(scope="session")
def of_2011() -> Reference:
    return read_reference(ROOT, PlacesSettings(authority="E06000057", deprivation="iod2019"))


@pytest.fixture
def people() -> Callable[..., pd.DataFrame]:
    """Speakers who use services and live where they say, but for what is told of each."""

    def make(*told: dict[str, Any]) -> pd.DataFrame:
        usual = {
            "source_name": "survey",
            "source": "survey.csv",
            "name": "",
            "role": "participant",
            "stakeholder_groups": "person_using_services",
            "speaks_for": "self",
            "resident": True,
            **dict.fromkeys(["postcode", "lsoa_code", "age_band", "sex", "ethnicity"], ""),
            **dict.fromkeys(["disability", "declared", "consent_until"], ""),
            "consent_quote": True,
            "consent_share": True,
        }
        rows = [
            usual | {"speaker_id": f"p{n:02}", "label_in_source": f"row {n}"} | one
            for n, one in enumerate(told, 1)
        ]
        return validate(Speakers, pd.DataFrame(rows))

    return make
