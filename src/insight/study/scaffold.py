"""A new study's folder."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from insight.coding import STARTER, codebook_path
from insight.errors import InputError
from insight.store.private import make_private_folder

_IGNORED = """\
# Personal data never goes into version control.
.private/
data/raw/
data/processed/
.ipynb_checkpoints/
"""
_ATTRIBUTES = """\
# Outputs of notebooks hold what people said: they are stripped before anything is committed.
*.ipynb filter=nbstripout
*.ipynb diff=ipynb
"""


def new_study(folder: Path) -> Iterator[str]:
    """Make `folder` a study; yields what was done, line by line."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(
            "this is there already and is not an empty folder",
            where=str(folder),
            remedy="name a new folder",
        )
    (folder / "data" / "raw").mkdir(parents=True)
    make_private_folder(folder / ".private")
    settings = files("insight.study") / "templates" / "study.toml"
    told = settings.read_text("utf-8").replace('id = ""', f'id = "{_new_id(folder.resolve())}"')
    (folder / "study.toml").write_text(told, "utf-8")
    starter = codebook_path(STARTER, folder)
    (folder / "codebook.toml").write_text(starter.read_text("utf-8"), "utf-8")
    yield "wrote study.toml and codebook.toml (the starter codebook)"
    (folder / ".gitignore").write_text(_IGNORED, "utf-8")
    (folder / ".gitattributes").write_text(_ATTRIBUTES, "utf-8")
    copied = _copy_notebooks(folder / "notebooks")
    yield f"copied {copied} notebooks, without outputs"
    yield _install_filter(folder)
    yield "the key will lie outside of this folder: `insight key show` tells where"


def _new_id(folder: Path) -> str:
    """An id that no other study has, by which the owner of the machine knows this one."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:40].strip("-")
    return f"{name or 'study'}-{secrets.token_hex(4)}"


def _copy_notebooks(to: Path) -> int:
    """The method's notebooks without their outputs; returns how many."""
    to.mkdir()
    kept = sorted(_notebooks().glob("0*.ipynb"))
    for path in kept:
        notebook = json.loads(path.read_text("utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        (to / path.name).write_text(
            json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    return len(kept)


def _notebooks() -> Path:
    """Where the notebooks lie: in the installed package, or beside a checkout's `src`."""
    package = Path(str(files("insight")))
    installed = package / "notebooks"
    return installed if installed.is_dir() else package.parent.parent / "notebooks"


def _install_filter(folder: Path) -> str:
    """Make git strip notebooks' outputs in this study; says what was done."""
    git = shutil.which("git")
    if git is None:
        return "git is not here: strip notebook outputs by hand before sharing them"
    commands = (
        ["init", "--quiet"],
        ["config", "filter.nbstripout.clean", "nbstripout"],
        ["config", "filter.nbstripout.required", "true"],
        ["config", "diff.ipynb.textconv", "nbstripout -t"],
    )
    for command in commands:
        subprocess.run([git, *command], cwd=folder, check=True)
    return "git strips the outputs of notebooks here (nbstripout)"
