"""Turns the gold of the demonstration study into what its two coders would have handed in.

The gold (`data/raw/gold/codes.csv`) says what was coded by its place in a file; a researcher codes
segments. This script reads the study as the package does, and writes `data/raw/human_codes.csv`: a
row per coder, code and segment (offsets in the segment's text), and a row with an empty code for
each segment that a coder read and left uncoded. Run it after `build_study.py`.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd

from insight.coding.people.written import COLUMNS
from insight.corpus import Corpus, read_sources
from insight.settings import read_settings
from insight.store import StudyKey

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
CODERS = ("a", "b")
_AS_TOLD = ("code", "coder", "valence", "rung_claimed", "rung_experienced")
Row = dict[str, object]


def read_study() -> Corpus:
    """The demonstration study as the package reads it."""
    settings = read_settings(ROOT / "study.toml")
    return read_sources(ROOT, settings.source, StudyKey.at(ROOT / settings.study.key))


def places_in_documents(corpus: Corpus) -> dict[tuple[str, str, str], tuple[str, int]]:
    """(file, unit, field) of the gold -> document_id and the place where that text begins in it."""
    gold = pd.read_csv(RAW / "gold" / "texts.csv", dtype="str", keep_default_na=False)
    documents = {
        (row["source"].removeprefix("data/raw/"), row["unit"], row["question"]): row
        for row in corpus.documents.to_dict("records")
    }
    found: dict[tuple[str, str, str], tuple[str, int]] = {}
    begins: dict[str, int] = defaultdict(int)
    for told in gold.to_dict("records"):
        file, unit, field, text = (str(told[name]) for name in ("file", "unit", "field", "text"))
        whole = documents.get((file, "", ""))
        if whole is None:
            answer = documents.get((file, unit, field))
            if answer is not None:
                found[file, unit, field] = (answer["document_id"], 0)
            continue
        start = begins[file]
        if whole["text"][start : start + len(text)] != text:
            raise SystemExit(f"{file}, turn {unit}: read otherwise than written")
        found[file, unit, field] = (whole["document_id"], start)
        begins[file] = start + len(text) + 1
    return found


def human_codes(corpus: Corpus) -> list[Row]:
    """Rows of human_codes.csv, in order of segment, coder, code and place."""
    places = places_in_documents(corpus)
    participants = set(corpus.speakers.query("role == 'participant'")["speaker_id"])
    spoken = corpus.segments[corpus.segments["speaker_id"].isin(participants)]
    by_document: dict[str, list[dict[Hashable, Any]]] = defaultdict(list)
    for segment in spoken.to_dict("records"):
        by_document[segment["document_id"]].append(segment)
    rows: list[Row] = []
    gold = pd.read_csv(RAW / "gold" / "codes.csv", dtype="str", keep_default_na=False)
    for told in gold.to_dict("records"):
        document_id, offset = places[told["file"], told["unit"], told["field"]]
        start, end = int(told["start"]) + offset, int(told["end"]) + offset
        decision = {name: told[name] for name in _AS_TOLD}
        rows.extend(
            {
                "segment_id": segment["segment_id"],
                "start": max(start, segment["start"]) - segment["start"],
                "end": min(end, segment["end"]) - segment["start"],
                "round": 1,
                **decision,
            }
            for segment in by_document[document_id]
            if segment["start"] < end and start < segment["end"]
        )
    coded = {(row["segment_id"], row["coder"]) for row in rows}
    rows += [
        {"segment_id": segment, "start": 0, "end": 0, "code": "", "coder": coder, "round": 1}
        for segment in spoken["segment_id"]
        for coder in CODERS
        if (segment, coder) not in coded
    ]
    order = ("segment_id", "coder", "code", "start")
    return sorted(rows, key=lambda row: [str(row[name]) for name in order])


def main() -> None:
    """Write data/raw/human_codes.csv."""
    rows = human_codes(read_study())
    with (RAW / "human_codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"human_codes.csv: {len(rows)} rows\n")


if __name__ == "__main__":
    main()
