"""How probable each code is for each text, and what that rests on.

Whatever there is teaches: the codebook alone (`untaught`), and on top of it what people coded
(`ridge`), the two weighed code by code (`calibration`). Texts that people read are always judged by
what other people's texts taught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.coding.book import Codebook
from insight.coding.machine.calibration import CODEBOOK_ONLY, best_cut, weigh
from insight.coding.machine.likeness import Likeness
from insight.coding.machine.records import Decisions, Encode, FloatArray, Texts
from insight.coding.machine.ridge import Ridge, fit
from insight.coding.machine.untaught import untaught
from insight.progress import Progress, silent

LEAST_READ, LEAST_POSITIVE = 20, 8
LEAST_F1 = 0.1
FOLDS = 5
DIGITS = 4
LEARNED, CODEBOOK, TOO_FEW = "learned", "codebook", "too few"


@dataclass(frozen=True)
class Standing:
    """What the suggestions of one code rest on.

    `regime`: "learned" from what people coded, "codebook", or "too few" to suggest anything;
    `positives`: texts to which people gave it; a suggestion has a probability of `cut` or more, and
    the F1 expected of them is `f1`. Both are None where there are too few.
    """

    code: str
    regime: str
    positives: int
    cut: float | None
    f1: float | None


class Learned:
    """What there was to learn about the codes of a codebook from `texts` and `decisions`.

    `unseen` (n, k): the probability of every code for every text it was made of; for those that
    people read, from texts of other people only. `standings`: one a code, in its order.
    """

    unseen: FloatArray
    standings: tuple[Standing, ...]

    def __init__(
        self, texts: Texts, decisions: Decisions, codebook: Codebook, encode: Encode
    ) -> None:
        self._codebook, self._encode = codebook, encode
        known = untaught(texts, codebook, encode)
        read, given = decisions.read, decisions.given[decisions.read]
        self._weights = np.tile(CODEBOOK_ONLY, (len(codebook.codes), 1))
        self._ridge: Ridge | None = None
        scores = np.zeros_like(known)
        folds = _folds([texts.people[at] for at in np.flatnonzero(read)])
        if len(given) >= LEAST_READ and folds.any():
            self._likeness = Likeness(texts)
            self._ridge = fit(self._likeness.own[read], given.astype(np.float64), folds)
            scores[~read] = self._ridge.score(self._likeness.own[~read])
            scores[read] = self._ridge.unseen
            self._scale = _spread(self._ridge.unseen)
            facts = _facts(known[read], self._ridge.unseen / self._scale)
            self._weights = weigh(facts, given, _weights(decisions))
            scores /= self._scale
        self.unseen = _probability(_facts(known, scores), self._weights)
        self.standings = self._stand(given)

    def probability(self, texts: Texts) -> FloatArray:
        """The probability (n, k) of every code for texts of people that taught nothing."""
        known = untaught(texts, self._codebook, self._encode)
        scores = np.zeros_like(known)
        if self._ridge is not None:
            scores = self._ridge.score(self._likeness.features(texts)) / self._scale
        return _probability(_facts(known, scores), self._weights)

    def _stand(self, given: NDArray[np.bool_]) -> tuple[Standing, ...]:
        standings = []
        for at, code in enumerate(self._codebook.names):
            positives = int(given[:, at].sum())
            taught = self._ridge is not None and positives >= LEAST_POSITIVE
            cut, f1 = best_cut(self.unseen[:, at])
            if not taught and f1 < LEAST_F1:
                standings.append(Standing(code, TOO_FEW, positives, None, None))
                continue
            regime = LEARNED if taught else CODEBOOK
            standings.append(Standing(code, regime, positives, cut, f1))
        return tuple(standings)


def learn(
    texts: Texts,
    decisions: Decisions,
    codebook: Codebook,
    encode: Encode,
    progress: Progress = silent,
) -> Learned:
    """Learn the codes of `codebook` from what people decided about some of `texts`.

    Raises InputError where a code says nothing by which it could be found.
    """
    learned = Learned(texts, decisions, codebook, encode)
    progress(len(codebook.codes), len(codebook.codes))
    return learned


def _folds(people: list[str]) -> NDArray[np.int64]:
    """The fold of each text's speaker, 0 to 4: people are dealt out in order of their ids."""
    fold = {who: at % FOLDS for at, who in enumerate(sorted(set(people)))}
    return np.array([fold[who] for who in people], dtype=np.int64)


def _weights(decisions: Decisions) -> FloatArray:
    """For how many texts each that was read stands, 1 on average."""
    if decisions.weights is None:
        return np.ones(int(decisions.read.sum()))
    own = decisions.weights[decisions.read]
    mean: FloatArray = own / own.mean()
    return mean


def _spread(scores: FloatArray) -> FloatArray:
    """Standard deviation of each code's scores (k,); 1 where they do not differ."""
    spread = scores.std(axis=0)
    return np.where(spread > 0, spread, 1.0)


def _facts(known: FloatArray, scores: FloatArray) -> FloatArray:
    return np.stack([np.ones_like(known), known, scores], axis=2)


def _probability(facts: FloatArray, weights: FloatArray) -> FloatArray:
    log_odds = (facts * weights).sum(axis=2)
    found: FloatArray = (1 / (1 + np.exp(-log_odds))).round(DIGITS)
    return found
