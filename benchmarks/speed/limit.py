"""How far the neural stages are from what the same cores reach in a plain product of matrices."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from environment import HERE

sys.path.insert(0, str(HERE.parent))
import results

SIZE = 1_000
"""Texts that the models read."""
SIDE = 1_536
TRIES = 5
WIDTH, LAYERS, INNER = 384, 6, 1_536


def operations(lengths: list[int]) -> float:
    """Multiplications and additions of a MiniLM of six layers for sequences of these `lengths`.

    Per token and layer four products of 384 by 384 and two of 384 by 1,536, and of each pair of
    tokens two products of 384, at two operations each; ten tokens: 10 * 6 * 2 * 1,769,472 +
    100 * 6 * 4 * 384 = 213,258,240.
    """
    per_token = 2 * LAYERS * (4 * WIDTH**2 + 2 * WIDTH * INNER)
    return float(sum(n * per_token + n * n * LAYERS * 4 * WIDTH for n in lengths))


def plain(bits: int) -> float:
    """Operations a processor second of a product of matrices, in float32 or (8 bits) in int8."""
    import openvino
    from openvino import opset13 as ops

    some = np.random.default_rng(0).uniform(-1, 1, (SIDE, SIDE)).astype(np.float32)
    left = ops.parameter([SIDE, SIDE], np.float32)
    given, weights = left, ops.constant(some)
    if bits == 8:
        # Weights need an odd number of levels, around 0, for the runtime to take them as int8.
        given, weights = _quantised(ops, given, 128, 256), _quantised(ops, weights, 127, 255)
    product = openvino.Model([ops.matmul(given, weights, False, True)], [left], "product")
    asked = {"INFERENCE_PRECISION_HINT": "f32", "INFERENCE_NUM_THREADS": 1}
    request = openvino.Core().compile_model(product, "CPU", asked).create_infer_request()
    return 2 * SIDE**3 / _least(lambda: request.infer([some]))


def _quantised(ops: Any, values: Any, below: int, levels: int) -> Any:
    low, high = (ops.constant(np.float32(edge / 127)) for edge in (-below, 127))
    return ops.fake_quantize(values, low, high, low, high, levels)


def _least(do: Callable[[], Any]) -> float:
    """The least processor seconds of some tries, which others on the machine disturb least."""
    do()
    took = []
    for _ in range(TRIES):
        begun = time.process_time()
        do()
        took.append(time.process_time() - begun)
    return min(took)


def measure(texts: list[str]) -> None:
    """Both models on `texts`, beside plain products; kept as the results of "limit"."""
    from insight.anonymise.detect.trained import FAINT
    from insight.inference import OWN_DETECTOR, SentenceEncoder, TokenClassifier

    texts = sorted({text for text in texts if text.strip()})
    encoder, detector = SentenceEncoder(), TokenClassifier(OWN_DETECTOR)
    rates = {8: plain(8), 32: plain(32)}
    rows: list[list[object]] = []
    for name, model, read in (
        ("sentence vectors", encoder, lambda: encoder.encode(texts)),
        ("our detector", detector, lambda: detector.words(texts, least=FAINT)),
    ):
        sequences = _sequences(model, read)
        done = operations([len(one) for one in sequences])
        whole = _least(read)
        alone = _least(lambda m=model, s=sequences: m._runner.run(s, np.shape))
        tokens = _least(lambda m=model: m._tokenizer.encode_batch(texts))
        rate = done / alone
        rows.append(
            [
                name,
                f"{rate / 1e9:.0f}",
                f"{rate / rates[8]:.0%}",
                f"{rate / rates[32]:.0%}",
                f"{whole:.2f}",
                f"{alone / whole:.0%}",
                f"{tokens / whole:.1%}",
            ]
        )
    said = [
        f"{len(texts)} different comments, a sequence at a time, several at once on all cores; the"
        " least of five, in processor seconds. The detector has as many layers, of the same width,"
        " as the encoder.",
        f"Plain product of {SIDE} by {SIDE}, by the same runtime: {rates[8] / 1e9:.0f} thousand"
        f" million operations a processor second in int8, {rates[32] / 1e9:.0f} in float32.",
        "What is left is the cost of short sequences: each is read alone, so that its neighbours"
        " change nothing, and its matrices have as many rows as it has words. Layers between the"
        " products (softmax, normalising, quantising) are counted as no operations at all.",
    ]
    columns = [
        *("model", "thousand million operations a processor second", "of int8", "of float32"),
        *("processor seconds", "within the runtime", "making tokens"),
    ]
    part = {"title": "How far from the limit", "said": said}
    part["table"] = {"columns": columns, "rows": rows}
    results.write("limit", part | {"machine": results.machine(), "versions": results.versions()})


def _sequences(model: Any, read: Callable[[], Any]) -> list[list[int]]:
    """The sequences that `read` gives to the runtime."""
    seen: list[list[int]] = []
    runner, run = model._runner, model._runner.run

    def noting(sequences: Any, *rest: Any) -> Any:
        seen.extend(sequences)
        return run(sequences, *rest)

    runner.run = noting
    read()
    del runner.run
    return seen
