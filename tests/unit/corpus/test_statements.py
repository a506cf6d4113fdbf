"""A document becomes tables: a segment a statement, a speaker a voice, a reason for all else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight.corpus import Corpus
from insight.corpus.corpus import Origin
from insight.corpus.formats.content import LeftOut, Paragraph, Prose
from insight.corpus.statements import statement_tables
from insight.errors import SourceError
from insight.settings import SourceSettings
from insight.store import StudyKey

REPORT = """\
Key findings for this statement
People told us that the hub was warm. They wanted it open later.
The hub had a lift.

They had a ramp too.
"""


def test_a_document_is_statements_by_voices(
    write: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    write("report.txt", REPORT)
    found = read("report.txt", quote_without_consent=True)
    voices = found.speakers.set_index("speaker_id")["stakeholder_groups"]
    said = found.segments.sort_values("position")
    (text,) = found.documents["text"]
    assert list(said["speaker_id"].map(voices)) == ["person_using_services"] * 2 + ["assessor"] * 2
    assert list(said["attribution"]) == ["first_hand"] * 2 + ["assessor"] * 2
    assert [text[s.start : s.end] for s in said.itertuples()] == list(said["text"])
    assert set(found.speakers["role"]) == {"voice"}
    # A claim about people is not a person: it lives nowhere.
    assert not found.speakers["resident"].any()
    assert found.speakers["consent_quote"].all()
    assert list(found.documents[["kind", "mode"]].iloc[0]) == ["document", "document"]
    assert list(found.exclusions["reason"]) == ["heading"]


@pytest.fixture
def origin(key: StudyKey) -> Origin:
    settings = SourceSettings(name="papers", files="*", sampling="purposive")
    return Origin(settings, "papers/one.txt", "0" * 64, key)


def _prose(*paragraphs: str, left_out: tuple[LeftOut, ...] = ()) -> Prose:
    return Prose("plain text", tuple(Paragraph(p, False) for p in paragraphs), left_out=left_out)


def test_what_the_reader_left_out_is_told_with_its_place(origin: Origin) -> None:
    furniture = LeftOut("page 2", "page number")
    found = statement_tables(_prose("The hub had a lift.", left_out=(furniture,)), origin)
    assert found.exclusions[["place", "reason"]].to_numpy().tolist() == [["page 2", "page number"]]


def test_a_letter_is_one_voice_whose_name_is_nowhere(origin: Origin) -> None:
    letter = _prose(
        "Dear Mr Nobody,", "I asked for a ramp. Nobody came.", "Yours faithfully", "Ann Ex"
    )
    found = statement_tables(letter, origin)
    (writer,) = found.speakers.itertuples()
    assert (writer.stakeholder_groups, writer.label_in_source) == ("", "voice: writer")
    assert list(found.segments["attribution"]) == ["first_hand"] * 2
    assert list(found.exclusions["place"]) == [f"paragraph {n}" for n in (1, 3, 4)]
    told = " ".join(
        [*found.notes, *found.documents["text"], *found.exclusions.to_numpy().ravel().tolist()]
    )
    assert "Ann" not in told
    assert "Mr" not in told
    assert "taken for: letter" in " ".join(found.notes)


def test_a_document_of_headings_only_is_refused(origin: Origin) -> None:
    with pytest.raises(SourceError, match="no sentences"):
        statement_tables(Prose("plain text", (Paragraph("Key findings", True),)), origin)


def test_the_same_document_gives_the_same_ids(origin: Origin) -> None:
    prose = _prose("Staff felt heard but carers told us that nobody rang. They gave up.")
    one, two = statement_tables(prose, origin), statement_tables(prose, origin)
    assert one.segments.equals(two.segments)
    assert one.speakers.equals(two.speakers)
    assert len(one.segments) == 3
