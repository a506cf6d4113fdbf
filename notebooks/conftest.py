"""One more check with each notebook that nbval runs: nobody is named in what it has saved.

`pytest --nbval notebooks/*.ipynb` compares what the cells give with what is saved; this looks for
people in the latter. Together, nobody can be in either.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest


class SaysNothingOfAnybody(pytest.Item):
    """The saved outputs of one notebook."""

    def runtest(self) -> None:
        """Fail, by cell and without repeating it, where somebody's name or words are saved."""
        from insight.study.people.outputs import leaks

        told = json.loads(self.path.read_text("utf-8"))
        found = leaks(self.path.parent.parent, told["cells"])
        if found:
            pytest.fail("; ".join(found), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """What pytest calls it."""
        return self.path, 0, f"{self.path.name}: nobody is named in its outputs"


class Notebook(pytest.File):
    """A notebook, as something to look through."""

    def collect(self) -> Iterator[SaysNothingOfAnybody]:
        """The one check."""
        yield SaysNothingOfAnybody.from_parent(self, name="says nothing of anybody")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Notebook | None:
    """Beside what nbval makes of a notebook."""
    if file_path.suffix != ".ipynb" or not parent.config.getoption("--nbval", default=False):
        return None
    return Notebook.from_parent(parent, path=file_path)
