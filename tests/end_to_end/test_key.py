"""A study whose key is kept outside, read, released, and given another key. All is invented."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from insight import Study
from insight.anonymise.rulings import Ruling, everywhere
from insight.coding import Seen, code_decision, read_decision
from insight.coding.draw import DRAW, rounds_of
from insight.errors import InputError
from insight.store import StudyKey
from insight.store.custody import is_secret
from insight.store.ledger import Decision
from insight.study import approve_sheets, withdraw_speaker
from insight.study.people import custody, records
from insight.study.people.coding import human_codings
from insight.study.people.destruction import destroy_raw
from insight.study.people.drawing import with_chances
from insight.study.people.rotation import rotate
from insight.study.people.search import files_holding
from insight.themes import Remembered
from insight.themes.by_example import example_digest
from insight.themes.remembered import Example

TITLE = "Care in the valley"
PASSPHRASE = "plum harbour velvet ostrich"
SETTINGS = f"""\
[study]
title = "{TITLE}"
custodian = "C. Keeper"
id = "valley-1"
key = "outside"

[[source]]
name = "talks"
files = "data/raw/talks/*.txt"
sampling = "purposive"
speakers = "data/raw/speakers.csv"

[[source]]
name = "survey"
files = "data/raw/survey.csv"
kind = "survey"
sampling = "self_selected"
[source.columns]
id = "ID"
text = "What should change?"
consent_quote = "Quote"

[anonymise]
reading = "sample"

[coding]
codebook = "starter"
human = "data/raw/codes.csv"
"""
TALK = """\
INT: How did you come to hear of the club?

P1: From Wilfred Oxnop, who lives next door. He has gone there for years and years. I would be \
lost without it now, truly.

INT: And who takes you there?

P1: Hedda Lowmoor drives the minibus. She waits until I am in my own kitchen. Nobody else does.
"""
ANSWERS = {
    "1": "Somebody should answer the telephone, whatever the hour. Wilfred Oxnop waited all day.",
    "2": "The buses stop at six, so that nobody can come home from the evening club by themselves.",
    "3": "Ask us before you change the forms again, because we are the ones who fill them in.",
    "4": "Hedda Lowmoor was kind to my mother when no one else had the time to sit with her.",
}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study and its user's data, run, read in full, approved and run again."""
    home = tmp_path_factory.mktemp("custody")
    raw = home / "study" / "data" / "raw"
    (raw / "talks").mkdir(parents=True)
    (home / "study" / "study.toml").write_text(SETTINGS, "utf-8")
    (raw / "talks" / "one.txt").write_text(TALK, "utf-8")
    (raw / "speakers.csv").write_text(
        "file,label,name,role,consent_quote\n"
        "talks/one.txt,P1,Ottoline Brack,participant,yes\ntalks/one.txt,INT,,interviewer,no\n"
    )
    rows = [f'{number},"{said}",yes' for number, said in ANSWERS.items()]
    (raw / "survey.csv").write_text("\n".join(["ID,What should change?,Quote", *rows]) + "\n")
    with pytest.MonkeyPatch.context() as patched:
        _here(patched, home)
        study = Study(home / "study")
        list(custody.begin(study, PASSPHRASE, date(2026, 4, 1)))
        study.read()
        study.anonymise()
        segments = study.tables["segments"]
        (first,) = segments.loc[segments["text"].str.contains("minibus"), "segment_id"]
        code = study.codebook.table()["code"].iloc[0] if study.codebook else ""
        (raw / "codes.csv").write_text(
            "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"
            f"{first},0,13,{code},A. Reader,1,,,\n"
        )
        stays = Ruling("rejected", "person", "person", "A. Reader")
        study.ledger.append([everywhere("Hedda Lowmoor", stays, study.key, "2026-04-01")])
        Study(home / "study").run()
        sheet_yes(home / "study")
        study = Study(home / "study")
        list(approve_sheets(study, "A. Reader"))
        study = Study(home / "study")
        study.run()
        assert not study.release.draft
        told = ("t-decided", "A. Reader", "2026-04-01")
        ((_, text),) = (
            study.tables["deidentified_segments"]
            .query("segment_id == @first")[["segment_id", "text"]]
            .to_numpy()
        )
        seen = Seen(first, text, "B. Coder", "2026-04-01")
        study.ledger.append(
            [
                Decision("theme", told[0], *told, "status", "accepted"),
                Decision("theme_member", first, *told, verdict="in"),
                Decision(
                    "theme_example", first, example_digest(study.key, text), *told[1:], told[0], "1"
                ),
                code_decision(seen, study.key, code, 0, 13),
                read_decision(seen, study.key),
                Decision("recode_code", "OLD", "", *told[1:], "2", code),
            ]
        )
    return home


def _here(patched: pytest.MonkeyPatch, home: Path) -> None:
    patched.setattr(
        "insight.store.custody.user_data_path", lambda name, appauthor: home / "user" / name
    )


def sheet_yes(folder: Path) -> None:
    """Everything is marked as read and approved; of the survey a sample, without a miss."""
    for name, column in (("readings.csv", "read"), ("quotes.csv", "approve")):
        path = folder / ".private" / "review" / name
        sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        if name == "readings.csv":
            of_survey = sheet["sample"] != ""
            sheet.loc[of_survey, "misses"] = "0"
            sheet.loc[~of_survey, "read"] = "yes"
        else:
            sheet[column] = "yes"
        sheet.to_csv(path, index=False, encoding="utf-8-sig")


@pytest.fixture
def folder(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the released study, of one's own, with its user's data."""
    shutil.copytree(released, tmp_path / "home")
    _here(monkeypatch, tmp_path / "home")
    return tmp_path / "home" / "study"


def texts(study: Study) -> list[str]:
    return sorted(study.tables["deidentified_segments"]["text"])


def test_neither_key_nor_register_nor_names_are_in_anything_that_leaves(released: Path):
    home = released / "user" / "insight" / "valley-1"
    secret = (home / "key").read_text("utf-8").strip()
    numbers = json.loads((home / "numbers.json").read_text("utf-8"))["numbers"]
    hashes = {entry for issued in numbers.values() for entry in issued}
    assert hashes
    for place in ("data/processed", ".private"):
        assert files_holding(released / "study" / place, {secret, *hashes}) == []
    left = list((released / "study" / "data" / "processed").rglob("*"))
    assert len(left) > 10
    assert [path.name for path in left if is_secret(path)] == []
    assert files_holding(home, {"Oxnop", "Lowmoor", "Brack"}) == []


def test_under_another_key_every_decision_holds_and_the_text_is_the_same(folder: Path):
    before = Study(folder)
    said, ids = texts(before), set(before.tables["segments"]["segment_id"])
    old = before.key
    decided = before.ledger.decisions()
    kinds = {"read", "read_sample", "approve_quote", "identifier", "theme", "theme_member"}
    kinds |= {"theme_example", "code", "code_read", "recode_code"}
    assert {one.what for one in decided} == kinds

    done = rotate(Study(folder), TITLE)

    assert (done.decisions, dict(done.lapsed)) == (len(decided), {})
    assert (done.numbers_lapsed, done.codings_lapsed) == (0, 0)
    after = Study(folder)
    assert after.key != old
    after.run()
    assert not after.release.draft
    assert texts(after) == said
    assert any("Hedda Lowmoor" in text for text in said)  # ruled so, before and after
    assert ids.isdisjoint(after.tables["segments"]["segment_id"])
    assert set(after.release.tables["quotes"]["status"]) == {"approved"}
    (code,) = after.tables["codings"].query("coder == 'A. Reader'")["segment_id"]
    assert code in set(after.tables["segments"]["segment_id"])
    assert after.tables["codings"].query("coder == 'B. Coder'")["segment_id"].to_list() == [code]
    ((theme, remembered),) = Remembered.of(after.ledger.decisions()).themes.items()
    assert theme != "t-decided"
    assert remembered.members == {code}  # the same passage, under its new id
    text = after.tables["deidentified_segments"].set_index("segment_id").loc[code, "text"]
    assert remembered.examples == (Example(code, example_digest(after.key, text), 1),)


def test_what_was_drawn_for_coding_keeps_its_chance_and_its_codes(folder: Path):
    study = Study(folder)
    (read,) = [one for one in study.ledger.decisions() if one.what == "code_read"]
    drawn = replace(read, what=DRAW, place="1 B. Coder", verdict="0.25 of 8", at="")
    study.ledger.append([drawn])
    assert dict(rotate(Study(folder), TITLE).lapsed) == {}
    after = Study(folder)
    after.read()
    after.anonymise()
    found = with_chances(after, human_codings(after).codings)
    coded = found[found["coder"] == "B. Coder"]
    assert coded["sampling_probability"].to_list() == [0.25]
    (one,) = rounds_of(after.ledger.decisions())
    assert (one.by, one.size, list(one.chance)) == ("B. Coder", 8, coded["segment_id"].to_list())
    assert read.about not in one.chance


def test_nothing_made_with_the_old_key_stays(folder: Path):
    study = Study(folder)
    tokens = {study.key.secret.decode(), study.key.id}
    for name in ("documents", "speakers", "segments"):
        tokens |= set(study.tables[name][f"{name[:-1]}_id"])
    for one in study.ledger.decisions():
        tokens |= {one.about, one.text_digest} - {"", "OLD"}  # the name of a code is no secret
    rotate(Study(folder), TITLE)
    report = {"data/processed/report", "data/processed/released"}  # released before, left alone
    left = [p for p in files_holding(folder, tokens) if p.parent.as_posix() not in report]
    assert left == []
    assert files_holding(study.custody.home, tokens) == []


def test_who_was_in_a_release_is_found_under_the_new_key_and_can_withdraw(folder: Path):
    (release,) = {one["release_id"] for one in records.released(Study(folder).folder)}
    rotate(Study(folder), TITLE)
    done = withdraw_speaker(Study(folder), "Ottoline Brack")
    assert done.releases == (release,)
    assert done.left_in == ()


def test_what_cannot_be_made_again_lapses_and_is_counted(folder: Path):
    talk = folder / "data" / "raw" / "talks" / "one.txt"
    talk.write_text(TALK.replace("for years", "for months"), "utf-8")
    study = Study(folder)
    register = study.register
    number = register.number("person", "zeb gone")  # in an earlier wave, whose file is gone
    study.save()

    done = rotate(Study(folder), TITLE)

    assert done.lapsed["read"] == 1
    assert done.numbers_lapsed == 1
    after = Study(folder)
    after.read()
    after.anonymise()
    states = after.reading_units().set_index("source_name")["reading"].to_dict()
    assert states == {"talks": "changed", "survey": "read"}
    assert after.register.number("person", "zeb gone") > number


def test_with_the_passphrase_people_of_earlier_waves_keep_their_numbers(folder: Path):
    study = Study(folder)
    number = study.register.number("person", "zeb gone")
    study.save()
    assert rotate(Study(folder), TITLE, PASSPHRASE).numbers_lapsed == 0
    assert Study(folder).register.number("person", "zeb gone") == number


def test_a_rotation_that_fails_leaves_everything_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    def state() -> dict[str, bytes]:
        home = Study(folder).custody.home
        files = [p for root in (folder, home) for p in root.rglob("*") if p.is_file()]
        return {str(p): p.read_bytes() for p in files if p.name not in ("access.jsonl", "lock")}

    before = state()

    def fails(*told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(StudyKey, "write", fails)
    with pytest.raises(RuntimeError):
        rotate(Study(folder), TITLE)
    assert state() == before


def test_a_decision_of_a_kind_that_nobody_can_make_again_stops_a_rotation(folder: Path):
    study = Study(folder)
    study.ledger.append([Decision("weighed", "w-1", "digest", "A. Reader", "2026-04-01")])
    before = study.custody.key.read_bytes()
    with pytest.raises(InputError, match="weighed"):
        rotate(Study(folder), TITLE)
    assert study.custody.key.read_bytes() == before


def test_rotation_asks_for_the_title_and_for_the_raw_files(folder: Path):
    with pytest.raises(InputError, match="nothing was changed"):
        rotate(Study(folder), "yes")
    destroy_raw(Study(folder), "C. Keeper", TITLE, early=True)
    with pytest.raises(InputError, match="raw files are gone"):
        rotate(Study(folder), TITLE)


def test_once_raw_files_and_key_are_destroyed_no_name_can_be_had_any_more(folder: Path):
    study = Study(folder)
    told = dict(custody.names_behind(study, ["person 1"], lambda _: PASSPHRASE))
    assert re.search(r"brack|oxnop", told["person 1"])
    destroyed = destroy_raw(Study(folder), "C. Keeper", TITLE, early=True)
    assert destroyed.left_in == ()
    assert study.custody.numbers.is_file()  # its custodian's to destroy
    list(custody.end(Study(folder), "C. Keeper", TITLE))
    for place in (folder, study.custody.home):
        assert files_holding(place, {"Oxnop", "Brack"}) == []
    assert study.custody.files == ()
