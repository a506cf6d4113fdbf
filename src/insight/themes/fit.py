"""Candidate themes of a corpus, from its de-identified segments and their vectors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from insight.progress import Progress, silent
from insight.schemas import DeidentifiedSegments, SegmentThemes, Themes, empty, validate
from insight.settings import ThemesSettings
from insight.themes.communities import FEWEST_NEIGHBOURS, Choice, Corpus, grouping
from insight.themes.drawn import drawn_rows, part_of
from insight.themes.exemplars import COLUMNS, exemplars
from insight.themes.graph import (
    Directions,
    FloatArray,
    IntArray,
    Vectors,
    centres,
    directions,
    neighbours,
    portions,
    shared_direction,
)
from insight.themes.hierarchy import theme_hierarchy
from insight.themes.labels import labels
from insight.themes.material import Material
from insight.themes.model import fit_model
from insight.themes.quality import WORDS, Company, c_v, diversity, npmi
from insight.themes.space import belonging, plane
from insight.themes.stability import Refits, choose_number, refits
from insight.themes.terms import vocabulary
from insight.themes.themed import Themed
from insight.themes.usable import UsableText, usable_text
from insight.themes.weights import Fitted

KEYWORDS = 10
STEPS = 4


@dataclass(frozen=True)
class FittedThemes:
    """Candidate themes and who is in them.

    `themes` and `segment_themes` are tables of `insight.schemas`; `exemplars` holds theme_id,
    segment_id and why (central, typical, dissenting); `note` says in plain words how they came
    about, or why there are none.

    For those who place other texts among the themes, compare them or draw them, all in the order
    of theme_id: `centres` (k, d), unit vectors around `mean` (d,), which is what the corpus shares;
    `usable`, the texts that were clustered, and `cosines` (n, k) of their rows to the centres. A
    text of vector v points to `directions(v[None, :], mean).unit`; its cosines are that times the
    centres. They are empty where no themes were sought.

    `stability` has a row per theme (theme_id, ...) and `quality` a row per measure of the whole;
    `hierarchy` has theme_id, its parent (a broader heading), parent_label and height. These come
    from `refits`, and from the texts that were grouped: `part` and, by their rows, `themed`.
    """

    themes: pd.DataFrame
    segment_themes: pd.DataFrame
    exemplars: pd.DataFrame
    note: str
    centres: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    mean: FloatArray = field(default_factory=lambda: np.empty(0))
    usable: UsableText | None = None
    cosines: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    stability: pd.DataFrame = field(default_factory=pd.DataFrame)
    quality: pd.DataFrame = field(default_factory=pd.DataFrame)
    hierarchy: pd.DataFrame = field(default_factory=pd.DataFrame)
    refits: Refits | None = None
    part: UsableText | None = None
    themed: Themed | None = None

    def unmeasured(self) -> FittedThemes:
        """The same themes without stability or quality, for a reflexive study, which shows neither.

        There a theme is made by whoever reads; that a machine finds a pattern again says nothing of
        it (Braun V, Clarke V (2021), doi:10.1080/14780887.2020.1769238).
        """
        bare = self.themes.assign(repeatability=float("nan"), coherence=float("nan"))
        return replace(
            self,
            themes=bare,
            stability=self.stability[:0],
            quality=self.quality[:0],
            refits=None,
        )


def fit_themes(
    segments: pd.DataFrame,
    vectors: pd.DataFrame,
    settings: ThemesSettings,
    seed: int,
    progress: Progress = silent,
) -> FittedThemes:
    """Candidate themes of what participants and voices said.

    `segments` is a DeidentifiedSegments table; `vectors` has segment_id and vector (384 numbers a
    row). A segment may be in several themes: its weights are a softmax of the cosines that it and
    texts like it have to their centres, those of 0.15 or more are kept, and its main theme has the
    highest. Segments that are shorter than settings.min_words, or asked by an interviewer, have no
    row in segment_themes; one that lies outside the corpus (`belonging`) has theme_id -1. The order
    of rows changes nothing.

    Raises InputError when a usable segment has no vector.
    """
    usable = usable_text(validate(DeidentifiedSegments, segments), vectors, settings.min_words)
    if len(usable.segments) < settings.min_segments or len(usable.texts) < settings.min_segments:
        return _reading_list(usable, settings)
    # Many small products: more threads than one would only wait for each other. What has no need
    # of the other's result goes on beside it.
    with threadpool_limits(1), ThreadPoolExecutor(1) as beside:
        return _fitted(usable, segments, settings, seed, progress, beside)


def _fitted(
    usable: UsableText,
    segments: pd.DataFrame,
    settings: ThemesSettings,
    seed: int,
    progress: Progress,
    beside: ThreadPoolExecutor,
) -> FittedThemes:
    """Themes of so many usable texts as can have some."""
    rows = drawn_rows(usable.texts, settings.most_fitted, seed)
    part = part_of(usable, rows)
    speakers = list(part.segments.groupby("row")["speaker_id"].agg(set))
    told = beside.submit(vocabulary, part.texts, speakers, _asked(part, segments))
    shared = shared_direction(usable.vectors)
    inside, _ = belonging(usable.vectors, seed)
    kept = np.flatnonzero(inside[rows])
    inner = directions(part.vectors[kept], shared)
    corpus = _corpus(part, inner, kept, seed)
    if corpus is None:
        return _reading_list(usable, settings, int(inside.sum()))
    choice, found = _grouped(corpus, part.vectors[kept].astype(np.float64), settings)
    progress(1, STEPS)
    words = told.result()
    progress(2, STEPS)
    model = fit_model(found, inner.rows, [words.terms[row] for row in kept])
    progress(3, STEPS)
    firmness = beside.submit(refits, corpus, model.labels, choice.number)
    count = int(model.labels.max()) + 1
    middles = centres(inner, model.labels, count)
    fitted = Fitted(inner, corpus, model.labels, inner.cosines(middles))
    inside[rows] = False
    cosines, weights = _placed(usable.vectors, shared, middles, fitted, inside)
    weights[rows[kept]] = fitted.weights
    main = np.where(weights.any(axis=1), weights.argmax(axis=1), -1)
    themed = Themed(Material(words, speakers), main[rows])
    table = _table(usable, main, cosines, themed, model.terms)
    table = table.sort_values(["n_segments", "label"], ascending=[False, True])
    new_id = {int(old): new for new, old in enumerate(table["theme_id"])}
    table["theme_id"] = range(len(table))
    renamed = np.array([new_id[old] for old in range(count)])
    order = np.argsort(renamed)
    themed = replace(themed, main=np.where(themed.main >= 0, renamed[themed.main], -1))
    shown = exemplars(_members(part, themed, cosines[np.ix_(rows, order)]))
    quality = _quality(model.terms, [words.terms[row] for row in kept], renamed)
    headings = theme_hierarchy(themed, middles.unit[order], list(table["label"]))
    again = firmness.result()
    firm = again.stability()
    table["repeatability"] = firm.speakers[order].round(6)
    progress(4, STEPS)
    return FittedThemes(
        validate(Themes, table),
        _segment_themes(usable, weights, renamed),
        shown,
        f"{count} candidate themes in {len(usable.segments)} segments: {choice.reason}."
        f"{_of_part(part, usable)}{_of_vectors(settings)}"
        " A machine found them; each stays a candidate until a person accepts and names it.",
        centres=middles.unit[order],
        mean=shared,
        usable=usable,
        cosines=cosines[:, order],
        stability=firm.table(renamed),
        quality=quality,
        hierarchy=headings,
        refits=again.renamed(renamed),
        part=part,
        themed=themed,
    )


def _placed(
    vectors: Vectors,
    shared: FloatArray,
    middles: Directions,
    fitted: Fitted,
    later: NDArray[np.bool_],
) -> tuple[FloatArray, FloatArray]:
    """Cosines of all `vectors` (n, d) to the middles, (n, k); weights of the `later` among them.

    The weights of all others are 0. So many at a time that millions find room.
    """
    cosines = np.empty((len(vectors), len(middles)))
    weights = np.zeros(cosines.shape)
    for rows in portions(len(vectors)):
        points = directions(vectors[rows], shared)
        cosines[rows] = points.cosines(middles)
        new = np.flatnonzero(later[rows])
        if len(new):
            at = rows.start + new
            weights[at] = fitted.weights_of(points.only(new), cosines[at])
    return cosines, weights


def _of_part(part: UsableText, usable: UsableText) -> str:
    """What is said of a corpus too large to be fitted whole."""
    if part is usable:
        return ""
    return (
        f" They were found, named and tested for repeatability in {len(part.texts)} texts, drawn by"
        f" lot from {len(usable.texts)} different ones; the others were placed among them."
    )


def _of_vectors(settings: ThemesSettings) -> str:
    """What is said of themes that rest on quick vectors."""
    if settings.vectors == "default":
        return ""
    return " They rest on first-pass vectors, which are quicker and tell less apart."


def _corpus(usable: UsableText, inner: Directions, kept: IntArray, seed: int) -> Corpus | None:
    """The rows `kept`, pointing to `inner`, and who is like whom.

    None where so few are left, or none is like another.
    """
    if len(kept) <= FEWEST_NEIGHBOURS:
        return None
    people, _ = pd.factorize(usable.segments["speaker_id"], sort=True)
    by_row: dict[int, set[int]] = {int(row): set() for row in kept}
    for row, person in zip(usable.segments["row"], people, strict=True):
        by_row.get(int(row), set()).add(int(person))
    numbered = [np.array(sorted(by_row[int(row)]), dtype=np.int64) for row in kept]
    corpus = Corpus(plane(inner.rows), neighbours(inner), numbered, seed)
    graph, _ = corpus.whole
    return corpus if graph.nnz else None


def _grouped(
    corpus: Corpus, vectors: FloatArray, settings: ThemesSettings
) -> tuple[Choice, IntArray]:
    """How many themes the corpus of `vectors` (n, d) has, and which row is in which group."""
    asked = 0 if settings.number == "auto" else settings.number
    whole = grouping(corpus, np.arange(len(corpus)), 0, asked)
    choice, _ = choose_number(corpus, whole, settings.number, vectors)
    return choice, whole.of(choice.number)


def _quality(terms: list[list[str]], texts: list[list[str]], renamed: IntArray) -> pd.DataFrame:
    """Coherence of each theme's ten strongest words; theme_id -1 holds what is of all themes."""
    told = [one[:WORDS] for one in terms]
    company = Company(texts)
    table = pd.DataFrame(
        {
            "theme_id": renamed,
            "npmi": [npmi(words, company) for words in told],
            "c_v": [c_v(words, company) for words in told],
        }
    ).sort_values("theme_id", ignore_index=True)
    whole = pd.DataFrame(
        [{"theme_id": -1, "npmi": table["npmi"].mean(), "c_v": table["c_v"].mean()}]
    )
    both = pd.concat([whole, table], ignore_index=True)
    return both.assign(diversity=[diversity(told)] + [float("nan")] * len(table))


def _asked(usable: UsableText, segments: pd.DataFrame) -> list[str]:
    """The question that each text answers: of several that it stands under, the first segment's."""
    firsts = usable.segments.drop_duplicates("row").sort_values("row")["segment_id"]
    return list(segments.set_index("segment_id").loc[firsts, "question_asked"])


def _reading_list(
    usable: UsableText, settings: ThemesSettings, inside: int | None = None
) -> FittedThemes:
    """No themes: so few segments are read, not clustered; or so few texts, `inside`, are alike."""
    order = usable.segments["segment_id"].sort_values()
    listed = pd.DataFrame({"theme_id": -1, "segment_id": order, "why": "typical"}, columns=COLUMNS)
    said = (
        f"{len(usable.segments)} segments ({len(usable.texts)} different texts) have"
        f" {settings.min_words} words or more, and"
    )
    why = (
        f" at least {settings.min_segments} are needed for patterns that would be found again."
        if inside is None
        else f" only {inside} of the texts are nearer to others than chance would bring them,"
        " too few or too unlike for a pattern."
    )
    return FittedThemes(
        empty(Themes),
        empty(SegmentThemes),
        listed.reset_index(drop=True),
        f"No themes were sought: {said}{why} Please read them; they are listed here.",
    )


def _table(
    usable: UsableText,
    mains: IntArray,
    cosines: FloatArray,
    themed: Themed,
    terms: list[list[str]],
) -> pd.DataFrame:
    """One row per theme, still under the model's number; sizes count `mains` (n,) of all texts.

    Their names come from those that were fitted, `themed`.
    """
    rows = usable.segments["row"].to_numpy()
    records = []
    for theme, name in enumerate(labels(themed, terms)):
        inside = mains[rows] == theme
        records.append(
            {
                "theme_id": theme,
                "label": name,
                "keywords": ", ".join(themed.keywords(theme, terms[theme], KEYWORDS)),
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


def _members(usable: UsableText, themed: Themed, cosines: FloatArray) -> pd.DataFrame:
    """Each segment in its main theme, with its cosine to that centre and to the nearest other."""
    rows = usable.segments["row"].to_numpy()
    main = themed.main[rows]
    somewhere = main >= 0
    members: pd.DataFrame = usable.segments.loc[somewhere, ["segment_id", "speaker_id", "row"]]
    rows, main = rows[somewhere], main[somewhere]
    others = np.where(np.eye(cosines.shape[1], dtype=bool)[main], -1.0, cosines[rows])
    return members.assign(
        theme_id=main,
        cosine=cosines[rows, main],
        elsewhere=others.max(axis=1),
        stance=np.array(themed.material.stances)[rows],
    )
