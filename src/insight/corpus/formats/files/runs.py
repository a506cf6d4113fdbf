"""Runs of characters -> text of a block: how many leading ones are bold; cells -> a row."""

from __future__ import annotations

from collections.abc import Sequence

from insight.corpus.formats.content import Block


class Runs:
    """Text of a paragraph as it grows, run by run; `bold` of its leading characters are bold."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._is_bold_so_far = True
        self._has_words = False
        self.bold = 0
        self.last = ""

    @property
    def text(self) -> str:
        """All runs so far."""
        return "".join(self._parts)

    def add(self, text: str, is_bold: bool) -> None:
        """Add a run; space between bold runs counts as bold."""
        if not text:
            return
        self._parts.append(text)
        self.last = text[-1]
        has_words = bool(text.strip())
        if self._is_bold_so_far and (is_bold or not has_words):
            self.bold += len(text)
        elif has_words and self._is_bold_so_far:
            self._is_bold_so_far = False
            self.bold = self.bold if self._has_words else 0
        self._has_words = self._has_words or has_words


def row_of(cells: Sequence[Sequence[Block]]) -> Block | None:
    """A row of a table as one block; None where it holds no words."""
    texts = tuple("\n".join(block.text.strip() for block in cell) for cell in cells)
    if not any(texts):
        return None
    first = next((cell[0] for cell in cells if cell), Block(""))
    return Block("\t".join(texts), bold=first.bold, cells=texts)
