"""The registry: every detector but the two models, each a Presidio recogniser of our own."""

from __future__ import annotations

from collections.abc import Sequence

from insight.anonymise.detect.codes import codes
from insight.anonymise.detect.descriptions import descriptions
from insight.anonymise.detect.names import Apposed, KnownNames, KnownPhrases, Names, OtherScripts
from insight.anonymise.detect.own import of_study
from insight.anonymise.detect.places import places
from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.detect.times import Times

__all__ = ["Recogniser", "Span", "of_study", "registry"]


def registry(known_names: Sequence[tuple[str, str]]) -> list[Recogniser]:
    """All recognisers that look at one text by itself; `known_names`: names and kinds."""
    return [
        *codes(),
        Times(),
        *places(),
        *descriptions(),
        Names(),
        Apposed(),
        OtherScripts(),
        KnownNames(name for name, kind in known_names if kind == "person"),
        KnownPhrases(
            [(name, kind) for name, kind in known_names if kind != "person" or " " in name]
        ),
    ]
