"""What a notebook shows: captions and headers for everybody, and nobody's words."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from insight.schemas import TABLES, DeidentifiedSpeakers, Quotes, columns_of, empty
from insight.schemas.release import Release
from insight.schemas.shown import sight, table_of, watch_notebook
from insight.shown import COLUMNS, ROWS, Notes, Sight
from insight.store import Manifest
from insight.study.reproduction import Compared, Comparison

SAID = "Invented words of somebody."


def filled(name: str) -> pd.DataFrame:
    """One row of a table with the same invented words in every column of text."""
    table = TABLES[name]
    told = {
        column: [SAID] if kind.dtype is not None and "str" in str(kind.dtype) else [1]
        for column, kind in table.to_schema().columns.items()
    }
    return pd.DataFrame(told)


def test_a_table_has_a_caption_headers_for_rows_and_columns_and_no_mark_up_of_its_cells():
    shown = Sight("Two <codes>", pd.DataFrame({"code": ["<b>", "V1"], "n": [1.23456, None]})).html()
    assert "<caption" in shown
    assert "Two &lt;codes&gt;" in shown
    assert shown.count('scope="col"') == shown.count('scope="row"') == 2
    assert "<td>1.235</td>" in shown
    assert "<b>" not in shown


def test_it_is_short_and_says_what_was_left_out():
    wide = pd.DataFrame({f"c{n}": range(ROWS + 3) for n in range(COLUMNS + 1)})
    shown = Sight("Wide", wide)
    assert "Not shown: 3 rows and 1 column." in shown.html()
    assert shown.html().count("<tr>") == ROWS + 1
    assert "Not shown: 3 rows and 1 column." in shown.plain()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_with_words_or_a_row_for_each_person_shows_its_columns_alone(name: str):
    frame, table = filled(name), TABLES[name]
    shown = sight(frame)
    assert shown is not None
    assert table_of(frame)[0] == name
    hidden = "text" in frame or table._custody == "personal" or table._key[0] == "speaker_id"
    assert (SAID in shown.html()) == (not hidden and SAID in frame.to_numpy())
    if hidden and table is not Quotes:
        assert list(shown.table["column"]) == columns_of(table)


def test_what_is_made_of_a_table_with_words_shows_none_either():
    frame = pd.DataFrame({"segment_id": ["s1"], "text": [SAID], "n": [3]})
    for one in (frame, frame.set_index("text"), frame.rename(columns={"text": "question_asked"})):
        shown = sight(one)
        assert shown is not None
        assert SAID not in shown.html() + shown.plain()
    assert sight(frame[["segment_id", "n"]]) is None


def test_of_quotes_only_those_are_shown_that_a_person_approved():
    quotes = pd.DataFrame(
        {"quote_id": ["q1", "q2"], "status": ["approved", "draft"], "text": ["A yes.", SAID]}
    )
    shown = sight(quotes)
    assert shown is not None
    assert "A yes." in shown.html()
    assert SAID not in shown.html() + shown.plain()
    assert "1 more wait for approval" in shown.html()


@pytest.fixture
def shell():
    """A notebook's kernel, as far as it displays things."""
    testing = pytest.importorskip("IPython.core.interactiveshell")
    shell = testing.InteractiveShell.instance()
    yield shell
    shell.clear_instance()


def test_a_notebook_shows_frames_columns_and_whatever_holds_them_without_words(shell):
    watch_notebook()
    frame = pd.DataFrame({"text": [SAID]})
    for one in (frame, frame["text"], {"a": frame}, [frame["text"]]):
        told, _ = shell.display_formatter.format(one)
        assert SAID not in str(told)
    plain = pd.DataFrame({"n": [1]})
    told, _ = shell.display_formatter.format(plain)
    assert told["text/html"] == plain._repr_html_()
    assert told["text/plain"] == repr(plain)


def test_records_say_what_they_are_and_hold_back_what_waits_for_approval():
    waiting = pd.DataFrame({"quote_id": ["q1"], "status": ["draft"], "text": [SAID]})
    release = Release(
        "r1", "A study", "codebook", "", True, ("unread",), {"quotes": waiting}, {}, {}
    )
    manifest = Manifest(seed=1, tables={"themes": "0" * 64}, inputs={}, release="r1", draft=False)
    for record, says in (
        (release, "DRAFT: A study"),
        (manifest, "Manifest of a final run"),
        (Comparison((Compared("themes", "same"),), (), raw=True), "Nothing differs: 1 tables"),
        (Comparison((Compared("codings", "differs"),), ("another numpy",), raw=True), "1 differs"),
        (Notes(["read 3 files"]), "1 note"),
    ):
        assert says in repr(record)
        assert says in record._repr_html_()
        assert re.search(r'scope="col"', record._repr_html_())
        assert SAID not in repr(record) + record._repr_html_()
    assert replace(release, draft=False, why_draft=()).sight().caption == "Release: A study"


def test_the_empty_table_of_people_is_shown_as_what_it_would_hold():
    shown = sight(empty(DeidentifiedSpeakers))
    assert shown is not None
    assert shown.caption.startswith("deidentified_speakers: 0 rows")
