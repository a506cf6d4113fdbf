"""What a run tells of itself."""

from __future__ import annotations

import pandas as pd

from insight.settings import SurveyPolicy
from insight.study.describe import other_languages


def test_other_languages_are_told_and_few_people_are_not_counted():
    polish = [{"speaker_id": f"p{n}", "language": "pl"} for n in range(9)] * 2
    urdu = [{"speaker_id": f"u{n}", "language": "ur"} for n in range(2)]
    english = [{"speaker_id": "e1", "language": "en"}]
    segments = pd.DataFrame(polish + urdu + english).assign(source_name="survey")
    segments["set_aside"] = segments["language"].map(
        lambda language: "" if language == "en" else "other language"
    )
    assert other_languages(segments, SurveyPolicy()) == {
        "People of survey heard in other languages (ISO 639-1)": (
            "about 10 in pl; fewer than 8 in any other"
        )
    }
    assert other_languages(segments[segments["language"] == "en"], SurveyPolicy()) == {}
