"""The detectors that read running text: which take part, and what one of them alone is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.detect.trained import Trained
from insight.anonymise.models import Rampart, Reader, SpacyEntities
from insight.progress import Progress, silent
from insight.settings import AnonymiseSettings

SECONDED = 0.05
"""A person whom another detector sees counts where ours gives a word of it at least this score."""
SECONDED_STRONGLY = 0.5
"""The same for a place or a body, and for a person written without a capital."""


def readers(
    texts: Sequence[str], settings: AnonymiseSettings, progress: Progress = silent
) -> list[Recogniser]:
    """The detectors of `settings`, each having read `texts` (distinct, none of them blank)."""
    own = Trained()
    others: dict[str, Reader] = {}
    if "spacy" in settings.detectors:
        others["spacy"] = SpacyEntities()
    if "rampart" in settings.detectors:
        others["rampart"] = Rampart()
    # The runtime of one waits for its cores without Python, so the other reads meanwhile.
    with ThreadPoolExecutor(max_workers=1) as beside:
        reading = [beside.submit(reader.read, texts) for reader in others.values()]
        own.read(texts, settings.threshold, progress)
        for one in reading:
            one.result()
    return [own, *(Seconded(other, own) for other in others.values())]


class Seconded(Recogniser):
    """What another detector sees, as far as ours does not think it impossible.

    A detector that was trained on edited news takes dialect and slips of typing for names. Ours
    learnt from both; a stretch in which it gives no word even a faint chance is left out.
    """

    def __init__(self, other: Reader, own: Trained) -> None:
        super().__init__(other.name, other.supported_entities)
        self._other = other
        self._own = own

    def spans(self, text: str) -> Iterator[Span]:
        """What both see, one of them faintly."""
        for span in self._other.spans(text):
            clear = span.kind == "person" and any(map(str.isupper, text[span.start : span.end]))
            least = SECONDED if clear else SECONDED_STRONGLY
            if self._own.suspicion(text, span.start, span.end) >= least:
                yield span
