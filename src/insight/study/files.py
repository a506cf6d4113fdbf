"""The verbs that work on files without a study: read, anonymise, themes, code, data get."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress
from insight.schemas import DeidentifiedSegments, validate
from insight.settings import AnonymiseSettings, CodingSettings, ThemesSettings
from insight.store import StudyKey, write_csv
from insight.store.private import write_private

Watch = Callable[[str], Progress]
SEED = 20261123
IDENTIFIER_COLUMNS = [
    *("document_id", "start", "end", "kind", "score", "detector", "replacement"),
]
_ROWS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")


def _passing_key() -> StudyKey:
    """A key for one call: without a study, nobody has to find these ids again."""
    return StudyKey(secrets.token_hex(32).encode())


def read(files: Sequence[Path], out: Path) -> Iterator[str]:
    """Read `files` and write documents, speakers, segments and exclusions to `out` (private)."""
    from insight.corpus import combined, read_file

    key = StudyKey.at(out / "key")
    corpus = combined([read_file(path, key) for path in files])
    yield from corpus.notes
    for name in ("documents", "speakers", "segments", "exclusions"):
        frame = getattr(corpus, name)
        write_csv(frame, out / f"{name}.csv", private=True)
        yield f"{name}: {len(frame)} rows"


def anonymise(
    files: Sequence[Path],
    out: Path,
    text: str | None,
    id_column: str | None,
    known: Path | None,
    watch: Watch,
) -> Iterator[str]:
    """De-identify `files`; writes <name>.txt|.csv|.jsonl and identifiers.csv to `out`."""
    names = _known_names(known)
    found: list[pd.DataFrame] = []
    stems = [path.stem for path in files]
    for path in files:
        stem = path.stem if stems.count(path.stem) == 1 else path.name.replace(".", "_")
        progress = watch(f"{path.name}: finding identifiers")
        if path.suffix.lower() in _ROWS:
            target, identifiers = _anonymise_rows(path, text, id_column, names, out, stem, progress)
        elif text or id_column:
            raise InputError(
                "--text and --id name columns, and this is no table",
                where=path.name,
                remedy="leave them out for this file",
            )
        else:
            target, identifiers = _anonymise_turns(path, names, out, stem, progress)
        found.append(identifiers)
        yield f"{path.name} -> {target}: {len(identifiers)} identifiers"
    write_csv(pd.concat(found, ignore_index=True), out / "identifiers.csv", private=True)
    yield "identifiers.csv says where, of which kind, and what stands there now"


def _known_names(known: Path | None) -> pd.DataFrame | None:
    from insight.corpus import read_known_names

    return read_known_names(known) if known else None


def _anonymise_rows(
    path: Path,
    text: str | None,
    id_column: str | None,
    names: pd.DataFrame | None,
    out: Path,
    stem: str,
    progress: Progress,
) -> tuple[str, pd.DataFrame]:
    """A table of texts: id and de-identified text, as JSON Lines or CSV; other columns dropped."""
    from insight.anonymise import anonymise_texts
    from insight.corpus import read_rows

    rows = read_rows(path, text, id_column)
    clean, identifiers = anonymise_texts(rows, names, AnonymiseSettings(), progress)
    if path.suffix.lower() != ".jsonl":
        write_csv(clean, out / f"{stem}.csv", private=True)
        return f"{stem}.csv (id and text; other columns are dropped)", identifiers
    lines = [
        json.dumps(row, ensure_ascii=False) for row in clean[["id", "text"]].to_dict("records")
    ]
    write_private(out / f"{stem}.jsonl", "".join(f"{line}\n" for line in lines))
    return f"{stem}.jsonl", identifiers


def _anonymise_turns(
    path: Path, names: pd.DataFrame | None, out: Path, stem: str, progress: Progress
) -> tuple[str, pd.DataFrame]:
    """A transcript or document: a line a turn, its speaker numbered instead of named."""
    from insight.anonymise import Register, deidentify, find_identifiers
    from insight.corpus import read_file

    read = read_file(path, _passing_key())
    identifiers = find_identifiers(
        read.segments,
        read.speakers,
        read.documents,
        names,
        AnonymiseSettings(),
        Register(),
        progress=progress,
    )
    clean = deidentify(read.segments, read.speakers, read.documents, identifiers, ())
    ordered = clean.sort_values(["document_id", "position"])
    numbers = {who: n for n, who in enumerate(dict.fromkeys(ordered["speaker_id"]), 1)}
    lines = [
        f"{role} {numbers[who]}: {said}"
        for role, who, said in ordered[["role", "speaker_id", "text"]].itertuples(index=False)
    ]
    write_private(out / f"{stem}.txt", "\n\n".join(lines) + "\n")
    begin = read.segments.set_index("segment_id")["start"].rename("begin")
    placed = identifiers.join(begin, on="segment_id")
    told = placed.assign(
        document_id=path.name,
        start=placed["start"] + placed["begin"],
        end=placed["end"] + placed["begin"],
    )
    return f"{stem}.txt", told[IDENTIFIER_COLUMNS]


def themes(
    file: Path,
    text: str,
    id_column: str | None,
    out: Path,
    number: int | None,
    watch: Watch,
) -> Iterator[str]:
    """Candidate themes of the table `file`; writes themes.csv and segment_themes.csv."""
    from insight.corpus import read_rows
    from insight.inference import SentenceEncoder, rounded
    from insight.themes import fit_themes

    rows = read_rows(file, text, id_column)
    vectors = rounded(SentenceEncoder().encode(list(rows["text"]), watch("Sentence vectors")))
    settings = ThemesSettings(min_words=1, number="auto" if number is None else number)
    found = fit_themes(
        _as_segments(rows),
        pd.DataFrame({"segment_id": rows["id"], "vector": list(vectors)}),
        settings,
        SEED,
        watch("Candidate themes"),
    )
    told = found.themes.query("theme_id >= 0").rename(
        columns={"n_segments": "n", "repeatability": "stability"}
    )
    write_csv(told[["theme_id", "label", "keywords", "n", "stability"]], out / "themes.csv")
    weights = found.segment_themes.rename(columns={"segment_id": "id"})
    write_csv(weights[["id", "theme_id", "weight"]], out / "segment_themes.csv")
    yield found.note


def _as_segments(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row of a table as a segment of somebody else's."""
    return validate(
        DeidentifiedSegments,
        pd.DataFrame(
            {
                "segment_id": rows["id"],
                "document_id": rows["id"],
                "speaker_id": rows["id"],
                "source_name": "table",
                "kind": "survey",
                "mode": "survey",
                "sampling": "self_selected",
                "wave": "1",
                "role": "participant",
                "stakeholder_groups": "",
                "question_asked": "",
                "prompted": False,
                "position": 0,
                "attribution": "",
                "target_org": "",
                "language": "",
                "set_aside": "",
                "same_as": "",
                "text": rows["text"],
                "n_redactions": 0,
                "state": "detected",
            }
        ),
    )


def code(
    file: Path,
    text: str,
    id_column: str | None,
    codebook: Path,
    coded: Path | None,
    out: Path,
    watch: Watch,
) -> Iterator[str]:
    """The codebook applied to the table `file`; writes segment_codes.csv."""
    from insight.coding import code_table, codebook_path, read_codebook
    from insight.corpus import read_rows
    from insight.inference import SentenceEncoder

    rows = read_rows(file, text, id_column)
    decisions = _read_decisions(coded) if coded else None
    suggested = code_table(
        rows,
        read_codebook(codebook_path(str(codebook), Path())),
        decisions,
        SentenceEncoder().encode,
        CodingSettings(),
        watch("Applying the codebook"),
    )
    write_csv(suggested, out / "segment_codes.csv")
    yield f"{int(suggested['assigned'].sum())} codes suggested for {len(rows)} texts"


def _read_decisions(path: Path) -> pd.DataFrame:
    """A CSV with columns id and code; an id may stand there several times."""
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise InputError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    if not {"id", "code"} <= set(told.columns):
        raise InputError("columns id and code are expected", where=path.name, remedy="rename them")
    return told[["id", "code"]]


def get(name: str, folder: Path | None, watch: Watch) -> Path:
    """Fetch the official file `name` into the cache; returns where it lies."""
    from insight.places import download

    return download(name, folder, progress=watch(f"Fetching {name}"))
