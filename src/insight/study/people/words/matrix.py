"""The framework matrix as a workbook: spans to read, summaries to write, there and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from insight.coding.words import About, Matrix, Memo, framework_matrix
from insight.coding.words.matrix import BY, code_spans, theme_spans
from insight.errors import InputError
from insight.study.people.words import writing
from insight.study.people.words.sheet import print_wide
from insight.study.people.workbooks import FAR, cells, new_book, opened_book, text_of, write_help

if TYPE_CHECKING:
    from pathlib import Path

    from insight.study.opened import OpenedStudy

FILE = "matrix.xlsx"
MATRIX, SPANS, LOOSE, BASE = "matrix", "spans", "not placed", "as written"
_SPANS_OF = "spans of "
_SPAN_COLUMNS = {
    "cell": 34,
    "back": 12,
    "segment_id": 16,
    "coder": 12,
    "valence": 8,
    "question": 40,
    "extract": 80,
}
_LOOSE_COLUMNS = {"about": 40, "text": 70, "author": 16, "state": 14}
_BASE_COLUMNS = {"about": 40, "memo_id": 16}
_RECORDED, _OPEN = "recorded", "not recorded"
_EXTRACT = 60
"""Words of a span that are shown; the whole of it stands in its text."""
_HELP = (
    "The sheet `matrix` has a row for each case and, for each code or theme, two columns: how many "
    "spans there are, as a link to them, and beside it your summary of what this case says.",
    "Write summaries into the yellow cells: short, in the person's terms, with the id of a segment "
    "where a phrase matters (s-1a2b). An empty cell is a finding, too: say so if it matters.",
    "`insight approve --by NAME` puts summaries on record as memos of the kind case summary. They "
    "come back in the next matrix. A summary that you empty is struck out; its earlier words stay "
    "in the study's file of memos.",
    "The sheet `spans` has what was said, de-identified; the link in its second column leads back. "
    "Filter as you like, but do not sort: the links lead to fixed rows.",
    "The sheet `not placed` keeps summaries whose case, code or theme is not in this matrix.",
    "Do not change the first row, the first column, or the sheet `as written`, which is hidden: "
    "they say which cell is which.",
    "This workbook holds words of people. Do not send it.",
)
Cell = tuple[str, str]
"""Speaker and column: `p-1`, `code:V1`."""


@dataclass(frozen=True)
class _Kept:
    """A workbook as people left it: what is in each cell, and the memo it was written from."""

    by: str
    texts: Mapping[Cell, str]
    loose: Mapping[str, str]
    base: Mapping[str, str]

    def changed(self, memos: Mapping[str, Memo]) -> dict[str, str]:
        """What the cell is about -> its text, where it is not what was written into it."""
        told = {f"case:{case}+{column}": text for (case, column), text in self.texts.items()}
        told |= self.loose
        old = {about: memos[one].text for about, one in self.base.items() if one in memos}
        return {about: text for about, text in told.items() if text != old.get(about, "").strip()}


def write_matrix(study: OpenedStudy, by: str = "", *, keep: bool = True) -> Iterator[str]:
    """Write the matrix by code or theme (empty: as it is there, or by code); yields what to tell.

    Summaries on record are filled in, those that are not recorded yet stay, if to `keep`.
    """
    if by not in ("", *BY):
        raise InputError("no such matrix", where="--by", remedy=f"choose from {', '.join(BY)}")
    path = study.folder.review / FILE
    old = _kept(path) if path.is_file() else None
    pending = old.changed(writing.versions(study)) if old and keep else {}
    by = by or (old.by if old else "") or ("code" if study.codebook else "theme")
    if old and pending and by != old.by:
        raise InputError(
            "summaries in the workbook are not recorded yet",
            where=FILE,
            remedy="record them with `insight approve`, then write the other matrix",
        )
    told = {one.about: one for one in writing.standing(study) if _is_cell(one)}
    matrix = _matrix(study, by, {*told, *pending})
    placed = {
        f"case:{c}+{by}:{name}" for c in matrix.cases["speaker_id"] for name, _ in matrix.columns
    }
    loose = [
        {"about": about, "text": one.text, "author": one.author, "state": _RECORDED}
        for about, one in told.items()
        if about not in placed and about not in pending and About.read(about).of(by)
    ]
    loose += [
        {"about": about, "text": text, "author": "", "state": _OPEN}
        for about, text in sorted(pending.items())
        if about not in placed
    ]
    texts = {about: one.text for about, one in told.items()} | pending
    with new_book(path, "Framework matrix") as book:
        _Pages(book, matrix, texts).write()
        _plain_sheet(book, LOOSE, _LOOSE_COLUMNS, loose)
        # What is not recorded yet was still written beside the summary that stood at the time.
        base = {about: one.memo_id for about, one in told.items() if about not in pending}
        base |= {about: old.base.get(about, "") for about in pending} if old else {}
        rows = [{"about": about, "memo_id": memo} for about, memo in sorted(base.items())]
        _plain_sheet(book, BASE, _BASE_COLUMNS, rows).hide()
        write_help(book, _HELP)
    yield from _told(matrix, {about for about in told if about in placed}, len(loose))


def _told(matrix: Matrix, summarised: set[str], n_loose: int) -> Iterator[str]:
    cells_with = {
        f"case:{who}+{matrix.by}:{name}"
        for who, name in zip(matrix.spans["speaker_id"], matrix.spans["column"], strict=True)
    }
    yield (
        f"framework matrix by {matrix.by}: {len(cells_with & summarised)} of {len(cells_with)} "
        f"cells with spans have a summary; .private/review/{FILE}"
    )
    if left := matrix.n_cases - len(matrix.cases):
        yield f"{left} cases, those with least to read, are not in the framework matrix"
    if n_loose:
        yield f"{n_loose} summaries are on no cell of the framework matrix: see “{LOOSE}” in {FILE}"


def marked(study: OpenedStudy, by: str, on: str) -> list[Memo]:
    """Summaries that are new or changed, as memos of the person called `by`, not recorded yet.

    InputError for a row whose case is not in the study.
    """
    path = study.folder.review / FILE
    if not path.is_file():
        return []
    people = set(study.tables["deidentified_segments"]["speaker_id"])
    now = {one.about: one.memo_id for one in writing.standing(study) if _is_cell(one)}
    kept, drafts = _kept(path), []
    for about, text in kept.changed(writing.versions(study)).items():
        cell = About.read(about, FILE)
        if cell.of("case") not in people:
            raise InputError(
                "a row of a case that is not in this study",
                where=FILE,
                remedy="do not change the first column; write a fresh matrix",
            )
        # What somebody else has changed since is neither struck out nor replaced.
        old = kept.base.get(about, "")
        replaces = old if old == now.get(about) else ""
        if text or replaces:
            # Code or theme may have gone since: what was written on it is kept all the same.
            draft = writing.drafted(study, "study", "case summary", text or "-", by, FILE, on)
            drafts.append(replace(draft, about=str(cell), text=text, replaces=replaces))
    return drafts


def _is_cell(memo: Memo) -> bool:
    return memo.kind == "case summary" and len(About.read(memo.about).things) > 1


def _matrix(study: OpenedStudy, by: str, abouts: set[str]) -> Matrix:
    segments = study.tables["deidentified_segments"]
    keys = writing.theme_keys(study)
    if by == "code":
        columns = list(writing.code_titles(study).items())
        given = code_spans(study.tables["codings"])
    else:
        labels = study.tables["themes"].set_index("theme_id")["label"].to_dict()
        columns = [(key, str(labels[theme])) for theme, key in sorted(keys.items())]
        given = theme_spans(study.tables["segment_themes"], segments, keys)
    summarised = {About.read(about).of("case") for about in abouts}
    return framework_matrix(by, columns, given, segments, summarised)


def _kept(path: Path) -> _Kept:
    """The workbook at `path` as people left it."""
    book = opened_book(path, (MATRIX, LOOSE, BASE))
    sheet = book[MATRIX]
    rows = [[text_of(value).strip() for value in row] for row in sheet.iter_rows(values_only=True)]
    keys = [head.split("\n")[0].strip() for head in rows[0]] if rows else []
    columns = {at: key for at, key in enumerate(keys) if key.partition(":")[0] in BY}
    if not keys or keys[0] != "case" or not columns:
        raise InputError(
            "the first row was changed",
            where=f"{path.name}, sheet {MATRIX}",
            remedy="take a copy of what you wrote, delete the workbook, and write a fresh one",
        )
    texts = {
        (row[0].removeprefix("case:"), key): row[at]
        for row in rows[1:]
        for at, key in columns.items()
        if row[0]
    }
    loose = cells(book[LOOSE], list(_LOOSE_COLUMNS), path)
    base = cells(book[BASE], list(_BASE_COLUMNS), path)
    return _Kept(
        next(iter(columns.values())).partition(":")[0],
        texts,
        {row["about"]: row["text"].strip() for row in loose.to_dict("records")},
        dict(zip(base["about"], base["memo_id"], strict=True)),
    )


class _Pages:
    """The sheets `matrix` and `spans`, which link to each other."""

    def __init__(self, book: Any, matrix: Matrix, texts: Mapping[str, str]) -> None:
        self._matrix, self._texts = matrix, texts
        self._sheet, self._spans = book.add_worksheet(MATRIX), book.add_worksheet(SPANS)
        wrap = {"text_wrap": True, "valign": "top"}
        self._plain = book.add_format(wrap)
        self._head = book.add_format(wrap | {"bold": True, "bottom": 1})
        self._link = book.add_format(wrap | {"font_color": "#0B5CAD", "underline": 1})
        self._fill = book.add_format(wrap | {"bg_color": "#FFF8DC", "border": 1})

    def write(self) -> None:
        """Both sheets."""
        first, numbers = self._write_spans()
        sheet, by = self._sheet, self._matrix.by
        for column, (head, width) in enumerate((("case", 20), ("who", 24))):
            sheet.set_column(column, column, width, self._plain)
            sheet.write_string(0, column, head, self._head)
        for place, (name, title) in enumerate(self._matrix.columns):
            at = 2 + 2 * place
            sheet.set_column(at, at, 9, self._plain)
            sheet.set_column(at + 1, at + 1, 42, self._fill)
            sheet.write_string(0, at, f"{_SPANS_OF}{by}:{name}", self._head)
            sheet.write_string(0, at + 1, f"{by}:{name}\n{title}", self._head)
        for row, case in enumerate(self._matrix.cases.to_dict("records"), 1):
            who = str(case["speaker_id"])
            groups = str(case["stakeholder_groups"]).replace(";", ", ") or "group not told"
            sheet.write_string(row, 0, f"case:{who}", self._plain)
            told = f"{groups.replace('_', ' ')}; {case['source_name']}, {case['mode']}"
            sheet.write_string(row, 1, told, self._plain)
            for place, (name, _) in enumerate(self._matrix.columns):
                at = 2 + 2 * place
                self._write_count(row, at, first.get((who, name)), numbers.get((who, name), 0))
                text = self._texts.get(f"case:{who}+{by}:{name}", "")
                sheet.write_string(row, at + 1, text[:FAR], self._fill)
        sheet.freeze_panes(1, 2)
        print_wide(sheet)
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(0, 0)
        sheet.set_print_scale(60)
        sheet.repeat_columns(0, 1)

    def _write_count(self, row: int, at: int, first: int | None, number: int) -> None:
        if first is None:
            self._sheet.write_string(row, at, "none", self._plain)
            return
        told = f"{number} span{'s' if number > 1 else ''}"
        self._sheet.write_url(row, at, f"internal:'{SPANS}'!A{first + 1}", self._link, told)

    def _write_spans(self) -> tuple[dict[Cell, int], dict[Cell, int]]:
        """Row of the first span of each cell, and how many there are."""
        sheet, matrix = self._spans, self._matrix
        for column, (name, width) in enumerate(_SPAN_COLUMNS.items()):
            sheet.set_column(column, column, width, self._plain)
            sheet.write_string(0, column, name, self._head)
        rows = {who: row for row, who in enumerate(matrix.cases["speaker_id"], 1)}
        places = {name: 2 + 2 * place for place, (name, _) in enumerate(matrix.columns)}
        first: dict[Cell, int] = {}
        numbers: dict[Cell, int] = {}
        for row, span in enumerate(matrix.spans.to_dict("records"), 1):
            cell = (str(span["speaker_id"]), str(span["column"]))
            first.setdefault(cell, row)
            numbers[cell] = numbers.get(cell, 0) + 1
            back = f"internal:'{MATRIX}'!{_letters(places[cell[1]] + 1)}{rows[cell[0]] + 1}"
            sheet.write_string(row, 0, f"case:{cell[0]}+{matrix.by}:{cell[1]}", self._plain)
            sheet.write_url(row, 1, back, self._link, "to its cell")
            told = (span["segment_id"], span["coder"], span["valence"], span["question_asked"])
            for column, value in enumerate((*told, _extract(str(span["text"]))), 2):
                sheet.write_string(row, column, str(value)[:FAR], self._plain)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(matrix.spans), 1), len(_SPAN_COLUMNS) - 1)
        print_wide(sheet)
        return first, numbers


def _letters(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _extract(text: str) -> str:
    words = text.split()
    return text if len(words) <= _EXTRACT else f"{' '.join(words[:_EXTRACT])} …"


def _plain_sheet(book: Any, name: str, widths: dict[str, int], rows: list[dict[str, str]]) -> Any:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(widths.items()):
        sheet.set_column(column, column, width, plain)
        sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            sheet.write_string(number, column, row[title][:FAR], plain)
    sheet.freeze_panes(1, 0)
    print_wide(sheet)
    return sheet
