"""What a helping process does: read a portion of texts, and put down what came of each.

Nothing is raised here: Dask would write the message of an error into logs that are not ours.
"""

from __future__ import annotations

import os
import pickle
import traceback
from functools import lru_cache
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from insight.errors import InputError
from insight.inference import Job, one_at_a_time
from insight.store.portions import Portion

Told = dict[str, Any]


def work(job: str, texts: str) -> Told:
    """Do the job at the path `job` for the portion at the path `texts`.

    Tells `texts` (how many), `seconds` by the clock, `busy` (those of the processor), `process`; or
    `problem`, `where` and `remedy`.
    """
    began, busy = perf_counter(), process_time()
    try:
        told = _done(Path(job), Portion(Path(texts)))
        return told | {"seconds": perf_counter() - began, "busy": process_time() - busy}
    except InputError as error:
        return {"problem": error.problem, "where": error.where, "remedy": error.remedy}
    except Exception as error:
        # The message may hold words of a person: only what arose, and where, is told.
        last = traceback.extract_tb(error.__traceback__)[-1]
        return {
            "problem": f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}",
            "where": "a worker",
            "remedy": None,
        }


def _done(job: Path, portion: Portion) -> Told:
    if not portion.place.is_file() and not portion.made_at.is_file():
        raise InputError(
            "a worker does not see the study's folder",
            where="the scheduler's machines",
            remedy="start its workers where the folder lies under the same path",
        )
    model, texts = portion.read()
    # A worker that died may have got as far as this.
    if not portion.made_at.is_file():
        with one_at_a_time():
            asked = _job(job)
            if asked.identity() != model:
                raise InputError(
                    "a worker has another version of insight, of a model or of a library",
                    where="the scheduler's machines",
                    remedy="install the same on all of them, from requirements.lock",
                )
            portion.write_made(asked.outputs(texts))
    return {"texts": len(texts), "process": os.getpid()}


@lru_cache(maxsize=4)
def _job(path: Path) -> Job:
    """The job at `path`, loaded once in a process, for its model takes a while to load."""
    job: Job = pickle.loads(path.read_bytes())
    return job
