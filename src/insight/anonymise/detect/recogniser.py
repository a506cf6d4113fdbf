"""What every detector is: a Presidio recogniser that yields spans of our kinds."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts


@dataclass(frozen=True, order=True)
class Span:
    """Code points `start`..`end` (exclusive) of a text, what they are, how sure, who says so."""

    start: int
    end: int
    kind: str
    score: float
    detector: str


class Recogniser(EntityRecognizer):
    """A detector called `name` that yields the spans of a text by itself.

    Presidio's own base class for patterns gives up on a pattern after some seconds and goes on
    without it; here nothing depends on the time of day.
    """

    name: str

    def __init__(self, name: str, kinds: Iterable[str]) -> None:
        super().__init__(supported_entities=sorted(set(kinds)), name=name)

    def load(self) -> None:
        """Nothing to load."""

    @abstractmethod
    def spans(self, text: str) -> Iterator[Span]:
        """What this detector sees in `text`."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Presidio's way of asking; `entities` names the kinds wanted, none means all."""
        wanted = set(entities or self.supported_entities)
        return [
            RecognizerResult(span.kind, span.start, span.end, span.score)
            for span in self.spans(text)
            if span.kind in wanted
        ]


Check = Callable[[re.Match[str]], float]
"""The score of a match, 0 where it is none after all."""


@dataclass(frozen=True)
class Rule:
    """A pattern of one kind; its group `x`, or all of it, is the span."""

    kind: str
    pattern: re.Pattern[str]
    score: float = 0.9
    check: Check | None = None


class Rules(Recogniser):
    """A detector made of rules."""

    def __init__(self, name: str, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        super().__init__(name, {rule.kind for rule in self._rules})

    def spans(self, text: str) -> Iterator[Span]:
        """What the rules match in `text`."""
        for rule in self._rules:
            group = "x" if "x" in rule.pattern.groupindex else 0
            for match in rule.pattern.finditer(text):
                score = rule.score if rule.check is None else rule.check(match)
                start, end = match.span(group)
                if score > 0 and end > start:
                    yield Span(start, end, rule.kind, score, self.name)


def before(match: re.Match[str], reach: int = 60) -> str:
    """What stands before the match, lower case, at most `reach` code points."""
    return match.string[max(0, match.start() - reach) : match.start()].casefold()
