"""Codes on words that changed are given again with one mark. Segments and coders are invented."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from insight.coding import Code, Codebook, Marks, Seen, code_decision, noted_codings
from insight.errors import InputError
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people.lapsing import FILE, record_lapsed, write_lapsed

DAY = "2026-05-04"
BEFORE = {"s1": "Greta rang me back at once.", "s2": "Nobody rang."}
AFTER = "[person 4] rang me back at once."
BOOK = Codebook("Invented", "1", (Code("A", "calls", "Calls."), Code("B", "pace", "How fast.")))


@pytest.fixture
def study(tmp_path: Path) -> SimpleNamespace:
    """Ann gave A (negative) and B, ben A, to words that have another redaction now."""
    key, ledger = StudyKey(b"an invented key of a test"), Ledger(tmp_path / "ledger.jsonl")
    one, two = (Seen("s1", BEFORE["s1"], by, DAY, 2) for by in ("ann", "ben"))
    other = Seen("s2", BEFORE["s2"], "ann", DAY)
    ledger.append(
        [
            code_decision(one, key, "A", 0, 27, marks=Marks("-", rung_claimed=5)),
            code_decision(one, key, "B", 6, 18),
            code_decision(two, key, "A", 0, 27),
            code_decision(other, key, "A", 0, 6),
        ]
    )
    segments = pd.DataFrame(
        {"segment_id": list(BEFORE), "question_asked": "", "text": [AFTER, BEFORE["s2"]]}
    )
    made = SimpleNamespace(
        folder=StudyFolder(tmp_path),
        key=key,
        ledger=ledger,
        codebook=BOOK,
        tables={"deidentified_segments": segments},
    )
    assert write_lapsed(made) == ""
    return made


def sheet(study: SimpleNamespace) -> pd.DataFrame:
    path = study.folder.review / FILE
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")


def mark(study: SimpleNamespace, **answers: str) -> None:
    """Write answers into the sheet: coder and code, as ann_A -> what the cell says."""
    told = sheet(study)
    for one, answer in answers.items():
        coder, code = one.split("_")
        told.loc[(told["coder"] == coder) & (told["code"] == code), "again"] = answer
    told.to_csv(study.folder.review / FILE, index=False)


def record(study: SimpleNamespace, by: str = "ann") -> list[str]:
    decisions, told = record_lapsed(study, by, "2026-06-01")
    study.ledger.append(decisions)
    return told


def standing(study: SimpleNamespace) -> set[tuple[str, ...]]:
    segments = study.tables["deidentified_segments"]
    noted = noted_codings(study.ledger.decisions(), segments, BOOK, study.key).codings
    text = dict(zip(segments["segment_id"], segments["text"], strict=True))
    return {
        (row["coder"], row["code"], text[row["segment_id"]][row["start"] : row["end"]])
        for row in noted[noted["segment_id"] == "s1"].to_dict("records")
    }


def test_the_sheet_shows_the_words_as_they_are_now_to_its_owner_alone(study) -> None:
    told = sheet(study)
    assert list(zip(told["coder"], told["code"], strict=True)) == [
        ("ann", "A"),
        ("ann", "B"),
        ("ben", "A"),
    ]
    assert set(told["text"]) == {AFTER}
    assert told.loc[0, ["title", "round", "rung_claimed"]].to_list() == ["calls", "2", "5"]
    assert (study.folder.review / FILE).stat().st_mode & 0o077 == 0


def test_one_mark_gives_a_code_again_to_the_passage_or_to_words_of_it_or_lets_it_go(study) -> None:
    mark(study, ann_A="yes", ann_B="rang me back")
    assert record(study) == ["codes: 2 lapsed codes decided on anew by ann"]
    assert standing(study) == {("ann", "A", AFTER), ("ann", "B", "rang me back")}
    (first,) = [one for one in study.ledger.decisions() if one.place == f"A|0-{len(AFTER)}|2"]
    assert first.verdict == "applied valence=- rung_claimed=5"
    write_lapsed(study)
    mark(study, ben_A="no")
    record(study, "ben")
    assert {one[0] for one in standing(study)} == {"ann"}
    write_lapsed(study)
    assert not (study.folder.review / FILE).exists()


def test_nobody_gives_a_code_in_the_name_of_somebody_else(study) -> None:
    mark(study, ann_A="yes", ben_A="yes")
    (told,) = record(study, "cat")
    assert "2 marks are on codes of others" in told
    assert standing(study) == set()


def test_what_was_decided_elsewhere_since_stands_and_that_is_told(study) -> None:
    mark(study, ann_A="yes", ann_B="no")
    now = Seen("s1", AFTER, "ann", "2026-05-05", 2)
    study.ledger.append(
        [
            code_decision(now, study.key, "A", 0, len(AFTER), withdrawn=True),
            code_decision(now, study.key, "B", 0, len(AFTER), withdrawn=True),
        ]
    )
    assert record(study) == [f"{FILE}: 1 codes were decided on elsewhere since; that stands"]
    assert standing(study) == set()


def test_a_mark_survives_the_next_run_until_it_is_recorded_or_its_words_change_again(study) -> None:
    mark(study, ann_A="yes")
    assert write_lapsed(study) == ""
    assert sheet(study)["again"].to_list() == ["yes", "", ""]
    study.tables["deidentified_segments"]["text"] = ["[person 4] rang me back.", BEFORE["s2"]]
    with pytest.raises(InputError, match='row 2, column "again": its words'):
        record(study)
    assert "1 marks" in write_lapsed(study)
    assert set(sheet(study)["again"]) == {""}


@pytest.mark.parametrize("words", ["Greta", "a"])
def test_words_that_are_not_there_or_more_than_once_are_refused_and_not_repeated(
    study, words
) -> None:
    mark(study, ann_A=words)
    with pytest.raises(InputError, match='row 2, column "again"') as told:
        record(study)
    assert "Greta" not in str(told.value)
