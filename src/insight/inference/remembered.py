"""What a model made of a text before is not computed again, where somebody keeps it.

What is new is made here, or by helpers: other processes, to which texts are dealt. It is the same,
for what a text gets depends on that text alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Protocol, TypeVar

from insight.inference.runtime import PRECISION
from insight.progress import Progress, silent
from insight.store.outputs import Outputs

Made = TypeVar("Made")
_AT_ONCE = 1000
"""Texts after which what was made is kept, so that a run that is killed loses no more."""
WORTH_HELP = 200
"""Texts from which on helpers are asked: fewer are made before they have loaded the model."""


@dataclass(frozen=True)
class Job:
    """What there is to do with texts, for another process: all of it can be pickled.

    `identity` tells the model, `make` makes something of each text, `pack` makes bytes of that.
    """

    identity: Callable[[], str]
    make: Callable[[Sequence[str], Progress], Sequence[Any]]
    pack: Callable[[Any], bytes]

    def outputs(self, texts: Sequence[str]) -> list[bytes]:
        """What comes of each of `texts`."""
        return [self.pack(one) for one in self.make(texts, silent)]


class Helpers(Protocol):
    """Other processes that do a job."""

    def do(
        self, job: Job, texts: Sequence[str], progress: Progress
    ) -> Iterator[tuple[Sequence[str], Sequence[bytes]]]:
        """Some of `texts` and what came of each, as it comes in, until all are done."""


_kept: ContextVar[Outputs | None] = ContextVar("outputs of models", default=None)
_helpers: ContextVar[Helpers | None] = ContextVar("helpers", default=None)


@contextmanager
def remembering(outputs: Outputs, helpers: Helpers | None = None) -> Iterator[None]:
    """While inside, all models look into `outputs` first, and keep there what they make.

    Where there are `helpers`, these make it.
    """
    before, beside = _kept.set(outputs), _helpers.set(helpers)
    try:
        yield
    finally:
        _kept.reset(before)
        _helpers.reset(beside)


def remembered(
    model: Callable[[], str],
    texts: Sequence[str],
    make: Callable[[Sequence[str], Progress], Sequence[Made]],
    pack: Callable[[Made], bytes],
    unpack: Callable[[bytes], Made],
    progress: Progress = silent,
) -> list[Made]:
    """What `make` makes of `texts`, which are distinct; of each what was made before, if kept.

    `model` tells everything that the outcome depends on beside the text: files, versions, limits.
    What a text gets must not depend on the others, `unpack` has to give back what was packed, and
    `model`, `make` and `pack` have to be such as can be pickled.
    """
    outputs, helpers = _kept.get(), _helpers.get()
    if outputs is None:
        return list(make(texts, progress))
    identity = model()
    found = {text: unpack(kept) for text, kept in outputs.known(identity, texts).items()}
    new = [text for text in texts if text not in found]
    if helpers is not None and len(new) >= WORTH_HELP:
        for some, packed in helpers.do(Job(model, make, pack), new, progress):
            outputs.keep(identity, dict(zip(some, packed, strict=True)))
            found.update(zip(some, map(unpack, packed), strict=True))
        return [found[text] for text in texts]
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        made = make(some, _part(progress, start, len(some), len(new)))
        outputs.keep(identity, {text: pack(one) for text, one in zip(some, made, strict=True)})
        found.update(zip(some, made, strict=True))
    return [found[text] for text in texts]


def runtime() -> str:
    """The versions and settings that numbers depend on beside the files."""
    versions = (f"{name} {version(name)}" for name in ("openvino", "tokenizers"))
    return " ".join([*versions, *(f"{name} {value}" for name, value in PRECISION.items())])


def _part(progress: Progress, start: int, count: int, whole: int) -> Progress:
    """`progress` of the whole, told by a portion of `count` that begins at `start`."""

    def tell(done: int, total: int) -> None:
        progress(start + count * done // max(total, 1), whole)

    return tell
