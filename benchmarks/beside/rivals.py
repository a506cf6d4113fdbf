"""The detectors that stand side by side: each reads texts and tells spans.

The product is asked through `anonymise_texts`, each text by itself with nothing known beforehand.
The others are taken as they come: no rule of ours is applied to what they say.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import IO, Any

import pandas as pd
from environment import interpreter

from insight.anonymise import anonymise_texts
from insight.anonymise.detect import Span
from insight.anonymise.detect.trained import Trained
from insight.anonymise.lexicon import SPACY_MODEL
from insight.inference import TokenClassifier

Found = list[list[Span]]
PRODUCT = "product"
PRESIDIO, PRESIDIO_UK, NO_BODIES = (
    "Presidio default",
    "Presidio, UK on",
    "Presidio, no organisations",
)
SPACY, RAMPART, BOTH, TRAINED = "spaCy", "Rampart", "spaCy with Rampart", "our detector alone"
NAMES = (PRODUCT, PRESIDIO, PRESIDIO_UK, NO_BODIES, SPACY, RAMPART, BOTH, TRAINED)
_UK_TYPES = ("UK_NINO", "UK_PASSPORT", "UK_POSTCODE", "UK_VEHICLE_REGISTRATION")
_ENTITIES = ("PERSON", "ORG", "GPE", "LOC", "FAC")
"""What of spaCy's labels counts: with dates and numbers it touches less of what people marked."""


class Presidio:
    """Presidio in its own process."""

    def __init__(self, python: Path, *options: str) -> None:
        script = Path(__file__).with_name("presidio_process.py")
        self._process = subprocess.Popen(
            [python, script, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # where a traceback might hold words of the data
            text=True,
            encoding="utf-8",
        )
        self._lock = threading.Lock()

    def timed(self, texts: Sequence[str], batch: bool = False) -> tuple[Found, float]:
        """Spans of each text, and the seconds that Presidio itself took."""
        to, answers = self._process.stdin, self._process.stdout
        with self._lock:
            told = self._answer(to, answers, {"texts": list(texts), "batch": batch})
        found = [
            [Span(start, end, kind, 1.0, PRESIDIO) for start, end, kind in own]
            for own in told["spans"]
        ]
        return found, told["seconds"]

    def _answer(self, to: IO[str] | None, answers: IO[str] | None, asked: Any) -> dict[str, Any]:
        if to is None or answers is None:
            raise RuntimeError("Presidio's process has no pipes")
        try:
            to.write(json.dumps(asked) + "\n")
            to.flush()
            line = answers.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise SystemExit(f"Presidio's process ended with {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


def product(texts: Sequence[str]) -> Found:
    """What the product takes out, each text by itself."""
    rows = pd.DataFrame({"id": range(len(texts)), "text": list(texts)})
    _, told = anonymise_texts(rows)
    return as_spans(told, "document_id", rows["id"])


def as_spans(told: pd.DataFrame, column: str, ids: Iterable[object]) -> Found:
    """A table of identifiers as the spans of each of `ids`, which `column` names."""
    found: dict[str, list[Span]] = {str(one): [] for one in ids}
    kept: list[dict[Any, Any]] = told[told["decision"] != "rejected"].to_dict("records")
    for row in kept:
        span = Span(row["start"], row["end"], row["kind"], row["score"], row["detector"])
        found[str(row[column])].append(span)
    return list(found.values())


@cache
def _entities() -> Any:
    import spacy

    unused = ["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler"]
    return spacy.load(SPACY_MODEL, exclude=unused)


def spacy_alone(texts: Sequence[str]) -> Found:
    """Named entities of the spaCy model."""
    return [
        [
            Span(one.start_char, one.end_char, one.label_, 1.0, SPACY)
            for one in read.ents
            if one.label_ in _ENTITIES
        ]
        for read in _entities().pipe(texts, batch_size=64)
    ]


@cache
def _rampart() -> TokenClassifier:
    return TokenClassifier()


def rampart_alone(texts: Sequence[str]) -> Found:
    """What the Rampart classifier says, at even odds."""
    return [
        [Span(one.start, one.end, one.label, one.score, RAMPART) for one in own]
        for own in _rampart().classify(list(texts))
    ]


def trained_alone(texts: Sequence[str]) -> Found:
    """What the detector trained here says, at its own thresholds."""
    detector = Trained()
    detector.read(sorted({text for text in texts if text.strip()}))
    return [list(detector.spans(text)) if text.strip() else [] for text in texts]


INSIDE: dict[str, Callable[[Sequence[str]], Found]] = {
    PRODUCT: product,
    SPACY: spacy_alone,
    RAMPART: rampart_alone,
    TRAINED: trained_alone,
}
"""Those that run in the product's own environment."""


@dataclass
class Rivals:
    """All of them, or those wanted, ready to read."""

    folder: Path
    wanted: Sequence[str] = NAMES
    _presidio: list[Presidio] = field(default_factory=list)

    @cached_property
    def python(self) -> Path:
        """Python of the environment of their own in `folder`, made when it is first needed."""
        return interpreter(self.folder)

    @property
    def asks_presidio(self) -> bool:
        """Whether any form of Presidio is wanted."""
        return any(name.startswith("Presidio") for name in self.wanted)

    def find(self, texts: Sequence[str], say: str = "") -> dict[str, Found]:
        """Spans by each rival. Presidio, a process of its own, reads beside the others.

        Presidio is asked once, with the recognisers for the United Kingdom on; without what these
        alone say (their types are their own) it is the default.
        """
        print(f"  {say}: {len(texts)} texts", file=sys.stderr, flush=True)
        with ThreadPoolExecutor(max_workers=1) as beside:
            asked = beside.submit(self._ask_presidio, texts) if self.asks_presidio else None
            told = {
                name: read(texts)
                for name, read in INSIDE.items()
                if name in self.wanted or (BOTH in self.wanted and name in (SPACY, RAMPART))
            }
            if asked:
                told |= asked.result()
        if BOTH in self.wanted:
            pairs = zip(told[SPACY], told[RAMPART], strict=True)
            told[BOTH] = [[*one, *other] for one, other in pairs]
        return {name: told[name] for name in NAMES if name in self.wanted}

    def _ask_presidio(self, texts: Sequence[str]) -> dict[str, Found]:
        if not self._presidio:
            self._presidio.append(Presidio(self.python, "--uk"))
        uk, _ = self._presidio[0].timed(texts, batch=True)
        default = [[span for span in own if span.kind not in _UK_TYPES] for own in uk]
        bare = [[span for span in own if span.kind != "ORGANIZATION"] for own in default]
        return {PRESIDIO: default, PRESIDIO_UK: uk, NO_BODIES: bare}

    def close(self) -> None:
        """End Presidio's process."""
        while self._presidio:
            self._presidio.pop().close()
