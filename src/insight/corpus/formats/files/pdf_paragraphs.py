"""Lines of a PDF -> its paragraphs, headings, points of lists and rows of labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from insight.corpus.formats.content import Block
from insight.corpus.formats.files.paragraphs import Item, joined, without_bullet
from insight.corpus.formats.files.pdf_lines import Line
from insight.corpus.formats.transcripts.labels import is_label

_LABEL = re.compile(r"(?P<label>[^:]{1,60}?)\s*:(?!//|\d)(?:\s|$)")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)]\s")
_ENDED = re.compile(r"[.?!:…][\"')\]”’]*$")
_LARGER = 1.08
_WIDER_GAP = 1.25
_INDENT = 0.8
_LEAST_SHARE_OF_LEADING = 0.1
_OTHER_SIZE = 0.1
_LONG = 0.6
_LONGEST_HEADING = 200


@dataclass
class _Open:
    """The paragraph that is being joined."""

    lines: list[Line] = field(default_factory=list)
    is_item: bool = False


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Paragraphs of `lines`, which are in reading order and without furniture."""
    setting = _Setting(lines)
    groups: list[_Open] = []
    for line in lines:
        starts_item = without_bullet(line.text)[1] or bool(_NUMBERED.match(line.text))
        if groups and not starts_item and not setting.parts(groups[-1], line):
            groups[-1].lines.append(line)
        else:
            groups.append(_Open([line], starts_item))
    return [_block(group, setting) for group in groups]


class _Setting:
    """How a document is set: its size, leading and right edges, and the labels that come back."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self.size = min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 1.0
        self._leading = _leading(lines)
        self._right = _right_edges(lines)
        told = ((_label_of(line.text), _bold_label_of(line)) for line in lines)
        seen = Counter(label for labels in told for label in set(labels) if label)
        self._labels = {label for label, times in seen.items() if times > 1}

    def parts(self, group: _Open, line: Line) -> bool:
        """Whether `line` begins a paragraph of its own."""
        first, last = group.lines[0], group.lines[-1]
        if line.labels or {_label_of(line.text), _bold_label_of(line)} & self._labels:
            return True
        if abs(line.size - last.size) > _OTHER_SIZE * last.size:
            return True
        if line.is_bold != last.is_bold:
            return True
        if (line.page, line.column) != (last.page, last.column):
            return not self._goes_on_overleaf(last, line)
        gap = last.y - line.y
        if gap > _WIDER_GAP * self._leading.get(round(line.size), gap):
            return True
        if group.lines[0].labels:
            # Beside a label, only the next label or a wide gap begins something new.
            return False
        return self._is_indented(group, first, last, line) or not self._is_full(last, line)

    def _goes_on_overleaf(self, last: Line, line: Line) -> bool:
        if not self._is_full(last, line):
            return False
        return not _ENDED.search(last.text) or line.text[0].islower()

    def _is_indented(self, group: _Open, first: Line, last: Line, line: Line) -> bool:
        step = _INDENT * line.size
        if line.x0 > last.x0 + step:
            # Lines that hang behind a point or a label belong to it.
            hangs = group.is_item or _label_of(first.text) is not None
            return not (hangs and len(group.lines) == 1)
        # After the first line, which may stand further in, a paragraph keeps its edge.
        return line.x0 < last.x0 - step and len(group.lines) > 1

    def _is_full(self, last: Line, line: Line) -> bool:
        """Whether the first word of `line` would not have fitted behind `last`."""
        word = line.text.split(None, 1)[0]
        width = (line.x1 - line.x0) * (len(word) + 1) / max(len(line.text), 1)
        right = self._right[last.column, round(last.size)]
        if last.x1 + width > right - 0.5 * last.size:
            return True
        # Some programs wrap by letters, not by width; then the sentence shows that it goes on.
        is_long = last.x1 - last.x0 > _LONG * (right - last.x0)
        return is_long and line.text[0].islower() and not _ENDED.search(last.text)


def _leading(lines: Sequence[Line]) -> dict[int, float]:
    """Usual distance of lines within a paragraph, for each size of letters."""
    gaps: dict[int, Counter[float]] = defaultdict(Counter)
    for last, line in pairwise(lines):
        gap = last.y - line.y
        is_next = (last.page, last.column) == (line.page, line.column)
        if is_next and round(last.size) == round(line.size) and 0 < gap < 4 * line.size:
            gaps[round(line.size)][round(gap * 2) / 2] += 1
    return {
        size: min(gap for gap, n in found.items() if n >= found.total() * _LEAST_SHARE_OF_LEADING)
        for size, found in gaps.items()
    }


def _right_edges(lines: Sequence[Line]) -> dict[tuple[int, int], float]:
    """Right edge of the text, for each column and size; a few lines may stand out of it."""
    ends: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        ends[line.column, round(line.size)].append(line.x1)
    return {place: sorted(found)[-1 - len(found) // 50] for place, found in ends.items()}


def _label_of(text: str) -> str | None:
    match = _LABEL.match(text)
    return match["label"] if match and is_label(match["label"]) else None


def _bold_label_of(line: Line) -> str | None:
    """The bold beginning of a line, where it could be a label."""
    label = "" if line.is_bold else line.text[: line.bold].strip(" :")
    return label if label and is_label(label) else None


def _block(group: _Open, setting: _Setting) -> Block:
    text, bold = "", 0
    for number, line in enumerate(group.lines):
        before = text
        text = joined(text, line.text) if number else line.text
        if bold == len(before):
            bold += len(text) - len(before) - len(line.text) + line.bold
    first = group.lines[0]
    if len(first.labels) == 1 and first.labels[0].endswith(":"):
        return Block(f"{first.labels[0]} {text}")
    if first.labels:
        cells = (*first.labels, text)
        return Block("\t".join(cells), cells=cells)
    if group.is_item:
        return Item(text, bold=bold)
    is_heading = (
        first.size > _LARGER * setting.size
        and len(text) <= _LONGEST_HEADING
        and not _ENDED.search(text)
    )
    return Block(text, heading=is_heading, bold=bold)
