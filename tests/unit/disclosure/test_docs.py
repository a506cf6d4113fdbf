"""The worked examples in the code are what it does; those of the papers are tried end to end."""

from __future__ import annotations

import doctest

import pytest

from insight.disclosure import cells, described, policy, prevalence, quotes, reader, release


@pytest.mark.parametrize("module", [policy, prevalence, quotes, release, cells, reader, described])
def test_the_examples_in_the_code_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0
