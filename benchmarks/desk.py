"""How long each action at the review desk takes in a browser, with 5,000 segments to decide on.

The segments of a study that was run are repeated under new ids until there are 5,000, with their
identifiers and codes; half of them were decided on before. A key is pressed in a headless Chromium
on a running JupyterLab; the clock of the page runs from there until the panel shows the next thing
and the ledger holds the decision. Usage: `python benchmarks/desk.py [STUDY]`
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.end_to_end.browser import CHROMIUM  # noqa: E402
from tests.end_to_end.desk import Hands, at_desk  # noqa: E402

from insight.coding import Seen, code_decision  # noqa: E402
from insight.schemas import TABLES  # noqa: E402
from insight.store import write_table  # noqa: E402
from insight.study.opened import OpenedStudy  # noqa: E402

SEGMENTS, REPEATS = 5_000, 21
REPEATED = ("segments", "deidentified_segments", "identifiers", "codings")
AS_THEY_ARE = (
    *("documents", "deidentified_speakers", "themes", "segment_themes", "exemplars"),
    "theme_decisions",
)
_CLOCK = """(() => {
  const list = document.querySelector(".desk-list");
  addEventListener("keydown", () => { window.began = performance.now(); }, true);
  new MutationObserver(() => { window.ended = performance.now(); })
    .observe(document.querySelector(".desk-quiet"), {childList: true, characterData: true});
  list.focus();
})()"""
ACTIONS = {
    "next segment": ("codes", "j", " of "),
    "give a code": ("codes", "2", "saved"),
    "read, go on": ("codes", "Enter", "saved"),
    "undo": ("codes", "u", "saved"),
    "next identifier": ("identifiers", "j", " of "),
    "accept": ("identifiers", "a", "saved"),
    "reject": ("identifiers", "r", "saved"),
}


def grown(study: OpenedStudy, to: Path) -> int:
    """A copy of `study` in the folder `to` with `SEGMENTS` segments; how many lines it decided."""
    root = study.folder.root
    shutil.copytree(root / "data" / "raw", to / "data" / "raw")
    for name in ("study.toml", "codebook.toml"):
        if (root / name).is_file():
            shutil.copy(root / name, to / name)
    if study.folder.vectors.is_file():
        (to / "data" / "processed").mkdir(parents=True)
        shutil.copy(study.folder.vectors, to / "data" / "processed")
    new = OpenedStudy(to)
    said = int((study.tables["deidentified_segments"]["role"] != "interviewer").sum())
    times = -(-SEGMENTS // said)
    for name in (*REPEATED, *AS_THEY_ARE):
        table = study.tables[name]
        if name in REPEATED:
            table = pd.concat([_renamed(table, n) for n in range(times)], ignore_index=True)
        write_table(TABLES[name], table, new.folder.table(name))
    segments = new.tables["deidentified_segments"]
    rows = segments[segments["role"] != "interviewer"].head(SEGMENTS // 2).to_dict("records")
    new.ledger.append(
        code_decision(
            Seen(str(row["segment_id"]), str(row["text"]), "Somebody", "2026-01-01"),
            new.key,
            "V1",
            0,
            len(str(row["text"])),
        )
        for row in rows
    )
    return len(new.ledger.lines())


def _renamed(table: pd.DataFrame, n: int) -> pd.DataFrame:
    return table.assign(segment_id=table["segment_id"] + (f"-{n}" if n else ""))


def timed(hands: Hands, key: str, heard: str) -> float:
    """Milliseconds from a key to the moment at which the page says that all is done."""
    hands.page.run("document.querySelector('.desk-quiet').textContent = ''")
    hands.page.run("window.began = 0")
    hands.page.key(key)
    hands.page.wait(f"document.querySelector('.desk-quiet').textContent.includes('{heard}')")
    return float(hands.page.run("window.ended - window.began"))


def main() -> None:
    """Print the table."""
    if CHROMIUM is None:
        print("There is no Chromium here: nothing measured.")
        return
    study = OpenedStudy(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    if "codings" not in study.tables:
        print("Run `insight run` first: nothing measured.")
        return
    with tempfile.TemporaryDirectory() as place:
        lines = grown(study, Path(place) / "study")
        with at_desk(Path(place) / "study", Path(place) / "jupyter") as (hands, _):
            hands.name("Ann Example")
            n = hands.page.run(
                "[...document.querySelectorAll('.desk-count')].map(x => x.textContent)"
            )
            print(f"Left in each pane: {', '.join(n)}; {lines} lines in the ledger\n")
            print(f"{'action':<18}{'median ms':>10}{'slowest of ' + str(REPEATS):>16}")
            before = ""
            for action, (pane, key, heard) in ACTIONS.items():
                if pane != before:
                    hands.pane(pane)
                    hands.page.run(_CLOCK)
                    before = pane
                took = [timed(hands, key, heard) for _ in range(REPEATS)]
                print(f"{action:<18}{statistics.median(took):>10.0f}{max(took):>16.0f}")


if __name__ == "__main__":
    main()
