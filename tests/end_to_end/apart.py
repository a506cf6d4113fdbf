"""A run apart: in a process of its own, without connections, of tables in another order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd

REFUSE = """
import sys
ADDRESSES = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto",
             "socket.sendmsg", "socket.bind", "urllib.Request", "ftplib.connect", "smtplib.connect")
def refuse(event, told):
    # Python calls this before any of its ways to the network, however it is wrapped.
    if event in ADDRESSES:
        raise AssertionError("a connection was opened: " + event)
sys.addaudithook(refuse)
"""
WHOLE_RUN = """
from insight import Study
Study(sys.argv[1]).run()
print("done without a connection")
"""
SURROUNDINGS = {
    **os.environ,
    "PYTHONHASHSEED": "7",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "2",
}
"""Sets come in another order than in the process of the tests, sums are shared by two threads."""


def said_last(program: str, *arguments: str, apart: tuple[str, ...] = ()) -> str:
    """The last line that `program` printed in a process of its own, or why there is none."""
    made = subprocess.run(
        [*apart, sys.executable, "-c", REFUSE + program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=SURROUNDINGS,
    )
    return made.stdout.strip().rpartition("\n")[2] or made.stderr[-500:]


def shuffle_rows(folder: Path) -> None:
    """Put the rows of every table that the study reads into another order."""
    raw = folder / "data" / "raw"
    for name in ("survey.csv", "speakers.csv", "known_names.csv", "human_codes.csv"):
        table = pd.read_csv(raw / name, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        table.sample(frac=1, random_state=7).to_csv(raw / name, index=False, encoding="utf-8-sig")
    book = openpyxl.load_workbook(raw / "forms.xlsx")
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    random.Random(7).shuffle(rows)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value  # also where it is empty
    book.save(raw / "forms.xlsx")
