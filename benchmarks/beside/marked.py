"""Sections on public texts in which people marked the identifiers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import pandas as pd
from identifiers import ROOT, Row, by_subject, lowered, rows_of
from measures import Stretch, Table, count_touching, count_whole, share
from rivals import Found, Rivals

sys.path.insert(0, str(ROOT / "training"))


def raised(text: str) -> str:
    """`text` in capitals, no code point longer or shorter."""
    return "".join(up if len(up := sign.upper()) == 1 else sign for sign in text)


CASES: dict[str, Callable[[str], str]] = {"original": str, "lower": lowered, "upper": raised}


def marks_of(rows: Sequence[Row], label: str = "") -> list[list[Stretch]]:
    """Where each row's marks are, all or those of a label."""
    return [
        [(s["start"], s["end"]) for s in row["spans"] if not label or s["label"] == label]
        for row in rows
    ]


def presidio(rivals: Rivals) -> list[Table]:
    """Presidio's synthetic sentences, all and the templates that the detector never met."""
    from public import half

    rows = rows_of("presidio")
    unseen = [not half(row["template_id"]) for row in rows]
    tables = {"all": list[Row](), "unseen": list[Row]()}
    kinds = pd.DataFrame()
    for case, change in CASES.items():
        texts = [change(row["text"]) for row in rows]
        found = rivals.find(texts, f"presidio, {case}")
        for which in tables:
            keep = [n for n, new in enumerate(unseen) if new or which == "all"]
            own_rows = [rows[n] for n in keep]
            own_texts = [texts[n] for n in keep]
            own = {who: [spans[n] for n in keep] for who, spans in found.items()}
            tables[which] += people(case, own_rows, own_texts, own, "STREET_ADDRESS")
            if case == "original" and which == "unseen":
                kinds = by_label(own_rows, own_texts, own)
    titles = {
        "all": "presidio_synth_v2_dev, all templates (half of them were trained on)",
        "unseen": "presidio_synth_v2_dev, templates never trained on",
    }
    made = [Table(titles[which], pd.DataFrame(lines)) for which, lines in tables.items()]
    made.append(Table("presidio_synth_v2_dev, never trained on: every label, original", kinds))
    return made


def wnut(rivals: Rivals) -> list[Table]:
    """Noisy texts of WNUT 2017 that hold a mark."""
    rows = [row for row in rows_of("wnut") if row["spans"]]
    lines: list[Row] = []
    kinds = pd.DataFrame()
    for case, change in CASES.items():
        texts = [change(row["text"]) for row in rows]
        found = rivals.find(texts, f"wnut, {case}")
        lines += people(case, rows, texts, found)
        if case == "original":
            kinds = by_label(rows, texts, found)
    return [
        Table("wnut17_dev, texts that hold a mark", pd.DataFrame(lines)),
        Table("wnut17_dev: every label, original", kinds),
    ]


def people(
    case: str, rows: Sequence[Row], texts: Sequence[str], found: dict[str, Found], more: str = ""
) -> list[Row]:
    """A line for each rival: persons wholly covered, those of label `more`, precision."""
    held = [n for n, row in enumerate(rows) if row["spans"]]
    lines = []
    for who, spans in found.items():
        line = {"case": case, "who": who}
        line["persons"] = share(*count_whole(texts, marks_of(rows, "PERSON"), spans))
        if more:
            line["addresses"] = share(*count_whole(texts, marks_of(rows, more), spans))
        all_marks = marks_of(rows)
        touching = count_touching([all_marks[n] for n in held], [spans[n] for n in held])
        line["spans that touch a mark"] = share(*touching)
        lines.append(line)
    return lines


def by_label(rows: Sequence[Row], texts: Sequence[str], found: dict[str, Found]) -> pd.DataFrame:
    """Share wholly covered of every label, a column for each rival."""
    labels = sorted({span["label"] for row in rows for span in row["spans"]})
    lines = []
    for label in labels:
        marks = marks_of(rows, label)
        line: Row = {"label": label, "marks": sum(map(len, marks))}
        for who, spans in found.items():
            part, whole = count_whole(texts, marks, spans)
            line[who] = f"{part / whole:.3f}"
        lines.append(line)
    return pd.DataFrame(lines)


def textwash(rivals: Rivals) -> list[Table]:
    """Descriptions in which a token of the subject's name survives."""
    rows = rows_of("textwash")
    lines = []
    for case in ("original", "lower"):
        texts = [CASES[case](row["text"]) for row in rows]
        for who, found in rivals.find(texts, f"textwash, {case}").items():
            told = by_subject(rows, texts, found)
            lines.append(
                {
                    "case": case,
                    "who": who,
                    "texts that leak": told["leaks"],
                    "share": share(told["leaks"], told["texts"]),
                    "characters removed": told["removed"],
                }
            )
    return [Table("textwash_dev: a token of the subject's name survives", pd.DataFrame(lines))]
