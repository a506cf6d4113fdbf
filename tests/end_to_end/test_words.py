"""What researchers write tells nobody's name, and who spoke decides about their own words.

A small invented study (see planted.py) is read, approved and released; then people say no.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from insight.errors import InputError
from insight.store.ledger import Decision
from insight.study import Study, approve_sheets, withdraw_speaker
from insight.study.people import quoting, records
from insight.study.people.search import files_holding
from insight.study.people.words import add_memo, memo_book, write_letter
from tests.end_to_end.planted import FILE, SECRETS, WORDS

pytestmark = pytest.mark.slow
QUOTE = "Nothing at all they are very kind."
BY = "A. Reader"


def mark(path: Path, column: str, answer: str, *, only: str = "") -> None:
    """Write `answer` into a column of a sheet, in all rows or in those of one text."""
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    rows = sheet["text"] == only if only else sheet.index
    sheet.loc[rows, column] = answer
    sheet.to_csv(path, index=False, encoding="utf-8-sig")


def quotes(folder: Path) -> set[str]:
    """The quotes of the last release."""
    told = pd.read_csv(folder / "data/processed/released/quotes.csv", keep_default_na=False)
    return set(told["text"])


def speaker_of(study: Study, text: str) -> str:
    said = study.tables["deidentified_segments"].set_index("text")["speaker_id"]
    return str(said[text])


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "study"))


def test_a_memo_keeps_no_name_that_the_study_knows(folder: Path) -> None:
    study = Study(folder)
    named = f"Mrs {SECRETS['turn']} rang {SECRETS['label']}, and {SECRETS['cell']} did not."
    done = add_memo(study, "study", "reflexive", f"{named} I was surprised.", BY)
    (memo,) = memo_book(study).standing()
    assert done.n_replaced > 0
    assert memo.text.endswith("I was surprised.")
    assert not [word for word in WORDS if word.casefold() in memo.text.casefold()]


def test_whom_the_memo_names_has_the_pseudonym_of_the_transcript(folder: Path) -> None:
    study = Study(folder)
    text = study.tables["deidentified_segments"]["text"]
    (said,) = [one for one in text if "came, and after that" in one]
    pseudonym = said.split(" came,")[0]
    add_memo(study, "study", "memo", f"It was {SECRETS['turn']} who rang her.", BY)
    assert memo_book(study).standing()[0].text == f"It was {pseudonym} who rang her."


def test_a_quote_that_its_speaker_does_not_want_is_never_published_again(folder: Path) -> None:
    study = Study(folder)
    who = speaker_of(study, QUOTE)
    told = list(write_letter(study, who))
    assert any("contacted again is not recorded" in line for line in told)
    letter = Document(str(study.folder.review / f"member-{who}.docx"))
    lines = [paragraph.text.strip() for paragraph in letter.paragraphs]
    assert QUOTE in lines
    assert lines.count("No, do not use these words.") == 1

    answers = study.folder.review / "member_answers.csv"
    mark(answers, "answer", "Do not use", only=QUOTE)
    (release,) = [line["release_id"] for line in records.released(study.folder)]
    told = list(approve_sheets(Study(folder), BY))
    assert "answers of people on their own words: 0 use, 0 change, 1 do not use" in told
    assert any(line.startswith(f"Release {release} holds words") for line in told)

    Study(folder).run()
    assert QUOTE not in quotes(folder)
    assert files_holding(folder / "data" / "processed" / "report", {QUOTE}) == []
    sheet = pd.read_csv(study.folder.review / "quotes.csv", encoding="utf-8-sig")
    assert QUOTE not in set(sheet["text"])

    mark(answers, "answer", "use", only=QUOTE)
    list(approve_sheets(Study(folder), BY))
    assert QUOTE in set(quoting.candidates(Study(folder), vetoed=False)[0]["text"])


def test_a_veto_outlasts_another_cut_and_another_segment_of_the_same_words(folder: Path) -> None:
    study = Study(folder)
    segments = study.tables["deidentified_segments"]
    segment = str(segments.set_index("text")["segment_id"][QUOTE])

    def left(about: str, digest: str) -> set[str]:
        one = Study(folder)
        veto = Decision("veto_quote", about, digest, BY, "2026-01-01", "member")
        one.ledger.append([veto])
        found = set(quoting.candidates(one, vetoed=False)[0]["text"])
        one.ledger.append([Decision(*list(vars(veto).values())[:6], verdict="withdrawn")])
        return found

    assert QUOTE in left("s-another", "digest of other words")
    assert QUOTE not in left(segment, "digest of another cut")
    assert QUOTE not in left("s-another", study.key.digest("quote", QUOTE))


def test_what_is_to_be_changed_becomes_a_memo_without_names(folder: Path) -> None:
    study = Study(folder)
    list(write_letter(study, speaker_of(study, QUOTE)))
    answers = study.folder.review / "member_answers.csv"
    mark(answers, "answer", "change", only=QUOTE)
    mark(answers, "what_to_change", f"Leave {SECRETS['roster']} out of it.", only=QUOTE)
    list(approve_sheets(Study(folder), BY))
    (memo,) = memo_book(study).standing()
    assert memo.text.startswith("What the person who spoke wants changed: Leave [")
    assert SECRETS["roster"] not in answers.read_text("utf-8")


def test_an_answer_that_is_none_is_told_by_its_row(folder: Path) -> None:
    study = Study(folder)
    list(write_letter(study, speaker_of(study, QUOTE)))
    mark(study.folder.review / "member_answers.csv", "answer", SECRETS["cell"])
    with pytest.raises(InputError, match=r"member_answers.csv, row 2: no answer") as refused:
        list(approve_sheets(Study(folder), BY))
    assert SECRETS["cell"] not in str(refused.value)


def test_whoever_does_not_want_to_be_asked_again_gets_no_letter(folder: Path) -> None:
    study = Study(folder)
    speakers = study.tables["speakers"]
    study.tables["speakers"] = speakers.assign(declared='{"consent_contact": "no"}')
    with pytest.raises(InputError, match="does not want to be contacted again"):
        list(write_letter(study, speaker_of(study, QUOTE)))


def test_who_withdraws_leaves_no_memo_behind(folder: Path) -> None:
    study = Study(folder)
    speakers = study.tables["speakers"].query("role == 'participant'")
    who = speakers.loc[speakers["source"].str.contains(FILE), "speaker_id"].item()
    add_memo(study, f"case:{who}", "case summary", "Waited, and was looked after.", BY)
    add_memo(study, "code:waiting", "memo", "Nobody minds waiting with company.", BY)
    done = withdraw_speaker(Study(folder), who)
    assert done.left_in == ()
    assert any("1 memos" in line for line in done.changed)
    assert [one.about for one in memo_book(study).standing()] == ["code:waiting"]
