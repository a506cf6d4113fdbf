"""Run again, compare, and say what differs and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from insight.settings.told import told
from insight.store import Manifest, table_digest
from insight.store.fingerprints import FIGURES, RELEASED, VECTORS, fingerprint
from insight.store.manifest import Plain
from insight.store.vectors import read_vectors, vectors_told
from insight.study import promise
from insight.study.method import Study
from insight.study.opened import OpenedStudy, Say, Watch, quiet, unwatched
from insight.study.reproduction.comparison import Compared, Comparison
from insight.study.reproduction.differences import (
    Difference,
    difference,
    since,
    vectors_moved,
)
from insight.study.reproduction.kept import Kept, Laid
from insight.study.reproduction.reasons import NONE_OF_THESE, reasons
from insight.study.reproduction.sent import SentStudy

EDITED = "changed by hand: running it again gives what the manifest says, the file does not"
OTHER_FILE = "the file is another than the one that the manifest was written with"
OTHER_COPY = f"{OTHER_FILE} (the CSV)"
UNKNOWN_ROWS = "which rows cannot be told: no earlier copy is here"

Tables = Mapping[str, pd.DataFrame]


def reproduce(
    study: OpenedStudy | str | Path,
    *,
    keep_vectors: bool = True,
    say: Say = quiet,
    watch: Watch = unwatched,
) -> Comparison:
    """Run the method in memory, write nothing, and compare with the manifest, table by table.

    `study` is a study, or a folder: where it has the raw files, all of the method runs; where it
    has only what partners get (manifest, shareable tables, vectors), the steps after
    de-identification do, and what cannot be made again is said to be as sent or not checked.
    Stored vectors are the starting point, which makes the comparison exact on any machine;
    `keep_vectors=False` computes them anew from the text.
    InputError where there is no manifest.
    """
    if isinstance(study, OpenedStudy):
        folder, say, watch = study.folder.root, study._say, study._watch
    else:
        folder = Path(study)
    kept = Kept(Laid(folder))
    if not _has_raw(folder):
        return _from_tables(kept, SentStudy(kept, say=say, watch=watch), keep_vectors=keep_vectors)
    whole = study if isinstance(study, Study) else Study(folder, say=say, watch=watch)
    return _from_raw(kept, whole, keep_vectors=keep_vectors)


def _has_raw(folder: Path) -> bool:
    """Whether any file of any source lies here."""
    if not (folder / "study.toml").is_file():
        return False
    sources = Study(folder).settings.source
    return any(path.is_file() for one in sources for path in folder.glob(one.files))


def _from_raw(kept: Kept, study: Study, *, keep_vectors: bool) -> Comparison:
    with study.folder.locked():
        study.compute(keep_vectors=keep_vectors)
        again = promise.promised(study)
        found = promise.manifest(study, again)
        names = promise.files(study)
    compared = _compared(kept, again, lambda name: "")
    if not keep_vectors:
        compared = _with_vectors(compared, kept, study)
    return Comparison(compared, _why(kept, compared, found, names), raw=True)


def _with_vectors(
    compared: tuple[Compared, ...], kept: Kept, study: OpenedStudy
) -> tuple[Compared, ...]:
    """`compared`, where vectors are compared number by number and not by digest."""
    path = kept.folder.vectors
    if not path.is_file():
        return compared
    by = vectors_moved(read_vectors(path), study.vectors)
    return tuple(_moved(one, by) if one.table == VECTORS else one for one in compared)


def _moved(vectors: Compared, by: Difference | None) -> Compared:
    if vectors.verdict != "differs" or by is not None:
        return Compared(vectors.table, vectors.verdict, by, vectors.remark)
    return Compared(vectors.table, "same within tolerance")


def _from_tables(kept: Kept, study: SentStudy, *, keep_vectors: bool) -> Comparison:
    if not keep_vectors:
        study.embed()
    again = study.again(_changed(kept))
    if not keep_vectors:
        again[VECTORS] = vectors_told(study.vectors)
    compared = _compared(kept, again, study.reason)
    if not keep_vectors:
        compared = _with_vectors(compared, kept, study)
    then = kept.manifest
    here = Manifest(
        seed=study.settings.study.seed,
        tables={},
        inputs={},
        release=then.release,
        draft=then.draft,
        settings=then.settings | _harmless(study, then),
        decisions=then.decisions,
        models=promise.models(),
    )
    return Comparison(compared, _why(kept, compared, here, {}), raw=False)


def _harmless(study: SentStudy, then: Manifest) -> dict[str, Plain]:
    """Settings of a study.toml here, as far as they can be compared without the study's key."""
    if not study.folder.settings.is_file():
        return {}
    here = {one.key: one.value for one in told(study.settings) if one.harmless}
    return {key: value for key, value in here.items() if key in then.settings}


def _changed(kept: Kept) -> Iterable[str]:
    """Tables that lie here and are not the ones that the manifest promises."""
    for name in sorted(kept.manifest.tables):
        if not name.startswith(RELEASED):
            frame = kept.table(name)
            if frame is not None and kept.is_as_promised(name, frame) is False:
                yield name


def _compared(kept: Kept, again: Tables, reason: Callable[[str], str]) -> tuple[Compared, ...]:
    promised = kept.promised()
    names = sorted(promised.keys() | {one for one in again if not _is_figure(one)})
    made = (_compare(name, promised, kept, again.get(name), reason) for name in names)
    return tuple(_with_copy(kept, one) for one in made)


def _with_copy(kept: Kept, one: Compared) -> Compared:
    """`one`, unless the same table as CSV is not what was sent."""
    copy, then = kept.copy(one.table), kept.fingerprint(one.table)
    if one.verdict == "differs" or copy is None or then is None:
        return one
    by = since(one.table, then, fingerprint(one.table, copy))
    return Compared(one.table, "differs", by, OTHER_COPY) if by else one


def _is_figure(name: str) -> bool:
    return name.startswith(FIGURES)


def _compare(
    name: str,
    promised: Mapping[str, str],
    kept: Kept,
    again: pd.DataFrame | None,
    reason: Callable[[str], str],
) -> Compared:
    if name not in promised:
        return Compared(name, "differs", remark="the manifest does not know this table")
    here = kept.table(name)
    intact = None if here is None else kept.is_as_promised(name, here)
    if again is None:
        return _not_made_again(name, kept, here, intact, reason(name))
    if table_digest(again) == promised[name]:
        by = None if here is None or intact else difference(name, here, again)
        if by is None:
            return Compared(name, "same")
        return Compared(name, "differs", _turned(by), EDITED)
    if here is not None and intact:
        by = difference(name, here, again)
        return Compared(name, "differs" if by else "same within tolerance", by)
    return _unlike(name, kept, again) if here is None else _unlike(name, kept, here, OTHER_FILE)


def _turned(by: Difference) -> Difference:
    """The difference seen from the other side: what lies here is the changed one."""
    return Difference(by.rows, by.columns, by.added, by.missing, by.largest, by.at)


def _not_made_again(
    name: str, kept: Kept, here: pd.DataFrame | None, intact: bool | None, reason: str
) -> Compared:
    if here is None or intact is None:
        return Compared(name, "not checked", remark=reason or "no file of it is here")
    if intact:
        return Compared(name, "as sent", remark=reason)
    return _unlike(name, kept, here, OTHER_FILE)


def _unlike(name: str, kept: Kept, other: pd.DataFrame, remark: str = "") -> Compared:
    """A table beside one of which at most digests are left."""
    then = kept.fingerprint(name)
    by = since(name, then, fingerprint(name, other)) if then else None
    remarks = (remark, "" if by else UNKNOWN_ROWS)
    return Compared(name, "differs", by, "; ".join(filter(None, remarks)))


def _why(
    kept: Kept,
    compared: Iterable[Compared],
    found: Manifest,
    names: Mapping[str, Mapping[str, str]],
) -> tuple[str, ...]:
    differing = [one for one in compared if one.verdict == "differs"]
    if not differing:
        return ()
    by_hand = [one.table for one in differing if one.remark.startswith(EDITED)]
    other = [one.table for one in differing if one.remark.startswith(OTHER_FILE)]
    why = [f"changed by hand: {', '.join(by_hand)}"] if by_hand else []
    why += [f"changed by hand, or of another run: {', '.join(other)}"] if other else []
    if len(by_hand) + len(other) < len(differing):
        why += list(reasons(kept.manifest, found, names)) or [NONE_OF_THESE]
    return tuple(why)
