"""What a run promises to whoever repeats it: its manifest, and digests beside its tables."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.schemas import TABLES
from insight.settings.told import told
from insight.store import Manifest, table_digest
from insight.store.fingerprints import FIGURES, RELEASED, VECTORS, fingerprints
from insight.store.manifest import KEYED, Plain
from insight.store.vectors import vectors_told
from insight.study import describe
from insight.study.people import releasing

if TYPE_CHECKING:
    from insight.study.method import Study
    from insight.study.opened import OpenedStudy

CODEBOOK = "codebook"
_SHORT = 16


def shareable(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """Tables that partners may have, with vectors and codebook, by name."""
    tables = {
        name: study.tables[name]
        for name, table in TABLES.items()
        if table._custody == "shareable" and name in study.tables
    }
    tables[VECTORS] = vectors_told(study.vectors)
    if study.codebook is not None:
        tables[CODEBOOK] = study.codebook.table()
    return tables


def figures(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """Figures as they are before they are rounded: their digests lie beside the tables alone."""
    names = (*describe.MEASURES, "theme_views", "theme_only")
    return {f"{FIGURES}{name}": study.tables[name] for name in names if name in study.tables}


def promised(study: Study) -> dict[str, pd.DataFrame]:
    """Everything that a run is compared by: `shareable`, `figures`, and what is released."""
    released = {f"{RELEASED}{name}": frame for name, frame in study.release.tables.items()}
    return shareable(study) | figures(study) | released


def manifest(study: Study, tables: dict[str, pd.DataFrame] | None = None) -> Manifest:
    """What a run of `study` is made of and what came out; `tables` are those of `promised`."""
    tables = promised(study) if tables is None else tables
    release = study.release
    return Manifest(
        seed=study.settings.study.seed,
        tables={
            name: table_digest(frame)
            for name, frame in tables.items()
            if not name.startswith(FIGURES)
        },
        inputs=describe.inputs(study),
        release=release.release_id,
        draft=release.draft,
        fingerprints=table_digest(fingerprints(tables)),
        files={role: sorted(each.values()) for role, each in files(study).items()},
        settings=settings(study),
        decisions=dict(sorted(Counter(one.what for one in study.ledger.lines()).items())),
        hidden=any(one.few or any(one.movers.values()) for one in releasing.since(study)),
        models=models(),
    )


def models() -> dict[str, str]:
    """SHA-256 of every neural model, by its package and place."""
    from insight.inference.files import OWN_DETECTOR, RAMPART, SENTENCE_MODEL, SENTENCE_TOKENIZER

    of = (SENTENCE_MODEL, SENTENCE_TOKENIZER, OWN_DETECTOR.model, *OWN_DETECTOR.beside)
    return {f"{one.package}/{one.place}": one.digest for one in (*of, RAMPART.model)}


def settings(study: Study) -> dict[str, Plain]:
    """The study's settings, where they tell nothing of anybody; of the others a keyed digest."""
    return {
        one.key: one.value
        if one.harmless
        else KEYED + study.key.digest("setting", one.key, repr(one.value))[:_SHORT]
        for one in told(study.settings)
    }


def files(study: Study) -> dict[str, dict[str, str]]:
    """What each file that a run reads is for -> its name here -> a keyed digest of its content."""
    root, told_in = study.folder.root, study.settings
    documents = study.tables["documents"][["source_name", "source", "source_sha256"]]
    found: dict[str, dict[str, str]] = {}
    for row in documents.drop_duplicates().itertuples(index=False):
        digest = study.key.digest("file", str(row.source_sha256))[:_SHORT]
        found.setdefault(f"source {row.source_name}", {})[str(row.source)] = digest
    named = {
        **{f"speakers of {one.name}": one.speakers for one in told_in.source},
        "codebook": told_in.coding.codebook,
        "human codings": told_in.coding.human,
        "known names": told_in.anonymise.known_names,
        "ledger": told_in.study.ledger,
        **{f"counted {n}": one.file for n, one in enumerate(told_in.counted)},
    }
    if told_in.places.authority:
        named["reference"] = told_in.places.reference
    for role, name in named.items():
        each = _digests(study, root / name) if name else {}
        found |= {role: each} if each else {}
    return found


def _digests(study: Study, path: Path) -> dict[str, str]:
    """Keyed digests of the file at `path`, or of all files in the folder there."""
    each = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {
        one.relative_to(study.folder.root).as_posix()
        if one.is_relative_to(study.folder.root)
        else one.name: study.key.digest("file", sha256(one.read_bytes()).hexdigest())[:_SHORT]
        for one in each
        if one.is_file()
    }
