"""What a partner needs to check a bundle: its tables, their digests, and figures made from these.

The figures of a bundle are of the people in it alone. They are not in it: who has the words can
count them again, and the digests say whether the count is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.settings.told import told
from insight.store import Manifest, StudyFolder, table_digest
from insight.store.fingerprints import fingerprints, write_fingerprints
from insight.store.manifest import KEYED
from insight.store.private import make_private_folder, replacing
from insight.study import promise
from insight.study.opened import quiet, unwatched
from insight.study.reproduction.kept import Kept, Laid
from insight.study.reproduction.sent import SentStudy

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy


def to_repeat(
    study: OpenedStudy, tables: Mapping[str, pd.DataFrame], bundle_id: str, home: Path
) -> None:
    """Write below `home` what `reproduce` needs to check the `tables` of a bundle of `study`."""
    from insight.coding import write_codebook

    folder = StudyFolder(home)
    make_private_folder(folder.fingerprints.parent)
    for name, frame in tables.items():
        if name != promise.CODEBOOK:
            with replacing(folder.table(name), private=True) as draft:
                frame.to_parquet(draft, index=False, compression="zstd")
    if study.codebook is not None:
        write_codebook(study.codebook, folder.codebook)
    _manifest(study, tables, bundle_id, "").write(folder.manifest)
    figures = SentStudy(Kept(Laid(home)), say=quiet, watch=unwatched).again(())
    prints = fingerprints({**tables, **figures})
    write_fingerprints(prints, folder.fingerprints)
    _manifest(study, tables, bundle_id, table_digest(prints)).write(folder.manifest)


def _manifest(
    study: OpenedStudy, tables: Mapping[str, pd.DataFrame], bundle_id: str, prints: str
) -> Manifest:
    """Of the bundle alone: no digest by which two bundles, or bundle and study, could be joined."""
    return Manifest(
        seed=study.settings.study.seed,
        tables={name: table_digest(frame) for name, frame in sorted(tables.items())},
        inputs={},
        release=bundle_id,
        draft=False,
        of="bundle",
        fingerprints=prints,
        settings={
            one.key: one.value if one.harmless else f"{KEYED}left out"
            for one in told(study.settings)
        },
        models=promise.models(),
    )
