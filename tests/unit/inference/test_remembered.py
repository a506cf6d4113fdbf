"""What was computed before is the same to the last bit, on however many cores; nothing runs twice.

The words are invented.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from insight.anonymise.models import SpacyEntities
from insight.inference import OWN_DETECTOR, SentenceEncoder, TokenClassifier, remembering
from insight.inference.runtime import Runner
from insight.store import StudyKey
from insight.store.outputs import Outputs

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TEXTS = [
    "My brother Wilf Oxnop rang about the ramp in Rothbury.",
    "ok",
    "They were kind, and quick.",
    "ok",
    "",
    "The bus " + "stopped and started and " * 60 + "then Ottoline Brack got off.",
    *(f"Visit number {n} was {'short ' * (n % 5)}but friendly." for n in range(20)),
]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many sequences of tokens each call gave to a model."""
    counted: list[int] = []
    run = Runner.run

    def counting(self: Runner, sequences: Sequence[Any], *rest: Any) -> Any:
        counted.append(len(sequences))
        return run(self, sequences, *rest)

    monkeypatch.setattr(Runner, "run", counting)
    return counted


def test_vectors_are_the_same_without_memory_cold_and_warm(tmp_path: Path, read: list[int]):
    alone = SentenceEncoder().encode(TEXTS)
    with remembering(Outputs(tmp_path / "kept", KEY)):
        cold = SentenceEncoder().encode(TEXTS)
    read.clear()
    with remembering(Outputs(tmp_path / "kept", KEY)):
        warm = SentenceEncoder().encode(TEXTS[::-1])[::-1]
    assert read == []
    assert alone.tobytes() == cold.tobytes() == warm.tobytes()
    assert warm.dtype == np.float32


def test_detectors_see_the_same_without_memory_cold_and_warm(tmp_path: Path, read: list[int]):
    alone = TokenClassifier(OWN_DETECTOR).words(TEXTS, least=0.02)
    with remembering(Outputs(tmp_path / "kept", KEY)):
        cold = TokenClassifier(OWN_DETECTOR).words(TEXTS, least=0.02)
    read.clear()
    with remembering(Outputs(tmp_path / "kept", KEY)):
        warm = TokenClassifier(OWN_DETECTOR).words(TEXTS, least=0.02)
        assert read == []
        TokenClassifier(OWN_DETECTOR).words(TEXTS[:1], least=0.5)
    assert read == [1]  # another limit is another question
    assert alone == cold == warm


def test_entities_are_the_same_without_memory_cold_and_warm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    texts = sorted(set(TEXTS) - {""})

    def seen() -> list[Any]:
        reader = SpacyEntities()
        reader.read(texts)
        return [list(reader.spans(text)) for text in texts]

    alone = seen()
    with remembering(Outputs(tmp_path / "kept", KEY)):
        cold = seen()
    monkeypatch.setattr("insight.anonymise.models._entity_model", lambda: pytest.fail("read twice"))
    with remembering(Outputs(tmp_path / "kept", KEY)):
        assert alone == cold == seen()
    assert any(alone)


def test_a_text_that_is_there_twice_is_read_once(read: list[int]):
    SentenceEncoder().encode(["ok", "ok", "They were kind.", "ok"])
    TokenClassifier().words(["ok", "ok", "They were kind.", "ok"])
    assert read == [2, 2]


def test_only_new_texts_are_read(tmp_path: Path, read: list[int]):
    with remembering(Outputs(tmp_path / "kept", KEY)):
        SentenceEncoder().encode(TEXTS)
        read.clear()
        SentenceEncoder().encode([*TEXTS, "This one is new."])
    assert read == [1]


def test_one_core_and_two_give_the_same(monkeypatch: pytest.MonkeyPatch):
    found = []
    for cores in (1, 2):
        monkeypatch.setattr("insight.inference.runtime.os.cpu_count", lambda cores=cores: cores)
        vectors = SentenceEncoder().encode(TEXTS).tobytes()
        found.append((vectors, TokenClassifier(OWN_DETECTOR).words(TEXTS)))
    assert found[0] == found[1]
