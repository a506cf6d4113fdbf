"""How time and memory grow with a study: `python benchmarks/growth.py [STAGE ...]`.

Comments are made from real ones (looked for beside the repository in `../shared/data`): all of a
real comment's sentences, and one more, drawn by lot from all comments on the same matter in answer
to the same question; so few are the same, and what they are about stays. Stages: themes
(first-pass vectors, and themes on them), codes (suggested from the starter codebook, on first-pass
vectors), identifiers (found and replaced, as `insight anonymise` does). Each size runs in a process
of its own, whose peak of memory is told; a stage runs inside one process, in threads. `--most N`
leaves out larger sizes, and keeps what was measured of them before. What is measured is kept in
`results/` stage by stage, so that they can be measured apart; sizes that were not measured are
extrapolated along the line of those that were, and say so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
RESULTS = Path(__file__).parent / "results"
SEED = 20261123
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST = {"themes": 1_000_000, "codes": 100_000, "identifiers": 10_000}
"""What is measured unless `--most` says otherwise; more is extrapolated."""
LIBRARIES = ("insight", "numpy", "scipy", "pandas", "openvino", "tokenizers", "scikit-network")
WARM = 500
DRAWN = "own sentences and one more"
"""How the comments of a row were made; rows without it: all sentences drawn from one matter."""
_ENDS = re.compile(r"(?<=[.!?])\s+")

Row = dict[str, Any]


def comments(count: int) -> list[str]:
    """`count` comments made of the sentences of real ones."""
    asked = ["question", "subcategory"]
    real = pd.read_parquet(DATA / "fft_phase1_dev.parquet", columns=["text", *asked])
    parts = [[one for one in _ENDS.split(text.strip()) if one] for text in real["text"]]
    said: dict[tuple[str, ...], list[str]] = defaultdict(list)
    matters = list(real[asked].itertuples(index=False, name=None))
    for matter, part in zip(matters, parts, strict=True):
        said[matter] += part
    draw = np.random.default_rng([SEED, count])
    made = []
    for like in draw.integers(0, len(real), count):
        others = said[matters[like]]
        made.append(" ".join([*parts[like], others[draw.integers(0, len(others))]]))
    return made


def as_segments(texts: Sequence[str]) -> pd.DataFrame:
    """Each text as an answer of somebody else's."""
    from insight.schemas import DeidentifiedSegments, columns_of

    ids = [f"r{row:07d}" for row in range(len(texts))]
    told: dict[str, object] = dict.fromkeys(columns_of(DeidentifiedSegments), "")
    told |= {"source_name": "benchmark", "kind": "survey", "mode": "survey", "wave": "1"}
    told |= {"sampling": "self_selected", "role": "participant", "state": "detected"}
    told |= {"prompted": True, "position": 0, "n_redactions": 0}
    named = dict.fromkeys(("segment_id", "document_id", "speaker_id"), ids)
    return pd.DataFrame(told | named | {"text": texts})[list(columns_of(DeidentifiedSegments))]


def first_pass(texts: list[str]) -> tuple[pd.DataFrame, float]:
    """Kept vectors of `texts`, and seconds; the table of tokens is there before."""
    from insight.inference import encoder_of, rounded

    encoder = encoder_of("first pass")
    encoder.encode(texts[:1])
    start = time.perf_counter()
    vectors = rounded(encoder.encode(texts))
    seconds = time.perf_counter() - start
    ids = [f"r{row:07d}" for row in range(len(texts))]
    return pd.DataFrame({"segment_id": ids, "vector": list(vectors)}), seconds


def themes(texts: list[str]) -> Row:
    """First-pass vectors, and candidate themes on them."""
    from insight.settings import ThemesSettings
    from insight.themes import fit_themes

    vectors, seconds = first_pass(texts)
    peak = peak_gib()
    segments = as_segments(texts)
    fit_themes(segments[:WARM], vectors[:WARM], ThemesSettings(), SEED)  # loads the libraries
    start = time.perf_counter()
    found = fit_themes(segments, vectors, ThemesSettings(vectors="first pass"), SEED)
    assert found.usable is not None
    return {
        "seconds of vectors": seconds,
        "GiB after vectors": peak,
        "seconds": time.perf_counter() - start,
        "different texts": len(found.usable.texts),
        "themes": len(found.themes),
    }


def codes(texts: list[str]) -> Row:
    """Codes of the starter codebook, suggested without anything coded by people."""
    from insight.coding import codebook_path, read_codebook, suggest
    from insight.inference import encoder_of
    from insight.settings import CodingSettings

    vectors, _ = first_pass(texts)
    segments = as_segments(texts)
    book = read_codebook(codebook_path("starter", ROOT))
    start = time.perf_counter()
    encode = encoder_of("first pass").encode
    found = suggest(segments, vectors, book, None, CodingSettings(), encode)
    return {"seconds": time.perf_counter() - start, "suggestions": len(found.codings)}


def identifiers(texts: list[str]) -> Row:
    """A table of texts read, de-identified, and written; models are loaded before."""
    from insight.progress import silent
    from insight.study.anonymised import Asked, anonymise

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)

        def done(name: str, some: Sequence[str]) -> None:
            frame = pd.DataFrame({"id": range(len(some)), "text": some})
            frame.to_csv(folder / f"{name}.csv", index=False)
            asked = Asked(text="text", id_column="id")
            path = [folder / f"{name}.csv"]
            anonymise(path, folder / name, asked, lambda _: None, lambda _: silent)

        done("first", texts[:WARM])
        start = time.perf_counter()
        done("all", texts)
        return {"seconds": time.perf_counter() - start}


STAGES: dict[str, Callable[[list[str]], Row]] = {
    "themes": themes,
    "codes": codes,
    "identifiers": identifiers,
}


def peak_gib() -> float:
    """GiB that this process held at most (Linux's own account of it)."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 2**20 for line in lines if line.startswith("VmHWM"))


def in_a_process(stage: str, size: int) -> Row:
    """A stage at one size, in a process of its own."""
    asked = [sys.executable, __file__, "--one", stage, str(size)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, env=os.environ)
    told: Row = json.loads(done.stdout.splitlines()[-1])
    return told


def slope(rows: Sequence[Row]) -> float:
    """Least-squares slope of log seconds on log size; 1 is in step with the size."""
    sizes = np.log([row["comments"] for row in rows])
    return float(np.polyfit(sizes, np.log([row["seconds"] for row in rows]), 1)[0])


def extrapolated(rows: Sequence[Row], size: int) -> Row:
    """`size` comments, in step with the largest size that was measured."""
    last = max(rows, key=lambda row: row["comments"])
    seconds = last["seconds"] * size / last["comments"]
    return {"stage": last["stage"], "comments": size, "seconds": seconds, "measured": False}


def measured(stage: str, most: int) -> None:
    """Measure `stage` up to `most` comments, and keep it beside larger sizes measured before."""
    rows: list[Row] = []
    for size in (one for one in SIZES if one <= most):
        told = in_a_process(stage, size)
        rows.append({"stage": stage, "comments": size, "drawn": DRAWN, **told, "measured": True})
        print(rows[-1], flush=True)
    path = RESULTS / "growth" / f"{stage}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(path.read_text("utf-8")) if path.is_file() else []
    rows += [row for row in before if row["comments"] > most]
    path.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def told() -> None:
    """One table of all stages that were measured."""
    rows, said = (
        [],
        [
            "Comments are made from real ones: all sentences of one, and one more from the same "
            "matter and question. Where a row says mixed: as many sentences as a real comment has, "
            "but two at least, all drawn from one matter, of few themes.",
            "Each size ran in a process of its own, beside other work on the machine; memory is "
            "the peak of that process, data and libraries with it.",
            "Themes above 10,000 different texts are found in 10,000, and the others placed.",
        ],
    )
    for stage in STAGES:
        path = RESULTS / "growth" / f"{stage}.json"
        if not path.is_file():
            continue
        own = json.loads(path.read_text("utf-8"))
        said.append(f"{stage}: the slope of log time on log size is {slope(own):.2f}.")
        if stage == "themes":
            vectors = [row | {"seconds": row["seconds of vectors"]} for row in own]
            said.append(f"first-pass vectors: the slope is {slope(vectors):.2f}.")
            rows += [_cells("first-pass vectors", row, "GiB after vectors") for row in vectors]
        more = [extrapolated(own, size) for size in SIZES if size > own[-1]["comments"]]
        rows += [_cells(stage, row, "GiB") for row in (*own, *more)]
    columns = ["stage", "comments", "seconds", "GiB at most", "how"]
    told = {
        "title": "Growth: 1,000 to 1,000,000 comments",
        "said": said,
        "table": {"columns": columns, "rows": rows},
        "machine": machine(),
        "versions": versions(),
    }
    (RESULTS / "growth.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    for row in rows:
        print(" | ".join(map(str, row)))
    print("\n".join(said))


def _cells(stage: str, row: Row, memory: str) -> list[object]:
    how = "measured" if row["measured"] else "extrapolated from the size before"
    if row["measured"] and "drawn" not in row:
        how += ", mixed"
    held = round(row[memory], 2) if memory in row else None
    return [stage, row["comments"], round(row["seconds"], 1), held, how]


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {"processors": os.cpu_count(), "system": platform.system(), "load": os.getloadavg()[0]}


def versions() -> dict[str, str]:
    """Python and the libraries that count."""
    return {"python": platform.python_version(), **{one: version(one) for one in LIBRARIES}}


def main() -> None:
    """Measure what is asked for, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("stages", nargs="*", metavar="STAGE", choices=[*STAGES, []])
    parser.add_argument("--most", type=int)
    parser.add_argument("--one", nargs=2, metavar=("STAGE", "SIZE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not DATA.is_dir():
        print("left out: the public data are not beside the repository")
        return
    if asked.one:
        stage, size = asked.one[0], int(asked.one[1])
        done = STAGES[stage](comments(size))
        print(json.dumps(done | {"GiB": peak_gib()}))
        return
    for stage in asked.stages or STAGES:
        measured(stage, asked.most or LARGEST[stage])
    told()


if __name__ == "__main__":
    main()
