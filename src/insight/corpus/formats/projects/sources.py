"""Sources of a project that hold text, with what is marked in them as the project tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from insight.corpus.formats.content import LeftOut
from insight.corpus.formats.projects.codebook import Codebook
from insight.corpus.formats.projects.elements import child, children, guid_of, name_of, text_of
from insight.corpus.formats.projects.parts import Coding
from insight.corpus.formats.projects.texts import Archive, PlainText
from insight.corpus.formats.projects.verifying import Marked

_SOURCES = {
    "TextSource": "text",
    "PDFSource": "PDF",
    "PictureSource": "picture",
    "AudioSource": "recording",
    "VideoSource": "film",
}
_OF_NO_TEXT = ("PictureSelection", "AudioSelection", "VideoSelection", "PDFSelection")
_MILLISECONDS = 1000

Marks = tuple[tuple[Coding, ...], tuple[str, ...]]


@dataclass
class Draft:
    """A source while it is read.

    `marked` and its `marks` (codings, and cases that hold it) belong together by place; `whole`
    are marks of the source itself. `points` are guid, position and seconds. Where there is no
    plain text, `file` names a member with the words, and nothing that is marked can be placed.
    """

    number: int
    element: Element
    plain: PlainText
    file: str = ""
    guid: str = ""
    guids: set[str] = field(default_factory=set)
    marked: list[Marked] = field(default_factory=list)
    marks: list[Marks] = field(default_factory=list)
    whole: list[Marks] = field(default_factory=list)
    points: list[tuple[str, int, float]] = field(default_factory=list)


@dataclass
class Drafts:
    """What the sources of a project hold: texts, and what was left out of them, told or counted."""

    found: list[Draft] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


def read_drafts(
    root: Element,
    archive: Archive,
    codebook: Codebook,
    holders: Mapping[str, tuple[str, ...]],
    encoding: str,
    where: str,
) -> Drafts:
    """The sources of the project `root` that hold text, in its order.

    `holders` tells which cases hold a selection, by its guid.
    """
    drafts = Drafts()
    by_member: dict[str, Draft] = {}
    number = 0
    for element in children(child(root, "Sources"), *_SOURCES):
        texts = list(_texts_of(element))
        if not texts:
            number += 1
            drafts.unread[f"{_SOURCES[name_of(element)]}s without text"] += 1
            why = f"a {_SOURCES[name_of(element)]} without text"
            drafts.left_out.append(LeftOut(f"source {number}", why))
        # A PDF's selections stand in its text too, under the same guid.
        placed = {guid_of(s) for text in texts for s in children(text, "PlainTextSelection")}
        areas = [s for s in children(element, *_OF_NO_TEXT) if guid_of(s) not in placed]
        drafts.unread["selections of an area or a time"] += len(areas)
        for text in texts:
            number += 1
            draft = _draft(number, element, text, archive, encoding, f"{where}, source {number}")
            if isinstance(draft, LeftOut):
                drafts.left_out.append(draft)
                drafts.unread[f"texts: {draft.reason}"] += 1
                selections = children(text, "PlainTextSelection", "TranscriptSelection")
                lost = sum(len(codebook.codings(selection)) for selection in selections)
                drafts.unread["codings of texts that are not read"] += lost
                continue
            # A transcript may be told of twice: beside its film, and as a text of its own.
            same = by_member.setdefault(draft.plain.member or draft.file or str(id(text)), draft)
            if same is draft:
                draft.guid = _own_guid(text, drafts.found)
                drafts.found.append(draft)
            same.guids |= {guid_of(element), guid_of(text)} - {""}
            _mark(same, element, text, codebook, holders, drafts.unread)
    return drafts


def _texts_of(element: Element) -> Iterator[Element]:
    """Elements of a source that hold its text: itself, a PDF's representation, transcripts."""
    if name_of(element) == "TextSource":
        yield element
        return
    found = list(children(element, "Representation", "Transcript", "TextDescription"))
    yield from found
    if not found and name_of(element) == "PDFSource":
        yield element


def _own_guid(text: Element, before: Sequence[Draft]) -> str:
    """The text's guid, told apart from those of the texts before where a program repeats it."""
    guid = guid_of(text)
    same = sum(draft.guid.partition(" ")[0] == guid for draft in before)
    return f"{guid} {same + 1}" if same or not guid else guid


def _draft(
    number: int, element: Element, text: Element, archive: Archive, encoding: str, where: str
) -> Draft | LeftOut:
    plain = archive.plain_text(text, encoding, where)
    if plain is not None and plain.text.strip():
        return Draft(number, element, plain)
    if plain is not None:
        return LeftOut(f"source {number}", plain.problem or "the file is empty")
    file = archive.named(text.get("richTextPath", "") or text.get("path", ""))
    if PurePosixPath(file).suffix.lower() in (".docx", ".odt", ".pdf"):
        return Draft(number, element, PlainText("", False), file)
    return LeftOut(f"source {number}", "the words are not in the file")


def _mark(
    draft: Draft,
    element: Element,
    text: Element,
    codebook: Codebook,
    holders: Mapping[str, tuple[str, ...]],
    unread: Counter[str],
) -> None:
    """Put to `draft` what is marked in `text`, and in `element` as a whole."""
    draft.points += list(_points(text))
    positions = {guid: position for guid, position, _ in draft.points}
    for selection in children(text, "PlainTextSelection", "TranscriptSelection"):
        codings, cases = _marks(selection, codebook, unread)
        cases = tuple(dict.fromkeys((*cases, *holders.get(guid_of(selection), ()))))
        if draft.file:
            unread["codings in a source without plain text, which cannot be placed"] += len(codings)
            continue
        span = _span(selection, positions)
        if span is None:
            unread["selections without a place"] += 1
            continue
        name = selection.get("name", "")
        comment = text_of(child(selection, "Description"))
        draft.marked.append(Marked(len(draft.marked) + 1, *span, name, comment))
        draft.marks.append((codings, cases))
    for whole in {id(element): element, id(text): text}.values():
        if next(children(whole, "Coding"), None) is not None:
            draft.whole.append(_marks(whole, codebook, unread))


def _marks(element: Element, codebook: Codebook, unread: Counter[str]) -> Marks:
    by = guid_of(element, "creatingUser") or guid_of(element, "modifyingUser")
    unread["codings with a code that the codebook does not have"] += codebook.unknown(element)
    return codebook.codings(element, by), codebook.held_by(element)


def _points(text: Element) -> Iterator[tuple[str, int, float]]:
    """Guid, position and seconds of each point at which a transcript meets its recording."""
    for point in children(text, "SyncPoint"):
        position, stamp = _number(point.get("position")), _number(point.get("timeStamp"))
        if position is not None and stamp is not None:
            yield guid_of(point), position, stamp / _MILLISECONDS


def _span(selection: Element, points: Mapping[str, int]) -> tuple[int, int] | None:
    if name_of(selection) == "TranscriptSelection":
        start = points.get(guid_of(selection, "fromSyncPoint"))
        end = points.get(guid_of(selection, "toSyncPoint"))
    else:
        start, end = (_number(selection.get(f"{at}Position")) for at in ("start", "end"))
    return None if start is None or end is None or start > end else (start, end)


def _number(told: str | None) -> int | None:
    digits = (told or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
