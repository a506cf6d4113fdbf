"""What is drawn for coding: put before its coder blind, read back with the chance it was drawn by.

Segments, codes and coders are invented; the machine is one whose probabilities are known.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.coding import Code, Codebook, Seen, code_decision, read_decision
from insight.coding.draw import rounds_of
from insight.errors import InputError
from insight.settings import CodingSettings
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people import drawing
from insight.study.people.coding import human_codings
from insight.study.people.drawing import FILE, coded_elsewhere, draw, record_coded, with_chances

DAY = "2026-05-04"
PROBABILITY = 0.8125
"""What the machine says of each code: a number that stands nowhere else."""
BOOK = Codebook(
    "Invented",
    "1",
    (Code("A", "cost", "It costs too much."), Code("B", "warmth", "Somebody was warm.")),
)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A study as far as drawing needs one: twenty passages of talks, one person each."""
    names = [f"s{n:02d}" for n in range(20)]
    told = [(one, code, PROBABILITY) for one in names for code in BOOK.names]
    table = pd.DataFrame(told, columns=["segment_id", "code", "probability"])
    monkeypatch.setattr(drawing, "_every_probability", lambda *_: table)
    segments = pd.DataFrame(
        {
            "segment_id": names,
            "speaker_id": names,
            "mode": "interview",
            "role": "participant",
            "question_asked": "",
            "text": [f"Invented words number {n}." for n in range(20)],
        }
    )
    return SimpleNamespace(
        folder=StudyFolder(tmp_path),
        key=StudyKey(b"an invented key of a test"),
        ledger=Ledger(tmp_path / "ledger.jsonl"),
        codebook=BOOK,
        settings=SimpleNamespace(study=SimpleNamespace(seed=1), coding=CodingSettings()),
        tables={"deidentified_segments": segments},
    )


def sheet(study: SimpleNamespace) -> pd.DataFrame:
    path = study.folder.review / FILE
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def mark(study: SimpleNamespace, *codes: str) -> list[str]:
    """Write codes into the first rows; returns the ids of these."""
    told = sheet(study)
    told.loc[: len(codes) - 1, "codes"] = codes
    told.to_csv(study.folder.review / FILE, index=False)
    return told["segment_id"].to_list()[: len(codes)]


def begin(study: SimpleNamespace, count: int = 8, coder: str = "ann") -> None:
    list(draw(study, count, coder, DAY))


def record(study: SimpleNamespace, by: str = "ann") -> None:
    study.ledger.append(record_coded(study, by, DAY))


def codings(study: SimpleNamespace) -> pd.DataFrame:
    return with_chances(study, human_codings(study).codings)


def chances(study: SimpleNamespace) -> dict[str, float]:
    return {one: q for a in rounds_of(study.ledger.decisions()) for one, q in a.chance.items()}


def test_a_coder_sees_neither_what_the_machine_thinks_nor_the_chance(study) -> None:
    begin(study)
    shown = sheet(study)
    columns = ["turn", "segment_id", "question", "text", "codes", "coder", "digest", "as_of"]
    assert list(shown) == columns
    assert set(shown["codes"]) == {""}
    told = (study.folder.review / FILE).read_text("utf-8")
    assert str(PROBABILITY) not in told
    # 8 of 20 that are all alike are drawn with a chance of 8/20 each.
    assert list(chances(study).values()) == pytest.approx([0.4] * 8)
    assert "0.4" not in told
    assert (study.folder.review / FILE).stat().st_mode & 0o077 == 0


def test_the_ledger_holds_every_chance_and_no_words(study) -> None:
    begin(study)
    (one,) = rounds_of(study.ledger.decisions())
    assert set(one.chance) == set(sheet(study)["segment_id"])
    assert (one.number, one.by, one.size, one.known) == (1, "ann", 20, frozenset())
    assert "Invented words" not in study.ledger.path.read_text("utf-8")


def test_what_is_coded_is_read_back_with_the_chance_it_was_drawn_by(study) -> None:
    begin(study)
    first, second, third = mark(study, "A; B", "none", "B")
    record(study)
    found = codings(study)
    given = set(zip(found["segment_id"], found["code"], strict=True))
    assert given == {(first, "A"), (first, "B"), (second, ""), (third, "B")}
    assert set(found["coder"]) == {"ann"}
    held = chances(study)
    assert found["sampling_probability"].to_list() == [held[one] for one in found["segment_id"]]


def test_a_second_round_draws_from_what_is_left_and_remembers_what_was_known(study) -> None:
    begin(study)
    coded = mark(study, *["none"] * 8)
    record(study)
    begin(study, 5, "ben")
    one, two = rounds_of(study.ledger.decisions())
    assert (two.number, two.by, two.size, two.known) == (2, "ben", 12, frozenset(coded))
    assert not set(one.chance) & set(two.chance)
    assert set(sheet(study)["segment_id"]) == set(two.chance)


def test_marks_that_are_not_recorded_are_not_drawn_over(study) -> None:
    begin(study)
    mark(study, "A")
    with pytest.raises(InputError, match="not recorded yet"):
        begin(study)
    record(study)
    begin(study)


def at_the_desk(study: SimpleNamespace, segment: str, *codes: str) -> None:
    """Ann gives these codes to the words "Invented" of a segment, and says that she read it."""
    texts = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    seen = Seen(segment, texts[segment], "ann", "2026-05-05")
    given = [code_decision(seen, study.key, code, 0, 8) for code in codes]
    study.ledger.append([*given, read_decision(seen, study.key)])


def test_a_row_on_what_its_coder_decided_elsewhere_since_is_told_and_does_not_count(study) -> None:
    begin(study)
    first, second, third = mark(study, "A", "B", "none")
    at_the_desk(study, first, "B")
    at_the_desk(study, second, "B")
    told = coded_elsewhere(study, "ann")
    assert told.startswith("to_code.csv: 1 rows (2) are on what was coded otherwise")
    record(study)
    found = codings(study)
    given = set(zip(found["segment_id"], found["code"], strict=True))
    assert given == {(first, "B"), (second, "B"), (third, "")}
    begin(study)  # Nothing of the sheet is left to be recorded.


def test_recording_a_sheet_twice_is_no_conflict_and_a_later_mark_on_a_coded_row_is(study) -> None:
    begin(study)
    mark(study, "A", "B")
    record(study)
    lines = len(study.ledger.lines())
    record(study)
    assert (len(study.ledger.lines()), coded_elsewhere(study, "ann")) == (lines, "")
    mark(study, "A", "none")
    assert "1 rows (3)" in coded_elsewhere(study, "ann")


def test_the_same_study_draws_the_same_whatever_the_order_of_its_rows(study, tmp_path) -> None:
    begin(study)
    drawn = sheet(study)
    study.tables["deidentified_segments"] = study.tables["deidentified_segments"].iloc[::-1]
    study.ledger = Ledger(tmp_path / "another.jsonl")
    begin(study)
    assert sheet(study).equals(drawn)


def test_only_the_coder_it_was_drawn_for_records_it(study) -> None:
    begin(study)
    mark(study, "A")
    with pytest.raises(InputError, match="for somebody else"):
        record_coded(study, "ben", DAY)


@pytest.mark.parametrize("coder", [" ", "Machine", "agreed"])
def test_it_is_drawn_for_a_person(study, coder: str) -> None:
    with pytest.raises(InputError, match="--coder"):
        begin(study, coder=coder)
    assert study.ledger.lines() == []


@pytest.mark.parametrize(
    ("codes", "text", "said"),
    [("Betty", "", 'row 2, column "codes"'), ("A", "Other words.", 'row 2, column "text"')],
)
def test_a_row_that_cannot_be_is_named_without_its_words(study, codes, text, said) -> None:
    begin(study)
    mark(study, codes)
    if text:
        study.tables["deidentified_segments"]["text"] = text
    with pytest.raises(InputError, match=said) as told:
        record_coded(study, "ann", DAY)
    assert "Betty" not in str(told.value)
