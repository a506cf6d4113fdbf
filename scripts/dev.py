"""Everything a developer or a newcomer does, in one place: `python scripts/dev.py VERB`.

The Makefile only calls this file, so that it all works where there is no make (Windows). It needs
nothing but Python 3.11 or 3.12: it makes the environment in `.venv` (or uses the conda environment
it is called from) from `requirements.lock`, whose every file is pinned by hash.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
OLDEST, NEWEST = (3, 11), (3, 12)


def environment() -> Path:
    """The Python that everything runs with: of the active conda environment, else of `.venv`."""
    conda = os.environ.get("CONDA_PREFIX")
    if conda and Path(conda).resolve() == Path(sys.prefix).resolve():
        return Path(sys.executable)
    return ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path, **extra: str) -> None:
    """Run `command` from the project's root; stop with its exit code when it fails."""
    surroundings = {**os.environ, **compiled_once(), "PYTHONHASHSEED": "0", **extra}
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env=surroundings, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def compiled_once() -> dict[str, str]:
    """What makes Python keep its compiled modules, beside the environment and not in the tree.

    The tests and notebooks start dozens of processes, and without this each would compile a
    thousand modules anew where the system tells Python to write no bytecode.
    """
    kept = environment().parent.parent / "bytecode"
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(kept)}


def python(*arguments: str | Path, **extra: str) -> None:
    """Run the environment's Python."""
    run(environment(), *arguments, **extra)


def setup() -> None:
    """Make the locked environment; a moment's work when it is there already."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SystemExit(f"insight needs Python 3.11 or 3.12; this is {sys.version.split()[0]}.")
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    interpreter = environment()
    stamp = interpreter.parent.parent / ".insight-lock"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    began = time.monotonic()
    if not interpreter.exists():
        print("Making the environment .venv ...", flush=True)
        venv.create(ROOT / ".venv", with_pip=True)
    print("Installing the locked packages (once, 250 MB, a minute or two) ...", flush=True)
    installer = find_installer(interpreter)
    run(*installer, "--no-deps", "--require-hashes", "--requirement", LOCK)
    run(*installer, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted, encoding="ascii")
    print(f"Ready after {time.monotonic() - began:.0f} s.", flush=True)


def find_installer(interpreter: Path) -> list[str]:
    """`uv pip install` where uv is to be had (it is in the lock), else plain `pip install`."""
    uv = shutil.which("uv")
    if uv is None:
        beside = interpreter.with_name("uv.exe" if os.name == "nt" else "uv")
        if not beside.exists():
            install_locked(interpreter, "uv")
        uv = str(beside) if beside.exists() else None
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(interpreter)]
    print("uv is not to be had for this system: plain pip takes a few minutes.", flush=True)
    return [str(interpreter), "-m", "pip", "install", "--quiet"]


def install_locked(interpreter: Path, package: str) -> None:
    """Install one package of the lock with pip, by its hashes; nothing happens when it fails."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = first + 1
    while last < len(lines) and lines[last].startswith("    --hash"):
        last += 1
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "one.txt"
        wanted.write_text("\n".join(lines[first:last]) + "\n", encoding="utf-8")
        command = [interpreter, "-m", "pip", "install", "--quiet", "--no-deps"]
        command += ["--require-hashes", "--only-binary=:all:", "--requirement", wanted]
        subprocess.run([str(part) for part in command], check=False)


def demo() -> None:
    """The demonstration study, from its files to a finished report."""
    setup()
    python("-m", "insight", "run", ROOT)


def test() -> None:
    """All tests, then all notebooks with their saved outputs compared."""
    setup()
    # The whole runs come first, so that at the end no worker is left alone with one of them.
    spread = ["--numprocesses", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    python("-m", "pytest", *spread, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    settings: list[str | Path] = [
        "--nbval",
        "--nbval-sanitize-with",
        ROOT / "notebooks" / "sanitise.cfg",
    ]
    python("-m", "pytest", "-p", "no:xdist", *settings, *notebooks, **quiet)


QUIET_LAB = {
    "disabledExtensions": {
        "@jupyterlab/apputils-extension:announcements": True,
        "@jupyterlab/extensionmanager-extension": True,
    }
}
"""What would ask the internet for news and extensions."""


def lab() -> None:
    """JupyterLab on the notebooks; it asks nobody on the internet for news or extensions."""
    setup()
    config = environment().parent.parent / "etc" / "jupyter" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(json.dumps(QUIET_LAB, indent=1), encoding="utf-8")
    python(
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks/01_clean.ipynb",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
        *sys.argv[2:],
    )


def notebooks() -> None:
    """Run the notebooks and keep their outputs, after a change that is meant to move numbers."""
    setup()
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        python("-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", notebook)
    python(
        "-m", "nbstripout", "--keep-output", "--keep-count", *(ROOT / "notebooks").glob("*.ipynb")
    )


def lint() -> None:
    """Style, types, and who may import whom."""
    setup()
    python("-m", "ruff", "check", ".")
    python("-m", "ruff", "format", "--check", ".")
    python("-m", "mypy")
    run(environment().with_name("lint-imports.exe" if os.name == "nt" else "lint-imports"))


def bench() -> None:
    """The measurements that fit on a laptop; prints their tables."""
    setup()
    folder = ROOT / "benchmarks"
    for script in sorted(
        [*folder.glob("*.py"), *(at.parent for at in folder.glob("*/__main__.py"))]
    ):
        print(f"\n== {script.stem}", flush=True)
        python(script)


def docs() -> None:
    """The documentation as a site that opens without a network; broken links stop it."""
    setup()
    python("-m", "mkdocs", "build", "--strict", "--quiet", NO_MKDOCS_2_WARNING="1")
    print(f"The site begins at {ROOT / 'site' / 'index.html'}")


def lock() -> None:
    """Resolve requirements.lock anew from pyproject.toml (needs the network)."""
    setup()
    python(
        "-m",
        "uv",
        "pip",
        "compile",
        "--universal",
        "--generate-hashes",
        "--python-version=3.11",
        "--excludes=requirements.excludes",
        "--all-extras",
        "--quiet",
        "pyproject.toml",
        "--output-file=requirements.lock",
    )


VERBS: dict[str, Callable[[], None]] = {
    verb.__name__: verb for verb in (setup, demo, test, lab, notebooks, lint, bench, docs, lock)
}


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        verbs.add_parser(name, help=verb.__doc__)
    told, _ = parser.parse_known_args()  # what follows `lab` goes to JupyterLab
    VERBS[told.verb]()


if __name__ == "__main__":
    main()
