"""The whole method beside the pipeline that somebody would assemble: `python benchmarks/speed`.

Ours: clean, de-identify, embed, theme, code, with the defaults of a new study. Theirs: Presidio,
sentence-transformers, BERTopic, each as it comes. The two take turns, each in a process of its own;
`--size N` texts (10,000), `--repeats N` times (3), `--env FOLDER` for their environment (made
where it is missing, from `requirements.txt` here). Public comments are looked for beside the
repository in `../shared/data`; no word of them is printed or kept. Writes speed.json and speed.png
in benchmarks/results, and renders benchmarks/RESULTS.md. `limit` alone measures how far the models
are from the limit, `whole` alone the two sides.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import environment
import limit
import pandas as pd
from clock import WARM_UP
from environment import HERE, ROOT
from watched import peak_of

sys.path.insert(0, str(HERE.parent))
import results

DATA = ROOT.parent / "shared" / "data" / "fft_phase1_dev.parquet"
STATES = ("cold", "warm")
SHOWN = ("anonymise", "embed", "themes", "whole")
WANTED = {"anonymise": "1.5", "embed": "2", "themes": "5", "whole": "2.5 cold, 3 warm"}
Run = dict[str, Any]


def texts_of(size: int) -> tuple[list[str], list[str]]:
    """Texts to warm up with, and `size` others; drawn again where there are too few."""
    comments = pd.read_parquet(DATA)["text"].sample(frac=1, random_state=0)
    warm_up, rest = comments[:WARM_UP], comments[WARM_UP:]
    more = rest.sample(max(size - len(rest), 0), replace=True, random_state=1)
    return warm_up.to_list(), pd.concat([rest, more])[:size].to_list()


def run(side: str, python: Path, state: str, told: tuple[list[str], list[str]]) -> Run:
    """One process of a side, and what it told; `memory` in MiB."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        given = {"warm_up": told[0], "texts": told[1]}
        (folder / "texts.json").write_text(json.dumps(given), "utf-8")
        known = os.environ | {"PYTHONPATH": str(ROOT / "src") if side == "ours" else ""}
        load = os.getloadavg()[0]
        script = HERE / f"{side}.py"
        memory = peak_of([python, script, folder, state, str(time.time())], known)
        found: Run = json.loads((folder / "told.json").read_text("utf-8"))
    found |= {"side": side, "state": state, "memory": memory, "load": load}
    stages = ", ".join(f"{name} {took['wall']:.1f}" for name, took in found["stages"].items())
    print(f"{side} {state}: {found['wall']:.1f} s ({stages}), load {load:.1f}", flush=True)
    return found


def took(runs: list[Run], side: str, state: str, stage: str, by: str) -> float:
    """The median of a stage's seconds, `by` the clock ("wall") or of the processors ("cpu")."""
    own = [one for one in runs if one["side"] == side and one["state"] == state]
    return median(one[by] if stage == "whole" else one["stages"][stage][by] for one in own)


def rows_of(runs: list[Run]) -> list[list[object]]:
    """A row for each stage and state: medians of both sides, by the clock and of processors."""
    rows: list[list[object]] = []
    for state in STATES:
        for stage in SHOWN:
            row: list[object] = [state, stage]
            for by in ("wall", "cpu"):
                ours, theirs = (took(runs, side, state, stage, by) for side in ("ours", "theirs"))
                row += [f"{ours:.1f}", f"{theirs:.1f}", f"{theirs / ours:.2f}"]
            rows.append([*row, WANTED[stage]])
    for side in ("batch",):
        ours, theirs = (
            [took(runs, one, "warm", "anonymise", by) for by in ("wall", "cpu")]
            for one in ("ours", side)
        )
        told = [f"{x:.1f}" for x in (ours[0], theirs[0])] + [f"{theirs[0] / ours[0]:.2f}"]
        told += [f"{x:.1f}" for x in (ours[1], theirs[1])] + [f"{theirs[1] / ours[1]:.2f}"]
        rows.append(["warm", "anonymise, Presidio by the batch", *told, ""])
    memory = [median(r["memory"] for r in runs if r["side"] == s) for s in ("ours", "theirs")]
    shown = [f"{memory[0]:.0f}", f"{memory[1]:.0f}", f"{memory[0] / memory[1]:.2f}"]
    rows.append(["both", "peak memory, MiB (ours to theirs)", *shown, "", "", "", "at most 0.6"])
    return rows


def written(runs: list[Run], size: int, repeats: int, python: Path) -> None:
    """The part of the results, and its picture."""
    loads = [one["load"] for one in runs]
    others = environment.versions(python, environment.required())
    results.write(
        "speed",
        {
            "title": "The whole method beside what somebody would assemble",
            "said": [
                f"{size} public comments; {repeats} runs of each, in turns, each in a process of"
                " its own; medians. A ratio is theirs to ours, so more than 1 says that ours is"
                " faster.",
                "Ours: clean, anonymise, embed, themes, codes. Theirs: Presidio's analyzer and"
                " anonymizer, a text at a time; all-MiniLM-L6-v2 in sentence-transformers on"
                " PyTorch; BERTopic. Theirs neither cleans nor codes, and ours does both within"
                " its time.",
                "Presidio's own default language model (en_core_web_lg) is in no registry;"
                " en_core_web_sm stands in, of the same layers with smaller vectors, which spares"
                " theirs memory. The other weights are those that they have by default.",
                f"Cold: a new process, its imports included. Warm: a process that has gone through"
                f" {WARM_UP} other texts; no text was seen before.",
                "Imports of libraries are a part of the whole, in a cold run.",
                f"The machine was shared: between {min(loads):.1f} and {max(loads):.1f} processes"
                " wanted its processors when runs began. Under load, threads that wait for one"
                " another (PyTorch's) lose more by the clock than sequences that run alone (ours):"
                " the ratio of processor seconds is the one to compare.",
            ],
            "table": {
                "columns": [
                    *("state", "stage", "ours, s", "theirs, s", "ratio"),
                    *("ours, processor s", "theirs, processor s", "ratio ", "wanted"),
                ],
                "rows": rows_of(runs),
            },
            "machine": results.machine(),
            "versions": results.versions() | others,
        },
    )
    picture(runs, size)


def picture(runs: list[Run], size: int) -> None:
    """Bars of the stages of both sides, in processor seconds."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7.5, 2.6), layout="constrained")
    names, left = ("import", "clean", "anonymise", "embed", "themes", "codes"), {}
    bars = [(side, state) for state in STATES for side in ("ours", "theirs")]
    for colour, stage in zip(plt.get_cmap("tab10").colors, names, strict=False):
        for at, (side, state) in enumerate(bars):
            own = [r for r in runs if r["side"] == side and r["state"] == state]
            width = median(r["stages"].get(stage, {"cpu": 0.0})["cpu"] for r in own)
            label = stage if at == 0 else None
            axes.barh(at, width, left=left.get(at, 0.0), color=colour, label=label)
            left[at] = left.get(at, 0.0) + width
    axes.set_yticks(range(len(bars)), [f"{side}, {state}" for side, state in bars])
    axes.set_xlabel(f"seconds of the processors for {size} comments (medians)")
    axes.legend(frameon=False, fontsize="small", loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(results.FOLDER / "speed.png", dpi=110, metadata={"Software": None})


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", choices=["whole", "limit", []], metavar="whole|limit")
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--env", type=Path, default=environment.FOLDER)
    asked = parser.parse_args()
    if not DATA.is_file():
        raise SystemExit("the public comments are not beside the repository, in ../shared/data")
    told = texts_of(asked.size)
    if "limit" in (asked.parts or ["limit"]):
        limit.measure(told[1][: limit.SIZE])
    if "whole" in (asked.parts or ["whole"]):
        python = environment.interpreter(asked.env)
        runs: list[Run] = []
        for number in range(1, asked.repeats + 1):
            for state in STATES:
                runs.append(run("ours", Path(sys.executable), state, told))
                runs.append(run("theirs", python, state, told))
            batch = run("theirs", python, "batch", told)
            runs.append(batch | {"side": "batch", "state": "warm"})
            # After each repeat: a run that is cut off leaves what it has.
            written(runs, asked.size, number, python)
    results.render()


if __name__ == "__main__":
    main()
