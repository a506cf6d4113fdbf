"""Two groups of one source side by side on a code, and how far they differ."""

from __future__ import annotations

from itertools import product

import numpy as np

from insight.inequality.divergence import difference_of_groups
from insight.inequality.evidence.source import Rows, Source
from insight.schemas import LIVED_EXPERIENCE


def differences(source: Source, code: str) -> Rows:
    """Each group with lived experience against each group that speaks for an organisation.

    Somebody in both groups is one voice; see `difference_of_groups`.
    """
    if not source.carries.counts:
        return []
    said = source.said("code", code)
    members = {one.value: one.chosen for one in source.strata if one.kind == "group"}
    lived = [group for group in LIVED_EXPERIENCE if group in members]
    others = [group for group in sorted(members) if group not in LIVED_EXPERIENCE]
    rows: Rows = []
    for a, b in product(lived, others):
        in_a, in_b = members[a], members[b]
        row: dict[str, object] = {
            "source_name": source.name,
            "sampling": source.sampling,
            "subject_id": code,
            "group_a": a,
            "group_b": b,
            "mentioning_a": int((said & in_a).sum()),
            "asked_a": int(in_a.sum()),
            "mentioning_b": int((said & in_b).sum()),
            "asked_b": int(in_b.sum()),
            "difference": np.nan,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "detectable": np.nan,
            "method": source.carries.method,
            "basis": source.basis,
            "note": "",
        }
        if source.carries.intervals:
            found = difference_of_groups(said.astype(float), in_a, in_b)
            row |= {
                "difference": found.difference,
                "ci_low": found.lower,
                "ci_high": found.upper,
                "detectable": found.detectable if np.isfinite(found.detectable) else np.nan,
                "method": found.method,
            }
        if corrected := source.corrects(code):
            people = source.asked["speaker_id"]
            row = corrected.difference(code, people[in_a], people[in_b], row)
        rows.append(row)
    return rows
