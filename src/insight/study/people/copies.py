"""The custodian's copy of a study's secrets, and how it is brought back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight.errors import InputError
from insight.store import StudyKey
from insight.store.custody import BESIDE, COPY, is_secret
from insight.store.private import make_private_folder, write_private
from insight.store.sealed import Custodian
from insight.study.people.custody import Ask, custodian_of, secret_custody, where_key_lies

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

_COPY_HEAD, _COPY_VERSION = "insight custody", 1
_COPY_PURPOSE = f"insight custody copy {_COPY_VERSION}"
_EXPORTED = (".qdpx", ".qdc", ".xlsx", ".docx", ".html")


def export(study: OpenedStudy, to: Path) -> Path:
    """Write key, numbers and sealed names to the file `to`, for the custodian's passphrase alone.

    InputError where `to` is there already, lies in a study or a repository, or beside what was
    exported for others: what is sent with it would tell who everybody is.
    """
    custody = secret_custody(study)
    custodian = custodian_of(custody)
    path = to if to.name.endswith(COPY) else to.with_name(to.name + COPY)
    _insist_apart(path)
    key = study.key
    told = {
        "key": key.secret.decode(),
        "files": {
            file.name: file.read_text("utf-8") for file in custody.files if file != custody.key
        },
    }
    head = {
        _COPY_HEAD: _COPY_VERSION,
        "study": key.id,
        "custodian": custodian.record(),
        "box": custodian.seal(json.dumps(told), f"{_COPY_PURPOSE} {key.id}"),
    }
    write_private(path, json.dumps(head, ensure_ascii=False, indent=1) + "\n")
    return path


def bring_back(study: OpenedStudy, file: Path, ask: Ask) -> Iterator[str]:
    """Put key, numbers and sealed names of the custodian's copy `file` where they belong."""
    custody = secret_custody(study)
    if custody.files:
        raise InputError(
            "there is a key or a register here already",
            where=custody.home.name,
            remedy="move it away first, if the copy is to take its place",
        )
    head = _copy(file)
    custodian = Custodian.of(head.get("custodian"))
    known = custody.mark.read_text("utf-8").strip() if custody.mark.is_file() else head["study"]
    if known != head["study"]:
        raise InputError(
            "this is the copy of another study", where=file.name, remedy="take the right one"
        )
    unlocked = custodian.unlock(ask(f"Passphrase of {custodian.name}"))
    told = json.loads(unlocked.open(str(head["box"]), f"{_COPY_PURPOSE} {head['study']}"))
    make_private_folder(custody.home)
    for name in sorted(told["files"].keys() & set(BESIDE)):
        write_private(custody.home / name, told["files"][name])
    StudyKey(told["key"].encode()).write(custody.key)
    write_private(custody.mark, f"{head['study']}\n")
    custody.record("key brought back")
    yield f"The key lies {where_key_lies(custody)}, {len(told['files'])} files beside it."


def _copy(file: Path) -> dict[str, Any]:
    try:
        head = json.loads(file.read_text(encoding="utf-8"))
        if head[_COPY_HEAD] == _COPY_VERSION and {"study", "box"} <= head.keys():
            return dict(head)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError):
        pass
    raise InputError(
        "not a custodian's copy", where=file.name, remedy="name a file of `insight key export`"
    )


def _insist_apart(path: Path) -> None:
    if path.exists():
        raise InputError("this is there already", where=path.name, remedy="name a new file")
    folder = path.resolve().parent
    if not folder.is_dir():
        raise InputError("there is no such folder", where=path.name, remedy="make it first")
    for above in (folder, *folder.parents):
        is_study = (above / "study.toml").is_file() and (above / "data").is_dir()
        if is_study or (above / ".git").exists():
            raise InputError(
                "this lies in a study or a repository, and would go wherever that goes",
                where=path.name,
                remedy="name a place that only the custodian has",
            )
    beside = [one for one in folder.iterdir() if one.is_file() and not is_secret(one)]
    if any(one.suffix.lower() in _EXPORTED or one.name == "manifest.json" for one in beside):
        raise InputError(
            "this lies beside files made for others to read, and might be sent with them",
            where=path.name,
            remedy="name a folder of its own",
        )
