"""Whether those who could not be linked to an area differ from those who were."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.disclosure.policy import rounded
from insight.settings import SurveyPolicy
from insight.store import write_csv

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

Row = Mapping[Hashable, Any]
SHEET = "links.csv"
_GAP = 0.1
_SUBJECTS = ("code", "theme")


def links(study: OpenedStudy) -> pd.DataFrame:
    """The `link_report` of `study`, by codes and themes too: counts as they are, for the analyst.

    Without rows where no places are named, or the study is reflexive and counts nobody.
    """
    from insight.coding import decided
    from insight.places import link_report

    people = study.tables["deidentified_speakers"]
    if study.reference is None or study.settings.study.approach == "reflexive":
        return link_report(people.head(0))
    themes = study.tables["themes"].query("status != 'hidden' and theme_id >= 0")
    weights = study.tables["segment_themes"]
    of_themes = weights[weights["theme_id"].isin(themes["theme_id"])]
    said = pd.concat(
        [
            decided(study.tables["codings"])[["segment_id", "code"]]
            .rename(columns={"code": "subject_id"})
            .assign(subject="code"),
            of_themes[["segment_id"]].assign(
                subject_id=of_themes["theme_id"].astype("str"), subject="theme"
            ),
        ]
    )
    segments = study.tables["deidentified_segments"][["segment_id", "speaker_id"]]
    mentions = said.merge(segments, on="segment_id")
    return link_report(people, mentions[["speaker_id", "subject", "subject_id"]])


def links_told(study: OpenedStudy) -> dict[str, str]:
    """What a report says of them, by source; see `links_in_words`."""
    told = links_in_words(links(study), study.settings.disclosure.survey, _names(study))
    return {f"Areas of people of {source}": words for source, words in told.items()}


def write_links(study: OpenedStudy) -> None:
    """Write the counts, where there are any, for the analyst alone."""
    report, names = links(study), _names(study)
    if report.empty:
        return
    keys = zip(report["margin"], report["category"], strict=True)
    named = report.assign(category=[names.get(key, key[1]) for key in keys])
    write_csv(named, study.folder.review / SHEET, private=True, for_excel=True)


def _names(study: OpenedStudy) -> dict[tuple[str, str], str]:
    """What codes and themes are called, by kind and id, and whether a machine found them."""
    names = {
        ("theme", str(row.theme_id)): f"the {row.status} theme “{row.label}”"
        for row in study.tables["themes"].itertuples()
    }
    if study.codebook is not None:
        suggested = _suggested(study.tables["codings"])
        for code in study.codebook.codes:
            by = ", as the computer suggests" if code.code in suggested else ""
            names["code", code.code] = f"“{code.title}”{by}"
    return names


def links_in_words(
    report: pd.DataFrame,
    policy: SurveyPolicy,
    names: Mapping[tuple[str, str], str] | None = None,
) -> dict[str, str]:
    """By source: how many were linked, which of them less often, and who speaks of other things.

    Safe to publish: counts are rounded, and given only where those linked and those not linked are
    both as many as `policy.threshold`; parts of a source are named, and what people speak of is
    told, only where these two, and the same two of all others, are. A part differs where its share
    is ten points or more from that of the others: a description, not a test. `report` is that of
    `insight.places.link_report`; `names` are those of its subjects, by kind and id.
    """
    told: dict[str, str] = {}
    for source, rows in report.groupby("source_name"):
        everybody = rows[rows["margin"] == "all"].to_dict("records")[0]
        subjects = rows["margin"].isin(_SUBJECTS)
        told[str(source)] = _of_few(everybody, policy.threshold) or "; ".join(
            [
                _counted(everybody, policy.base),
                *_differing(rows[~subjects], everybody, policy.threshold),
                *_speaking(rows[subjects], everybody, policy, names or {}),
            ]
        )
    return told


def _counted(row: Row, base: int) -> str:
    linked, people = (rounded(int(row[name]), base) for name in ("n_linked", "n_people"))
    return f"about {linked} of {people} people linked to an area"


def _differing(rows: pd.DataFrame, everybody: Row, threshold: int) -> list[str]:
    """Which parts of a source are linked less or more often than its others."""
    less: list[str] = []
    more: list[str] = []
    for row in rows[rows["margin"] != "all"].to_dict("records"):
        linked, left, others_linked, others_left = cells = _cells(row, everybody)
        if min(cells) < threshold:
            continue
        gap = linked / (linked + left) - others_linked / (others_linked + others_left)
        if abs(gap) >= _GAP:
            margin, category = (str(row[name]).replace("_", " ") for name in ("margin", "category"))
            named = category if margin == "stakeholder groups" else f"{margin} {category}"
            (less if gap < 0 else more).append(named)
    found = [("linked less often", less), ("linked more often", more)]
    said = [f"{words} than others: {', '.join(parts)}" for words, parts in found if parts]
    return said or ["no part that is large enough to compare differs by ten points or more"]


def _speaking(
    rows: pd.DataFrame, everybody: Row, policy: SurveyPolicy, names: Mapping[tuple[str, str], str]
) -> list[str]:
    """What those who were not linked speak of more or less often than those who were."""
    less: list[str] = []
    more: list[str] = []
    compared = 0
    for row in rows.to_dict("records"):
        linked, left, silent_linked, silent_left = cells = _cells(row, everybody)
        if min(cells) < policy.threshold:
            continue
        compared += 1
        gap = left / (left + silent_left) - linked / (linked + silent_linked)
        if abs(gap) >= _GAP:
            name = names.get((str(row["margin"]), str(row["category"])), str(row["category"]))
            of_left, of_linked = (
                f"{rounded(some, policy.base)} of {rounded(some + silent, policy.base)}"
                for some, silent in ((left, silent_left), (linked, silent_linked))
            )
            (less if gap < 0 else more).append(
                f"{name} (about {of_left} people, and {of_linked} of those linked)"
            )
    if not compared:
        return []
    found = [("more often", more), ("less often", less)]
    said = [
        f"those not linked speak {words} of {', '.join(sorted(parts))}"
        for words, parts in found
        if parts
    ]
    of_most = "of what most people speak of, nothing that can be compared"
    return said or [f"{of_most} differs by ten points or more"]


def _cells(row: Row, everybody: Row) -> tuple[int, int, int, int]:
    """Linked and not linked of a part of a source, and the same of all others in it."""
    linked, left = int(row["n_linked"]), int(row["n_not_linked"])
    return linked, left, int(everybody["n_linked"]) - linked, int(everybody["n_not_linked"]) - left


def _suggested(codings: pd.DataFrame) -> set[str]:
    """Codes whose mentions are, in part or whole, what the machine suggests."""
    from insight.coding import decided

    found = decided(codings)
    return set(found.loc[found["basis"] != "human", "code"])


def _of_few(everybody: Row, threshold: int) -> str:
    """What is said where few were linked, or few were not; empty where neither."""
    few_linked, few_left = (everybody[n] < threshold for n in ("n_linked", "n_not_linked"))
    if few_linked and few_left:
        return "too few people to say"
    if few_linked:
        return f"fewer than {threshold} linked to an area, too few to compare"
    return (
        f"all but fewer than {threshold} linked to an area, too few to compare" if few_left else ""
    )
