"""Nothing leaves the machine: a whole run opens no connection, and personal tables are closed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

REFUSE = """
import sys
ADDRESSES = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
             "socket.sendmsg", "socket.bind", "urllib.Request", "ftplib.connect", "smtplib.connect")
def refuse(event, told):
    # Python calls this before any of its ways to the network, however it is wrapped.
    if event in ADDRESSES:
        raise AssertionError("a connection was opened: " + event)
sys.addaudithook(refuse)
"""
WHOLE_RUN = """
from insight import Study
Study(sys.argv[1]).run()
print("done without a connection")
"""
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


def done(program: str, *arguments: str, apart: tuple[str, ...] = ()) -> str:
    """The last line that `program` printed in a process of its own, or why there is none."""
    made = subprocess.run(
        [*apart, sys.executable, "-c", REFUSE + program, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return made.stdout.strip().rpartition("\n")[2] or made.stderr[-500:]


def test_a_whole_run_opens_no_connection(study_folder: Path):
    assert done(WHOLE_RUN, str(study_folder)) == "done without a connection"


def test_the_stage_that_sees_names_opens_no_connection():
    assert done(ONE_STAGE) == "done without a connection"


def test_a_connection_would_be_noticed():
    assert done(OPENS_ONE) == "done without a connection"


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
    assert done(ONE_STAGE, apart=apart) == "done without a connection"


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_personal_data_is_readable_by_its_owner_alone(finished: Path):
    private = [path for path in (finished / ".private").rglob("*") if path.name != "lock"]
    assert len(private) > 10
    for path in private:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not open_to_others, path.name
