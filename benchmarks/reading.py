"""How fast files are read, beside the bare parse: `python benchmarks/reading.py [survey|talks]`.

`survey` reads tables of 1,000, 10,000 and 100,000 rows with two open questions into documents,
speakers, segments and exclusions (cleaned, checked for language and near duplicates, cut), beside
`pandas.read_csv`. `talks` reads 1,000 transcripts (half Word, half WebVTT), beside python-docx and
webvtt-py. Each runs in a process of its own, whose greatest memory is told; the words are
recombined sentences of the demonstration study, always the same.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pandas as pd
import webvtt

from insight.corpus import Corpus, read_file, read_sources
from insight.corpus.words.segmentation import sentences
from insight.settings import SourceSettings
from insight.store import StudyKey

ROOT = Path(__file__).parents[1]
SEED = 20261123
ROWS = (1_000, 10_000, 100_000)
TALKS = 1_000
TURNS_OF_A_TALK = 120
KEY = StudyKey(b"a key for the benchmark only")


def pool() -> list[str]:
    """Sentences of the demonstration's survey."""
    survey = pd.read_csv(ROOT / "data" / "raw" / "survey.csv", dtype="str", keep_default_na=False)
    answers = [*survey["What works well?"], *survey["What should change?"]]
    return sorted({said[a:b] for said in answers for a, b in sentences(said)})


def answers(number: int, draw: random.Random, said: list[str]) -> Iterator[str]:
    """`number` answers: one to five sentences, one in twenty left empty."""
    for _ in range(number):
        is_empty = draw.random() < 1 / 20
        yield "" if is_empty else " ".join(draw.choices(said, k=draw.randint(1, 5)))


def write_survey(path: Path, rows: int) -> None:
    """A table of `rows` responses with two open questions."""
    draw, said = random.Random(SEED), pool()
    frame = pd.DataFrame(
        {
            "Response ID": [f"R{n:06d}" for n in range(rows)],
            "I am a": draw.choices(["Carer", "I use services"], k=rows),
            "Works?": list(answers(rows, draw, said)),
            "Change?": list(answers(rows, draw, said)),
        }
    )
    frame.to_csv(path, index=False)


def write_talks(folder: Path, number: int) -> None:
    """`number` interviews, every other one in Word and in WebVTT."""
    draw, said = random.Random(SEED), pool()
    for n in range(number):
        turns = [" ".join(draw.choices(said, k=draw.randint(1, 4))) for _ in range(TURNS_OF_A_TALK)]
        if n % 2:
            document = docx.Document()
            for place, words in enumerate(turns):
                document.add_paragraph(f"{'P1' if place % 2 else 'INT'}: {words}")
            document.save(str(folder / f"talk_{n:04d}.docx"))
        else:
            cues = [
                f"{stamp(place)} --> {stamp(place + 1)}\n"
                f"<v {'Ada' if place % 2 else 'Bo'}>{words}</v>"
                for place, words in enumerate(turns)
            ]
            (folder / f"talk_{n:04d}.vtt").write_text("\n\n".join(["WEBVTT", *cues]) + "\n")


def stamp(place: int) -> str:
    """The time of the turn at `place`, ten seconds each."""
    return f"{place // 360:02d}:{place // 6 % 60:02d}:{place % 6 * 10:02d}.000"


def read_survey(path: Path) -> Corpus:
    """The whole reading of a table."""
    told = {
        "name": "survey",
        "files": path.name,
        "sampling": "self_selected",
        "columns": {"id": "Response ID", "text": ["Works?", "Change?"]},
    }
    return read_file(path, KEY, SourceSettings.model_validate(told))


def read_talks(folder: Path) -> Corpus:
    """The whole reading of a folder of transcripts."""
    told = {"name": "talks", "files": "*", "kind": "transcript", "sampling": "purposive"}
    return read_sources(folder, [SourceSettings.model_validate(told)], KEY)


def parse_talks(folder: Path) -> None:
    """The bare parse of a folder of transcripts."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".docx":
            _ = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
        else:
            _ = [caption.text for caption in webvtt.read(str(path))]


WORK: dict[str, Callable[[Path], object]] = {
    "read_survey": read_survey,
    "read_csv": lambda path: pd.read_csv(path, dtype="str", keep_default_na=False),
    "read_talks": read_talks,
    "parse_talks": parse_talks,
}


def measured(work: str, path: Path) -> tuple[float, int]:
    """Seconds and greatest memory (MB) of one piece of WORK in a process of its own."""
    command = [sys.executable, __file__, "--work", work, str(path)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told["seconds"], told["megabytes"]


def do(work: str, path: Path) -> None:
    """Do one piece of WORK, and print what it took as JSON."""
    began = time.perf_counter()
    WORK[work](path)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    print(json.dumps({"seconds": seconds, "megabytes": peak}))


def compare(what: str, ours: str, bare: str, path: Path, units: int) -> None:
    """One line of the table."""
    seconds, peak = measured(ours, path)
    parse, bare_peak = measured(bare, path)
    print(
        f"{what:<28}{seconds:>8.1f} s {1e3 * seconds / units:>8.2f} ms each {peak:>7} MB"
        f"   bare parse {parse:>6.2f} s {bare_peak:>6} MB   ratio {seconds / parse:>6.1f}"
    )


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--work"]:
        do(sys.argv[2], Path(sys.argv[3]))
        return
    wanted = sys.argv[1:] or ["survey", "talks"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for rows in ROWS if "survey" in wanted else ():
            path = folder / f"survey_{rows}.csv"
            write_survey(path, rows)
            compare(f"survey, {rows} rows", "read_survey", "read_csv", path, rows)
        if "talks" in wanted:
            talks = folder / "talks"
            talks.mkdir()
            write_talks(talks, TALKS)
            compare(f"{TALKS} transcripts", "read_talks", "parse_talks", talks, TALKS)


if __name__ == "__main__":
    main()
