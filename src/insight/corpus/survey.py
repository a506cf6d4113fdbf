"""Rows of a survey -> one speaker a response, one document an answer."""

from __future__ import annotations

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.formats.content import ResponseTable, Row, shown
from insight.corpus.formats.tables.table import check_has_rows
from insight.corpus.people.people import describe
from insight.corpus.words.cleaning import clean, notes_of
from insight.corpus.words.segmentation import pieces
from insight.errors import SourceError

# Key of [source.columns] -> column of speakers.
_ATTRIBUTES = {
    "stakeholder_group": "stakeholder_groups",
    "resident": "resident",
    "postcode": "postcode",
    "lsoa": "lsoa_code",
    "age_band": "age_band",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
    "consent_quote": "consent_quote",
    "consent_share": "consent_share",
    "consent_until": "consent_until",
}
_SAYS_NOTHING = frozenset(
    (
        *("n/a", "na", "n.a", "n / a", "not applicable", "null", "nan", "nil", "none"),
        *("none really", "nothing", "nothing to add", "nothing else", "nothing further"),
        *("no comment", "no comments", "no further comment", "no further comments"),
        *("no other comments", "no answer", "no response", "no reply", "blank", "x"),
    )
)
_LEAST_DISTINCT_SHARE = 0.7
_LEAST_LETTERS_SHARE = 0.8
_LEAST_WORDS = 4.0
_WORD = re.compile(r"[^\W\d_]{2,}")
_ROWS_NAMED = 5
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\b")
_PERSON_HEADERS = re.compile(r"\b(?:e-?mail|name|surname|forename|address|phone|ip)\b", re.I)


def says_nothing(answer: str) -> bool:
    """Whether `answer` only says that there is none; "No." is an answer.

    >>> says_nothing("N/A"), says_nothing(" - "), says_nothing("No.")
    (True, True, False)
    """
    bare = " ".join(answer.casefold().split()).strip(" .,!?-_*'\"()[]–—…")
    return not bare or bare in _SAYS_NOTHING


@dataclass(frozen=True)
class Response:
    """A row, and the id that it goes by: `documents.unit`."""

    row: Row
    unit: str


def survey_tables(table: ResponseTable, origin: Origin, withdrawn: Collection[str]) -> Corpus:
    """The tables of one survey; a response in `withdrawn` (speaker ids) is left out."""
    check_has_rows(table, origin.source)
    questions, notes = _questions(table, origin)
    attributes = {
        name: _column(table, told, f"columns.{key}", origin)
        for key, name in _ATTRIBUTES.items()
        if (told := getattr(origin.settings.columns, key))
    }
    found, exclusions = _distinct(responses(table, origin), origin)
    exclusions += [origin.exclusion(piece.place, piece.reason) for piece in table.left_out]
    staying = [r for r in found if origin.speaker_id(r.unit) not in withdrawn]
    exclusions += [
        origin.exclusion(f"response {r.unit}", "withdrawn")
        for r in found
        if origin.speaker_id(r.unit) in withdrawn
    ]
    tally: Counter[str] = Counter()
    documents: list[dict[str, object]] = []
    segments: list[dict[str, object]] = []
    day_column = _known_column(table, "collected_on")
    for response in staying:
        day = response.row.cells[day_column] if day_column is not None else ""
        for question in questions:
            answer = clean(response.row.cells[question], tally).strip()
            if says_nothing(answer):
                place = f"response {response.unit}, {table.header[question]}"
                exclusions.append(origin.exclusion(place, "empty answer"))
            else:
                document = _document(answer, response, table.header[question], day, origin)
                documents.append(document)
                segments += _segments(document, response, origin)
    if staying and not segments:
        raise SourceError(
            "no response holds an answer in words (all are empty, n/a, - or the like)",
            where=origin.source,
            remedy="check the key `columns.text` of its source",
        )
    told_of = f"{table.layout}, {len(table.rows)} rows, {len(questions)} open questions"
    return Corpus.of(
        documents=documents,
        speakers=_speakers(staying, attributes, origin),
        segments=segments,
        exclusions=exclusions,
        notes=origin.noted(told_of, *notes, *table.notes, *notes_of(tally)),
    )


def _questions(table: ResponseTable, origin: Origin) -> tuple[list[int], tuple[str, ...]]:
    told = origin.settings.columns.text
    if told:
        return [_column(table, name, "columns.text", origin) for name in told], ()
    chosen = free_text_columns(table)
    if not chosen:
        raise SourceError(
            "no column looks like free text (long, varied answers)",
            where=origin.source,
            remedy="name the columns with the key `columns.text` of its source",
        )
    names = "; ".join(shown(table, n) for n in chosen)
    return chosen, (f"columns taken for free text: {names}",)


def free_text_columns(table: ResponseTable) -> list[int]:
    """Numbers of the columns whose answers are long (4 words or more on average) and varied.

    Seven in ten answers must differ and eight in ten characters be letters; a column headed name,
    e-mail or the like never counts.
    """
    return [
        number
        for number, name in enumerate(table.header)
        if not _PERSON_HEADERS.search(name)
        and _is_free_text([row.cells[number] for row in table.rows])
    ]


def _is_free_text(cells: Sequence[str]) -> bool:
    answers = [cell.strip() for cell in cells if not says_nothing(cell)]
    if not answers:
        return False
    words = sum(len(_WORD.findall(answer)) for answer in answers) / len(answers)
    letters = sum(c.isalpha() or c.isspace() for answer in answers for c in answer)
    return (
        words >= _LEAST_WORDS
        and len(set(answers)) / len(answers) >= _LEAST_DISTINCT_SHARE
        and letters / sum(map(len, answers)) >= _LEAST_LETTERS_SHARE
    )


def _column(table: ResponseTable, name: str, key: str, origin: Origin) -> int:
    wanted = " ".join(name.split())
    places = [number for number, header in enumerate(table.header) if header == wanted]
    places = places or [number for number, alias in enumerate(table.aliases) if alias == wanted]
    if len(places) == 1:
        return places[0]
    near = difflib.get_close_matches(wanted, table.header, n=1)
    problem = "there are several columns" if places else "there is no column"
    remedy = f'did you mean "{near[0]}"?' if near and not places else "correct the name"
    raise SourceError(
        f'{problem} called "{name}"', where=f"{origin.source}, key {key}", remedy=remedy
    )


def _known_column(table: ResponseTable, what: str) -> int | None:
    """The column that the layout itself (Microsoft Forms) has for `what`."""
    return table.header.index(table.known[what]) if what in table.known else None


def responses(table: ResponseTable, origin: Origin) -> list[Response]:
    """The rows of `table`, each with the id that it goes by: its own, or one of its content."""
    told = origin.settings.columns.id
    column = _column(table, told, "columns.id", origin) if told else _known_column(table, "id")
    if column is not None:
        return [
            Response(row, _given_id(row, column, table.header[column], origin))
            for row in table.rows
        ]
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in table.rows:
        seen[row.cells] += 1
        found.append(Response(row, origin.response_id(row.cells, seen[row.cells])))
    return found


def _given_id(row: Row, column: int, header: str, origin: Origin) -> str:
    unit = " ".join(row.cells[column].split())
    if not unit:
        raise SourceError(
            "the response has no id",
            where=f'{origin.source}, row {row.number}, column "{header}"',
            remedy="fill it in, or leave the key `columns.id` out",
        )
    return unit


def _distinct(
    responses: list[Response], origin: Origin
) -> tuple[list[Response], list[dict[str, object]]]:
    """Each response once; the same id with other content is an error."""
    kept: dict[str, Response] = {}
    exclusions = []
    for response in responses:
        first = kept.setdefault(response.unit, response)
        if first.row.cells != response.row.cells:
            raise SourceError(
                "two different responses have the same id",
                where=f"{origin.source}, rows {first.row.number} and {response.row.number}",
                remedy="correct the id of one, or take one out",
            )
        if first is not response:
            place = f"response {response.unit}"
            exclusions.append(origin.exclusion(place, "duplicate response"))
    return list(kept.values()), exclusions


def _speakers(
    responses: list[Response], attributes: dict[str, int], origin: Origin
) -> list[dict[str, object]]:
    found = []
    problems: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for response in responses:
        told = {name: response.row.cells[number] for name, number in attributes.items()}
        try:
            described = describe(told, origin.settings, origin.source)
        except SourceError as error:
            problems[error.problem, error.remedy].append(response.row.number)
            continue
        found.append(
            {
                "speaker_id": origin.speaker_id(response.unit),
                "source_name": origin.settings.name,
                "source": origin.source,
                "label_in_source": response.unit,
                "role": "participant",
                **described,
            }
        )
    for (problem, remedy), rows in problems.items():
        named = ", ".join(map(str, rows[:_ROWS_NAMED]))
        more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
        where = f"{origin.source}, row{'s' if len(rows) > 1 else ''} {named}{more}"
        raise SourceError(problem, where=where, remedy=remedy)
    return found


def _document(
    answer: str, response: Response, question: str, day: str, origin: Origin
) -> dict[str, object]:
    return origin.document(
        answer,
        document_id=origin.document_id(response.unit, question),
        unit=response.unit,
        kind="survey",
        mode=origin.mode("survey"),
        # Copies of Microsoft Forms as CSV hold dates such as 3/9/26, which are not certain.
        collected_on=origin.day(day[:10] if _ISO_DAY.match(day) else ""),
        question=question,
    )


def _segments(
    document: dict[str, object], response: Response, origin: Origin
) -> list[dict[str, object]]:
    answer, document_id = str(document["text"]), str(document["document_id"])
    return [
        origin.segment(
            answer[start:end],
            segment_id=origin.key.mint("s", document_id, str(position)),
            document_id=document_id,
            speaker_id=origin.speaker_id(response.unit),
            position=position,
            start=start,
            end=end,
            question_asked=document["question"],
            prompted=True,
        )
        for position, (start, end) in enumerate(pieces(answer))
    ]
