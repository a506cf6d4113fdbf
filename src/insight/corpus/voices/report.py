"""A report -> which paragraphs hold claims, the claims of each, and why the others are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from insight.corpus.formats.content import Paragraph
from insight.corpus.voices.claims import (
    BULLET,
    Claim,
    Names,
    claims_of,
    leads,
    voice_of_section,
)
from insight.corpus.voices.letters import claims_of_letter, letter_in
from insight.corpus.voices.voice import Saying
from insight.corpus.words.segmentation import sentences

FRAMEWORK = "words of the assessment framework, no finding"
LEAD_IN = "line that leads to a list"
HEADING = "heading"
_LONGEST_ITEM_WORDS = 40
# Every assessment prints, under these headings, what the framework promises in anybody's name.
_FRAMEWORK_HEADING = re.compile(
    r"(?:what people expect|the local authority commitment|quality statement)\W*$", re.IGNORECASE
)
_PROMISE = re.compile(r"(?:(?:when|if) (?:I|we)|I|we)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a document says: the paragraphs kept, by number, each with its claims.

    `left_out` says where all else stood and why it is no statement; `kind` is what the document
    was taken for.
    """

    kind: str
    kept: tuple[tuple[int, tuple[Claim, ...]], ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


@dataclass
class _Place:
    """Where the reader is in a report: whose section, whose list, under which heading."""

    section: Saying | None = None
    lead: Saying | None = None
    is_in_list: bool = False
    is_framework: bool = False
    left_out: list[tuple[str, str]] = field(default_factory=list)
    items: int = 0


def read_document(paragraphs: Sequence[Paragraph]) -> Reading:
    """The claims of `paragraphs`, read as a letter where they are one, else as a report."""
    names = Names.of([part.text for part in paragraphs])
    is_assessment = any(part.heading and _FRAMEWORK_HEADING.match(part.text) for part in paragraphs)
    letter = None if is_assessment else letter_in(paragraphs)
    if letter is None:
        return _report(paragraphs, names)
    kept = tuple(
        (number, tuple(claims_of_letter(paragraphs[number].text, span, letter, names)))
        for number, span in letter.body
    )
    writer = " and ".join(letter.writer) or "group not told"
    return Reading(
        letter.kind, kept, letter.left_out, (f"taken for: {letter.kind}; its writer: {writer}",)
    )


def _report(paragraphs: Sequence[Paragraph], names: Names) -> Reading:
    place = _Place()
    kept: list[tuple[int, tuple[Claim, ...]]] = []
    for number, part in enumerate(paragraphs):
        if reason := _enter(place, part):
            place.left_out.append((f"paragraph {number + 1}", reason))
            continue
        kept.append((number, tuple(_claims(part.text, names, place))))
    notes = (f"{place.items} items of lists have the voice of the line before",)
    return Reading("report", tuple(kept), tuple(place.left_out), notes if place.items else ())


def _enter(place: _Place, part: Paragraph) -> str:
    """Why a paragraph is no statement, empty where it is one; `place` moves on to it."""
    is_bullet = BULLET.match(part.text) is not None
    if part.text.rstrip().endswith(":") and (lead := leads(_unmarked(part.text))):
        place.lead, place.is_in_list = lead, False
        if part.heading or len(part.text.split()) <= 6:
            return LEAD_IN
        return ""
    if place.lead is not None and not _is_item(place, part, is_bullet):
        place.lead = None
    place.is_in_list = place.lead is not None
    if part.heading and place.lead is None and not is_bullet:
        place.section = voice_of_section(part.text)
        place.is_framework = _FRAMEWORK_HEADING.match(part.text) is not None
        return HEADING
    if place.is_framework and all(
        _PROMISE.match(part.text[start:end]) for start, end in sentences(part.text)
    ):
        return FRAMEWORK
    place.is_framework = False
    return ""


def _is_item(place: _Place, part: Paragraph, is_bullet: bool) -> bool:
    """Whether a paragraph belongs to the list that the last lead-in began."""
    if is_bullet:
        return True
    text = part.text.strip()
    if text[:1].islower() or text[-1:] in (";", ","):
        return True
    # A Word list has no marks: single sentences behind the lead-in, until a fuller paragraph.
    is_single = len(sentences(text)) == 1 and len(text.split()) <= _LONGEST_ITEM_WORDS
    return is_single and not (part.heading and place.is_in_list)


def _unmarked(text: str) -> str:
    found = BULLET.match(text)
    return text[found.end() :] if found else text


def _claims(text: str, names: Names, place: _Place) -> list[Claim]:
    found: list[Claim] = []
    before: Saying | None = None
    line_lead: Saying | None = None
    offset = 0
    for line in text.split("\n"):
        marked = BULLET.match(line)
        is_item = marked is not None and line_lead is not None
        line_lead = line_lead if is_item else None
        lead = line_lead or place.lead or place.section
        start = marked.end() if marked else 0
        place.items += bool(line_lead or place.lead) and bool(line.strip())
        for claim, saying in claims_of(line[start:], names, lead, before):
            found.append(
                replace(claim, start=claim.start + offset + start, end=claim.end + offset + start)
            )
            before = saying
        line_lead = leads(line) or line_lead
        offset += len(line) + 1
    return found
