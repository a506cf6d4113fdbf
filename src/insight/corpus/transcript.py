"""Turns of one transcript -> its document, speakers and segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.exchange import Silent, Spoken, exchange_of
from insight.corpus.formats.content import Transcript
from insight.corpus.formats.transcripts.labels import speaks_for
from insight.corpus.interviewers import interviewers_of
from insight.corpus.people.attributes import describe
from insight.corpus.people.roster import Roster, RosterRow
from insight.corpus.utterances import asks
from insight.corpus.words.cleaning import notes_of
from insight.corpus.words.fillers import drop_fillers
from insight.corpus.words.segmentation import pieces
from insight.errors import SourceError

_MOST_IN_AN_INTERVIEW = 2


def transcript_tables(
    found: Transcript, origin: Origin, roster: Roster, withdrawn: Collection[str]
) -> Corpus:
    """The tables of one transcript; nobody in `withdrawn` (speaker ids) stays in them.

    Every turn of the file is in the segments, or in the exclusions with its reason. What is no
    turn is found before anybody is taken out, so that no id depends on who has withdrawn.
    """
    told = roster.speaking_in(origin.source)
    interviewers, notes = interviewers_of(found, origin, roster)
    labels = list(dict.fromkeys(turn.label for turn in found.turns))
    gone = {label for label in labels if origin.speaker_id(label) in withdrawn}
    if not any(label not in gone and label not in interviewers for label in labels):
        # What was asked of people who withdrew may tell who they were.
        gone = set(labels) if gone else gone
    spoken, silent = exchange_of(found, interviewers)
    if origin.settings.drop_fillers:
        tally: Counter[str] = Counter()
        spoken = [_without_fillers(one, tally) for one in spoken]
        notes = (*notes, *notes_of(tally))
    kept = [one for one in spoken if one.turn.label not in gone and one.turn.text]
    speakers = [
        _speaker(label, origin, roster, told.get(label), label in interviewers)
        for label in labels
        if label not in gone
    ]
    if told and (strangers := sum(label not in told for label in labels)):
        notes = (*notes, f"{strangers} labels are not in {roster.name}; nothing is known of them")
    participants = [
        label
        for label in labels
        if label not in interviewers and speaks_for(label) != "interpreter"
    ]
    if others := sum(bool(speaks_for(label)) for label in labels):
        notes = (*notes, f"{others} labels say that their speakers interpret or speak for others")
    told_of = (f"{found.layout}, {len(labels)} speakers, {len(found.turns)} turns",)
    return Corpus.of(
        documents=[_document(kept, found.held_on, len(participants), origin)] if kept else [],
        speakers=speakers,
        segments=_segments(kept, origin, interviewers),
        exclusions=[
            *(origin.exclusion(piece.place, piece.reason) for piece in found.left_out),
            *_excluded(spoken, silent, gone, origin),
        ],
        notes=origin.noted(*told_of, *notes, *found.notes),
    )


def _without_fillers(one: Spoken, tally: Counter[str]) -> Spoken:
    return replace(one, turn=replace(one.turn, text=drop_fillers(one.turn.text, tally).strip()))


def _excluded(
    spoken: Sequence[Spoken], silent: Sequence[Silent], gone: Collection[str], origin: Origin
) -> list[dict[str, object]]:
    """Turns of the file that are in no segment, by their number in the file."""
    reasons = {one.place: "withdrawn" if one.label in gone else one.reason for one in silent}
    for one in spoken:
        if one.turn.label in gone:
            reasons |= dict.fromkeys(one.places, "withdrawn")
        elif not one.turn.text.strip():
            reasons |= dict.fromkeys(one.places, "no words")
    return [origin.exclusion(f"turn {place}", reasons[place]) for place in sorted(reasons)]


def _speaker(
    label: str, origin: Origin, roster: Roster, row: RosterRow | None, is_interviewer: bool
) -> dict[str, object]:
    told = {} if row is None else dict(row.told)
    if not told.get("speaks_for") and (shown := speaks_for(label)):
        told["speaks_for"] = shown
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
    spoken: Sequence[Spoken], held_on: str, participants: int, origin: Origin
) -> dict[str, object]:
    natural = "group" if participants > _MOST_IN_AN_INTERVIEW else "interview"
    return origin.document(
        "\n".join(one.turn.text for one in spoken),
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


def _segments(
    spoken: Sequence[Spoken], origin: Origin, interviewers: Collection[str]
) -> list[dict[str, object]]:
    document_id = origin.document_id()
    question, is_prompted = _Question(), False
    rows: list[dict[str, object]] = []
    offset = 0
    for one in spoken:
        turn, is_interviewer = one.turn, one.turn.label in interviewers
        speaker_id = origin.speaker_id(turn.label)
        asked = _Question() if is_interviewer else question
        spans = pieces(turn.text)
        for number, (start, end) in enumerate(spans):
            # Counted by speaker, so that nobody's ids move when somebody else withdraws.
            own = (speaker_id, str(turn.number), str(number))
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
                    # Nothing tells when the pieces between the first and the last were said.
                    starts_at=turn.starts_at if number == 0 else None,
                    ends_at=turn.ends_at if number == len(spans) - 1 else None,
                    set_aside=one.set_aside,
                )
            )
        if is_interviewer and spans:
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


__all__ = ["check_has_words", "interviewers_of", "transcript_tables"]
