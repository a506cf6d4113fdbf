"""What models made of texts: found again by key, model and words; never a text, never trusted torn.

The words are invented.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from insight.store import StudyKey
from insight.store.outputs import Outputs

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
MADE = {"Wilf Oxnop rang.": b"[[0, 10]]", "no": b"[]", "": b"[]"}
KEEPS_FOR_EVER = """
import sys
from pathlib import Path
from insight.store import StudyKey
from insight.store.outputs import Outputs
kept = Outputs(Path(sys.argv[1]), StudyKey(sys.argv[2].encode()))
for number in range(int(sys.argv[4])):
    text = f"{sys.argv[3]} {number}"
    kept.keep("a model", {f"{text} {one}": f"{text} {one}".encode() * 40 for one in range(20)})
    print(number, flush=True)
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "study" / ".private" / "kept" / "outputs.sqlite"


def test_an_output_is_found_by_key_model_and_text_together(place: Path):
    Outputs(place, KEY).keep("a model", MADE)
    assert Outputs(place, KEY).known("a model", [*MADE, "never read"]) == MADE
    assert Outputs(place, KEY).known("a model, retrained", MADE) == {}
    assert (
        Outputs(place, StudyKey(b"another key, of thirty-two bytes")).known("a model", MADE) == {}
    )


def test_no_file_holds_a_text_and_only_the_owner_reads_them(place: Path):
    kept = Outputs(place, KEY)
    kept.keep("a model", {"Wilf Oxnop rang.": b"0 10 person"})
    held = sqlite3.connect(place)  # as long as somebody reads, SQLite keeps files beside its own
    held.execute("SELECT count(*) FROM made").fetchone()
    kept.keep("a model", {"Ottoline Brack came.": b"0 14 person"})
    files = sorted(place.parent.iterdir())
    assert len(files) == 3
    for path in files:
        content = path.read_bytes()
        assert b"Oxnop" not in content
        assert b"Brack" not in content
        assert path.stat().st_mode & 0o077 == 0
    assert place.parent.stat().st_mode & 0o077 == 0
    held.close()


def test_an_output_that_was_tampered_with_is_computed_again(place: Path):
    Outputs(place, KEY).keep("a model", MADE)
    with sqlite3.connect(place) as file:
        file.execute("UPDATE made SET output = ? WHERE output = ?", (b"[[0, 4]]", b"[[0, 10]]"))
    assert set(Outputs(place, KEY).known("a model", MADE)) == {"no", ""}


@pytest.mark.parametrize("length", [0, 7, 100, 5000])
def test_a_torn_file_costs_what_was_in_it_and_nothing_else(place: Path, length: int):
    kept = Outputs(place, KEY)
    kept.keep("a model", MADE)
    whole = place.read_bytes()
    place.write_bytes(whole[:length] + b"\x99" * (0 if length == 0 else 3000))
    found = kept.known("a model", MADE)
    assert found.items() <= MADE.items()
    kept.keep("a model", MADE)
    kept.keep("a model", MADE)
    assert kept.known("a model", MADE) == MADE


def test_a_process_that_is_killed_leaves_only_whole_outputs(place: Path):
    process = keeping(place, "killed", 100_000)
    assert process.stdout is not None
    for _ in range(5):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    texts = [f"killed {n} {one}" for n in range(400) for one in range(20)]
    found = Outputs(place, KEY).known("a model", texts)
    assert len(found) >= 5 * 20
    assert len(found) % 20 == 0
    assert all(made == text.encode() * 40 for text, made in found.items())


def test_two_processes_may_keep_at_once(place: Path):
    both = [keeping(place, name, 30) for name in ("one", "other")]
    assert [process.wait() for process in both] == [0, 0]
    texts = [f"{name} {n} {k}" for name in ("one", "other") for n in range(30) for k in range(20)]
    assert len(Outputs(place, KEY).known("a model", texts)) == len(texts)


def test_whoever_finds_the_file_held_goes_on_without(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("insight.store.outputs._WAIT_S", 0.05)
    kept = Outputs(place, KEY)
    kept.keep("a model", MADE)
    with sqlite3.connect(place) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        kept.keep("a model", {"while it is held": b"1"})
        assert time.monotonic() - began < 5
    assert kept.known("a model", [*MADE, "while it is held"]) == MADE


def test_the_file_stays_within_its_bound(place: Path):
    kept = Outputs(place, KEY, most=200_000)
    for number in range(300):
        kept.keep("a model", {f"text {number}": os.urandom(4000)})
    assert 100_000 < place.stat().st_size < 300_000


def test_what_a_run_did_not_ask_for_goes(place: Path):
    Outputs(place, KEY).keep("a model", MADE)
    Outputs(place, KEY).keep("a model, retrained", {"no": b"[[0, 2]]"})
    run = Outputs(place, KEY)
    run.known("a model, retrained", ["no"])
    run.keep("a model, retrained", {"yes": b"[]"})
    run.sweep()
    assert Outputs(place, KEY).known("a model", MADE) == {}
    kept = Outputs(place, KEY).known("a model, retrained", ["no", "yes"])
    assert kept == {"no": b"[[0, 2]]", "yes": b"[]"}


def keeping(place: Path, name: str, times: int) -> subprocess.Popen[bytes]:
    """A process that keeps twenty outputs at a time."""
    told = [str(place), KEY.secret.decode(), name, str(times)]
    return subprocess.Popen([sys.executable, "-c", KEEPS_FOR_EVER, *told], stdout=subprocess.PIPE)
