"""Whatever a file holds, reading it gives tables or says in one line what the user can mend."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from insight.corpus import Corpus, read_file
from insight.corpus.formats import READERS
from insight.errors import InputError
from insight.store import StudyKey
from unit.corpus import hostile

KEY = StudyKey(b"a key for tests only")
QUICK = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
PIECES = st.sampled_from(
    [
        *(b"INT: ", b"P1: ", b"\n\n", b"\r", b",", b";", b'"', b"WEBVTT\n\n", b" --> ", b"<v A>"),
        *(b"**A**: ", b"==\n", b".. x::\n", b"   in", b'{"id": 1, "text": "a b"}\n', b"[id1] "),
        *(b"A  0:05\n", b"0:0:1 --> 0:0:2\n", b"caf\xe9 ", b"\xef\xbb\xbf", b"\xff\xfe", b"a.\x00"),
        *(b"People told us. ", b"ID,Start time,Completion time,Email,Name\n", b"V1\nResponseID\n"),
        *(b'"{""ImportId"": 1}"\n', b"*(x)*\n\n", b"<", b"Speakers: A | B\n", b"&#xD800; "),
        *(b"1\n00:00:01,000 --> 00:00:02,000\n", b"0:00:01.000,0:00:02.000\n", b"<b>P1</b> "),
        *(b"<table><tr><td>", b"<p>", b"</", b"%PDF-1.4\n", b"endobj\n", b"$FL2@(#) "),
        *("שלום ".encode(), "👩🏽‍🦽 ".encode(), b"turn\ttime\tspeaker\twords\n", b"12 P1: "),
    ]
)
MADE = {
    ".docx": hostile.word(*hostile.TURNS),
    ".xlsx": hostile.workbook(["Works?", "Change?"], ["They came on time", "=1+1"]),
    ".odt": hostile.opendocument(*hostile.TURNS),
    ".qdpx": hostile.project(
        '<Sources><TextSource guid="1" name="s"><PlainTextContent>They were kind to me.'
        "</PlainTextContent></TextSource></Sources>"
    ),
}


def read(folder: Path, name: str, raw: bytes) -> Corpus:
    """The tables of one file."""
    path = folder / name
    path.write_bytes(raw)
    return read_file(path, KEY)


def check(found: Corpus) -> None:
    """Every segment stands where it says, and was said by somebody who is known."""
    texts = found.documents.set_index("document_id")["text"]
    for said in found.segments.itertuples():
        assert texts[said.document_id][said.start : said.end] == said.text
    assert set(found.segments["speaker_id"]) <= set(found.speakers["speaker_id"])


@pytest.mark.parametrize("suffix", READERS)
@QUICK
@given(raw=st.binary(max_size=300) | st.lists(PIECES, max_size=25).map(b"".join))
@example(raw=b"\xef\xbb\xbf")
@example(raw=b"PK\x03\x04 and no more")
def test_a_file_gives_tables_or_an_error_the_user_can_mend(
    tmp_path: Path, suffix: str, raw: bytes
) -> None:
    with contextlib.suppress(InputError):
        check(read(tmp_path, f"file{suffix}", raw))


@pytest.mark.parametrize("suffix", [suffix for suffix in MADE if suffix in READERS])
@QUICK
@given(data=st.data())
def test_a_damaged_archive_gives_tables_or_an_error(
    tmp_path: Path, suffix: str, data: st.DataObject
) -> None:
    """Bytes of the archive, or of the XML inside, are changed, taken out or put in twice."""
    raw = MADE[suffix]

    def damaged(content: bytes) -> bytes:
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        put = data.draw(st.binary(max_size=6) | st.just(content[start:end] * 2))
        return content[:start] + put + content[end:]

    with zipfile.ZipFile(io.BytesIO(raw)) as members:
        names = members.namelist()
    inside = data.draw(st.sampled_from(["", *names]))
    changed = (
        hostile.rewritten(raw, lambda name, c: damaged(c) if name == inside else c)
        if inside
        else damaged(raw)
    )
    with contextlib.suppress(InputError):
        check(read(tmp_path, f"file{suffix}", changed))


@pytest.mark.parametrize("suffix", [suffix for suffix in MADE if suffix in READERS])
def test_half_an_archive_is_refused(tmp_path: Path, suffix: str) -> None:
    raw = MADE[suffix]
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, f"file{suffix}", raw[: len(raw) // 2])


@pytest.mark.parametrize(
    ("suffix", "member"),
    [
        (".docx", "word/document.xml"),
        (".xlsx", "xl/worksheets/sheet1.xml"),
        (".odt", "content.xml"),
        (".qdpx", "project.qde"),
    ],
)
class TestAttacks:
    def test_an_archive_that_unfolds_without_end_is_refused(
        self, tmp_path: Path, suffix: str, member: str
    ) -> None:
        raw = hostile.bomb(MADE[suffix], member)
        assert len(raw) < 2 * hostile.MEGABYTE
        with pytest.raises(InputError, match="unfolds"):
            read(tmp_path, f"file{suffix}", raw)

    def test_entities_that_grow_without_end_are_refused(
        self, tmp_path: Path, suffix: str, member: str
    ) -> None:
        with pytest.raises(InputError, match=r"entities|damaged"):
            read(tmp_path, f"file{suffix}", hostile.with_entities(MADE[suffix], member))

    def test_a_member_outside_the_archive_is_refused(
        self, tmp_path: Path, suffix: str, member: str
    ) -> None:
        with pytest.raises(InputError, match="outside"):
            read(tmp_path, f"file{suffix}", hostile.traversing(MADE[suffix]))
        assert not (tmp_path.parent.parent / "outside.txt").exists()

    def test_a_file_locked_with_a_password_says_so(
        self, tmp_path: Path, suffix: str, member: str
    ) -> None:
        # Office wraps what it encrypts into its old container.
        raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        with pytest.raises(InputError, match="password"):
            read(tmp_path, f"file{suffix}", raw)


def test_several_encodings_in_one_file_are_each_read_as_they_were_meant(tmp_path: Path) -> None:
    answers = ["Zoë's café was lovely", "The señora was kind", "£5 – too dear for me"]
    raw = b"id,answer\n"
    for number, answer in enumerate(answers, 1):
        raw += f"{number},".encode() + answer.encode("cp1252" if number % 2 else "utf-8") + b"\n"
    assert list(read(tmp_path, "file.csv", raw).documents["text"].sort_values()) == sorted(answers)


def test_null_bytes_take_no_word_away(tmp_path: Path) -> None:
    raw = b"id,answer\n1,They came\0 on time\n2,Nobody came to see me\n"
    try:
        found = read(tmp_path, "file.csv", raw)
    except InputError as problem:
        assert "came" not in str(problem)  # noqa: PT017
    else:
        assert sorted(found.documents["text"]) == ["Nobody came to see me", "They came on time"]


def test_a_formula_is_not_taken_for_an_answer(tmp_path: Path) -> None:
    rows = [["Works?"], ["They came on time most days"], ['=CONCATENATE("a","b")'], ["Nobody came"]]
    found = read(tmp_path, "file.xlsx", hostile.workbook(*rows))
    assert not found.documents["text"].str.contains("CONCATENATE").any()


def test_right_to_left_text_and_emoji_are_words_like_others(tmp_path: Path) -> None:
    said = ["הם היו נחמדים אליי מאוד", "كانوا لطفاء معي كل يوم", "so kind 👩🏽‍🦽❤️ every single day"]
    raw = "id,answer\n" + "".join(f"{n},{words}\n" for n, words in enumerate(said))
    assert sorted(read(tmp_path, "file.csv", raw.encode()).documents["text"]) == sorted(said)


MEASURED = """
import resource, sys
from pathlib import Path
from insight.corpus import read_file
from insight.errors import InputError
from insight.store import StudyKey
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_file(Path(sys.argv[1]), StudyKey(b"a key for tests only"))
    told = "read"
except InputError as problem:
    told = str(problem)
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(used // 1000, told)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="memory is measured by a call of Unix")
@pytest.mark.parametrize("name", ["single_line.csv", "empty_rows.csv", "empty_rows.xlsx"])
def test_a_huge_file_stays_within_ten_times_its_size_or_500_megabytes(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if name == "single_line.csv":
        with path.open("wb") as file:
            for _ in range(200):
                file.write(b"word " * (hostile.MEGABYTE // 5))
    elif name == "empty_rows.csv":
        path.write_bytes(b"id,answer\n1,They came on time\n" + b",\n" * hostile.MEGABYTE)
    else:
        cells = "".join(f'<row r="{n}"/>' for n in range(2, hostile.MEGABYTE))
        raw = hostile.workbook(["Works?"], ["They came on time every day"])
        path.write_bytes(
            hostile.rewritten(
                raw,
                lambda _, content: content.replace(
                    b"</sheetData>", cells.encode() + b"</sheetData>"
                ),
            )
        )
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    used, told = done.stdout.strip().split(" ", 1)
    assert int(used) < max(500, 10 * path.stat().st_size // hostile.MEGABYTE)
    assert told == "read" or (name in told and len(told) < 300)
