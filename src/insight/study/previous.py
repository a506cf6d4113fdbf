"""The released tables of the wave before, and what was promised after it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InsightError, SourceError
from insight.schemas import Promises, Table, ThemePrevalence, empty, validate
from insight.store import Manifest, table_digest

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

WHERE = "study.toml, study.previous"
_SOURCES = ["name", "mode", "sampling", "collected_on", "wave", "questions"]
_CODEBOOK = ["code", "name", "rules", "version"]
_PROMISED = ("code", "you_said", "we_did", "who", "by")


@dataclass(frozen=True)
class Wave:
    """What is known of one wave from its final release: figures, sources, codebook.

    `prevalence` : ThemePrevalence as released; `sources` and `codebook` as released; `inputs` :
    source name -> digest of its files.
    """

    prevalence: pd.DataFrame
    sources: pd.DataFrame
    codebook: pd.DataFrame
    inputs: dict[str, str]


def previous_wave(study: OpenedStudy) -> Wave | None:
    """The wave that study.toml names: a study's folder, or one with its released tables.

    None where none is named. SourceError where there are no released tables, they are a draft's, or
    they are not those that the manifest beside them tells of.
    """
    named = study.settings.study.previous
    if not named:
        return None
    folder = study.folder.root / named
    processed = folder / "data" / "processed"
    home = processed if processed.is_dir() else folder
    tables = home / "released" if (home / "released").is_dir() else home
    manifest = _manifest(home)
    prevalence = _typed(ThemePrevalence, _csv(tables / "theme_prevalence.csv"))
    if table_digest(prevalence) != manifest.tables.get("released/theme_prevalence"):
        raise SourceError(
            "theme_prevalence.csv is not the table that the manifest beside it tells of",
            where=WHERE,
            remedy="take released tables and manifest.json of one and the same run",
        )
    return Wave(
        prevalence,
        _csv(tables / "sources.csv").reindex(columns=_SOURCES, fill_value=""),
        _csv(tables / "codebook.csv").reindex(columns=_CODEBOOK, fill_value=""),
        manifest.inputs,
    )


def _manifest(home: Path) -> Manifest:
    manifest = Manifest.read(home / "manifest.json")
    if manifest.draft:
        raise SourceError(
            "the wave before was never released: its tables are a draft's",
            where=WHERE,
            remedy="read and release it first; a draft's figures may not be told",
        )
    return manifest


def _csv(path: Path) -> pd.DataFrame:
    """A released CSV, all cells as text."""
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise SourceError(
            f"there is no released table {path.name}",
            where=WHERE,
            remedy="name the folder of a study that was released, or of its released tables with "
            "its manifest.json",
        ) from None


def _typed(table: type[Table], frame: pd.DataFrame) -> pd.DataFrame:
    """`frame`, read as text, with the types of `table`."""
    columns = table.to_schema().columns
    told = frame.copy()
    for name in set(told.columns) & set(columns):
        if pd.api.types.is_numeric_dtype(columns[name].dtype.type):
            told[name] = pd.to_numeric(told[name].replace("", None), errors="coerce")
    try:
        return validate(table, told)
    except InsightError:
        raise SourceError(
            f"not a released table {table.__name__}",
            where=WHERE,
            remedy="take the tables as a run released them, with this version of the program",
        ) from None


def promises(study: OpenedStudy, codes: frozenset[str]) -> pd.DataFrame:
    """Promises: what was promised after the wave before, as the council wrote it; it is published.

    A CSV with the columns code, you_said, we_did, who and by. SourceError names the row of a code
    that the codebook has not.
    """
    named = study.settings.study.promises
    if not named:
        return empty(Promises)
    path = study.folder.root / named
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise SourceError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    if list(told.columns) != list(_PROMISED):
        raise SourceError(
            "other columns than those of promises",
            where=path.name,
            remedy=f"write the columns {', '.join(_PROMISED)}, in this order",
        )
    told = told.apply(lambda column: column.str.strip())
    for row, code in enumerate(told["code"], start=2):
        if code not in codes:
            raise SourceError(
                "not a code of the codebook",
                where=f'{path.name}, row {row}, column "code"',
                remedy="name the code that the promise is about, as the codebook does",
            )
    return validate(Promises, told.assign(row=range(len(told))))
