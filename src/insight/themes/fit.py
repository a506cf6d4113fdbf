"""Candidate themes of a corpus, from its de-identified segments and their vectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insight.progress import Progress, silent
from insight.schemas import DeidentifiedSegments, SegmentThemes, Themes, empty, validate
from insight.settings import ThemesSettings
from insight.themes.communities import Corpus, choose_resolution, repeatability
from insight.themes.exemplars import COLUMNS, exemplars
from insight.themes.graph import FloatArray, IntArray, centres, directions, neighbours
from insight.themes.model import fit_model
from insight.themes.terms import Vocabulary, label, vocabulary
from insight.themes.usable import UsableText, usable_text

# A tenth more cosine to one centre makes a theme e times as likely as another.
TEMPERATURE = 0.1
LEAST_WEIGHT = 0.15
# Whoever is no nearer than this to any centre (of unit vectors around the corpus mean) fits none.
LEAST_COSINE = 0.1
KEYWORDS = 10
STEPS = 4


@dataclass(frozen=True)
class FittedThemes:
    """Candidate themes and who is in them.

    `themes` and `segment_themes` are tables of `insight.schemas`; `exemplars` holds theme_id,
    segment_id and why (central, typical, dissenting); `note` says in plain words how they came
    about, or why there are none.
    """

    themes: pd.DataFrame
    segment_themes: pd.DataFrame
    exemplars: pd.DataFrame
    note: str


def fit_themes(
    segments: pd.DataFrame,
    vectors: pd.DataFrame,
    settings: ThemesSettings,
    seed: int,
    progress: Progress = silent,
) -> FittedThemes:
    """Candidate themes of what participants and voices said.

    `segments` is a DeidentifiedSegments table; `vectors` has segment_id and vector (384 numbers a
    row). A segment may be in several themes: its weights are a softmax of its cosines to their
    centres, those of 0.15 or more are kept, and its main theme has the highest. Segments that are
    shorter than settings.min_words, or asked by an interviewer, have no row in segment_themes; one
    that fits no theme has theme_id -1. The order of rows changes nothing.

    Raises InputError when a usable segment has no vector.
    """
    usable = usable_text(validate(DeidentifiedSegments, segments), vectors, settings.min_words)
    if len(usable.segments) < settings.min_segments or len(usable.texts) < settings.min_segments:
        return _reading_list(usable, settings)
    points = directions(usable.vectors)
    corpus = Corpus(points, neighbours(points), seed)
    choice = choose_resolution(corpus, settings.number)
    progress(1, STEPS)
    speakers = usable.segments.groupby("row")["speaker_id"].agg(set)
    words = vocabulary(usable.texts, list(speakers))
    progress(2, STEPS)
    model = fit_model(corpus, choice, words.terms)
    progress(3, STEPS)
    count = int(model.labels.max()) + 1
    cosines = points.cosines(centres(points, model.labels, count))
    weights = _weights(cosines)
    table = _table(usable, weights, cosines, model.terms, words)
    table["repeatability"] = repeatability(corpus, choice, model.labels)
    table = table.sort_values(["n_segments", "label"], ascending=[False, True])
    new_id = {int(old): new for new, old in enumerate(table["theme_id"])}
    table["theme_id"] = range(len(table))
    renamed = np.array([new_id[old] for old in range(count)])
    progress(4, STEPS)
    found = len(table)
    return FittedThemes(
        validate(Themes, table),
        _segment_themes(usable, weights, renamed),
        exemplars(_members(usable, weights, cosines, renamed)),
        f"{found} candidate themes in {len(usable.segments)} segments: {choice.reason}."
        " A machine found them; each stays a candidate until a person accepts and names it.",
    )


def _reading_list(usable: UsableText, settings: ThemesSettings) -> FittedThemes:
    """No themes: so few segments are read, not clustered."""
    order = usable.segments["segment_id"].sort_values()
    listed = pd.DataFrame({"theme_id": -1, "segment_id": order, "why": "typical"}, columns=COLUMNS)
    return FittedThemes(
        empty(Themes),
        empty(SegmentThemes),
        listed.reset_index(drop=True),
        f"No themes were sought: {len(usable.segments)} segments ({len(usable.texts)} different"
        f" texts) have {settings.min_words} words or more, and at least"
        f" {settings.min_segments} are needed for patterns that would be found again."
        " Please read them; they are listed here.",
    )


def _weights(cosines: FloatArray) -> FloatArray:
    """Softmax of `cosines` (n, k), rounded; what is too small or fits nowhere is 0."""
    shares = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / TEMPERATURE)
    shares = (shares / shares.sum(axis=1, keepdims=True)).round(6)
    main = np.eye(shares.shape[1], dtype=bool)[cosines.argmax(axis=1)]
    kept = np.where((shares >= LEAST_WEIGHT) | main, shares, 0.0)
    fits = cosines.max(axis=1, keepdims=True) >= LEAST_COSINE
    return np.where(fits, np.minimum(kept, 1.0), 0.0)


def _table(
    usable: UsableText,
    weights: FloatArray,
    cosines: FloatArray,
    terms: list[list[str]],
    words: Vocabulary,
) -> pd.DataFrame:
    """One row per theme, still under the model's number; sizes count main themes."""
    rows = usable.segments["row"].to_numpy()
    main = np.where(weights.any(axis=1), weights.argmax(axis=1), -1)
    taken: set[str] = set()
    records = []
    for theme, strongest in enumerate(terms):
        inside = main[rows] == theme
        name = label(strongest, words, taken)
        taken.add(name)
        records.append(
            {
                "theme_id": theme,
                "label": name,
                "keywords": ", ".join(words.spoken(term) for term in strongest[:KEYWORDS]),
                "status": "candidate",
                "n_segments": int(inside.sum()),
                "n_speakers": usable.segments.loc[inside, "speaker_id"].nunique(),
                "coherence": float(cosines[rows[inside], theme].mean().round(6)),
            }
        )
    return pd.DataFrame.from_records(records)


def _segment_themes(usable: UsableText, weights: FloatArray, renamed: IntArray) -> pd.DataFrame:
    """Every theme of every segment; theme_id -1 with weight 1 where none fits."""
    rows = usable.segments["row"].to_numpy()
    segment, theme = np.nonzero(weights[rows])
    nowhere = np.flatnonzero(~weights[rows].any(axis=1))
    ids = usable.segments["segment_id"].to_numpy()
    table = pd.DataFrame(
        {
            "segment_id": ids[np.concatenate([segment, nowhere])],
            "theme_id": np.concatenate([renamed[theme], np.full(len(nowhere), -1)]),
            "weight": np.concatenate([weights[rows][segment, theme], np.ones(len(nowhere))]),
        }
    )
    return validate(SegmentThemes, table)


def _members(
    usable: UsableText, weights: FloatArray, cosines: FloatArray, renamed: IntArray
) -> pd.DataFrame:
    """Each segment in its main theme, with its cosine to that theme's centre."""
    rows = usable.segments["row"].to_numpy()
    somewhere = weights[rows].any(axis=1)
    main = weights[rows].argmax(axis=1)
    members: pd.DataFrame = usable.segments.loc[somewhere, ["segment_id", "speaker_id", "row"]]
    return members.assign(theme_id=renamed[main][somewhere], cosine=cosines[rows, main][somewhere])
