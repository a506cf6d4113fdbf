"""A model fitted twice in a process of its own: to the rows as they come, and in another order.

Called by `ours.py` and `rivals.py` as `python FILE MODEL FOLDER BEGUN`. FOLDER holds texts.json,
vectors.npy, order.npy and what the model needs besides; BEGUN is when the process was started, in
seconds of the clock. Written there: labels.npy (2, n), of the second fit in the order of the rows,
and told.json: seconds cold (from BEGUN to the end of the first fit) and warm (the second fit, in a
process that has everything loaded), and the peak of memory in MiB.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Fit = Callable[[list[str], Any, Path, Any], Any]


def fitted_twice(fit: Fit, folder: Path, begun: float) -> None:
    """Fit, tell, fit again; `fit` takes texts, vectors, folder and the numbers of the rows."""
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    vectors = np.load(folder / "vectors.npy").astype(np.float32)
    order = np.load(folder / "order.npy")
    first = np.asarray(fit(texts, vectors, folder, np.arange(len(texts))), dtype=np.int64)
    told = {"cold": time.time() - begun, "peak_mib": _peak()}
    turned = [texts[row] for row in order]
    start = time.perf_counter()
    second = np.asarray(fit(turned, vectors[order], folder, order), dtype=np.int64)
    told["warm"] = time.perf_counter() - start
    back = np.empty_like(second)
    back[order] = second
    np.save(folder / "labels.npy", np.stack([first, back]))
    (folder / "told.json").write_text(json.dumps(told), "utf-8")


def _peak() -> float | None:
    """MiB of memory that this process held at most; None where the system does not tell.

    From Linux's account of the process itself: what `getrusage` gives there begins with the memory
    of whoever started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text("utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    try:
        import resource
    except ImportError:
        return None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(held / 1024 ** (2 if sys.platform == "darwin" else 1))
