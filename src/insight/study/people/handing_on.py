"""What of a study may go to partners inside it: what was read, of people who allowed it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.exchange.shared import Shared
from insight.study.people.records import withdrawn
from insight.study.people.search import holds
from insight.study.people.words.writing import runs_of

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

_TELLING = 25
"""Shorter passages are nobody's own words."""
_READING = {
    "unread": "nobody has read",
    "changed": "changed since they were read",
    "missed": "hold misses that a reader found and nobody has mended",
}


def shared(study: OpenedStudy, *, suggestions: bool = False) -> Shared:
    """What may go of the last run of `study`; with the machine's `suggestions` if they are wanted.

    Left out are files that no named person has read as they stand now, people who did not allow
    sharing, whose consent has ended or who withdrew, what interviewers said beside their turns,
    and memos that hold words of theirs. `kept_out` says so, in counts. InputError where the last
    run does not know yet what a source says now, or what somebody marked as an identifier.
    """
    from insight.coding.book.qdc import guid_of, to_qdc
    from insight.coding.people.human import MACHINE
    from insight.disclosure.alike import alike

    _insist_fresh(study)
    segments = study.tables["deidentified_segments"]
    told: list[str] = []
    read = _read(study, segments, told)
    may_share = allowed(study)
    going = said_by(read, may_share, told)
    out = segments[~segments["segment_id"].isin(going["segment_id"])]
    people = study.tables["deidentified_speakers"]
    people = people[people["speaker_id"].isin(may_share & _heard(study, read))]
    codings = study.tables["codings"]
    codings = codings[codings["segment_id"].isin(going["segment_id"])]
    if not suggestions:
        n = int((codings["coder"] == MACHINE).sum())
        codings = codings[codings["coder"] != MACHINE]
        told += [f"Left out: {n} codes that the machine suggests (--suggestions)."] if n else []
    themes, members = _themes(study, going)
    memos = _memos(study, going, people, out, set(themes["theme_key"]), told)
    coarse, steps = alike(people, study.settings.disclosure.partners.k)
    lines = [
        f"What is told of the people of {source}: {'; '.join(words)}."
        for source, words in steps.items()
        if words
    ]
    book = study.codebook
    return Shared(
        title=study.settings.study.title,
        segments=going,
        speakers=coarse,
        codings=codings,
        themes=themes,
        segment_themes=members,
        memos=memos,
        codebook=to_qdc(book) if book else b"",
        codes={one.code: guid_of(book, one.code) for one in book.entries} if book else {},
        kept_out=(*told, *lines),
    )


def _insist_fresh(study: OpenedStudy) -> None:
    """InputError where sources, or decisions on identifiers, are newer than the last run."""
    where = study.folder.root.resolve().name
    remedy = "run `insight run`, read what changed, and export again"
    files = study.tables["documents"][["source", "source_sha256"]].drop_duplicates()
    paths = [study.folder.root / source for source in files["source"]]
    changed = sum(
        path.is_file() and sha256(path.read_bytes()).hexdigest() != digest
        for path, digest in zip(paths, files["source_sha256"], strict=True)
    )
    if changed:
        raise InputError(f"{changed} files changed since the last run", where=where, remedy=remedy)
    if count := _marked_since(study):
        raise InputError(
            f"{count} passages hold identifiers that were marked since the last run",
            where=where,
            remedy=remedy,
        )


def _marked_since(study: OpenedStudy) -> int:
    """In how many segments something stands that a person said has to be replaced."""
    rulings = study.rulings
    if not rulings:
        return 0
    found = study.tables["identifiers"]
    replaced: dict[str, set[int]] = {}
    found = found[found["decision"] != "rejected"]
    columns = (found[name].tolist() for name in ("segment_id", "start", "end"))
    for segment_id, start, end in zip(*columns, strict=True):
        replaced.setdefault(segment_id, set()).update(range(start, end))
    segments = study.tables["segments"]
    return sum(
        any(
            text[at].isalnum() and at not in replaced.get(segment, ())
            for one in rulings.judged(segment, text, [])
            for at in range(one.span.start, one.span.end)
        )
        for segment, text in zip(segments["segment_id"], segments["text"], strict=True)
    )


def _read(study: OpenedStudy, segments: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """The segments of files that a named person has read as they stand now."""
    units = study.reading_units()
    documents = study.tables["documents"][["document_id", "source_name", "source"]]
    state = documents.merge(units[["source_name", "source", "reading"]], how="left")
    reading = segments["document_id"].map(state.set_index("document_id")["reading"])
    for name, files in units.groupby("source_name", sort=True):
        for kind, words in _READING.items():
            if n := int((files["reading"] == kind).sum()):
                told.append(f"Left out: {n} of {len(files)} files of {name}, which {words}.")
    return segments[reading == "read"]


def allowed(study: OpenedStudy) -> set[str]:
    """People who allow that their words go to partners, today, and did not withdraw."""
    speakers = study.tables["speakers"]
    today = datetime.now(UTC).date().isoformat()
    ended = (speakers["consent_until"] != "") & (speakers["consent_until"] < today)
    allowing = speakers[(speakers["role"] == "participant") & speakers["consent_share"] & ~ended]
    return set(allowing["speaker_id"]) - withdrawn(study.folder)


def _heard(study: OpenedStudy, read: pd.DataFrame) -> set[str]:
    """People of files that were read; of a survey also those who left everything blank."""
    silent = set(study.tables["deidentified_speakers"]["speaker_id"]) - set(
        study.tables["deidentified_segments"]["speaker_id"]
    )
    speakers = study.tables["speakers"]
    units = study.reading_units()
    files = set(units.loc[units["reading"] == "read", "source"])
    silent &= set(speakers.loc[speakers["source"].isin(files), "speaker_id"])
    return silent | set(read["speaker_id"])


def said_by(read: pd.DataFrame, people: set[str], told: list[str]) -> pd.DataFrame:
    """The segments of `people`, with what interviewers said between them alone."""
    ordered = read.sort_values(["document_id", "position"])
    is_asking = ordered["role"] == "interviewer"
    may_go = ordered["speaker_id"].isin(people)
    # An interviewer says again what was said, so the nearest participants on both sides count.
    answers = may_go.where(~is_asking).astype("boolean")
    of_text = ordered["document_id"]
    before, behind = answers.groupby(of_text).ffill(), answers.groupby(of_text).bfill()
    between = before.fillna(behind).fillna(False) & behind.fillna(before).fillna(False)
    going = ordered[(may_go & ~is_asking) | (is_asking & between.astype(bool))]
    silenced = ordered.loc[~is_asking & ~may_go]
    n = silenced["speaker_id"].nunique()
    if n:
        beside = int((is_asking & ~between.astype(bool)).sum())
        told.append(
            f"Left out: {len(silenced)} passages of {n} people who did not allow sharing, or whose "
            f"consent has ended, and {beside} turns of interviewers beside them."
        )
    return going.sort_values("segment_id", ignore_index=True)


def _themes(study: OpenedStudy, going: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Themes that are not hidden and have segments here, by their keys, and these segments."""
    decided = study.tables["theme_decisions"]
    keys = decided.loc[decided["theme_id"] >= 0, ["theme_id", "theme_key"]]
    themes = study.tables["themes"]
    themes = themes[themes["status"] != "hidden"].merge(keys, on="theme_id")
    members = study.tables["segment_themes"].merge(themes[["theme_id", "theme_key"]])
    members = members[members["segment_id"].isin(going["segment_id"])]
    themes = themes[themes["theme_key"].isin(members["theme_key"])]
    return (
        themes[["theme_key", "label", "keywords", "status"]],
        members[["segment_id", "theme_key", "weight"]],
    )


def _memos(
    study: OpenedStudy,
    going: pd.DataFrame,
    people: pd.DataFrame,
    out: pd.DataFrame,
    themes: set[str],
    told: list[str],
) -> pd.DataFrame:
    """Memos about things that go, in which nothing stands of what stays."""
    from insight.coding.words import About

    memos = study.tables["memos"]
    here = {
        "case": set(people["speaker_id"]),
        "segment": set(going["segment_id"]),
        "theme": themes,
    }
    passages = {text for text in out["text"] if len(text) >= _TELLING}
    staying = {run for text in passages for run in runs_of(text)}
    needles = passages | set(out["segment_id"]) | (set(out["speaker_id"]) - here["case"])

    def goes(about: str, text: str) -> bool:
        things = About.read(about).things
        is_here = all(name in here[kind] for kind, name in things if kind in here)
        return is_here and staying.isdisjoint(runs_of(text)) and not holds(text, needles)

    pairs = zip(memos["about"], memos["text"], strict=True)
    kept = memos[pd.Series([goes(about, text) for about, text in pairs], memos.index, dtype=bool)]
    if n := len(memos) - len(kept):
        told.append(f"Left out: {n} memos about what stays, or with words of it.")
    return kept
