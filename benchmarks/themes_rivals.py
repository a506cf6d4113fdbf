"""One rival's topics, in a process of its own: `python themes_rivals.py RIVAL FOLDER`.

FOLDER holds texts.json, vectors.npy and, for KeyNMF, words.json with word_vectors.npy; labels.npy
is written there. Runs in the environment of the benchmark, never in the product's.
"""

from __future__ import annotations

import json
import sys
import types
from importlib import metadata
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np

COUNT = 20
ABSENT = frozenset({"sentence_transformers", "torch", "transformers"})


def bertopic_default(texts: list[str], vectors: Any, folder: Path) -> Any:
    """BERTopic as it comes: UMAP and HDBSCAN, unseeded."""
    from bertopic import BERTopic

    return BERTopic().fit_transform(texts, embeddings=vectors)[0]


def umap_hdbscan(texts: list[str], vectors: Any, folder: Path) -> Any:
    """The same two components by themselves, seeded."""
    from hdbscan import HDBSCAN
    from umap import UMAP

    low = UMAP(n_components=5, min_dist=0.0, metric="cosine", random_state=0).fit_transform(vectors)
    return HDBSCAN(min_cluster_size=10).fit_predict(low)


def evoc(texts: list[str], vectors: Any, folder: Path) -> Any:
    """EVoC as it comes."""
    from evoc import EVoC

    return EVoC().fit_predict(vectors)


class _Empty(types.ModuleType):
    """A module of which every name is a class without content."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Absent(MetaPathFinder, Loader):
    """Empty modules in the place of what is not installed here."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        absent = fullname.partition(".")[0] in ABSENT
        return ModuleSpec(fullname, self, is_package=True) if absent else None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to run."""


def keynmf(texts: list[str], vectors: Any, folder: Path) -> Any:
    """Turftopic's KeyNMF with the same encoder's vectors; a text's topic is its strongest."""
    # turftopic imports these wherever it is imported, and asks their versions; KeyNMF with vectors
    # that are given calls none of them.
    sys.meta_path.append(_Absent())
    told = metadata.version

    def version(distribution_name: str) -> str:
        absent = distribution_name.replace("-", "_") in ABSENT
        return "0" if absent else told(distribution_name)

    metadata.version = version
    from turftopic import KeyNMF

    words = json.loads((folder / "words.json").read_text("utf-8"))
    known = dict(zip(words, np.load(folder / "word_vectors.npy"), strict=True))

    class Lookup:
        def encode(self, asked: list[str], **_: object) -> Any:
            return np.stack([known[word] for word in asked])

    model = KeyNMF(COUNT, encoder=Lookup(), random_state=0)
    return model.fit_transform(texts, embeddings=vectors).argmax(axis=1)


def leiden(texts: list[str], vectors: Any, folder: Path) -> Any:
    """Leiden of scikit-network on the cosine 15-neighbour graph; it cannot be seeded."""
    from sklearn.neighbors import kneighbors_graph
    from sknetwork.clustering import Leiden

    near = kneighbors_graph(vectors, 15, mode="distance", metric="cosine")
    near.data = np.maximum(1 - near.data, 0)
    return Leiden(resolution=4, random_state=0).fit_predict(near.maximum(near.T).tocsr())


def louvain(texts: list[str], vectors: Any, folder: Path) -> Any:
    """Louvain on the same graph."""
    from sklearn.neighbors import kneighbors_graph
    from sknetwork.clustering import Louvain

    near = kneighbors_graph(vectors, 15, mode="distance", metric="cosine")
    near.data = np.maximum(1 - near.data, 0)
    graph = near.maximum(near.T).tocsr()
    return Louvain(resolution=4, shuffle_nodes=True, random_state=0).fit_predict(graph)


def kmeans(texts: list[str], vectors: Any, folder: Path) -> Any:
    """k-means with 20 clusters."""
    from sklearn.cluster import KMeans

    return KMeans(COUNT, n_init=3, random_state=0).fit_predict(vectors)


RIVALS = {
    one.__name__: one
    for one in (bertopic_default, keynmf, umap_hdbscan, evoc, leiden, louvain, kmeans)
}

if __name__ == "__main__":
    place = Path(sys.argv[2])
    told = json.loads((place / "texts.json").read_text("utf-8"))
    given = np.load(place / "vectors.npy").astype(np.float32)
    np.save(place / "labels.npy", np.asarray(RIVALS[sys.argv[1]](told, given, place)))
