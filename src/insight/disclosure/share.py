"""What partners inside the study get: read words of those who allow it, and coarse attributes.

The other door of the exit: words leave whole, so whoever gets them is bound by terms. Nobody's
attributes are shared by fewer people of the same source than the policy asks for, and all ids are
new, so that two bundles cannot be joined by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.described import themes_to_tell
from insight.disclosure.policy import counts_like_interviews
from insight.disclosure.risk.k_anonymity import class_sizes
from insight.errors import ConsentError
from insight.schemas import (
    Codings,
    DeidentifiedSegments,
    DeidentifiedSpeakers,
    SegmentThemes,
    validate,
)
from insight.settings import DisclosureSettings

Tables = Mapping[str, pd.DataFrame]
NewId = Callable[[str, str], str]
"""Prefix and id of the study -> the id in this bundle."""

ATTRIBUTES = (
    *("quintile", "rural_urban", "resident", "age_band", "ethnicity"),
    *("disability", "sex", "stakeholder_groups", "speaks_for"),
)
_THEME_COLUMNS = ["theme_id", "label", "keywords", "status"]
_PEOPLE = "coder "


@dataclass(frozen=True)
class Shared:
    """Tables for partners, and in words what was made coarser or left out."""

    tables: dict[str, pd.DataFrame]
    told: tuple[str, ...]


def share(tables: Tables, settings: DisclosureSettings, new_id: NewId) -> Shared:
    """The bundle's tables, from deidentified_segments and _speakers, themes and codings.

    `tables` may also hold the codebook. Only participants who allow it (consent_share) are in it,
    and only their own words. Raises ConsentError where some of these were not read by a named
    person, or nobody is left.
    """
    people = tables["deidentified_speakers"]
    said = tables["deidentified_segments"]
    people = people[people["consent_share"] & (people["mode"] != "document")]
    coarse, told = _coarsened(people, settings)
    own = said[(said["role"] == "participant") & said["speaker_id"].isin(coarse["speaker_id"])]
    if own.empty:
        raise ConsentError(
            "there is nobody whose words may go to partners",
            remedy="see `consent_share` in study.toml, and [disclosure] partners",
        )
    unread = int((own["state"] != "read").sum())
    if unread:
        raise ConsentError(
            f"{unread} of {len(own)} texts were not read by a named person",
            remedy="read them, `insight approve`, and `insight run` again",
        )
    shared = _of_words(own, coarse)
    ids = {
        "segment_id": {old: new_id("s", old) for old in shared["segment_id"]},
        "speaker_id": {old: new_id("p", old) for old in coarse["speaker_id"]},
        "document_id": {old: new_id("d", old) for old in set(shared["document_id"])},
    }
    found = {
        "deidentified_speakers": validate(DeidentifiedSpeakers, _renamed(coarse, ids)),
        "deidentified_segments": validate(DeidentifiedSegments, _renamed(shared, ids)),
    }
    if "themes" in tables:
        themes = themes_to_tell(tables["themes"], settings)[_THEME_COLUMNS]
        weights = tables["segment_themes"]
        weights = weights[weights["theme_id"].isin(themes["theme_id"])]
        found["themes"] = themes
        found["segment_themes"] = validate(SegmentThemes, _renamed(weights, ids))
    if "codings" in tables:
        found["codings"] = validate(Codings, _renamed(_without_names(tables["codings"]), ids))
    if "codebook" in tables:
        found["codebook"] = tables["codebook"]
    return Shared(found, told)


def _coarsened(
    people: pd.DataFrame, settings: DisclosureSettings
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """`people`, source by source as coarse as it takes for `k` of them to share all attributes."""
    k = settings.partners.k
    kept, told = [], []
    for source, own in people.groupby("source_name", sort=True):
        if len(own) < k:
            told.append(f"{source}: left out, for fewer than {k} people allow it")
            continue
        by_interview = counts_like_interviews(*own.iloc[0][["mode", "sampling"]])
        coarse = own.sort_values("speaker_id").assign(link_status="")
        coarse, words = until_alike(_no_place(coarse) if by_interview else coarse, k)
        words = ["never by place", *words] if by_interview else words
        told.append(f"{source}: {'; '.join(words) or 'attributes as they are'}")
        kept.append(coarse)
    return (pd.concat(kept) if kept else people[:0]), tuple(told)


def until_alike(people: pd.DataFrame, k: int) -> tuple[pd.DataFrame, list[str]]:
    """`people`, k or more, so that each shares ATTRIBUTES with k or more; and what that took.

    Those who share them with too few are made coarser step by step; the others stay as they are.
    """
    words = []
    for name, coarser in _STEPS:
        few = class_sizes(people, ATTRIBUTES) < k
        if few.any():
            people = pd.concat([people[~few], coarser(people[few])]).loc[people.index]
            words.append(f"{name}, for {int(few.sum())} of {len(people)}")
    while True:
        sizes = class_sizes(people, ATTRIBUTES)
        few = sizes < k
        if not few.any():
            return people, words
        # Those of whom nothing is told are too few by themselves: the next smallest class joins.
        few |= people.groupby(list(ATTRIBUTES), dropna=False).ngroup().eq(_next(people, sizes, k))
        nothing = people[few]
        for _, coarser in _STEPS:
            nothing = coarser(nothing)
        people = pd.concat([people[~few], nothing]).loc[people.index]
        words.append(f"nothing told, for {int(few.sum())} of {len(people)}")


def _next(people: pd.DataFrame, sizes: pd.Series, k: int) -> int:
    """Number of the smallest class that is large enough."""
    number = people.groupby(list(ATTRIBUTES), dropna=False).ngroup()
    large = pd.DataFrame({"size": sizes, "number": number})[sizes >= k]
    return int(large.sort_values(["size", "number"])["number"].iloc[0])


def _no_place(people: pd.DataFrame) -> pd.DataFrame:
    nowhere = pd.array([pd.NA] * len(people), dtype="Int64")
    return people.assign(quintile=nowhere, rural_urban="", resident=False)


def _no_fifth(people: pd.DataFrame) -> pd.DataFrame:
    return people.assign(quintile=pd.array([pd.NA] * len(people), dtype="Int64"))


def _older_or_younger(people: pd.DataFrame) -> pd.DataFrame:
    younger = people["age_band"].isin(("under 25", "25-44", "45-64"))
    return people.assign(age_band=people["age_band"].mask(younger, "under 65"))


def _without(*names: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda people: people.assign(**dict.fromkeys(names, ""))


_STEPS: tuple[tuple[str, Callable[[pd.DataFrame], pd.DataFrame]], ...] = (
    ("place: rural or urban, no fifth", _no_fifth),
    ("place: left out", _no_place),
    ("age: under 65, or 65 and over", _older_or_younger),
    ("age: left out", _without("age_band")),
    ("ethnicity: left out", _without("ethnicity")),
    ("disability: left out", _without("disability")),
    ("sex: left out", _without("sex")),
    ("for whom they speak: left out", _without("speaks_for")),
    ("stakeholder groups: left out", _without("stakeholder_groups")),
)
"""In this order attributes are made coarser: place, then age, then the others."""


def _of_words(own: pd.DataFrame, coarse: pd.DataFrame) -> pd.DataFrame:
    """`own` segments, telling no more of who speaks than the table of people does."""
    groups = coarse.set_index("speaker_id")["stakeholder_groups"]
    known = set(own["segment_id"])
    return own.assign(
        stakeholder_groups=own["speaker_id"].map(groups),
        language="",
        same_as=own["same_as"].where(own["same_as"].isin(known), ""),
    )


def _renamed(table: pd.DataFrame, ids: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Rows of `table` whose ids are all in `ids`, with the new ones."""
    out = table
    for name, new in ids.items():
        if name in out.columns:
            out = out[out[name].isin(new)]
            out = out.assign(**{name: out[name].map(new)})
    if "same_as" in out.columns:
        out = out.assign(same_as=out["same_as"].map(ids["segment_id"]).fillna(""))
    return out


def _without_names(codings: pd.DataFrame) -> pd.DataFrame:
    """Coders by number: who they are is no business of a partner's."""
    from insight.schemas.base import RESERVED

    people = sorted(set(codings["coder"]) - set(RESERVED))
    number = {name: f"{_PEOPLE}{n}" for n, name in enumerate(people, 1)}
    return codings.assign(coder=codings["coder"].replace(number))
