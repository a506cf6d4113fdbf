"""Workers of a Dask cluster as helpers: they make what models make of texts."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

from insight.engine.work import Told, work
from insight.errors import InputError, InsightError
from insight.inference import Job
from insight.progress import Progress
from insight.store.portions import deal
from insight.store.private import (
    append_private,
    make_private_folder,
    shred_all,
    write_private_bytes,
)

_SHARES = 4
"""Portions that each worker gets at least, so that none waits long for the last."""
_LEAST = 50
"""Texts of a portion below which handing it over costs more than reading it."""


class Workers:
    """The workers that `client` reaches, as helpers of a run.

    Portions lie below `folder`, which the workers see under the same path, `most` texts in each at
    most; each line of the file `log` tells of one.
    """

    def __init__(self, client: Any, folder: Path, most: int, log: Path) -> None:
        self._client = client
        self._folder = folder
        self._most = most
        self._log = log

    def do(
        self, job: Job, texts: Sequence[str], progress: Progress
    ) -> Iterator[tuple[Sequence[str], Sequence[bytes]]]:
        """Some of `texts` and what came of each, as workers are done, until all are.

        A worker that dies costs the portion it had; InputError where one portion kills several.
        """
        from distributed import as_completed

        make_private_folder(self._folder)
        place = Path(tempfile.mkdtemp(dir=self._folder))
        write_private_bytes(place / "job", pickle.dumps(job))
        portions = deal(texts, self._count(len(texts)), job.identity(), place)
        told = {portion.place.name: portion for portion in portions}
        futures = {
            self._client.submit(
                work, str(place / "job"), str(one.place), pure=False, key=f"{place.name}-{name}"
            ): one
            for name, one in told.items()
        }
        done = 0
        progress(0, len(texts))
        try:
            for number, future in enumerate(as_completed(list(futures), loop=self._client.loop), 1):
                portion = futures.pop(future)
                self._note(number, len(portions), self._result(future))
                _, some = portion.read()
                outputs = portion.made()
                portion.forget()
                yield some, outputs
                done += len(some)
                progress(done, len(texts))
        finally:
            self._client.cancel(list(futures))
            shred_all(place)
            place.rmdir()

    def _count(self, texts: int) -> int:
        """Into how many portions to deal so many texts."""
        workers = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
        fair = min(workers * _SHARES, ceil(texts / _LEAST))
        return max(fair, ceil(texts / self._most))

    def _result(self, future: Any) -> Told:
        if future.status != "finished":
            # What Dask has to say of it is not repeated: it is not ours to know what it holds.
            raise InputError(
                "workers were lost again and again over one portion, or the scheduler went away",
                where="the run's workers",
                remedy="give each more memory, or fewer texts at a time ([national]), and run "
                "again: what was made is kept",
            ) from None
        told: Told = future.result()
        if "problem" not in told:
            return told
        if told["remedy"] is None:
            raise InsightError(f"{told['problem']}, in a worker")
        raise InputError(told["problem"], where=told["where"], remedy=told["remedy"])

    def _note(self, number: int, count: int, told: Told) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        append_private(
            self._log,
            f"{now} portion {number} of {count}: {told['texts']} texts in "
            f"{told['seconds']:.1f} s ({told['busy']:.2f} s of the processor) by process "
            f"{told['process']}\n",
        )
