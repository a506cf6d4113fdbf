"""Read the marked sources of the demonstration study: transcripts and survey answers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from study_files import LAYOUTS
from study_marks import MarkedText, MarkError, parse

_SPEAKER = re.compile(r"(\S+) = (.+?) \| (interviewer|participant)")
_HEAD_KEYS = ("file", "layout", "title", "date", "speaker")


class SourceError(ValueError):
    """A marked source that cannot be read: says which file, where in it, and what is wrong."""


@dataclass(frozen=True)
class Unit:
    """A turn or an answer: how the built file names it, who said it, and the marked text."""

    unit: str
    field: str
    speaker_label: str
    marked: MarkedText


@dataclass(frozen=True)
class Transcript:
    """One interview or group. `recorder` is the name of its first interviewer."""

    file: str
    layout: str
    title: str
    held_on: date
    recorder: str
    turns: tuple[Unit, ...]


@dataclass(frozen=True)
class Survey:
    """One survey: the rows as given, and their answers as units in the order of the rows."""

    file: str
    rows: tuple[Mapping[str, Any], ...]
    answers: tuple[Unit, ...]


def read_transcript(path: Path) -> Transcript:
    """Read a head of `key: value` lines, an empty line, then one turn a paragraph."""
    head, _, body = path.read_text("utf-8").partition("\n\n")
    keys, speakers = _read_head(head, path.name)
    turns: list[Unit] = []
    for number, paragraph in enumerate(re.split(r"\n\s*\n", body.strip()), start=1):
        where = f"{path.name}, turn {number}"
        label, colon, words = " ".join(paragraph.split()).partition(": ")
        if not colon or label not in speakers:
            raise SourceError(f"{where}: does not begin with the label of a speaker in the head")
        shown = speakers[label][0]
        if turns and turns[-1].speaker_label == shown:
            raise SourceError(f"{where}: same speaker as the turn before; make them one turn")
        turns.append(Unit(str(number), "", shown, _parse(words, where)))
    recorders = [name for name, role in speakers.values() if role == "interviewer"]
    if not recorders:
        raise SourceError(f"{path.name}: no speaker is an interviewer")
    held_on = date.fromisoformat(keys["date"])
    return Transcript(
        keys["file"], keys["layout"], keys["title"], held_on, recorders[0], tuple(turns)
    )


def _read_head(head: str, name: str) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """The single keys, and the speakers as label -> (name shown, role)."""
    keys: dict[str, str] = {}
    speakers: dict[str, tuple[str, str]] = {}
    for line in head.splitlines():
        key, _, value = line.partition(": ")
        if key not in _HEAD_KEYS:
            raise SourceError(f"{name}: `{key}` is not one of {', '.join(_HEAD_KEYS)}")
        if key != "speaker":
            keys[key] = value.strip()
        elif found := _SPEAKER.fullmatch(value.strip()):
            speakers[found[1]] = (found[2], found[3])
        else:
            raise SourceError(f"{name}: a speaker is not `LABEL = Name | interviewer|participant`")
    if missing := {"file", "layout", "title", "date"} - keys.keys():
        raise SourceError(f"{name}: the head lacks {', '.join(sorted(missing))}")
    if keys["layout"] not in LAYOUTS:
        raise SourceError(f"{name}: layout `{keys['layout']}` is not one of {', '.join(LAYOUTS)}")
    return keys, speakers


def read_survey(
    path: Path, file: str, known_keys: frozenset[str], questions: Mapping[str, str]
) -> Survey:
    """Read `[[response]]` tables; `questions` maps a key with marks to its column header.

    Empty answers are no units: nothing was said. A response sent twice, word for word, stays
    twice in the rows, as survey tools leave it, and its answers are counted once.
    """
    rows = tomllib.loads(path.read_text("utf-8")).get("response", [])
    answers: list[Unit] = []
    seen: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        where = f"{path.name}, response {row.get('id', f'no. {number}')}"
        if unknown := row.keys() - known_keys:
            raise SourceError(f"{where}: unknown key {', '.join(sorted(unknown))}")
        if "id" not in row:
            raise SourceError(f"{where}: it has no id")
        if seen.setdefault(str(row["id"]), row) is not row:
            if seen[str(row["id"])] != row:
                raise SourceError(f"{where}: its id belongs to another response too")
            continue
        for key, header in questions.items():
            if words := str(row.get(key, "")).strip():
                answers.append(Unit(str(row["id"]), header, "", _parse(words, where)))
    return Survey(file, tuple(rows), tuple(answers))


def _parse(words: str, where: str) -> MarkedText:
    try:
        return parse(words)
    except MarkError as error:
        raise SourceError(f"{where}: {error}") from error
