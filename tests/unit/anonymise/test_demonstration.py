"""On the demonstration study no direct identifier survives, and most of the others go."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from insight.anonymise.find import look, settle
from insight.anonymise.lexicon import kept_names
from insight.schemas import DIRECT_KINDS
from insight.settings import AnonymiseSettings

RAW = Path(__file__).parents[3] / "data" / "raw"


@pytest.fixture(scope="module")
def recall():
    if not (RAW / "gold" / "texts.csv").is_file():
        pytest.skip("the demonstration study is not built: python scripts/build_study.py")

    def read(name):
        return pd.read_csv(RAW / name, keep_default_na=False, dtype={"unit": str})

    gold, units, known = (
        read("gold/identifiers.csv"),
        read("gold/texts.csv"),
        read("known_names.csv"),
    )
    names = [*known.itertuples(index=False, name=None)]
    names += [(name, "person") for name in read("speakers.csv")["name"]]
    texts = units["text"].tolist()
    seen = look(texts, names, AnonymiseSettings())
    found = settle(texts, seen, lambda _: "study", kept_names())
    keys = zip(units["file"], units["unit"], units["field"], strict=True)
    place_of = {key: place for place, key in enumerate(keys)}
    marked, gone = Counter(), Counter()
    for row in gold.itertuples(index=False):
        place = place_of[row.file, row.unit, row.field]
        covered = {p for span in found[place] for p in range(span.start, span.end)}
        letters = {p for p in range(row.start, row.end) if texts[place][p].isalnum()}
        marked[row.kind] += 1
        gone[row.kind] += letters <= covered
    return {kind: gone[kind] / n for kind, n in marked.items()}


def test_no_direct_identifier_survives(recall):
    assert {
        kind: share for kind, share in recall.items() if kind in DIRECT_KINDS and share < 1
    } == {}


def test_most_places_and_organisations_go(recall):
    assert recall["place"] >= 0.85
    assert recall["organisation"] >= 0.8
    assert recall["age"] >= 0.9
