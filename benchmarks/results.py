"""The figures of the benchmarks as one page: `python benchmarks/results.py`.

Each benchmark leaves `results/NAME.json`: title, said (sentences), table (columns, rows), machine,
versions; `results/NAME.png`, where there is one, is its picture. RESULTS.md is made of these, in
the order of their names, and never edited.
"""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDER = HERE / "results"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "pandas", "openvino", "spacy", "bertopic")
HEAD = (
    "# What the benchmarks measured\n\nMade by `python benchmarks/results.py`; not to be edited.\n"
)


def write(name: str, part: dict[str, Any]) -> None:
    """Keep `part` as the results of benchmark `name`."""
    FOLDER.mkdir(exist_ok=True)
    told = json.dumps(part, indent=1, ensure_ascii=False)
    (FOLDER / f"{name}.json").write_text(told + "\n", "utf-8")


def render() -> None:
    """RESULTS.md, of all parts there are."""
    parts = sorted(FOLDER.glob("*.json"))
    pages = [as_markdown(path.stem, json.loads(path.read_text("utf-8"))) for path in parts]
    (HERE / "RESULTS.md").write_text("\n".join([HEAD, *pages]), "utf-8")


def as_markdown(name: str, part: dict[str, Any]) -> str:
    """A part as a section: its table, its picture, what was said, and on what it ran."""
    table = part["table"]
    lines = [
        f"## {part['title']}",
        "",
        _row(table["columns"]),
        _row(["---"] * len(table["columns"])),
    ]
    lines += [*map(_row, table["rows"]), ""]
    if (FOLDER / f"{name}.png").is_file():
        lines += [f"![{part['title']}](results/{name}.png)", ""]
    lines += [f"* {sentence}" for sentence in part["said"]]
    lines += [
        f"* Machine: {_listed(part['machine'])}.",
        f"* Versions: {_listed(part['versions'])}.",
    ]
    return "\n".join(lines) + "\n"


def machine() -> dict[str, object]:
    """The processor, and how many there are."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = models[0] if models else platform.machine()
    return {"processor": name, "cores": os.cpu_count() or 1, "system": platform.system()}


def versions() -> dict[str, str]:
    """Python, and the libraries of ours that take most of the time."""
    return {"Python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def _row(cells: list[object]) -> str:
    return f"| {' | '.join(str(cell).strip() for cell in cells)} |"


def _listed(told: dict[str, object] | list[str] | str) -> str:
    if isinstance(told, dict):
        return ", ".join(f"{name} {value}" for name, value in told.items())
    return told if isinstance(told, str) else ", ".join(told)


if __name__ == "__main__":
    render()
