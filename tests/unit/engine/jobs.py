"""Jobs for the tests, in a module of their own: workers have to be able to import them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight.progress import Progress


def identity() -> str:
    return "letters, counted"


def pack(count: int) -> bytes:
    return str(count).encode()


@dataclass(frozen=True)
class Counting:
    """Counts letters; tells in the folder `told` of each portion that it began and ended.

    The worker that first meets the text `fatal` kills itself, with `slow` each takes a while, and
    one that meets `wrong` breaks with a message that holds words.
    """

    told: Path
    fatal: str = ""
    slow: float = 0.0
    wrong: str = ""

    def __call__(self, texts: Sequence[str], progress: Progress) -> list[int]:
        portion = f"{len(texts)}-{sum(map(len, texts))}-{time.monotonic_ns()}"
        (self.told / f"begun-{portion}").touch()
        if self.wrong in texts and self.wrong:
            raise ValueError(f"cannot count {self.wrong}")
        if self.fatal in texts and not (self.told / "killed").exists():
            (self.told / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.slow)
        (self.told / f"ended-{portion}").touch()
        return [len(text) for text in texts]


def note_addresses(to: Path) -> None:
    """Write to the file `to` every address that this process connects to from now on."""

    def noting(event: str, about: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            with to.open("a", encoding="utf-8") as told:
                told.write(f"{about[0] if event == 'socket.getaddrinfo' else about[1]}\n")

    to.touch()
    sys.addaudithook(noting)
