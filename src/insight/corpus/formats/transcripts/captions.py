"""Captions (WebVTT) of Teams and Zoom -> turns.

Teams names the voice in a tag, `<v Name>words</v>`, sometimes unclosed or over several lines. Zoom
writes `Name: words`, and leaves the name out where it goes on; since a colon may also stand in
what is said, only labels that come back are labels. Format: W3C, WebVTT, 4 April 2019.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from insight.corpus.formats.content import Hints, LeftOut, Transcript, Turn
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.transcripts.labels import is_label
from insight.corpus.words.cleaning import clean, notes_of
from insight.errors import SourceError

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^>]*>")
_INLINE = re.compile(r"([^:\n]{1,60}?)\s*:\s+(?=\S)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_TIMING = re.compile(r"^.*-->.*$", re.MULTILINE)
_SKIPPED = ("NOTE", "STYLE", "REGION")

# A label (None where none is given) and what was said under it, in the order of the file.
Cue = tuple[str | None, str]


def read_captions(raw: bytes, where: str, hints: Hints) -> Transcript:
    """Turns of the captions in `raw`; cues of one speaker are one turn.

    Raises SourceError for what is no WebVTT, and where no cue tells who speaks.
    """
    decoded = decode(raw, where, hints.encoding)
    text = "\n".join(decoded.text.splitlines())
    if not text.startswith("WEBVTT"):
        raise SourceError(
            "these are no WebVTT captions (the first line must be WEBVTT)",
            where=where,
            remedy="export the captions as .vtt again, or give the file the ending .txt",
        )
    payloads = [payload for payload in _payloads(text) if payload.strip()]
    if not payloads:
        raise SourceError("the captions hold no words", where=where, remedy="export them again")
    tally: Counter[str] = Counter()
    if any(_VOICE.search(payload) for payload in payloads):
        layout, cues = "Teams captions", [cue for p in payloads for cue in _voices(p, tally)]
    else:
        layout, cues = "Zoom captions", _inline(payloads, hints.labels, tally)
    if not any(label for label, _ in cues):
        raise SourceError(
            "no caption tells who speaks",
            where=where,
            remedy="export the captions with the names of the speakers",
        )
    return _merged(layout, cues, (*decoded.notes, *notes_of(tally)))


def _payloads(text: str) -> Iterator[str]:
    """Words of each cue, tags included: the lines below a line with an arrow.

    A block without an arrow continues the cue before it: an empty line stood among its words.
    """
    payload: list[str] = []
    header, *blocks = _BLANK_LINE.split(text)
    # Some programs leave out the empty line below the header.
    for block in ([header] if "-->" in header else []) + blocks:
        if block.startswith(_SKIPPED):
            continue
        before, *cues = _TIMING.split(block)
        if not cues:
            payload.append(before)
        for cue in cues:
            yield " ".join(payload)
            payload = [cue]
    yield " ".join(payload)


def _voices(payload: str, tally: Counter[str]) -> Iterator[Cue]:
    before, *tagged = _VOICE.split(payload)
    if words := _words(before, tally):
        yield None, words
    for name, said in zip(tagged[::2], tagged[1::2], strict=True):
        if words := _words(said, tally):
            yield " ".join(clean(name, tally).split()), words


def _words(payload: str, tally: Counter[str]) -> str:
    return " ".join(clean(_TAG.sub("", payload), tally).split())


def _inline(payloads: list[str], known: frozenset[str], tally: Counter[str]) -> list[Cue]:
    texts = [_words(payload, tally) for payload in payloads]
    starts = [_INLINE.match(text) for text in texts]
    seen = Counter(start[1] for start in starts if start)
    # A name typed without capitals is a label only where it comes back often.
    often = max(3, len(texts) // 20)
    labels = {
        label
        for label, times in seen.items()
        if label in known or (times >= 2 and is_label(label)) or _is_lower_name(label, times, often)
    }
    return [
        (start[1], text[start.end() :]) if start and start[1] in labels else (None, text)
        for start, text in zip(starts, texts, strict=True)
        if text
    ]


def _is_lower_name(label: str, times: int, often: int) -> bool:
    return times >= often and is_label(label.title()) and len(label.split()) <= 2


def _merged(layout: str, cues: list[Cue], notes: tuple[str, ...]) -> Transcript:
    turns: list[tuple[str, list[str]]] = []
    left_out: list[LeftOut] = []
    carried = 0
    for number, (label, words) in enumerate(cues, 1):
        if label is None and not turns:
            left_out.append(LeftOut(f"cue {number}", "no speaker told"))
        elif label is None or (turns and turns[-1][0] == label):
            carried += label is None
            turns[-1][1].append(words)
        else:
            turns.append((label, [words]))
    if carried:
        notes = (*notes, f"{carried} cues without a name were given to the speaker before")
    merged = tuple(Turn(label, " ".join(words)) for label, words in turns)
    return Transcript(layout, merged, left_out=tuple(left_out), notes=notes)
