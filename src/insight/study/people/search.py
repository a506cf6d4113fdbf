"""Looking for words in every file of a folder: plain, zipped (docx, xlsx), gzipped, or Parquet."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

_SKIPPED = (".git", ".venv", "__pycache__", ".ipynb_checkpoints")


def files_holding(root: Path, needles: Collection[str]) -> list[Path]:
    """Files below `root` that hold one of `needles` as whole words, relative to `root`.

    Letter case makes no difference.
    """
    sought = [needle.casefold() for needle in needles if needle.strip()]
    return [
        path.relative_to(root)
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not set(_SKIPPED) & set(path.relative_to(root).parts)
        and any(_holds(text, sought) for text in _texts(path))
    ]


def _holds(text: str, sought: list[str]) -> bool:
    folded = text.casefold()
    return any(
        re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", folded)
        for needle in sought
        if needle in folded
    )


def _texts(path: Path) -> Iterator[str]:
    """Everything readable in a file, its own name included."""
    yield path.name
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        texts = frame.select_dtypes(include=["object", "str"])
        for name in texts.columns:
            yield "\n".join(texts[name].astype(str))
        return
    raw = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                yield from _decoded(archive.read(member))
    elif raw[:2] == b"\x1f\x8b":
        yield from _decoded(gzip.decompress(raw))
    else:
        yield from _decoded(raw)


def _decoded(raw: bytes) -> Iterator[str]:
    yield raw.decode("utf-8", errors="replace")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield raw.decode("utf-16", errors="replace")
