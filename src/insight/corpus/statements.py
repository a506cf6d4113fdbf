"""A document that reports what others said, or a letter -> its tables.

A regulator's "people told us" is a claim about people, not a person: a voice. The unit is the
sentence, cut where another party begins to speak (see `voices`); each has the voice it is given
to, what the claim rests on, and the organisation it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from insight.corpus.corpus import Corpus, Origin
from insight.corpus.formats.content import Paragraph, Prose
from insight.corpus.people.attributes import describe
from insight.corpus.voices.claims import Claim
from insight.corpus.voices.report import Reading, read_document
from insight.corpus.voices.voice import Voice
from insight.errors import SourceError


def statement_tables(prose: Prose, origin: Origin) -> Corpus:
    """The tables of one document: a segment a statement, a speaker a voice.

    Raises SourceError where nothing in it is a statement.
    """
    reading = read_document(prose.paragraphs)
    text, claims = _as_one_text(prose.paragraphs, reading)
    if not claims:
        raise SourceError(
            "the document holds headings and no sentences",
            where=origin.source,
            remedy="replace it, or take it out of the source",
        )
    document_id = origin.document_id()
    voices = sorted({claim.voice for claim in claims})
    return Corpus.of(
        documents=[
            origin.document(
                text,
                document_id=document_id,
                kind="document",
                mode=origin.mode("document"),
                collected_on=origin.day(prose.held_on),
            )
        ],
        speakers=[_voice(voice, origin) for voice in voices],
        segments=[
            _segment(claim, position, text, document_id, origin)
            for position, claim in enumerate(claims)
        ],
        exclusions=list(_exclusions(prose, reading, origin)),
        notes=origin.noted(
            f"{prose.layout}, {reading.kind}, {len(claims)} statements, {len(voices)} voices",
            *reading.notes,
            *prose.notes,
        ),
    )


def _as_one_text(paragraphs: tuple[Paragraph, ...], reading: Reading) -> tuple[str, list[Claim]]:
    """The paragraphs kept, joined by line breaks, and their claims with offsets in that text."""
    kept = [(paragraphs[number].text, claims) for number, claims in reading.kept]
    moved: list[Claim] = []
    offset = 0
    for words, claims in kept:
        moved += [replace(c, start=c.start + offset, end=c.end + offset) for c in claims]
        offset += len(words) + 1
    return "\n".join(words for words, _ in kept), moved


def _exclusions(prose: Prose, reading: Reading, origin: Origin) -> Iterator[dict[str, object]]:
    for place, reason in reading.left_out:
        yield origin.exclusion(place, reason)
    for piece in prose.left_out:
        yield origin.exclusion(piece.place, piece.reason)


def _segment(
    claim: Claim, position: int, text: str, document_id: str, origin: Origin
) -> dict[str, object]:
    return origin.segment(
        text[claim.start : claim.end],
        segment_id=origin.key.mint("s", document_id, str(position)),
        document_id=document_id,
        speaker_id=origin.speaker_id(_label(claim.voice)),
        position=position,
        start=claim.start,
        end=claim.end,
        attribution=claim.attribution,
        target_org=claim.target,
    )


def _label(voice: Voice) -> str:
    return "voice: " + (";".join(voice) or "writer")


def _voice(voice: Voice, origin: Origin) -> dict[str, object]:
    told = {"stakeholder_groups": ";".join(voice)}
    return {
        "speaker_id": origin.speaker_id(_label(voice)),
        "source_name": origin.settings.name,
        "source": origin.source,
        "label_in_source": _label(voice),
        "role": "voice",
        **describe(told, origin.settings, origin.source),
        # A claim about people lives nowhere.
        "resident": False,
    }
