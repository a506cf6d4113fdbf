"""The demonstration study on disk is what its marks give, and errors say where to look."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import build_study  # noqa: E402
import describe_study  # noqa: E402
from study_difficulty import difficulty  # noqa: E402

RAW = ROOT / "data" / "raw"

TRANSCRIPT = """file: interviews/x.{suffix}
layout: {layout}
title: Interview X
date: 2026-03-04
speaker: INT = Ada Moor | interviewer
speaker: P = Lea, Bo | participant

INT: Are you {{person|Bo}}?

P: {answer}
"""
SURVEY = '[[response]]\nid = "R1"\nworks = "Ask {person|Bo}"\nchange = ""\nquote = "Yes"\n'
FORMS = """[[response]]
id = 7
start = 2026-02-01T10:00:00
end = "2026-02-01T10:05:00"
group = ["I care", "I use services"]
answer = "=1+1 was the [L3-|answer]"
"""


def small_study(folder: Path, layout: str, suffix: str, answer: str) -> Path:
    marked = folder / "marked"
    marked.mkdir(parents=True)
    source = TRANSCRIPT.format(layout=layout, suffix=suffix, answer=answer)
    (marked / "interview_x.txt").write_text(source, "utf-8")
    (marked / "survey.toml").write_text(SURVEY, "utf-8")
    (marked / "forms.toml").write_text(FORMS, "utf-8")
    return folder


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_study_on_disk_is_what_its_marks_give() -> None:
    assert build_study.differing(build_study.build(RAW), RAW) == []


def test_check_finds_a_changed_file_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = small_study(tmp_path, "plain_txt", "txt", "Aye.")
    assert build_study.main(["--raw", str(raw)]) == 0
    assert build_study.main(["--raw", str(raw), "--check"]) == 0
    (raw / "interviews" / "x.txt").write_text("something else", "utf-8")

    assert build_study.main(["--raw", str(raw), "--check"]) == 1
    assert "interviews/x.txt differs" in capsys.readouterr().out
    assert (raw / "interviews" / "x.txt").read_text("utf-8") == "something else"


def test_an_error_in_the_marks_says_file_and_turn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = small_study(tmp_path, "plain_txt", "txt", "{persn|Al} did.")

    assert build_study.main(["--raw", str(raw)]) == 1
    assert "interview_x.txt, turn 2: unknown kind `persn`" in capsys.readouterr().err


def test_an_error_in_a_survey_says_file_and_response(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = small_study(tmp_path, "plain_txt", "txt", "Aye.")
    (raw / "marked" / "survey.toml").write_text('[[response]]\nid = "R1"\nworks = "{person|Al"\n')

    assert build_study.main(["--raw", str(raw)]) == 1
    assert "survey.toml, response R1: 1 bracket(s) still open" in capsys.readouterr().err


def test_a_response_sent_twice_stays_twice_in_the_file_and_once_in_the_gold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = small_study(tmp_path, "plain_txt", "txt", "Aye.")
    survey = raw / "marked" / "survey.toml"
    survey.write_text(SURVEY + SURVEY, "utf-8")
    built = build_study.build(raw)

    assert [row["Response ID"] for row in rows(built["survey.csv"])] == ["R1", "R1"]
    answers = [row for row in rows(built["gold/texts.csv"]) if row["file"] == "survey.csv"]
    assert [row["text"] for row in answers] == ["Ask Bo"]

    survey.write_text(SURVEY + SURVEY.replace("Ask", "Tell"), "utf-8")
    assert build_study.main(["--raw", str(raw)]) == 1
    assert "response R1: its id belongs to another response too" in capsys.readouterr().err


def test_captions_split_a_long_turn_and_lose_no_word(tmp_path: Path) -> None:
    long_answer = " ".join(f"w{number}" for number in range(100))
    teams = build_study.build(small_study(tmp_path / "t", "teams_vtt", "vtt", long_answer))
    zoom = build_study.build(small_study(tmp_path / "z", "zoom_vtt", "vtt", long_answer))

    teams_lines = teams["interviews/x.vtt"].decode().splitlines()
    spoken = [line for line in teams_lines if line.startswith("<v Lea, Bo>")]
    words = " ".join(line.removeprefix("<v Lea, Bo>").removesuffix("</v>") for line in spoken)
    assert len(spoken) == 5  # 100 words, 24 a cue
    assert words == long_answer

    zoom_lines = zoom["interviews/x.vtt"].decode().splitlines()
    cues = [line for line in zoom_lines if "w" in line]
    assert [line.startswith("Lea, Bo: ") for line in cues] == [True, False, True, True, False]
    assert " ".join(line.removeprefix("Lea, Bo: ") for line in cues) == long_answer


def test_the_word_file_has_name_time_break_text_and_no_date_of_today(tmp_path: Path) -> None:
    built = build_study.build(small_study(tmp_path, "teams_docx", "docx", "Aye, I am."))
    content = built["interviews/x.docx"]

    document = docx.Document(io.BytesIO(content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[3:] == [
        "Ada Moor started transcription",
        "Ada Moor   0:05\nAre you Bo?",
        "Lea, Bo   0:07\nAye, I am.",  # 5 s, three words of 0.4 s, a pause of 0.8 s
        "Ada Moor stopped transcription",
    ]
    assert document.core_properties.modified == document.core_properties.created
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_the_workbook_has_real_dates_and_text_that_is_never_a_formula(tmp_path: Path) -> None:
    built = build_study.build(small_study(tmp_path, "plain_txt", "txt", "Aye."))

    sheet = openpyxl.load_workbook(io.BytesIO(built["forms.xlsx"])).active
    assert sheet is not None
    header, first = sheet.iter_rows(values_only=True)
    given = dict(zip(header, first, strict=True))
    assert given["ID"] == 7
    assert given["Start time"] == datetime.fromisoformat("2026-02-01T10:00")
    assert given["Email"] == "anonymous"
    assert given["Which of these describes you?\N{NO-BREAK SPACE}"] == "I care;I use services;"
    assert "=1+1 was the answer" in given.values()


def test_gold_points_at_the_words_in_the_texts(tmp_path: Path) -> None:
    built = build_study.build(small_study(tmp_path, "plain_txt", "txt", "[V2-(6,?)/a|Aye.]"))

    assert rows(built["gold/texts.csv"])[1]["speaker_label"] == "Lea, Bo"
    found = [(row["file"], row["unit"], row["field"], row["start"], row["end"], row["surface"])
             for row in rows(built["gold/identifiers.csv"])]  # fmt: skip
    assert found == [
        ("interviews/x.txt", "1", "", "8", "10", "Bo"),
        ("survey.csv", "R1", "What works well?", "4", "6", "Bo"),
    ]
    codes = [(row["unit"], row["code"], row["rung_claimed"], row["rung_experienced"], row["coder"])
             for row in rows(built["gold/codes.csv"])]  # fmt: skip
    assert codes == [
        ("2", "V2", "6", "", "a"),
        ("7", "L3", "", "", "a"),
        ("7", "L3", "", "", "b"),
    ]


def test_every_speaker_of_a_built_file_is_in_the_speakers_table() -> None:
    texts = rows((RAW / "gold" / "texts.csv").read_bytes())
    spoken = {(row["file"], row["speaker_label"]) for row in texts if row["speaker_label"]}
    speakers = rows((RAW / "speakers.csv").read_bytes())

    assert {(row["file"], row["label"]) for row in speakers} == spoken


def test_the_counts_told_to_readers_are_those_of_the_marks() -> None:
    assert (RAW / "COUNTS.md").read_text("utf-8") == describe_study.describe() + "\n"
    told = (RAW / "PLANTED.md").read_text("utf-8")
    assert [title for title, table in describe_study.planted().items() if table not in told] == []


def test_hardly_a_sentence_repeats_another() -> None:
    texts = describe_study.table("gold/texts.csv")
    shared, sentences = describe_study.sentences_in_common(texts)
    assert shared / sentences <= 0.01


@pytest.mark.parametrize(
    ("kind", "surface", "expected"),
    [
        ("person", "Ada Moor", "easy"),
        ("person", "Moor", "easy"),  # part of a name on the list
        ("person", "Gosha", "one name, on no list"),
        ("person", "ada moor", "lower case"),
        ("person", "Hope", "a word as well"),
        ("person", "M O O R", "spoken out"),
        ("postcode", "NE99 9ZZ", "easy"),
        ("postcode", "ne999zz", "lower case"),
        ("postcode", "N E ninety-nine", "spoken out"),
        ("email", "ada at example dot org", "spoken out"),
        ("address", "1 High Row", "easy"),
        ("address", "Moor Cottage", "described, not named"),
        ("role", "lighthouse keeper", "described, not named"),
    ],
)
def test_an_identifier_is_hard_where_it_does_not_look_as_in_a_form(
    kind: str, surface: str, expected: str
) -> None:
    assert difficulty(kind, surface, {"bo moor", "bo", "moor"}) == expected
