"""Sentence vectors: all-MiniLM-L6-v2 (Apache-2.0), 8-bit weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.inference.files import SENTENCE_MODEL, SENTENCE_TOKENIZER
from insight.inference.plain import in_plain_words
from insight.inference.remembered import remembered, runtime
from insight.inference.runtime import Runner
from insight.progress import Progress, silent

DIMENSIONS = 384
LONGEST = 256


class SentenceEncoder:
    """Texts to unit vectors; the model is loaded with the first text."""

    kept_as = "vector"
    told = "all-MiniLM-L6-v2, int8, on OpenVINO"

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> NDArray[np.float32]:
        """Vectors of `texts`, float32 of shape (n, 384), each of length 1.

        The mean of the token vectors (Reimers and Gurevych 2019, Sentence-BERT), of the first 256
        tokens; what stands in for an identifier is read in plain words. A text's vector is the same
        to the last bit whatever else is encoded with it; identical texts are encoded once.
        """
        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        read = [in_plain_words(text) for text in texts]
        distinct = sorted(set(read))
        vectors = remembered(_identity, distinct, self._vectors, _packed, _unpacked, progress)
        place = {text: row for row, text in enumerate(distinct)}
        return np.stack(vectors)[[place[text] for text in read]]

    def __reduce__(self) -> tuple[type[SentenceEncoder], tuple[()]]:
        """Another process loads the model by itself."""
        return SentenceEncoder, ()

    def digests(self) -> dict[str, str]:
        """`encoder_digests`."""
        return encoder_digests()

    def _vectors(self, texts: Sequence[str], progress: Progress) -> list[NDArray[np.float32]]:
        encodings = self._tokenizer.encode_batch(texts)
        return self._runner.run([encoding.ids for encoding in encodings], _pooled, progress)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(SENTENCE_TOKENIZER.path()))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST)
        return tokenizer

    @cached_property
    def _runner(self) -> Runner:
        return Runner(SENTENCE_MODEL.path())


def _identity() -> str:
    return f"sentence vectors {encoder_digests()} {LONGEST} {runtime()}"


def _packed(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f4").tobytes()


def _unpacked(kept: bytes) -> NDArray[np.float32]:
    return np.frombuffer(kept, dtype="<f4").astype(np.float32)


def _pooled(states: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = states.mean(axis=0, dtype=np.float64)
    unit: NDArray[np.float32] = (mean / np.linalg.norm(mean)).astype(np.float32)
    return unit


def encoder_digests() -> dict[str, str]:
    """What the vectors come from: SHA-256 of the model and of its tokenizer, by package."""
    files = (SENTENCE_MODEL, SENTENCE_TOKENIZER)
    return {f"{file.package}/{file.place}": file.digest for file in files}


def rounded(vectors: NDArray[np.float32]) -> NDArray[np.float16]:
    """`vectors` as they are kept and compared: float16, shape unchanged."""
    return vectors.astype(np.float16)
