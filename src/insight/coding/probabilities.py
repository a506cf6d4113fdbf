"""How probable each code is for each text: from the codebook alone, or from what people coded.

From the codebook: a code's sentences (examples, definition, title, what it includes) have a mean
vector; less the mean of all codes' means it says what sets this code apart. The cosine of a text
with that direction, the cues in it, and how much nearer it is to something the code excludes, give
log odds

    SLOPE * (cosine - EVEN) + CUE * (cues, at most MOST_CUES) - SLOPE * (nearer to an exclusion by)

Against a direction that means nothing to it a sentence of everyday English has a cosine with mean 0
and standard deviation of about 0.08. EVEN, the cosine at which a text without a cue is as likely as
not to have the code, lies two and a half of these above; there one more of them makes the code
five times as likely. One cue is worth 0.125 of cosine. The values were set so, and checked on two
corpora without fitting them (docs/decisions).

From people: texts to which they gave a code join its sentences. Where they read LEAST_READ or more
texts and gave a code to LEAST_POSITIVE or more, a logistic regression of their decision on the
vector, the log odds above and the cues takes over. Its cut is the probability with the best F1 on
texts of people that the model had not seen. Texts that people read are always judged by what other
people's texts taught.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.coding.codebook import Code, Codebook
from insight.coding.cues import cue_counts, cues_of
from insight.progress import Progress, silent

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Encode = Callable[[Sequence[str]], NDArray[Any]]

SLOPE, EVEN, CUE, MOST_CUES = 20.0, 0.2, 2.5, 2
LEAST_READ, LEAST_POSITIVE = 20, 8
FOLDS = 5
WEIGHT_OF_ODDS = 0.1
STRENGTH = 10.0
DIGITS = 4


@dataclass(frozen=True)
class Texts:
    """What is to be coded: `said` (n), `vectors` (n, d), `people` (n), in an order by content."""

    said: list[str]
    vectors: FloatArray
    people: list[str]


@dataclass(frozen=True)
class Decisions:
    """What people decided: `read` (n,) by somebody, `given` (n, k) which codes."""

    read: BoolArray
    given: BoolArray


@dataclass(frozen=True)
class Scores:
    """Per text and code: `probability` (n, k), and whether it is `enough` to suggest the code."""

    probability: FloatArray
    enough: BoolArray


def score(
    texts: Texts,
    codebook: Codebook,
    decisions: Decisions,
    threshold: float,
    encode: Encode,
    progress: Progress = silent,
) -> Scores:
    """Probability of every code of `codebook` for every text.

    For texts that people read, a code learned from people is scored by models that saw nothing of
    the same person. `threshold` is the least probability; for a learned code, whose best cut
    differs from 0.5, it is the same odds above or below that cut as `threshold` is of 0.5.
    """
    cues = np.minimum(cue_counts(texts.said, cues_of(codebook)), MOST_CUES).astype(np.float64)
    own = [_encoded(_sentences(code), encode) for code in codebook.codes]
    # What a text says for a code whatever else is known: its cues, less what the code excludes.
    fixed = CUE * cues - SLOPE * _excluded(texts.vectors, own, codebook, encode)
    untaught = _log_odds(texts, own, Decisions(decisions.read, np.zeros_like(decisions.given)))
    untaught += fixed
    probability = _probability(_log_odds(texts, own, decisions) + fixed)
    enough = probability >= threshold
    for at in range(len(codebook.codes)):
        given = decisions.given[decisions.read, at]
        if len(given) >= LEAST_READ and given.sum() >= LEAST_POSITIVE:
            features = np.hstack(
                [texts.vectors, WEIGHT_OF_ODDS * untaught[:, [at]], WEIGHT_OF_ODDS * cues]
            )
            learned = _learned(features, decisions.read, given, texts.people)
            if learned is not None:
                probability[:, at], cut = learned
                enough[:, at] = _odds(probability[:, at]) >= _odds(cut) * _odds(threshold)
        progress(at + 1, len(codebook.codes))
    return Scores(probability, enough)


def _log_odds(texts: Texts, own: list[FloatArray], decisions: Decisions) -> FloatArray:
    """Log odds from the cosine with what sets each code apart, (n, k).

    Texts to which people gave a code join its own sentences, except for texts of the same people:
    those who were read are dealt into five folds, each judged by the sentences of the others.
    """
    sums = np.stack([sentences.sum(axis=0) for sentences in own])
    counts = np.array([len(sentences) for sentences in own], dtype=np.float64)
    folds = _folds(texts, decisions)
    log_odds = np.empty((len(texts.said), len(own)))
    for fold in np.unique(folds):
        teaches = decisions.read & (folds != fold)
        given = decisions.given[teaches].astype(np.float64)
        total = sums + given.T @ texts.vectors[teaches]
        means = total / (counts + given.sum(axis=0))[:, None]
        # A single code has no others to stand apart from: it stands apart from the corpus.
        common = means.mean(axis=0) if len(own) > 1 else texts.vectors.mean(axis=0)
        cosine = texts.vectors[folds == fold] @ _unit(means - common).T
        log_odds[folds == fold] = SLOPE * (cosine - EVEN)
    return log_odds


def _folds(texts: Texts, decisions: Decisions) -> NDArray[np.int64]:
    """The fold of each text's speaker, 0 to 4, where it was read; -1 elsewhere."""
    readers = sorted({who for who, read in zip(texts.people, decisions.read, strict=True) if read})
    fold = {who: at % FOLDS for at, who in enumerate(readers)}
    return np.array([fold.get(who, -1) for who in texts.people], dtype=np.int64)


def _excluded(
    vectors: FloatArray, own: list[FloatArray], codebook: Codebook, encode: Encode
) -> FloatArray:
    """By how much a text is nearer to something a code excludes than to anything it includes."""
    nearer = np.zeros((len(vectors), len(own)))
    for at, code in enumerate(codebook.codes):
        if code.exclude:
            without = (vectors @ _encoded(code.exclude, encode).T).max(axis=1)
            within = (vectors @ own[at].T).max(axis=1)
            nearer[:, at] = np.maximum(without - within, 0)
    return nearer


def _sentences(code: Code) -> list[str]:
    return [*code.examples, code.definition, code.title, *code.include]


def _encoded(sentences: Sequence[str], encode: Encode) -> FloatArray:
    return np.asarray(encode(list(sentences)), dtype=np.float64)


def _unit(rows: FloatArray) -> FloatArray:
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))
    unit: FloatArray = rows / np.maximum(lengths, np.finfo(np.float64).tiny)
    return unit


def _learned(
    features: FloatArray, read: BoolArray, given: BoolArray, people: list[str]
) -> tuple[FloatArray, float] | None:
    """Probabilities (n,) of one code, cross-fitted where people read, and the best cut.

    None where fewer than two people gave the code, or fewer than two were read without it: then
    there is nobody to learn from who is not also judged.
    """
    from sklearn.model_selection import GroupKFold

    readers = np.array(people)[read]
    groups = min(len(set(readers)), FOLDS)
    if len(set(readers[given])) < 2 or len(set(readers[~given])) < 2:
        return None
    unseen = np.empty(len(given))
    for fit, judge in GroupKFold(groups).split(features[read], groups=readers):
        if given[fit].all() or not given[fit].any():
            return None
        model = _model(features[read][fit], given[fit])
        unseen[judge] = model.predict_proba(features[read][judge])[:, 1]
    probability = np.empty(len(features))
    probability[~read] = 0.0
    if (~read).any():
        model = _model(features[read], given)
        probability[~read] = model.predict_proba(features[~read])[:, 1]
    probability[read] = unseen
    return probability.round(DIGITS), _best_cut(unseen.round(DIGITS), given)


def _model(features: FloatArray, given: BoolArray) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=STRENGTH, max_iter=1000).fit(features, given)


def _best_cut(probability: FloatArray, given: BoolArray) -> float:
    """The probability that, as a cut, gives the best F1; half way to the next below it."""
    order = np.argsort(-probability, kind="stable")
    ranked = probability[order]
    f1 = 2 * np.cumsum(given[order]) / (np.arange(1, len(ranked) + 1) + given.sum())
    # A cut lies between two values, never within a run of equal ones.
    ends = np.append(ranked[:-1] > ranked[1:], True)
    best = int(np.where(ends, f1, -1.0).argmax())
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def _probability(log_odds: FloatArray) -> FloatArray:
    return (1 / (1 + np.exp(-log_odds))).round(DIGITS)


def _odds(probability: Any) -> Any:
    return probability / np.maximum(1 - probability, 10.0**-DIGITS)
