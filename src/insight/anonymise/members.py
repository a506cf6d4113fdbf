"""The detectors that read running text: which take part, and what one of them alone is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.detect.trained import Trained
from insight.anonymise.models import Rampart, Reader, SpacyEntities
from insight.progress import Progress, silent
from insight.settings import AnonymiseSettings

_OTHERS: dict[str, Callable[[], Reader]] = {"spacy": SpacyEntities, "rampart": Rampart}
SECONDED = 0.05
"""A person whom another detector sees counts where ours gives a word of it at least this score."""
SECONDED_STRONGLY = 0.5
"""The same for a place or a body, and for a person written without a capital."""


def readers(
    texts: Sequence[str], settings: AnonymiseSettings, progress: Progress = silent
) -> list[Recogniser]:
    """The detectors of `settings`, each having read `texts` (distinct, none of them blank).

    The others read only texts in which ours suspects something: of what they would see elsewhere,
    nothing would be seconded.
    """
    own = Trained()
    own.read(texts, settings.threshold, progress)
    doubtful = [text for text in texts if own.suspicion(text, 0, len(text)) >= SECONDED]
    others = [_OTHERS[name]() for name in settings.detectors]
    for other in others:
        other.read(doubtful)
    return [own, *(Seconded(other, own) for other in others)]


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
        if self._own.suspicion(text, 0, len(text)) < SECONDED:
            return
        for span in self._other.spans(text):
            clear = span.kind == "person" and any(map(str.isupper, text[span.start : span.end]))
            least = SECONDED if clear else SECONDED_STRONGLY
            if self._own.suspicion(text, span.start, span.end) >= least:
                yield span
