"""First-pass vectors: a text as the mean of fixed vectors of its tokens, for very many texts.

What model2vec distils (Tulkens S, van Dongen T (2024), https://github.com/MinishLab/model2vec; MIT)
with its defaults, from the weights of the default model that are installed: each token of the
vocabulary goes through the model alone; the outputs lose their mean and all but their 256 principal
axes; a token is weighed by a / (a + p), the smooth inverse frequency (Arora S, Liang Y, Ma T 2017,
A simple but tough-to-beat baseline for sentence embeddings), its frequency p taken from its rank by
Zipf's law. No neighbouring word moves a token's vector: that is what is lost. Function words and
punctuation count nothing, or every text would be like every other (mean cosine 0.37, not 0.18).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.inference.files import SENTENCE_MODEL, SENTENCE_TOKENIZER
from insight.inference.plain import in_plain_words
from insight.inference.remembered import runtime
from insight.inference.runtime import Runner
from insight.inference.sentences import encoder_digests
from insight.progress import Progress, silent
from insight.store.folder import cache_folder
from insight.store.private import replacing

AXES = 256
INVERSE_FREQUENCY = 1e-4
_RECIPE = "2"
_AT_ONCE = 10_000
_OPENS, _CLOSES = "[CLS]", "[SEP]"
_NO_TOKEN = re.compile(r"\[[^\]]+\]")


class FirstPassEncoder:
    """Texts to unit vectors by their tokens alone.

    The table of tokens is distilled with the first text (half a minute), and kept in the user's
    cache; it is of the model's vocabulary, and holds nothing of any study.
    """

    kept_as = "first-pass vector"
    told = (
        "first pass: one vector for each token, distilled from all-MiniLM-L6-v2, int8, with "
        "model2vec's method"
    )

    def encode(self, texts: Sequence[str], progress: Progress = silent) -> NDArray[np.float32]:
        """Vectors of `texts`, float32 of shape (n, 256), each of length 1, or 0 without any token.

        A text's vector is the same to the last bit whatever else is encoded with it. What stands in
        for an identifier is read in plain words, as by the default model.
        """
        vectors = np.empty((len(texts), AXES), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            some = [in_plain_words(text) for text in texts[start : start + _AT_ONCE]]
            vectors[start : start + _AT_ONCE] = mean_direction(self._tokens(some), self._table)
            progress(start + len(some), len(texts))
        return vectors

    def digests(self) -> dict[str, str]:
        """What the vectors come from: the default model's files, and how they are distilled."""
        recipe = sha256(f"{_RECIPE} {AXES} {INVERSE_FREQUENCY}".encode()).hexdigest()
        return encoder_digests() | {"first pass": recipe}

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(SENTENCE_TOKENIZER.path()))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """Vectors of the vocabulary (v, 256), from the cache or distilled into it."""
        told = f"{sorted(self.digests().items())} {runtime()}"
        path = cache_folder() / f"first-pass-{sha256(told.encode()).hexdigest()[:16]}.npy"
        if not path.is_file():
            with replacing(path, private=False) as draft, draft.open("wb") as file:
                np.save(file, distilled(self._outputs(), self._vocabulary))
        kept: NDArray[np.float16] = np.load(path, allow_pickle=False)
        return kept.astype(np.float32)

    @property
    def _vocabulary(self) -> list[str]:
        known = self._tokenizer.get_vocab()
        return sorted(known, key=known.__getitem__)

    def _outputs(self) -> NDArray[np.float64]:
        """The default model's vector of every token by itself (v, 384), in the order of ids."""
        opens, closes = map(self._tokenizer.token_to_id, (_OPENS, _CLOSES))
        alone = [[opens, token, closes] for token in range(self._tokenizer.get_vocab_size())]
        runner = Runner(SENTENCE_MODEL.path())
        return np.stack(runner.run(alone, lambda states: states.mean(axis=0, dtype=np.float64)))


def distilled(outputs: NDArray[np.float64], vocabulary: Sequence[str]) -> NDArray[np.float16]:
    """A table of tokens, float16 (v, 256 at most), from a model's `outputs` (v, d) for each alone.

    The earlier in the `vocabulary`, the commoner, as BERT's is ordered: p of the r-th of v tokens
    is 1 / (r + 1) over the sum of all of these. What stands for no token ("[unused3]") is left out
    of all that. Of the principal axes each points so that its largest number is positive.
    """
    from threadpoolctl import threadpool_limits

    real = np.array([not _NO_TOKEN.fullmatch(token) for token in vocabulary])
    about = outputs[real] - outputs[real].mean(axis=0)
    # One thread: several add up in another order.
    with threadpool_limits(1):
        _, axes = np.linalg.eigh(about.T @ about)
        made = about @ axes[:, ::-1][:, :AXES]
    largest = made[np.abs(made).argmax(axis=0), np.arange(made.shape[1])]
    expected = 1 / np.arange(2, len(made) + 2)
    expected /= expected.sum()
    weights = INVERSE_FREQUENCY / (INVERSE_FREQUENCY + expected)
    table = np.zeros((len(vocabulary), made.shape[1]), dtype=np.float16)
    table[real] = made * np.sign(largest) * weights[:, None]
    table[[_says_nothing(token) for token in vocabulary]] = 0
    return table


def _says_nothing(token: str) -> bool:
    """Whether `token` is a function word, one sign, or punctuation."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return token in STOP_WORDS or len(token) == 1 or not any(map(str.isalnum, token))


def mean_direction(
    tokens: Sequence[Sequence[int]], table: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The mean of the `table` rows (v, d) of each text's `tokens`, (n, d), at length 1.

    Twice the first axis and once the second:

    >>> mean_direction([[0, 1, 0], []], np.eye(2, dtype=np.float32)).round(4).tolist()
    [[0.8944000005722046, 0.44719998836517334], [0.0, 0.0]]
    """
    from scipy import sparse

    ends = np.cumsum([0, *map(len, tokens)])
    ids = np.fromiter((one for text in tokens for one in text), np.int64, ends[-1])
    # A sparse product adds a row's tokens in their order, whatever the other rows are.
    counted = sparse.csr_matrix(
        (np.ones(len(ids), dtype=np.float32), ids, ends), shape=(len(tokens), len(table))
    )
    sums: NDArray[np.float32] = counted @ table
    lengths = np.sqrt(np.square(sums, dtype=np.float64).sum(axis=1, keepdims=True))
    return (sums / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
