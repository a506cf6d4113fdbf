"""The only door to BERTopic: clusters of texts and the words that set each apart.

Every component is explicit. BERTopic's own defaults (UMAP, HDBSCAN) leave a third of the comments
in no topic and give other topics for another row order; docs/decisions has the figures. Words are
scored by class-based TF-IDF: Grootendorst M (2022), BERTopic: neural topic modeling with a
class-based TF-IDF procedure, arXiv:2203.05794.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from insight.progress import Progress, silent
from insight.themes.graph import FloatArray, IntArray

WORDS_KEPT = 30
# c-TF-IDF is compared after rounding, so that a last bit never decides which word comes first.
DIGITS = 9


@dataclass(frozen=True)
class TopicModel:
    """`labels` (n,) of the texts, and per topic its terms, strongest first."""

    labels: IntArray
    terms: list[list[str]]


class _Given:
    """Groups that were found before, in the shape of a cluster model that BERTopic accepts."""

    def __init__(self, labels: IntArray) -> None:
        self.labels_ = labels

    def fit(self, X: FloatArray, y: object = None) -> _Given:  # noqa: N803
        return self

    def predict(self, X: FloatArray) -> IntArray:  # noqa: N803
        return self.labels_


def fit_model(
    labels: IntArray,
    vectors: FloatArray,
    terms: Sequence[Sequence[str]],
    progress: Progress = silent,
) -> TopicModel:
    """Topics of n texts from their `labels` (n,), `vectors` (n, d) and `terms` (n lists)."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    model: Any = BERTopic(
        language=None,
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=_Given(labels),
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(),
        calculate_probabilities=False,
        verbose=False,
    )
    model.fit([" ".join(said) for said in terms], embeddings=vectors)
    progress(1, 1)
    return TopicModel(
        np.asarray(model.topics_, dtype=np.int64), _strongest(model, set().union(*terms))
    )


def _strongest(model: Any, known: set[str]) -> list[list[str]]:
    names = model.vectorizer_model.get_feature_names_out()
    ranked = []
    for row in model.c_tf_idf_:
        scored = zip(row.data.round(DIGITS), names[row.indices], strict=True)
        # BERTopic puts a word of its own where a topic has none: not one that anybody said.
        best = sorted((-score, name) for score, name in scored if name in known)
        ranked.append([str(name) for _, name in best[:WORDS_KEPT]])
    return ranked
