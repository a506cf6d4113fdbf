"""A new version of the codebook comes in: what people see of it, mark, and find done.

Segments, codes and coders are invented.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.coding import Code, Codebook, Seen, code_decision, write_codebook
from insight.errors import InputError
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people.coding import FILE, human_codings, recode, record_recoding, write_sheet

TEXTS = {"s1": "We waited, and it was dear.", "s2": "=No."}
OLD = Codebook(
    "Invented",
    "1",
    (Code("A", "access", "Care is hard to reach."), Code("B", "warmth", "Somebody was warm.")),
)
NEW = Codebook(
    "Invented",
    "2",
    (
        Code("A1", "waiting", "It takes long.", replaces=("A",)),
        Code("A2", "cost", "It costs too much.", replaces=("A",)),
        Code("K", "kindness", "Somebody was warm."),
    ),
)


@pytest.fixture
def study(tmp_path: Path) -> SimpleNamespace:
    """A study as far as recoding needs one: two coders' codes, and the new codebook."""
    key, ledger = StudyKey(b"an invented key of a test"), Ledger(tmp_path / "ledger.jsonl")
    for by, code in (("ann", "A"), ("ben", "A"), ("ann", "B")):
        for segment, text in TEXTS.items():
            seen = Seen(segment, text, by, "2026-05-04")
            ledger.append([code_decision(seen, key, code, 0, 2)])
    segments = pd.DataFrame(
        {"segment_id": list(TEXTS), "question_asked": ["", "Was it near?"], "text": TEXTS.values()}
    )
    write_codebook(OLD, tmp_path / "old.toml")
    return SimpleNamespace(
        folder=StudyFolder(tmp_path),
        key=key,
        ledger=ledger,
        codebook=NEW,
        settings=SimpleNamespace(coding=SimpleNamespace(human=None)),
        tables={"deidentified_segments": segments},
    )


def sheet(study: SimpleNamespace) -> pd.DataFrame:
    path = study.folder.review / FILE
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def mark(study: SimpleNamespace, *answers: str) -> None:
    sheet(study).assign(new_codes=answers).to_csv(study.folder.review / FILE, index=False)


def begin(study: SimpleNamespace) -> list[str]:
    return list(recode(study, study.folder.root / "old.toml", "cat", "2026-06-01"))


def counts(study: SimpleNamespace) -> dict[str, int]:
    return human_codings(study).codings["code"].value_counts().to_dict()


def test_what_was_renamed_goes_along_and_what_was_split_goes_to_a_sheet(study) -> None:
    told = begin(study)
    assert told[-2:] == [
        "1 codes are carried over.",
        "4 codings more are to be decided on: see .private/review/to_recode.csv.",
    ]
    assert counts(study) == {"A": 4, "K": 2}
    shown = sheet(study)
    assert set(shown["choices"]) == {"A1;A2"}
    assert shown.loc[2, ["question", "words", "segment"]].to_list() == [
        "Was it near?",
        "'=N",
        "'=No.",
    ]
    assert begin(study)[-1].startswith("0 codings more")


def test_what_is_marked_becomes_decisions_and_the_sheet_gets_shorter(study) -> None:
    begin(study)
    mark(study, "A1", "A1; A2", "none", "")
    lines = record_recoding(study, "cat", "2026-06-02")
    study.ledger.append(lines)
    assert len(lines) == 3
    assert counts(study) == {"A": 1, "A1": 2, "A2": 1, "K": 2}
    write_sheet(study, human_codings(study).open)
    assert len(sheet(study)) == 1
    mark(study, "A2")
    study.ledger.append(record_recoding(study, "cat", "2026-06-02"))
    write_sheet(study, human_codings(study).open)
    assert not (study.folder.review / FILE).exists()
    # The codings as they were given are where they were.
    assert sum(one.what == "code" for one in study.ledger.decisions()) == 6


@pytest.mark.parametrize("by", ["", "Machine", "agreed"])
def test_nobody_is_called_as_the_program_calls_itself(study, by: str) -> None:
    with pytest.raises(InputError, match="--by"):
        list(recode(study, study.folder.root / "old.toml", by, "2026-06-01"))


def test_marks_that_are_not_recorded_yet_survive_the_next_run(study) -> None:
    begin(study)
    mark(study, "A1", "", "", "")
    write_sheet(study, human_codings(study).open)
    assert sheet(study)["new_codes"].to_list() == ["A1", "", "", ""]


@pytest.mark.parametrize("answer", ["A", "A1;Betty", "none;A1"])
def test_only_codes_of_the_new_codebook_can_be_given(study, answer: str) -> None:
    begin(study)
    mark(study, "", answer, "", "")
    with pytest.raises(InputError, match=r"to_recode\.csv, row 3.*not a code") as told:
        record_recoding(study, "cat", "2026-06-02")
    assert "Betty" not in str(told.value)
