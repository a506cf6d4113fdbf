"""Turns of one transcript -> its document, speakers and segments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.formats.content import Transcript, Turn
from insight.corpus.formats.transcripts.labels import is_asking
from insight.corpus.people.people import Roster, RosterRow, describe
from insight.corpus.words.segmentation import pieces
from insight.errors import SourceError

_MOST_IN_AN_INTERVIEW = 2
_LEAST_SHARE_OF_QUESTIONS = 0.3
_REQUEST = re.compile(
    r"\b(?:tell (?:me|us)|(?:talk|take|walk) (?:me|us) through|describe|say (?:a bit )?more"
    r"|give (?:me|us) an example|i(?:'d| would) like to (?:ask|hear|know)|i wonder|explain)\b",
    re.IGNORECASE,
)


def asks(words: str) -> bool:
    """Whether `words` ask: a question mark, or a request such as "tell me about"."""
    return "?" in words or _REQUEST.search(words) is not None


def transcript_tables(
    found: Transcript, origin: Origin, roster: Roster, withdrawn: Collection[str]
) -> Corpus:
    """The tables of one transcript; nobody in `withdrawn` (speaker ids) stays in them."""
    told = roster.speaking_in(origin.source)
    interviewers, notes = interviewers_of(found, origin, roster)
    labels = list(dict.fromkeys(turn.label for turn in found.turns))
    gone = {label for label in labels if origin.speaker_id(label) in withdrawn}
    if not any(label not in gone and label not in interviewers for label in labels):
        # What was asked of people who withdrew may tell who they were.
        gone = set(labels) if gone else gone
    kept = [turn for turn in found.turns if turn.label not in gone]
    exclusions = [origin.exclusion(piece.place, piece.reason) for piece in found.left_out]
    exclusions += [
        origin.exclusion(f"turn {number}", "withdrawn")
        for number, turn in enumerate(found.turns, 1)
        if turn.label in gone
    ]
    speakers = [
        _speaker(label, origin, roster, told.get(label), label in interviewers)
        for label in labels
        if label not in gone
    ]
    if told and (strangers := sum(label not in told for label in labels)):
        notes = (*notes, f"{strangers} labels are not in {roster.name}; nothing is known of them")
    participants = len(set(labels) - interviewers)
    told_of = (f"{found.layout}, {len(labels)} speakers, {len(found.turns)} turns",)
    return Corpus.of(
        documents=[_document(kept, found.held_on, participants, origin)] if kept else [],
        speakers=speakers,
        segments=_segments(kept, origin, interviewers),
        exclusions=exclusions,
        notes=origin.noted(*told_of, *notes, *found.notes),
    )


def interviewers_of(
    found: Transcript, origin: Origin, roster: Roster
) -> tuple[set[str], tuple[str, ...]]:
    """Labels that ask: told in the settings, on the roster, by the label itself, or guessed.

    The second part is what to tell the user of a guess.
    """
    told = roster.speaking_in(origin.source)
    labels = list(dict.fromkeys(turn.label for turn in found.turns))
    wanted = {name.casefold() for name in origin.settings.interviewers}
    if named := {label for label in labels if label.casefold() in wanted}:
        return named, ()
    roles = {label: roster.role(row) for label, row in told.items()}
    if listed := {label for label in labels if roles.get(label) == "interviewer"}:
        return listed, ()
    open_labels = [label for label in labels if not roles.get(label)]
    if shaped := {label for label in open_labels if is_asking(label)}:
        return shaped, ()
    if len(labels) < 2 or not open_labels:
        return set(), ()
    turns = Counter(turn.label for turn in found.turns)
    questions = Counter(turn.label for turn in found.turns if asks(turn.text))
    guess = max(open_labels, key=lambda label: (questions[label] / turns[label], turns[label]))
    share = questions[guess] / turns[guess]
    number = labels.index(guess) + 1
    if share < _LEAST_SHARE_OF_QUESTIONS:
        return set(), ("nobody asks often enough to be taken for the interviewer",)
    return {guess}, (
        f"speaker {number} was taken for the interviewer ({share:.0%} of the turns ask); "
        "say otherwise with the key `interviewers`",
    )


def _speaker(
    label: str, origin: Origin, roster: Roster, row: RosterRow | None, is_interviewer: bool
) -> dict[str, object]:
    told = {} if row is None else row.told
    where = origin.source if row is None else roster.where(row)
    attributes = describe(told, origin.settings, where)
    if is_interviewer:
        attributes["resident"] = False
    return {
        "speaker_id": origin.speaker_id(label),
        "source_name": origin.settings.name,
        "source": origin.source,
        "label_in_source": label,
        "role": "interviewer" if is_interviewer else "participant",
        **attributes,
    }


def _document(
    turns: list[Turn], held_on: str, participants: int, origin: Origin
) -> dict[str, object]:
    natural = "group" if participants > _MOST_IN_AN_INTERVIEW else "interview"
    return origin.document(
        "\n".join(turn.text for turn in turns),
        document_id=origin.document_id(),
        kind="transcript",
        mode=origin.mode(natural),
        collected_on=origin.day(held_on),
    )


@dataclass(frozen=True)
class _Question:
    """What the interviewer said last: the segment's id and words."""

    segment_id: str = ""
    text: str = ""


def _segments(turns: list[Turn], origin: Origin, interviewers: set[str]) -> list[dict[str, object]]:
    document_id = origin.document_id()
    question, is_prompted = _Question(), False
    spoken: Counter[str] = Counter()
    rows: list[dict[str, object]] = []
    offset = 0
    for turn in turns:
        speaker_id, is_interviewer = origin.speaker_id(turn.label), turn.label in interviewers
        spoken[turn.label] += 1
        asked = _Question() if is_interviewer else question
        for number, (start, end) in enumerate(pieces(turn.text)):
            # Counted by speaker, so that nobody's ids move when somebody else withdraws.
            own = (speaker_id, str(spoken[turn.label]), str(number))
            rows.append(
                origin.segment(
                    turn.text[start:end],
                    segment_id=origin.key.mint("s", document_id, *own),
                    document_id=document_id,
                    speaker_id=speaker_id,
                    position=len(rows),
                    start=offset + start,
                    end=offset + end,
                    question_asked=asked.text,
                    question_segment_id=asked.segment_id,
                    prompted=is_prompted and not is_interviewer,
                )
            )
        if is_interviewer:
            question = _Question(str(rows[-1]["segment_id"]), str(rows[-1]["text"]))
        is_prompted = is_interviewer and asks(turn.text)
        offset += len(turn.text) + 1
    return rows


def check_has_words(found: Transcript, where: str) -> None:
    """Raise SourceError where nobody says anything."""
    if not any(pieces(turn.text) for turn in found.turns):
        raise SourceError(
            "nobody says anything in this transcript",
            where=where,
            remedy="replace it, or take it out of the source",
        )
