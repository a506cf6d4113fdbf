"""Secrets: where they lie, what is at rest, who can open it, how it goes. Names are invented."""

from __future__ import annotations

import json
import os
import stat
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.anonymise import Register
from insight.errors import InputError, InsightError, SettingsError
from insight.settings import StudySettings
from insight.store import StudyFolder, StudyKey
from insight.store.custody import Custody, is_secret, refuse_secrets
from insight.store.private import shred
from insight.store.sealed import Custodian, SealedNames

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
PASSPHRASE = "plum harbour velvet ostrich"
PEOPLE = {("person", "wilfred oxnop"): 1, ("person", "zeb"): 2, ("place", "nook farm"): 1}


CUSTODIAN = Custodian.new("C. Keeper", PASSPHRASE, "2026-04-01")
UNLOCKED = CUSTODIAN.unlock(PASSPHRASE)


@pytest.fixture
def custodian() -> Custodian:
    return CUSTODIAN


@pytest.fixture
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder, where the platform lets a test choose it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(
        "insight.store.custody.user_data_path",
        lambda name, appauthor: tmp_path / "user" / name,
    )
    return tmp_path / "user" / "insight"


def custody_of(root: Path, **told: str) -> Custody:
    root.mkdir(exist_ok=True)
    return Custody.of(StudyFolder(root), StudySettings(title="A study", **told))


# -- names at rest ---------------------------------------------------------------------------------


def test_the_register_at_rest_holds_no_name_and_finds_the_number_again(tmp_path):
    register = Register(key=KEY)
    issued = {which: register.number(*which) for which in PEOPLE}
    assert issued == PEOPLE
    register.write(tmp_path / "numbers.json")
    kept = (tmp_path / "numbers.json").read_text("utf-8")
    assert not any(word in kept for word in ("wilfred", "oxnop", "zeb", "nook"))
    again = Register.read(tmp_path / "numbers.json", KEY)
    assert {which: again.number(*which) for which in PEOPLE} == PEOPLE
    assert again.number("person", "somebody new") == 3


def test_the_same_words_are_another_entry_as_another_kind():
    register = Register(key=KEY)
    assert [register.number("person", "paris"), register.number("person", "ada")] == [1, 2]
    assert register.number("place", "paris") == 1
    assert set(register.numbers["person"]).isdisjoint(register.numbers["place"])


def test_a_register_opens_under_its_own_key_alone(tmp_path):
    Register(key=KEY).write(tmp_path / "numbers.json")
    with pytest.raises(InputError, match="another study's key"):
        Register.read(tmp_path / "numbers.json", StudyKey.new())


def test_numbers_of_one_session_are_kept_nowhere(tmp_path):
    with pytest.raises(InsightError, match="kept nowhere"):
        Register().write(tmp_path / "numbers.json")


def test_the_number_of_who_was_forgotten_is_not_issued_again():
    register = Register(key=KEY)
    for kind, name in PEOPLE:
        register.number(kind, name)
    assert register.forget({"Zeb"}) == [("person", 2)]
    assert ("person", "zeb") not in register.met
    assert register.number("person", "zeb") == 3


# -- sealed for the custodian ----------------------------------------------------------------------


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=90))
def test_what_is_sealed_without_the_passphrase_opens_with_it(name: str):
    assert UNLOCKED.open(CUSTODIAN.seal(name, "a purpose"), "a purpose") == name


def test_a_sealed_name_neither_shows_nor_tells_its_length(custodian):
    told = ("zeb", "wilfred oxnop of nook farm", "wilfred oxnop of nook farm")
    sealed = {b64decode(custodian.seal(name, "p")) for name in told}
    assert len(sealed) == 3  # the same name twice does not look the same
    assert len({len(one) for one in sealed}) == 1
    assert not any(b"oxnop" in one for one in sealed)


def test_another_passphrase_opens_nothing(custodian):
    with pytest.raises(InputError, match="not the custodian's passphrase") as error:
        custodian.unlock("plum harbour velvet walrus")
    assert "plum" not in str(error.value)


def test_a_passphrase_may_be_typed_in_composed_or_in_separate_signs():
    custodian = Custodian.new("C. Keeper", "caf\u00e9 harbour velvet", "2026-04-01")
    assert custodian.unlock("cafe\u0301 harbour velvet ")


def test_a_short_passphrase_is_refused():
    with pytest.raises(InputError, match="fewer than 12"):
        Custodian.new("C. Keeper", "harbour", "2026-04-01")


def test_a_name_sealed_for_one_number_is_not_taken_for_another(custodian, tmp_path):
    names = SealedNames(tmp_path / "names.jsonl")
    names.add(PEOPLE, custodian)
    lines = [json.loads(line) for line in names.path.read_text("utf-8").splitlines()]
    lines[0]["number"], lines[1]["number"] = lines[1]["number"], lines[0]["number"]
    names.path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with pytest.raises(InputError, match="changed since"):
        names.opened(custodian.unlock(PASSPHRASE))


def test_names_are_added_once_and_taken_out_without_opening_them(custodian, tmp_path):
    names = SealedNames(tmp_path / "names.jsonl")
    assert names.add(PEOPLE, custodian) == 3
    before = names.path.read_bytes()
    assert names.add(PEOPLE, custodian) == 0
    assert names.path.read_bytes() == before
    names.without({("person", 1)})
    told = names.opened(custodian.unlock(PASSPHRASE))
    assert told == {("person", 2): "zeb", ("place", 1): "nook farm"}


def test_a_custodians_file_survives_its_folder_and_holds_no_passphrase(custodian, tmp_path):
    custodian.write(tmp_path / "custodian.json")
    assert PASSPHRASE not in (tmp_path / "custodian.json").read_text("utf-8")
    again = Custodian.read(tmp_path / "custodian.json")
    assert again is not None
    assert again.unlock(PASSPHRASE).open(custodian.seal("zeb", "p"), "p") == "zeb"


@pytest.mark.parametrize("harm", [{"n": 2**30}, {"cipher": "none"}, {"salt": "!"}, {"box": "AAAA"}])
def test_a_custodians_file_that_was_changed_is_refused(custodian, harm):
    told = custodian.record()
    told["locked"] = dict(told["locked"]) | harm
    with pytest.raises(InputError):
        Custodian.of(told).unlock(PASSPHRASE)


@pytest.mark.parametrize("told", ["", "[]", '{"insight custodian": 1}', "\xff"])
def test_what_is_no_custodians_file_is_refused(tmp_path, told):
    (tmp_path / "custodian.json").write_text(told, "latin-1")
    with pytest.raises(InputError, match="not a custodian's file"):
        Custodian.read(tmp_path / "custodian.json")


# -- where they lie --------------------------------------------------------------------------------


def test_outside_is_the_users_data_folder_below_the_id(tmp_path, user_data):
    custody = custody_of(tmp_path / "study", id="valley-1", key="outside")
    custody.open()
    assert custody.key == user_data / "valley-1" / "key"
    assert custody.is_outside
    made = {path.name for path in (user_data / "valley-1").iterdir()}
    assert made == {"key", "access.jsonl"}
    assert {path.name for path in (tmp_path / "study" / ".private").iterdir()} == {"key-id"}
    if os.name == "posix":
        modes = [stat.S_IMODE(p.stat().st_mode) for p in (user_data / "valley-1").rglob("*")]
        assert {mode & 0o077 for mode in modes} == {0}
        assert stat.S_IMODE((user_data / "valley-1").stat().st_mode) == 0o700


def test_outside_asks_for_an_id(tmp_path):
    with pytest.raises(SettingsError, match=r"study\.id"):
        custody_of(tmp_path / "study", key="outside")


@pytest.mark.parametrize("told", ["../../etc", "A study", "-x", "x"])
def test_an_id_is_no_path(told):
    with pytest.raises(ValueError, match="id"):
        StudySettings(title="A study", id=told)


def test_a_path_in_the_study_is_honoured_and_its_register_stays_private(tmp_path):
    custody = custody_of(tmp_path / "study", key="data/raw/public.key", custody="public")
    assert custody.key == tmp_path / "study" / "data" / "raw" / "public.key"
    assert custody.home == tmp_path / "study" / ".private"
    assert not custody.is_outside


def test_a_key_that_is_lost_is_asked_for_and_never_made_anew(tmp_path, user_data):
    custody = custody_of(tmp_path / "study", id="valley-1", key="outside")
    custody.open()
    custody.key.unlink()
    with pytest.raises(InputError, match="insight key import"):
        custody.open()
    StudyKey.new().write(custody.key)
    with pytest.raises(InputError, match="not the key that the study was made with"):
        custody.open()


def test_the_log_tells_who_when_and_what_and_is_only_added_to(tmp_path):
    custody = custody_of(tmp_path / "study")
    custody.open()
    before = custody.log.read_bytes()
    custody.open()
    custody.record("2 names told")
    assert custody.log.read_bytes().startswith(before)
    assert [one["verb"] for one in custody.accesses()] == [
        "key made", "Python", "Python", "2 names told",
    ]  # fmt: skip
    assert all(set(one) == {"at", "who", "verb"} and one["who"] for one in custody.accesses())


@pytest.mark.skipif(os.name != "posix", reason="this system has no file modes")
def test_a_key_that_others_may_read_is_told_of(tmp_path):
    custody = custody_of(tmp_path / "study")
    custody.open()
    assert custody.open_to_others() == []
    custody.key.chmod(0o644)
    assert custody.open_to_others() == [custody.key]


# -- nothing of it leaves --------------------------------------------------------------------------


def test_every_file_of_custody_is_known_as_a_secret_under_any_name(tmp_path, custodian):
    custody = custody_of(tmp_path / "study")
    key = custody.open()
    Register({}, key).write(custody.numbers)
    custody.names.add(PEOPLE, custodian)
    custody.appoint(custodian)
    assert len(custody.files) == 4
    for number, path in enumerate(custody.files):
        renamed = tmp_path / f"figure-{number}.csv"
        renamed.write_bytes(path.read_bytes())
        assert is_secret(path)
        assert is_secret(renamed), path.name


def test_what_others_may_have_is_no_secret(tmp_path):
    for name, words in (("report.html", "<p>The key finding</p>"), ("a.csv", "n,share\n1,0.5\n")):
        (tmp_path / name).write_text(words, "utf-8")
        assert not is_secret(tmp_path / name)
    refuse_secrets(tmp_path)


def test_a_folder_that_is_to_leave_with_a_key_in_it_does_not_leave(tmp_path):
    (tmp_path / "report" / "data").mkdir(parents=True)
    StudyKey.new().write(tmp_path / "report" / "data" / "figure.txt")
    with pytest.raises(InsightError, match="what is to leave"):
        refuse_secrets(tmp_path / "report")


def test_shredding_writes_over_the_bytes_before_it_deletes_them(tmp_path):
    path, link = tmp_path / "key", tmp_path / "same bytes"
    KEY.write(path)
    before = path.read_bytes()
    os.link(path, link)
    shred(path)
    assert not path.exists()
    after = link.read_bytes()
    assert len(after) == len(before)
    assert KEY.secret not in after
