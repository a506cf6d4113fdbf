"""What both sides are timed by: each stage by the clock, and in seconds of all processors.

Imports nothing but the standard library, for it runs in both environments.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WARM_UP = 300
"""Texts that a warm process has gone through before it is timed, none of them among those timed."""


class Clock:
    """Seconds of each stage: by the clock, and of the processors (children that ended included)."""

    def __init__(self) -> None:
        self.stages: dict[str, dict[str, float]] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside under `name`."""
        begun, used = time.perf_counter(), processors()
        yield
        self.stages[name] = {"wall": time.perf_counter() - begun, "cpu": processors() - used}


def processors() -> float:
    """Seconds of user and system that this process and its children have used."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def once(whole: Callable[[list[str], Clock, Path], None]) -> None:
    """Run `whole` as the command line says: FOLDER cold|warm|batch BEGUN.

    FOLDER holds texts.json, where the texts to warm up with come first, apart. `told.json` gets the
    stages, and the seconds from BEGUN (cold: the process and all it imports are part of it) or from
    the first timed stage on (warm, batch) to
    the end of the last.
    """
    folder, state, begun = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    used = 0.0
    if state != "cold":
        whole(texts["warm_up"], Clock(), folder / "warm_up")
        begun, used = time.time(), processors()
    clock = Clock()
    whole(texts["texts"], clock, folder / "timed")
    told = {"wall": time.time() - begun, "cpu": processors() - used, "stages": clock.stages}
    (folder / "told.json").write_text(json.dumps(told), "utf-8")
