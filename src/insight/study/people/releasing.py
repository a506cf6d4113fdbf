"""A release beside those before it: who came or left since, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from insight.store import table_digest
from insight.study.measured import localities
from insight.study.people import records

if TYPE_CHECKING:
    from insight.disclosure import Earlier
    from insight.schemas.release import Release
    from insight.study.opened import OpenedStudy

_APPROVING = ("read", "read_sample", "approve_quote")
_NOT_KNOWN = "not known"


def since(study: OpenedStudy) -> list[Earlier]:
    """Each earlier release beside who is in the study now."""
    from insight.disclosure import few_changed

    now = members(study)
    first = study.tables["theme_prevalence"].drop_duplicates("source_name")
    names = zip(first["mode"], first["sampling"], strict=True)
    modes = dict(zip(first["source_name"], names, strict=True))
    return [
        few_changed(now, before, tables, modes, study.settings.disclosure)
        for _, tables, before in records.earlier_releases(study.folder)
    ]


def in_words(study: OpenedStudy, earlier: Sequence[Earlier]) -> Iterator[str]:
    """What to tell of what earlier releases hide here, and of what was not compared with them."""
    from insight.disclosure import stay_hidden

    for source, parts in sorted(stay_hidden(earlier).items()):
        if ("all", "all") in parts:
            yield (
                f"{source}: nothing is shown anew, for few people came or left since an earlier "
                "release. What it showed stands; the source is shown again when more have changed."
            )
        elif parts:
            yield (
                f"{source}: {len(parts)} parts stay hidden, for few people came to them or left "
                "since an earlier release. They are shown again when more have changed."
            )
    if count := records.not_compared(study.folder):
        yield (
            f"Differences from {count} earlier releases were not checked: they were made before it "
            "was kept what they showed and who stood in it. Whoever has one of them, and knows who "
            "came or left since, could work out from it and this one what these few said. Compare "
            "them yourself before you publish this one."
        )


def members(study: OpenedStudy) -> pd.DataFrame:
    """Who stands in which part of the released tables, by keyed hash; disclosure.MEMBER_COLUMNS."""
    from insight.disclosure import MEMBER_COLUMNS
    from insight.inequality.evidence.heard import residents_heard
    from insight.inequality.evidence.mentions import groups_of, residents_of

    everybody = people(study)
    everybody = everybody.assign(
        person=[study.key.digest("release", who) for who in everybody["speaker_id"]]
    )
    residents = residents_of(everybody)
    heard = residents_heard(everybody, localities(study))
    parts = [
        _parts(everybody, "all", "all"),
        _parts(groups_of(everybody), "group", groups_of(everybody)["group"]),
        _parts(residents, "quintile", "all"),
        _parts(residents, "quintile", residents["quintile"].astype(str)),
        _parts(residents, "rural_urban", residents["rural_urban"]),
        _parts(everybody, "link_status", everybody["link_status"]),
        *_margins(heard, study.tables["representation"]),
    ]
    found = pd.concat(parts)
    found = found[found["stratum_value"] != ""].drop_duplicates()
    return found.sort_values(MEMBER_COLUMNS, ignore_index=True)[MEMBER_COLUMNS]


def people(study: OpenedStudy) -> pd.DataFrame:
    """Everybody asked; interviews and groups of one source under names of their own."""
    from insight.inequality.evidence.mentions import people_asked

    found = people_asked(
        study.tables["deidentified_segments"], study.tables["deidentified_speakers"]
    )
    modes = found.groupby("source_name")["mode"].transform("nunique")
    apart = found["source_name"] + " (" + found["mode"] + ")"
    return found.assign(source_name=found["source_name"].where(modes == 1, apart))


def _margins(heard: pd.DataFrame, representation: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Those set beside the county, by margin and category of `representation`.

    Whoever told something that has no row is placed in the margin and stands in no category.
    """
    from insight.inequality.evidence.heard import called, told_of

    for (source, margin), rows in representation.groupby(["source_name", "margin"]):
        own = heard[heard["source_name"] == source]
        told = told_of(own, str(margin))
        names = {called(str(margin), one): one for one in rows["category"] if one != _NOT_KNOWN}
        yield _parts(own, str(margin), told.map(names).where(told.notna(), _NOT_KNOWN).fillna(""))
        yield _parts(own[told.notna()], str(margin), "placed")


def _parts(people: pd.DataFrame, stratum: str, value: str | pd.Series) -> pd.DataFrame:
    return people[["source_name", "person"]].assign(stratum=stratum, stratum_value=value)


def remember(study: OpenedStudy, release: Release) -> None:
    """Keep what a later release is compared with, and log this one for everybody; once."""
    people = study.tables["deidentified_speakers"]["speaker_id"]
    kept = records.record_release(
        study.folder, study.key, release.release_id, people, release.tables, members(study)
    )
    if not kept:
        return
    by = {one.by for one in study.ledger.decisions() if one.what in _APPROVING}
    records.log_release(
        study.folder,
        {
            "release_id": release.release_id,
            "kind": "report",
            "released_on": datetime.now(UTC).date().isoformat(),
            "approved_by": sorted(by),
            "tables": {
                name: {"rows": len(frame), "sha256": table_digest(frame)}
                for name, frame in sorted(release.tables.items())
            },
            "policy": study.settings.disclosure.model_dump(),
        },
    )
