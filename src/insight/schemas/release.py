"""What leaves the study: the only thing that `report` and `exchange` see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.shown import Shown, Sight, facts


@dataclass(frozen=True, repr=False)
class Release(Shown):
    """Released tables and what has to be said with them.

    `tables` holds, by name: theme_prevalence, theme_gradients, divergence, representation,
    agreement, passages, quotes (all as in `schemas.publishable`, rounded and suppressed), `themes`
    (released candidate themes: theme_id, label, keywords, status, repeatability, n_speakers),
    `sources` (name, mode, sampling, collected_on, wave, n_speakers, n_segments, n_excluded),
    `redactions` (kind, n), `codebook` (code, label, name, definition, principles, pair, origin),
    `principles` (principle, title), `indicators` (principle, indicator_id, name, polarity),
    `indicator_values` (what they are for the whole authority, where a snapshot was saved),
    `counted` (published figures of others, as given), `reported` (item, answer: what researchers
    say of how they worked), `theme_quality` and `theme_headings` of the
    released themes, and `claims` (source_name, code, voice, n_statements, basis): statements, never
    people, of published documents by code and by the stakeholder groups that each is given to.
    """

    release_id: str
    title: str
    approach: str
    controller: str
    draft: bool
    why_draft: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    policy: Mapping[str, str]
    provenance: Mapping[str, str]

    def sight(self) -> Sight:
        """What it is, and how many rows each of its tables has."""
        return facts(
            f"{'DRAFT' if self.draft else 'Release'}: {self.title}",
            {
                "release": self.release_id,
                "approach": self.approach,
                "a draft because": "; ".join(self.why_draft),
                "tables": ", ".join(f"{name} ({len(one):,})" for name, one in self.tables.items()),
            },
            'Tables are in release.tables, by name; release.tables["quotes"] are the quotes.',
        )
