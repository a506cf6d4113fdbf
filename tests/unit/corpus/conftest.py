"""A small study in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight.corpus import Corpus, read_sources
from insight.settings import SourceSettings
from insight.store import StudyKey


@pytest.fixture
def key() -> StudyKey:
    return StudyKey(b"a key for tests only")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of the study: name below the study folder, content."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(tmp_path: Path, key: StudyKey) -> Callable[..., Corpus]:
    """Read one source of the study: pattern, then settings; `withdrawn` as in read_sources."""

    def read(files: str, withdrawn: tuple[str, ...] = (), **told: object) -> Corpus:
        told = {"name": "source", "files": files, "sampling": "purposive", **told}
        return read_sources(tmp_path, [SourceSettings.model_validate(told)], key, withdrawn)

    return read
