"""What may go to partners as tidy tables: CSV and Parquet, with a dictionary that machines read.

    Frictionless Data (2017), Tabular Data Package, version 1, specs.frictionlessdata.io

Cells of a CSV that a spreadsheet would take for formulas begin with an apostrophe; the Parquet
files hold every word as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from insight.exchange.documents import ABOUT, Document, documents, people_named
from insight.exchange.losses import in_words
from insight.exchange.project import PERSON
from insight.exchange.project.marks import VALENCES
from insight.exchange.shared import Guids, Shared
from insight.schemas import Codings, DeidentifiedSegments, DeidentifiedSpeakers, Memos, Themes
from insight.store import write_csv
from insight.store.private import replacing, write_private

_TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}
_OWN = {
    "person": "name that the person goes under here",
    "text": "name that the text goes under here",
    "passage": "text and number of the passage in it",
    "number": "order in the text, from 1",
    "label": "who speaks: a person, or INT for an interviewer",
    "start": "code point, from 0, end-exclusive",
    "end": "code point behind the last",
    "words": "what was said, de-identified",
    "theme": "name that the theme goes under here",
    "weight": "how strongly the passage belongs to the theme; the highest is its main one",
    "memo": "name that the memo goes under here",
    "code": "short name; empty: read by this coder, no code applies",
    "group": "what it stands below",
    "content": "the whole text, in which start and end of passages count",
}


@dataclass(frozen=True)
class Tidy:
    """A table as it goes out: what it is, its key, and what its columns refer to."""

    name: str
    title: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    refers: Mapping[str, tuple[str, str]]


def write_tables(shared: Shared, guids: Guids, folder: Path) -> Iterator[str]:
    """Write the tables into `folder`, with a dictionary; yields what to tell.

    Each is there as CSV and Parquet; datapackage.json describes them for machines.
    """
    tables = tidy(shared, guids)
    resources = []
    for one in tables:
        write_csv(one.frame, folder / f"{one.name}.csv", private=True)
        with replacing(folder / f"{one.name}.parquet", private=True) as draft:
            one.frame.to_parquet(draft, index=False, compression="zstd")
        resources.append(_resource(one, folder / f"{one.name}.csv"))
        yield f"{one.name}: {len(one.frame)} rows."
    package = {
        "profile": "tabular-data-package",
        "name": "insight-shared-tables",
        "title": shared.title,
        "description": "\n".join(in_words(shared)),
        "resources": resources,
    }
    told = json.dumps(package, ensure_ascii=False, indent=2)
    write_private(folder / "datapackage.json", f"{told}\n")
    write_private(folder / "data-dictionary.md", "\n".join(_dictionary(shared, tables)) + "\n")


def tidy(shared: Shared, guids: Guids) -> list[Tidy]:
    """The tables, under names of their own; no id of the study is among them."""
    names = people_named(shared.speakers)
    found = documents(shared.segments, names, guids)
    passages, ids = _passages(found, shared, names)
    codings = _codings(shared.codings, found).assign(
        passage=shared.codings["segment_id"].map(ids),
        valence=shared.codings["valence"].map(VALENCES),
    )
    columns = [name for name in Codings.to_schema().columns if name != "segment_id"]
    keys = sorted(shared.themes["theme_key"])
    called = {key: f"T{number:0{len(str(len(keys)))}}" for number, key in enumerate(keys, 1)}
    themes = shared.themes.assign(theme=shared.themes["theme_key"].map(called))
    members = shared.segment_themes.assign(
        passage=shared.segment_themes["segment_id"].map(ids),
        theme=shared.segment_themes["theme_key"].map(called),
    )
    people = shared.speakers.assign(person=shared.speakers["speaker_id"].map(names))
    texts = pd.DataFrame(
        [{"text": one.name, **one.about, "content": one.text} for one in found],
        columns=["text", *ABOUT, "content"],
    )
    memos = _memos(shared.memos, {"case": names, "segment": ids, "theme": called})
    in_passage = {"passage": ("passages", "passage")}
    tables = (
        Tidy("people", "People who spoke", people[["person", "source_name", *PERSON]],
             ("person",), {}),
        Tidy("texts", "Transcripts, and the answers of each person to a survey", texts,
             ("text",), {}),
        Tidy("passages", "Turns, answers and parts of them, where they stand in the texts",
             passages, ("passage",), {"text": ("texts", "text")}),
        Tidy("codings", "Codes on stretches of passages; start and end count in the passage",
             codings[["passage", *columns]],
             ("passage", "start", "end", "code", "coder", "round"), in_passage),
        Tidy("themes", "Patterns that a machine found; candidates until a person accepts them",
             themes[["theme", "label", "keywords", "status"]], ("theme",), {}),
        Tidy("passage_themes", "Which themes a passage belongs to",
             members[["passage", "theme", "weight"]], ("passage", "theme"),
             {**in_passage, "theme": ("themes", "theme")}),
        Tidy("memos", "What researchers wrote", memos, ("memo",), {}),
    )  # fmt: skip
    return [
        Tidy(
            one.name,
            one.title,
            one.frame.sort_values(list(one.key), ignore_index=True),
            one.key,
            one.refers,
        )
        for one in tables
    ]


def _passages(
    found: tuple[Document, ...], shared: Shared, names: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, str]]:
    asked = dict(zip(shared.segments["segment_id"], shared.segments["question_asked"], strict=True))
    rows, ids = [], {}
    for document in found:
        width = len(str(len(document.pieces)))
        for number, piece in enumerate(document.pieces, 1):
            ids[piece.segment_id] = passage = f"{document.name}/{number:0{width}}"
            rows.append(
                (passage, document.name, number, names.get(piece.speaker_id, ""), piece.label,
                 piece.start, piece.end, asked[piece.segment_id], piece.words)
            )  # fmt: skip
    columns = ["passage", "text", "number", "person", "label", "start", "end", "question_asked"]
    return pd.DataFrame(rows, columns=[*columns, "words"]), ids


def _codings(codings: pd.DataFrame, found: tuple[Document, ...]) -> pd.DataFrame:
    """`codings`, whose places count in the passages as they stand here."""
    pieces = {piece.segment_id: piece for document in found for piece in document.pieces}
    columns = (codings[name].tolist() for name in ("segment_id", "start", "end"))
    spans = [
        (pieces[segment], *pieces[segment].span(start, end))
        for segment, start, end in zip(*columns, strict=True)
    ]
    return codings.assign(
        start=[start - piece.start for piece, start, _ in spans],
        end=[end - piece.start for piece, _, end in spans],
    )


def _memos(memos: pd.DataFrame, called: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """`memos`, about things by the names that these go under, told by kind in `called`."""

    def renamed(about: str) -> str:
        told = [one.partition(":") for one in about.split("+")]
        return "+".join(
            f"{kind}{colon}{called.get(kind, {}).get(name, name)}" for kind, colon, name in told
        )

    ordered = memos.sort_values("memo_id", ignore_index=True)
    width = len(str(len(ordered)))
    return pd.DataFrame(
        {
            "memo": [f"M{number:0{width}}" for number in range(1, len(ordered) + 1)],
            "about": [renamed(about) for about in ordered["about"]],
            **{name: ordered[name] for name in ("kind", "author", "written_on", "text")},
        }
    )


def _meaning(table: str, column: str) -> str:
    schemas = {
        "people": DeidentifiedSpeakers,
        "texts": DeidentifiedSegments,
        "passages": DeidentifiedSegments,
        "codings": Codings,
        "themes": Themes,
        "memos": Memos,
    }
    if table == "memos" and column == "text":
        return "what was written, de-identified"
    known = schemas[table].to_schema().columns if table in schemas else {}
    if column in _OWN and not (table == "codings" and column in known):
        return _OWN[column]
    return str(known[column].description)


def _resource(one: Tidy, path: Path) -> dict[str, object]:
    raw = path.read_bytes()
    schema: dict[str, object] = {
        "fields": [
            {
                "name": str(column),
                "type": _TYPES.get(one.frame[column].dtype.kind, "string"),
                "description": _meaning(one.name, str(column)),
            }
            for column in one.frame.columns
        ],
        "primaryKey": list(one.key),
        "missingValues": [""],
    }
    if one.refers:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": table, "fields": field}}
            for column, (table, field) in one.refers.items()
        ]
    return {
        "name": one.name.replace("_", "-"),
        "title": one.title,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": f"sha256:{sha256(raw).hexdigest()}",
        "schema": schema,
    }


def _dictionary(shared: Shared, tables: list[Tidy]) -> Iterator[str]:
    yield f"# {shared.title}: data dictionary"
    yield ""
    yield from (f"{line}\n" for line in in_words(shared))
    for one in tables:
        yield f"## {one.name}"
        yield ""
        yield f"{one.title}. Key: {', '.join(f'`{name}`' for name in one.key)}."
        yield ""
        yield "| column | type | meaning |"
        yield "|---|---|---|"
        for column in one.frame.columns:
            kind = _TYPES.get(one.frame[column].dtype.kind, "string")
            yield f"| {column} | {kind} | {_meaning(one.name, str(column))} |"
        yield ""
