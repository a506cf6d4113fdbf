"""Which columns of a survey are open questions, and which of these leave open what to talk of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from insight.corpus.corpus import Origin
from insight.corpus.formats.content import ResponseTable, shown
from insight.corpus.formats.tables.person import tells_who
from insight.corpus.responses.columns import column_of
from insight.corpus.words.nonanswers import says_nothing
from insight.errors import SourceError

_LEAST_DISTINCT_SHARE = 0.7
_LEAST_LETTERS_SHARE = 0.8
_LEAST_WORDS = 4.0
_LEAST_WORDS_TOLD = 2.0
_LEAST_LENGTH = 12
_LEAST_CHOICES = 2.0
_WORD = re.compile(r"[^\W\d_]{2,}")
_PERSON_WORDS = re.compile(r"\b(?:e-?mail|name|surname|forename|address|phone|ip)\b", re.I)
_SAYS_FREE = re.compile(
    r"\bfree[ _-]?text\b|\bopen[ -](?:text|ended)\b|\bin your own words\b", re.IGNORECASE
)
_SHORT_HEADING = 3
_OPEN = re.compile(
    r"\b(?:anything|something) (?:else|more|further|other)\b"
    r"|\b(?:is|was) there anything (?:you|that)\b"
    r"|\b(?:any|further|other|additional|general|final) (?:other |further |additional |general )?"
    r"(?:comments?|thoughts|remarks|feedback|views|information|points)\b"
    r"|^\W*(?:\w{1,3}[.):]\s*)?(?:your |free[ -]?text |open )?(?:comments?|remarks|feedback)"
    r"(?: box| here)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """An open question: its column, its words, and whether it tells what to talk of."""

    column: int
    words: str
    prompted: bool


def questions_of(table: ResponseTable, origin: Origin) -> tuple[list[Question], tuple[str, ...]]:
    """The open questions of a survey, from the settings or guessed, and what was guessed.

    Raises SourceError for a question that is not there, and where none looks open.
    """
    columns, notes = _columns(table, origin)
    open_told = {
        column_of(table, name, "unprompted", origin) for name in origin.settings.unprompted
    }
    read_as_open = [n for n in columns if n not in open_told and leaves_open(table.header[n])]
    if read_as_open:
        names = "; ".join(shown(table, n) for n in read_as_open)
        notes = (*notes, f"questions that leave open what to talk of (unprompted): {names}")
    unprompted = {*open_told, *read_as_open}
    return [Question(n, table.header[n], n not in unprompted) for n in columns], notes


def leaves_open(question: str) -> bool:
    """Whether `question` leaves open what to talk of.

    >>> leaves_open("Is there anything else you would like to tell us?"), leaves_open("Comments")
    (True, True)
    >>> leaves_open("What should change?"), leaves_open("Why did you make this comment?")
    (False, False)
    """
    return bool(_OPEN.search(question))


def _columns(table: ResponseTable, origin: Origin) -> tuple[list[int], tuple[str, ...]]:
    told = origin.settings.columns.text
    if told:
        named = [column_of(table, name, "columns.text", origin) for name in told]
        return list(dict.fromkeys(named)), ()
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
    e-mail or the like never counts, nor does one of choices that are joined by semicolons. Where
    the platform knows a column for free text, or its heading says so, two words are enough.
    """
    return [
        number
        for number, name in enumerate(table.header)
        if not _is_about_person(name)
        and _is_free_text(
            [row.cells[number] for row in table.rows],
            name in table.free or bool(_SAYS_FREE.search(name)),
        )
    ]


def _is_about_person(name: str) -> bool:
    short = len(name.split()) <= _SHORT_HEADING
    return tells_who(name) or (short and bool(_PERSON_WORDS.search(name)))


def _is_free_text(cells: Sequence[str], is_told: bool) -> bool:
    filled = [cell for cell in map(str.strip, cells) if cell]
    length = sum(map(len, filled))
    if not filled or (length < _LEAST_LENGTH * len(filled) and not is_told):
        return False
    answers = [cell for cell in filled if not says_nothing(cell)]
    if not answers:
        return False
    words = sum(len(_WORD.findall(answer)) for answer in answers) / len(answers)
    letters = sum(c.isalpha() or c.isspace() for answer in answers for c in answer)
    return (
        words >= (_LEAST_WORDS_TOLD if is_told else _LEAST_WORDS)
        and len(set(answers)) / len(answers) >= _LEAST_DISTINCT_SHARE
        and letters / sum(map(len, answers)) >= _LEAST_LETTERS_SHARE
        and not _are_choices(answers)
    )


def _are_choices(answers: Sequence[str]) -> bool:
    """Whether the parts between semicolons recur, as choices that were ticked do."""
    parts = [part.strip() for answer in answers for part in answer.split(";") if part.strip()]
    several = len(parts) > len(answers)
    return several and len(parts) >= _LEAST_CHOICES * len(set(parts))
