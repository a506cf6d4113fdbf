"""Nothing that may be committed holds words of real people, or says whose machine it came from.

What is found is never shown: a failure names files, and lines where that tells nothing.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
PROSE = ("assessment", "transcripts", "pii_eval", "pii_train", "topics", "survey_exports", "qdpx")
TELLING = 60
"""Letters of a sentence that make it recognisable: nobody writes the same sixty by chance."""

MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:root|home|tmp|work)/")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|anaconda\.(?:org|com)|npmjs\.(?:org|com)|(?:index-url|registry)="
)


@functools.cache
def texts() -> dict[str, str]:
    """Every text file that is tracked, or would be by the next `git add`."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are published cannot be told")
    told = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = {}
    for name in filter(None, told.stdout.decode().split("\0")):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if raw and b"\0" not in raw:
            found[name] = raw.decode("utf-8", errors="replace")
    return found


def openings(text: str) -> Iterator[str]:
    """The first letters of every sentence of `text` that is long enough to be recognised."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n", text):
        plain = " ".join(sentence.split()).casefold()
        if len(plain) >= TELLING:
            yield plain[:TELLING]


def real_texts() -> Iterator[str]:
    """What people outside the project wrote or said."""
    for path in sorted(REAL.glob("fft_*.parquet")):
        yield from pd.read_parquet(path, columns=["text"])["text"].dropna()
    for path in sorted(p for folder in PROSE for p in (REAL / folder).rglob("*")):
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path).select_dtypes(include=["object", "str"])
            yield from (str(value) for _, column in frame.items() for value in column)
        elif path.suffix in (".txt", ".rst", ".jsonl", ".csv", ".vtt", ".srt"):
            raw = path.read_text(encoding="utf-8", errors="replace")
            yield re.sub(r'\\n|","|": "', "\n\n", raw) if path.suffix != ".rst" else raw


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not on this machine")
def test_no_sentence_of_a_real_person_is_in_the_repository() -> None:
    real = {opening for text in real_texts() for opening in openings(text)}
    assert len(real) > 10_000
    holding = []
    for name, text in texts().items():
        plain = " ".join(text.split()).casefold()
        starts = (match.start() for match in re.finditer(r"(?<!\w)\w|[\"'(]", plain))
        if any(plain[start : start + TELLING] in real for start in starts):
            holding.append(name)

    assert holding == []


def test_a_sentence_is_found_however_its_lines_are_broken() -> None:
    told = "Short one. The invented bus to the invented clinic was late again on\n Monday morning."

    assert list(openings(told)) == ["the invented bus to the invented clinic was late again on mo"]


def test_no_file_says_on_whose_machine_it_was_written() -> None:
    holding = [
        f"{name}, line {number}"
        for name, text in texts().items()
        if not name.startswith("tests/")
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]

    assert holding == []


def test_no_file_names_a_package_registry() -> None:
    holding = [
        f"{name}, line {number}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), 1)
        if REGISTRY.search(line)
    ]

    assert holding == []
