"""RESULTS.md of the benchmarks is made of their parts, and of nothing else."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_page_is_what_the_parts_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("results", BENCHMARKS / "results.py")
    assert spec
    assert spec.loader
    results = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(results)
    monkeypatch.setattr(results, "HERE", tmp_path)
    results.render()
    made = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert made == (BENCHMARKS / "RESULTS.md").read_text("utf-8")
