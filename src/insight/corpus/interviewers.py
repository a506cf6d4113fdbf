"""Who asks in a transcript: told in the settings, on the roster, by the labels, or else guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from insight.corpus.corpus import Origin
from insight.corpus.formats.content import Transcript, Turn
from insight.corpus.formats.transcripts.labels import is_asking, is_generic, speaks_for
from insight.corpus.people.roster import Roster
from insight.corpus.utterances import asks, is_back_channel

_LEAST_SHARE_OF_QUESTIONS = 0.3
_LEAST_SHARE_BESIDE = 0.15
# A second one must ask more surely than the first: participants ask back.
_LEAST_SHARE_OF_ANOTHER = 0.5
_LEAST_QUESTIONS_OF_ANOTHER = 3
# Turns added to each speaker's, so that who speaks once, and asks, is not taken.
_FEW = 2
_I = re.compile(r"I[ _.-]?\d{0,2}")
_ANSWERING = re.compile(
    r"(?:[PRASB]|part(?:icipant)?|resp(?:ondent)?|interviewee)[ _.-]?\d{0,3}", re.I
)


def interviewers_of(
    found: Transcript, origin: Origin, roster: Roster
) -> tuple[set[str], tuple[str, ...]]:
    """Labels that ask: told in the settings, on the roster, by the label itself, or guessed.

    The second part is what to tell the user of a guess: speakers by number, never by name.
    """
    told = roster.speaking_in(origin.source)
    labels = list(dict.fromkeys(turn.label for turn in found.turns))
    wanted = {name.casefold() for name in origin.settings.interviewers}
    if named := {label for label in labels if label.casefold() in wanted}:
        return named, ()
    roles = {label: roster.role(row) for label, row in told.items()}
    if listed := {label for label in labels if roles.get(label) == "interviewer"}:
        return listed, ()
    open_labels = [label for label in labels if not roles.get(label) and not speaks_for(label)]
    if shaped := _asking_by_label(open_labels):
        return shaped, ()
    if len(labels) < 2 or not open_labels:
        return set(), ()
    return _guessed(found.turns, labels, open_labels)


def _asking_by_label(labels: Sequence[str]) -> set[str]:
    if shaped := {label for label in labels if is_asking(label)}:
        return shaped
    # I: is the interviewer beside P: or R:, and could be anything beside names.
    asking = {label for label in labels if _I.fullmatch(label)}
    others = [label for label in labels if label not in asking]
    is_answered = bool(others) and all(_ANSWERING.fullmatch(label) for label in others)
    return asking if is_answered else set()


def _guessed(
    turns: Sequence[Turn], labels: Sequence[str], open_labels: Sequence[str]
) -> tuple[set[str], tuple[str, ...]]:
    """Who asks most often for the turns in which they do more than acknowledge.

    Labels such as Participant answer; whoever speaks beside these alone needs to ask less often.
    """
    told = [turn for turn in turns if not is_back_channel(turn.text)]
    spoken = Counter(turn.label for turn in told)
    questions = Counter(turn.label for turn in told if asks(turn.text))
    answering = {label for label in labels if _ANSWERING.fullmatch(label)}
    possible = [label for label in open_labels if label not in answering] or list(open_labels)
    order = sorted(
        possible,
        key=lambda label: (questions[label] / (spoken[label] + _FEW), spoken[label]),
        reverse=True,
    )
    shares = {label: questions[label] / max(1, spoken[label]) for label in possible}
    first, *others = order
    is_beside = bool(answering) and set(labels) - answering == {first}
    if shares[first] < (_LEAST_SHARE_BESIDE if is_beside else _LEAST_SHARE_OF_QUESTIONS):
        return set(), ("nobody asks often enough to be taken for the interviewer",)
    chosen = [first] + [label for label in others if _asks_too(label, shares, questions)]
    chosen = chosen[: max(1, len(labels) - 1)]
    return set(chosen), tuple(
        f"speaker {labels.index(label) + 1} was taken for the interviewer "
        f"({shares[label]:.0%} of the turns ask); say otherwise with the key `interviewers`"
        for label in sorted(chosen, key=labels.index)
    )


def _asks_too(label: str, shares: Mapping[str, float], questions: Mapping[str, int]) -> bool:
    """Whether a second label asks so surely that there were two interviewers."""
    return (
        shares[label] >= _LEAST_SHARE_OF_ANOTHER
        and questions[label] >= _LEAST_QUESTIONS_OF_ANOTHER
        and not is_generic(label)
    )


__all__ = ["interviewers_of"]
