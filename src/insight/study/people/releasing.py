"""A release beside those before it: who came or left since, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from insight.schemas import LIVED_EXPERIENCE
from insight.store import table_digest
from insight.study.people import records

if TYPE_CHECKING:
    from insight.schemas.release import Release
    from insight.study.opened import OpenedStudy

_APPROVING = ("read", "read_sample", "approve_quote")
_OLDER = "65+"
_DISABLED = {"yes": "disabled", "no": "not disabled"}


def few_since(study: OpenedStudy) -> dict[str, frozenset[tuple[str, str]]]:
    """Per source, the parts that few people came to or left since any earlier release."""
    from insight.disclosure import few_changed

    now = members(study)
    first = study.tables["theme_prevalence"].drop_duplicates("source_name")
    names = zip(first["mode"], first["sampling"], strict=True)
    modes = dict(zip(first["source_name"], names, strict=True))
    found: dict[str, frozenset[tuple[str, str]]] = {}
    for _, tables, before in records.earlier_releases(study.folder):
        few = few_changed(now, before, tables, modes, study.settings.disclosure)
        for source, parts in few.items():
            found[source] = found.get(source, frozenset()) | parts
    return found


def in_words(few: dict[str, frozenset[tuple[str, str]]]) -> Iterator[str]:
    """What to tell of what is hidden for the sake of the few."""
    for source, parts in sorted(few.items()):
        yield (
            f"{source}: {len(parts)} parts are hidden, for few people came or left since an "
            "earlier release showed them. What it showed stands; these are shown again when more "
            "have changed."
        )


def members(study: OpenedStudy) -> pd.DataFrame:
    """Who stands in which part of the released tables, by keyed hash; disclosure.MEMBER_COLUMNS."""
    from insight.disclosure import MEMBER_COLUMNS
    from insight.inequality.evidence.mentions import groups_of, people_asked, residents_of

    people = people_asked(
        study.tables["deidentified_segments"], study.tables["deidentified_speakers"]
    )
    people = people.assign(
        person=[study.key.digest("release", who) for who in people["speaker_id"]]
    )
    modes = people.groupby("source_name")["mode"].transform("nunique")
    apart = people["source_name"] + " (" + people["mode"] + ")"
    people["source_name"] = people["source_name"].where(modes == 1, apart)
    residents = residents_of(people)
    lived = people["stakeholder_groups"].str.split(";").map(set(LIVED_EXPERIENCE).intersection)
    heard = people[people["resident"] & lived.astype(bool)]
    parts = [
        _parts(people, "all", "all"),
        _parts(groups_of(people), "group", groups_of(people)["group"]),
        _parts(residents, "quintile", "all"),
        _parts(residents, "quintile", residents["quintile"].astype(str)),
        _parts(residents, "rural_urban", residents["rural_urban"]),
        *_margins(heard),
    ]
    found = pd.concat(parts)
    found = found[found["stratum_value"] != ""].drop_duplicates()
    return found.sort_values(MEMBER_COLUMNS, ignore_index=True)[MEMBER_COLUMNS]


def _margins(heard: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Those set beside the county, by margin; whoever stands in no category is among the others."""
    unknown = "not known"
    fifth = heard["quintile"].astype("string").fillna(unknown)
    categories = {
        "imd_quintile": fifth,
        "rural_urban": heard["rural_urban"].replace("", unknown),
        "age_65": heard["age_band"].where(heard["age_band"] == _OLDER, unknown),
        "disability": heard["disability"].map(_DISABLED).fillna(unknown),
    }
    for margin, values in categories.items():
        yield _parts(heard, margin, values)
        yield _parts(heard, margin, "placed")


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
