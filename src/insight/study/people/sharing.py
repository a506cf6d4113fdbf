"""A bundle for partners inside the study: `insight share`."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import ConsentError, InputError, InsightError
from insight.schemas import SCHEMA_VERSION, TABLES
from insight.store import table_digest, write_csv
from insight.store.custody import refuse_secrets
from insight.store.private import make_private_folder, replacing
from insight.study.people import records
from insight.study.people.who import person_named
from insight.study.reproduction.bundled import to_repeat

if TYPE_CHECKING:
    from insight.disclosure import Shared
    from insight.study.method import Study

SHARED = (
    *("deidentified_segments", "deidentified_speakers"),
    *("themes", "segment_themes", "codings"),
)
_OLDEST = (1980, 1, 1, 0, 0, 0)
_REPEAT = """\
How to check these data, and to get the same figures from them
--------------------------------------------------------------
1. Unpack the bundle into a folder of its own, on an encrypted disk that only you can open.
2. Install the version of insight that data/processed/manifest.json names, as its own README says.
3. In a terminal, go to the folder that you unpacked into, and write: insight reproduce .

It compares every table with what was sent, counts again who speaks of which code and theme from the
words and people that are here, and names what differs: table, column and row. Nothing is written,
and nothing goes over the network. Themes and the machine's codes are not made again, for they were
made from more people than are in this bundle; what only the study itself can make again is named as
such. The tables lie here twice, and both are compared: as CSV for any program, and below
data/processed as insight reads them.
"""
_TERMS = """\
Terms under which these data are given. To be filled in and signed before they are sent.

From (controller): {controller}
To: ____________________________________________________________

1. Purpose, and for how long the data are kept:
2. Who may open them, and where they are kept:
3. Nobody tries to find out who somebody is, or joins these data with others to that end. Whoever
   recognises somebody says so to the controller, and to nobody else.
4. The words are de-identified, not anonymous: they stay personal data. Nothing of them is
   published but through the controller.
5. When somebody withdraws, the controller says so, and the bundle is deleted and asked for anew.
6. Deleted on:

Signed:
"""


def share_bundle(study: Study, to: Path, by: str) -> Iterator[str]:
    """Write the bundle for partners to the file `to`; yields what to tell, line by line.

    It holds read words of those who allow it, under ids that are new for each bundle. InputError
    where `to` is there or `by` is no name; ConsentError where a text is unread, or the consent of
    somebody ended since the last run.
    """
    from insight.disclosure import share

    by = person_named(by, "--by", "who shares the words, and answers for it")
    if to.exists():
        raise InputError("this is there already", where=to.name, remedy="name a new file")
    with study.folder.locked():
        _insist_on_consent(study)
        tables = {name: study.tables[name] for name in SHARED}
        if study.codebook is not None:
            tables["codebook"] = study.codebook.table()
        number = str(len(records.released(study.folder)))
        content = [f"{name} {table_digest(frame)}" for name, frame in sorted(tables.items())]
        bundle_id = study.key.mint("b", study.settings.study.title, number, *content)
        shared = share(
            tables,
            study.settings.disclosure,
            lambda prefix, old: study.key.mint(prefix, bundle_id, old),
        )
        _insist_on_new_ids(shared.tables, tables)
        manifest = _manifest(study, bundle_id, by, shared)
        _write(study, to, shared, manifest)
        _record(study, bundle_id, by, shared, manifest)
    people = shared.tables["deidentified_speakers"]
    yield f"{len(people)} people who allow it, {len(shared.tables['deidentified_segments'])} texts"
    yield from shared.told
    yield "Fill in TERMS.txt in the bundle, and have it signed, before you send it."


def _insist_on_consent(study: Study) -> None:
    """ConsentError where the consent of somebody in the tables ended since they were made."""
    today = datetime.now(UTC).date().isoformat()
    told = study.tables["speakers"].set_index("speaker_id")["consent_until"]
    allowed = study.tables["deidentified_speakers"].query("consent_share")["speaker_id"]
    until = told.reindex(allowed).fillna("")
    if count := int(((until != "") & (until < today)).sum()):
        raise ConsentError(
            f"the consent of {count} people has ended since the last run",
            remedy="run `insight run`, which leaves them out, and share again",
        )


def _insist_on_new_ids(shared: Mapping[str, pd.DataFrame], own: Mapping[str, pd.DataFrame]) -> None:
    """InsightError where an id of the study stands in a table that leaves."""
    ids = {
        str(old)
        for name in ("segment_id", "speaker_id", "document_id")
        for old in own["deidentified_segments"][name]
    } | set(own["deidentified_speakers"]["speaker_id"])
    for name, table in shared.items():
        words = table.select_dtypes(include=["object", "str"])
        if words.isin(ids).any(axis=None):
            raise InsightError(f"table {name} may not leave: an id of the study stands in it")


def _manifest(study: Study, bundle_id: str, by: str, shared: Shared) -> dict[str, object]:
    told = study.settings.study
    return {
        "bundle_id": bundle_id,
        "title": told.title,
        "controller": told.controller,
        "shared_by": by,
        "shared_on": datetime.now(UTC).date().isoformat(),
        "schema_version": SCHEMA_VERSION,
        "policy": study.settings.disclosure.partners.model_dump(),
        "people": list(shared.told),
        "tables": {
            name: {"rows": len(frame), "sha256": table_digest(frame)}
            for name, frame in sorted(shared.tables.items())
        },
    }


def _write(study: Study, to: Path, shared: Shared, manifest: Mapping[str, object]) -> None:
    make_private_folder(study.folder.private)
    home = Path(tempfile.mkdtemp(dir=study.folder.private, prefix="share-"))
    try:
        for name, frame in shared.tables.items():
            write_csv(frame, home / f"{name}.csv", private=True)
        to_repeat(study, shared.tables, str(manifest["bundle_id"]), home)
        (home / "README.txt").write_text(_readme(shared), encoding="utf-8")
        (home / "data-dictionary.txt").write_text(_dictionary(shared.tables), encoding="utf-8")
        (home / "TERMS.txt").write_text(_terms(study), encoding="utf-8")
        files = sorted(path for path in home.rglob("*") if path.is_file())
        digests = {path.relative_to(home).as_posix(): _digest(path) for path in files}
        told = {**manifest, "files": digests}
        (home / "manifest.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        refuse_secrets(home)
        with replacing(to, private=True) as draft, zipfile.ZipFile(draft, "w") as bundle:
            for path in (*files, home / "manifest.json"):
                entry = zipfile.ZipInfo(path.relative_to(home).as_posix(), _OLDEST)
                entry.external_attr = 0o600 << 16
                bundle.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    finally:
        shutil.rmtree(home)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _terms(study: Study) -> str:
    named = study.settings.disclosure.partners.terms
    if not named:
        return _TERMS.format(controller=study.settings.study.controller)
    path = study.folder.root / named
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "the terms for partners cannot be read",
            where="study.toml, disclosure.partners.terms",
            remedy="name a text file in UTF-8",
        ) from None


def _readme(shared: Shared) -> str:
    people = "\n".join(f"* {line}" for line in shared.told)
    return (
        "De-identified words of people who allowed that partners inside the study have them, read "
        "by a named\nperson. They are personal data; see TERMS.txt. All ids are new in this bundle "
        "and stand in no other.\nA cell that a spreadsheet would take for a formula starts with an "
        f"apostrophe.\n\nHow coarse the attributes of people are, so that nobody is alone with "
        f"theirs:\n{people}\n\nmanifest.json has the SHA-256 of every file and table.\n\n{_REPEAT}"
    )


def _dictionary(tables: Mapping[str, pd.DataFrame]) -> str:
    """What each column means."""
    lines: list[str] = []
    for name, frame in sorted(tables.items()):
        lines += [name, "-" * len(name)]
        known = TABLES[name].to_schema().columns if name in TABLES else {}
        for column in frame.columns:
            meaning = known[column].description if column in known else ""
            lines.append(f"{column}: {meaning}" if meaning else str(column))
        lines.append("")
    return "\n".join(lines)


def _record(
    study: Study, bundle_id: str, by: str, shared: Shared, manifest: Mapping[str, object]
) -> None:
    """Remember whose words went out, and log it for everybody."""
    allowed = study.tables["deidentified_speakers"].query("consent_share")
    kept = set(shared.tables["deidentified_speakers"]["source_name"])
    people = allowed.loc[allowed["source_name"].isin(kept), "speaker_id"]
    records.record_bundle(study.folder, study.key, bundle_id, people)
    records.log_release(
        study.folder,
        {
            "release_id": bundle_id,
            "kind": "bundle for partners",
            "released_on": manifest["shared_on"],
            "approved_by": [by],
            "tables": manifest["tables"],
            "policy": {"partners": manifest["policy"]},
        },
    )
