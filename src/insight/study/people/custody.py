"""What the custodian does: begins the custody of a study, shows it, keeps a copy, ends it.

A run needs no custodian: it reads the key and the numbers. The names behind the numbers are sealed,
and only the custodian's passphrase opens them: for a withdrawal by name, or a duty to safeguard.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from insight.errors import InputError
from insight.store import StudyKey
from insight.store.custody import Custody
from insight.store.private import shred, write_private
from insight.store.sealed import Custodian, Unlocked
from insight.study.people import records

if TYPE_CHECKING:
    from insight.anonymise import Register
    from insight.study.opened import OpenedStudy

Ask = Callable[[str], str]
"""Asks the custodian to type a passphrase, told what for."""

_SERVICE = "insight"
_LAST = 5


# -- what a run does ------------------------------------------------------------------------------


def open_register(study: OpenedStudy) -> Register:
    """The study's numbers; those that an earlier version kept with the names are taken over."""
    from insight.anonymise import Register

    named = study.folder.register
    if named.is_file() and not study.custody.numbers.is_file():
        return Register.of_names(named, study.key)
    return Register.read(study.custody.numbers, study.key)


def keep_register(study: OpenedStudy) -> str:
    """Write the numbers, and seal the names that are not sealed yet; what there is to tell."""
    custody, register = study.custody, study.register
    register.write(custody.numbers)
    custodian = None if custody.public else custody.custodian()
    if custodian is not None:
        custody.names.add(register.met, custodian)
    if study.folder.register.is_file():
        shred(study.folder.register)
    if custody.public or custodian is not None or not register.n_issued:
        return ""
    return (
        "Nobody can tell who is behind a number once the raw files are gone: the names are kept "
        "for the custodian from `insight key new` on."
    )


# -- begin, show, hand over ------------------------------------------------------------------------


def insist_new(study: OpenedStudy) -> None:
    """InputError unless custody may begin: a custodian is named, and nobody is one already."""
    custody, told = secret_custody(study), study.settings.study
    if not told.custodian.strip():
        raise InputError(
            "study.toml names no custodian",
            where="study.toml, study.custodian",
            remedy="name the person who keeps the key; not the analyst",
        )
    if custody.custodian() is not None:
        raise InputError(
            "names are sealed for a custodian already",
            where=custody.home.name,
            remedy="`insight key handover` seals them for another one, or under another passphrase",
        )
    if told.custody == "keyring":
        _keyring()


def begin(study: OpenedStudy, passphrase: str, today: date | None = None) -> Iterator[str]:
    """Make the custodian named in study.toml the one who opens the names; what was done."""
    insist_new(study)
    custody, told = study.custody, study.settings.study
    on = (today or datetime.now(UTC).date()).isoformat()
    custodian = Custodian.new(told.custodian.strip(), passphrase, on)
    _ = study.key  # made now, if there is none yet
    custody.appoint(custodian)
    yield f"Names are sealed for {custodian.name} from now on."
    yield from _into_keyring(study, passphrase)
    if custody.numbers.is_file() or study.folder.register.is_file():
        n = custody.names.add(open_register(study).met, custodian)
        yield f"{n} names are sealed; the others are as soon as `insight run` meets them again."
    yield f"The key lies {where_key_lies(custody)}."
    yield "`insight key export` makes the custodian's copy."


def hand_over(
    study: OpenedStudy, name: str, old: str, new: str, today: date | None = None
) -> Iterator[str]:
    """Seal all names anew, for the custodian called `name`, under another passphrase."""
    custody = secret_custody(study)
    names = custody.names.opened(custodian_of(custody).unlock(old))
    on = (today or datetime.now(UTC).date()).isoformat()
    custodian = Custodian.new(name.strip(), new, on)
    _ = study.key
    custody.names.without(set(names))
    custody.appoint(custodian)
    custody.names.add({(kind, told): n for (kind, n), told in names.items()}, custodian)
    yield f"{len(names)} names are sealed for {custodian.name}."
    yield from _into_keyring(study, new)
    yield "Copies made before still open with the old passphrase: destroy them, and export again."


def shown(study: OpenedStudy, today: date | None = None) -> list[tuple[str, str]]:
    """What there is to know of a study's custody, without opening anything: what, how it stands."""
    from insight.anonymise import Register

    custody, told = study.custody, study.settings.study
    on, due = today or datetime.now(UTC).date(), told.destroy_raw_by
    custodian, log = custody.custodian(), custody.accesses()
    rows = [("Key", where_key_lies(custody) if custody.key.is_file() else "there is none yet")]
    if custody.ended.is_file() and not custody.key.is_file():
        ended = json.loads(custody.ended.read_text("utf-8").splitlines()[-1])
        rows = [("Key", f"destroyed on {ended['on']} by {ended['by']}")]
    rows += [
        ("File", str(custody.key.resolve())),
        ("Made on", next((one["at"][:10] for one in log if one["verb"] == "key made"), "not told")),
        ("Custodian", told.custodian or "nobody is named"),
        ("Passphrase", PASSPHRASES[told.custody]),
        ("Names sealed for", f"{custodian.name}, {custodian.since}" if custodian else "nobody"),
    ]
    rows += [
        ("Numbers issued", str(Register.issued(custody.numbers))),
        ("Names sealed", str(len(custody.names.held()))),
        ("Raw files to be destroyed by", due.isoformat() if due else "no day is set"),
        ("Opened, as logged", f"{len(log)} times"),
    ]
    rows += [("Opened", f"{one['at']} {one['who']}: {one['verb']}") for one in log[-_LAST:]]
    if due and due < on and custody.files and not custody.public:
        rows.append(("To do", "the day is past: `insight destroy`, then `insight key destroy`"))
    if custody.key.is_file() and not custody.is_outside and not custody.public:
        rows.append(("To do", "whoever copies the study's folder has the key: move it elsewhere"))
    rows += [
        ("To do", f"others may read {path.name}: chmod {'700' if path.is_dir() else '600'}")
        for path in custody.open_to_others()
    ]
    return rows


PASSPHRASES = {
    "custodian": "known to the custodian alone",
    "keyring": "in this machine's keyring too, a declared exception",
    "public": "none is needed: the key is public, everybody is invented",
}


def where_key_lies(custody: Custody) -> str:
    """In words: in the study's folder, or outside of it."""
    if custody.public:
        return "in the study, and is public"
    return "outside of the study's folder" if custody.is_outside else "IN the study's folder"


# -- names, for the custodian's eyes ---------------------------------------------------------------


def names_behind(
    study: OpenedStudy, pseudonyms: Sequence[str], ask: Ask
) -> Iterator[tuple[str, str]]:
    """(pseudonym, name) of each of `pseudonyms` such as "person 3"; logged before it is told."""
    custody = secret_custody(study)
    wanted = [_kind_and_number(told) for told in pseudonyms]
    unlocked = unlock(study, ask)
    custody.record(f"{len(wanted)} names told")
    names = custody.names.opened(unlocked)
    for kind, n in wanted:
        yield f"{kind} {n}", names.get((kind, n), "(no name is sealed for this number)")


def unlock(study: OpenedStudy, ask: Ask) -> Unlocked:
    """What opens the sealed names; the passphrase is asked for, or taken from the keyring."""
    custodian = custodian_of(secret_custody(study))
    if study.settings.study.custody == "keyring":
        return custodian.unlock(_from_keyring(study))
    return custodian.unlock(ask(f"Passphrase of {custodian.name}"))


def _kind_and_number(told: str) -> tuple[str, int]:
    kind, _, number = told.strip().strip("[]").replace(" ", "_").rpartition("_")
    if not kind or not number.isdecimal():
        raise InputError("not a pseudonym", remedy='write it as it stands, such as "person 3"')
    return kind, int(number)


# -- the end ---------------------------------------------------------------------------------------


def doomed(study: OpenedStudy) -> Iterator[str]:
    """What `end` would take, and what it does not reach."""
    custody = secret_custody(study)
    yield f"{len(custody.files)} files will be overwritten and deleted:"
    yield from (f"- {path}" for path in custody.files)
    yield from _what_stays(study)


def _what_stays(study: OpenedStudy) -> Iterator[str]:
    root = study.folder.root
    if any(True for source in study.settings.source for _ in root.glob(source.files)):
        yield (
            "The raw files exist: the texts stay personal data, whatever becomes of the key. "
            "`insight destroy` destroys them."
        )
    yield (
        "De-identified texts are personal data still, for who knows a story may know its teller. "
        "Without the key no decision of anybody holds, and nobody can be withdrawn by id."
    )
    yield "Not reached: the custodian's copies, backups, and what a disk keeps of deleted files."


def end(study: OpenedStudy, by: str, confirmed: str, today: date | None = None) -> Iterator[str]:
    """Overwrite and delete key, numbers and sealed names; leave a record. What was done.

    `confirmed` has to be the study's title. InputError, and nothing is changed, where it is not.
    """
    custody = secret_custody(study)
    insist_title(study, confirmed)
    if not by.strip():
        raise InputError("a name is missing", where="--by", remedy="say who destroys, and answers")
    with study.folder.locked():
        going = custody.files
        if not going:
            raise InputError("there is no key any more", where=study.folder.root.resolve().name)
        mark = StudyKey.at(custody.key).id if custody.key.is_file() else ""
        custody.record("key destroyed")
        study.folder.forget_kept()
        for path in going:
            shred(path)
        on = (today or datetime.now(UTC).date()).isoformat()
        raw = records.destroyed(study.folder)
        record = {
            "on": on,
            "by": by.strip(),
            "key": mark,
            "files": len(going),
            "raw_destroyed_on": raw[-1]["on"] if raw else "",
        }
        before = custody.ended.read_text("utf-8") if custody.ended.is_file() else ""
        line = json.dumps(record, ensure_ascii=False, sort_keys=True)
        write_private(custody.ended, f"{before}{line}\n")
    yield f"{len(going)} files are overwritten and deleted, on {on}, by {by.strip()}."
    yield from _what_stays(study)


def insist_title(study: OpenedStudy, confirmed: str) -> None:
    """InputError unless `confirmed` is the study's title."""
    if confirmed.strip() != study.settings.study.title.strip():
        raise InputError(
            "this is not the title of the study: nothing was changed",
            remedy="type the title as it stands in study.toml",
        )


# -- who may open ----------------------------------------------------------------------------------


def secret_custody(study: OpenedStudy) -> Custody:
    """The study's custody; InputError where its key is public and there is nothing to keep."""
    if study.custody.public:
        raise InputError(
            "the key of this study is public, for everybody in it is invented",
            where="study.toml, study.custody",
            remedy="there is nothing to keep; a study of real people has a custodian",
        )
    return study.custody


def custodian_of(custody: Custody) -> Custodian:
    """Who can open the sealed names; InputError where nobody can yet."""
    custodian = custody.custodian()
    if custodian is None:
        raise InputError(
            "names are sealed for nobody yet",
            where=custody.home.name,
            remedy="the custodian runs `insight key new`",
        )
    return custodian


def _into_keyring(study: OpenedStudy, passphrase: str) -> Iterator[str]:
    if study.settings.study.custody == "keyring":
        with _answering() as keyring:
            keyring.set_password(_SERVICE, study.key.id, passphrase)
        yield "The passphrase is in this machine's keyring too: the governance report says so."


def _from_keyring(study: OpenedStudy) -> str:
    with _answering() as keyring:
        told = keyring.get_password(_SERVICE, study.key.id)
    if told is None:
        raise InputError(
            "the keyring of this machine has no passphrase for this study",
            where="study.toml, study.custody",
            remedy='write custody = "custodian", and let the custodian type it',
        )
    return str(told)


@contextmanager
def _answering() -> Iterator[Any]:
    """The keyring; InputError where it is locked, or this machine has none."""
    keyring = _keyring()
    try:
        yield keyring
    except importlib.import_module("keyring.errors").KeyringError:
        raise InputError(
            "the keyring of this machine does not answer",
            where="study.toml, study.custody",
            remedy='unlock it, or write custody = "custodian"',
        ) from None


def _keyring() -> Any:
    try:
        return importlib.import_module("keyring")
    except ModuleNotFoundError:
        raise InputError(
            "the library keyring is not installed",
            where="study.toml, study.custody",
            remedy='install it (pip install keyring), or write custody = "custodian"',
        ) from None
