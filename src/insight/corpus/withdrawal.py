"""One person out of the raw files: their rows, their turns, their names in others' turns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from insight.corpus.correction import ENDINGS, to_correct
from insight.corpus.exchange import settled
from insight.corpus.formats import READERS, Hints, read_content
from insight.corpus.formats.content import ResponseTable, Transcript, Turn
from insight.corpus.formats.encoding import decode
from insight.corpus.formats.projects.parts import Project
from insight.corpus.formats.tables import delimiter_of, records_of, without_rows
from insight.corpus.formats.transcripts.corrected import LAYOUT as CORRECTED
from insight.corpus.formats.transcripts.corrected import is_corrected, stem_of
from insight.corpus.formats.transcripts.rewritten import written_anew
from insight.corpus.people.roster import read_roster
from insight.corpus.reading import NO_ROSTER, File, content_of, hints_of, origin_of
from insight.corpus.responses.respondents import marks_needed, responses
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
    with `forbidden` (the person's names) blotted out of the others', and the original removed. A
    corrected transcript stays one, and what it corrects is removed with it. All ids of those who
    stay are the same when it is read again. Raises SourceError, and changes nothing, where the
    person is not in the file or the file could not be read again.
    """
    roster = read_roster(root, source.speakers) if source.speakers else NO_ROSTER
    file = File(path, path.relative_to(root).as_posix(), source, roster)
    content = content_of(file)
    if isinstance(content, ResponseTable):
        _replace(path, _without_person(file, content, label_or_unit, key))
        return path
    if isinstance(content, Project):
        raise InputError(
            "a project cannot be written anew without this person",
            where=file.source,
            remedy="take their texts and cases out in its program, and export it anew",
        )
    if not isinstance(content, Transcript):
        raise InputError("a document has voices, and nobody who could withdraw", where=file.source)
    labels = {turn.label for turn in content.turns}
    if label_or_unit not in labels:
        raise _not_there(file.source)
    interviewers, _ = interviewers_of(content, origin_of(file, key), roster)
    originals = _originals_of(path)
    if not labels - interviewers - {label_or_unit}:
        _unlink(path, *originals)
        return None
    # What is no turn is settled while everybody is there: it hangs on what others say.
    new = _rewritten(file, settled(content, interviewers), label_or_unit, forbidden)
    _unlink(*originals)
    return new


def _without_person(file: File, table: ResponseTable, who: str, key: StudyKey) -> bytes:
    """The survey in `file` without the rows that `who` (a label in its source) answered."""
    origin = origin_of(file, key)
    rows = responses(table, origin)
    going = {found.row.number for found in rows if found.who == who}
    if not going:
        raise _not_there(file.source)
    marks = marks_needed(table, rows, going, origin)
    raw, hints = file.path.read_bytes(), hints_of(file)
    return without_rows(raw, file.path.suffix, file.source, hints, going, marks)


def _originals_of(path: Path) -> list[Path]:
    """Files beside the corrected transcript at `path` that it was read instead of."""
    if not is_corrected(path.name):
        return []
    return [
        beside
        for beside in sorted(path.parent.iterdir())
        if beside != path
        and stem_of(beside.name) == stem_of(path.name)
        and beside.suffix.lower() in READERS
    ]


def _unlink(*paths: Path) -> None:
    for path in paths:
        path.unlink()


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
    header, *rows = records_of(decoded.text, delimiter)
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
    if not _is_the_file(named.as_posix(), file):
        return False, None
    if new_file is None or _folded(told.get("label", "")) == _folded(label):
        return True, None
    renamed = str(named.with_name(PurePosixPath(new_file).name))
    return False, renamed if renamed != told["file"] else None


def _is_the_file(named: str, file: str) -> bool:
    """Whether a row that names `named` is about `file`, or about what it corrects."""
    if is_corrected(file) or is_corrected(named):
        named, file = stem_of(named), stem_of(file)
    return file == named or file.endswith(f"/{named}")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _not_there(where: str) -> SourceError:
    return SourceError(
        "this person is not in the file",
        where=where,
        remedy="check the speaker's label_in_source; it may be gone already",
    )


def _as_row(cells: Sequence[str], delimiter: str, before: str) -> str:
    end = before[len(before.rstrip("\r\n")) :]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerow(cells)
    return written.getvalue()


def _replace(path: Path, content: bytes) -> None:
    with replacing(path, private=True) as draft:
        draft.write_bytes(content)


def _rewritten(file: File, found: Transcript, label: str, forbidden: Sequence[str]) -> Path:
    path, source = file.path, file.settings
    ending = _ending(path, found)
    target = path.with_suffix(ending)
    if target != path and target.exists():
        raise SourceError(
            f"a {ending} file of the same name lies beside it",
            where=file.source,
            remedy="rename one of the two",
        )
    new_name = PurePosixPath(file.source).with_suffix(ending)
    if "**" not in source.files and not new_name.match(source.files):
        raise SourceError(
            f"the transcript has to be written anew as {ending}, which the source would not find",
            where=f"study.toml, source {source.name}, key files",
            remedy="widen the pattern, for instance to end in /*",
        )
    blot = _blotter(forbidden)
    staying = replace(
        found,
        turns=tuple(replace(t, text=blot(t.text)) for t in found.turns if t.label != label),
    )
    written = _written(staying, ending, source.encoding)
    _check_reads_again(written, ending, staying.turns, file)
    _replace(target, written)
    if target != path:
        path.unlink()
    return target


def _ending(path: Path, found: Transcript) -> str:
    """As what a transcript is written anew: text, or the table of turns that it was."""
    if found.layout != CORRECTED:
        return ".txt"
    return path.suffix if path.suffix.lower() in ENDINGS else ENDINGS[-1]


def _written(found: Transcript, ending: str, encoding: str) -> bytes:
    if found.layout == CORRECTED:
        return to_correct(found, ending)
    text = written_anew(found.turns, found.held_on)
    return text.encode("utf-8" if encoding == "auto" else encoding)


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


def _check_reads_again(written: bytes, ending: str, turns: Sequence[Turn], file: File) -> None:
    """Raise SourceError where the new file would not give the same turns."""
    hints = Hints(encoding=file.settings.encoding, kind="transcript")
    read = read_content(written, ending, file.source, hints)
    said = [(turn.label, turn.text) for turn in turns]
    if not isinstance(read, Transcript) or [(t.label, t.text) for t in read.turns] != said:
        raise SourceError(
            "this transcript cannot be written anew without a change to the turns of others",
            where=file.source,
            remedy="take the person out by hand, and save it as text with labels and colons",
        )


__all__ = ["WITHDRAWN", "withdraw_from_roster", "withdraw_from_source"]
