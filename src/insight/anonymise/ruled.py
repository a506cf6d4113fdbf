"""What rules, lists and known names see in each text; kept like what the models see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import python_version

from insight.anonymise.detect import Recogniser, Span, of_study, registry
from insight.inference import remembered
from insight.progress import Progress, silent
from insight.settings import PatternSettings

_PACKAGE = Path(__file__).parents[1]
_WEIGHTS = Path(__file__).with_name("weights")
_LIBRARIES = ("phonenumbers", "presidio-analyzer", "regex")


def ruled(
    texts: Sequence[str], names: Sequence[tuple[str, str]], patterns: Sequence[PatternSettings]
) -> dict[str, list[Span]]:
    """What the registry and the study's `patterns` see in each of `texts`, which are distinct.

    `names` are known names and kinds.
    """
    rules = _Rules(tuple(names), tuple(patterns))
    seen = remembered(rules.identity, texts, rules.look, _packed, _unpacked)
    return dict(zip(texts, seen, strict=True))


def asked(recogniser: Recogniser, text: str) -> list[Span]:
    """What `recogniser` sees in `text`, by its name."""
    return [
        Span(found.start, found.end, found.entity_type, found.score, recogniser.name)
        for found in recogniser.analyze(text, [])
    ]


@dataclass(frozen=True)
class _Rules:
    names: tuple[tuple[str, str], ...]
    patterns: tuple[PatternSettings, ...]

    def identity(self) -> str:
        told = json.dumps([self.names, [one.model_dump_json() for one in self.patterns]])
        return f"rules {_code()} {sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()}"

    def look(self, texts: Sequence[str], progress: Progress = silent) -> list[list[Span]]:
        rules = [*registry(self.names), *of_study(self.patterns)]
        return [[span for rule in rules for span in asked(rule, text)] for text in texts]


@cache
def _code() -> str:
    """What tells these rules from others: our code and word lists, and what they are read with."""
    files = [*_PACKAGE.rglob("*.py"), *(_PACKAGE / "anonymise").rglob("*")]
    told = sorted(
        f"{path.relative_to(_PACKAGE).as_posix()} {sha256(path.read_bytes()).hexdigest()}"
        for path in set(files)
        if path.is_file() and path.suffix != ".pyc" and not path.is_relative_to(_WEIGHTS)
    )
    versions = [python_version(), *(f"{name} {version(name)}" for name in _LIBRARIES)]
    return sha256("\n".join([*versions, *told]).encode()).hexdigest()


def _packed(spans: Sequence[Span]) -> bytes:
    return json.dumps([astuple(span) for span in spans]).encode()


def _unpacked(kept: bytes) -> list[Span]:
    return [Span(*span) for span in json.loads(kept)]
