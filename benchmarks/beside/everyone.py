"""Sections on whom the detectors find, and how fast they are."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pandas as pd
from identifiers import PUBLIC, Row, covered
from measures import Table, is_whole, share
from rivals import BOTH, INSIDE, PRESIDIO, PRESIDIO_UK, RAMPART, SPACY, Presidio, Rivals

IN_BATCHES = "Presidio default, in batches"
COLD_TEXT = "Our Hilda rang the day centre twice, and nobody came to the phone."
REPETITIONS, TEXTS = 5, 240
LOWEST = 12
POINTS = 0.03
"""How far under the best group a group may be."""
Reader = Callable[[Sequence[str]], float]


def fairness(rivals: Rivals, people: int) -> list[Table]:
    """Names of every origin, gender and script; plain, dialect and typed on a phone, each apart.

    `people` of each origin are put into six plain sentences, two in dialect and two as typed.
    """
    script = Path(__file__).with_name("named.py")
    command = [str(rivals.python), "-X", "utf8", str(script), str(people)]
    told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    made = [json.loads(line) for line in told.stdout.splitlines()]
    found = rivals.find([row["text"] for row in made], "fairness")
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for who, spans in found.items():
        for row, own in zip(made, spans, strict=True):
            gone = covered(own)
            for mark in row["marks"]:
                whole = is_whole(row["text"], (mark[0], mark[1]), gone)
                groups = [row["group"]]
                # Of scripts and genders the origins are told already, or are no part of the lists.
                groups += ["all origins"] if not row["group"].startswith("(") else []
                for group in groups:
                    count = counts[row["set"], group, who]
                    count[0] += whole
                    count[1] += 1
    return [
        table
        for name in ("plain", "dialect", "phone")
        for table in _of_set(name, {key[1:]: n for key, n in counts.items() if key[0] == name})
    ]


def _of_set(name: str, counts: dict[tuple[str, str], list[int]]) -> list[Table]:
    """Of one set of sentences: the rivals with their worst groups, and the worst groups of each."""
    rivals = list(dict.fromkeys(who for _, who in counts))
    groups = list(dict.fromkeys(group for group, _ in counts))
    origins = [group for group in groups if group != "all origins" and group[0] != "("]
    lines = []
    for who in rivals:
        shares = {group: counts[group, who][0] / counts[group, who][1] for group in origins}
        best, worst = max(shares.values()), min(shares, key=lambda group: (shares[group], group))
        line: Row = {"who": who, "all origins": share(*counts["all origins", who])}
        for gender in ("(female)", "(male)"):
            line[gender] = share(*counts[gender, who]).split(" of")[0]
        line["origins"] = len(origins)
        line["best"] = f"{best:.3f}"
        line["worst"] = f"{worst} {share(*counts[worst, who])}"
        line["more than 3 points under the best"] = sum(
            one < best - POINTS for one in shares.values()
        )
        lines.append(line)
    first = rivals[0]
    lowest = sorted(
        origins, key=lambda group: (counts[group, first][0] / counts[group, first][1], group)
    )
    shown = [group for group in groups if group[0] == "("] + lowest[:LOWEST]
    detail = [
        {"group": group, "names": counts[group, first][1]}
        | {who: share(*counts[group, who]).split(" of")[0] for who in rivals}
        for group in shown
    ]
    title = f"names by origin, gender and script, {name} sentences"
    return [
        Table(title, pd.DataFrame(lines), "No origin's names here were trained on."),
        Table(f"{title}: genders, scripts, the {LOWEST} lowest of '{first}'", pd.DataFrame(detail)),
    ]


def speed(rivals: Rivals) -> list[Table]:
    """Comments a second, everybody in turn on the same texts; starting counted apart."""
    told = pd.read_parquet(PUBLIC.parent / "fft_comments_dev.parquet", columns=["text"])["text"]
    texts = sorted({text for text in told.dropna() if text.strip()}, key=_mixed)
    # Other texts each time, so that nothing remembered helps anybody.
    parts = [texts[n * TEXTS : (n + 1) * TEXTS] for n in range(REPETITIONS)]
    readers, processes = _readers(rivals)
    taken: dict[str, list[float]] = {who: [] for who in readers}
    for read in readers.values():
        read(texts[-20:])
    for number, part in enumerate(parts):
        print(f"  speed: {number + 1} of {REPETITIONS}", file=sys.stderr, flush=True)
        for who, read in readers.items():
            taken[who].append(read(part))
    for process in processes:
        process.close()
    lines = []
    for who, seconds in taken.items():
        rates = [TEXTS / one for one in seconds]
        line: Row = {"who": who, "texts a second": f"{statistics.median(rates):.0f}"}
        line["lowest-highest"] = f"{min(rates):.0f}-{max(rates):.0f}"
        if PRESIDIO in taken:
            times = [base / own for base, own in zip(taken[PRESIDIO], seconds, strict=True)]
            line["times Presidio default"] = f"{statistics.median(times):.2f}"
            line["lowest-highest times"] = f"{min(times):.2f}-{max(times):.2f}"
        line["cold start, s"] = _cold(who, rivals)
        lines.append(line)
    note = (
        f"Medians of {REPETITIONS} repetitions in turn, {TEXTS} comments each. Cold start: from a "
        "new process to the first answer, the least of 2. Presidio's own clock counts, without the "
        "pipe."
    )
    return [Table("speed", pd.DataFrame(lines), note)]


def _mixed(text: str) -> bytes:
    """An order that has nothing to do with what a comment says or how long it is."""
    return sha256(text.encode()).digest()


def _readers(rivals: Rivals) -> tuple[dict[str, Reader], list[Presidio]]:
    """Who reads, each as a function that gives the seconds it took; and processes to end."""

    def clocked(*reads: Callable[[Sequence[str]], object]) -> Reader:
        def read(texts: Sequence[str]) -> float:
            started = time.perf_counter()
            for one in reads:
                one(texts)
            return time.perf_counter() - started

        return read

    readers = {who: clocked(read) for who, read in INSIDE.items() if who in rivals.wanted}
    if BOTH in rivals.wanted:
        readers[BOTH] = clocked(INSIDE[SPACY], INSIDE[RAMPART])
    processes = []
    if rivals.asks_presidio:
        processes = [Presidio(rivals.python), Presidio(rivals.python, "--uk")]
        default, uk = processes
        readers[PRESIDIO] = lambda texts: default.timed(texts)[1]
        readers[IN_BATCHES] = lambda texts: default.timed(texts, batch=True)[1]
        readers[PRESIDIO_UK] = lambda texts: uk.timed(texts)[1]
    return readers, processes


def _cold(who: str, rivals: Rivals) -> str:
    """Seconds from a new process to the first answer."""
    if who in (IN_BATCHES, BOTH):
        return "-"
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        if who in INSIDE:
            command = [sys.executable, str(Path(__file__).parent), "--cold", who]
            subprocess.run(command, check=True, capture_output=True)
            taken.append(time.perf_counter() - started)
        else:
            process = Presidio(rivals.python, *(["--uk"] if who == PRESIDIO_UK else []))
            process.timed([COLD_TEXT])
            taken.append(time.perf_counter() - started)
            process.close()
    return f"{min(taken):.1f}"


def cold(who: str) -> None:
    """Read one sentence; run in a process of its own."""
    INSIDE[who]([COLD_TEXT])
