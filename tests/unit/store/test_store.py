"""Secrets, decisions and files: keyed, append-only, whole or not at all, for the owner alone."""

from __future__ import annotations

import os
import stat

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import InputError, InsightError, StudyLockedError
from insight.schemas import SegmentThemes, empty, validate
from insight.store import Ledger, StudyFolder, StudyKey, read_table, table_digest, write_table
from insight.store.ledger import Decision
from insight.store.private import replacing, write_private
from insight.store.tables import guard_formula

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
OTHER = StudyKey(b"another key, as long as the first one")


@given(st.text(), st.text())
def test_ids_depend_on_key_and_parts_and_on_where_one_part_ends(a: str, b: str):
    assert KEY.mint("p", a, b) == KEY.mint("p", a, b)
    assert KEY.mint("p", a, b) != OTHER.mint("p", a, b)
    assert KEY.mint("p", a, b) != KEY.mint("s", a, b)
    assert KEY.mint("p", a + "x", b) != KEY.mint("p", a, "x" + b)


def test_a_key_is_made_once_and_never_shown(tmp_path):
    first = StudyKey.at(tmp_path / "key")
    assert StudyKey.at(tmp_path / "key") == first
    assert first.secret.decode() not in repr(first)
    (tmp_path / "key").write_text("short")
    with pytest.raises(InputError, match="custodian"):
        StudyKey.at(tmp_path / "key")


def test_a_decision_is_recorded_once_and_can_be_forgotten(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    read = Decision("read", "f-1", "digest", "A. Reader", "2026-04-01")
    ledger.append([read])
    ledger.append([read, Decision("read", "f-2", "digest", "A. Reader", "2026-04-02")])
    assert [decision.about for decision in ledger.decisions()] == ["f-1", "f-2"]
    ledger.without({"f-1"})
    assert ledger.holds("read") == {"f-2": "digest"}


def test_a_broken_ledger_names_the_line(tmp_path):
    (tmp_path / "ledger.jsonl").write_text('{"what": "read"}\n')
    with pytest.raises(InputError, match=r"ledger\.jsonl, line 1"):
        Ledger(tmp_path / "ledger.jsonl").decisions()


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "result.txt"
    write_private(path, "first")

    def interrupted() -> None:
        with replacing(path, private=True) as draft:
            draft.write_text("half of the sec")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "first"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_private_files_are_closed_and_a_users_own_folder_is_left_alone(tmp_path):
    tmp_path.chmod(0o755)
    write_private(tmp_path / "secret", "words")
    write_private(tmp_path / "made" / "secret", "words")
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-x", "@me", "\tx"])
def test_no_cell_is_a_formula(cell: str):
    assert guard_formula(cell) == "'" + cell
    assert guard_formula("plain") == "plain"


def test_tables_are_strict_and_in_canonical_order(tmp_path):
    rows = pd.DataFrame({"segment_id": ["s2", "s1"], "theme_id": [0, 1], "weight": [0.5, 1]})
    kept = write_table(SegmentThemes, rows, tmp_path / "t.parquet")
    assert kept["segment_id"].to_list() == ["s1", "s2"]
    again = read_table(SegmentThemes, tmp_path / "t.parquet")
    assert table_digest(again) == table_digest(validate(SegmentThemes, rows.iloc[::-1]))
    with pytest.raises(InsightError, match="weight"):
        validate(SegmentThemes, rows.assign(weight=2.0))
    with pytest.raises(InsightError, match="SegmentThemes"):
        validate(SegmentThemes, rows.assign(name="someone"))
    assert empty(SegmentThemes).empty


def test_two_runs_cannot_hold_one_study(tmp_path):
    folder = StudyFolder(tmp_path)
    with (
        folder.locked(),
        pytest.raises(StudyLockedError, match="another run"),
        StudyFolder(tmp_path).locked(),
    ):
        pass
