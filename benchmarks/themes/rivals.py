"""One rival's topics in a process of its own, as `twice.py` says; in the rivals' environment.

For KeyNMF, the folder also holds words.json with word_vectors.npy.
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
from twice import fitted_twice

COUNT = 20
ABSENT = frozenset({"sentence_transformers", "torch", "transformers"})


def bertopic_default(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """BERTopic as it comes: UMAP and HDBSCAN, unseeded."""
    from bertopic import BERTopic

    return BERTopic().fit_transform(texts, embeddings=vectors)[0]


def umap_hdbscan(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """The same two components by themselves, seeded."""
    from hdbscan import HDBSCAN
    from umap import UMAP

    low = UMAP(n_components=5, min_dist=0.0, metric="cosine", random_state=0).fit_transform(vectors)
    return HDBSCAN(min_cluster_size=10).fit_predict(low)


def evoc(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
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


def keynmf(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
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


def _graph(vectors: Any, neighbours: int = 15) -> Any:
    """Cosine of each row with its nearest, either way round."""
    from sklearn.neighbors import kneighbors_graph

    near = kneighbors_graph(vectors, neighbours, mode="distance", metric="cosine")
    near.data = np.maximum(1 - near.data, 0)
    return near.maximum(near.T).tocsr()


def leiden_unseeded(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """Leiden of scikit-network on the cosine 15-neighbour graph; its random_state does not hold."""
    from sknetwork.clustering import Leiden

    return Leiden(resolution=4, random_state=0).fit_predict(_graph(vectors))


def leiden(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """Leiden of graspologic-native (MIT), which can be seeded, on the same graph."""
    from graspologic_native import leiden as found

    graph = _graph(vectors).tocoo()
    upper = graph.row < graph.col
    edges = [
        (str(one), str(other), float(weight))
        for one, other, weight in zip(
            graph.row[upper], graph.col[upper], graph.data[upper], strict=True
        )
    ]
    _, group = found(edges, resolution=4.0, seed=0)
    return [group.get(str(row), -1) for row in range(len(texts))]


def _louvain(graph: Any, resolution: float, seed: int) -> Any:
    from sknetwork.clustering import Louvain

    model = Louvain(resolution=resolution, shuffle_nodes=True, random_state=seed)
    return model.fit_predict(graph)


def louvain(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """Louvain on the same graph."""
    return _louvain(_graph(vectors), 4, 0)


def consensus(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """Louvain of what 27 Louvains agree on: 3 seeds, neighbourhoods and resolutions each.

    Two texts are joined by the share of fits that put them together, where that is half or more;
    that graph is divided in the same way (Lancichinetti A, Fortunato S 2012,
    doi:10.1038/srep00336, one round).
    """
    from scipy import sparse

    together = []
    for neighbours in (10, 15, 20):
        graph = _graph(vectors, neighbours)
        for resolution in (2, 4, 8):
            for seed in range(3):
                labels = _louvain(graph, resolution, seed)
                one = np.ones(len(labels), dtype=np.float32)
                together.append(sparse.csr_matrix((one, (np.arange(len(labels)), labels))))
    member = sparse.hstack(together).tocsr()
    # A block of rows at a time: most pairs agree too little to be kept.
    blocks = []
    for at in range(0, member.shape[0], 500):
        block = (member[at : at + 500] @ member.T).tocsr()
        block.data[block.data < len(together) / 2] = 0
        block.eliminate_zeros()
        blocks.append(block / len(together))
    agreed = sparse.vstack(blocks).tocsr()
    agreed.setdiag(0)
    agreed.eliminate_zeros()
    return _louvain(agreed, 1, 0)


def kmeans(texts: list[str], vectors: Any, folder: Path, rows: Any) -> Any:
    """k-means with 20 clusters."""
    from sklearn.cluster import KMeans

    return KMeans(COUNT, n_init=3, random_state=0).fit_predict(vectors)


RIVALS = {
    one.__name__: one
    for one in (
        bertopic_default,
        keynmf,
        umap_hdbscan,
        evoc,
        leiden,
        leiden_unseeded,
        louvain,
        consensus,
        kmeans,
    )
}

if __name__ == "__main__":
    fitted_twice(RIVALS[sys.argv[1]], Path(sys.argv[2]), float(sys.argv[3]))
