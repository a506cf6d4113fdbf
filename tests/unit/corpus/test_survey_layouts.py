"""Exports of each survey platform: the right questions, and nothing that tells who somebody is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from insight.corpus import Corpus, read_file
from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import ResponseTable
from insight.corpus.formats.tables import LAYOUTS
from insight.store import StudyKey

Rows = list[list[str]]
# Whatever the platform, none of this may be anywhere in what was read.
SECRETS = ("jo@ash.org", "Ash", "Jo", "10.1.2.3", "55.17", "TOKEN7")


def as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode()


def as_workbook(rows: Rows) -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def survey(raw: bytes, suffix: str = ".csv", **told: object) -> ResponseTable:
    hints = Hints(**{"keep": frozenset(), **told})  # type: ignore[arg-type]
    found = read_content(raw, suffix, f"export{suffix}", hints)
    assert isinstance(found, ResponseTable)
    return found


def column(found: ResponseTable, name: str) -> list[str]:
    return [row.cells[found.header.index(name)] for row in found.rows]


QUALTRICS_IDS = [
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)"),
    *("Finished", "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName"),
    *("RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude"),
    *("DistributionChannel", "UserLanguage", "Q1", "Q2", "Q2 - Topics"),
]


def qualtrics(*responses: tuple[str, str, str, str]) -> Rows:
    """Rows of id, status, finished, answer; the question holds a line break, as Qualtrics' do."""
    asked = [name.replace("Id", " ID") for name in QUALTRICS_IDS]
    asked[-3:] = ["Who are you?", "What should\nchange?", "Q2 - Topics"]
    imports = [f'{{"ImportId":"{name}"}}' for name in QUALTRICS_IDS]
    rows = [
        [
            *("2026-03-09 10:00:00", "2026-03-09 10:09:00", status, "10.1.2.3", "100", "540"),
            *(finished, "2026-03-09 10:09:01", unit, "Ash", "Jo", "jo@ash.org", "TOKEN7"),
            *("55.17", "-1.59", "anonymous", "EN", "Carer", answer, "Transport"),
        ]
        for unit, status, finished, answer in responses
    ]
    return [QUALTRICS_IDS, asked, imports, *rows]


GOOD = ("R_1abcdefgh", "IP Address", "True", "More buses.")
RESPONSES = (
    GOOD,
    ("R_2abcdefgh", "Survey Preview", "True", "Only a test."),
    ("R_3abcdefgh", "IP Address", "False", "Half an ans"),
    ("R_4abcdefgh", "Spam", "True", "Buy this."),
    ("R_5abcdefgh", "0", "1", "Warmer rooms."),
    ("R_6abcdefgh", "1", "1", "Only a test."),
    ("R_7abcdefgh", "0", "0", "Half"),
)


class TestQualtrics:
    @pytest.mark.parametrize("how", ["csv", "tsv in UTF-16", "xlsx"])
    def test_previews_spam_and_unfinished_responses_are_left_out(self, how: str) -> None:
        rows = qualtrics(*RESPONSES)
        raw = {
            "csv": as_csv(rows),
            "tsv in UTF-16": as_csv(rows, "\t").decode().encode("utf-16"),
            "xlsx": as_workbook(rows),
        }[how]
        found = survey(raw, {"csv": ".csv", "xlsx": ".xlsx"}.get(how, ".tsv"))
        assert found.layout == "Qualtrics"
        assert column(found, "What should change?") == ["More buses.", "Warmer rooms."]
        assert [(left.place, left.reason) for left in found.left_out] == [
            ("row 5", "preview response"),
            ("row 6", "unfinished response"),
            ("row 7", "response marked as spam"),
            ("row 9", "preview response"),
            ("row 10", "unfinished response"),
        ]
        assert any("2 unfinished response" in note for note in found.notes)

    def test_a_column_goes_by_its_question_or_its_id(self) -> None:
        found = survey(as_csv(qualtrics(GOOD)))
        assert found.aliases[found.header.index("What should change?")] == "Q2"
        assert found.header[-1] == "What should change?"
        assert found.known["id"] == "Response ID"

    @pytest.mark.parametrize("taken_out", [[1], [2], [1, 2]])
    def test_header_rows_that_somebody_took_out_are_not_missed(self, taken_out: list[int]) -> None:
        rows = [row for n, row in enumerate(qualtrics(*RESPONSES)) if n not in taken_out]
        found = survey(as_csv(rows))
        assert found.layout == "Qualtrics"
        assert [row.cells[-1] for row in found.rows] == ["More buses.", "Warmer rooms."]

    def test_the_older_layout_has_two_header_rows(self) -> None:
        ids = ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "Q1", ""]
        asked = [
            *("ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress"),
            *("IPAddress", "Status", "StartDate", "EndDate", "Finished", "What works?", ""),
        ]
        row = ["R_1", "Set", "Jo Ash", "TOKEN7", "jo@ash.org", "10.1.2.3", "0"]
        rows = [[*row, "2026-03-09 10:00:00", "2026-03-09 10:09:00", "1", "The hub.", ""]]
        found = survey(b"\xef\xbb\xbf" + as_csv([ids, asked, *rows]))
        assert found.layout == "Qualtrics, legacy"
        assert column(found, "What works?") == ["The hub."]


def forms(*extra: str) -> Rows:
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Language", *extra]
    asked = ["Which are you?\u00a0", "What works?", "Why?", "Why?2", "Feedback on the hub"]
    values = ["1", "3/25/26 10:00:00", "3/25/26 10:09:00", "jo@ash.org", "Jo Ash", "English"]
    answers = ["Carer;Neighbour;", "The hub.", "It is warm.", "It is near.", "More chairs."]
    second = ["2", "3/9/26 10:00:00", "3/9/26 10:09:00", "anonymous", "", "English"]
    return [
        [*head, *asked],
        [*values, *("5" for _ in extra), *answers],
        [*second, *("5" for _ in extra), *answers],
    ]


PLATFORMS: dict[str, tuple[Rows, str]] = {
    "Qualtrics": (qualtrics(GOOD), "What should change?"),
    "Microsoft Forms": (forms("Last modified time", "Total points"), "What works?"),
    "Google Forms": (
        [
            ["Timestamp", "Email Address", "What is your name?", "What works?", "Score"],
            ["25/03/2026 10:09:00", "jo@ash.org", "Jo Ash", "The hub.", "3"],
        ],
        "What works?",
    ),
    "SurveyMonkey": (
        [
            [
                *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"),
                *("Email Address", "First Name", "Last Name", "Custom Data 1"),
                *("Help with", "", "What works?"),
            ],
            ["", "", "", "", "", "", "", "", "", "Meals", "Buses", "Open-Ended Response"],
            [
                *("114", "44", "2026-03-09 10:00:00", "2026-03-09 10:09:00", "10.1.2.3"),
                *("jo@ash.org", "Jo", "Ash", "TOKEN7", "Meals", "", "The hub."),
            ],
        ],
        "What works?",
    ),
    "SmartSurvey": (
        [
            [
                *("UserID", "UserNo", "Name", "Email", "IP Address", "Unique ID", "Started"),
                *("Ended", "Tracking Link", "1. What works?"),
            ],
            [
                *("31", "1", "Jo Ash", "jo@ash.org", "10.1.2.3", "TOKEN7", "25/03/2026 10:00"),
                *("25/03/2026 10:09", "link TOKEN7", "The hub."),
            ],
        ],
        "1. What works?",
    ),
    "Jisc Online Surveys": (
        [
            ["Unique Response Number", "1. Who are you?", "1.a. If other, who?", "2. What works?"],
            ["812-811-77", "Carer", "", "The hub."],
        ],
        "2. What works?",
    ),
    "LimeSurvey": (
        [
            [
                *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr"),
                *("G1Q1", "G1Q2"),
            ],
            ["1", "2026-03-09 10:09:00", "3", "en", "99", "TOKEN7", "10.1.2.3", "A1", "The hub."],
            ["2", "", "1", "en", "98", "TOKEN7", "10.1.2.3", "A1", "Half"],
        ],
        "G1Q2",
    ),
}


@pytest.mark.parametrize("title", PLATFORMS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_platform_is_recognised_and_no_person_is_read_in(title: str, suffix: str) -> None:
    rows, question = PLATFORMS[title]
    raw = as_csv(rows) if suffix == ".csv" else as_workbook(rows)
    found = survey(raw, suffix)
    assert found.layout == title
    assert column(found, question)[0] in ("The hub.", "More buses.")
    kept = " ".join(cell for row in found.rows for cell in row.cells)
    assert not [secret for secret in SECRETS if secret in kept.split() or f" {secret}" in kept]


@pytest.mark.parametrize("title", PLATFORMS)
def test_the_layout_can_be_set_by_hand(title: str) -> None:
    rows, question = PLATFORMS[title]
    name = title.lower().replace("jisc online surveys", "jisc").replace(" ", "-")
    assert name in LAYOUTS
    by_hand = survey(as_csv(rows), layout=name)
    assert by_hand.layout == title
    assert column(by_hand, question)
    assert survey(as_csv(rows), layout="plain").layout == "table"


@pytest.mark.parametrize("title", sorted(set(PLATFORMS) - {"Qualtrics", "Google Forms"}))
def test_ids_and_days_are_known_of_the_platform(title: str) -> None:
    found = survey(as_csv(PLATFORMS[title][0]))
    assert found.known["id"] in found.header
    if title != "Jisc Online Surveys":
        assert found.known["collected_on"] in found.header


def test_a_question_that_begins_like_a_quiz_column_is_kept() -> None:
    found = survey(as_csv(forms("Total points", "Points - What works?", "Feedback - What works?")))
    assert found.header[3:] == (
        "Which are you?",
        "What works?",
        "Why?",
        "Why?2",
        "Feedback on the hub",
    )


LIME_NAMES = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Token"]


@pytest.mark.parametrize("how", ["codes", "names", "codes and names"])
def test_lime_survey_tells_who_did_not_finish(how: str) -> None:
    codes, *rows = PLATFORMS["LimeSurvey"][0]
    names = [*LIME_NAMES, "IP address", "Who are you?", "What works?"]
    both = [f"{code}. {name}" for code, name in zip(codes, names, strict=True)]
    found = survey(as_csv([{"codes": codes, "names": names}.get(how, both), *rows]))
    assert found.layout == "LimeSurvey"
    assert [left.reason for left in found.left_out] == ["unfinished response"]
    assert [row.cells[-1] for row in found.rows] == ["The hub."]
    assert found.header[-1] == ("G1Q2" if how == "codes" else "What works?")
    assert not any("TOKEN7" in row.cells for row in found.rows)


def test_jisc_questions_go_by_their_number_too() -> None:
    found = survey(as_csv(PLATFORMS["Jisc Online Surveys"][0]))
    assert found.aliases == ("", "1", "1.a", "2")


@pytest.fixture
def whole(tmp_path: Path) -> Callable[[Rows], Corpus]:
    def whole(rows: Rows) -> Corpus:
        path = tmp_path / "export.csv"
        path.write_bytes(as_csv(rows))
        return read_file(path, StudyKey(b"a key for tests only"))

    return whole


def test_days_are_read_where_the_column_shows_their_order(whole: Callable[[Rows], Corpus]) -> None:
    rows = forms()
    for row, answer in zip(rows[1:], ("The hub was warm", "A bus that comes"), strict=True):
        row[7] = answer + " all winter long"
    days = set(whole(rows).documents["collected_on"])
    # 3/25/26 shows that the month stands first, so that 3/9/26 is the ninth of March.
    assert days == {"2026-03-25", "2026-03-09"}


SHARED = Path(__file__).parents[4] / "shared" / "data" / "survey_exports"
COUNTS = {
    "qualcoder_cases123.csv": ("table", 3, 4),
    "qualcoder_cases456.xlsx": ("table", 3, 4),
    "qualcoder_survey456.csv": ("table", 3, 5),
    "qualcoder_survey789.xlsx": ("table", 3, 6),
    "qualcoder_survey789_more_data.xlsx": ("table", 3, 4),
    "qualtrics_sample.csv": ("Qualtrics", 1, 12),
    "qualtrics_sample_legacy.csv": ("Qualtrics, legacy", 1, 8),
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared exports are not beside the project")
@pytest.mark.parametrize("name", COUNTS)
def test_exports_of_real_programs_are_read(name: str) -> None:
    """Layout, responses and columns read, counted by eye."""
    path = SHARED / name
    found = survey(path.read_bytes(), path.suffix)
    assert (found.layout, len(found.rows), len(found.header)) == COUNTS[name]


def test_free_text_is_known_where_the_platform_tells_it() -> None:
    rows = qualtrics(GOOD)
    rows[2][-2] = '{"ImportId":"QID2_TEXT"}'
    assert survey(as_csv(rows)).free == {"What should change?"}
    assert survey(as_csv(PLATFORMS["SurveyMonkey"][0])).free == {"What works?"}


def test_a_short_answer_of_a_known_text_question_is_read(whole: Callable[[Rows], Corpus]) -> None:
    rows = qualtrics(GOOD)
    rows[2][-2] = '{"ImportId":"QID2_TEXT"}'
    assert list(whole(rows).documents["text"]) == ["More buses."]
