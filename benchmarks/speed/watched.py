"""A process with all it starts, run to its end, and the most memory they held together."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.1
"""Seconds between two looks."""


def peak_of(command: Sequence[str | Path], environment: dict[str, str]) -> float | None:
    """MiB that `command` and its descendants held at most; None where the system does not tell.

    Pages that two processes share count twice. SystemExit where the command fails; what it said is
    not shown, for a traceback may hold words of the data.
    """
    most = 0.0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            most = max(most, sum(map(_held, _family(process.pid))))
            time.sleep(EVERY)
    if process.returncode:
        raise SystemExit(f"a side of the benchmark ended with {process.returncode}")
    return most if sys.platform == "linux" else None


def _family(pid: int) -> list[int]:
    found = [pid]
    for path in PROC.glob(f"{pid}/task/*/children"):
        found += [one for child in _read(path).split() for one in _family(int(child))]
    return found


def _held(pid: int) -> float:
    lines = _read(PROC / str(pid) / "status").splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _read(path: Path) -> str:
    """What stands in `path`; nothing where its process has just ended."""
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""
