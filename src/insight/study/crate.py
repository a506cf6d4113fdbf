"""The RO-Crate of a study's last run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.store import crate

if TYPE_CHECKING:
    from insight.store import Manifest
    from insight.study.opened import OpenedStudy


def write_crate(study: OpenedStudy, manifest: Manifest) -> None:
    """Describe everything that the run of `manifest` left in `data/processed`."""
    told = study.settings.study
    decided = [one.on for one in study.ledger.decisions()]
    heard = study.tables["documents"]["collected_on"].astype("str").tolist()
    described = crate.Described(told.title, told.controller, crate.last_day([*decided, *heard]))
    made = crate.crate(manifest, described, study.folder.processed)
    crate.write_crate(made, study.folder.crate)
