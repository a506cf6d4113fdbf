"""Reading the demonstration's files gives exactly the words that were written into them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.corpus import Corpus, check_sources, read_sources
from insight.corpus.survey import says_nothing
from insight.settings import SourceSettings, read_settings
from insight.store import StudyKey

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"

pytestmark = pytest.mark.skipif(
    not (RAW / "gold" / "texts.csv").is_file(), reason="the demonstration study is not built"
)


@pytest.fixture(scope="module")
def sources() -> list[SourceSettings]:
    return read_settings(ROOT / "study.toml").source


@pytest.fixture(scope="module")
def corpus(sources: list[SourceSettings]) -> Corpus:
    return read_sources(ROOT, sources, StudyKey(b"a key for tests only"))


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    path = RAW / "gold" / "texts.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_nothing_is_wrong_with_the_demonstration(sources: list[SourceSettings]) -> None:
    assert check_sources(ROOT, sources) == []


def test_every_turn_is_read_as_it_was_spoken(corpus: Corpus, gold: pd.DataFrame) -> None:
    labels = corpus.speakers.set_index("speaker_id")["label_in_source"]
    documents = corpus.documents.query("kind == 'transcript'")
    assert len(documents) == gold.query("speaker_label != ''")["file"].nunique()
    for document in documents.itertuples():
        turns = gold[gold["file"] == document.source.removeprefix("data/raw/")]
        assert document.text == "\n".join(turns["text"])
        said = corpus.segments.query("document_id == @document.document_id")
        said = said.sort_values("position")
        speakers = said["speaker_id"].map(labels)
        heard = said["text"].groupby((speakers != speakers.shift()).cumsum()).agg(" ".join)
        assert list(heard) == list(turns["text"])
        assert list(speakers[speakers != speakers.shift()]) == list(turns["speaker_label"])


def test_every_answer_is_read_as_it_was_written(corpus: Corpus, gold: pd.DataFrame) -> None:
    answers = gold[gold["speaker_label"] == ""]
    wanted = {
        (row.file, row.unit, " ".join(row.field.split()), row.text)
        for row in answers.itertuples()
        if not says_nothing(row.text, row.field)
    }
    read = {
        (row.source.removeprefix("data/raw/"), row.unit, row.question, row.text)
        for row in corpus.documents.query("kind == 'survey'").itertuples()
    }
    assert read == wanted


def test_one_response_came_in_twice_and_counts_once(corpus: Corpus) -> None:
    twice = corpus.exclusions.query("reason == 'duplicate response'")
    assert list(twice["place"]) == ["response R082"]
