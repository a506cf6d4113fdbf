"""What looks wrong in a file that could be read, and how to mend it; a label is never told.

Speakers go by their number, in the order in which they first speak: labels may be names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from insight.corpus.corpus import Corpus
from insight.corpus.formats.content import Content, Prose, ResponseTable, Transcript, shown
from insight.corpus.formats.transcripts.captions import UNNAMED
from insight.corpus.reading import ReadFile
from insight.corpus.responses.respondents import ATTRIBUTES
from insight.settings import SourceSettings

LONGEST_TURN_WORDS = 1_500
_MOST_LEFT_OUT = 0.2
_FEWEST_PIECES = 10
_RARE_TURNS = 2
_OFTENER = 2
_NEARLY_EMPTY = 0.05
_FEWEST_ROWS = 20
_NEARLY_ALL = 0.6
_FEWEST_FILES = 3
_FEWEST_MARKS = 3
_OVERLAP_SECONDS = 5.0
# Left out as it must be, and no sign of a file that was read wrongly.
_EXPECTED = re.compile(
    r"empty answer|non-answer|withdrawn|heading|preview|back-channel|stage direction|directive"
    r"|page number|notice|boilerplate|repeated|(?:header|footer) of the pages|(?:foot|end)note"
)
_REDACTED = re.compile(
    r"\[(?:name|names?[ _-]?(?:removed|redacted|withheld)|redacted|anon(?:ymised|ymized)?|person"
    r"|place|location|organisation|town|village|hospital|email|phone|date|age)(?:[ _-]?\d+)?\]"
    r"|<(?:PERSON|NAME|LOCATION|ORGANI[SZ]ATION|REDACTED|DATE)(?:_\d+)?>|\bX{4,}\b|\*{4,}|█{2,}",
    re.IGNORECASE,
)
_GUESSED_ENCODING = re.compile(r": read as (?!utf)(\S+?)(?:,|$)|(\d+) lines?, which are in cp1252")
_GUESSED_ASKER = "taken for the interviewer"
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Beside:
    """What all files of a study have between them: seen once, however many there are.

    `same` are the files by a number that stands for their words; `talks` and `labels` count, by
    name of the source, its transcripts and those in which a label occurs.
    """

    same: Mapping[int, tuple[str, ...]]
    talks: Mapping[str, int]
    labels: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, read: Sequence[ReadFile]) -> Beside:
        """What is seen in all that was `read`."""
        same: dict[int, list[str]] = defaultdict(list)
        talks: Counter[str] = Counter()
        labels: dict[str, Counter[str]] = defaultdict(Counter)
        for one in read:
            if (words := _words_of(one.content)) is not None:
                same[words].append(one.file.source)
            if isinstance(one.content, Transcript):
                talks[one.file.settings.name] += 1
                labels[one.file.settings.name].update(set(_labels(one.content)))
        return cls({words: tuple(files) for words, files in same.items()}, talks, labels)


def suspicions_of(one: ReadFile, beside: Beside, today: date) -> Iterator[str]:
    """What looks wrong in `one`, told beside the other files of the study."""
    if one.content is None or one.tables is None:
        return
    settings = one.file.settings
    for other in beside.same.get(_words_of(one.content) or 0, ()):
        if other != one.file.source:
            yield f"it says the same as {other}, word for word: keep one of them"
    match one.content:
        case Transcript():
            yield from _about_talk(one.content, one.tables)
            yield from _unusual_labels(
                _labels(one.content), beside.labels[settings.name], beside.talks[settings.name]
            )
        case ResponseTable():
            yield from _about_survey(one.content, one.tables, settings)
        case Prose() if settings.kind == "auto" and beside.talks.get(settings.name):
            yield (
                "read as a document that nobody speaks in, though other files of the source are "
                "transcripts: are its labels missing? Set `layout`, or give it another source"
            )
        case _:
            pass
    yield from _about_text(one.tables, settings, today)


def _about_talk(found: Transcript, tables: Corpus) -> Iterator[str]:
    labels = _labels(found)
    turns = Counter(turn.label for turn in found.turns)
    if labels == [UNNAMED]:
        yield (
            "nobody is named in it, so that questions and answers cannot be told apart: export it "
            "with the names of the speakers, or put them in by hand"
        )
    elif len(labels) == 1:
        yield (
            "only one speaker was found: are labels missing? Begin each turn with a label, or set "
            "`layout`"
        )
    for number, label in enumerate(labels, 1):
        if like := _typed_alike(label, labels, turns):
            yield (
                f"speaker {number} has {counted(turns[label], 'turn')} under a label nearly that "
                f"of speaker {labels.index(like) + 1}: a slip of the keyboard? Correct the label"
            )
    yield from _about_askers(found, tables)
    for number, turn in enumerate(found.turns, 1):
        if (words := len(turn.text.split())) > LONGEST_TURN_WORDS:
            yield (
                f"turn {number} (speaker {labels.index(turn.label) + 1}) has {words:,} words: were "
                "the labels of others missed in it? Look there, or set `layout`"
            )
    starts = [turn.starts_at for turn in found.turns if turn.starts_at is not None]
    if back := sum(after < before - _OVERLAP_SECONDS for before, after in pairwise(starts)):
        yield f"times run backwards {counted(back, 'time')}: are parts in the wrong order?"


def _about_askers(found: Transcript, tables: Corpus) -> Iterator[str]:
    people = tables.speakers
    asking = set(people.loc[people["role"] == "interviewer", "label_in_source"])
    if not asking and len(_labels(found)) > 1:
        yield "nobody is known to be the interviewer: name the label with `interviewers`"
        return
    for note in tables.notes:
        if _GUESSED_ASKER in note:
            yield note.partition(": ")[2]
    words = Counter[bool]()
    for turn in found.turns:
        words[turn.label in asking] += len(turn.text.split())
    if words[True] > words[False] and words[False]:
        yield (
            "who asks says more than all who answer: is the right one taken for the interviewer? "
            "Say so with `interviewers`"
        )


def _labels(found: Transcript) -> list[str]:
    return list(dict.fromkeys(turn.label for turn in found.turns))


def _typed_alike(label: str, labels: Iterable[str], turns: Mapping[str, int]) -> str | None:
    """The label that somebody probably meant who typed `label`, which hardly occurs."""
    from rapidfuzz.distance import OSA

    if turns[label] > _RARE_TURNS:
        return None
    for other in labels:
        if other == label or turns[other] < _OFTENER * turns[label]:
            continue
        if _bare(label) == _bare(other):
            return other
        # P1 and P2 are two people.
        if _DIGITS.findall(label) != _DIGITS.findall(other):
            continue
        short = min(len(label), len(other))
        most = 0 if short < 3 else 1 if short < 6 else 2
        if OSA.distance(_bare(label), _bare(other)) <= most:
            return other
    return None


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", "", label).casefold()


def _unusual_labels(here: list[str], files: Mapping[str, int], talks: int) -> Iterator[str]:
    """Labels `here` alone, where one that nearly all transcripts of the source have is missing."""
    often = _NEARLY_ALL * talks
    usual = [label for label, times in files.items() if times >= often and label != UNNAMED]
    is_like_others = any(files[label] > 1 for label in here)
    if talks < _FEWEST_FILES or not is_like_others or all(label in here for label in usual):
        return
    alone = [str(n) for n, label in enumerate(here, 1) if files[label] == 1]
    if alone:
        yield (
            f"the label of speaker {', '.join(alone)} stands in this file alone, and one that "
            "nearly all others have is missing: correct it, if they are the same"
        )


def _about_survey(table: ResponseTable, tables: Corpus, settings: SourceSettings) -> Iterator[str]:
    asked = len(tables.speakers)
    questions = tables.documents["question"].value_counts()
    if not settings.columns.text:
        asking = (n for n, name in enumerate(table.header) if name in questions.index)
        names = "; ".join(f'"{shown(table, n)}"' for n in asking)
        yield f"taken for free text: {names}; name the columns with `columns.text`"
    if asked < _FEWEST_ROWS:
        return
    for name in settings.columns.text:
        answered = int(questions.get(" ".join(name.split()), 0))
        if answered < _NEARLY_EMPTY * asked:
            yield (
                f'only {answered} of {asked} answered "{_short(name)}": is it the right column '
                "of `columns.text`?"
            )
    for attribute in _EXPECTED_OF_ALL:
        named = getattr(settings.columns, attribute)
        told = int((tables.speakers[ATTRIBUTES[attribute]] != "").sum())
        if named and told < _NEARLY_EMPTY * asked:
            yield (
                f'only {told} of {asked} have something in "{_short(named)}": is it the right '
                f"column of `columns.{attribute}`?"
            )


# Consent, residence and speaking for others are advice's business.
_EXPECTED_OF_ALL = (
    *("stakeholder_group", "postcode", "lsoa", "age_band", "sex", "ethnicity", "disability"),
)


def _about_text(tables: Corpus, settings: SourceSettings, today: date) -> Iterator[str]:
    kept, gone = len(tables.segments), unexpected(tables.exclusions)
    share = gone.sum() / max(1, kept + gone.sum())
    if share > _MOST_LEFT_OUT and kept + gone.sum() >= _FEWEST_PIECES:
        yield (
            f"{share:.0%} of the file is left out, most of it as: {gone.idxmax()}; is it read in "
            "the right layout? Set `layout` where not"
        )
    languages = tables.segments["language"]
    foreign = languages[(languages != "") & (languages != settings.language)]
    if len(foreign):
        each = ", ".join(f"{n} in {name}" for name, n in sorted(foreign.value_counts().items()))
        yield f"{len(foreign)} of {kept} pieces are in other languages ({each}): translate them"
    marks = sum(len(_REDACTED.findall(text)) for text in tables.segments["text"])
    if marks >= _FEWEST_MARKS:
        yield (
            f"names seem to be taken out already ({marks} marks): what stands for them is not one "
            "person throughout the study; use the originals where you may"
        )
    days = tables.documents["collected_on"]
    if late := int((days > today.isoformat()).sum()):
        yield f"{counted(late, 'date')} in the future: correct the file, or set `collected_on`"
    for note in tables.notes:
        if found := _GUESSED_ENCODING.search(note):
            what = f"guessed to be {found[1]}" if found[1] else "mixed"
            yield f"its encoding is {what}: are letters with accents right? Save it as UTF-8"


def unexpected(exclusions: pd.DataFrame) -> pd.Series[int]:
    """How many pieces were left out that a file read rightly would not have, by reason."""
    reasons = exclusions["reason"]
    odd = ~reasons.str.contains(_EXPECTED, regex=True)
    return reasons[odd].value_counts().sort_index()


def _words_of(content: Content | None) -> int | None:
    """A number that stands for the words of a file, whatever its format; None for no words."""
    match content:
        case Transcript():
            return hash(" ".join(" ".join(turn.text for turn in content.turns).split()))
        case Prose():
            return hash(" ".join(" ".join(part.text for part in content.paragraphs).split()))
        case ResponseTable() if content.rows:
            return hash(tuple(row.cells for row in content.rows))
        case _:
            return None


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "turn"), counted(2, "turn")
    ('1 turn', '2 turns')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "..."
