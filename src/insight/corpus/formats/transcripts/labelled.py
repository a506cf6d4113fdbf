"""Text with labels -> turns: what typists, Teams (in Word), Otter and tables hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from insight.corpus.formats.content import Block, Hints, LeftOut, Transcript, Turn
from insight.corpus.formats.transcripts.captions import captions_in
from insight.corpus.formats.transcripts.grid import read_grid, tabbed
from insight.corpus.formats.transcripts.labels import date_told
from insight.corpus.formats.transcripts.layouts import CAPTIONS, LAYOUTS, TIMED, check_layout
from insight.corpus.formats.transcripts.lines import Line, Lines, lines_of, unwrapped
from insight.corpus.formats.transcripts.openings import Opening
from insight.corpus.formats.transcripts.recognition import Found, head_of, recognised
from insight.corpus.formats.transcripts.rewritten import read_rewritten
from insight.errors import SourceError

_END_OF_SENTENCE = re.compile(r"[.?!…][\"')\]]*$")
_NO_LINES = CAPTIONS | {"table", "table-columns", "markdown", "rewritten"}


def read_labelled(blocks: Sequence[Block], hints: Hints, where: str = "") -> Transcript | None:
    """Turns in `blocks`; None where no layout of labelled turns is recognised.

    The layout that opens most turns is taken, or the one that `hints.layout` names. `hints.labels`
    are labels told by the user; with `hints.kind` "transcript" one label is enough. Raises
    SourceError, naming `where`, for a layout that nobody knows, or that the text does not have.
    """
    check_layout(hints.layout, where)
    if hints.layout == "markdown":
        return None
    found = _read(blocks, hints)
    if found is None and hints.layout != "auto":
        raise SourceError(
            f'the text is not laid out as "{hints.layout}" ({LAYOUTS[hints.layout]})',
            where=where or None,
            remedy="set the key `layout` of its source to auto, or narrow its key `files`",
        )
    return found


def _read(blocks: Sequence[Block], hints: Hints) -> Transcript | None:
    wanted = hints.layout
    if wanted in ("auto", "rewritten") and (found := read_rewritten(blocks)):
        return found
    if (wanted == "auto" or wanted in CAPTIONS) and (found := captions_in(blocks, hints)):
        return found
    grid = None
    if wanted in ("auto", "table", "table-columns"):
        grid = read_grid(blocks, hints) or read_grid(tabbed(blocks), hints, unit="row")
    if wanted in _NO_LINES:
        return grid if grid is None or grid.layout == wanted else None
    lines = lines_of(blocks, where_numbered=wanted == "numbered-labels")
    talk = recognised(
        lines.lines,
        hints.labels,
        hints.kind == "transcript" or wanted != "auto",
        _tried(wanted),
    )
    if grid is not None and (talk is None or len(talk.openings) <= len(grid.turns)):
        return grid
    return None if talk is None else _assembled(talk, lines)


def _tried(wanted: str) -> frozenset[str]:
    if wanted == "auto":
        return frozenset(LAYOUTS)
    if wanted in TIMED:
        return frozenset(("timed-labels",))
    return frozenset(("labels",)) if wanted == "numbered-labels" else frozenset((wanted,))


def _assembled(talk: Found, lines: Lines) -> Transcript:
    head = set(head_of(talk.openings, lines.lines))
    openings = {index: o for index, o in talk.openings.items() if index not in head}
    turns: list[tuple[Opening, list[list[str]], float | None]] = []
    before: list[Line] = []
    for line in lines.lines:
        opening = openings.get(line.index)
        if opening is not None:
            turns.append((opening, [[opening.words]] if opening.words else [], opening.ends_at))
        elif not turns:
            before.append(line)
        else:
            opened, said, ends_at = turns[-1]
            if line.opens or not said:
                said.append([line.text])
            else:
                said[-1].append(line.text)
            turns[-1] = (opened, said, line.ends_at if line.ends_at is not None else ends_at)
    told = [
        Turn(opening.label, "\n".join(map(unwrapped, said)), opening.starts_at, ends_at)
        for opening, said, ends_at in turns
        if said
    ]
    left_out = [LeftOut(line.place, "before the first turn") for line in before]
    left_out += [LeftOut(o.line.place, "label without words") for o, said, _ in turns if not said]
    notes = lines.notes
    if talk.respelt:
        notes = (*notes, f"{talk.respelt} labels were taken for others that differ in case only")
    return Transcript(
        _name(talk, lines),
        tuple(_merged(told) if talk.layout.name == "timed-labels" else told),
        held_on=date_told(line.text for line in before),
        left_out=tuple(left_out),
        notes=notes,
    )


def _merged(turns: Sequence[Turn]) -> list[Turn]:
    """Turns of one speaker in a row as one: programs part them at pauses."""
    found: list[Turn] = []
    for label, run in groupby(turns, key=lambda turn: turn.label):
        told = list(run)
        parts = [told[0].text]
        for before, turn in pairwise(told):
            parts += ["\n" if _END_OF_SENTENCE.search(before.text[-4:]) else " ", turn.text]
        found.append(Turn(label, "".join(parts), told[0].starts_at, told[-1].ends_at))
    return found


def _name(talk: Found, lines: Lines) -> str:
    if talk.layout.name == "labels" and lines.are_numbered:
        return "numbered-labels"
    if talk.layout.name != "timed-labels":
        return talk.layout.name
    # Teams sets three spaces before the time or tells a span, Otter one or two spaces.
    styles = Counter(opening.style for opening in talk.openings.values())
    return styles.most_common(1)[0][0]
