"""Candidate themes of a study: found, as people decided on them, named, and measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy, Watch


def candidate_themes(study: OpenedStudy, watch: Watch) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The tables of themes of `study`, and what to tell of them."""
    from insight.themes import Remembered, fit_themes, propose_labels, remeasured, replay

    segments = study.tables["deidentified_segments"]
    fitted = fit_themes(
        segments,
        study.vectors,
        study.settings.themes,
        study.settings.study.seed,
        progress=watch("Candidate themes"),
    )
    if study.settings.study.approach == "reflexive":
        fitted = fitted.unmeasured()
    heeded = replay(
        {
            "themes": fitted.themes,
            "segment_themes": fitted.segment_themes,
            "exemplars": fitted.exemplars,
        },
        segments,
        study.vectors,
        Remembered.of(study.ledger.decisions()),
        study.key,
        shared=fitted.mean,
    )
    notes = [fitted.note, *heeded.notes]
    asked = study.settings.themes.labels
    if asked.endpoint:
        progress = watch("Labels by a language model")
        proposed = propose_labels(heeded.themes, heeded.exemplars, segments, asked, progress)
        heeded = replace(heeded, themes=proposed.themes)
        notes.append(proposed.note)
    measured = remeasured(fitted, heeded)
    tables = {
        "themes": measured.themes,
        "segment_themes": heeded.segment_themes,
        "exemplars": heeded.exemplars,
        "theme_decisions": heeded.decided,
        "theme_quality": measured.quality,
        "theme_headings": measured.headings,
    }
    return tables, notes
