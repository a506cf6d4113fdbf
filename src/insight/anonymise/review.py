"""Identifiers laid out for people to judge, and what their marks mean.

A row of the table is one finding with the words around it; rows of the same words stand together,
the most doubtful first. A mark becomes a line of the ledger, which no longer holds the words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from insight.anonymise.detect.recogniser import Span
from insight.anonymise.rulings import (
    Place,
    Ruling,
    Rulings,
    everywhere,
    here,
    is_cased,
    normal,
    text_digest,
    tokens,
)
from insight.errors import InputError
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.store import StudyKey
from insight.store.ledger import Decision

KINDS = (*DIRECT_KINDS, *INDIRECT_KINDS)
MARKS = ("accept", "reject", "change kind", "undo")
REACHES = ("here", "everywhere")
TO_FILL = ["decision", "new_kind", "applies_to", "note"]
SHOWN = ["group", "times", "left", "words", "right", "kind", "detector", "score", "replacement"]
HELD = ["standing", "decided_by", "where"]
BOUND = ["segment_id", "start", "end", "kind_found", "text_digest"]
COLUMNS = [*SHOWN, *TO_FILL, *HELD, *BOUND]
MISSED = ["where", "words", "kind", "applies_to", "note"]
_AROUND = 12
_WIDEST = 200
_MARKED = {"accept": "accepted", "change kind": "accepted", "reject": "rejected", "undo": "undone"}


def whereabouts(segments: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """By segment_id where a person finds it: the file, and the response where there are several."""
    told = documents["source"] + documents["unit"].map(lambda unit: f", {unit}" if unit else "")
    by_document = dict(zip(documents["document_id"], told, strict=True))
    pairs = zip(segments["segment_id"], segments["document_id"], strict=True)
    return {segment: by_document[document] for segment, document in pairs}


def review_table(
    segments: pd.DataFrame,
    places: Mapping[str, str],
    identifiers: pd.DataFrame,
    rulings: Rulings,
) -> pd.DataFrame:
    """Every identifier in its context, one row each, columns `COLUMNS`; those to fill are empty.

    `segments` has segment_id and text; `places` are their `whereabouts`. Findings of the same words
    and kind form a group; groups go by doubt: those that nobody has decided on first, low scores
    before high, seen by one detector before seen by several. Holds the words: for the owner alone.
    """
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    rows = [
        _row(texts[str(found.segment_id)], places[str(found.segment_id)], found, rulings)
        for found in identifiers.itertuples(index=False)
    ]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(rows)
    table["_words"] = table["words"].map(normal)
    group = table.groupby(["_words", "kind"])
    table["times"] = group["words"].transform("size")
    doubt = {
        "_settled": group["_settled"].transform("min"),
        "_least": group["score"].transform("min"),
        "_members": group["_members"].transform("min"),
    }
    order = [*doubt, "_words", "kind", "score", "where", "segment_id", "start"]
    table = table.assign(**doubt).sort_values(order, kind="stable", ignore_index=True)
    new = (table[["_words", "kind"]] != table[["_words", "kind"]].shift()).any(axis=1)
    return table.assign(group=new.cumsum())[COLUMNS]


def _row(text: str, where: str, found: Any, rulings: Rulings) -> dict[str, Any]:
    span = Span(found.start, found.end, found.kind, found.score, found.detector)
    settled = found.decision != "auto"
    reach = rulings.reach(found.segment_id, text, span) if settled else ""
    kind_found = rulings.kind_found(found.segment_id, text, span) if settled else span.kind
    return {
        "left": " ".join(text[: span.start].split()[-_AROUND:])[-_WIDEST:],
        "words": text[span.start : span.end],
        "right": " ".join(text[span.end :].split()[:_AROUND])[:_WIDEST],
        "kind": span.kind,
        "detector": span.detector,
        "score": span.score,
        "replacement": found.replacement,
        **dict.fromkeys(TO_FILL, ""),
        "standing": f"{found.decision} {reach}".strip(),
        "decided_by": found.decided_by,
        "where": where,
        "segment_id": found.segment_id,
        "start": span.start,
        "end": span.end,
        "kind_found": kind_found,
        "text_digest": text_digest(rulings.key, text),
        "_settled": settled,
        "_members": len(span.detector.split("+")),
    }


def marked(sheet: pd.DataFrame, key: StudyKey, by: str, on: str) -> list[Decision]:
    """The decisions of the person called `by` in the columns to fill of a `review_table`.

    All cells are text; row 2 is the first. InputError, by row, for a mark that means nothing and
    for two rows that decide differently on the same words everywhere.
    """
    decisions: list[Decision] = []
    wide: dict[tuple[str, str], tuple[int, str]] = {}
    for number, row in enumerate(sheet.to_dict("records"), 2):
        mark = _choice(row["decision"], MARKS, number, "decision")
        reach = _choice(row["applies_to"], REACHES, number, "applies_to") or "here"
        new_kind = _choice(row["new_kind"], KINDS, number, "new_kind")
        if not mark:
            if new_kind:
                raise _wrong("a new kind without a decision", number, 'say "change kind"')
            continue
        if (mark == "change kind") != bool(new_kind):
            raise _wrong("a new kind and the decision do not agree", number, "give both or neither")
        ruling = Ruling(_MARKED[mark], row["kind_found"], new_kind or row["kind"], by)
        if mark in ("reject", "undo"):
            ruling = Ruling(_MARKED[mark], row["kind_found"], row["kind_found"], by)
        if reach == "here":
            place = Place(row["segment_id"], _count(row, "start", number),
                          _count(row, "end", number), row["text_digest"])  # fmt: skip
            decisions.append(here(place, ruling, on))
            continue
        told = everywhere(row["words"], ruling, key, on)
        earlier, verdict = wide.setdefault((told.text_digest, told.place), (number, told.verdict))
        if verdict != told.verdict:
            raise _wrong(
                f"decided everywhere, and row {earlier} decides otherwise on the same words",
                number,
                "decide once everywhere, and here where it differs",
            )
        decisions.append(told)
    return decisions


def missed(
    sheet: pd.DataFrame,
    segments: pd.DataFrame,
    documents: pd.DataFrame,
    key: StudyKey,
    by: str,
    on: str,
) -> list[Decision]:
    """The decisions in a sheet of words that were missed (columns `MISSED`).

    `where` is a segment_id, document_id, file or response id; empty is anywhere. `applies_to` is
    everywhere where it is empty: every mention in the study goes, of a person also other forms of
    the name. InputError, by row, for a kind that does not exist and for words that are not there.
    """
    about = documents.set_index("document_id")[["source", "unit"]]
    told = segments[["segment_id", "document_id", "text"]].join(about, on="document_id")
    told["place"] = told["segment_id"].map(whereabouts(segments, documents))
    told["file"] = told["source"].str.rsplit("/", n=1).str[-1]
    decisions: list[Decision] = []
    for number, row in enumerate(sheet.to_dict("records"), 2):
        if not any(str(row[name]).strip() for name in MISSED if name != "note"):
            continue
        kind = _choice(row["kind"], KINDS, number, "kind")
        reach = _choice(row["applies_to"], REACHES, number, "applies_to") or "everywhere"
        words, where = str(row["words"]).strip(), str(row["where"]).strip()
        if not kind or not normal(words):
            raise _wrong("words and a kind are expected", number, "give both")
        if reach == "here" and not where:
            raise _wrong('"here" says no place', number, "fill in the column where")
        names = ["segment_id", "document_id", "source", "file", "unit", "place"]
        own = told[told[names].isin([where]).any(axis=1)] if where else told
        found = list(_mentions(own, words, key))
        if not found:
            raise _wrong("these words are not there", number, "copy them as they stand in the text")
        ruling = Ruling("added", kind, kind, by)
        if where:
            decisions += [here(place, ruling, on) for place in found]
        if reach == "everywhere":
            wide = Ruling("added", kind, kind, by, cased=is_cased(words))
            decisions.append(everywhere(words, wide, key, on))
    return decisions


def _mentions(segments: pd.DataFrame, words: str, key: StudyKey) -> Iterator[Place]:
    """Where `words` stand in `segments`, in any letter case."""
    wanted = normal(words).split()
    pairs = segments.sort_values("segment_id")[["segment_id", "text"]]
    for segment_id, text in pairs.itertuples(index=False, name=None):
        said = tokens(text)
        for first in range(len(said) - len(wanted) + 1):
            run = said[first : first + len(wanted)]
            if [token for token, _, _ in run] == wanted:
                yield Place(segment_id, run[0][1], run[-1][2], text_digest(key, text))


def forgotten(decisions: Iterable[Decision], key: StudyKey, gone: Iterable[str]) -> set[str]:
    """Which of `decisions` are about words that the texts `gone` say: what they are about."""
    wide = {told.about: told.place for told in decisions if told.place.startswith("everywhere")}
    lengths = {int(place.rsplit(" ", 1)[1]) for place in wide.values()}
    said = {
        " ".join(token for token, _, _ in own[first : first + length])
        for own in map(tokens, gone)
        for length in lengths
        for first in range(len(own) - length + 1)
    }
    return {key.mint("w", plain) for plain in said} & set(wide)


def _choice(told: object, choices: tuple[str, ...], number: int, column: str) -> str:
    said = " ".join(str(told).casefold().split())
    if said and said not in choices:
        raise _wrong(
            "this is none of the choices", number, f"write {', '.join(choices)}, or nothing", column
        )
    return said


def _count(row: Mapping[Hashable, Any], column: str, number: int) -> int:
    try:
        return int(float(row[column]))
    except ValueError:
        raise _wrong(
            "the offsets were changed", number, "run again for a fresh sheet", column
        ) from None


def _wrong(problem: str, number: int, remedy: str, column: str = "") -> InputError:
    place = f"row {number}" + (f", column {column}" if column else "")
    return InputError(problem, where=f"the sheet of identifiers, {place}", remedy=remedy)
