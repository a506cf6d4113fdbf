"""The whole method of a study, up to its codes, in a process of its own (see `clock.once`)."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

from clock import Clock, once

STUDY = """\
[study]
title = "Speed"
approach = "codebook"
controller = "nobody: a benchmark"
custodian = "nobody: a benchmark"
id = "speed"
key = "data/raw/study.key"
custody = "public"

[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "self_selected"
columns = { id = "id", text = ["What should we know?"] }

[coding]
codebook = "codebook.toml"
"""


def whole(texts: list[str], clock: Clock, folder: Path) -> None:
    """Clean, de-identify, embed, theme and code `texts`, a survey's answers, with the defaults."""
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY, "utf-8")
    (folder / "data/raw/study.key").write_text("0f" * 32, "utf-8")
    with (folder / "data/raw/survey.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "What should we know?"])
        rows.writerows([f"R{number}", text] for number, text in enumerate(texts))
    with clock.stage("import"):
        from insight import Study

        book = files("insight.coding") / "book" / "starter.toml"
        (folder / "codebook.toml").write_text(book.read_text("utf-8"), "utf-8")
    with clock.stage("clean"):
        study = Study(folder)
        study.read()
        study.place()
    with clock.stage("anonymise"):
        study.anonymise()
    with clock.stage("embed"):
        study.embed(keep_vectors=False)
    with clock.stage("themes"):
        study.find_themes()
    with clock.stage("codes"):
        study.code()


if __name__ == "__main__":
    once(whole)
