"""Turns as an exchange: what only accompanies another's turn, what was no words, what is short.

A back-channel ("mm", "yeah", while somebody else goes on) is no turn of its own, and the turn
around it is one. A short answer to a question is one, however short: people who say little, use a
device or an interpreter must not vanish.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from insight.corpus.formats.content import Transcript, Turn
from insight.corpus.utterances import asks, is_back_channel, words_in
from insight.corpus.words.segmentation import sentences

SHORT_ANSWER = "short answer"
BACK_CHANNEL = "back-channel"
NO_WORDS = "stage direction or mark, no words"
# As many words as a segment must have to take part in themes.
LEAST_WORDS = 4

_GOING_ON = re.compile(r"(?:[,;:–—-]|\.\.+|…)$")
_ENDED = re.compile(r"[.?!][\"')\]]*$")


@dataclass(frozen=True)
class Spoken:
    """A turn as it counts: its words, its number among its speaker's, its places in the file.

    `places` are the numbers, from 1, of the turns of the file that it is made of: several where
    another's back-channel had parted them.
    """

    turn: Turn
    places: tuple[int, ...]
    set_aside: str = ""


@dataclass(frozen=True)
class Silent:
    """A turn of the file that is no turn: its place, whose it is, and why."""

    place: int
    label: str
    reason: str


def exchange_of(
    found: Transcript, interviewers: Collection[str]
) -> tuple[list[Spoken], list[Silent]]:
    """Turns of `found` as they count, and those that do not, each turn of the file in one of them.

    Numbers count every turn that a speaker has in the file, so that no id moves with what others
    say. A transcript that was written anew has been through this, and keeps its turns.
    """
    turns = _numbered(found.turns)
    reasons = _reasons(turns, interviewers, settled=found.layout == "rewritten")
    spoken: list[Spoken] = []
    silent: list[Silent] = []
    is_parted = False
    for place, (turn, reason) in enumerate(zip(turns, reasons, strict=True), 1):
        if reason:
            silent.append(Silent(place, turn.label, reason))
            is_parted = True
        elif is_parted and spoken and spoken[-1].turn.label == turn.label:
            spoken[-1] = _joined(spoken[-1], turn, place)
            is_parted = False
        else:
            spoken.append(Spoken(turn, (place,)))
            is_parted = False
    return [_told_short(one) for one in spoken], silent


def settled(found: Transcript, interviewers: Collection[str]) -> Transcript:
    """`found` with the turns that count, each with its number: what outlasts a withdrawal."""
    spoken, _ = exchange_of(found, interviewers)
    return replace(found, turns=tuple(one.turn for one in spoken))


def _numbered(turns: Sequence[Turn]) -> list[Turn]:
    spoken: Counter[str] = Counter()
    numbered = []
    for turn in turns:
        spoken[turn.label] = turn.number if turn.number is not None else spoken[turn.label] + 1
        numbered.append(replace(turn, number=spoken[turn.label]))
    return numbered


def _reasons(turns: Sequence[Turn], interviewers: Collection[str], settled: bool) -> list[str]:
    """Why each turn is none; empty for those that are."""
    reasons = ["" if words_in(turn.text) else NO_WORDS for turn in turns]
    if settled:
        return reasons
    acknowledging = [is_back_channel(turn.text) for turn in turns]
    before: Turn | None = None
    for place, turn in enumerate(turns):
        if reasons[place]:
            continue
        after = _next(turns, reasons, acknowledging, place, before)
        if (
            before is not None
            and after is not None
            and acknowledging[place]
            and before.label == after.label != turn.label
            and not _answers(turn, before, after, interviewers)
        ):
            reasons[place] = BACK_CHANNEL
        else:
            before = turn
    return _nobody_vanishes(turns, reasons, interviewers)


def _next(
    turns: Sequence[Turn],
    reasons: Sequence[str],
    acknowledging: Sequence[bool],
    place: int,
    before: Turn | None,
) -> Turn | None:
    """The next turn of whoever spoke before, or else the next that does more than acknowledge."""
    for later in range(place + 1, len(turns)):
        is_of_before = before is not None and turns[later].label == before.label
        if not reasons[later] and (is_of_before or not acknowledging[later]):
            return turns[later]
    return None


def _answers(turn: Turn, before: Turn, after: Turn, interviewers: Collection[str]) -> bool:
    """Whether an acknowledging `turn` answers: a question, or whoever interviews and had ended."""
    last = sentences(before.text)[-1:]
    if any(asks(before.text[start:end]) for start, end in last):
        return True
    if before.label not in interviewers or turn.label in interviewers:
        return False
    return not _goes_on(before.text, after.text)


def _goes_on(before: str, after: str) -> bool:
    """Whether a sentence is broken off in `before` and goes on in `after`."""
    if _GOING_ON.search(before):
        return True
    is_cased = any(character.isupper() for character in before)
    return is_cased and not _ENDED.search(before) and after[:1].islower()


def _nobody_vanishes(
    turns: Sequence[Turn], reasons: list[str], interviewers: Collection[str]
) -> list[str]:
    """`reasons`, but a participant who only ever acknowledged is heard."""
    heard = {turn.label for turn, why in zip(turns, reasons, strict=True) if not why}
    return [
        "" if why == BACK_CHANNEL and turn.label not in heard | set(interviewers) else why
        for turn, why in zip(turns, reasons, strict=True)
    ]


def _joined(before: Spoken, turn: Turn, place: int) -> Spoken:
    """`before` and what its speaker went on to say; a line break where another was heard."""
    text = f"{before.turn.text}\n{turn.text}"
    whole = replace(before.turn, text=text, ends_at=turn.ends_at)
    return Spoken(whole, (*before.places, place))


def _told_short(one: Spoken) -> Spoken:
    is_short = words_in(one.turn.text) < LEAST_WORDS
    return replace(one, set_aside=SHORT_ANSWER) if is_short else one


__all__ = ["Silent", "Spoken", "exchange_of", "settled"]
