"""Whatever a file holds, reading it gives tables or says what the user can mend."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from insight.corpus import read_file
from insight.corpus.formats import READERS
from insight.errors import InputError
from insight.store import StudyKey

KEY = StudyKey(b"a key for tests only")
PIECES = st.sampled_from(
    [
        *(b"INT: ", b"P1: ", b"\n\n", b"\r", b",", b";", b'"', b"WEBVTT\n\n", b" --> ", b"<v A>"),
        *(b"**A**: ", b"==\n", b".. x::\n", b"   in", b'{"id": 1, "text": "a b"}\n', b"[id1] "),
        *(b"A  0:05\n", b"0:0:1 --> 0:0:2\n", b"caf\xe9 ", b"\xef\xbb\xbf", b"\xff\xfe", b"a.\x00"),
        *(b"People told us. ", b"ID,Start time,Completion time,Email,Name\n", b"V1\nResponseID\n"),
        *(b'"{""ImportId"": 1}"\n', b"*(x)*\n\n", b"<", b"Speakers: A | B\n", b"&#xD800; "),
    ]
)


@pytest.mark.parametrize("suffix", READERS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=300) | st.lists(PIECES, max_size=25).map(b"".join))
@example(raw=b"\xef\xbb\xbf")
@example(raw=b"PK\x03\x04 and no more")
def test_a_file_gives_tables_or_an_error_the_user_can_mend(
    tmp_path: Path, suffix: str, raw: bytes
) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(raw)
    with contextlib.suppress(InputError):
        found = read_file(path, KEY)
        texts = found.documents.set_index("document_id")["text"]
        for said in found.segments.itertuples():
            assert texts[said.document_id][said.start : said.end] == said.text
        assert set(found.segments["speaker_id"]) <= set(found.speakers["speaker_id"])


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_an_archive_of_something_else_is_refused(tmp_path: Path, suffix: str) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
        archive.writestr("word/document.xml", "<w:document>")
        archive.writestr("xl/workbook.xml", "<workbook>")
    path = tmp_path / f"file{suffix}"
    path.write_bytes(written.getvalue())
    with pytest.raises(InputError, match="damaged"):
        read_file(path, KEY)
