"""Names and numbers in running text: token classifiers, Rampart's (CC-BY-4.0) unless told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.inference.files import RAMPART, ClassifierFiles
from insight.inference.remembered import remembered, runtime
from insight.inference.runtime import Runner
from insight.progress import Progress, silent

WINDOW = 126
"""Tokens of a window beside the two that frame it."""
OVERLAP = 42
"""Tokens that a window shares with the next."""


@dataclass(frozen=True)
class TokenSpan:
    """What the model takes for an identifier: code points of the text, label, score in 0..1."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True)
class _Window:
    text: int
    start: int
    end: int


class TokenClassifier:
    """Texts to spans that look like parts of names, addresses or numbers of a person."""

    def __init__(self, files: ClassifierFiles = RAMPART) -> None:
        self._files = files

    def classify(
        self,
        texts: Sequence[str],
        progress: Progress = silent,
        threshold: float | Mapping[str, float] = 0.5,
    ) -> list[list[TokenSpan]]:
        """Spans of each text, in order, without overlap.

        A word counts when the model gives it at least `threshold` (0..1), which may be told for
        each label, not to be ordinary text. Words of one label that follow each other are one span.
        """
        least = min(threshold.values()) if isinstance(threshold, Mapping) else threshold
        return [
            spans_of(text, [word for word in words if word.score >= _least(threshold, word.label)])
            for text, words in zip(texts, self.words(texts, progress, least), strict=True)
        ]

    def words(
        self, texts: Sequence[str], progress: Progress = silent, least: float = 0.0
    ) -> list[list[TokenSpan]]:
        """The words of each text with their likeliest label, those that score `least` or more.

        Long texts are read in overlapping windows; a token is judged in the window that shows most
        of what stands around it. A text's spans do not depend on the texts beside it.
        """
        distinct = sorted(set(texts))

        identity, make = partial(self._identity, least), partial(self._words, least=least)
        made = remembered(identity, distinct, make, _packed, _unpacked, progress)
        found = dict(zip(distinct, made, strict=True))
        return [found[text] for text in texts]

    def __reduce__(self) -> tuple[type[TokenClassifier], tuple[ClassifierFiles]]:
        """Another process loads the model by itself."""
        return TokenClassifier, (self._files,)

    def _identity(self, least: float) -> str:
        return f"words {self._files.digests()} {WINDOW} {OVERLAP} {least!r} {runtime()}"

    def _words(
        self, texts: Sequence[str], progress: Progress, least: float
    ) -> list[list[TokenSpan]]:
        """`words` of distinct texts, read now."""
        encodings = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        windows = [
            _Window(number, start, end)
            for number, encoding in enumerate(encodings)
            for start, end in _windows(encoding.word_ids)
        ]
        ids = [encoding.ids for encoding in encodings]
        first, last = self._frame
        outputs = self._runner.run(
            [[first, *ids[w.text][w.start : w.end], last] for w in windows],
            _probabilities,
            progress,
        )
        found = [list[TokenSpan]() for _ in texts]
        judged = zip(windows, outputs, strict=True)
        for number, group in groupby(judged, key=lambda pair: pair[0].text):
            encoding = encodings[number]
            joined = _joined(list(group), len(encoding.ids))
            found[number] = _words(encoding.word_ids, encoding.offsets, joined, self._labels, least)
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._files.tokenizer.path()))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _frame(self) -> tuple[int, int]:
        return self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """The least score at which a word of each label counts, as the model's makers advise."""
        return dict(self._told.get("thresholds", {}))

    @cached_property
    def _labels(self) -> list[str]:
        told = self._told["id2label"]
        return [told[str(number)] for number in range(len(told))]

    @cached_property
    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._files.labels.path().read_text(encoding="utf-8"))
        return told

    @cached_property
    def _runner(self) -> Runner:
        return Runner(self._files.checked())


def _packed(words: Sequence[TokenSpan]) -> bytes:
    return json.dumps([astuple(word) for word in words]).encode()


def _unpacked(kept: bytes) -> list[TokenSpan]:
    return [TokenSpan(*word) for word in json.loads(kept)]


def _least(threshold: float | Mapping[str, float], label: str) -> float:
    return threshold if isinstance(threshold, float | int) else threshold[label]


def _windows(word_ids: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Overlapping stretches of tokens that cover all; none but a very long word is cut open."""
    start, count = 0, len(word_ids)
    while start < count:
        end = min(start + WINDOW, count)
        yield start, end
        if end == count:
            return
        following = end - OVERLAP
        while following > start + 1 and word_ids[following] == word_ids[following - 1]:
            following -= 1
        start = following


def _probabilities(framed: NDArray[np.float32]) -> NDArray[np.float64]:
    logits = framed[1:-1].astype(np.float64)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _joined(
    judged: Sequence[tuple[_Window, NDArray[np.float64]]], count: int
) -> NDArray[np.float64]:
    """One row per token of a text, from the window in which it stands farthest from an edge."""
    rows = np.zeros((count, judged[0][1].shape[1]))
    room = np.full(count, -1)
    for window, shares in judged:
        places = np.arange(window.start, window.end)
        # The edges of the text itself cut nothing off.
        before = places - window.start if window.start else np.full(len(places), count)
        after = window.end - 1 - places if window.end < count else np.full(len(places), count)
        around = np.minimum(before, after)
        better = around > room[places]
        rows[places[better]] = shares[better]
        room[places[better]] = around[better]
    return rows


def _words(
    word_ids: Sequence[int | None],
    offsets: Sequence[tuple[int, int]],
    shares: NDArray[np.float64],
    labels: Sequence[str],
    least: float,
) -> list[TokenSpan]:
    """Each word with its likeliest label, scored by its least ordinary token."""
    kinds = sorted({label[2:] for label in labels if label != "O"})
    columns = [[n for n, label in enumerate(labels) if label[2:] == kind] for kind in kinds]
    by_kind = np.stack([shares[:, column].sum(axis=1) for column in columns], axis=1)
    firsts = [n for n, word in enumerate(word_ids) if n == 0 or word != word_ids[n - 1]]
    lasts = [*(n - 1 for n in firsts[1:]), len(word_ids) - 1]
    scores = np.maximum.reduceat(by_kind.sum(axis=1), firsts)
    likeliest = np.add.reduceat(by_kind, firsts, axis=0).argmax(axis=1)
    return [
        TokenSpan(
            offsets[firsts[n]][0],
            offsets[lasts[n]][1],
            kinds[likeliest[n]],
            min(float(scores[n]), 1.0),
        )
        for n in np.flatnonzero(scores >= least)
    ]


def spans_of(text: str, words: Sequence[TokenSpan]) -> list[TokenSpan]:
    """Words of one label with nothing but blanks between them, joined."""
    spans: list[TokenSpan] = []
    for word in words:
        last = spans[-1] if spans else None
        if last and last.label == word.label and not text[last.end : word.start].strip():
            score = max(last.score, word.score)
            spans[-1] = TokenSpan(last.start, word.end, word.label, score)
        else:
            spans.append(word)
    return spans
