"""The environment of its own in which the rivals that are no part of the product run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from identifiers import ROOT

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
FOLDER = ROOT / ".venv" / "beside"
"""Below what git, and the searches of a withdrawal, leave out."""


def interpreter(folder: Path = FOLDER) -> Path:
    """Python of the environment in `folder`, made or renewed where it is not as required."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = folder / ".requirements"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return python
    print(f"Making the environment of the benchmark in {folder.name} ...", file=sys.stderr)
    if not python.exists():
        venv.create(folder, with_pip=True)
    # The product's environment brings uv; where it is not to be had for a system, pip will do.
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
    pip = [str(python), "-m", "pip", "install"]
    installer = [uv, "pip", "install", "--python", str(python)] if uv else pip
    done = subprocess.run([*installer, "--quiet", "--requirement", str(REQUIREMENTS)], check=False)
    if done.returncode:
        raise SystemExit(
            f"the packages of {REQUIREMENTS.name} could not be installed: check the network, or "
            "name with --only what runs without them"
        )
    stamp.write_text(wanted, encoding="ascii")
    return python


def versions(python: Path) -> list[str]:
    """Name and version of what is required there."""
    names = [line.split("==")[0] for line in REQUIREMENTS.read_text("utf-8").splitlines()]
    names = [name for name in names if not name.startswith("#")]
    ask = "import sys; from importlib.metadata import version as v; "
    ask += "print(*(f'{n} {v(n)}' for n in sys.argv[1:]), sep='\\n')"
    told = subprocess.run([python, "-c", ask, *names], check=True, capture_output=True, text=True)
    return told.stdout.split("\n")[:-1]
