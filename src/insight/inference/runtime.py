"""One door to the neural runtime: one sequence of tokens at a time, several at once.

Weights are 8-bit whole numbers; all sums are made in 32-bit floats, on every processor. Each
sequence is its own inference, unpadded, on one thread, so that nothing beside a text moves its
numbers; several such inferences side by side fill the cores.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from insight.progress import Progress, silent

Tokens = Sequence[int]
Made = TypeVar("Made")
_streams: ContextVar[int] = ContextVar("streams", default=16)
_REQUESTS_PER_STREAM = 4
PRECISION = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0}
"""The runtime's own choice differs between processors: 16 bits, or activations rounded to 8, where
there are instructions for it. The same text would get other numbers there (docs/decisions/0023)."""
_PLANS = 4
"""Plans for a length of sequence that are kept: those of an earlier length are not wanted again."""
# The runtime's own library keeps a thousand more, 100 MiB of them, unless it is told not to.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "16")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Models that are loaded inside take one core: of a process that works beside others."""
    before = _streams.set(1)
    try:
        yield
    finally:
        _streams.reset(before)


class Runner:
    """A compiled model that maps token ids to its first output."""

    def __init__(self, model: Path) -> None:
        import openvino

        streams = min(os.cpu_count() or 1, _streams.get())
        core = openvino.Core()
        # As many threads as streams: each inference keeps to one thread, so its sums have one
        # order. A single one is not pinned: it would share the first core with other processes'.
        self._compiled: Any = core.compile_model(
            core.read_model(model),
            "CPU",
            {
                "NUM_STREAMS": streams,
                "INFERENCE_NUM_THREADS": streams,
                **PRECISION,
                "ENABLE_CPU_PINNING": streams > 1,
                "CPU_RUNTIME_CACHE_CAPACITY": _PLANS,
            },
        )
        self._inputs = tuple(port.get_any_name() for port in self._compiled.inputs)
        self._requests = streams * _REQUESTS_PER_STREAM if streams > 1 else 1

    def run(
        self,
        sequences: Sequence[Tokens],
        make: Callable[[NDArray[np.float32]], Made],
        progress: Progress = silent,
    ) -> list[Made]:
        """`make` of the model's output, shape (tokens, features), for each sequence, in order."""
        # Equal lengths follow each other: a change of shape costs the runtime a fresh plan.
        order = sorted(range(len(sequences)), key=lambda place: len(sequences[place]))
        made: dict[int, Made] = {}
        # Requests waited for in turn, not the runtime's queue of callbacks: that was seen to lock.
        under_way: deque[tuple[Any, int]] = deque()

        def collect() -> Any:
            request, place = under_way.popleft()
            request.wait()
            made[place] = make(request.get_output_tensor(0).data[0])
            progress(len(made), len(order))
            return request

        for place in order:
            full = len(under_way) == self._requests
            request = collect() if full else self._compiled.create_infer_request()
            request.start_async(self._feed(sequences[place]))
            under_way.append((request, place))
        while under_way:
            collect()
        return [made[place] for place in range(len(sequences))]

    def _feed(self, tokens: Tokens) -> dict[str, NDArray[np.int64]]:
        ids = np.array([tokens], dtype=np.int64)
        known = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return {name: known[name] for name in self._inputs}
