"""Workers change nothing but the time: who is killed costs one portion; nothing said goes through.

The words are invented.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.unit.engine.jobs import Counting, identity, note_addresses, pack

from insight.engine import hired
from insight.engine.cluster import check_address
from insight.errors import InsightError, SettingsError
from insight.inference import Job, SentenceEncoder, remembered, remembering
from insight.progress import silent
from insight.settings import NationalSettings
from insight.store import StudyFolder, StudyKey
from insight.store.outputs import Outputs
from insight.store.portions import deal, gather

KEY = StudyKey(b"a key for tests, thirty-two bytes long")
TEXTS = [f"Comment {number}: the ramp {'was long ' * (number % 7)}" for number in range(400)]
LENGTHS = [len(text) for text in TEXTS]
SETTINGS = NationalSettings(portion=100, memory="2 GiB")


def counted(folder: StudyFolder, job: Counting, workers: int = 2) -> list[int]:
    outputs = Outputs(folder.outputs, KEY)
    with hired(folder, SETTINGS, workers) as helpers, remembering(outputs, helpers):
        return remembered(identity, TEXTS, job, pack, int)


@pytest.fixture
def folder(tmp_path: Path) -> StudyFolder:
    return StudyFolder(tmp_path / "study")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    (tmp_path / "told").mkdir()
    return tmp_path / "told"


def left(folder: StudyFolder) -> list[Path]:
    """Files that only a run under way needs."""
    return [
        path
        for place in (folder.portions, folder.kept / "dask")
        for path in place.rglob("*")
        if path.is_file()
    ]


def test_texts_come_back_as_they_were_dealt_whatever_stands_in_them(tmp_path: Path):
    texts = ["plain", "", "naïve\n", "\udcff is half a sign", "\U0001f600"]
    portions = deal(texts, 3, "a model", tmp_path / "portions")
    dealt = [text for portion in portions for text in portion.read()[1]]
    assert sorted(dealt) == sorted(texts)
    assert {portion.read()[0] for portion in portions} == {"a model"}
    if os.name == "posix":
        assert {stat.S_IMODE(one.place.stat().st_mode) for one in portions} == {0o600}


def test_what_was_made_for_a_run_that_was_killed_is_taken_and_the_texts_deleted(tmp_path: Path):
    first, second = deal(["a", "bb", "ccc", "dddd"], 2, "lengths", tmp_path / "portions")
    done = first.read()[1]
    first.write_made([pack(len(text)) for text in done])
    second.made_at.write_bytes(b"torn")
    outputs = Outputs(tmp_path / "outputs", KEY)
    gather(tmp_path / "portions", outputs)
    expected = {text: pack(len(text)) for text in done}
    assert outputs.known("lengths", ["a", "bb", "ccc", "dddd"]) == expected
    assert list((tmp_path / "portions").iterdir()) == []


distributed = pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask is not installed (insight[national])"
)


@distributed
def test_a_worker_that_is_killed_costs_its_portion_alone(folder: StudyFolder, told: Path):
    assert counted(folder, Counting(told, fatal=TEXTS[7])) == LENGTHS
    begun, ended = (sorted(told.glob(f"{what}-*")) for what in ("begun", "ended"))
    assert (told / "killed").exists()
    # Each portion ended once; only those that the dead worker had begun were begun again.
    assert sum(int(path.name.split("-")[1]) for path in ended) == len(TEXTS)
    assert len(begun) == len(ended) + 1
    assert left(folder) == []


@distributed
def test_a_run_that_is_killed_goes_on_where_it_was(folder: StudyFolder, told: Path):
    program = (
        "import sys; from pathlib import Path\n"
        "from insight.store import StudyFolder\n"
        "from tests.unit.engine.jobs import Counting\n"
        "from tests.unit.engine.test_engine import counted\n"
        "if __name__ == '__main__':\n"
        "    counted(StudyFolder(Path(sys.argv[1])), Counting(Path(sys.argv[2]), slow=1.0))\n"
    )
    script = told.parent / "killed_run.py"
    script.write_text(program, "utf-8")
    root = Path(__file__).parents[3]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    run = subprocess.Popen(
        [sys.executable, script, folder.root, told], env=surroundings, stderr=subprocess.DEVNULL
    )
    waited = time.monotonic()
    while not any(folder.portions.rglob("*.made.parquet")) and time.monotonic() - waited < 60:
        time.sleep(0.1)
    run.kill()
    run.wait()
    kept = Outputs(folder.outputs, KEY)
    gather(folder.portions, kept)
    before = kept.known(identity(), TEXTS)
    assert 0 < len(before) < len(TEXTS)

    again = told.parent / "again"
    again.mkdir()
    assert counted(folder, Counting(again)) == LENGTHS
    made = sum(int(path.name.split("-")[1]) for path in again.glob("ended-*"))
    assert made == len(TEXTS) - len(before)
    assert left(folder) == []


@distributed
def test_nothing_that_was_said_is_in_errors_or_logs(
    folder: StudyFolder, told: Path, capfd: pytest.CaptureFixture[str]
):
    with pytest.raises(InsightError) as caught:
        counted(folder, Counting(told, wrong=TEXTS[3]))
    printed = capfd.readouterr()
    everything = f"{caught.value!r} {caught.value.__context__!r} {printed.out} {printed.err}"
    assert "ValueError in jobs.py" in str(caught.value)
    assert "Comment" not in everything
    assert "ramp" not in everything
    assert left(folder) == []


@distributed
def test_workers_are_reached_on_this_machine_alone(folder: StudyFolder, told: Path):
    reached: list[str] = []

    def noting(event: str, about: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.bind") and isinstance(about[1], tuple):
            reached.append(str(about[1][0]))

    sys.addaudithook(noting)
    with hired(folder, SETTINGS, 1) as helpers:
        assert helpers is not None
        some = [
            (len(one), len(made))
            for one, made in helpers.do(Job(identity, Counting(told), pack), TEXTS, silent)
        ]
        addresses = list(helpers._client.scheduler_info(n_workers=-1)["workers"])
        helpers._client.run(note_addresses, told / "addresses")
        with remembering(Outputs(folder.outputs, KEY), helpers):
            SentenceEncoder().encode(TEXTS)
    by_worker = (told / "addresses").read_text("utf-8").splitlines()
    assert all("127.0.0.1" in address for address in by_worker)
    assert sum(texts for texts, _ in some) == len(TEXTS)
    assert all(address.startswith("tls://127.0.0.1:") for address in addresses)
    assert set(reached) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("tcp://127.0.0.1:8786", False),
        ("tls://localhost:8786", False),
        ("tls://[::1]:8786", False),
        ("tls://node.example:8786", True),
    ],
)
def test_a_scheduler_here_or_named_may_be_asked(address: str, named: bool):
    with_certificates = NationalSettings(
        schedulers=[address] if named else [], authority="ca.pem", certificate="me.pem"
    )
    check_address(address, with_certificates)


@pytest.mark.parametrize(
    ("address", "settings"),
    [
        ("tls://node.example:8786", NationalSettings()),
        ("tls://node.example:8787", NationalSettings(schedulers=["tls://node.example:8786"])),
        ("tls://node.example:8786", NationalSettings(schedulers=["tls://node.example:8786"])),
        (
            "tcp://node.example:8786",
            NationalSettings(
                schedulers=["tcp://node.example:8786"], authority="ca.pem", certificate="me.pem"
            ),
        ),
        ("127.0.0.1:8786", NationalSettings()),
        ("http://127.0.0.1:8786", NationalSettings()),
        ("tcp://127.0.0.1.example:8786", NationalSettings()),
    ],
)
def test_no_other_scheduler_is(address: str, settings: NationalSettings):
    with pytest.raises(SettingsError):
        check_address(address, settings)
