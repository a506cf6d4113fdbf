"""The verbs that work on files without a study: read, anonymise, themes, code, data get."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from insight.errors import InputError
from insight.progress import Progress
from insight.settings import AnonymiseSettings, CodingSettings, ThemesSettings
from insight.store import StudyKey, write_csv

Watch = Callable[[str], Progress]
SEED = 20261123
_ROWS = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")


def _passing_key() -> StudyKey:
    """A key for one call: without a study, nobody has to find these ids again."""
    return StudyKey(secrets.token_hex(32).encode())


def read(files: Sequence[Path], out: Path) -> Iterator[str]:
    """Read `files` and write documents, speakers, segments and exclusions to `out` (private)."""
    from insight.corpus import read_file

    key = StudyKey.at(out / "key")
    read_all = [read_file(path, key) for path in files]
    for corpus in read_all:
        yield from corpus.notes
    for name in ("documents", "speakers", "segments", "exclusions"):
        frame = pd.concat([getattr(corpus, name) for corpus in read_all], ignore_index=True)
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
    from insight.anonymise import anonymise_texts
    from insight.corpus import read_rows

    names = _known_names(known)
    found: list[pd.DataFrame] = []
    stems = [path.stem for path in files]
    for path in files:
        if path.suffix.lower() in _ROWS:
            rows = read_rows(path, text, id_column)
        elif text or id_column:
            raise InputError(
                "--text and --id name columns, and this is no table",
                where=path.name,
                remedy="leave them out for this file",
            )
        else:
            rows = _as_one_row(path)
        clean, identifiers = anonymise_texts(
            rows,
            known_names=names,
            settings=AnonymiseSettings(),
            progress=watch(f"{path.name}: finding identifiers"),
        )
        stem = path.stem if stems.count(path.stem) == 1 else path.name.replace(".", "_")
        yield _write_clean(clean, path, out, stem)
        found.append(identifiers)
        yield f"{path.name}: {len(identifiers)} identifiers in {len(rows)} texts"
    write_csv(pd.concat(found, ignore_index=True), out / "identifiers.csv")
    yield "identifiers.csv says where, of which kind, and what stands there now"


def _known_names(known: Path | None) -> pd.DataFrame | None:
    from insight.corpus import read_known_names

    return read_known_names(known) if known else None


def _as_one_row(path: Path) -> pd.DataFrame:
    """A transcript or document as one text, its turns a line each, with their labels."""
    from insight.corpus import read_text

    return pd.DataFrame({"id": [path.name], "text": [read_text(path)]})


def _write_clean(clean: pd.DataFrame, path: Path, out: Path, stem: str) -> str:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        target = out / f"{stem}.jsonl"
        lines = [
            json.dumps({"id": row.id, "text": row.text}, ensure_ascii=False)
            for row in clean.itertuples()
        ]
        _write_text(target, "".join(f"{line}\n" for line in lines))
    elif suffix in _ROWS:
        target = out / f"{stem}.csv"
        write_csv(clean, target, private=True)
    else:
        target = out / f"{stem}.txt"
        _write_text(target, clean["text"].iloc[0] + "\n")
    return f"wrote {target.name}; other columns than id and text are dropped"


def _write_text(path: Path, text: str) -> None:
    from insight.store.private import replacing

    with replacing(path, private=True) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


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
    from insight.themes import fit_texts

    rows = read_rows(file, text, id_column)
    vectors = rounded(SentenceEncoder().encode(list(rows["text"]), watch("Sentence vectors")))
    settings = ThemesSettings() if number is None else ThemesSettings(number=number)
    found, weights, note = fit_texts(rows, vectors, settings, SEED, watch("Candidate themes"))
    write_csv(found, out / "themes.csv")
    write_csv(weights, out / "segment_themes.csv")
    yield note


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
    from insight.coding import code_table, read_codebook
    from insight.corpus import read_rows
    from insight.inference import SentenceEncoder

    rows = read_rows(file, text, id_column)
    decisions = read_rows(coded, "code", "id").rename(columns={"text": "code"}) if coded else None
    suggested = code_table(
        rows,
        read_codebook(codebook),
        decisions,
        SentenceEncoder().encode,
        CodingSettings(),
        SEED,
        watch("Applying the codebook"),
    )
    write_csv(suggested, out / "segment_codes.csv")
    yield f"{int(suggested['assigned'].sum())} codes suggested for {len(rows)} texts"


def get(name: str, folder: Path | None, watch: Watch) -> Path:
    """Fetch the official file `name` into the cache; returns where it lies."""
    from insight.places import download

    return download(name, folder, progress=watch(f"Fetching {name}"))


