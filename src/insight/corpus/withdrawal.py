"""One person out of the raw files: their rows, their turns, their names in others' turns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path, PurePosixPath

from insight.corpus.formats import Hints, read_content
from insight.corpus.formats.content import ResponseTable, Transcript, Turn
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.tables.table import delimiter_of, lines_of
from insight.corpus.people.people import read_roster
from insight.corpus.reading import NO_ROSTER, File, content_of, origin_of
from insight.corpus.survey import responses
from insight.corpus.transcript import interviewers_of
from insight.errors import InputError, SourceError
from insight.settings import SourceSettings
from insight.store import StudyKey
from insight.store.private import replacing

WITHDRAWN = "[withdrawn]"


def withdraw_from_source(
    path: Path,
    label_or_unit: str,
    forbidden: Sequence[str],
    *,
    root: Path,
    source: SourceSettings,
    key: StudyKey,
) -> Path | None:
    """Take one person out of the raw file at `path`; where it lies now, or None when it is gone.

    `label_or_unit` is the speaker's `label_in_source`: a label in a transcript, a response id in a
    survey. Of a survey only the person's rows go. A transcript in which no other participant
    speaks is deleted; any other is written anew as `<stem>.txt`, without the person's turns and
    with `forbidden` (the person's names) blotted out of the others', and the original removed.
    All ids of those who stay are the same when it is read again. Raises SourceError, and changes
    nothing, where the person is not in the file or the file could not be read again.
    """
    roster = read_roster(root, source.speakers) if source.speakers else NO_ROSTER
    file = File(path, path.relative_to(root).as_posix(), source, roster)
    content = content_of(file)
    if isinstance(content, ResponseTable):
        rows = responses(content, origin_of(file, key))
        gone = {found.row.number for found in rows if found.unit == label_or_unit}
        if not gone:
            raise _not_there(file.source)
        _REMOVERS[path.suffix.lower()](path, gone, source)
        return path
    if not isinstance(content, Transcript):
        raise InputError("a document has voices, and nobody who could withdraw", where=file.source)
    labels = {turn.label for turn in content.turns}
    if label_or_unit not in labels:
        raise _not_there(file.source)
    interviewers, _ = interviewers_of(content, origin_of(file, key), roster)
    if not labels - interviewers - {label_or_unit}:
        path.unlink()
        return None
    return _rewritten(file, content, label_or_unit, forbidden)


def withdraw_from_roster(
    path: Path, file: str, label: str, names: Sequence[str], new_file: str | None
) -> int:
    """Take a person out of the CSV at `path`: a table of speakers, or one of known names.

    Of a table of speakers, the row of `label` in `file` (a path within the study) goes, and the
    others of that file name `new_file` from now on, or go too where it is None. Of a table of
    names, the rows of `names` go. All other rows keep their bytes. Returns how many rows went.
    """
    decoded = decode(path.read_bytes(), path.name)
    delimiter = delimiter_of(decoded.text)
    header, *rows = _records(decoded.text, delimiter)
    wanted = {_folded(name) for name in names}
    kept, removed = [header[0]], 0
    for text, cells in rows:
        told = dict(zip(header[1], cells, strict=False))
        is_gone, new_name = _fate(told, file, label, wanted, new_file)
        removed += is_gone
        if is_gone:
            continue
        if new_name is not None:
            changed = [new_name if n == "file" else told.get(n, "") for n in header[1]]
            text = _as_row(changed, delimiter, text)  # noqa: PLW2901
        kept.append(text)
    _replace(path, decoded.encode("".join(kept)))
    return removed


def _fate(
    told: dict[str, str], file: str, label: str, names: Collection[str], new_file: str | None
) -> tuple[bool, str | None]:
    """Whether a row goes, and the new path it names, if it stays and names another."""
    if "file" not in told:
        return _folded(told.get("name", "")) in names, None
    named = PurePosixPath(told["file"].strip())
    if file != str(named) and not file.endswith(f"/{named}"):
        return False, None
    if new_file is None or _folded(told.get("label", "")) == _folded(label):
        return True, None
    renamed = str(named.with_name(PurePosixPath(new_file).name))
    return False, renamed if renamed != told["file"] else None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _not_there(where: str) -> SourceError:
    return SourceError(
        "this person is not in the file",
        where=where,
        remedy="check the speaker's label_in_source; it may be gone already",
    )


def _records(text: str, delimiter: str) -> list[tuple[str, list[str]]]:
    """Each record of a text table: its characters, line end included, and its cells."""
    lines = lines_of(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    found, first = [], 0
    for cells in reader:
        found.append(("".join(lines[first : reader.line_num]), cells))
        first = reader.line_num
    return found


def _as_row(cells: Sequence[str], delimiter: str, before: str) -> str:
    end = before[len(before.rstrip("\r\n")) :]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerow(cells)
    return written.getvalue()


def _without_lines(path: Path, gone: set[int], source: SourceSettings) -> None:
    decoded = decode(path.read_bytes(), path.name, source.encoding)
    kept = [line for n, line in enumerate(decoded.text.split("\n"), 1) if n not in gone]
    _replace(path, decoded.encode("\n".join(kept)))


def _without_records(path: Path, gone: set[int], source: SourceSettings) -> None:
    decoded = decode(path.read_bytes(), path.name, source.encoding)
    told = source.delimiter
    delimiter = told if told != "auto" else delimiter_of(decoded.text)
    records = enumerate(_records(decoded.text, delimiter), 1)
    kept = [text for number, (text, _) in records if number not in gone]
    _replace(path, decoded.encode("".join(kept)))


def _without_sheet_rows(path: Path, gone: set[int], source: SourceSettings) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book[source.sheet] if source.sheet else book.worksheets[0]
    for number in sorted(gone, reverse=True):
        sheet.delete_rows(number)
    written = io.BytesIO()
    book.save(written)
    _replace(path, written.getvalue())


def _without_parquet_rows(path: Path, gone: set[int], source: SourceSettings) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(path.read_bytes()))
    # The header counts as row 1.
    kept = [number - 2 for number in range(2, table.num_rows + 2) if number not in gone]
    written = io.BytesIO()
    pyarrow.parquet.write_table(table.take(pyarrow.array(kept, pyarrow.int64())), written)
    _replace(path, written.getvalue())


_REMOVERS: dict[str, Callable[[Path, set[int], SourceSettings], None]] = {
    ".csv": _without_records,
    ".tsv": _without_records,
    ".tab": _without_records,
    ".xlsx": _without_sheet_rows,
    ".parquet": _without_parquet_rows,
    ".jsonl": _without_lines,
}


def _replace(path: Path, content: bytes) -> None:
    with replacing(path, private=True) as draft:
        draft.write_bytes(content)


def _rewritten(file: File, found: Transcript, label: str, forbidden: Sequence[str]) -> Path:
    path, source = file.path, file.settings
    target = path.with_suffix(".txt")
    if target != path and target.exists():
        raise SourceError(
            "a text file of the same name lies beside it",
            where=file.source,
            remedy="rename one of the two",
        )
    new_name = PurePosixPath(file.source).with_suffix(".txt")
    if "**" not in source.files and not new_name.match(source.files):
        raise SourceError(
            "the transcript has to be written anew as .txt, which the source would not find",
            where=f"study.toml, source {source.name}, key files",
            remedy="widen the pattern, for instance to end in /*",
        )
    blot = _blotter(forbidden)
    turns = [Turn(t.label, blot(t.text)) for t in found.turns if t.label != label]
    encoding = "utf-8" if source.encoding == "auto" else source.encoding
    written = _plain_text(turns, found.held_on).encode(encoding)
    _check_reads_again(written, turns, file)
    _replace(target, written)
    if target != path:
        path.unlink()
    return target


def _blotter(names: Sequence[str]) -> Callable[[str], str]:
    """What replaces whole-word occurrences of `names`, possessives too.

    A full name in any letter case; a single word as it is written only, since many a name is also
    a word ("Will", "Grace").
    """
    told = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
    if not told:
        return str
    forms = (re.escape(name).replace(r"\ ", r"\s+") for name in told)
    any_name = "|".join(f"(?i:{form})" if r"\s" in form else form for form in forms)
    pattern = re.compile(rf"(?<!\w)(?:{any_name})(?:'s|s'|s)?(?!\w)")
    return lambda text: pattern.sub(WITHDRAWN, text)


def _plain_text(turns: Sequence[Turn], held_on: str) -> str:
    """A transcript as plain text: who speaks in it, its date where known, then the turns."""
    labels = " | ".join(dict.fromkeys(turn.label for turn in turns))
    head = [f"Speakers: {labels} |"] + ([f"Date: {held_on}"] if held_on else [])
    spoken = ["{}: {}".format(t.label, t.text.replace("\n", "\n\n")) for t in turns]
    return "\n\n".join(["\n".join(head), *spoken]) + "\n"


def _check_reads_again(written: bytes, turns: Sequence[Turn], file: File) -> None:
    """Raise SourceError where the new text would not give the same turns."""
    hints = Hints(encoding=file.settings.encoding, kind="transcript")
    read = read_content(written, ".txt", file.source, hints)
    if not isinstance(read, Transcript) or list(read.turns) != list(turns):
        raise SourceError(
            "this transcript cannot be written anew without a change to the turns of others",
            where=file.source,
            remedy="take the person out by hand, and save it as text with labels and colons",
        )


__all__ = ["WITHDRAWN", "withdraw_from_roster", "withdraw_from_source"]
