"""The worked examples in the documentation are what the code does."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from insight.disclosure import cells, described, policy, prevalence, quotes, reader, release


def test_the_examples_in_the_guide_hold() -> None:
    guide = Path(__file__).parents[3] / "docs" / "disclosure.md"
    found = doctest.testfile(str(guide), module_relative=False)
    assert found.attempted > 5
    assert found.failed == 0


@pytest.mark.parametrize("module", [policy, prevalence, quotes, release, cells, reader, described])
def test_the_examples_in_the_code_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0
