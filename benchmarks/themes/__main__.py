"""Candidate themes beside other topic models, in one run: `python benchmarks/themes [SECTION ...]`.

Sections: agree (with what people coded; two row orders, unassigned, repeatable, seconds, memory),
planted (invented lines on other matters), small (150, 300 and 500 texts; words dealt out anew;
texts of one label), large (100,000 texts); all unless named. Every section runs all its models one
after another, each in a process of its own, on the same vectors, and leaves a file of figures per
set in `--out FOLDER`; `table` prints what lies there. `--set NAME` (several times): fft, phase1
(6,000), phase1_all, bbc, study (the demonstration, as its last run left it). `--rival NAME`
(several times; `none` for ours alone). `--rows N` takes so many rows of each set, to try things.
`--env FOLDER` is where the rivals' environment lies (made where it is missing, from
`requirements.txt` here; not the product's). Public data are looked for beside the repository in
`../shared/data`; no word of them is printed or written.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import sections
from corpora import ROOT, SETS, there
from models import RIVALS, interpreter
from sections import Asked, Row

LIBRARIES = ("numpy", "scipy", "scikit-learn", "scikit-network", "bertopic", "openvino")
BY_SET = {"agree": sections.agree, "planted": sections.planted, "small": sections.small}
NAMES = (*BY_SET, "large", "table")
# Planted lines and small samples are many fits: beside ours the model that people know.
BESIDE = {"agree": RIVALS, "planted": ("bertopic_default",), "small": ("bertopic_default",)}
NOT_SMALL = ("phase1_all", "study")


def sets_of(section: str, named: Sequence[str] | None) -> list[str]:
    """The sets that `section` is about, of those `named`."""
    fit = [one for one in SETS if section == "agree" or one not in NOT_SMALL]
    return [one for one in fit if (not named or one in named)]


def kept(rows: Iterator[Row], path: Path) -> None:
    """Write `rows` to `path`, and each to the terminal as soon as it is there."""
    done = []
    for row in rows:
        print(" | ".join(f"{name} {value}" for name, value in row.items()), flush=True)
        done.append(row)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    machine = {"processors": os.cpu_count(), "load": load}
    made = {"python": platform.python_version(), **{one: version(one) for one in LIBRARIES}}
    told = {"machine": machine, "versions": made, "rows": done}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def table(folder: Path) -> None:
    """All figures in `folder`, a table a section."""
    for section in NAMES[:-1]:
        rows: list[Row] = []
        for path in sorted(folder.glob(f"{section}*.json")):
            rows += json.loads(path.read_text("utf-8"))["rows"]
        if not rows:
            continue
        columns = list(dict.fromkeys(name for row in rows for name in row))
        print(f"\n{section}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
        for row in rows:
            print(f"| {' | '.join(_cell(row.get(name)) for name in columns)} |")


def _cell(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sections", nargs="*", metavar="SECTION", choices=[*NAMES, []])
    parser.add_argument("--set", action="append", choices=SETS)
    parser.add_argument("--rival", action="append", choices=[*RIVALS, "none"])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--env", type=Path, default=ROOT / ".venv" / "themes")
    parser.add_argument("--out", type=Path, default=ROOT / ".venv" / "themes-figures")
    told = parser.parse_args()
    wanted = told.sections or NAMES
    python = Path()
    if told.rival != ["none"] and set(wanted) & set(BY_SET):
        python = interpreter(told.env)
    for section in wanted:
        if section == "table":
            table(told.out)
        elif section == "large":
            if there("phase1_all"):
                kept(sections.large(Asked((), python, told.rows)), told.out / "large.json")
        else:
            rivals = [one for one in told.rival or BESIDE[section] if one != "none"]
            for name in sets_of(section, told.set):
                if not there(name):
                    print(f"{name}: left out, its data are not here", file=sys.stderr)
                    continue
                asked = Asked(rivals, python, told.rows)
                kept(BY_SET[section](name, asked), told.out / f"{section}-{name}.json")


if __name__ == "__main__":
    main()
