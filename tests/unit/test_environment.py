"""pyproject.toml, requirements.lock and environment.yml describe the environment that runs this."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
HASH = re.compile(r"--hash=(\S+)")
NEVER = re.compile(r"torch|nvidia|cuda|triton")


def locked() -> list[tuple[Requirement, list[str]]]:
    """Every requirement of the lock, with its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    entries = kept.replace("\\\n", " ").splitlines()
    return [(Requirement(HASH.sub("", one).strip()), HASH.findall(one)) for one in entries]


LOCK = locked()


def pinned(name: str) -> set[str]:
    """Versions at which the lock holds `name`; more than one where they depend on the system."""
    return {
        next(iter(one.specifier)).version
        for one, _ in LOCK
        if canonicalize_name(one.name) == canonicalize_name(name)
    }


def test_every_line_of_the_lock_is_one_version_with_its_hashes() -> None:
    assert len(LOCK) > 100
    loose = [one.name for one, _ in LOCK if [s.operator for s in one.specifier] != ["=="]]
    starred = [one.name for one, _ in LOCK if "*" in str(one.specifier)]
    unhashed = [
        one.name
        for one, hashes in LOCK
        if not hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes)
    ]

    assert (loose, starred, unhashed) == ([], [], [])


def test_the_lock_satisfies_every_requirement_of_the_project_and_its_extras() -> None:
    lines = chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    asked = [Requirement(line) for line in lines]
    unmet = [
        str(one)
        for one in asked
        if not pinned(one.name) or not all(map(one.specifier.contains, pinned(one.name)))
    ]

    assert unmet == []


def test_nothing_excluded_and_no_gpu_library_is_in_the_lock() -> None:
    lines = (ROOT / "requirements.excludes").read_text(encoding="utf-8").splitlines()
    excluded = {canonicalize_name(line) for line in lines if line and not line.startswith("#")}
    names = {canonicalize_name(one.name) for one, _ in LOCK}

    assert excluded
    assert names & excluded == set()
    assert [name for name in sorted(names) if NEVER.match(name)] == []


@pytest.mark.parametrize("file", ["pyproject.toml", "requirements.lock", "environment.yml"])
def test_no_file_of_the_environment_names_where_packages_come_from(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    naming = [
        number
        for number, line in enumerate(lines, 1)
        if re.search(r"https?://|--(extra-)?index-url|--find-links", line)
    ]

    assert naming == []


def test_conda_brings_a_python_that_the_project_allows_and_the_uv_of_the_lock() -> None:
    plain = [one for one in CONDA["dependencies"] if isinstance(one, str)]
    (python,) = [one.removeprefix("python=") for one in plain if one.startswith("python=")]
    (by_pip,) = [one["pip"] for one in CONDA["dependencies"] if isinstance(one, dict)]

    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{python}.0")
    assert {Requirement(one).name for one in by_pip} == {"uv"}
    assert {f"uv=={known}" for known in pinned("uv")} == set(by_pip)


def test_the_environment_that_runs_this_is_the_locked_one() -> None:
    wrong = []
    for one, _ in LOCK:
        if one.marker is not None and not one.marker.evaluate():
            continue
        try:
            here = version(one.name)
        except PackageNotFoundError:
            here = "none"
        if not one.specifier.contains(here if here != "none" else "0", prereleases=True):
            wrong.append(f"{one} is asked for, {here} is here")

    assert wrong == [], "run `python scripts/dev.py setup`"


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert (citation["title"], citation["version"]) == (PROJECT["name"], PROJECT["version"])
    assert citation["license"] == PROJECT["license"]
