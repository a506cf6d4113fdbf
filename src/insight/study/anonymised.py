"""The verb that de-identifies files without a study, with a review of what was found if asked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.store import StudyKey, write_csv
from insight.store.private import write_private
from insight.study.asked import Asked
from insight.study.people import reviewing

if TYPE_CHECKING:
    from insight.anonymise import Rulings
    from insight.corpus.corpus import Corpus

IDENTIFIER_COLUMNS = [
    *("document_id", "start", "end", "kind", "score", "detector", "replacement"),
]
_ROWS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
_BY = "the reviewed workbook"
_ABOUT = ["document_id", "source", "unit"]


@dataclass(frozen=True)
class _File:
    """A file as read: its texts in segments, and either the rows or the turns they are from."""

    path: Path
    stem: str
    segments: pd.DataFrame
    documents: pd.DataFrame
    rows: pd.DataFrame | None
    turns: Corpus | None

    @property
    def texts(self) -> dict[str, str]:
        """The texts that offsets of identifiers.csv count in, by document_id."""
        if self.rows is not None:
            return dict(zip(self.rows["id"], self.rows["text"], strict=True))
        return {self.path.name: "\n".join(self.documents["text"])}


@dataclass(frozen=True)
class _Done:
    """A file de-identified: where to, its identifiers by segment, and as identifiers.csv tells."""

    target: str
    identifiers: pd.DataFrame
    told: pd.DataFrame


def anonymise(
    files: Sequence[Path],
    out: Path,
    asked: Asked,
    say: Callable[[str], None],
    watch: Callable[[str], Progress],
) -> pd.DataFrame | None:
    """De-identify `files`; writes <name>.txt|.csv|.jsonl, identifiers.csv and audit.csv to `out`.

    With `asked.review` everything found is also written to that workbook (private), for a person to
    judge; with `asked.reviewed` what somebody marked in one holds. With `asked.gold`, a CSV of
    marked spans, returns how much of them was found (`measure_recall`), and writes recall.csv.
    """
    from insight.anonymise import Rulings, audit, measure_recall, note_of
    from insight.anonymise.review import marked, missed, review_table, whereabouts

    found, added, secret = pd.DataFrame(), pd.DataFrame(), secrets.token_hex(32)
    if asked.reviewed:
        book = reviewing.read_workbook(asked.reviewed)
        found, added, secret = book.found, book.missed, book.secret
        if len(secret) < 32:
            raise InputError(
                "this workbook belongs to a study",
                where=asked.reviewed.name,
                remedy="record it with `insight approve`",
            )
    key = StudyKey(secret.encode())
    read = [_read(path, files, asked, key) for path in files]
    segments = pd.concat([one.segments for one in read], ignore_index=True)
    documents = pd.concat([one.documents for one in read], ignore_index=True)
    gold = _read_gold(asked.gold, read) if asked.gold else None
    decisions = marked(found, key, _BY, "")
    decisions += missed(added, segments, documents, key, _BY, "")
    rulings = Rulings.of(decisions, key)
    done = []
    for file in read:
        progress = watch(f"{file.path.name}: finding identifiers")
        one = _clean(file, asked, rulings, out, progress)
        say(f"{file.path.name} -> {one.target}: {len(one.told)} identifiers")
        done.append(one)
    identifiers = pd.concat([one.identifiers for one in done], ignore_index=True)
    told = pd.concat([one.told for one in done], ignore_index=True)
    write_csv(told[IDENTIFIER_COLUMNS], out / "identifiers.csv", private=True)
    say("identifiers.csv says where, of which kind, and what stands there now")
    write_csv(audit(segments, identifiers), out / "audit.csv", private=True)
    say("audit.csv counts them by kind and detector; it holds no words")
    if note := note_of(asked.settings):
        say(note)
    if asked.reviewed:
        counts = identifiers["decision"].value_counts()
        say(", ".join(f"{counts.get(one, 0)} {one}" for one in ("accepted", "rejected", "added")))
        if lapsed := rulings.lapsed(segments):
            say(f"{lapsed} decisions lapsed: the text they are on changed")
    if asked.review:
        table = review_table(segments, whereabouts(segments, documents), identifiers, rulings)
        table = reviewing.with_marks(table, found) if asked.reviewed else table
        reviewing.write_workbook(asked.review, table, added if asked.reviewed else None, secret)
        most = "all" if len(table) <= reviewing.MOST else f"the {reviewing.MOST} most doubtful"
        say(f"{asked.review.name} shows {most} of them for review; it holds what people said")
    if gold is None:
        return None
    texts = {document: text for one in read for document, text in one.texts.items()}
    measured = measure_recall(gold, told, texts)
    write_csv(measured, out / "recall.csv", private=True)
    return measured


def _read(path: Path, files: Sequence[Path], asked: Asked, key: StudyKey) -> _File:
    from insight.corpus import read_file, read_rows

    alone = [one.stem for one in files].count(path.stem) == 1
    stem = path.stem if alone else path.name.replace(".", "_")
    if path.suffix.lower() not in _ROWS:
        if asked.text or asked.id_column:
            raise InputError(
                "--text and --id name columns, and this is no table",
                where=path.name,
                remedy="leave them out for this file",
            )
        turns = read_file(path, key)
        documents = turns.documents[[*_ABOUT, "text"]]
        return _File(path, stem, turns.segments, documents, None, turns)
    rows = read_rows(path, asked.text, asked.id_column)
    ids = path.name + "/" + rows["id"]
    segments = pd.DataFrame({"segment_id": ids, "document_id": ids, "text": rows["text"]})
    documents = pd.DataFrame({"document_id": ids, "source": path.name, "unit": rows["id"]})
    return _File(path, stem, segments, documents, rows, None)


def _clean(file: _File, asked: Asked, rulings: Rulings, out: Path, progress: Progress) -> _Done:
    if file.turns is not None:
        return _clean_turns(file, file.turns, asked, rulings, out, progress)
    return _clean_rows(file, asked, rulings, out, progress)


def _clean_rows(
    file: _File, asked: Asked, rulings: Rulings, out: Path, progress: Progress
) -> _Done:
    """A table of texts: id and de-identified text, as JSON Lines or CSV; other columns dropped."""
    from insight.anonymise import anonymise_texts

    rows = file.segments.rename(columns={"segment_id": "id"})
    clean, found = anonymise_texts(
        rows, asked.known_names(), asked.settings, progress, rulings, asked.key
    )
    unit = dict(zip(file.documents["document_id"], file.documents["unit"], strict=True))
    clean["id"] = clean["id"].map(unit)
    told = found[found["decision"] != "rejected"]
    told = told.assign(document_id=told["document_id"].map(unit))
    identifiers = found.rename(columns={"document_id": "segment_id"})
    if file.path.suffix.lower() != ".jsonl":
        write_csv(clean, out / f"{file.stem}.csv", private=True)
        target = f"{file.stem}.csv (id and text; other columns are dropped)"
        return _Done(target, identifiers, told)
    lines = [
        json.dumps(row, ensure_ascii=False) for row in clean[["id", "text"]].to_dict("records")
    ]
    write_private(out / f"{file.stem}.jsonl", "".join(f"{line}\n" for line in lines))
    return _Done(f"{file.stem}.jsonl", identifiers, told)


def _clean_turns(
    file: _File,
    read: Corpus,
    asked: Asked,
    rulings: Rulings,
    out: Path,
    progress: Progress,
) -> _Done:
    """A transcript or document: a line a turn, its speaker numbered instead of named."""
    from insight.anonymise import Register, deidentify, find_identifiers

    identifiers = find_identifiers(
        read.segments,
        read.speakers,
        read.documents,
        asked.known_names(),
        asked.settings,
        Register(),
        progress=progress,
        decisions=rulings,
        key=asked.key,
    )
    clean = deidentify(read.segments, read.speakers, read.documents, identifiers, ())
    ordered = clean.sort_values(["document_id", "position"])
    numbers = {who: n for n, who in enumerate(dict.fromkeys(ordered["speaker_id"]), 1)}
    lines = [
        f"{role} {numbers[who]}: {said}"
        for role, who, said in ordered[["role", "speaker_id", "text"]].itertuples(index=False)
    ]
    write_private(out / f"{file.stem}.txt", "\n\n".join(lines) + "\n")
    begin = read.segments.set_index("segment_id")["start"].rename("begin")
    placed = identifiers[identifiers["decision"] != "rejected"].join(begin, on="segment_id")
    told = placed.assign(
        document_id=file.path.name,
        start=placed["start"] + placed["begin"],
        end=placed["end"] + placed["begin"],
    )
    return _Done(f"{file.stem}.txt", identifiers, told)


def _read_gold(path: Path, files: Sequence[_File]) -> pd.DataFrame:
    """Marked spans: a CSV with columns document_id, start, end, kind, checked against `files`."""
    from insight.anonymise.recall import GOLD_COLUMNS

    texts = [one.texts for one in files]
    if len({document for each in texts for document in each}) < sum(map(len, texts)):
        raise InputError(
            "two of the files hold rows of the same id, and marked spans go by id",
            where=path.name,
            remedy="measure one file at a time",
        )
    try:
        gold = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise InputError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    missing = [name for name in GOLD_COLUMNS if name not in gold.columns]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            where=path.name,
            remedy=f"give the columns {', '.join(GOLD_COLUMNS)}",
        )
    lengths = {document: len(text) for each in texts for document, text in each.items()}
    for number, row in enumerate(gold[GOLD_COLUMNS].to_dict("records"), 2):
        if problem := _wrong(*(str(row[name]) for name in GOLD_COLUMNS), lengths=lengths):
            raise InputError(problem[0], where=f"{path.name}, row {number}", remedy=problem[1])
    return gold[GOLD_COLUMNS].astype({"start": "int64", "end": "int64"})


def _wrong(
    document: str, start: str, end: str, kind: str, *, lengths: dict[str, int]
) -> tuple[str, str] | None:
    """What is wrong with a marked span, and how to mend it."""
    if document not in lengths:
        return "no text has this document_id", "give the row's id, or the name of the file"
    if kind not in (*DIRECT_KINDS, *INDIRECT_KINDS):
        return "a kind that does not exist", f"use {', '.join((*DIRECT_KINDS, *INDIRECT_KINDS))}"
    if not (start.isdecimal() and end.isdecimal()):
        return "offsets are whole numbers", "count code points from 0"
    if not int(start) < int(end) <= lengths[document]:
        return "the span lies outside the text", "count code points from 0, the end excluded"
    return None


def shown(measured: pd.DataFrame) -> pd.DataFrame:
    """A table of `measure_recall` for people: shares with their limits in one cell."""

    def share(name: str) -> list[str]:
        told = measured[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False, name=None)
        return [
            "" if one != one else f"{one:.3f} ({low:.3f}-{high:.3f})" for one, low, high in told
        ]

    return pd.DataFrame(
        {
            "kind": measured["kind"],
            "marked": measured["n_marked"],
            "wholly covered": measured["n_covered"],
            "recall (95 %)": share("recall"),
            "found": measured["n_found"],
            "touch a marked one": measured["n_touching"],
            "precision (95 %)": share("precision"),
        }
    )
