"""Rows of a survey -> one speaker a person, one document an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.formats.content import ResponseTable
from insight.corpus.formats.tables import check_has_rows
from insight.corpus.formats.tables.days import iso_days
from insight.corpus.responses.columns import column_of, known_column
from insight.corpus.responses.questions import Question, free_text_columns, questions_of
from insight.corpus.responses.respondents import Response, distinct, responses, speakers_of
from insight.corpus.words.cleaning import clean, notes_of
from insight.corpus.words.fillers import drop_fillers
from insight.corpus.words.nonanswers import says_nothing
from insight.corpus.words.segmentation import pieces
from insight.errors import SourceError

_LEAST_WORDS = 4
SHORT_ANSWER = "short answer"


def survey_tables(table: ResponseTable, origin: Origin, withdrawn: Collection[str]) -> Corpus:
    """The tables of one survey; whoever is in `withdrawn` (speaker ids) is left out.

    Every answer is a document or an exclusion: of a row that is left out whole there is one
    exclusion, of an answer that says nothing another. Raises SourceError for what cannot be
    understood, naming rows and columns.
    """
    check_has_rows(table, origin.source)
    questions, guessed = questions_of(table, origin)
    found, exclusions = distinct(responses(table, origin), origin)
    exclusions += [origin.exclusion(piece.place, piece.reason) for piece in table.left_out]
    staying, gone = _parted(found, origin, withdrawn)
    exclusions += [origin.exclusion(f"response {one.unit}", "withdrawn") for one in gone]
    days, doubt = _days(table, staying, origin)
    speakers, differing = speakers_of(table, staying, origin)
    answers = _Answers(origin)
    for response, day in zip(staying, days, strict=True):
        answers.add(response, day, questions)
    if staying and not answers.segments:
        raise SourceError(
            "no response holds an answer in words (all are empty, n/a, - or the like)",
            where=origin.source,
            remedy="check the key `columns.text` of its source",
        )
    told_of = f"{table.layout}, {len(table.rows)} rows, {len(questions)} open questions"
    return Corpus.of(
        documents=answers.documents,
        speakers=speakers,
        segments=answers.segments,
        exclusions=exclusions + answers.exclusions,
        notes=origin.noted(
            told_of, *guessed, *table.notes, *doubt, *differing, *notes_of(answers.tally)
        ),
    )


def _parted(
    found: Sequence[Response], origin: Origin, withdrawn: Collection[str]
) -> tuple[list[Response], list[Response]]:
    """Responses that stay, and those of people who withdrew."""
    if not withdrawn:
        return list(found), []
    staying: list[Response] = []
    gone: list[Response] = []
    for response in found:
        (gone if origin.speaker_id(response.who) in withdrawn else staying).append(response)
    return staying, gone


def _days(
    table: ResponseTable, staying: Sequence[Response], origin: Origin
) -> tuple[list[str], tuple[str, ...]]:
    """When each response was given, as far as a column or the settings tell."""
    told = origin.settings.columns.collected_on
    known = known_column(table, "collected_on")
    column = column_of(table, told, "columns.collected_on", origin) if told else known
    if column is None or origin.settings.collected_on:
        return [origin.day("")] * len(staying), ()
    days, doubt = iso_days([response.row.cells[column] for response in staying])
    return days, (doubt,) if doubt else ()


class _Answers:
    """The answers of a survey as they become documents, segments and exclusions."""

    def __init__(self, origin: Origin) -> None:
        self.documents: list[dict[str, object]] = []
        self.segments: list[dict[str, object]] = []
        self.exclusions: list[dict[str, object]] = []
        self.tally: Counter[str] = Counter()
        self._origin = origin

    def add(self, response: Response, day: str, questions: Sequence[Question]) -> None:
        """What `response` says to each of `questions`."""
        speaker_id = self._origin.speaker_id(response.who)
        for question in questions:
            answer = clean(response.row.cells[question.column], self.tally).strip()
            if self._origin.settings.drop_fillers:
                answer = drop_fillers(answer, self.tally).strip()
            reason = says_nothing(answer, question.words)
            if reason:
                place = f"response {response.unit}, {question.words}"
                self.exclusions.append(self._origin.exclusion(place, reason))
            else:
                self._keep(answer, response.unit, speaker_id, day, question)

    def _keep(self, answer: str, unit: str, speaker_id: str, day: str, question: Question) -> None:
        origin = self._origin
        document_id = origin.document_id(unit, question.words)
        self.documents.append(
            origin.document(
                answer,
                document_id=document_id,
                unit=unit,
                kind="survey",
                mode=origin.mode("survey"),
                collected_on=day,
                question=question.words,
            )
        )
        is_short = len(answer.split(None, _LEAST_WORDS - 1)) < _LEAST_WORDS
        self.segments += [
            origin.segment(
                answer[start:end],
                segment_id=origin.key.mint("s", document_id, str(position)),
                document_id=document_id,
                speaker_id=speaker_id,
                position=position,
                start=start,
                end=end,
                question_asked=question.words,
                prompted=question.prompted,
                set_aside=SHORT_ANSWER if is_short else "",
            )
            for position, (start, end) in enumerate(pieces(answer))
        ]


__all__ = ["free_text_columns", "responses", "says_nothing", "survey_tables"]
