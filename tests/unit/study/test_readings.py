"""A reading holds for the words that were read, in any order, and lapses when they change."""

from __future__ import annotations

from dataclasses import replace
from math import comb
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.disclosure import why_draft
from insight.errors import InputError
from insight.settings import AnonymiseSettings
from insight.store import Ledger, StudyFolder, StudyKey
from insight.store.ledger import Decision
from insight.study.people.readings import approve_sheets, reading_units
from insight.study.people.samples import (
    lines_to_read,
    sample_decisions,
    samples,
    sheet_columns,
    with_samples,
)

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
DOCUMENTS = pd.DataFrame(
    {"document_id": ["d1", "d2", "d3"], "source": ["one.txt", "two.txt", "answers.csv"]}
)
SEGMENTS = pd.DataFrame(
    {
        "segment_id": ["s1", "s2", "s3", "s4"],
        "document_id": ["d1", "d1", "d2", "d3"],
        "source_name": ["talks", "talks", "talks", "survey"],
        **dict.fromkeys(["attribution", "target_org", "language", "set_aside", "same_as"], ""),
        "question_asked": ["", "Hello?", "", "What works?"],
        "text": ["We met [person 1].", "Hello.", "It rained.", "No."],
    }
)


def test_a_file_counts_as_read_until_its_text_changes(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    first = reading_units(DOCUMENTS, SEGMENTS, ledger, KEY)
    assert set(first["reading"]) == {"unread"}
    ledger.append(
        Decision("read", unit, digest, "A. Reader", "2026-04-01")
        for unit, digest in zip(first["unit"], first["digest"], strict=True)
    )
    again = reading_units(DOCUMENTS.iloc[::-1], SEGMENTS.iloc[::-1], ledger, KEY)
    assert set(again["reading"]) == {"read"}
    assert why_draft(again) == ()

    redacted = SEGMENTS.assign(text=SEGMENTS["text"].replace("It rained.", "It [weather]."))
    states = reading_units(DOCUMENTS, redacted, ledger, KEY)
    assert states.set_index("source")["reading"].to_dict() == {
        "answers.csv": "read",
        "one.txt": "read",
        "two.txt": "changed",
    }
    assert why_draft(states) == ("talks: 1 of 2 files changed since they were read",)


def test_the_ledger_holds_no_words(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    units = reading_units(DOCUMENTS, SEGMENTS, ledger, KEY)
    ledger.append(
        [Decision("read", units["unit"][0], units["digest"][0], "A. Reader", "2026-04-01")]
    )
    assert not [text for text in SEGMENTS["text"] if text in ledger.path.read_text("utf-8")]


# -- reading a survey by a sample of its people -------------------------------------------------

PEOPLE = 300
SURVEY_DOCUMENTS = pd.DataFrame(
    {
        "document_id": [f"d{n:03}" for n in range(2 * PEOPLE)],
        "source": "answers.csv",
        "source_name": "survey",
        "kind": "survey",
        "unit": [f"R{n // 2}" for n in range(2 * PEOPLE)],
    }
)
SURVEY = pd.DataFrame(
    {
        "segment_id": [f"s{n:03}" for n in range(2 * PEOPLE)],
        "document_id": SURVEY_DOCUMENTS["document_id"],
        "speaker_id": [f"p{n // 2}" for n in range(2 * PEOPLE)],  # two answers from each person
        "source_name": "survey",
        "role": "participant",
        "position": 0,
        "question_asked": "What works?",
        "text": [f"Answer {n}." for n in range(2 * PEOPLE)],
    }
)
BY_SAMPLE = AnonymiseSettings(reading="sample")


def drawn(ledger, segments=SURVEY, settings=BY_SAMPLE):
    units = reading_units(SURVEY_DOCUMENTS, segments, ledger, KEY)
    (sample,) = samples(SURVEY_DOCUMENTS, segments, units, ledger, KEY, settings)
    return sample, with_samples(units, [sample])


def record(ledger, segments, misses):
    """Mark the sheet as a reader does who found `misses` people with a miss."""
    sample, units = drawn(ledger, segments)
    sheet = pd.concat([units, sheet_columns(units, [sample])], axis=1)
    ledger.append(sample_decisions(sheet.assign(misses=misses), "A. Reader", "2026-04-01"))


def test_the_sample_is_of_people_and_the_same_whatever_the_order_of_rows(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    sample, _ = drawn(ledger)
    again, _ = drawn(ledger, SURVEY.iloc[::-1])
    assert sample == again
    # With 16 of 300 people amiss, 50 drawn hold none with probability C(284,50)/C(300,50) < 0.05;
    # 49 do not suffice, and 15 of 300 are the 5 % that may be.
    assert comb(284, 50) / comb(300, 50) < 0.05 < comb(284, 49) / comb(300, 49)
    assert (sample.people, len(set(sample.drawn))) == (300, 50)
    text = "\n".join(lines_to_read(sample, SURVEY, SURVEY_DOCUMENTS))
    assert text.count("What works?") == 100  # all that these fifty answered


def test_a_clean_sample_makes_the_survey_read_and_says_what_it_bounds(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    assert why_draft(drawn(ledger)[1])
    record(ledger, SURVEY, "0")
    sample, units = drawn(ledger)
    assert set(units["reading"]) == {"read"}
    assert why_draft(units) == ()
    assert sample.sentence(0.95).startswith(
        "a named person read the answers of 50 of 300 people and found 0 with a miss: with 95 % "
        "confidence at most 15 of these 300 (5.0 %) have one"
    )
    assert sample.sentence(0.95, base=5) == (
        "a named person read the answers of 50 of about 300 people and found 0 with a miss: with "
        "95 % confidence at most 5 % of all of them have one (exact, drawn without replacement)"
    )
    assert "5.8 % by the binomial" in sample.sentence(0.95)  # 1 - 0.05 ** (1 / 50)


def test_a_miss_asks_for_its_mending_and_for_a_fresh_sample(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    first, _ = drawn(ledger)
    record(ledger, SURVEY, "1")
    _, units = drawn(ledger)
    assert why_draft(units) == (
        "survey: 1 of 1 files hold misses that a reader found and nobody has mended",
    )
    mended = SURVEY.assign(text=SURVEY["text"].replace("Answer 7.", "[person 1]."))
    second, units = drawn(ledger, mended)
    assert second.number == 2
    assert set(second.drawn) != set(first.drawn)
    assert set(units["reading"]) == {"changed"}
    record(ledger, mended, "0")
    second, units = drawn(ledger, mended)
    assert set(units["reading"]) == {"read"}
    # Two draws at 95 %: together at least 100 - 2 * 5 = 90 %.
    assert "This was sample 2; 1 before it held misses" in second.sentence(0.95)
    assert "at least 90 % confidence" in second.sentence(0.95)


def test_a_stricter_bound_asks_for_more_people(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    record(ledger, SURVEY, "0")
    strict = AnonymiseSettings(reading="sample", reading_bound=0.02)
    sample, units = drawn(ledger, settings=strict)
    assert set(units["reading"]) == {"unread"}
    before, _ = drawn(ledger)
    assert set(before.drawn) < set(sample.drawn)


def test_transcripts_are_read_whole_and_so_are_surveys_where_nothing_is_said(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    units = reading_units(SURVEY_DOCUMENTS, SURVEY, ledger, KEY)
    talks = SURVEY_DOCUMENTS.assign(kind="transcript")
    assert samples(talks, SURVEY, units, ledger, KEY, BY_SAMPLE) == []
    assert samples(SURVEY_DOCUMENTS, SURVEY, units, ledger, KEY, AnonymiseSettings()) == []


@pytest.mark.parametrize("misses", ["none", "-1", "51", "0.5"])
def test_a_count_of_misses_that_cannot_be_is_refused(tmp_path, misses):
    with pytest.raises(InputError, match="row 2, column misses"):
        record(Ledger(tmp_path / "ledger.jsonl"), SURVEY, misses)


# -- approving quotes ---------------------------------------------------------------------------


def sheets(study, quotes, as_of):
    """The sheets of a run, as far as approving needs them: nothing to read, and these quotes."""
    study.folder.review.mkdir(parents=True, exist_ok=True)
    readings = pd.DataFrame(columns=["read", "unit", "digest"])
    readings.to_csv(study.folder.review / "readings.csv", index=False)
    told = [(mark, segment, text, as_of) for segment, text, mark in quotes]
    sheet = pd.DataFrame(told, columns=["approve", "segment_id", "text", "as_of"])
    sheet.to_csv(study.folder.review / "quotes.csv", index=False)


def test_an_approval_that_was_taken_back_is_not_recorded_anew_from_the_same_sheet(
    tmp_path, monkeypatch
):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    study = SimpleNamespace(folder=StudyFolder(tmp_path), ledger=ledger, key=KEY, tables={})
    no_memos = SimpleNamespace(record=lambda _: iter(()))
    monkeypatch.setattr("insight.study.people.words.marked", lambda *_: no_memos)
    both = [("s1", "It rained.", "yes"), ("s2", "Hello.", "")]
    sheets(study, both, as_of=0)
    told = next(approve_sheets(study, "A. Reader"))
    assert told == "0 files read, 1 quotes approved by A. Reader"
    list(approve_sheets(study, "A. Reader"))
    (approved,) = ledger.decisions()
    ledger.append([replace(approved, by="B. Desk", verdict="withdrawn")])
    told = list(approve_sheets(study, "A. Reader"))
    assert told[0] == "0 files read, 0 quotes approved by A. Reader"
    assert told[1].startswith("quotes.csv: 1 marks were recorded earlier and overruled since")
    assert [one.verdict for one in ledger.decisions()] == ["", "withdrawn"]
    # In a sheet that was written since then, the same mark is a new one.
    sheets(study, both, as_of=2)
    list(approve_sheets(study, "A. Reader"))
    assert [one.verdict for one in ledger.decisions()] == ["", "withdrawn", ""]


@pytest.mark.parametrize("by", [" ", "machine", "Agreed"])
def test_who_approves_is_a_person(tmp_path, by):
    with pytest.raises(InputError, match="--by"):
        list(approve_sheets(SimpleNamespace(), by))
