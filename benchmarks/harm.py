"""How much the lists of cues of harm find and flag in vain: `python benchmarks/harm.py`.

Prints one row a set: invented sentences (tests/unit/disclosure), the passages of the demonstration
where it was run, and the public comments where `../shared` is. A sentence is flagged where a cue
is not denied; `plain` counts those that the plain words of harm.txt flag already. Intervals are
Wilson's, 95 %. No sentence is printed.

What a set was written with says what it is worth: sentences that the cues were written from measure
a memory, sentences of the same hand flatter, and invented ones tell nothing sure of real talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from insight.disclosure.risk import cues_of_harm

HERE = Path(__file__).parents[1]
INVENTED = HERE / "tests/unit/disclosure"
PASSAGES = HERE / "data/processed/tables/deidentified_segments.parquet"
COMMENTS = HERE / "../shared/data/fft_comments_dev.parquet"
HALVES = {
    "learn": "first list, cues written from it",
    "held": "first list's author, half kept apart",
    "apart": "written before the second list",
}
MANNERS = ("explicit", "veiled", "innocent")


def sets() -> Iterator[tuple[str, pd.Series]]:
    """What is measured, and its texts."""
    told = pd.read_csv(INVENTED / "harm_tellings.csv", keep_default_na=False)
    for half, written in HALVES.items():
        for manner in MANNERS:
            texts = told.loc[(told["half"] == half) & (told["manner"] == manner), "text"]
            if len(texts):
                yield f"{manner}: {written}", texts
    examples = pd.read_csv(INVENTED / "harm_examples.csv")
    yield "explicit: examples, seen", examples.loc[examples["part"] == "seen", "text"]
    yield "veiled: examples, unseen", examples.loc[examples["part"] != "seen", "text"]
    if PASSAGES.is_file():
        segments = pd.read_parquet(PASSAGES)
        yield "passages of the demonstration", segments.query("role == 'participant'")["text"]
    if COMMENTS.is_file():
        yield "patients' comments, public", pd.read_parquet(COMMENTS)["text"].drop_duplicates()


def row(name: str, texts: pd.Series) -> str:
    """The set, how many of it are flagged, the share in per cent, its interval, the plain ones."""
    found = [[cue for cue in cues_of_harm(text) if not cue.denied] for text in texts]
    n, plain = sum(map(bool, found)), sum(any(not cue.veiled for cue in cues) for cues in found)
    low, high = proportion_confint(n, len(found), method="wilson")
    share = f"{n:5} of {len(found):5} {n / len(found):6.1%}  {low:6.1%} to {high:6.1%}"
    return f"{name:46} {share} {plain:7}"


def main() -> None:
    """Print the table."""
    print(f"{'set':46} {'flagged':>14} {'share':>6}  {'95 % interval':16} {'plain':>7}")
    for name, texts in sets():
        print(row(name, texts))


if __name__ == "__main__":
    main()
