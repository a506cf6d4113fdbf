"""The environment in which the other pipeline runs, which is no part of the product."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".venv" / "speed"
"""Below what git, and the searches of a withdrawal, leave out."""


def interpreter(folder: Path = FOLDER) -> Path:
    """Python of the environment in `folder`, made or renewed where it is not as required."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = folder / ".requirements", (HERE / "requirements.txt").read_text("utf-8")
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return python
    print(f"Making the environment of the benchmark in {folder.name} ...", file=sys.stderr)
    if not python.exists():
        venv.create(folder, with_pip=True)
    install = [python, "-m", "pip", "install", "--quiet", "--requirement"]
    subprocess.run([*install, HERE / "requirements.txt"], check=True)
    stamp.write_text(wanted, "utf-8")
    return python


def versions(python: Path, names: list[str]) -> dict[str, str]:
    """The versions of `names` that are installed for `python`."""
    ask = "import sys; from importlib.metadata import version as v; "
    ask += "print(*(v(n) for n in sys.argv[1:]), sep='\\n')"
    told = subprocess.run([python, "-c", ask, *names], check=True, capture_output=True, text=True)
    return dict(zip(names, told.stdout.splitlines(), strict=True))


def required() -> list[str]:
    """The names in requirements.txt."""
    lines = (HERE / "requirements.txt").read_text("utf-8").splitlines()
    return [line.split("==")[0] for line in lines if line and not line.startswith("#")]
