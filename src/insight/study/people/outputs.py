"""Whether the saved outputs of a notebook hold anybody's name, number or words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.schemas import DIRECT_KINDS
from insight.study.people.search import holds

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_TELLING = 7
"""Words in a row: fewer ("I don't know what to do") may have been anybody's."""
_SHORTEST = 4
_PLACES = re.compile(r"/(?:home|root|tmp|Users)/|[A-Z]:\\+Users\\")


def leaks(folder: Path, cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """What of people in the study in `folder` is in the outputs of `cells`, by number of the cell.

    Looked for are names on its rosters and, after a run, direct identifiers that were found and no
    longer stand in the text, seven words in a row of what anybody said unless a quote that was
    released has them, and folders of this machine. What is found is not repeated.
    """
    from insight.study.opened import OpenedStudy

    study = OpenedStudy(folder)
    names, said = _names(study), _said(study)
    found = []
    for number, cell in enumerate(cells):
        shown = " ".join(_shown(cell))
        for what, is_there in (
            ("a name or number of somebody", _names_one(shown, names)),
            ("words of somebody, not released", not said.isdisjoint(_rows_of_words(shown))),
            ("a folder of this machine", bool(_PLACES.search(shown))),
        ):
            if is_there:
                found.append(f"cell {number}: {what}, in its saved output")
    return found


def _names_one(shown: str, names: set[str]) -> bool:
    """Whether one of `names` is there; a single word as it is written, for "Private" is a name."""
    single = {name for name in names if name.isalpha()}
    return not single.isdisjoint(_WORD.findall(shown)) or holds(shown, names - single)


def _shown(cell: Mapping[str, Any]) -> Iterator[str]:
    """What a cell's outputs say, without mark-up; pictures are left out."""
    for output in cell.get("outputs", []):
        texts = [output.get("text", ""), output.get("evalue", ""), output.get("traceback", "")]
        data = output.get("data", {})
        texts += [told for kind, told in data.items() if kind.startswith("text/")]
        for text in texts:
            yield html.unescape(_TAG.sub(" ", "".join(text)))


def _names(study: OpenedStudy) -> set[str]:
    """Names as the rosters have them, and identifiers of which the text holds nothing any more."""
    rosters = [one.speakers for one in study.settings.source if one.speakers]
    tables = [pd.read_csv(study.folder.root / one, dtype="str") for one in rosters]
    listed = [table["name"].dropna() for table in tables if "name" in table.columns]
    names = {name for own in listed for name in own if len(_WORD.findall(name)) > 1}
    if "deidentified_segments" not in study.tables or "identifiers" not in study.tables:
        return names
    left = set(_words(study.tables["deidentified_segments"]["text"]))
    if study.codebook is not None:  # Its words are anybody's.
        left |= set(_words(study.codebook.table().astype("str").to_numpy().ravel()))
    gone = {one for one in _found(study) if not set(_WORD.findall(one.casefold())) <= left}
    return names | {one for one in gone if len(one) >= _SHORTEST}


def _found(study: OpenedStudy) -> Iterator[str]:
    """Direct identifiers as they stand in the raw text."""
    found = study.tables["identifiers"].query("decision != 'rejected'")
    direct = found[found["kind"].isin(DIRECT_KINDS)]
    placed = direct.merge(study.tables["segments"][["segment_id", "text"]], on="segment_id")
    for text, start, end in placed[["text", "start", "end"]].itertuples(index=False):
        yield text[start:end]


def _said(study: OpenedStudy) -> set[tuple[str, ...]]:
    """Rows of words of what was said, raw and de-identified, less those that were released."""
    texts = [
        study.tables[name]["text"]
        for name in ("segments", "deidentified_segments")
        if name in study.tables
    ]
    quotes = study.folder.released / "quotes.csv"
    told = pd.read_csv(quotes, dtype="str") if quotes.is_file() else pd.DataFrame({"text": []})
    released = {row for text in told["text"].dropna() for row in _rows_of_words(text)}
    return {row for own in texts for text in own for row in _rows_of_words(text)} - released


def _rows_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(*(words[at:] for at in range(_TELLING)), strict=False)


def _words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(text.casefold())
