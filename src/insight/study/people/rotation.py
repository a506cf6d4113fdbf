"""Another key: every id and keyed hash made from the present files is made again under it.

The method runs once under the old key, and a recorder beside it notes what the new key makes of
each id and hash. What only the old key knew (decisions on words that are gone, people whose files
are gone) cannot be made again: it lapses, and is counted.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError, InsightError
from insight.inference import in_plain_words
from insight.store import Ledger, StudyKey
from insight.store.custody import Custody
from insight.store.ledger import Decision
from insight.store.private import make_private_folder, replacing, shred, write_private
from insight.store.vectors import read_vectors, write_vectors
from insight.study.people import custody as custodians
from insight.study.people import readings, records
from insight.study.people.exported import exports_of
from insight.study.people.quoting import APPROVAL, CHECKED, VETO

if TYPE_CHECKING:
    from insight.anonymise import Register
    from insight.study.method import Study

_KINDS = {
    "read",
    "read_sample",
    "approve_quote",
    "identifier",
    "theme",
    "theme_member",
    "theme_example",
    "code",
    "code_read",
    "recode",
    "recode_code",
    "veto_quote",
    "member_checked",
    "code_settled",
    "draw",
}
_IDS = ("document_id", "speaker_id", "segment_id")


@dataclass(frozen=True, repr=False)
class Recorder(StudyKey):
    """The old key, which notes in `noted` what the key `to` makes of all that it is asked for.

    Ids are made from other ids (a segment's from its document's): those are replaced first.
    """

    to: StudyKey = field(default_factory=StudyKey.new)
    noted: dict[str, str] = field(default_factory=dict, compare=False)

    def digest(self, *parts: str) -> str:
        """Keyed hash under the old key."""
        old = super().digest(*parts)
        self.noted[old] = self.to.digest(*(self.noted.get(part, part) for part in parts))
        return old

    def mint(self, prefix: str, *parts: str) -> str:
        """An id under the old key."""
        old = super().mint(prefix, *parts)
        self.noted[old] = self.to.mint(prefix, *(self.noted.get(part, part) for part in parts))
        return old


@dataclass(frozen=True)
class Rotated:
    """What became of everything. `lapsed` counts decisions that hold no longer, by their kind."""

    decisions: int
    lapsed: Mapping[str, int]
    numbers: int
    numbers_lapsed: int
    tombstones_lapsed: int
    codings_lapsed: int
    files: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """What to tell, line by line."""
        yield f"{self.decisions - sum(self.lapsed.values())} of {self.decisions} decisions hold on."
        for what, n in sorted(self.lapsed.items()):
            yield f"- {n} of kind {what} hold no longer: the words they are on are not there now"
        kept = self.numbers - self.numbers_lapsed
        yield f"{kept} of {self.numbers} pseudonyms stay who they are."
        if self.numbers_lapsed:
            yield (
                f"- {self.numbers_lapsed} stand for nobody any more: today's files do not name "
                "them, and the custodian's sealed names were not opened or do not hold them"
            )
        if self.tombstones_lapsed:
            yield (
                f"- {self.tombstones_lapsed} people who withdrew are in no file, so that their id "
                "cannot be made again: should their file be sent again, withdraw them again"
            )
        if self.codings_lapsed:
            yield f"- {self.codings_lapsed} human codings are on segments that are not there now"
        yield f"Rewritten: {', '.join(self.files)}."
        yield "Deleted, to be made again by `insight run`: tables, sheets for readers, manifest."
        yield (
            "Not reached: the custodian's copies (export again), version control's history of the "
            "ledger, gold files that name segments, and releases that are out."
        )


def rotate(study: Study, confirmed: str, passphrase: str = "") -> Rotated:
    """Give `study` another key, and make its ids, decisions and numbers again under it.

    `confirmed` has to be the study's title. With the custodian's `passphrase` numbers of people
    whom today's files do not name stay theirs too. InputError, and nothing is changed, where the
    raw files are gone: nothing could be made again without them.
    """
    from insight.study.people import words

    custody = study.custody
    custodians.insist_title(study, confirmed)
    if custody.public:
        raise InputError(
            "the key of this study is public: another one would be no safer",
            where="study.toml, study.custody",
        )
    if not any(True for s in study.settings.source for _ in study.folder.root.glob(s.files)):
        raise InputError(
            "the raw files are gone, and ids cannot be made again without them",
            where=study.folder.root.resolve().name,
            remedy="if the key is not safe any more, `insight key destroy` ends it",
        )
    with study.folder.locked():
        old = study.key
        recorder = Recorder(old.secret)
        study.key = recorder
        study.read()
        study.anonymise()
        _insist_same_ids(study, recorder)
        ledger, lapsed = _decisions(study, recorder)
        register, numbers_lapsed = _numbers(study, recorder, passphrase)
        tombstones, tombstones_lapsed = _tombstones(study, recorder)
        codes, codings_lapsed = _codings(study, recorder)
        exported = exports_of(study.folder)
        releases = _releases(study, recorder, study.folder.releases)
        exports, vectors = _releases(study, recorder, exported), _vectors(study, recorder)
        coded = study.folder.root / (study.settings.coding.human or "")
        files = [study.ledger.path, study.folder.tombstones, study.folder.releases, exported]
        files += [study.folder.vectors, custody.numbers, custody.key, custody.mark]
        files += [coded] if codes is not None else []
        book = words.memo_book(study)
        memos = words.under_new_key(book, recorder.to, recorder.noted)
        files += [book.path]
        members = records.member_files(study.folder)
        files += members
        present = [path for path in files if path.is_file()]
        with _restored_on_failure(custody, present):
            if study.ledger.path.is_file():
                study.ledger.rewrite(ledger)
            if memos:
                book.rewrite(memos)
            _write_lines(study.folder.tombstones, tombstones)
            _write_lines(study.folder.releases, releases)
            for path in members:
                records.rename_members(
                    path, lambda one: recorder.noted.get(one) or recorder.to.digest("lapsed", one)
                )
            _write_lines(exported, exports)
            if codes is not None:
                write_private(coded, codes.to_csv(index=False, lineterminator="\n"))
            if study.folder.vectors.is_file():
                write_vectors(vectors, study.folder.vectors)
            register.write(custody.numbers)
            study.folder.register.unlink(missing_ok=True)
            shred(custody.key)
            recorder.to.write(custody.key)
            write_private(custody.mark, recorder.to.id + "\n")
        _delete_what_has_old_ids(study)
        custody.record("key rotated")
        study.key, study.register = recorder.to, register
    return Rotated(
        len(ledger),
        lapsed,
        register.n_issued,
        numbers_lapsed,
        tombstones_lapsed,
        codings_lapsed,
        tuple(sorted(path.name for path in present)),
    )


def _insist_same_ids(study: Study, recorder: Recorder) -> None:
    """Reading under the new key has to give just the ids that were noted."""
    from insight.corpus import read_sources

    withdrawn = records.withdrawn(study.folder)
    again = read_sources(
        study.folder.root,
        study.settings.source,
        recorder.to,
        withdrawn=frozenset(recorder.noted.get(who, who) for who in withdrawn),
    )
    for name, read in (("speakers", again.speakers), ("segments", again.segments)):
        own = f"{name[:-1]}_id"
        noted = {recorder.noted.get(one) for one in study.tables[name][own]}
        if noted != set(read[own]):
            raise InsightError("ids under the new key are not those that were noted")


def _decisions(study: Study, recorder: Recorder) -> tuple[list[Decision], Counter[str]]:
    """The ledger under the new key, and how many of its decisions hold no longer, by kind."""
    from insight.themes.remembered import EXAMPLE

    held = study.ledger.decisions()
    if strange := {one.what for one in held} - _KINDS:
        raise InputError(
            f"decisions of a kind that cannot be made again: {', '.join(sorted(strange))}",
            where=study.ledger.path.name,
            remedy="rotate with the version of insight that wrote them",
        )
    _note_themes(study, recorder, held)
    _note_readings(study, recorder)
    _note_quotes(study, recorder, held)
    _note_rulings(study, recorder, held)
    _note_codes(study, recorder, held)
    told, lapsed = [], Counter[str]()
    for one in held:
        about, digest = recorder.noted.get(one.about), recorder.noted.get(one.text_digest)
        lapsed[one.what] += about is None or digest is None
        # What lapses stays on record, under hashes that tell nothing and match nothing.
        about = about or recorder.to.mint("x", "lapsed", one.about)
        digest = digest or recorder.to.digest("lapsed", one.text_digest)
        # An example is on record at the key of the theme that it is an example in.
        place = recorder.noted[one.place] if one.what == EXAMPLE else one.place
        told.append(replace(one, about=about, text_digest=digest, place=place))
    return told, +lapsed


def _note_readings(study: Study, recorder: Recorder) -> None:
    """What the words of each file, as they were read, are under the new key."""
    invented = study.settings.anonymise.style == "surrogates"
    documents = _under(study.tables["documents"], recorder)
    segments = _under(study.tables["deidentified_segments"], recorder)
    nobody = Ledger(study.folder.private / "no ledger")
    by = ["source_name", "source"]
    old = study.reading_units()
    new = readings.reading_units(documents, segments, nobody, recorder.to)
    for row in old.merge(new, on=by, suffixes=("", "_new")).itertuples():
        recorder.noted[str(row.unit)] = str(row.unit_new)
        # Invented names come from the key: under another one, these words were read by nobody.
        recorder.noted.pop(str(row.digest), None)
        if not invented:
            recorder.noted[str(row.digest)] = str(row.digest_new)


def _note_quotes(study: Study, recorder: Recorder, held: list[Decision]) -> None:
    """Every run of whole sentences that may have been approved as a quote."""
    from insight.disclosure import sentence_runs

    if study.settings.anonymise.style == "surrogates":
        return
    on_quotes = (APPROVAL, VETO, CHECKED)
    about = {told.about for told in held if told.what in on_quotes}
    segments = study.tables["deidentified_segments"]
    for text in segments.loc[segments["segment_id"].isin(about), "text"]:
        said = text.strip()
        for start, end in sentence_runs(said):
            recorder.digest("quote", said[start:end].strip())


def _note_rulings(study: Study, recorder: Recorder, held: list[Decision]) -> None:
    """Texts that rulings at places are on, and words that were ruled on everywhere."""
    from insight.anonymise import rulings

    own = [told for told in held if told.what == rulings.WHAT]
    wide = {told.about: told.place for told in own if told.place.startswith("everywhere")}
    here = {told.about for told in own} - wide.keys()
    lengths = sorted({int(place.rsplit(" ", 1)[1]) for place in wide.values()})
    old = StudyKey(recorder.secret)
    segments = study.tables["segments"]
    for segment_id, text in zip(segments["segment_id"], segments["text"], strict=True):
        if segment_id in here:
            rulings.text_digest(recorder, text)
        said = [token for token, _, _ in rulings.tokens(text)] if lengths else []
        for words in {
            " ".join(said[first : first + length])
            for length in lengths
            for first in range(len(said) - length + 1)
        }:
            if old.mint("w", words) in wide:
                recorder.mint("w", words)
                recorder.digest("words", words)


def _note_codes(study: Study, recorder: Recorder, held: list[Decision]) -> None:
    """The words that codes were given to on screen; a code that was renamed is told by its name."""
    from insight.coding import text_digest

    recorder.noted[""] = ""
    recorder.noted.update({one.about: one.about for one in held if one.what == "recode_code"})
    if study.settings.anonymise.style == "surrogates":
        return
    for text in study.tables["deidentified_segments"]["text"]:
        text_digest(recorder, text)


def _note_themes(study: Study, recorder: Recorder, held: list[Decision]) -> None:
    """Keys of themes that people decided on, which nobody makes again, and words of examples."""
    from insight.themes.by_example import example_digest
    from insight.themes.remembered import ELSEWHERE, EXAMPLE, MEMBER, THEME

    keys = {one.about for one in held if one.what == THEME}
    keys |= {one.text_digest for one in held if one.what in (THEME, MEMBER)}
    shown = {one.about: one.place for one in held if one.what == EXAMPLE}
    keys |= set(shown.values())
    recorder.noted.update({key: recorder.to.mint("t", "decided", key) for key in keys})
    recorder.noted[ELSEWHERE] = ELSEWHERE
    if study.settings.anonymise.style != "surrogates":
        segments = study.tables["deidentified_segments"]
        for text in segments.loc[segments["segment_id"].isin(shown), "text"]:
            example_digest(recorder, text)


def _numbers(study: Study, recorder: Recorder, passphrase: str) -> tuple[Register, int]:
    """The register under the new key, and how many of its numbers stand for nobody any more."""
    register, custody = study.register, study.custody
    custodian = custody.custodian()
    if register.unmet() and custodian is not None and passphrase:
        for (kind, number), name in custody.names.opened(custodian.unlock(passphrase)).items():
            if (kind, number) in register.unmet():
                register.number(kind, name)
    return register.under(recorder.to, recorder.noted), len(register.unmet())


def _tombstones(study: Study, recorder: Recorder) -> tuple[list[dict[str, object]], int]:
    lines = _lines(study.folder.tombstones)
    lost = sum(line["speaker_id"] not in recorder.noted for line in lines)
    return [_with(line, "speaker_id", recorder) for line in lines], lost


def _with(line: dict[str, object], name: str, recorder: Recorder) -> dict[str, object]:
    return line | {name: recorder.noted.get(str(line[name]), line[name])}


def _releases(study: Study, recorder: Recorder, path: Path) -> list[dict[str, object]]:
    """The lines of `path`: who was in which release or export.

    Whoever is in no file of the study any more cannot be asked for.
    """
    for speaker_id in study.tables["speakers"]["speaker_id"]:
        recorder.digest("release", speaker_id)
    lines = []
    for line in _lines(path):
        held = line["people"]
        people = held if isinstance(held, list) else []
        quotes = line.get("quotes")
        told = {"people": people} | ({"quotes": quotes} if isinstance(quotes, list) else {})
        new = {
            name: sorted(recorder.noted.get(one, recorder.to.digest("lapsed", one)) for one in of)
            for name, of in told.items()
        }
        lines.append(line | new)
    return lines


def _codings(study: Study, recorder: Recorder) -> tuple[pd.DataFrame | None, int]:
    """People's codings with the new ids, and how many are on segments that are gone."""
    named = study.settings.coding.human
    if not named or not (study.folder.root / named).is_file():
        return None, 0
    codes = pd.read_csv(
        study.folder.root / named, dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )
    known = codes["segment_id"].isin(list(recorder.noted))
    return _under(codes, recorder), int((~known).sum())


def _vectors(study: Study, recorder: Recorder) -> pd.DataFrame:
    """Vectors kept of words that are the same, under the new ids and hashes."""
    for text in study.tables["deidentified_segments"]["text"]:
        recorder.digest(study.encoder.kept_as, in_plain_words(text))
    kept = read_vectors(study.folder.vectors)
    told = {name: kept[name].map(recorder.noted) for name in ("segment_id", "text_digest")}
    return kept.assign(**told).dropna(subset=["segment_id", "text_digest"])


def _under(frame: pd.DataFrame, recorder: Recorder) -> pd.DataFrame:
    """`frame` with the new ids; ids that nobody knows stay."""
    return frame.assign(
        **{
            name: frame[name].map(lambda one: recorder.noted.get(one, one))
            for name in _IDS
            if name in frame.columns
        }
    )


def _lines(path: Path) -> list[dict[str, object]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _write_lines(path: Path, lines: list[dict[str, object]]) -> None:
    if lines:
        write_private(path, "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines))


@contextmanager
def _restored_on_failure(custody: Custody, files: list[Path]) -> Iterator[None]:
    """Copies of `files` beside the key while they are rewritten: all of them change, or none."""
    aside = make_private_folder(custody.home / "rotation")
    copies = {path: aside / f"{number}-{path.name}" for number, path in enumerate(files)}
    modes = {path: path.stat().st_mode for path in files}
    for path, copy in copies.items():
        with replacing(copy, private=True) as draft:
            draft.write_bytes(path.read_bytes())
    try:
        yield
    except BaseException:
        for path, copy in copies.items():
            with replacing(path, private=True) as draft:
                draft.write_bytes(copy.read_bytes())
            path.chmod(modes[path])
        raise
    finally:
        for copy in copies.values():
            shred(copy)
        aside.rmdir()


def _delete_what_has_old_ids(study: Study) -> None:
    folder = study.folder
    made = (folder.private / "tables", folder.private / "governance", folder.review)
    for path in (*made, folder.processed / "tables"):
        if path.is_dir():
            shutil.rmtree(path)
    folder.manifest.unlink(missing_ok=True)
    folder.crate.unlink(missing_ok=True)
    folder.forget_kept()
    study.tables.forget()
