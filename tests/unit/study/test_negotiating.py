"""The workbook of disagreements, there and back. Segments, codes and coders are invented."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from openpyxl import load_workbook

from insight.coding import (
    Code,
    Codebook,
    Seen,
    code_decision,
    decided,
    noted_codings,
    read_decision,
)
from insight.errors import InputError
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people.negotiating import FILE, SHEET, record_settled, write_disagreements

TEXTS = {"s1": "=We waited, and it was dear.", "s2": "They were kind."}
BOOK = Codebook(
    "Invented",
    "1",
    (Code("A", "cost", "It costs too much."), Code("B", "warmth", "Somebody was warm.")),
)


@pytest.fixture
def study(tmp_path: Path) -> SimpleNamespace:
    """A study as far as negotiating needs one: ann gives A to s1 and B to s2, ben nothing."""
    key, ledger = StudyKey(b"an invented key of a test"), Ledger(tmp_path / "ledger.jsonl")
    for (segment, text), code in zip(TEXTS.items(), ("A", "B"), strict=True):
        ann, ben = (Seen(segment, text, by, "2026-05-04") for by in ("ann", "ben"))
        ledger.append([code_decision(ann, key, code, 0, 5), read_decision(ben, key)])
    segments = pd.DataFrame({"segment_id": list(TEXTS), "text": TEXTS.values()})
    made = SimpleNamespace(
        folder=StudyFolder(tmp_path),
        key=key,
        ledger=ledger,
        codebook=BOOK,
        settings=SimpleNamespace(study=SimpleNamespace(approach="codebook")),
        tables={"deidentified_segments": segments},
    )
    run(made)
    return made


def run(study: SimpleNamespace) -> str:
    """What a run does here: replay the ledger, and write the workbook."""
    segments = study.tables["deidentified_segments"]
    noted = noted_codings(study.ledger.decisions(), segments, BOOK, study.key)
    study.tables["codings"] = noted.codings
    return write_disagreements(study)


def mark(study: SimpleNamespace, **answers: str) -> None:
    """Write `answers` by code into the workbook."""
    path = study.folder.review / FILE
    book = load_workbook(path)
    header = [cell.value for cell in book[SHEET][1]]
    for row in book[SHEET].iter_rows(min_row=2):
        code = row[header.index("code")].value
        if code in answers:
            row[header.index("agreed")].value = answers[code]
    book.save(path)


def agreed(study: SimpleNamespace) -> list[str]:
    book = load_workbook(study.folder.review / FILE)
    header = [cell.value for cell in book[SHEET][1]]
    column = header.index("agreed")
    return [row[column].value or "" for row in book[SHEET].iter_rows(min_row=2)]


def counted(study: SimpleNamespace) -> set[tuple[str, str]]:
    told = decided(study.tables["codings"])
    return set(told[["segment_id", "code"]].itertuples(index=False, name=None))


def record(study: SimpleNamespace) -> list[str]:
    return list(record_settled(study, "cat", "2026-06-01"))


def test_the_workbook_is_private_and_holds_no_formula(study: SimpleNamespace) -> None:
    path = study.folder.review / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    sheet = load_workbook(path)[SHEET]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}
    assert run(study) == "2 segments are coded differently: settle them in disagreements.xlsx."


def test_what_is_settled_counts_and_the_originals_stay(study: SimpleNamespace) -> None:
    assert counted(study) == {("s1", "A"), ("s2", "B")}
    mark(study, A="yes", B="no")
    assert record(study) == ["disagreements: 2 segments settled, recorded by cat"]
    assert run(study) == ""
    assert counted(study) == {("s1", "A")}
    coders = study.tables["codings"].groupby("coder").size().to_dict()
    assert coders == {"ann": 2, "ben": 2, "agreed": 2}
    who = [one.by for one in study.ledger.decisions() if one.what == "code_settled"]
    assert who == ["cat", "cat"]


def test_an_answer_can_be_changed_and_is_recorded_once(study: SimpleNamespace) -> None:
    mark(study, A="yes", B="yes")
    record(study)
    run(study)
    lines = len(study.ledger.decisions())
    record(study)
    assert len(study.ledger.decisions()) == lines
    mark(study, B="no")
    record(study)
    run(study)
    assert counted(study) == {("s1", "A")}
    assert agreed(study) == ["yes", "no"]


def test_a_recorded_answer_that_is_emptied_stands_and_comes_back(study: SimpleNamespace) -> None:
    mark(study, A="yes", B="no")
    record(study)
    run(study)
    mark(study, A="", B="")
    assert record(study) == []
    run(study)
    assert agreed(study) == ["yes", "no"]


def test_an_answer_that_is_not_recorded_survives_the_next_run(study: SimpleNamespace) -> None:
    mark(study, B="no")
    run(study)
    assert agreed(study) == ["", "no"]


def test_an_answer_lapses_with_the_words_it_is_on(study: SimpleNamespace) -> None:
    mark(study, A="yes", B="no")
    segments = study.tables["deidentified_segments"]
    changed = segments.assign(text=[TEXTS["s1"], "They were not kind."])
    given = study.tables["codings"]
    study.tables |= {"deidentified_segments": changed, "codings": given}
    assert record(study) == ["disagreements: 1 segments settled, recorded by cat"]


def test_an_answer_that_is_none_is_refused_without_its_words(study: SimpleNamespace) -> None:
    mark(study, B="perhaps")
    with pytest.raises(InputError, match='row 3, column "agreed": neither'):
        record(study)


def test_reflexive_work_compares_nobody(study: SimpleNamespace) -> None:
    study.settings.study.approach = "reflexive"
    assert run(study) == ""
    assert not (study.folder.review / FILE).exists()


def test_an_answer_on_what_was_coded_or_settled_elsewhere_since_is_told_and_not_counted(
    study: SimpleNamespace,
) -> None:
    # Ben gives A to s1, too, at the desk; s2 is settled on another machine, whose lines come here.
    mark(study, A="no", B="no")
    ben = Seen("s1", TEXTS["s1"], "ben", "2026-05-05")
    both = Seen("s2", TEXTS["s2"], "agreed", "2026-05-05")
    study.ledger.append([code_decision(ben, study.key, "A", 0, 5)])
    there = [code_decision(both, study.key, "B", 0, 5), read_decision(both, study.key)]
    study.ledger.append(there)
    (told,) = record(study)
    assert told.startswith("disagreements.xlsx: 2 rows (2, 3) are on what was coded otherwise")
    assert counted_now(study) == {("s1", "A"), ("s2", "B")}
    # Nor does the next workbook take them for new: it shows what stands.
    assert "2 answers" in run(study)
    assert agreed(study) == ["yes"]


def test_recording_an_answer_twice_is_no_conflict(study: SimpleNamespace) -> None:
    mark(study, A="yes", B="no")
    record(study)
    assert record(study) == []


def counted_now(study: SimpleNamespace) -> set[tuple[str, str]]:
    segments = study.tables["deidentified_segments"]
    codings = noted_codings(study.ledger.decisions(), segments, BOOK, study.key).codings
    return set(decided(codings)[["segment_id", "code"]].itertuples(index=False, name=None))
