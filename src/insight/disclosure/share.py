"""What partners inside the study get: read words of those who allow it, and coarse attributes.

The other door of the exit: words leave whole, so whoever gets them is bound by terms. Nobody's
attributes are shared by fewer people of the same source than the policy asks for, and all ids are
new, so that two bundles cannot be joined by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from insight.disclosure.alike import alike
from insight.disclosure.described import themes_to_tell
from insight.errors import ConsentError
from insight.schemas import (
    TOLD_OF_PEOPLE,
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
    sizes = people.groupby("source_name").size()
    small = sorted(str(source) for source in sizes[sizes < k].index)
    own = people[~people["source_name"].isin(small)].sort_values("speaker_id", ignore_index=True)
    told, words = alike(own, k)
    coarse = own.assign(**{name: told[name] for name in TOLD_OF_PEOPLE}).assign(
        link_status="",
        resident=told["resident"] == "True",
        quintile=pd.to_numeric(told["quintile"].replace("", None)).astype("Int64"),
    )
    lines = dict.fromkeys(small, f"left out, for fewer than {k} people allow it") | {
        source: "; ".join(steps) or "attributes as they are" for source, steps in words.items()
    }
    return coarse, tuple(f"{source}: {line}" for source, line in sorted(lines.items()))


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
