"""Nothing leaves the machine: a whole run opens no connection, and personal tables are closed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

REFUSE = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("a connection was opened")
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
from insight import Study
Study(sys.argv[1]).run()
print("done without a connection")
"""


def test_a_whole_run_opens_no_connection(study_folder: Path):
    done = subprocess.run(
        [sys.executable, "-c", REFUSE, str(study_folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("done without a connection"), done.stderr[-500:]


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_personal_data_is_readable_by_its_owner_alone(finished: Path):
    private = [path for path in (finished / ".private").rglob("*") if path.name != "lock"]
    assert len(private) > 10
    for path in private:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        assert not open_to_others, path.name
