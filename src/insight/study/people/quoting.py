"""Quotes to approve: which ones there are, and what people decided on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from insight.store.ledger import Decision, Matter
from insight.study.people.taken import AS_OF

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

APPROVAL, VETO, CHECKED = "approve_quote", "veto_quote", "member_checked"
"""Kinds of decision in the ledger: on a segment, by a keyed hash of the passage.

The last is what the person who spoke says of it.
"""
TAKEN_BACK = "withdrawn"
"""The verdict of either, where it holds no longer."""
MEMBER = "member"
"""The place of a veto by the person who spoke: nobody else takes it back."""


def candidates(study: OpenedStudy, *, vetoed: bool = True) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Quotes, and the sheet on which people approve them (see `disclosure.candidate_quotes`).

    Nothing is among them that the person who spoke does not want printed, and without `vetoed`
    nothing that anybody vetoed. A veto is on the whole segment, however it is cut or redacted
    later, and on the same words elsewhere. The sheet also has the column `AS_OF`.
    """
    from insight.coding import decided
    from insight.disclosure import Said, candidate_quotes

    as_of, decisions = len(study.ledger.lines()), study.ledger.decisions()
    barred = [one for one in standing(decisions, VETO) if not vetoed or one.place == MEMBER]
    segments = study.tables["deidentified_segments"]
    said = Said(
        segments[~segments["segment_id"].isin({one.about for one in barred})],
        study.tables["deidentified_speakers"],
        decided(study.tables["codings"]),
        study.tables["codings"],
        study.tables["segment_themes"],
    )
    quotes, sheet = candidate_quotes(
        said,
        study.settings.disclosure.quotes,
        study.settings.study.seed,
        lambda text: study.key.digest("quote", text),
        {one.about: one.text_digest for one in standing(decisions, APPROVAL)},
        {one.text_digest for one in barred},
    )
    return quotes, sheet.assign(**{AS_OF: as_of})


def standing(decisions: Iterable[Decision], what: str) -> list[Decision]:
    """The approvals or vetoes that hold, oldest first: of one matter the last counts."""
    last: dict[Matter, Decision] = {}
    for one in decisions:
        if one.what == what:
            last.pop(one.matter, None)
            last[one.matter] = one
    return [one for one in last.values() if one.verdict != TAKEN_BACK]
