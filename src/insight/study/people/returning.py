"""What people coded in another program, on a project of this study, put into the ledger.

A text of the project is known by its guid, else by its words. Positions are checked against the
words that selections quote, whatever the program counts, and each segment is looked for in the
text as that program has it. Codes count that are called as those of the codebook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from insight.errors import InputError
from insight.schemas.base import is_reserved
from insight.study.people.handing_on import allowed, said_by
from insight.study.people.who import person_named

if TYPE_CHECKING:
    from insight.coding import Marks
    from insight.corpus.formats.projects.verifying import Plain
    from insight.exchange import Coded, Document, Node, Project
    from insight.store.ledger import Decision
    from insight.study.opened import OpenedStudy

_MARKS = ("valence", "rung_claimed", "rung_experienced", "attribution", "target_org")
_NOT_TAKEN = (
    "of no passage",
    "of whole texts",
    "of interviewers' words",
    "the machine's",
    "under a name that this program uses itself",
)
Span = tuple[str, int, int]
_NAME = re.compile(r"^(?:P|INT)\d*: ", re.MULTILINE)


def bring_codings(study: OpenedStudy, path: Path, coder: str | None = None) -> Iterator[str]:
    """Record the codings in the project `path` that are not in `study` yet; what to tell.

    `coder` is whose they are where the project names nobody, or all of them if it is given.
    InputError or SourceError where the file is no project, or none of the texts of this study.
    """
    from insight.exchange import read_project

    if not path.is_file():
        raise InputError("there is no such file", where=path.name, remedy="correct the path")
    if coder is not None:
        person_named(coder, "--coder", "who coded")
    project, today = read_project(path.read_bytes(), path.name), datetime.now(UTC).date()
    returned = _Returned(study, project, path.name, today.isoformat())
    lines = returned.decisions(coder)
    study.ledger.append(lines)
    yield from returned.told()


@dataclass
class _Returned:
    """A project that came back, beside the study that it went out from."""

    study: OpenedStudy
    project: Project
    where: str
    today: str
    counts: Counter[str] = field(default_factory=Counter)
    coders: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)

    def decisions(self, coder: str | None) -> list[Decision]:
        """A line for each coding that is new, and for each segment that was read so."""
        from insight.exchange import coded

        places, codes = self._places(), _Codes.of(self.study)
        lines: dict[tuple[str, ...], Decision] = {}
        for one in coded(self.project):
            if one.figure is not None or one.code in codes.themes:
                self.counts["the machine's"] += 1
                continue
            code = codes.named(one)
            if code is None:
                self.unknown[one.path[-1]] += 1
                continue
            spans = places.get((one.source, one.number), [])
            self.counts["of no passage"] += not spans
            for span in spans:
                if self._is_new(one, code, span, coder):
                    lines |= {line.matter: line for line in self._lines(one, code, span, coder)}
        self.counts["of whole texts"] += self._whole()
        return list(lines.values())

    def _is_new(self, one: Coded, code: str, span: Span, coder: str | None) -> bool:
        """Whether a coding of a segment is to be put on record; counts why it is not."""
        segment, start, end = span if code else (span[0], 0, 0)
        place = segment, start, end, code
        own = (*place, one.coder, _round(one))
        # Where a program loses names, whoever coded it before counts as the one who did.
        if own in self._known or ((coder or not one.coder) and place in self._places_known):
            self.counts["known"] += 1
        elif self._roles[segment] == "interviewer":
            self.counts["of interviewers' words"] += 1
        elif is_reserved(one.coder):
            self.counts["under a name that this program uses itself"] += 1
        else:
            return True
        return False

    def _lines(self, one: Coded, code: str, span: Span, coder: str | None) -> Iterator[Decision]:
        """That the segment was read by its coder, and the code that was given."""
        from insight.coding import Seen, code_decision, read_decision

        who = coder or one.coder
        if not who:
            raise InputError(
                "the project does not say who coded",
                where=self.where,
                remedy='say it with --coder "A. Coder"',
            )
        segment, start, end = span
        seen = Seen(segment, self._words[segment], who, one.on or self.today, _round(one))
        yield read_decision(seen, self.study.key)
        if code:
            marks = _marks(one.marks)
            yield code_decision(seen, self.study.key, code, start, end, marks=marks)
        self.coders[who] += 1

    def told(self) -> Iterator[str]:
        """What became of the codings, in counts."""
        yield f"{self.coders.total()} codings are new here, {self.counts['known']} were known."
        for who, n in sorted(self.coders.items()):
            yield f"- {n} of {who}"
        for what in _NOT_TAKEN:
            if n := self.counts[what]:
                yield f"{n} codings are not taken: they are {what}."
        if self.unknown:
            names = ", ".join(sorted(self.unknown)[:12])
            yield (
                f"{self.unknown.total()} codings are of {len(self.unknown)} codes that the "
                f"codebook does not have: {names}. Add them to it, and import again."
            )
        if n := self.counts["texts"]:
            yield f"{n} texts of the project are none of this study, and are not read."

    @cached_property
    def _known(self) -> set[tuple[object, ...]]:
        """What is coded already: segment, start, end, code, coder, round."""
        from insight.coding.people.human import KEY

        rows = self.study.tables["codings"][KEY].itertuples(index=False, name=None)
        return set(rows)

    @cached_property
    def _places_known(self) -> set[tuple[object, ...]]:
        return {known[:4] for known in self._known}

    @cached_property
    def _words(self) -> dict[str, str]:
        segments = self.study.tables["deidentified_segments"]
        return dict(zip(segments["segment_id"], segments["text"], strict=True))

    @cached_property
    def _roles(self) -> dict[str, str]:
        segments = self.study.tables["deidentified_segments"]
        return dict(zip(segments["segment_id"], segments["role"], strict=True))

    def _whole(self) -> int:
        """Codings of texts as a whole, which say of no passage that it was coded."""
        from insight.exchange import text_sources

        return sum(1 for source in text_sources(self.project) for _ in source.of("Coding"))

    def _places(self) -> dict[tuple[str, int], list[Span]]:
        """By source and number, where the selections of the project stand in the segments."""
        from insight.corpus.formats.projects.placing import Piece, placed
        from insight.corpus.formats.projects.verifying import verified
        from insight.exchange import text_sources

        own = _Texts.of(self.study)
        sources = {
            number: (source, text)
            for number, source in enumerate(text_sources(self.project), 1)
            if (text := self.project.plain_text(source)) is not None
        }
        plains = [_plain(number, *one) for number, one in sources.items()]
        checked = verified(plains, self.project.root.get("origin"), self.where)
        found: dict[tuple[str, int], list[Span]] = {}
        n_known = 0
        for number, (source, text) in sources.items():
            document = own.of_source(source, text)
            if document is None:
                self.counts["texts"] += 1
                continue
            n_known += 1
            # Names are numbered anew when people come or go, and so help to find nothing.
            pieces = [Piece(one.said) for one in document.pieces]
            stand = list(zip(document.pieces, placed(text, pieces), strict=True))
            for at, (start, end) in checked.spans[number].items():
                spans = [
                    (piece.segment_id, *inside)
                    for piece, place in stand
                    if place is not None and (inside := place.within(start, end)) is not None
                ]
                found[source.guid, at] = spans
        if not n_known:
            raise InputError(
                "none of its texts is one that this study exported",
                where=self.where,
                remedy="give it to `insight run` as a source of kind project instead",
            )
        return found


@dataclass(frozen=True)
class _Texts:
    """The texts that this study exports, by guid and by their words without blanks."""

    by_guid: Mapping[str, Document]
    by_words: Mapping[str, Document]

    @classmethod
    def of(cls, study: OpenedStudy) -> _Texts:
        from insight.exchange import Guids, documents, people_named

        said = said_by(study.tables["deidentified_segments"], allowed(study), [])
        names = people_named(study.tables["deidentified_speakers"])
        found = documents(said, names, Guids(study.key))
        words: dict[str, list[Document]] = {}
        for one in found:
            words.setdefault(_squeezed(one.text), []).append(one)
        only = {text: same[0] for text, same in words.items() if len(same) == 1}
        return cls({one.guid.casefold(): one for one in found}, only)

    def of_source(self, source: Node, text: str) -> Document | None:
        """The text that `source` with the characters `text` is; None where it is none of ours."""
        return self.by_guid.get(source.guid) or self.by_words.get(_squeezed(text))


def _squeezed(text: str) -> str:
    """A text without blanks, and without the names of those who speak: numbers may change."""
    return "".join(_NAME.sub("", text).split())


def _plain(number: int, source: Node, text: str) -> Plain:
    from insight.corpus.formats.projects.verifying import Marked, Plain

    marked = []
    for at, one in enumerate(source.of("PlainTextSelection"), 1):
        start, end = (one.get(f"{name}Position").strip() for name in ("start", "end"))
        if start.isdecimal() and end.isdecimal() and int(start) <= int(end):
            marked.append(Marked(at, int(start), int(end), one.get("name"), one.description()))
    return Plain(number, text, has_mark=False, marked=tuple(marked))


@dataclass(frozen=True)
class _Codes:
    """The codes of a study by the guids they went out under, and by what they may be called."""

    guids: Mapping[str, str]
    called: Mapping[str, str]
    themes: frozenset[str]

    @classmethod
    def of(cls, study: OpenedStudy) -> _Codes:
        from insight.coding.book.qdc import guid_of
        from insight.coding.people.imported import called
        from insight.exchange import NONE, Guids

        book, guids = study.codebook, Guids(study.key)
        given = set(study.tables["codings"]["code"])
        told = {guids.of("code", one).casefold(): one for one in given | {""}}
        if book is not None:
            told |= {guid_of(book, one).casefold(): one for one in book.names}
        keys = study.tables["theme_decisions"]["theme_key"]
        themes = frozenset(guids.of("theme", key).casefold() for key in keys)
        return cls(told, {**called(book), NONE: ""}, themes)

    def named(self, one: Coded) -> str | None:
        """The code that was given; empty for none of the codes, None where it is not here."""
        from insight.coding.people.imported import slug

        if one.code in self.guids:
            return self.guids[one.code]
        name = one.path[-1]
        return "" if name == "" else self.called.get(slug(name), self.called.get(name))


def _round(one: Coded) -> int:
    return int(str(one.marks.get("round", 1)))


def _marks(told: Mapping[str, object]) -> Marks:
    from insight.coding import Marks

    return Marks(**{name: told[name] for name in _MARKS if name in told})  # type: ignore[arg-type]
