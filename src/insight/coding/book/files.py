"""Codebooks in files: TOML, REFI-QDA (.qdc) and Excel, told apart by their endings."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from insight.coding.book import excel, qdc, toml
from insight.coding.book.codebook import Codebook, checked
from insight.errors import SettingsError
from insight.store.private import replacing

STARTER = "starter"
READERS = {".toml": toml.from_toml, ".qdc": qdc.from_qdc, ".xlsx": excel.from_excel}


def codebook_path(named: str, root: Path) -> Path:
    """Where the codebook called `named` lies: "starter" comes with insight, others with a study."""
    if named == STARTER:
        return Path(str(files("insight.coding.book") / "starter.toml"))
    return root / named


def read_codebook(path: Path) -> Codebook:
    """The codebook in the file `path`: .toml, .qdc or .xlsx.

    Raises SettingsError naming file, code and key: unknown, missing or mistyped keys, and whatever
    `checked` refuses.
    """
    if not path.is_file():
        raise SettingsError(
            "there is no such codebook", where=path.name, remedy="name the file with the codes"
        )
    return checked(READERS[_ending(path)](path), path.name)


def write_codebook(book: Codebook, path: Path) -> None:
    """Write `book` to the file `path`, as its ending says: .toml, .qdc or .xlsx."""
    ending = _ending(path)
    with replacing(path, private=False) as draft:
        if ending == ".toml":
            draft.write_text(toml.to_toml(book), encoding="utf-8", newline="\n")
        elif ending == ".qdc":
            draft.write_bytes(qdc.to_qdc(book))
        else:
            excel.to_excel(book, draft)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in READERS:
        raise SettingsError(
            "not a codebook", where=path.name, remedy="its name ends in .toml, .qdc or .xlsx"
        )
    return ending
