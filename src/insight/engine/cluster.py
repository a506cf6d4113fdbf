"""Workers to be had: processes of this machine, or those of a scheduler that is there already.

What goes between processes is encrypted, on this machine too: whoever can speak to a worker can let
it do anything. A scheduler elsewhere is asked only where study.toml names it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from insight.engine.workers import Workers
from insight.errors import InputError, SettingsError
from insight.settings import NationalSettings
from insight.store import StudyFolder
from insight.store.private import make_private_folder, shred_all

_HERE = "127.0.0.1"
_PATIENCE_S = 60
_WHERE = "study.toml, national"
_QUIET = {
    "distributed.diagnostics.nvml": False,
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.nanny.http.routes": [],
    "distributed.worker.preload": [],
    "distributed.nanny.preload": [],
    "distributed.scheduler.preload": [],
    "distributed.nanny.pre-spawn-environ": {
        "OMP_NUM_THREADS": 1,
        "MKL_NUM_THREADS": 1,
        "OPENBLAS_NUM_THREADS": 1,
        "TOKENIZERS_PARALLELISM": "false",
    },
}


@contextmanager
def hired(
    folder: StudyFolder, settings: NationalSettings, workers: int = 0, scheduler: str = ""
) -> Iterator[Workers | None]:
    """Helpers for a run of the study in `folder`, until the end of the block.

    `workers` processes of this machine, or those of the Dask scheduler at the address `scheduler`;
    none without either. Raises SettingsError where that scheduler may not be asked, InputError
    where Dask is not installed or nobody answers.
    """
    if not workers and not scheduler:
        yield None
        return
    if scheduler:
        check_address(scheduler, settings)
    _check_installed()
    import dask
    import distributed  # noqa: F401  # brings its settings, of which some are set here

    scratch = folder.kept / "dask"
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with ExitStack() as open_now:
        open_now.enter_context(
            dask.config.set({**_QUIET, "temporary-directory": str(scratch.resolve())})
        )
        if scheduler:
            client = open_now.enter_context(_asked(scheduler, settings, folder.root))
        else:
            client = open_now.enter_context(_started(workers, settings, scratch))
        portions = folder.portions.resolve()
        yield Workers(client, portions, settings.portion, folder.workers_log)


def check_address(address: str, settings: NationalSettings) -> None:
    """SettingsError unless `address` is of this machine, or named and to be reached by TLS."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or port is None or parts.scheme not in ("tcp", "tls"):
        raise SettingsError(
            "not the address of a Dask scheduler", where="--scheduler", remedy="tls://host:port"
        )
    if _is_here(host):
        return
    if address not in settings.schedulers:
        raise SettingsError(
            "this scheduler is on another machine, which nobody named as inside the controller's "
            "boundary",
            where=f"{_WHERE}.schedulers",
            remedy="let the controller decide, and add its address as you gave it",
        )
    if parts.scheme != "tls" or not (settings.authority and settings.certificate):
        raise SettingsError(
            "a scheduler on another machine is reached by TLS alone, with certificates",
            where=_WHERE,
            remedy="give tls://host:port, authority, certificate and private_key",
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_installed() -> None:
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise InputError(
            "Dask is not installed",
            where="insight run --workers, --scheduler",
            remedy='install it with insight: pip install "insight[national]"',
        )


@contextmanager
def _started(workers: int, settings: NationalSettings, scratch: Path) -> Iterator[Any]:
    """A client of so many new processes of this machine, one thread each, that end with it."""
    from distributed import Client, LocalCluster

    make_private_folder(scratch)
    cluster: Any = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host=_HERE,
        security=True,
        memory_limit=settings.memory,
        local_directory=str(scratch.resolve()),
        dashboard_address=f"{_HERE}:0",
        worker_dashboard_address=f"{_HERE}:0",
        silence_logs=logging.CRITICAL,
    )
    try:
        with cluster, Client(cluster, set_as_default=False) as client:
            yield client
    finally:
        shred_all(scratch)
        scratch.rmdir()


@contextmanager
def _asked(address: str, settings: NationalSettings, root: Path) -> Iterator[Any]:
    """A client of the scheduler at `address`, which has workers."""
    from distributed import Client
    from distributed.security import Security

    encrypted = Security(
        tls_ca_file=_path(root, settings.authority),
        tls_client_cert=_path(root, settings.certificate),
        tls_client_key=_path(root, settings.private_key),
        require_encryption=address.startswith("tls:"),
    )
    try:
        client: Any = Client(address, security=encrypted, set_as_default=False, timeout=_PATIENCE_S)
    except (OSError, TimeoutError, ValueError):
        raise InputError(
            "no scheduler answers, or not with these certificates",
            where="--scheduler",
            remedy="start it, or correct its address and [national]",
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE_S)
        except TimeoutError:
            raise InputError(
                "the scheduler has no workers",
                where="--scheduler",
                remedy="start some, with insight installed from requirements.lock",
            ) from None
        yield client


def _path(root: Path, told: str) -> str | None:
    return str(root / Path(told).expanduser()) if told else None
