"""Workers of a scheduler that was there before the run, on this machine: plain, and by TLS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.unit.engine.jobs import Counting, identity, pack

from insight.engine import hired
from insight.errors import InputError
from insight.inference import remembered, remembering
from insight.settings import NationalSettings
from insight.store import StudyFolder, StudyKey
from insight.store.outputs import Outputs

if find_spec("distributed") is None:
    pytest.skip("Dask is not installed (insight[national])", allow_module_level=True)

TEXTS = [f"Comment {number}: the ramp {'was long ' * (number % 7)}" for number in range(400)]
LENGTHS = [len(text) for text in TEXTS]
PATIENCE_S = 60


@contextmanager
def scheduler(place: Path, *options: str, protocol: str) -> Iterator[str]:
    """The address of a scheduler with one worker, both processes of their own."""
    place.mkdir()
    told = place / "scheduler.json"
    common = [*options, "--no-dashboard", "--scheduler-file", told, "--protocol", protocol]
    root = Path(__file__).parents[3]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    programs = {
        "dask_scheduler": ["--host", "127.0.0.1", "--port", "0"],
        "dask_worker": ["--no-nanny", "--nthreads", "1", "--local-directory", place],
    }
    running: list[subprocess.Popen[bytes]] = []
    try:
        for program, own in programs.items():
            command = [sys.executable, "-m", f"distributed.cli.{program}", *common, *own]
            running.append(
                subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL, cwd=place)
            )
        yield address_in(told)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


def address_in(told: Path) -> str:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            return str(json.loads(told.read_text("utf-8"))["address"])
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.1)
    pytest.fail("the scheduler did not start")


def counted(study: Path, told: Path, settings: NationalSettings, address: str) -> list[int]:
    told.mkdir()
    folder = StudyFolder(study)
    outputs = Outputs(folder.outputs, StudyKey(b"a key for tests, thirty-two bytes long"))
    with hired(folder, settings, scheduler=address) as helpers, remembering(outputs, helpers):
        made = remembered(identity, TEXTS, Counting(told), pack, int)
    assert list(folder.portions.iterdir()) == []
    return made


def certificates(place: Path) -> NationalSettings:
    """An authority of the moment, one certificate for all, as files."""
    from distributed.security import Security

    made = Security.temporary()
    place.mkdir()
    for name, pem in (
        ("ca.pem", made.tls_ca_file),
        ("me.pem", made.tls_client_cert),
        ("me.key", made.tls_client_key),
    ):
        (place / name).write_text(str(pem), "utf-8")
    return NationalSettings(
        portion=100,
        authority=str(place / "ca.pem"),
        certificate=str(place / "me.pem"),
        private_key=str(place / "me.key"),
    )


def test_a_scheduler_of_this_machine_helps(tmp_path: Path):
    with scheduler(tmp_path / "dask", protocol="tcp") as address:
        assert address.startswith("tcp://127.0.0.1:")
        made = counted(tmp_path / "study", tmp_path / "told", NationalSettings(), address)
    assert made == LENGTHS
    assert list((tmp_path / "told").glob("ended-*"))


def test_a_scheduler_with_certificates_helps_who_has_them_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("insight.engine.cluster._PATIENCE_S", 5)
    settings = certificates(tmp_path / "certificates")
    others = certificates(tmp_path / "of others")
    options = {
        "--tls-ca-file": settings.authority,
        "--tls-cert": settings.certificate,
        "--tls-key": settings.private_key,
    }
    told = [word for pair in options.items() for word in pair]
    with scheduler(tmp_path / "dask", *told, protocol="tls") as address:
        assert address.startswith("tls://127.0.0.1:")
        with pytest.raises(InputError):
            counted(tmp_path / "study", tmp_path / "refused", others, address)
        monkeypatch.setattr("insight.engine.cluster._PATIENCE_S", PATIENCE_S)
        assert counted(tmp_path / "study", tmp_path / "told", settings, address) == LENGTHS
    assert list((tmp_path / "told").glob("ended-*"))
