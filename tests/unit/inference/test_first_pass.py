"""First-pass vectors: a text is the mean of its words, whatever stands beside it."""

import numpy as np
import pytest

from insight.inference import encoder_of
from insight.inference.first_pass import distilled

ENCODER = encoder_of("first pass")
SAID = ["The lift was broken.", "The elevator did not work.", "She baked bread.", "of the"]


def test_a_paraphrase_is_nearer_than_another_subject_and_function_words_say_nothing():
    vectors = ENCODER.encode(SAID)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-6)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_neither_order_nor_company_moves_a_vector():
    together = ENCODER.encode(SAID)
    assert np.array_equal(ENCODER.encode(SAID[::-1]), together[::-1])
    assert np.array_equal(ENCODER.encode(SAID[1:2])[0], together[1])
    assert np.array_equal(ENCODER.encode(["bread baked"]), ENCODER.encode(["baked bread"]))


def test_the_commoner_a_token_the_less_it_weighs():
    # Two tokens on one axis, 1 either side of their mean; p = (1/2, 1/3) / (5/6) = 0.6 and 0.4.
    outputs = np.array([[9.0, 9.0], [4.0, 0.0], [2.0, 0.0]])
    table = distilled(outputs, ["[unused1]", "bench", "kettle"]).astype(float)
    assert table[0].tolist() == [0, 0]
    assert np.abs(table[1:, 0]) == pytest.approx([1e-4 / 0.6001, 1e-4 / 0.4001], rel=2e-3)


def test_the_two_kinds_are_never_taken_for_one_another():
    default = encoder_of("default")
    assert ENCODER.kept_as != default.kept_as
    assert ENCODER.digests() != default.digests()
