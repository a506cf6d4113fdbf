"""Texts of a project -> documents, speakers, segments as of any file, and who coded what in them.

Each text is read as a file of its own would be. A case that holds it, or holds what somebody says
in it, is who speaks; one case in two texts is one person. Codings are cut at the borders of the
segments, so that each row is about words of one segment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from insight.corpus.corpus import Corpus, Origin, combined
from insight.corpus.formats.content import Prose, Transcript
from insight.corpus.formats.projects.parts import Project, Source
from insight.corpus.formats.projects.placing import Piece, Placed, placed
from insight.corpus.formats.projects.spoken import Held, as_spoken, held_in, labels_of, words_of
from insight.corpus.people.cases import check_columns, roster_of, told_of, unused, who_speaks
from insight.corpus.people.roster import Roster
from insight.corpus.statements import statement_tables
from insight.corpus.transcript import interviewers_of, transcript_tables
from insight.corpus.words.segmentation import pieces
from insight.schemas import Exclusions, SourceCodings, Speakers, Table, columns_of, validate

_SPOKEN = ("interview", "group", "survey")
_LOST = "a coding of words that are in no segment: a label, a heading, or left out"


@dataclass(frozen=True)
class TextOrigin(Origin):
    """A text in a project: its ids are minted from its guid, those of people from their cases."""

    number: int
    unit: str
    people: Mapping[str, str] = field(default_factory=dict)

    def document_id(self, unit: str = "", question: str = "") -> str:
        """Id of the text."""
        return super().document_id(f"{self.unit} {unit}".strip(), question)

    def speaker_id(self, label: str) -> str:
        """Id of who has this label in the text; of a case, the same in every text."""
        case = self.people.get(label)
        return super().speaker_id(f"case {case}" if case else f"{self.unit} {label}")

    def exclusion(self, place: str, reason: str) -> dict[str, object]:
        """A row of exclusions, whose place names the text."""
        return super().exclusion(f"source {self.number}, {place}", reason)

    def noted(self, *notes: str) -> tuple[str, ...]:
        """`notes` as they are: they are told once for all texts of which they hold."""
        return notes


@dataclass(frozen=True)
class _Read:
    """The tables of one text, the codings in it, and those of words that are no segment's."""

    number: int
    tables: Corpus
    codings: tuple[dict[str, object], ...] = ()
    lost: tuple[dict[str, object], ...] = ()
    notes: tuple[str, ...] = ()


def project_tables(
    project: Project, origin: Origin, roster: Roster, withdrawn: Collection[str]
) -> Corpus:
    """The tables of one project; nobody in `withdrawn` (speaker ids) stays in them.

    Raises SourceError where the settings name a variable that no case has, or a variable holds
    what nobody understands.
    """
    check_columns(project, origin.settings, origin.source)
    read = [_text_tables(source, project, origin, roster, withdrawn) for source in project.sources]
    joined = combined(
        [Corpus.of(), *(replace(r.tables, speakers=r.tables.speakers[:0]) for r in read)]
    )
    speakers = pd.concat([joined.speakers, *(one.tables.speakers for one in read)])
    left_out = [origin.exclusion(piece.place, piece.reason) for piece in project.left_out]
    left_out += [lost for one in read for lost in one.lost]
    codings = _frame(SourceCodings, [row for one in read for row in one.codings])
    codings = codings.sort_values([*SourceCodings._key, "coded_on"], kind="stable")
    codings = validate(SourceCodings, codings.drop_duplicates(list(SourceCodings._key)))
    return replace(
        joined,
        speakers=validate(Speakers, speakers.drop_duplicates("speaker_id")),
        exclusions=validate(
            Exclusions, pd.concat([joined.exclusions, _frame(Exclusions, left_out)])
        ),
        codings=codings,
        notes=origin.noted(
            f"{project.layout}, {len(read)} texts, {len(project.cases)} cases",
            *project.notes,
            *(() if read else ("no text of it can be read: export it together with its sources",)),
            *unused(project, origin.settings),
            *_told_once(read),
            *_on_codings(codings, read),
        ),
    )


def labels_in(project: Project, file: str) -> dict[str, frozenset[str]]:
    """Labels under which anybody speaks in `file`, and in each of its texts (`file`/name)."""
    found = {
        f"{file}/{source.name}": frozenset(
            labels_of(source.content)
            if isinstance(source.content, Transcript)
            else (source.name,)  # A text without labels may be somebody's own words.
        )
        for source in project.sources
    }
    names = {case.name for case in project.cases} - {""}
    return {**found, file: frozenset(names).union(*found.values())}


def _text_tables(
    source: Source, project: Project, origin: Origin, roster: Roster, withdrawn: Collection[str]
) -> _Read:
    own = TextOrigin(
        origin.settings, origin.source, origin.sha256, origin.key, source.number, source.guid
    )
    held = held_in(source, project)
    tells_of_a_person = bool(told_of(held.variables, origin.settings))
    is_spoken = tells_of_a_person or origin.settings.mode in _SPOKEN
    content = as_spoken(source, held, is_spoken=is_spoken)
    if not any(pieces(words) for words in words_of(content)):
        why = "headings and no sentences" if words_of(source.content) else "nobody says anything"
        return _Read(source.number, Corpus.of(), lost=(own.exclusion("the whole text", why),))
    if isinstance(content, Prose):
        return _with_codings(statement_tables(content, own), source, {}, own, ())
    interviewers, _ = interviewers_of(content, own, roster)
    participants = [label for label in labels_of(content) if label not in interviewers]
    people, left = who_speaks(participants, held.by_label(source, content), held.whole, source.name)
    own = replace(own, people={label: case.guid for label, case in people.items()})
    labels = labels_of(content)
    listed = {**roster.speaking_in(origin.source), **roster.speaking_in(_within(origin, source))}
    known = roster_of(
        labels,
        people,
        {participants[0]: held.variables} if len(participants) == 1 and held.variables else {},
        {label: row for label, row in listed.items() if label in labels},
        origin.settings,
        origin.source,
    )
    tables = transcript_tables(content, own, known, withdrawn)
    is_labelled = content is source.content
    by_id = {own.speaker_id(label): label for label in labels} if is_labelled else {}
    return _with_codings(tables, source, by_id, own, tuple(_on_people(left, held, participants)))


def _within(origin: Origin, source: Source) -> str:
    """What a table of speakers may call a text: the project and the text's name in it."""
    return f"{origin.source}/{source.name}"


def _with_codings(
    tables: Corpus,
    source: Source,
    labels: Mapping[str, str],
    origin: TextOrigin,
    notes: tuple[str, ...],
) -> _Read:
    """`tables` with the times and codings that the project has for their words."""
    segments = tables.segments.sort_values("position")
    where = placed(
        source.text,
        [
            Piece(text, labels.get(speaker, ""))
            for text, speaker in zip(segments["text"], segments["speaker_id"], strict=True)
        ],
    )
    codings: list[dict[str, object]] = []
    lost: list[dict[str, object]] = []
    found = list(zip(segments["segment_id"], segments["text"], where, strict=True))
    for selection in source.selections:
        spans = list(_spans(found, selection.start, selection.end))
        for coding in selection.codings:
            told = {"code": coding.code, "coder": coding.coder, "coded_on": coding.coded_on}
            codings += [{**span, **told} for span in spans]
            if not spans:
                lost.append(origin.exclusion(f"selection {selection.number}", _LOST))
    timed = _timed(segments, where, source)
    missing = sum(place is None for place in where) if source.selections else 0
    told_of_missing = f"{missing} segments were not found again in the text of the project"
    return _Read(
        source.number,
        replace(tables, segments=timed),
        tuple(codings),
        tuple(lost),
        (*tables.notes, *notes, *((told_of_missing,) if missing else ())),
    )


def _spans(
    found: Iterable[tuple[str, str, Placed | None]], start: int, end: int
) -> Iterator[dict[str, object]]:
    """Which words of which segments stand between `start` and `end` of the text."""
    for segment_id, text, place in found:
        if place is None or place.end <= start or place.start >= end:
            continue
        span = place.within(start, end)
        if span is not None and any(sign.isalnum() for sign in text[span[0] : span[1]]):
            yield {"segment_id": segment_id, "start": span[0], "end": span[1]}


def _timed(segments: pd.DataFrame, where: Sequence[Placed | None], source: Source) -> pd.DataFrame:
    """`segments` (in order) with the times of the points that stand between them."""
    if not source.points or segments["starts_at"].notna().any():
        return segments
    starts: list[float | None] = [None] * len(segments)
    ends: list[float | None] = [None] * len(segments)
    known = [(number, place) for number, place in enumerate(where) if place is not None]
    before = 0
    for order, (number, place) in enumerate(known):
        following = known[order + 1][1].start if order + 1 < len(known) else len(source.text)
        ahead = [p.seconds for p in source.points if before <= p.position <= place.start]
        behind = [p.seconds for p in source.points if place.end <= p.position <= following]
        starts[number] = ahead[-1] if ahead else None
        ends[number] = behind[0] if behind else None
        before = place.end
    return segments.assign(
        starts_at=pd.array(starts, dtype="Float64").astype("float64"),
        ends_at=pd.array(ends, dtype="Float64").astype("float64"),
    )


def _on_people(left: int, held: Held, participants: Sequence[str]) -> Iterator[str]:
    if left:
        yield (
            f"{left} cases hold words here, and who of the {len(participants)} participants each "
            "is cannot be told: name the cases as the labels are"
        )
    if held.variables and len(participants) > 1:
        yield "variables of a text in which several people speak are nobody's"


def _on_codings(codings: pd.DataFrame, read: Sequence[_Read]) -> Iterator[str]:
    lost = sum(len(one.lost) for one in read)
    if len(codings):
        yield (
            f"{len(codings)} codings of {codings['segment_id'].nunique()} segments, "
            f"{codings['code'].nunique()} codes, {codings['coder'].nunique()} coders"
        )
    if lost:
        yield f"{lost} codings are of words that are no segment's; the exclusions list them"


def _told_once(read: Sequence[_Read]) -> Iterator[str]:
    """Each note with the texts of which it holds."""
    numbers: dict[str, list[int]] = {}
    for one in read:
        for note in one.notes:
            numbers.setdefault(note, []).append(one.number)
    for note, own in numbers.items():
        yield f"{note} (source{'s' if len(own) > 1 else ''} {_runs(own)})"


def _runs(numbers: Sequence[int]) -> str:
    """Numbers in ascending order, runs of them in short: 1-3, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _frame(table: type[Table], rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    return validate(table, pd.DataFrame(list(rows), columns=columns_of(table)))
