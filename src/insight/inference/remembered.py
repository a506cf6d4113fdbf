"""What a model made of a text before is not computed again, where somebody keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import version
from typing import TypeVar

from insight.progress import Progress, silent
from insight.store.outputs import Outputs

Made = TypeVar("Made")
_AT_ONCE = 1000
"""Texts after which what was made is kept, so that a run that is killed loses no more."""

_kept: ContextVar[Outputs | None] = ContextVar("outputs of models", default=None)


@contextmanager
def remembering(outputs: Outputs) -> Iterator[None]:
    """While inside, all models look into `outputs` first, and keep there what they make."""
    before = _kept.set(outputs)
    try:
        yield
    finally:
        _kept.reset(before)


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
    What a text gets must not depend on the others, and `unpack` has to give back what was packed.
    """
    outputs = _kept.get()
    if outputs is None:
        return list(make(texts, progress))
    found = {text: unpack(kept) for text, kept in outputs.known(model(), texts).items()}
    new = [text for text in texts if text not in found]
    for start in range(0, len(new), _AT_ONCE):
        some = new[start : start + _AT_ONCE]
        made = make(some, _part(progress, start, len(some), len(new)))
        outputs.keep(model(), {text: pack(one) for text, one in zip(some, made, strict=True)})
        found.update(zip(some, made, strict=True))
    return [found[text] for text in texts]


def runtime() -> str:
    """The versions that numbers depend on beside those of the files."""
    return " ".join(f"{name} {version(name)}" for name in ("openvino", "tokenizers"))


def _part(progress: Progress, start: int, count: int, whole: int) -> Progress:
    """`progress` of the whole, told by a portion of `count` that begins at `start`."""

    def tell(done: int, total: int) -> None:
        progress(start + count * done // max(total, 1), whole)

    return tell
