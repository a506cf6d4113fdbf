"""How much faster two workers are than one: `python benchmarks/national.py [N]`.

N comments (2,000 without it) of `../shared/data/fft_phase1_dev.parquet` go through the stages that
workers share: finding identifiers, and sentence vectors. One worker and two, one thread each, take
turns, three times, with nothing kept; the seconds are those of the clock, from the first text to
the last, loading of models included, the start of the processes apart. Where others use the machine
the clock says little, so the busier worker's seconds of the processor stand beside. What comes out
is compared.
Writes `benchmarks/results/national.json`.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import tempfile
from collections import Counter
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import pandas as pd

from insight.anonymise.find import look
from insight.engine import hired
from insight.inference import SentenceEncoder, remembering
from insight.settings import AnonymiseSettings, NationalSettings
from insight.store import StudyFolder, StudyKey
from insight.store.outputs import Outputs

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"\((\S+) s of the processor\) by process (\d+)")
COMMENTS = ROOT.parent / "shared" / "data" / "fft_phase1_dev.parquet"
RESULT = ROOT / "benchmarks" / "results" / "national.json"
ROUNDS = 3
MILLIONS, CORES = 100, 64


def once(texts: list[str], workers: int) -> tuple[dict[str, float], str]:
    """Seconds of each stage with so many workers, and a digest of what came out."""
    with tempfile.TemporaryDirectory() as place:
        folder = StudyFolder(Path(place))
        outputs = Outputs(folder.outputs, StudyKey.new())
        began = perf_counter()
        with hired(folder, NationalSettings(), workers) as helpers:
            ready = perf_counter()
            with remembering(outputs, helpers):
                seen = look(texts, (), AnonymiseSettings())
                found = perf_counter()
                vectors = SentenceEncoder().encode(texts)
            done = perf_counter()
        busy: Counter[str] = Counter()
        for seconds, process in LINE.findall(folder.workers_log.read_text("utf-8")):
            busy[process] += float(seconds)
    digest = sha256(repr(sorted(seen.items())).encode() + vectors.tobytes()).hexdigest()
    taken = {"start": ready - began, "identifiers": found - ready, "vectors": done - found}
    return {**taken, "both": done - ready, "processor": max(busy.values())}, digest


def main() -> None:
    """Measure, print and write."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    told = pd.read_parquet(COMMENTS, columns=["text"])["text"].astype(str)
    texts = sorted(set(told[told.str.strip() != ""].head(count)))
    taken: dict[int, list[dict[str, float]]] = {1: [], 2: []}
    digests, loads = set(), []
    for _ in range(ROUNDS):
        for workers in (1, 2):
            loads.append(os.getloadavg()[0])
            seconds, digest = once(texts, workers)
            taken[workers].append(seconds)
            digests.add(digest)
            print(workers, {name: round(one, 1) for name, one in seconds.items()}, flush=True)
    if len(digests) > 1:
        raise SystemExit("one worker and two do not give the same")
    rows = []
    for stage in ("identifiers", "vectors", "both", "processor"):
        one, two = (median(run[stage] for run in of) for of in taken.values())
        rows.append([stage, round(one, 1), round(two, 1), round(one / two, 2)])
    *_, clock, processor = rows
    each = processor[1] / len(texts)
    hours = each * MILLIONS * 1e6 / CORES / 3600
    start = median(run["start"] for run in taken[2])
    written = {
        "title": "Two workers against one",
        "said": [
            f"One single-threaded worker takes {clock[3]} times as long as two by the clock for "
            f"what they share, and has {processor[3]} times the work of the busier of two "
            f"({len(texts)} different comments, medians of {ROUNDS}, in turns); what comes out is "
            "the same to the last bit.",
            f"Starting two takes {start:.1f} s; the load before each round was "
            f"{min(loads):.1f} to {max(loads):.1f}.",
            f"A comment takes {1000 * each:.1f} ms of a core: {MILLIONS} million on {CORES} cores "
            f"would take {hours:.0f} hours, if nothing holds them up (reasoned, not measured).",
        ],
        "table": {
            "columns": ["stage", "one worker, s", "two workers, s", "ratio"],
            "rows": rows,
        },
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        "versions": {
            name: version(name) for name in ("distributed", "openvino", "spacy", "tokenizers")
        },
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print("\n".join(written["said"]))


if __name__ == "__main__":
    main()
