"""Who could not be linked to an area, and whether they differ from those who were.

People who are linked are not a random part of those asked: whoever leaves the postcode out may
well have something else to say. The report counts; it tests nothing.
"""

from __future__ import annotations

import pandas as pd

from insight.places.people.statuses import LINKED

REPORT_COLUMNS = ["source_name", "margin", "category", "n_people", "n_linked", "n_not_linked"]
MARGINS = ("stakeholder_groups", "age_band", "sex", "ethnicity", "disability")
ALL = "all"
MOST_MENTIONED = 10
_OF_NO_PLACE = ("not_a_resident", "outside_authority", "other_nation")


def link_report(people: pd.DataFrame, mentions: pd.DataFrame | None = None) -> pd.DataFrame:
    """How many people of each source were linked to an area and how many not, by what they are.

    `people` has speaker_id, source_name, link_status and MARGINS (stakeholder_groups joined by ";":
    who is in two counts in each). Those of whom no area of the authority is expected (staff and
    partners, people who live elsewhere) are left out, and so is who did not tell. Margin and
    category are "all" for everybody of a source. Of `mentions` (speaker_id, subject, subject_id)
    the subjects of each kind that most people of a source speak of are margins too: margin is the
    subject ("code", "theme"), category its id. REPORT_COLUMNS, in order; the counts are not for
    publication.
    """
    placed = people[~people["link_status"].isin(_OF_NO_PLACE)]
    placed = placed.assign(linked=placed["link_status"].isin(LINKED))
    rows = [placed.assign(margin=ALL, category=ALL)]
    for margin in MARGINS:
        told = placed.assign(margin=margin, category=placed[margin].str.split(";"))
        told = told.explode("category")
        rows.append(told[~told["category"].isin(["", "not stated"])])
    counted = _counted(pd.concat(rows))
    if mentions is not None:
        each = mentions.drop_duplicates().rename(
            columns={"subject": "margin", "subject_id": "category"}
        )
        spoken = _counted(placed.merge(each, on="speaker_id"))
        most = spoken.sort_values(["n_people", "category"], ascending=[False, True])
        most = most.groupby(["source_name", "margin"]).head(MOST_MENTIONED)
        counted = pd.concat([counted, most])
    return counted[REPORT_COLUMNS].sort_values(REPORT_COLUMNS[:3], ignore_index=True)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    by = rows.groupby(REPORT_COLUMNS[:3])["linked"]
    counted = by.agg(n_people="size", n_linked="sum").reset_index()
    return counted.assign(n_not_linked=counted["n_people"] - counted["n_linked"])
