"""Who could not be linked to an area, and whether they differ from those who were.

People who are linked are not a random part of those asked: whoever leaves the postcode out may
well have something else to say. The report counts; it tests nothing.
"""

from __future__ import annotations

import pandas as pd

from insight.places.areas import LINKED

REPORT_COLUMNS = ["source_name", "margin", "category", "n_people", "n_linked", "n_not_linked"]
MARGINS = ("stakeholder_groups", "age_band", "sex", "ethnicity", "disability")
ALL = "all"
_OF_NO_PLACE = ("not_a_resident", "outside_authority", "other_nation")


def link_report(people: pd.DataFrame) -> pd.DataFrame:
    """How many people of each source were linked to an area and how many not, by what they are.

    `people` has source_name, link_status and MARGINS (stakeholder_groups joined by ";": who is in
    two counts in each). Those of whom no area of the authority is expected (staff and partners,
    people who live elsewhere) are left out, and so is who did not tell. Margin and category are
    "all" for everybody of a source. REPORT_COLUMNS, in order; the counts are not for publication.
    """
    placed = people[~people["link_status"].isin(_OF_NO_PLACE)]
    placed = placed.assign(linked=placed["link_status"].isin(LINKED))
    rows = [placed.assign(margin=ALL, category=ALL)]
    for margin in MARGINS:
        told = placed.assign(margin=margin, category=placed[margin].str.split(";"))
        told = told.explode("category")
        rows.append(told[~told["category"].isin(["", "not stated"])])
    columns = ["source_name", "margin", "category"]
    counted = (
        pd.concat(rows).groupby(columns)["linked"].agg(n_people="size", n_linked="sum")
    ).reset_index()
    counted["n_not_linked"] = counted["n_people"] - counted["n_linked"]
    return counted[REPORT_COLUMNS].sort_values(columns, ignore_index=True)
