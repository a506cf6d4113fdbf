"""Which layout the lines of a file have, and which of them open a turn: those whose label holds.

Every layout is tried once on each line. The one that opens most turns is taken, provided that its
labels are people's: known, roles and numbers, repeated, or full names beside such.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from insight.corpus.formats.transcripts.labels import is_field, is_full_name, is_generic, is_label
from insight.corpus.formats.transcripts.lines import Line
from insight.corpus.formats.transcripts.openings import (
    COLON,
    END_OF_WORDS,
    LAYOUTS,
    SLIP,
    Layout,
    Opening,
)

_NEARLY_ALL = 0.9
_BY_PARAGRAPH = 0.8
_LABELS_OF_A_TALK = 2
_TURNS_OF_A_TALK = 3
_LEAST_SHARE_OF_PARAGRAPHS = 1 / 4
_LEAST_TURNS_A_LABEL = 2
_LEAST_TURNS_TYPED_SMALL = 3
_LONGEST_HEAD_LINE = 14
_LONGEST_HEAD = 20
_LEAST_SHARE_WHERE_SPOKEN = 1 / 20
_LEAST_TURNS_OF_A_HEADING = 4
_LEAST_SPOKEN = 0.2
_GROUP = re.compile(r"[A-Z]|All|Both|Several|Everybody|Everyone")
_LIKE_HEADINGS = frozenset(("bold-labels", "labels-above", "labels-caps"))
_I_OR_YOU = re.compile(r"\b(?:I|I'\w+|i'\w+|me|my|you|you'\w+|your)\b")
_SET_OFF = frozenset(("labels", "labels-brackets", "labels-dash", "labels-tab", "bold-labels"))


@dataclass(frozen=True)
class Found:
    """The layout recognised, the lines that open turns, by their index.

    `respelt` counts spellings of labels that were taken for another, which differs in case only.
    """

    layout: Layout
    openings: Mapping[int, Opening]
    respelt: int = 0

    @property
    def labels(self) -> frozenset[str]:
        """Labels, each in the one spelling chosen for it."""
        return frozenset(opening.label for opening in self.openings.values())


def recognised(
    lines: Sequence[Line], known: frozenset[str], is_told: bool, layouts: frozenset[str]
) -> Found | None:
    """The layout that opens most turns in `lines`; None where these are no people talking.

    `known` are labels told by the user, and `is_told` says that it is a transcript. Only layouts
    whose name is in `layouts` are tried.
    """
    possible = {
        layout: [opening for line in lines if (opening := layout.opening(line))]
        for layout in LAYOUTS
        if layout.name in layouts
    }
    folded = {label.casefold() for label in known}
    best: Found | None = None
    for layout, openings in possible.items():
        holding = _holding(layout, openings, lines, known, len(layouts) == 1)
        written = {opening.label for opening in openings if opening.line.index in holding}
        respelt = len(written) - len({opening.label for opening in holding.values()})
        found = Found(layout, holding, respelt)
        is_known = any(label.casefold() in folded for label in found.labels)
        sure = is_known or (is_told and layout.marked)
        if not found.openings or not (sure or _is_talk(found, lines)):
            continue
        if best is None or len(found.openings) > len(best.openings):
            best = found
    if best is None:
        return None
    if best.layout.name in _SET_OFF:
        possible[SLIP] = [opening for line in lines if (opening := SLIP.opening(line))]
    return Found(best.layout, _with_slips(best, possible), best.respelt)


def _holding(
    layout: Layout,
    openings: Sequence[Opening],
    lines: Sequence[Line],
    known: frozenset[str],
    is_only: bool,
) -> dict[int, Opening]:
    """Openings whose labels hold, by line: known, roles and numbers, repeated, or full names.

    Where the layout is told by hand (`is_only`), what is shaped like a label will do.
    """
    spelling = _spellings([opening.label for opening in openings], known)
    told = [_spelt(opening, spelling) for opening in openings]
    times = Counter(opening.label for opening in told)
    folded = {label.casefold() for label in known}
    known = frozenset(label for label in times if label.casefold() in folded)
    shaped = {label for label in times if label in known or is_label(label)}
    shaped |= _typed_small(told, times, shaped, lines) if layout.name == "labels" else set()
    holding = {label for label in shaped if _holds(label, times[label], layout, known)}
    if is_only and not holding:
        holding = shaped
    if not holding:
        return {}
    told = [opening for opening in told if opening.label in shaped]
    if layout.timed:
        told = _in_order(told, times, known)
    # Who speaks once is heard too: under a full name, or where every paragraph opens with a label.
    by_line = _every_opens([opening.line for opening in told], lines, False)
    by_paragraph = _every_opens([opening.line for opening in told], lines, True)
    once = is_label if by_line or by_paragraph else is_full_name
    is_sure = layout.marked or layout.name == "timed-labels"
    found = {
        opening.line.index: opening
        for opening in told
        if opening.label in holding
        or (
            is_sure
            and (by_line or opening.line.opens)
            and (once(opening.label) or _is_bold_name(opening, layout))
        )
    }
    return _without_what_is_said(found, known)


def _typed_small(
    openings: Sequence[Opening], times: Counter[str], shaped: set[str], lines: Sequence[Line]
) -> set[str]:
    """Labels without capitals: only those that come back, where nearly everything opens with one.

    Else `the thing is: ...` would be somebody.
    """
    small = {
        label
        for label, number in times.items()
        if number >= _LEAST_TURNS_TYPED_SMALL
        and len(label.split()) <= 2
        and label not in shaped
        and is_label(label.title())
    }
    opened = [opening.line for opening in openings if opening.label in small | shaped]
    every = _every_opens(opened, lines, True) or _every_opens(opened, lines, False)
    return small if small and every else set()


def _spellings(labels: Sequence[str], known: frozenset[str]) -> dict[str, str]:
    """One spelling for labels that differ in case and spaces: the known, else the commonest."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for label in labels:
        plain = " ".join(label.split())
        spelt[plain.casefold()][plain] += 1
    chosen = {folded: counts.most_common(1)[0][0] for folded, counts in spelt.items()}
    for label in sorted(known):
        if label in spelt[label.casefold()]:
            chosen[label.casefold()] = label
    return {label: chosen[" ".join(label.split()).casefold()] for label in set(labels)}


def _spelt(opening: Opening, spelling: Mapping[str, str]) -> Opening:
    label = spelling[opening.label]
    if label == opening.label:
        return opening
    told = opening
    return Opening(told.line, label, told.words, told.starts_at, told.ends_at, told.style)


def _holds(label: str, times: int, layout: Layout, known: frozenset[str]) -> bool:
    is_sure = layout.marked or layout.name == "timed-labels"
    if label in known or (is_generic(label) and (is_sure or _GROUP.fullmatch(label) is None)):
        return True
    return times >= _LEAST_TURNS_A_LABEL or layout.timed


def _is_bold_name(opening: Opening, layout: Layout) -> bool:
    """Whether a bold beginning is a label, and no stressed word: a sentence follows it."""
    if layout.name != "bold-labels" or opening.words[:1].islower():
        return False
    return is_label(opening.label)


def _in_order(
    openings: Sequence[Opening], times: Counter[str], known: frozenset[str]
) -> list[Opening]:
    """`openings` without those of one turn whose time does not lie between its neighbours'."""
    kept = []
    for number, opening in enumerate(openings):
        at = opening.starts_at
        if times[opening.label] == 1 and at is not None and opening.label not in known:
            before = [o.starts_at for o in openings[max(0, number - 1) : number]]
            after = [o.starts_at for o in openings[number + 1 : number + 2]]
            if any(b is not None and b > at for b in before):
                continue
            if any(a is not None and a < at for a in after):
                continue
        kept.append(opening)
    return kept


def _every_opens(opened: Sequence[Line], lines: Sequence[Line], paragraphs: bool) -> bool:
    """Whether nearly all lines, or all `paragraphs`, from the first label on open a turn."""
    indices = {line.index for line in opened}
    first = min(indices, default=0)
    counted = [line for line in lines if line.index >= first and (line.opens or not paragraphs)]
    labelled = sum(line.index in indices for line in counted)
    return bool(counted) and labelled >= len(counted) * _NEARLY_ALL


def _without_what_is_said(found: dict[int, Opening], known: frozenset[str]) -> dict[int, Opening]:
    """`found` without labels that never begin a paragraph, where turns begin with paragraphs."""
    opens = Counter(o.label for o in found.values() if o.line.opens)
    if sum(opens.values()) < len(found) * _BY_PARAGRAPH:
        return found
    return {
        index: opening
        for index, opening in found.items()
        if opens[opening.label] or opening.label in known or is_generic(opening.label)
    }


def _is_talk(found: Found, lines: Sequence[Line]) -> bool:
    """Whether so many labelled lines are people talking, and not the fields of a form.

    Where people say I and you, fewer of the paragraphs need a label: some tell long stories.
    """
    turns, labels = len(found.openings), found.labels
    if found.layout.timed:
        return turns >= _LABELS_OF_A_TALK
    share = turns / max(1, sum(line.opens for line in lines))
    is_spoken = _is_spoken(lines)
    least = _LEAST_SHARE_WHERE_SPOKEN if is_spoken else _LEAST_SHARE_OF_PARAGRAPHS
    if len(labels) < _LABELS_OF_A_TALK or turns < _TURNS_OF_A_TALK or share < least:
        return False
    if found.layout.name not in _LIKE_HEADINGS:
        return True
    # A heading may be bold, or stand on a line of its own, as a label does.
    if any(is_generic(label) and len(label) > 1 for label in labels):
        return share >= _NEARLY_ALL or found.layout.name != "labels-caps"
    often = turns >= len(labels) * _LEAST_TURNS_OF_A_HEADING
    return often and is_spoken and (found.layout.name != "labels-caps" or share >= _NEARLY_ALL)


def _is_spoken(lines: Sequence[Line]) -> bool:
    said = sum(_I_OR_YOU.search(line.text) is not None for line in lines)
    return said >= len(lines) * _LEAST_SPOKEN


def _with_slips(best: Found, possible: Mapping[Layout, Sequence[Opening]]) -> dict[int, Opening]:
    """The openings of `best`, and lines that open with one of its labels in another layout."""
    found = dict(best.openings)
    if best.layout.name not in _SET_OFF:
        return found
    folded = {label.casefold(): label for label in best.labels if len(label) > 1}
    for layout, openings in possible.items():
        if layout.name not in _SET_OFF:
            continue
        for opening in openings:
            label = folded.get(" ".join(opening.label.split()).casefold())
            if label and opening.line.opens and opening.line.index not in found:
                found[opening.line.index] = Opening(
                    opening.line, label, opening.words, opening.starts_at, opening.ends_at
                )
    return dict(sorted(found.items()))


def head_of(openings: Mapping[int, Opening], lines: Sequence[Line]) -> Iterator[int]:
    """Indices of the lines at the head of a file that tell of it: Date, Place, who was there.

    They look like turns (`Interviewer: Ann Fell`), and end behind the last field of a form.
    """
    fields = [
        line.index
        for line in lines[:_LONGEST_HEAD]
        if (match := COLON.fullmatch(line.text)) and is_field(match["label"])
    ]
    if not fields or any(
        len(line.text.split()) > _LONGEST_HEAD_LINE for line in lines[: fields[-1] + 1]
    ):
        return
    last = fields[-1]
    yield from range(last + 1)
    for line in lines[last + 1 : _LONGEST_HEAD]:
        opening = openings.get(line.index)
        if (
            opening is None
            or not opening.words
            or END_OF_WORDS.search(opening.words)
            or not is_label(opening.words)
        ):
            return
        yield line.index


__all__ = ["Found", "head_of", "recognised"]
