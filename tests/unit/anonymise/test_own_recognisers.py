"""A study's own patterns and recognisers. Every person and number here is invented."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from presidio_analyzer import EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult

from insight.anonymise import Register, anonymise_texts, find_identifiers
from insight.anonymise.detect.own import OwnPattern
from insight.errors import InputError, SettingsError
from insight.settings import AnonymiseSettings, PatternSettings, read_settings

GUIDE = Path(__file__).parents[3] / "docs" / "own-recognisers.md"


def with_pattern(kind: str = "reference", **told: object) -> AnonymiseSettings:
    return AnonymiseSettings(patterns=[PatternSettings(name="ours", kind=kind, **told)])


def clean(text: str, settings: AnonymiseSettings | None = None, recognisers=()) -> str:
    rows = pd.DataFrame({"id": ["1"], "text": [text]})
    return anonymise_texts(rows, settings=settings, recognisers=recognisers)[0]["text"][0]


def test_the_patterns_of_the_guide_are_valid_and_find_what_they_say():
    (told,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), flags=re.DOTALL)
    settings = AnonymiseSettings(patterns=tomllib.loads(told)["anonymise"]["patterns"])
    text = "CAS-204817, volunteer 2043, of team heron, and here is where "
    text += "the rest of it begins, with 1876 steps."
    said = clean(text, settings)
    assert said.startswith("[reference], volunteer [reference], of ")
    assert "[organisation], and here" in said
    assert "2043" not in said  # 1876 stands too far from "volunteer" to be one
    assert "1876" in said


@pytest.mark.parametrize("said", ["WV-55", "wv-55", "Wv-55"])
def test_letter_case_does_not_count(said):
    assert clean(f"Under {said} it was.", with_pattern(pattern=r"wv-\d{2}")) == (
        "Under [reference] it was."
    )


def test_a_part_of_a_word_is_no_match():
    (told,) = with_pattern(pattern=r"wv-\d{2}").patterns
    assert not list(OwnPattern(told).spans("The xwv-555 model."))


def test_a_pattern_is_found_in_a_study_and_named_in_its_identifiers(study):
    tables = study(("survey", {"R1": ""}, [("R1", "They lost wv-55 again.")]))
    settings = with_pattern(pattern=r"wv-\d{2}")
    (row,) = find_identifiers(*tables, None, settings, Register()).itertuples()
    assert (row.start, row.end, row.kind, row.replacement) == (10, 15, "reference", "[reference]")
    assert "ours" in row.detector.split("+")


def test_what_a_study_tells_outweighs_what_a_model_guesses():
    settings = with_pattern(kind="organisation", pattern="Brenda Marsh")
    assert clean("Brenda Marsh is what we call the day room.", settings).startswith(
        "[organisation] is"
    )


class Sleeper(EntityRecognizer):
    """Finds what it is told to, whatever the text."""

    def __init__(self, *found: RecognizerResult) -> None:
        super().__init__(sorted({one.entity_type for one in found}), name="sleeper")
        self._found = found

    def load(self) -> None: ...

    def analyze(self, text, entities, nlp_artifacts=None):
        return self._found


def test_presidios_names_of_kinds_are_understood():
    ours = PatternRecognizer("UK_NHS", name="x", patterns=[Pattern("x", r"\bwv-55\b", 0.9)])
    rows = pd.DataFrame({"id": ["1"], "text": ["Under wv-55 it was."]})
    _, spans = anonymise_texts(rows, recognisers=[ours])
    assert spans["kind"].tolist() == ["nhs_number"]


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (RecognizerResult("BOAT", 0, 4, 0.9), "kind that does not exist"),
        (RecognizerResult("person", 0, 400, 0.9), "outside the text"),
        (RecognizerResult("person", 3, 3, 0.9), "outside the text"),
    ],
)
def test_a_recogniser_that_answers_nonsense_is_refused_by_name(found, says):
    with pytest.raises(InputError, match=says) as error:
        clean("Zebedine came.", recognisers=[Sleeper(found)])
    assert "sleeper" in str(error.value)
    assert "Zebedine" not in str(error.value)


def test_a_pattern_that_would_never_end_is_refused_by_name(monkeypatch):
    monkeypatch.setattr("insight.anonymise.detect.own.LONGEST_SECONDS", 0.2)
    settings = with_pattern(pattern=r"(a|a|aa)+[0-9]{2}")
    with pytest.raises(InputError, match='"ours" takes longer') as error:
        clean("a" * 5000 + " and Zebedine", settings)
    assert "Zebedine" not in str(error.value)


STUDY = """
[study]
title = "A study"
[[source]]
name = "survey"
files = "survey.csv"
sampling = "census"
[[anonymise.patterns]]
name = "case number"
kind = "reference"
pattern = 'CAS-[0-9]{6}'
"""


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (("CAS-[0-9]{6}", "Zebedine("), "not a regular expression"),
        (("CAS-[0-9]{6}", "(Zebedine)*"), "matches nothing"),
        (('"reference"', '"boat"'), "anonymise.patterns.0.kind"),
        (('"case number"', '"case+number"'), "anonymise.patterns.0.name"),
        (("pattern = ", "pattern = 'a'\npatern = "), "write pattern"),
        (("[[anonymise", STUDY[STUDY.index("[[anonymise") :] + "[[anonymise"), "same name"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said_without_its_words(tmp_path, harm, says):
    (tmp_path / "study.toml").write_text(STUDY.replace(*harm, 1), "utf-8")
    with pytest.raises(SettingsError, match=re.escape(says)) as error:
        read_settings(tmp_path / "study.toml")
    assert "Zebedine" not in str(error.value)
