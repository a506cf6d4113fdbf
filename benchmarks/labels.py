"""Labels, keywords and exemplars to judge by reading: `python benchmarks/labels.py [SET ...]`.

SET is fft or phase1 (public comments, looked for beside the repository in `../shared/data`; 3,000
of the second) or demonstration (the study in this repository, whose people are invented). Prints,
per theme, its heading, label, keywords, exemplars and ten other members drawn by a fixed seed: to
the terminal alone, for the comments are other people's. `--table` prints a table of labels and
keywords instead, which holds nobody's words but theirs in common; docs/themes-read.md was made so.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd

from insight.inference import SentenceEncoder, rounded
from insight.schemas import DeidentifiedSegments, columns_of
from insight.settings import ThemesSettings
from insight.themes import FittedThemes, fit_themes

SEED = 20261123
HERE = Path(__file__).parents[1]
DATA = HERE / ".." / "shared" / "data"
SETS = ("fft", "phase1", "demonstration")
MEMBERS = 10
LONGEST = 240


def segments_of(name: str) -> pd.DataFrame:
    """The texts of a set as segments, with the questions they answer where the set has them."""
    if name == "demonstration":
        return pd.read_parquet(HERE / "data/processed/tables/deidentified_segments.parquet")
    if not DATA.is_dir():
        print("left out: the public data are not beside the repository")
        sys.exit()
    frame = pd.read_parquet(DATA / f"fft_{'comments' if name == 'fft' else name}_dev.parquet")
    if name == "phase1":
        frame = frame.sample(3000, random_state=0)
    asked = frame["question"].fillna("").to_list() if name == "fft" else ""
    return as_segments(frame["text"].reset_index(drop=True)).assign(question_asked=asked)


def as_segments(texts: pd.Series) -> pd.DataFrame:
    """A survey's answer per text, each by somebody else."""
    ids = [f"r{number:05d}" for number in range(len(texts))]
    told = dict.fromkeys(columns_of(DeidentifiedSegments), "")
    told |= {"source_name": "benchmark", "kind": "survey", "mode": "survey", "wave": "1"}
    told |= {"sampling": "self_selected", "role": "participant", "state": "detected"}
    return pd.DataFrame(told, index=ids).assign(
        segment_id=ids,
        document_id=ids,
        speaker_id=ids,
        text=texts.to_list(),
        prompted=True,
        position=0,
        n_redactions=0,
    )


def main_themes(found: FittedThemes) -> pd.Series:
    """The main theme of each segment: the highest weight, ties by theme_id."""
    order = found.segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    return order.drop_duplicates("segment_id").set_index("segment_id")["theme_id"]


def fitted(segments: pd.DataFrame) -> FittedThemes:
    """Candidate themes with the default settings."""
    heard = segments[segments["role"] != "interviewer"]
    vectors = rounded(SentenceEncoder().encode(heard["text"].to_list()))
    table = pd.DataFrame({"segment_id": heard["segment_id"], "vector": list(vectors)})
    return fit_themes(segments, table, ThemesSettings(), SEED)


def show(found: FittedThemes, segments: pd.DataFrame) -> None:
    """Every theme with its exemplars and ten other members."""
    text = segments.set_index("segment_id")["text"]
    main = main_themes(found)
    headings = found.hierarchy.set_index("theme_id")["parent_label"]
    for theme in found.themes.itertuples():
        print(f"\n## {theme.theme_id} [{headings[theme.theme_id]}] {theme.label}")
        print(f"   {theme.n_speakers} people; {theme.keywords}")
        shown = found.exemplars[found.exemplars["theme_id"] == theme.theme_id]
        for one in shown.itertuples():
            print(f"   {one.why:>10}: {_short(text[one.segment_id])}")
        members = main.index[main == theme.theme_id].to_series()
        for segment in members.sample(min(MEMBERS, len(members)), random_state=SEED):
            print(f"            - {_short(text[segment])}")


def table(found: FittedThemes) -> None:
    """Labels and keywords, a line per theme."""
    for theme in found.themes.itertuples():
        print(f"| {theme.label} | {theme.keywords} | {theme.n_speakers} |")


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--table", action="store_true")
    told = parser.parse_args()
    for name in told.sets:
        given = segments_of(name)
        themes = fitted(given)
        print(f"\n# {name}: {themes.note}")
        if told.table:
            table(themes)
        else:
            show(themes, given)
