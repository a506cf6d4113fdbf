"""A text's numbers are those of the network's formulas, not of what a processor is quick at.

Where a processor multiplies 8-bit numbers, the runtime rounds what passes between layers to 8 bits
unless it is told not to: far more than the last digit then differs from machine to machine. The
reference here is BERT's forward pass (Devlin et al. 2019) written out in double precision.
"""

import math
from collections.abc import Mapping

import numpy as np
import openvino
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer

from insight.inference import SentenceEncoder
from insight.inference.files import OWN_DETECTOR, SENTENCE_MODEL, SENTENCE_TOKENIZER
from insight.inference.runtime import Runner

HEADS, WIDTH = 12, 384
TEXTS = [
    "They rang to say nobody would come.",
    "Nobody told me what the assessment was for, and I asked three times over the winter.",
    "ok",
]
Numbers = NDArray[np.float64]


def weights() -> dict[str, Numbers]:
    """Biases and norms by the names they have in the file; matrices as `<bias's name> matrix`."""
    found: dict[str, Numbers] = {}
    for node in openvino.Core().read_model(SENTENCE_MODEL.path()).get_ordered_ops():
        name, kind = node.get_friendly_name().removeprefix("inner."), node.get_type_name()
        if kind == "Constant" and name.startswith(("embeddings.", "encoder.")):
            found[name] = np.array(node.data, dtype=np.float64)
        if kind == "MatMul":
            matrix, (user, *_) = node.input_value(1).get_node(), node.output(0).get_target_inputs()
            bias = user.get_node().input_values()[-1].get_node().get_friendly_name()
            if bias.endswith(".bias"):
                whole, scale = (value.get_node() for value in matrix.input_values())
                numbers = np.array(whole.input_value(0).get_node().data, dtype=np.float64)
                found[f"{bias.removeprefix('inner.')} matrix"] = numbers * scale.data
    return found


def normed(x: Numbers, w: Mapping[str, Numbers], name: str) -> Numbers:
    spread = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
    return (x - x.mean(axis=-1, keepdims=True)) / spread * w[f"{name}.weight"] + w[f"{name}.bias"]


def vector(ids: list[int], w: Mapping[str, Numbers]) -> Numbers:
    """The mean of the token vectors, of length 1."""

    def dense(x: Numbers, name: str) -> Numbers:
        return x @ w[f"{name}.bias matrix"] + w[f"{name}.bias"]

    def by_head(x: Numbers) -> Numbers:
        return x.reshape(len(ids), HEADS, WIDTH // HEADS).transpose(1, 0, 2)

    def looked_up(table: str, rows: object) -> Numbers:
        name = f"embeddings.{table}_embeddings.weight"
        return w[name][rows] if name in w else w[f"{name}_q"][rows] * w[f"{name}_scale"][rows]

    x = looked_up("word", ids) + looked_up("position", range(len(ids))) + looked_up("token_type", 0)
    x = normed(x, w, "embeddings.LayerNorm")
    for layer in (f"encoder.layer.{number}" for number in range(6)):
        q, k, v = (
            by_head(dense(x, f"{layer}.attention.self.{n}")) for n in ("query", "key", "value")
        )
        raised = np.exp(q @ k.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS))
        seen = (raised / raised.sum(axis=-1, keepdims=True)) @ v
        joined = seen.transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = normed(
            x + dense(joined, f"{layer}.attention.output.dense"),
            w,
            f"{layer}.attention.output.LayerNorm",
        )
        inner = dense(x, f"{layer}.intermediate.dense")
        inner *= 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        x = normed(x + dense(inner, f"{layer}.output.dense"), w, f"{layer}.output.LayerNorm")
    mean = x.mean(axis=0)
    return mean / np.linalg.norm(mean)


def test_a_vector_is_what_the_formulas_give_in_double_precision():
    w = weights()
    tokenizer = Tokenizer.from_file(str(SENTENCE_TOKENIZER.path()))
    tokenizer.no_padding()
    expected = [vector(tokenizer.encode(text).ids, w) for text in TEXTS]
    assert np.abs(SentenceEncoder().encode(TEXTS) - expected).max() < 2e-6


@pytest.mark.parametrize("model", [SENTENCE_MODEL.path(), OWN_DETECTOR.checked()])
def test_no_model_leaves_its_precision_to_the_processor(model):
    compiled = Runner(model)._compiled
    assert compiled.get_property("DYNAMIC_QUANTIZATION_GROUP_SIZE") == 0
    assert compiled.get_property("INFERENCE_PRECISION_HINT") == openvino.Type.f32
