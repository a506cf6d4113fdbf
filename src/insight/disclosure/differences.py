"""What could be learned by comparing a new release with an earlier one.

Whoever has two releases, and knows who came or left between them, learns what these few said from
what moved. Hiding only what moved would tell that it moved. So all that counts people of whom few
came or left since an earlier release showed them is hidden, whether it moved or not.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from insight.disclosure.people import ALL, PLACED, RESIDENTS, Part
from insight.disclosure.policy import counts_like_interviews
from insight.settings import DisclosureSettings

MEMBER_COLUMNS = ["source_name", "stratum", "stratum_value", "person"]


def few_changed(
    now: pd.DataFrame,
    before: pd.DataFrame,
    earlier: Mapping[str, pd.DataFrame],
    modes: Mapping[str, tuple[str, str]],
    settings: DisclosureSettings,
) -> dict[str, frozenset[Part]]:
    """Per source, the parts that hold other people than in an earlier release, but only few others.

    `now`, `before` : who stands in which part (MEMBER_COLUMNS, people by keyed hash). `earlier` :
    the tables that were released then, theme_prevalence and representation among them; what they
    hide cannot be compared. `modes` : source_name -> (mode, sampling).
    """
    shown = _shown(earlier)
    members = {part: set(who) for part, who in now.groupby(MEMBER_COLUMNS[:3])["person"]}
    found: dict[str, set[Part]] = {}
    for part, who in before.groupby(MEMBER_COLUMNS[:3])["person"]:
        source, stratum, value = map(str, part)
        changed = len(members.get(part, set()) ^ set(who))
        like_interviews = counts_like_interviews(*modes.get(source, ("survey", "")))
        least = settings.interviews.smallest_group if like_interviews else settings.survey.threshold
        if 0 < changed < least and (source, stratum, value) in shown:
            found.setdefault(source, set()).add((stratum, value))
    return {source: frozenset(parts) for source, parts in found.items()}


def _shown(earlier: Mapping[str, pd.DataFrame]) -> set[tuple[str, str, str]]:
    """Parts whose people an earlier release showed, and those that its shares are computed on."""
    found: set[tuple[str, str, str]] = set()
    for table, (stratum, value), count in (
        ("theme_prevalence", ("stratum", "stratum_value"), "n_asked"),
        ("representation", ("margin", "category"), "n_speakers"),
    ):
        rows = earlier[table][earlier[table][count].notna()]
        found |= {
            (str(a), str(b), str(c))
            for a, b, c in zip(rows["source_name"], rows[stratum], rows[value], strict=True)
        }
    together = {(source, *RESIDENTS) for source, stratum, _ in found if stratum == RESIDENTS[0]}
    return found | together | {(source, of, PLACED) for source, of, _ in found if of != ALL[0]}
