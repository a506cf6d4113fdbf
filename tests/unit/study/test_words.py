"""What researchers write goes into workbooks and comes back, and nothing of it is lost.

People, segments and memos are invented. Names are taken out by one rule here ("Vexley" is a name);
the detectors are tested where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from insight.coding import Code, Codebook
from insight.errors import InputError
from insight.schemas import Themes
from insight.store import Ledger, StudyFolder, StudyKey
from insight.study.people.words import (
    add_memo,
    marked,
    memo_book,
    sheet,
    table,
    write_matrix,
    writing,
)
from insight.study.people.words.writing import forget_memos, under_new_key
from insight.themes import Remembered, replay
from unit.coding.words.tables import codings, segments

DAY, BY = "2026-01-01", "A. Reader"
KEY = StudyKey(b"an invented key of a test")
BOOK = Codebook("Invented", "1", (Code("V1", "seats", "Seats."), Code("V2", "plans", "Plans.")))
SAID = segments(
    int_0="Who sits there?",
    ada_1="Nobody asked us. We drew the plan later.",
    ada_2="=1+1 is what they told us.",
    bo_1="I would not know.",
    cy_1="They kept a seat for me.",
)
GIVEN = codings(
    ("ada_1", "V1", "k", 0, 16),
    ("ada_2", "V2", "k", 0, 10),
    ("bo_1", "", "k", 0, 17),
    ("cy_1", "V1", "k", 0, 24),
)
MEMBERS = (("ada_1", 0), ("ada_2", 0), ("bo_1", 1), ("cy_1", 1))


def opened(folder: Path, members: tuple[tuple[str, int], ...] = MEMBERS) -> SimpleNamespace:
    """A study as far as memos need one; `members` says which segment is in which theme."""
    ledger = Ledger(folder / "data" / "raw" / "ledger.jsonl")
    blank = {
        name: None if column.nullable else 0 if "int" in str(column.dtype) else ""
        for name, column in Themes.to_schema().columns.items()
    }
    ids = sorted({theme for _, theme in members})
    told = {"status": "candidate", "n_segments": 2, "n_speakers": 1}
    themes = [blank | told | {"theme_id": one, "label": f"words of {one}"} for one in ids]
    of = pd.DataFrame(members, columns=["segment_id", "theme_id"]).assign(weight=1.0)
    shown = pd.DataFrame([(0, "ada_1", "dissenting")], columns=["theme_id", "segment_id", "why"])
    tables = {"themes": pd.DataFrame(themes), "segment_themes": of, "exemplars": shown}
    vectors = pd.DataFrame({"segment_id": [one for one, _ in members]})
    done = replay(tables, SAID, vectors, Remembered.of(ledger.decisions()), KEY)
    return SimpleNamespace(
        folder=StudyFolder(folder),
        settings=SimpleNamespace(study=SimpleNamespace(approach="codebook")),
        key=KEY,
        ledger=ledger,
        codebook=BOOK,
        tables={
            "deidentified_segments": SAID,
            "codings": GIVEN,
            "themes": done.themes,
            "segment_themes": done.segment_themes,
            "exemplars": shown,
            "theme_decisions": done.decided,
        },
    )


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    def without_vexley(_, said):
        return (
            [text.replace("Vexley", "[person 1]") for _, text in said],
            [text.count("Vexley") for _, text in said],
        )

    monkeypatch.setattr(writing, "deidentified", without_vexley)
    monkeypatch.setattr(writing.custody, "keep_register", lambda _: "")
    return opened(tmp_path)


def edit(path: Path, name: str, change: Callable[[list[list]], None]) -> None:
    """Change the rows of a sheet as a person would, and save."""
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    change(rows)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            book[name].cell(number, column).value = value
    book.save(path)


def cell_of(study: SimpleNamespace, who: str, code: str):
    """The summary cell of a case and a code."""
    book = openpyxl.load_workbook(study.folder.review / "matrix.xlsx")
    rows = list(book["matrix"].iter_rows())
    heads = [str(cell.value).split("\n")[0] for cell in rows[0]]
    (row,) = [row for row in rows[1:] if row[0].value == f"case:{who}"]
    return book, row[heads.index(code)]


def summarise(study: SimpleNamespace, who: str, code: str, text: str | None) -> None:
    book, cell = cell_of(study, who, code)
    cell.value = text
    book.save(study.folder.review / "matrix.xlsx")


def approve(study: SimpleNamespace) -> list[str]:
    return list(marked(study, BY, DAY).record(study))


# -- memos ----------------------------------------------------------------------------------------


def test_a_name_in_a_memo_is_replaced_counted_and_kept_nowhere(study) -> None:
    done = add_memo(study, "code:V1", "memo", "Vexley is bitter about seats.", BY)
    assert "1 names" in list(done.lines())[1]
    assert list(table(study)["text"]) == ["[person 1] is bitter about seats."]
    files = [path for path in study.folder.root.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Vexley" in path.read_bytes()]


@pytest.mark.parametrize(
    ("about", "kind", "text", "by"),
    [
        ("case:nobody", "memo", "Words.", BY),
        ("code:V9", "memo", "Words.", BY),
        ("theme:9", "memo", "Words.", BY),
        ("study", "poem", "Words.", BY),
        ("study", "memo", "  ", BY),
        ("study", "memo", "Words.", " "),
    ],
)
def test_a_memo_on_nothing_of_no_kind_without_words_or_by_nobody_is_refused(
    study, about, kind, text, by
) -> None:
    with pytest.raises(InputError):
        add_memo(study, about, kind, text, by)
    assert not memo_book(study).path.exists()


def test_memos_are_written_mended_and_struck_out_in_the_workbook(study) -> None:
    add_memo(study, "study", "reflexive", "I expected anger.", BY)
    add_memo(study, "code:V1", "memo", "Seats matter.", "B. Coder")
    sheet.write_sheet(study)

    def by_hand(rows: list[list]) -> None:
        (anger,) = [row for row in rows if row[3] == "I expected anger."]
        (seats,) = [row for row in rows if row[3] == "Seats matter."]
        anger[3] = None
        seats[3] = "Seats with a vote matter."
        rows.append(["case:ada + code:V2", "", "memo", "Says Vexley drew it.", None, None, None])

    edit(study.folder.review / "memos.xlsx", "memos", by_hand)
    assert "memos: 3 recorded" in approve(study)
    told = table(study).sort_values("about")
    assert list(told["about"]) == ["case:ada+code:V2", "code:V1"]
    assert list(told["text"]) == ["Says [person 1] drew it.", "Seats with a vote matter."]
    assert approve(study) == []
    assert b"Vexley" not in (study.folder.review / "memos.xlsx").read_bytes()


def test_what_is_not_recorded_yet_survives_the_next_run(study) -> None:
    sheet.write_sheet(study)
    new = ["study", "", "memo", "Half a thought.", None, None, None]
    edit(study.folder.review / "memos.xlsx", "memos", lambda rows: rows.append(new))
    sheet.write_sheet(study)
    sheet.write_sheet(study)
    approve(study)
    assert list(table(study)["text"]) == ["Half a thought."]


def test_a_deviant_case_is_proposed_until_somebody_has_judged_it(study) -> None:
    sheet.write_sheet(study)

    def by_hand(rows: list[list]) -> None:
        assert [row[2] for row in rows[1:]] == ["far from the middle of its theme"]
        rows[1][4] = "She speaks of another board."

    edit(study.folder.review / "memos.xlsx", "deviant cases", by_hand)
    approve(study)
    assert list(table(study)["kind"]) == ["deviant case"]
    edit(study.folder.review / "memos.xlsx", "deviant cases", lambda rows: rows[1:] == [] or 1 / 0)


def test_a_memo_on_a_theme_finds_it_again_in_another_fit(study, tmp_path) -> None:
    add_memo(study, "theme:1", "memo", "This may be two things.", BY)
    moved = (("ada_1", 1), ("ada_2", 1), ("bo_1", 0), ("cy_1", 0))
    again = opened(tmp_path, moved)
    keys = dict(again.tables["theme_decisions"][["theme_id", "theme_key"]].to_numpy())
    assert list(table(again)["about"]) == [f"theme:{keys[0]}"]


def test_who_withdraws_takes_memos_on_them_and_quotes_of_them_along(study) -> None:
    add_memo(study, "case:ada+code:V1", "case summary", "Was not asked.", BY)
    add_memo(study, "segment:ada_1", "memo", "Strong.", BY)
    add_memo(study, "study", "memo", "One said: nobody asked us, we drew the plan later, ha.", BY)
    add_memo(study, "study", "memo", "Nobody was asked, it seems.", BY)
    text = SAID.set_index("segment_id")["text"]
    assert forget_memos(study, "ada", {"ada_1", "ada_2"}, {text["ada_1"], "ada"}) == 3
    assert list(table(study)["text"]) == ["Nobody was asked, it seems."]


def test_under_another_key_memos_keep_their_order_and_what_they_are_about(study) -> None:
    add_memo(study, "case:ada", "memo", "Compare s-0123456789ab.", BY)
    new = StudyKey(b"another invented key of a test")
    (one,) = under_new_key(memo_book(study), new, {"ada": "eda", "s-0123456789ab": "s-new"})
    assert (one.about, one.text) == ("case:eda", "Compare s-new.")
    assert one.memo_id != memo_book(study).memos()[0].memo_id


# -- the framework matrix -------------------------------------------------------------------------


def test_a_summary_goes_out_and_comes_back_in_the_next_matrix(study) -> None:
    list(write_matrix(study, "code"))
    summarise(study, "ada", "code:V1", "Never asked (Vexley was).")
    told = approve(study)
    assert "memos: 1 recorded" in told
    assert told[-1].startswith("framework matrix by code: 1 of 3 cells with spans have a summary")
    (memo,) = table(study).to_dict("records")
    assert (memo["about"], memo["kind"]) == ("case:ada+code:V1", "case summary")
    assert cell_of(study, "ada", "code:V1")[1].value == "Never asked ([person 1] was)."
    summarise(study, "ada", "code:V1", None)
    approve(study)
    assert table(study).empty
    assert len(memo_book(study).memos()) == 2


def test_each_cell_leads_to_its_spans_and_back(study) -> None:
    list(write_matrix(study, "code"))
    book, cell = cell_of(study, "cy", "code:V1")
    link = cell.offset(column=-1)
    assert link.value == "1 span"
    span = book["spans"][link.hyperlink.location.split("!")[1]]
    assert span.value == "case:cy+code:V1"
    back = span.offset(column=1).hyperlink.location.split("!")[1]
    assert back == cell.coordinate


def test_nothing_in_the_matrix_is_ever_a_formula(study) -> None:
    list(write_matrix(study, "code"))
    summarise(study, "bo", "code:V2", "'=2+2")
    approve(study)
    book = openpyxl.load_workbook(study.folder.review / "matrix.xlsx")
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "=1+1 is what" in {cell.value for row in book["spans"].iter_rows() for cell in row}


def test_a_summary_not_recorded_yet_stays_and_holds_up_another_matrix(study) -> None:
    list(write_matrix(study, "code"))
    summarise(study, "bo", "code:V2", "Knows nothing of plans.")
    list(write_matrix(study))
    assert cell_of(study, "bo", "code:V2")[1].value == "Knows nothing of plans."
    with pytest.raises(InputError, match="not recorded yet"):
        list(write_matrix(study, "theme"))
    approve(study)
    list(write_matrix(study, "theme"))
    assert list(table(study)["text"]) == ["Knows nothing of plans."]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(study) -> None:
    list(write_matrix(study, "code"))
    add_memo(study, "case:bo+code:V2", "case summary", "From the other coder.", "B. Coder")
    summarise(study, "bo", "code:V2", "From the workbook.")
    list(write_matrix(study))
    approve(study)
    assert set(table(study)["text"]) == {"From the other coder.", "From the workbook."}


def test_a_summary_whose_column_is_gone_is_told_and_kept(study) -> None:
    add_memo(study, "case:ada+code:V2", "case summary", "Drew the plan.", BY)
    study.codebook = Codebook("Invented", "2", BOOK.codes[:1])
    study.tables["codings"] = GIVEN[GIVEN["code"] != "V2"]
    told = list(write_matrix(study, "code"))
    assert told[-1].startswith("1 summaries are on no cell")
    book = openpyxl.load_workbook(study.folder.review / "matrix.xlsx")
    assert book["not placed"]["B2"].value == "Drew the plan."
    assert approve(study) == []


def test_a_row_of_nobody_is_refused(study) -> None:
    list(write_matrix(study, "code"))

    def by_hand(rows: list[list]) -> None:
        rows[1][0], rows[1][3] = "case:p-0", "Somebody else."

    edit(study.folder.review / "matrix.xlsx", "matrix", by_hand)
    with pytest.raises(InputError, match="a case that is not in this study"):
        marked(study, BY, DAY)
