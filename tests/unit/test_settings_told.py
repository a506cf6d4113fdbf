"""A manifest tells settings by their value only where nobody worded it."""

from __future__ import annotations

from insight.settings import Settings
from insight.settings.told import told

STUDY = Settings.model_validate(
    {
        "study": {
            "title": "Invented",
            "controller": "Ada Invented",
            "destroy_raw_by": "2030-01-01",
        },
        "source": [
            {
                "name": "survey",
                "files": "data/raw/Ada.csv",
                "sampling": "census",
                "recode": {"sex": {"what Ada wrote": "female"}},
            }
        ],
        "anonymise": {"treatments": {"date": "keep"}, "keep": ["Ada"]},
        "themes": {"number": 7},
    }
)


def test_numbers_days_and_our_own_words_are_told_and_what_people_wrote_is_not():
    settings = {one.key: one for one in told(STUDY)}
    harmless = {key: one.value for key, one in settings.items() if one.harmless}
    assert harmless["themes.number"] == 7
    assert harmless["study.destroy_raw_by"] == "2030-01-01"
    assert harmless["source.survey.sampling"] == "census"
    assert harmless["anonymise.treatments"] == {"date": "keep"}
    assert not settings["anonymise.keep"].harmless
    assert not settings["source.survey.recode"].harmless
    assert "Ada" not in str(harmless)
