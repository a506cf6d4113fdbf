"""Nothing leaves the machine: a whole run opens no connection, and personal tables are closed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.apart import said_last

ONE_STAGE = """
import pandas as pd
from insight.anonymise import anonymise_texts
from insight.settings import AnonymiseSettings
rows = pd.DataFrame({"id": ["1"], "text": ["Brenda Marsh rang www.example.org and 01632 960 123."]})
made, found = anonymise_texts(rows, settings=AnonymiseSettings(style="described"))
assert len(found) == 3 and "Brenda" not in made["text"][0]
print("done without a connection")
"""
OPENS_ONE = """
import socket
try:
    socket.create_connection(("192.0.2.1", 9), timeout=1)
except AssertionError:
    print("done without a connection")
"""


def test_a_whole_run_opens_no_connection(apart: Path):
    assert (apart / "told").read_text("utf-8") == "done without a connection"


def test_the_stage_that_sees_names_opens_no_connection():
    assert said_last(ONE_STAGE) == "done without a connection"


def test_a_connection_would_be_noticed():
    assert said_last(OPENS_ONE) == "done without a connection"


def without_network() -> tuple[str, ...]:
    """The words before a command that give it no network at all; none where that cannot be done."""
    unshare = shutil.which("unshare")
    told = (unshare or "", "--map-root-user", "--net")
    if (
        unshare
        and subprocess.run([*told, "true"], capture_output=True, check=False).returncode == 0
    ):
        return told
    return ()


def test_the_stage_works_where_there_is_no_network_at_all():
    # Libraries in other languages open connections that Python does not see: here none is there.
    if not (apart := without_network()):
        pytest.skip("this system lets nobody make a network namespace (unshare --net)")
    assert said_last(ONE_STAGE, apart=apart) == "done without a connection"


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_personal_data_is_readable_by_its_owner_alone(finished: Path):
    private = [path for path in (finished / ".private").rglob("*") if path.name != "lock"]
    assert len(private) > 10
    for path in private:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not open_to_others, path.name
