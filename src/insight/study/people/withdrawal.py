"""A person withdraws: out of raw files, tables, vectors, decisions and drafts; proved by search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from insight.shown import Notes, Shown, Sight
from insight.store.private import write_private
from insight.store.vectors import read_vectors, write_vectors
from insight.study.method import Study
from insight.study.people.exported import exports_holding
from insight.study.people.records import entomb, releases_holding
from insight.study.people.reviewing import forget_words
from insight.study.people.search import files_holding
from insight.study.people.who import speaker_meant

_TELLING = 25
"""Shorter passages ("Yes.", "I don't know") are not searched for: anybody may have said them."""


@dataclass(frozen=True, repr=False)
class Withdrawn(Shown):
    """What a withdrawal did. `left_in` names files that still hold something of the person."""

    speaker_id: str
    changed: tuple[str, ...]
    releases: tuple[str, ...]
    exports: tuple[str, ...]
    n_searched: int
    left_in: tuple[Path, ...]

    def sight(self) -> Sight:
        """The lines of what to tell."""
        return Notes(self.lines()).sight()

    def lines(self) -> Iterator[str]:
        """What to tell, line by line."""
        yield f"{self.speaker_id} is withdrawn; a tombstone keeps them out of later runs."
        for change in self.changed:
            yield f"- {change}"
        for release in self.releases:
            yield f"Release {release} held them: tell those who received it."
        for export in self.exports:
            yield f"An export ({export}) held them: ask those who received it to delete it."
        if not self.releases:
            yield "No published release held them."
        yield f"Searched every file for {self.n_searched} names, ids and passages of theirs."
        for path in self.left_in:
            yield f"Still there: {path.as_posix()}"
        yield "Not searched: version control's history, backups, and copies elsewhere."


@dataclass(frozen=True)
class _Person:
    """Everything that is known of the person who withdraws."""

    speaker_id: str
    name: str
    called: frozenset[str]
    label: str
    source: str
    segment_ids: frozenset[str]
    document_ids: frozenset[str]
    passages: frozenset[str]

    @property
    def needles(self) -> set[str]:
        """What a search must no longer find."""
        names = {self.name} if self.name else set()
        return names | {self.speaker_id} | self.segment_ids | self.document_ids | self.passages


def withdraw_speaker(study: Study, speaker: str) -> Withdrawn:
    """Withdraw `speaker` (a speaker_id, or the name on the roster) from `study`.

    InputError when nobody, or more than one, is meant.
    """
    with study.folder.locked():
        study.read()
        told = speaker_meant(study.tables["speakers"], speaker)
        study.anonymise()
        person = _find(study, told)
        releases = releases_holding(study.folder, study.key, person.speaker_id)
        exports = exports_holding(study.folder, study.key, person.speaker_id)
        changed = list(_remove(study, person))
        study.tables.forget()
    left = files_holding(study.folder.root, person.needles)
    left = [path for path in left if path.name != study.folder.tombstones.name]
    n = len(person.needles)
    return Withdrawn(person.speaker_id, tuple(changed), releases, exports, n, tuple(left))


def _find(study: Study, told: pd.Series) -> _Person:
    """What `study` holds of the speaker whose row is `told`."""
    segments = study.tables["segments"]
    own = segments[segments["speaker_id"] == told["speaker_id"]]
    deidentified = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    texts = set(own["text"]) | set(deidentified.reindex(own["segment_id"]).dropna())
    documents = (
        study.tables["documents"].set_index("document_id").loc[list(set(own["document_id"]))]
    )
    alone = documents[documents["unit"] != ""]
    return _Person(
        speaker_id=str(told["speaker_id"]),
        name=str(told["name"]),
        called=_names_of(study, str(told["name"])),
        label=str(told["label_in_source"]),
        source=str(told["source"]),
        segment_ids=frozenset(own["segment_id"]),
        document_ids=frozenset(alone.index),
        passages=frozenset(text for text in texts if len(text) >= _TELLING),
    )


def _names_of(study: Study, name: str) -> frozenset[str]:
    """The name, and everything that anybody in the study called this person by."""
    if not name:
        return frozenset()
    segments, found = study.tables["segments"], study.tables["identifiers"]
    # What somebody rejected as a name stands for nobody.
    named = (found["kind"] == "person") & (found["decision"] != "rejected")
    people = found[named].merge(segments[["segment_id", "text"]])
    surfaces = [
        text[start:end]
        for text, start, end in zip(people["text"], people["start"], people["end"], strict=True)
    ]
    people["surface"] = pd.Series(surfaces, index=people.index, dtype="str")
    pseudonyms = set(people.loc[people["surface"].str.casefold() == name.casefold(), "replacement"])
    return frozenset({name, *people.loc[people["replacement"].isin(pseudonyms), "surface"]})


def _remove(study: Study, person: _Person) -> Iterator[str]:
    """Take the person out of everything, raw files first; yields what was changed."""
    from insight.study.people.words import forget_memos

    yield from _remove_from_raw(study, person)
    folder = study.folder
    entomb(folder, person.speaker_id)
    forget_words(study, person.called, person.segment_ids)
    study.ledger.without(set(person.segment_ids | person.document_ids))
    study.forget_pseudonyms(person.called)
    if n := forget_memos(study, person.speaker_id, person.segment_ids, person.needles):
        yield f"{n} memos on them or their words, or with words of theirs, are deleted"
    kept = read_vectors(folder.vectors)
    if len(kept):
        write_vectors(kept[~kept["segment_id"].isin(person.segment_ids)], folder.vectors)
        yield "their vectors are deleted"
    if study.settings.coding.human:
        yield from _remove_codes(folder.root / study.settings.coding.human, person)
    made_with_words = (folder.private / "tables", folder.private / "governance", folder.review)
    for made in (*made_with_words, folder.released, folder.report):
        if made.is_dir():
            shutil.rmtree(made)
    shared = folder.processed / "tables"
    if shared.is_dir():
        shutil.rmtree(shared)
    folder.manifest.unlink(missing_ok=True)
    folder.crate.unlink(missing_ok=True)
    folder.forget_kept()
    yield "all tables, sheets, drafts and the report made with their words are deleted"
    yield "what models made of words, kept for the next run, is deleted"


def _remove_from_raw(study: Study, person: _Person) -> Iterator[str]:
    from insight.corpus import withdraw_from_roster, withdraw_from_source

    root = study.folder.root
    source = study.source_of(person.source)
    names = sorted(person.called)
    left = withdraw_from_source(
        root / person.source, person.label, names, root=root, source=source, key=study.key
    )
    yield f"{person.source} " + (
        "is rewritten without them" if left else "held nobody else: deleted"
    )
    new_file = left.relative_to(root).as_posix() if left else None
    for roster in (source.speakers, study.settings.anonymise.known_names):
        if roster:
            n = withdraw_from_roster(root / roster, person.source, person.label, names, new_file)
            yield f"{n} rows about them are taken out of {roster}"


def _remove_codes(path: Path, person: _Person) -> Iterator[str]:
    if not path.is_file():
        return
    codes = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    kept = codes[~codes["segment_id"].isin(person.segment_ids)]
    if len(kept) < len(codes):
        write_private(path, kept.to_csv(index=False, lineterminator="\n"))
        yield f"{len(codes) - len(kept)} human codings of their words are deleted"
