"""The notebook that shows the desk, and JupyterLab to open it in: on this machine alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from insight.errors import InputError
from insight.store import StudyFolder
from insight.store.private import write_private

NOTEBOOK = "desk.ipynb"
_NEEDED = ("jupyterlab", "ipykernel", "anywidget")
_OPENED = """\
# Press Shift+Enter to open the desk. What you decide is saved at once, in the study's ledger.
from insight.study.people.desk import open_desk

open_desk("../..")
"""
_QUIET = {
    "disabledExtensions": {
        "@jupyterlab/apputils-extension:announcements": True,
        "@jupyterlab/extensionmanager-extension": True,
    }
}
"""What would ask the internet for news and extensions."""


def write_notebook(folder: StudyFolder) -> Path:
    """Write the notebook of the desk beside the sheets to review; returns where it lies.

    InputError where no run has made anything to review yet.
    """
    if not folder.table("identifiers").is_file():
        raise InputError(
            "there is nothing to review yet",
            where="the review desk",
            remedy="run `insight run` first",
        )
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "desk",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": _OPENED.strip().splitlines(keepends=True),
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    told = {
        "cells": [cell],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = folder.review / NOTEBOOK
    write_private(path, json.dumps(told, indent=1) + "\n")
    return path


def open_lab(notebook: Path, *, browser: bool) -> int:
    """Open `notebook` in JupyterLab until somebody ends it; returns its exit code.

    It listens on this machine alone, behind a token made anew each time, shows the notebook's
    folder and nothing else, and asks nobody for news or extensions. InputError where JupyterLab is
    not installed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"not installed: {', '.join(missing)}",
            where="the review desk",
            remedy='install what notebooks need: pip install "insight[notebooks]"',
        )
    config = notebook.parent / ".jupyter"
    write_private(config / "labconfig" / "page_config.json", json.dumps(_QUIET) + "\n")
    paths = [str(config.resolve()), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    never = "jupyterlab.handlers.announcements.NeverCheckForUpdate"
    command = [
        *(sys.executable, "-m", "jupyterlab"),
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_remote_access=False",
        f"--ServerApp.root_dir={notebook.parent.resolve()}",
        f"--ServerApp.open_browser={browser}",
        f"--LabApp.default_url=/doc/tree/{notebook.name}",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        f"--LabApp.check_for_updates_class={never}",
    ]
    told = os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
    return subprocess.run(command, check=False, env=told).returncode
