"""Captions (WebVTT, SubRip, SubViewer) of Teams, Zoom, YouTube and others -> turns.

Teams names the voice in a tag, `<v Name>words</v>`, sometimes unclosed or over several lines. Zoom
and others write `Name: words`, and leave the name out where it goes on; since a colon may also
stand in what is said, only labels that come back are labels. Where nobody is named, all words
stand under one speaker who is not told. Formats: W3C, WebVTT, 4 April 2019; YouTube, SubViewer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from insight.corpus.formats.content import Block, Hints, LeftOut, Transcript, Turn
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.transcripts.cues import Cue, cues_of, kind_of, plain
from insight.corpus.formats.transcripts.labels import is_full_name, is_generic, is_label
from insight.corpus.formats.transcripts.layouts import LAYOUTS, check_layout
from insight.corpus.formats.transcripts.lines import unwrapped
from insight.corpus.words.cleaning import clean, notes_of
from insight.errors import SourceError

UNNAMED = "speaker not told"

_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s(?P<name>[^<>]*))?>")
_END_OF_VOICE = re.compile(r"</v>")
_INLINE = re.compile(r"\s*(?:(?:>>+|[-–])\s*)?(?P<label>[^:\n]{1,60}?)\s*:\s+(?=\S)")
_BRACKETED = re.compile(r"\s*(?:>>+\s*|[-–]\s*)?[\[(](?P<label>[^\])(:]{1,40})[\])]:?\s+(?=\S)")
_CHANGE = re.compile(r"\s*(?:>>+|[-–]\s)\s*(?=\S)")
_MOST = 0.8


@dataclass(frozen=True)
class _Said:
    """Words of a cue under a label: None where it names nobody; `anew` where somebody else begins.

    `cue` counts the cues of the file from 1.
    """

    cue: int
    label: str | None
    words: str
    starts_at: float | None
    ends_at: float | None
    anew: bool = False


def read_captions(raw: bytes, where: str, hints: Hints) -> Transcript:
    """Turns of the captions in `raw`; cues of one speaker are one turn.

    Raises SourceError for what is no captions, for captions without words, and for a layout in
    `hints` that they do not have.
    """
    check_layout(hints.layout, where)
    decoded = decode(raw, where, hints.encoding)
    text = "\n".join(decoded.text.splitlines())
    kind = kind_of(text) or ("srt" if "-->" in text and where.lower().endswith(".srt") else "")
    if not kind:
        raise SourceError(
            "these are no captions (WebVTT begins with the line WEBVTT; SubRip and SubViewer with "
            "a time)",
            where=where,
            remedy="export the captions again, or give the file the ending .txt",
        )
    found = _transcript(text, kind, hints, decoded.notes)
    if found is None:
        raise SourceError("the captions hold no words", where=where, remedy="export them again")
    if hints.layout not in ("auto", found.layout):
        raise SourceError(
            f'the captions are not laid out as "{hints.layout}"'
            f" ({LAYOUTS[hints.layout]}), but as {found.layout}",
            where=where,
            remedy="set the key `layout` of its source to auto, or narrow its key `files`",
        )
    return found


def captions_in(blocks: Sequence[Block], hints: Hints) -> Transcript | None:
    """Turns of captions saved as text or pasted into a document; None where there are none."""
    first = blocks[0].text if blocks else ""
    if not kind_of(first) and not any("-->" in block.text for block in blocks[:4]):
        return None
    joint = "\n\n" if any("\n" in block.text for block in blocks) else "\n"
    text = joint.join(block.text for block in blocks)
    kind = kind_of(text)
    return _transcript(text, kind, hints, ()) if kind else None


def _transcript(text: str, kind: str, hints: Hints, notes: tuple[str, ...]) -> Transcript | None:
    tally: Counter[str] = Counter()
    cues = cues_of(text, kind)
    if any(_VOICE.search(line) for cue in cues for line in cue.lines):
        said = [one for n, cue in enumerate(cues, 1) for one in _voices(n, cue, tally)]
        layout = "teams-vtt" if kind == "vtt" else kind
    else:
        said = _inline(cues, hints.labels, tally)
        layout = "zoom-vtt" if kind == "vtt" else kind
    if not said:
        return None
    notes = (*notes, *notes_of(tally))
    if not any(one.label for one in said):
        return _unnamed("vtt" if kind == "vtt" else kind, said, notes)
    return _merged(layout, said, notes)


def _voices(number: int, cue: Cue, tally: Counter[str]) -> Iterator[_Said]:
    """What the voices of a cue say: a tag holds until it is closed, or until the next."""
    payload = unwrapped([line.strip() for line in cue.lines])
    parts: list[tuple[str | None, str]] = []
    at, name = 0, None
    for tag in _VOICE.finditer(payload):
        parts.append((name, payload[at : tag.start()]))
        at, name = tag.end(), " ".join(clean(tag["name"] or "", tally).split()) or None
    parts.append((name, payload[at:]))
    told = [(label, words) for label, text in parts if (words := _words(text, tally))]
    for n, (label, words) in enumerate(told):
        starts = cue.starts_at if n == 0 else None
        ends = cue.ends_at if n == len(told) - 1 else None
        yield _Said(number, label, words, starts, ends)


def _words(text: str, tally: Counter[str]) -> str:
    return " ".join(clean(plain(_END_OF_VOICE.sub("", text)), tally).split())


def _inline(cues: Sequence[Cue], known: frozenset[str], tally: Counter[str]) -> list[_Said]:
    """What is said under labels in front of the lines; a label counts only where it holds."""
    lines = [
        (number, n, words)
        for number, cue in enumerate(cues, 1)
        for n, line in enumerate(cue.lines)
        if (words := " ".join(clean(plain(line), tally).split()))
    ]
    starts = [_INLINE.match(words) or _BRACKETED.match(words) for _, _, words in lines]
    labels = _labels(
        [(start["label"], n == 0) for start, (_, n, _) in zip(starts, lines, strict=True) if start],
        len(cues),
        known,
    )
    found: list[tuple[_Said, list[str]]] = []
    for start, (number, _, words) in zip(starts, lines, strict=True):
        change = _CHANGE.match(words)
        if start and start["label"] in labels:
            said = _Said(number, start["label"], "", None, None)
            found.append((said, [words[start.end() :]]))
        elif found and found[-1][0].cue == number and not change:
            found[-1][1].append(words)
        else:
            rest = words[change.end() :] if change else words
            found.append((_Said(number, None, "", None, None, change is not None), [rest]))
    told = [replace(said, words=unwrapped(parts)) for said, parts in found]
    return [_timed(one, n, told, cues[one.cue - 1]) for n, one in enumerate(told)]


def _timed(one: _Said, n: int, said: Sequence[_Said], cue: Cue) -> _Said:
    """`one` with the times of its cue, as far as it is the first or the last in it."""
    is_first = n == 0 or said[n - 1].cue != one.cue
    is_last = n == len(said) - 1 or said[n + 1].cue != one.cue
    starts, ends = cue.starts_at if is_first else None, cue.ends_at if is_last else None
    return _Said(one.cue, one.label, one.words, starts, ends, one.anew)


def _labels(
    candidates: Sequence[tuple[str, bool]], cues: int, known: frozenset[str]
) -> frozenset[str]:
    """Labels among `candidates` (label, whether it begins a cue) that hold.

    Known ones, and those that come back; a name typed without capitals only where it comes back
    often, a full name heard once only where nearly every cue begins with a label.
    """
    seen = Counter(label for label, _ in candidates)
    begins = {label for label, is_first in candidates if is_first}
    often = max(3, cues // 20)
    holding = {
        label
        for label, times in seen.items()
        if label in known
        or (
            label in begins
            and ((times >= 2 and is_label(label)) or _is_lower_name(label, times, often))
        )
    }
    opened = sum(seen[label] for label in holding)
    if opened >= cues * _MOST:
        holding |= {label for label in begins if is_full_name(label) or is_generic(label)}
    return frozenset(holding)


def _is_lower_name(label: str, times: int, often: int) -> bool:
    return times >= often and is_label(label.title()) and len(label.split()) <= 2


def _merged(layout: str, said: Sequence[_Said], notes: tuple[str, ...]) -> Transcript:
    """Turns: what one speaker says until another does, however it is cut into cues."""
    turns: list[tuple[Turn, list[str]]] = []
    left_out: list[LeftOut] = []
    carried = changed = 0
    for one in said:
        label = UNNAMED if one.anew else one.label
        changed += one.anew
        if label is None and not turns:
            left_out.append(LeftOut(f"cue {one.cue}", "no speaker told"))
        elif label is None or (turns and turns[-1][0].label == label):
            carried += label is None
            turn, words = turns[-1]
            words.append(one.words)
            turns[-1] = (Turn(turn.label, "", turn.starts_at, one.ends_at), words)
        else:
            turns.append((Turn(label, "", one.starts_at, one.ends_at), [one.words]))
    if carried:
        notes = (*notes, f"{carried} cues without a name were given to the speaker before")
    if changed:
        notes = (*notes, f"{changed} times somebody begins to speak who is not named")
    merged = tuple(
        Turn(turn.label, " ".join(words), turn.starts_at, turn.ends_at) for turn, words in turns
    )
    return Transcript(layout, merged, left_out=tuple(dict.fromkeys(left_out)), notes=notes)


def _unnamed(layout: str, said: Sequence[_Said], notes: tuple[str, ...]) -> Transcript:
    """All words under one speaker who is not told; a mark of another speaker parts turns."""
    turns: list[tuple[float | None, float | None, list[str]]] = []
    for one in said:
        if turns and not one.anew:
            starts, _, words = turns[-1]
            words.append(one.words)
            turns[-1] = (starts, one.ends_at, words)
        else:
            turns.append((one.starts_at, one.ends_at, [one.words]))
    told = "nobody is named in these captions: all words stand under one speaker who is not told"
    return Transcript(
        layout,
        tuple(Turn(UNNAMED, " ".join(words), starts, ends) for starts, ends, words in turns),
        notes=(*notes, told),
    )


__all__ = ["UNNAMED", "captions_in", "read_captions"]
