"""REFI-QDA projects (.qdpx): a zip archive with an XML file and the sources beside it.

    Rotterdam Exchange Format Initiative (2019), REFI-QDA project exchange 1.0, www.qdasoftware.org

What the programs write differs: the XML is called project.qde or otherwise, the folder Sources or
sources; NVivo lists cases among the codes too, and codes what a case said by the case; MAXQDA and
Quirkos give a source's variables to a case without a name. Other versions of the namespace and
elements that are not known are let be, and told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from insight.corpus.formats.content import Hints, LeftOut, Prose, Transcript
from insight.corpus.formats.projects.codebook import Codebook, read_codebook
from insight.corpus.formats.projects.counting import Counted
from insight.corpus.formats.projects.elements import (
    child,
    children,
    elements_of,
    guid_of,
    name_of,
    targets,
    text_of,
)
from insight.corpus.formats.projects.parts import Case, Project, Selection, Source, SyncPoint
from insight.corpus.formats.projects.sources import Draft, Drafts, read_drafts
from insight.corpus.formats.projects.texts import Archive, repaired_span
from insight.corpus.formats.projects.verifying import Plain, Verified, verified
from insight.corpus.words.cleaning import cleaned, notes_of
from insight.errors import SourceError
from insight.store.guards import checked_archive, parsed_xml

_WHAT = "a project (.qdpx)"
_REMEDY = "export the project again, as REFI-QDA project"
_NAMESPACE = "urn:QDA-XML:project:1.0"
_READ = {"Users", "CodeBook", "Variables", "Cases", "Sources", "Description", "NoteRef"}
_COUNTED = ("Notes", "Links", "Sets", "Graphs")


def read_project(raw: bytes, where: str, hints: Hints) -> Project:
    """The project in `raw`, its text sources as turns or paragraphs, its selections verified.

    Raises SourceError, naming `where`: no project, damaged, or harmful; or selections that do not
    stand where the project says, however its program counted.
    """
    archive = Archive(checked_archive(raw, where, _WHAT, _REMEDY), where)
    root = _root(archive, where)
    cases = list(_cases(root))
    codebook = read_codebook(root, {case.guid for case in cases})
    drafts = read_drafts(root, archive, codebook, _holders(root), hints.encoding, where)
    places = verified(
        [Plain(d.number, d.plain.text, d.plain.has_mark, tuple(d.marked)) for d in drafts.found],
        root.get("origin", ""),
        where,
    )
    labels = {*hints.labels, *(case.name for case in cases)} - {""}
    kind = "auto" if hints.kind == "project" else hints.kind
    inside = _Inside(
        archive,
        replace(hints, encoding="utf-8", kind=kind, labels=frozenset(labels)),
        where,
        _variable_names(root),
    )
    tally: Counter[str] = Counter()
    sources: list[Source] = []
    for draft in drafts.found:
        try:
            sources.append(inside.source(draft, places, tally))
        except SourceError as fault:
            # One text that nobody can read is no reason to lose the others.
            drafts.left_out.append(LeftOut(f"source {draft.number}", fault.problem))
            drafts.unread[f"texts: {fault.problem}"] += 1
            lost = sum(len(codings) for codings, _ in (*draft.marks, *draft.whole))
            drafts.unread["codings of texts that are not read"] += lost
    program = " ".join(root.get("origin", "").split()[:1])
    return Project(
        layout=f"REFI-QDA project of {program}" if program else "REFI-QDA project",
        sources=tuple(sources),
        cases=tuple(cases),
        codes=dict(codebook.names),
        left_out=(*drafts.left_out, *_unplaced(drafts, places)),
        notes=(*_counts(root, codebook, drafts), *places.notes, *notes_of(tally)),
    )


def _root(archive: Archive, where: str) -> Element:
    for member in archive.projects():
        root = parsed_xml(archive.read(member), where)
        if isinstance(root, Element) and name_of(root) == "Project":
            return root
    raise SourceError(
        f"this is not {_WHAT}: it holds no project.qde with a project", where=where, remedy=_REMEDY
    )


@dataclass(frozen=True)
class _Inside:
    """What the sources of one project are read with: its archive, hints, and variables' names."""

    archive: Archive
    hints: Hints
    where: str
    variables: Mapping[str, str]

    def source(self, draft: Draft, places: Verified, tally: Counter[str]) -> Source:
        """The source that `draft` becomes, with its selections in the repaired text."""
        plain = draft.plain
        text = cleaned(plain.text, tally)
        counted = places.counted.get(draft.number) or Counted(plain.text, plain.has_mark)
        spans = places.spans.get(draft.number, {})
        selections = [
            Selection(marked.number, *repaired_span(text, *spans[marked.number]), *marks)
            for marked, marks in zip(draft.marked, draft.marks, strict=True)
            if marked.number in spans
        ]
        selections += [
            Selection(number, 0, len(text.text), *marks)
            for number, marks in enumerate(draft.whole, len(draft.marked) + 1)
        ]
        at = [(counted.span(place, place), seconds) for _, place, seconds in draft.points]
        points = [SyncPoint(repaired_span(text, *span)[0], s) for span, s in at if span is not None]
        return Source(
            number=draft.number,
            guid=draft.guid,
            guids=frozenset(draft.guids),
            name=" ".join(draft.element.get("name", "").split()),
            text=text.text,
            content=self._content(draft, text.text),
            selections=tuple(selections),
            variables=_variables(draft.element, self.variables),
            points=tuple(sorted(points, key=lambda point: point.position)),
        )

    def _content(self, draft: Draft, text: str) -> Transcript | Prose:
        from insight.corpus.formats import read_content

        where = f"{self.where}, source {draft.number}"
        if draft.file:
            suffix = PurePosixPath(draft.file).suffix
            found = read_content(self.archive.read(draft.file), suffix, where, self.hints)
        else:
            found = read_content(text.encode(), ".txt", where, self.hints)
        if not isinstance(found, Transcript | Prose):
            raise SourceError("this is no text", where=where, remedy=_REMEDY)
        return found


def _cases(root: Element) -> Iterator[Case]:
    names = _variable_names(root)
    for number, case in enumerate(children(child(root, "Cases"), "Case"), 1):
        yield Case(
            number=number,
            guid=guid_of(case) or f"case {number}",
            name=" ".join(case.get("name", "").split()),
            variables=_variables(case, names),
            sources=frozenset(targets(case, "SourceRef")),
        )


def _holders(root: Element) -> dict[str, tuple[str, ...]]:
    """Cases that hold a selection, by the selection's guid."""
    found: dict[str, tuple[str, ...]] = {}
    for number, case in enumerate(children(child(root, "Cases"), "Case"), 1):
        for selection in targets(case, "SelectionRef"):
            own = guid_of(case) or f"case {number}"
            found[selection] = (*found.get(selection, ()), own)
    return found


def _variable_names(root: Element) -> dict[str, str]:
    return {
        guid_of(variable): " ".join(variable.get("name", "").split())
        for variable in children(child(root, "Variables"), "Variable")
    }


def _variables(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    """Values by the names of their variables; an empty value is none, the first one counts."""
    found: dict[str, str] = {}
    for told in children(element, "VariableValue"):
        name = next((names.get(guid, "") for guid in targets(told, "VariableRef")), "")
        values = [text_of(value).strip() for value in told if name_of(value).endswith("Value")]
        if name and values and values[0]:
            found.setdefault(name, values[0])
    return found


def _unplaced(drafts: Drafts, places: Verified) -> Iterator[LeftOut]:
    """Codings of selections that could not be placed."""
    for draft in drafts.found:
        spans = places.spans.get(draft.number, {})
        strays = places.strays.get(draft.number, [])
        for marked, (codings, _) in zip(draft.marked, draft.marks, strict=True):
            if codings and marked.number not in spans:
                why = (
                    "its quote stands elsewhere" if marked.number in strays else "it holds no text"
                )
                place = f"source {draft.number}, selection {marked.number}"
                yield LeftOut(place, f"a coding that cannot be placed: {why}")


def _counts(root: Element, codebook: Codebook, drafts: Drafts) -> Iterator[str]:
    """What the project holds beside its texts, in numbers."""
    yield f"{len(codebook.slugs)} codes, {len(codebook.coders)} users"
    for kind in _COUNTED:
        number = sum(1 for _ in elements_of(child(root, kind)))
        if number:
            yield f"{number} {kind.lower()} are not read"
    for what, number in sorted(drafts.unread.items()):
        if number:
            yield f"not read: {number} {what}"
    if not root.tag.startswith(f"{{{_NAMESPACE}}}"):
        yield "the namespace is not that of version 1.0; read as if it were"
    strangers = sum(name_of(element) not in {*_READ, *_COUNTED, ""} for element in root)
    if strangers:
        yield f"not read: {strangers} elements of a kind that is not known"
