"""Custody of a study: begun, shown, copied, handed over, ended. Everybody here is invented."""

from __future__ import annotations

import json
import sys
import types
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from insight import Study
from insight.cli import app
from insight.errors import InputError
from insight.settings import read_settings
from insight.store import StudyKey
from insight.store.custody import Custody, is_secret
from insight.study import new_study
from insight.study.people import copies, custody
from insight.study.people.search import files_holding

TITLE = "Care in the valley"
PASSPHRASE = "plum harbour velvet ostrich"
OTHER = "walnut beacon slipper fjord"
SETTINGS = f"""\
[study]
title = "{TITLE}"
custodian = "C. Keeper"
id = "valley-1"
key = "outside"
destroy_raw_by = 2026-01-31
[[source]]
name = "talks"
files = "data/raw/*.txt"
sampling = "purposive"
"""


@pytest.fixture(autouse=True)
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder of the test's own."""
    home = tmp_path / "user"
    monkeypatch.setattr("insight.store.custody.user_data_path", lambda name, appauthor: home / name)
    return home / "insight" / "valley-1"


@pytest.fixture
def study(tmp_path: Path) -> Study:
    folder = tmp_path / "study"
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS, "utf-8")
    return Study(folder)


def ask(passphrase: str) -> custody.Ask:
    return lambda told: passphrase


def begun(study: Study, *names: str) -> Study:
    """Custody begun, and numbers issued to people called `names`."""
    list(custody.begin(study, PASSPHRASE, date(2025, 4, 1)))
    for name in names:
        study.register.number("person", name)
    study.save()
    return Study(study.folder.root)


def with_setting(study: Study, line: str) -> Study:
    path = study.folder.settings
    path.write_text(path.read_text("utf-8").replace("[[source]]", f"{line}\n[[source]]"), "utf-8")
    return Study(study.folder.root)


# -- a run needs nobody, and leaves no name --------------------------------------------------------


def test_a_run_seals_names_without_the_passphrase_and_only_the_custodian_reads_them(study):
    again = begun(study, "wilfred oxnop", "zeb")
    assert again.register.number("person", "zeb") == 2
    assert again.register.number("person", "hedda lowmoor") == 3
    again.save()
    told = dict(custody.names_behind(again, ["person 3", "[person 1]"], ask(PASSPHRASE)))
    assert told == {"person 3": "hedda lowmoor", "person 1": "wilfred oxnop"}
    with pytest.raises(InputError, match="not the custodian's passphrase"):
        list(custody.names_behind(again, ["person 1"], ask(OTHER)))
    assert [one["verb"] for one in again.custody.accesses()][-1] == "2 names told"


def test_neither_study_nor_custody_hold_a_name_in_the_clear(study, user_data):
    begun(study, "wilfred oxnop", "zeb")
    assert {path.name for path in user_data.iterdir()} == {
        "key", "numbers.json", "names.jsonl", "custodian.json", "access.jsonl",
    }  # fmt: skip
    for place in (user_data, study.folder.root):
        assert files_holding(place, {"wilfred", "oxnop", "zeb"}) == []


def test_without_a_custodian_numbers_last_and_a_run_says_that_names_do_not(study, user_data):
    study.register.number("person", "zeb")
    study.save()
    assert any("insight key new" in note for note in study.notes)
    assert not (user_data / "names.jsonl").exists()
    assert Study(study.folder.root).register.number("person", "zeb") == 1


def test_who_withdraws_is_taken_out_of_numbers_and_sealed_names(study):
    again = begun(study, "wilfred oxnop", "zeb")
    again.forget_pseudonyms({"Wilfred Oxnop"})
    last = Study(study.folder.root)
    assert dict(custody.names_behind(last, ["person 1", "person 2"], ask(PASSPHRASE))) == {
        "person 1": "(no name is sealed for this number)",
        "person 2": "zeb",
    }
    assert last.register.number("person", "wilfred oxnop") == 3


def test_a_register_of_names_from_an_earlier_version_is_taken_over_and_deleted(study):
    old = study.folder.register
    old.parent.mkdir(exist_ok=True)
    old.write_text(json.dumps({"person": {"zeb": 1, "withdrawn 2": 2, "hedda lowmoor": 3}}))
    list(custody.begin(study, PASSPHRASE))
    study.save()
    assert study.register.number("person", "hedda lowmoor") == 3
    study.save()
    assert not old.exists()
    last = Study(study.folder.root)
    assert last.register.number("person", "somebody new") == 4
    told = dict(custody.names_behind(last, ["person 1", "person 3"], ask(PASSPHRASE)))
    assert told == {"person 1": "zeb", "person 3": "hedda lowmoor"}


# -- begin and hand over ---------------------------------------------------------------------------


def test_custody_begins_once_and_with_a_name(study):
    list(custody.begin(study, PASSPHRASE))
    with pytest.raises(InputError, match="handover"):
        list(custody.begin(study, PASSPHRASE))
    settings = study.folder.settings
    settings.write_text(SETTINGS.replace("C. Keeper", ""), "utf-8")
    with pytest.raises(InputError, match="names no custodian"):
        custody.insist_new(Study(study.folder.root))


def test_after_a_handover_the_new_passphrase_opens_and_the_old_one_does_not(study):
    again = begun(study, "wilfred oxnop")
    list(custody.hand_over(again, "D. Keeper", PASSPHRASE, OTHER))
    told = dict(custody.names_behind(again, ["person 1"], ask(OTHER)))
    assert told == {"person 1": "wilfred oxnop"}
    with pytest.raises(InputError, match="not the custodian's passphrase"):
        list(custody.names_behind(again, ["person 1"], ask(PASSPHRASE)))


def test_a_keyring_is_an_exception_that_asks_for_its_library(study, monkeypatch):
    declared = with_setting(study, 'custody = "keyring"')
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(InputError, match="library keyring is not installed"):
        custody.insist_new(declared)


def test_a_declared_keyring_opens_without_asking_and_is_shown(study, monkeypatch):
    kept: dict[tuple[str, str], str] = {}
    library, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")
    library.set_password = lambda service, who, told: kept.update({(service, who): told})
    library.get_password = lambda service, who: kept.get((service, who))
    errors.KeyringError = RuntimeError
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    again = begun(with_setting(study, 'custody = "keyring"'), "zeb")

    def nobody(told: str) -> str:
        raise AssertionError("nobody is asked")

    assert dict(custody.names_behind(again, ["person 1"], nobody)) == {"person 1": "zeb"}
    assert "exception" in dict(custody.shown(again))["Passphrase"]
    kept.clear()
    with pytest.raises(InputError, match="no passphrase for this study"):
        list(custody.names_behind(again, ["person 1"], nobody))


# -- show ------------------------------------------------------------------------------------------


def test_show_tells_place_custodian_dates_and_accesses_and_no_secret(study):
    again = begun(study, "wilfred oxnop")
    rows = custody.shown(again, date(2026, 2, 1))
    told = dict(rows)
    assert told["Key"] == "outside of the study's folder"
    assert told["Names sealed for"] == "C. Keeper, 2025-04-01"
    assert (told["Numbers issued"], told["Names sealed"]) == ("1", "1")
    assert told["Raw files to be destroyed by"] == "2026-01-31"
    assert "the day is past" in told["To do"]
    secret = again.key.secret.decode()
    assert not any(word in str(rows) for word in (secret, "oxnop", PASSPHRASE))


def test_show_opens_nothing_and_makes_nothing(study, user_data):
    assert dict(custody.shown(study))["Key"] == "there is none yet"
    assert not user_data.exists()


# -- the custodian's copy --------------------------------------------------------------------------


def test_a_copy_brings_everything_back_on_another_machine(study, tmp_path, user_data):
    again = begun(study, "wilfred oxnop", "zeb")
    (tmp_path / "stick").mkdir()
    copy = copies.export(again, tmp_path / "stick" / "valley")
    before = {path.name: path.read_bytes() for path in again.custody.files}
    assert is_secret(copy)
    assert not any(w in copy.read_text("utf-8") for w in (again.key.secret.decode(), "oxnop"))
    for path in user_data.iterdir():
        path.unlink()
    with pytest.raises(InputError, match="not the custodian's passphrase"):
        list(copies.bring_back(Study(study.folder.root), copy, ask(OTHER)))
    assert not (user_data / "key").exists()
    list(copies.bring_back(Study(study.folder.root), copy, ask(PASSPHRASE)))
    assert {path.name: path.read_bytes() for path in again.custody.files} == before
    assert Study(study.folder.root).register.number("person", "zeb") == 2


def test_a_copy_of_another_study_is_refused(study, tmp_path, user_data):
    (tmp_path / "stick").mkdir()
    copy = copies.export(begun(study), tmp_path / "stick" / "valley")
    for path in user_data.iterdir():
        path.unlink()
    study.custody.mark.write_text(f"{StudyKey.new().id}\n")
    with pytest.raises(InputError, match="copy of another study"):
        list(copies.bring_back(study, copy, ask(PASSPHRASE)))


@pytest.mark.parametrize("place", ["study", "study/data/processed", "repository/deep"])
def test_no_copy_is_written_into_a_study_or_a_repository(study, tmp_path, place):
    again = begun(study)
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    with pytest.raises(InputError, match="in a study or a repository"):
        copies.export(again, tmp_path / place / "copy")


@pytest.mark.parametrize("beside", ["report.html", "tables.xlsx", "project.qdpx", "manifest.json"])
def test_no_copy_is_written_beside_what_others_are_to_have(study, tmp_path, beside):
    again = begun(study)
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / beside).write_text("{}")
    with pytest.raises(InputError, match="beside files made for others"):
        copies.export(again, tmp_path / "bundle" / "copy")


# -- the end ---------------------------------------------------------------------------------------


def test_key_and_register_go_once_the_title_is_typed_and_a_record_stays(study, user_data):
    again = begun(study, "zeb")
    with pytest.raises(InputError, match="nothing was changed"):
        list(custody.end(again, "C. Keeper", "yes"))
    assert (user_data / "key").is_file()
    list(custody.end(again, "C. Keeper", TITLE, date(2026, 2, 1)))
    assert {path.name for path in user_data.iterdir()} == {"access.jsonl"}
    (line,) = again.custody.ended.read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["on"], told["by"], told["files"]) == ("2026-02-01", "C. Keeper", 4)
    assert again.custody.accesses()[-1]["verb"] == "key destroyed"
    assert dict(custody.shown(again))["Key"] == "destroyed on 2026-02-01 by C. Keeper"
    with pytest.raises(InputError, match="was destroyed"):
        _ = Study(study.folder.root).key


def test_it_is_said_plainly_that_texts_stay_personal_data(study):
    again = begun(study, "zeb")
    (study.folder.root / "data" / "raw" / "one.txt").write_text("A: Aye.\n", "utf-8")
    assert any("raw files exist" in line for line in custody.doomed(again))
    (study.folder.root / "data" / "raw" / "one.txt").unlink()
    told = list(custody.doomed(again))
    assert not any("raw files exist" in line for line in told)
    assert any("personal data still" in line for line in told)


# -- the demonstration, and the command line -------------------------------------------------------


def test_a_public_key_asks_for_nothing_and_is_not_kept_from_anybody(study):
    public = with_setting(study, 'custody = "public"')
    public.register.number("person", "zeb")
    public.save()
    assert public.notes == []
    for refused in (
        lambda: custody.insist_new(public),
        lambda: list(custody.end(public, "C. Keeper", TITLE)),
        lambda: list(custody.names_behind(public, ["person 1"], ask(PASSPHRASE))),
    ):
        with pytest.raises(InputError, match="public"):
            refused()


def test_a_new_study_keeps_its_key_outside_under_an_id_of_its_own(tmp_path):
    ids = set()
    for name in ("Vale & Moor", "other"):
        list(new_study(tmp_path / name))
        settings = read_settings(tmp_path / name / "study.toml").study
        assert (settings.key, settings.custody) == ("outside", "custodian")
        ids.add(settings.id)
    assert len(ids) == 2
    assert any(one.startswith("vale-moor-") for one in ids)


def test_the_verbs_ask_and_log_what_was_done(study):
    folder = str(study.folder.root)
    run = CliRunner()
    done = run.invoke(app, ["key", "new", folder], input=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.exit_code == 0, done.output
    assert PASSPHRASE not in done.output
    study.register.number("person", "zeb")
    study.save()
    done = run.invoke(app, ["key", "who", "person 1", folder], input=f"{PASSPHRASE}\n")
    assert "person 1: zeb" in done.output
    shown = run.invoke(app, ["key", "show", folder])
    assert "C. Keeper" in shown.output
    done = run.invoke(app, ["key", "destroy", folder, "--by", "C. Keeper"], input=f"{TITLE}\n")
    assert "personal data still" in done.output
    verbs = [one["verb"] for one in Custody.of(study.folder, study.settings.study).accesses()]
    assert verbs == ["key made", "key new", "Python", "1 names told", "key destroyed"]


@pytest.mark.parametrize(
    "verb", ["new", "show", "who", "export", "import", "handover", "rotate", "destroy"]
)
def test_every_verb_of_the_key_has_help_with_an_example(verb):
    told = CliRunner().invoke(app, ["key", verb, "--help"])
    assert told.exit_code == 0
    assert f"insight key {verb}" in " ".join(told.output.replace("│", " ").split())
