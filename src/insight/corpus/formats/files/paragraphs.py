"""Blocks of a document without speakers -> its paragraphs: lines joined where they were wrapped.

Whether a line was wrapped is read from its length: the first word of the next line would not have
fitted on it. So a list of short lines stays apart, and a paragraph of long ones becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from insight.corpus.formats.content import Block, Paragraph

_LONGEST_HEADING_WORDS = 14
_LABEL_OF_A_CELL_WORDS = 6
_WIDEST_WRAPPED = 130
_NARROWEST_WRAPPED = 40
_RAGGED = 12
_LEAST_FULL = 2
_END_OF_SENTENCE = re.compile(r"[.?!;,\"')]$")
_BULLET = re.compile(
    r"\s*(?:[•‣⁃◦▪▫●○■□◆➢➤✓❖·\u00b7\uf0b7\uf0a7\uf0d8\uf02d\uf0fc][ \t]*|[-–—*o][ \t]+)(?=\S)"
)
_NUMBER = re.compile(r"\s*\(?(\d{1,2})[.)][ \t]+(?=\S)")


@dataclass(frozen=True)
class Item(Block):
    """A point of a list: never a heading, however short."""


def paragraphs_of(blocks: Sequence[Block], *, may_be_wrapped: bool) -> tuple[Paragraph, ...]:
    """Paragraphs of `blocks`; points of a list are paragraphs of their own, without their marks.

    `may_be_wrapped` is false where a line break within a block was set by hand, as in Word.
    """
    width = _wrapped_at(blocks) if may_be_wrapped else 0
    found: list[Paragraph] = []
    for block in blocks:
        if block.cells:
            found.append(Paragraph(_row_text(block.cells), heading=False))
            continue
        for text, is_item in _parts(block, width):
            heading = block.heading or (not is_item and looks_like_heading(text))
            found.append(Paragraph(text, heading))
    return tuple(_numbers_taken_off(found))


def looks_like_heading(line: str) -> bool:
    """Few words without an end: `Key findings for this statement`, `Score: 3`."""
    return (
        len(line.split()) <= _LONGEST_HEADING_WORDS
        and not _END_OF_SENTENCE.search(line)
        and not line[:1].islower()
    )


def without_bullet(line: str) -> tuple[str, bool]:
    """`line` without the mark of a point of a list, and whether it had one.

    >>> without_bullet("• more time"), without_bullet("well-kept")
    (('more time', True), ('well-kept', False))
    """
    mark = _BULLET.match(line)
    return (line[mark.end() :], True) if mark else (line, False)


def _wrapped_at(blocks: Sequence[Block]) -> int:
    """Column at which the lines of `blocks` were wrapped; 0 where they were not."""
    lines = [
        len(line.rstrip())
        for block in blocks
        if "\n" in block.text and not block.cells
        for line in block.text.split("\n")[:-1]
    ]
    if not lines or sum(length > _WIDEST_WRAPPED for length in lines) * 50 > len(lines):
        return 0
    lengths = sorted((length for length in lines if length <= _WIDEST_WRAPPED), reverse=True)
    for length in lengths:
        near = sum(length - _RAGGED <= other <= length for other in lengths)
        if length < _NARROWEST_WRAPPED:
            break
        if near >= max(_LEAST_FULL, len(lengths) * 0.2):
            return length
    return 0


def _parts(block: Block, width: int) -> list[tuple[str, bool]]:
    """Paragraphs within a block, and whether each is a point of a list."""
    found: list[tuple[str, bool]] = []
    last = ""
    for line in block.text.split("\n"):
        words, has_bullet = without_bullet(line)
        words = " ".join(words.split())
        if not words:
            continue
        number = _NUMBER.match(line)
        if found and not has_bullet and not number and _is_full(last, words, width):
            found[-1] = (joined(found[-1][0], words), found[-1][1])
        else:
            found.append((words, has_bullet or isinstance(block, Item)))
        last = line.rstrip()
    return found


def _is_full(line: str, words: str, width: int) -> bool:
    """Whether the first of `words` would not have fitted on `line`."""
    return width > 0 and len(line) + 1 + len(words.split(None, 1)[0]) > width


def joined(before: str, after: str) -> str:
    """Two lines of a paragraph as one. Whether a hyphen was set in by the wrapping is not known.

    >>> joined("it was a long-", "term plan"), joined("we had", "no plan")
    ('it was a long-term plan', 'we had no plan')
    """
    if before.endswith("\u00ad"):
        return before[:-1] + after
    is_cut = re.search(r"[^\W\d_]-$", before) and after[:1].isalpha()
    return f"{before}{after}" if is_cut else f"{before} {after}"


def _row_text(cells: Sequence[str]) -> str:
    """The cells of a row as one paragraph: a short one before a longer is its label."""
    told = [" ".join(cell.split()) for cell in cells if cell.strip()]
    if len(told) == 2 and len(told[0].split()) <= _LABEL_OF_A_CELL_WORDS:
        return f"{told[0].rstrip(':')}: {told[1]}"
    return " ".join(told)


def _numbers_taken_off(found: Sequence[Paragraph]) -> list[Paragraph]:
    """`found`, where paragraphs that are numbered one after another lose their numbers."""
    numbers = [int(match[1]) if (match := _NUMBER.match(p.text)) else None for p in found]
    runs: set[int] = set()
    for index in range(len(found) - 1):
        here, following = numbers[index], numbers[index + 1]
        if here is not None and following == here + 1:
            runs |= {index, index + 1}
    return [
        Paragraph(_NUMBER.sub("", part.text, count=1), heading=False) if index in runs else part
        for index, part in enumerate(found)
    ]
