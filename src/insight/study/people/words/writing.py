"""Memos put on record: checked, de-identified, kept; and found again in a later run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from insight.coding.words import KINDS, About, Memo, MemoBook
from insight.coding.words.memos import memo_table
from insight.errors import InputError
from insight.store import StudyKey
from insight.study.people import custody
from insight.study.people.search import holds
from insight.study.people.theme_decisions import remember
from insight.study.people.words.cleaning import deidentified
from insight.study.people.workbooks import FAR

if TYPE_CHECKING:
    import pandas as pd

    from insight.study.opened import OpenedStudy

FILE = "memos.jsonl"
_AUTHOR = 80
_ID = re.compile(r"\b[a-z]-[0-9a-f]{12}\b")
_QUOTED = 8
"""Words running that nobody says by chance as somebody else did."""


def memo_book(study: OpenedStudy) -> MemoBook:
    """The memos of `study`, beside its ledger."""
    return MemoBook(study.ledger.path.with_name(FILE))


@dataclass(frozen=True)
class Recorded:
    """What was put on record. `n_replaced` counts what was taken out because it could tell who."""

    memos: tuple[Memo, ...]
    n_replaced: int

    def lines(self) -> Iterator[str]:
        """What to tell, without words of anybody."""
        if not self.memos:
            return
        yield f"memos: {len(self.memos)} recorded"
        if self.n_replaced:
            yield (
                f"{self.n_replaced} names or other identifiers in them were replaced; what was "
                "typed is kept nowhere. Read them again, and write about people by their id"
            )


def add_memo(study: OpenedStudy, about: str, kind: str, text: str, by: str) -> Recorded:
    """Put a memo of the person called `by` on record, de-identified.

    `about` is read as `About`; a theme may go by its theme_id. InputError for a thing that is not
    in the study, a kind that does not exist, no words, or nobody's name.
    """
    draft = drafted(study, about, kind, text, by, where="the memo")
    return record(study, [draft])


def drafted(
    study: OpenedStudy, about: str, kind: str, text: str, by: str, where: str, on: str = ""
) -> Memo:
    """A memo as it was typed, checked; it is on record only after `record`."""
    if kind not in KINDS:
        raise InputError("no kind of memo", where=where, remedy=f"choose from {', '.join(KINDS)}")
    if not text.strip():
        raise InputError("there are no words in it", where=where, remedy="write some")
    if len(text) > FAR:
        raise InputError(
            f"longer than {FAR} signs", where=where, remedy="write it as several memos"
        )
    if not by.strip() or len(by) > _AUTHOR:
        raise InputError("nobody's name", where=where, remedy="say who wrote it")
    told = str(known(study, About.read(about, where), where))
    today = on or datetime.now(UTC).date().isoformat()
    return Memo("", told, kind, by.strip(), today, text.strip())


def known(study: OpenedStudy, about: About, where: str) -> About:
    """`about`, whose things are all in the study; a theme goes by its key."""
    for kind, name in about.things:
        if kind == "theme":
            keys = theme_keys(study)
            key = keys.get(int(name), "") if name.isdecimal() else name
            about, is_there = about.under("theme", key), key in keys.values()
        else:
            is_there = name in _ids(study, kind)
        if not is_there:
            raise InputError(
                f"there is no such {kind} in this study",
                where=where,
                remedy="take the id from the sheet “things” of .private/review/memos.xlsx",
            )
    return about


def _ids(study: OpenedStudy, kind: str) -> set[str]:
    if kind == "code":
        return set(code_titles(study))
    column = "segment_id" if kind == "segment" else "speaker_id"
    return set(study.tables["deidentified_segments"][column])


def code_titles(study: OpenedStudy) -> dict[str, str]:
    """Codes of the codebook, in its order, and others that people gave; with their titles."""
    titles = {one.code: one.title for one in study.codebook.codes} if study.codebook else {}
    given = sorted(set(study.tables["codings"]["code"]) - {""} - titles.keys())
    return titles | dict(zip(given, given, strict=True))


def theme_keys(study: OpenedStudy) -> dict[int, str]:
    """theme_id -> key of every theme there is now and that is not hidden."""
    decided = study.tables["theme_decisions"]
    shown = decided[(decided["theme_id"] >= 0) & (decided["standing"] != "hidden")]
    pairs = zip(shown["theme_id"], shown["theme_key"], strict=True)
    return {int(theme): str(key) for theme, key in pairs}


def record(study: OpenedStudy, drafts: Sequence[Memo]) -> Recorded:
    """Keep `drafts` with names replaced; what stands already in these words is not kept twice.

    The themes they are about are remembered by their segments, as those that people decide on.
    """
    book = memo_book(study)
    abouts = [About.read(one.about) for one in drafts]
    written = [(about, one) for about, one in zip(abouts, drafts, strict=True) if one.text]
    texts, replaced = deidentified(study, [(about, one.text) for about, one in written])
    if any(replaced):
        custody.keep_register(study)
    clean = [replace(one, text=text) for (_, one), text in zip(written, texts, strict=True)]
    said = {(one.about, one.kind, one.author, one.text) for one in book.standing()}
    new = [one for one in clean if (one.about, one.kind, one.author, one.text) not in said]
    struck = [one for one in drafts if not one.text]
    added = book.append(Memo.written(study.key, one) for one in (*new, *struck))
    for by, on in sorted({(one.author, one.written_on) for one in added}):
        own = [one for one in added if (one.author, one.written_on) == (by, on)]
        keys = {About.read(one.about).of("theme") for one in own} - {""}
        study.ledger.append(remember(study, keys, by, on))
    return Recorded(tuple(added), sum(replaced))


def versions(study: OpenedStudy) -> dict[str, Memo]:
    """All memos ever written, by id, their themes by the keys these have now, where found."""
    memos = memo_book(study).memos()
    now = _keys_now(study, {About.read(one.about).of("theme") for one in memos} - {""})
    return {one.memo_id: replace(one, about=_moved(one.about, now)) for one in memos}


def standing(study: OpenedStudy) -> list[Memo]:
    """The memos that stand, oldest first, their themes by the keys that these have now."""
    told = versions(study)
    return [told[one.memo_id] for one in memo_book(study).standing()]


def table(study: OpenedStudy) -> pd.DataFrame:
    """The memos that stand, as a Memos table."""
    return memo_table(standing(study))


def _moved(about: str, now: Mapping[str, str]) -> str:
    told = About.read(about)
    key = told.of("theme")
    return str(told.under("theme", now.get(key, key)))


def _keys_now(study: OpenedStudy, keys: set[str]) -> dict[str, str]:
    """Key that a theme had -> key of the theme that stands for it in this fit."""
    from insight.themes import Remembered, main_members
    from insight.themes.remembered import found_again

    lost = keys - set(theme_keys(study).values()) if keys else set()
    if not lost:
        return {}
    held = Remembered.of(study.ledger.decisions())
    decided = {key: held.themes[key].members for key in sorted(lost & held.themes.keys())}
    members = main_members(study.tables["segment_themes"])
    present = {segment for own in members.values() for segment in own}
    found = found_again(decided, members, held.known, present)
    names = theme_keys(study)
    return {key: names[one.theme_id] for key, one in found.items() if one.theme_id in names}


def forget_memos(
    study: OpenedStudy, speaker_id: str, segment_ids: Collection[str], needles: Collection[str]
) -> int:
    """Take out every memo on this person or their segments, or with an id or words of theirs.

    `needles` are names, ids and passages: words of theirs are a whole one, or `_QUOTED` words
    running out of one. All versions of a memo go; returns how many lines that were.
    """
    said = {run for one in needles for run in runs_of(one)}

    def is_theirs(memo: Memo) -> bool:
        about = About.read(memo.about)
        own = about.of("case") == speaker_id or about.of("segment") in segment_ids
        return own or not said.isdisjoint(runs_of(memo.text)) or holds(memo.text, needles)

    return memo_book(study).without(is_theirs)


def runs_of(text: str) -> set[tuple[str, ...]]:
    """All runs of words that are long enough to be somebody's own."""
    said = re.findall(r"\w+", text.casefold())
    return {tuple(said[at : at + _QUOTED]) for at in range(len(said) - _QUOTED + 1)}


def under_new_key(book: MemoBook, to: StudyKey, noted: Mapping[str, str]) -> list[Memo]:
    """The memos under another key: ids, also in their text, as `noted`, others as they are."""

    def renamed(text: str) -> str:
        return _ID.sub(lambda found: noted.get(found.group(), found.group()), text)

    ids: dict[str, str] = {}
    told = []
    for one in book.memos():
        about = About.read(one.about)
        for kind, name in about.things:
            about = about if kind == "code" else about.under(kind, noted.get(name, name))
        text, replaces = renamed(one.text), ids.get(one.replaces, "")
        draft = replace(one, memo_id="", about=str(about), text=text, replaces=replaces)
        ids[one.memo_id] = (new := Memo.written(to, draft)).memo_id
        told.append(new)
    return told
