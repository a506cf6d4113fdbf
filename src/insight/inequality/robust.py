"""Standard errors that hold with few people, or few groups of people who belong together.

With X the design, V the weights (of people, or of the working model), e the residuals and B =
(X'VX)^-1, the covariance of the coefficients is

    B [sum over groups of X_g' V^1/2 A_g V^1/2 e_g e_g' V^1/2 A_g V^1/2 X_g] B
    A_g = (I - V^1/2 X_g B X_g' V^1/2)^-1/2

which has no bias where errors are as the weights say (CR2; HC2 where everybody is a group of
their own): Bell RM, McCaffrey DF (2002), Survey Methodology 28:169-181. Few groups, or ranks that
lie unevenly, leave an estimate with fewer degrees of freedom than groups. With S the n by G
matrix of columns (I - H)_g A_g V^1/2 X_g B c, the estimate c'b has

    trace(S'S)^2 / sum of all squares of S'S

of them (Satterthwaite's approximation): Pustejovsky JE, Tipton E (2018), Journal of Business &
Economic Statistics 36:672-683, doi:10.1080/07350015.2016.1247004.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from insight.inequality.inputs import FloatArray

FEWEST_DEGREES = 4.0
"""With fewer degrees of freedom Satterthwaite's approximation is known to fail."""
_NOTHING_LEFT = 1e-10


@dataclass(frozen=True)
class Fitted:
    """Coefficients (p,), their covariance (p, p), and what degrees of freedom are made of.

    `bread` (p, p), `design` (n, p) and `adjusted` (n, p): X and A X, both times root V; `group`
    (n,) numbers from 0.
    """

    coefficients: FloatArray
    covariance: FloatArray
    bread: FloatArray
    design: FloatArray
    adjusted: FloatArray
    group: npt.NDArray[np.intp]

    def of(self, contrast: FloatArray) -> tuple[float, float, float]:
        """`contrast` (p,) times the coefficients, its standard error and degrees of freedom."""
        estimate = float(contrast @ self.coefficients)
        error = math.sqrt(max(float(contrast @ self.covariance @ contrast), 0.0))
        return estimate, error, self.freedom(contrast)

    def freedom(self, contrast: FloatArray) -> float:
        """Degrees of freedom of the standard error of a contrast.

        S'S = D - Z B Z' with D the squared lengths of a_g = A_g X_g B c, and rows z_g = X_g' a_g.
        """
        own = self.adjusted @ (self.bread @ contrast)
        length = np.bincount(self.group, weights=own**2)
        across = _by_group(self.group, self.design * own[:, None])
        diagonal = np.einsum("gp,pq,gq->g", across, self.bread, across)
        together = self.bread @ _across(across, across)
        squares = np.sum(together * together.T) + np.sum((length - diagonal) ** 2 - diagonal**2)
        return float(np.sum(length - diagonal) ** 2 / squares) if squares > 0 else 0.0

    def limits(self, contrast: FloatArray, confidence: float) -> tuple[float, float, float]:
        """Estimate and limits of a contrast."""
        estimate, error, freedom = self.of(contrast)
        half = critical(confidence, freedom) * error
        return estimate, estimate - half, estimate + half

    def p_value(self, contrast: FloatArray) -> float:
        """Two-sided p-value that a contrast is 0."""
        estimate, error, freedom = self.of(contrast)
        if error == 0:
            return 0.0 if estimate else 1.0
        return float(2 * student.sf(abs(estimate) / error, max(freedom, 1.0)))


def critical(confidence: float, freedom: float) -> float:
    """Two-sided critical value of Student's t, with at least one degree of freedom."""
    return float(student.ppf((1 + confidence) / 2, max(freedom, 1.0)))


def fitted(
    coefficients: FloatArray,
    design: FloatArray,
    residual: FloatArray,
    group: npt.NDArray[np.intp] | None = None,
) -> Fitted:
    """CR2 covariance of `coefficients` (p,), from `design` (n, p) and `residual` (n,).

    Both are multiplied by the root of the weights. `group` (n,) numbers from 0, everybody a group
    of their own without it.

    Four people of whom two are at either end, one of each saying it: residuals are a half,
    leverages too, so HC2 is 2 * (0.5^2 / 0.5) * 0.5^2 at each end, and 0.5 for the slope:

    >>> design = np.array([[1.0, 0], [1, 0], [1, 1], [1, 1]])
    >>> found = least_squares(design, np.array([1.0, 0, 1, 0]))
    >>> round(float(found.covariance[1, 1]), 6), round(found.freedom(np.array([0.0, 1.0])), 6)
    (0.5, 2.0)
    """
    who = np.arange(len(residual)) if group is None else group
    bread = np.asarray(np.linalg.inv(_across(design, design)), dtype=np.float64)
    # H_g = U U' with U = X B^1/2, so that A_g = I + U F U', where F undoes what U'U takes away.
    root = design @ np.linalg.cholesky(bread)
    p = design.shape[1]
    inner = _by_group(who, np.einsum("np,nq->npq", root, root).reshape(-1, p * p))
    taken, vectors = np.linalg.eigh(inner.reshape(-1, p, p))
    left = np.sqrt(np.clip(1 - taken, 0.0, 1.0))
    # Of a group that alone tells of a coefficient nothing is left, and nothing is undone.
    nothing = left < _NOTHING_LEFT
    gain = np.where(nothing, -1.0, 1 / np.where(nothing, 1.0, left * (1 + left)))
    undo = np.einsum("gij,gj,gkj->gik", vectors, gain, vectors)

    def adjusted(columns: FloatArray) -> FloatArray:
        """A times each of the columns (n, k)."""
        sums = np.einsum("np,nk->npk", root, columns).reshape(len(columns), -1)
        of_group = _by_group(who, sums).reshape(-1, p, columns.shape[1])
        back = np.einsum("gij,gjk->gik", undo, of_group)
        return np.asarray(columns + np.einsum("np,npk->nk", root, back[who]))

    scores = _by_group(who, design * adjusted(residual[:, None]))
    covariance: FloatArray = bread @ _across(scores, scores) @ bread
    return Fitted(coefficients, covariance, bread, design, adjusted(design), who)


def least_squares(
    design: FloatArray,
    response: FloatArray,
    weights: FloatArray | None = None,
    group: npt.NDArray[np.intp] | None = None,
) -> Fitted:
    """Weighted least squares of `response` (n,) on `design` (n, p), with CR2 errors."""
    root = np.ones(len(response)) if weights is None else np.sqrt(weights)
    x, y = design * root[:, None], response * root
    coefficients = np.linalg.solve(_across(x, x), _across(x, y[:, None])[:, 0])
    return fitted(np.asarray(coefficients, dtype=np.float64), x, y - x @ coefficients, group)


def _by_group(group: npt.NDArray[np.intp], table: FloatArray) -> FloatArray:
    """Sums of the rows of `table` (n, k) by group (G, k)."""
    return np.column_stack([np.bincount(group, weights=column) for column in table.T])


def _across(a: FloatArray, b: FloatArray) -> FloatArray:
    """a'b, summed one by one, so that no number of threads changes a digit."""
    product: FloatArray = np.einsum("np,nq->pq", a, b)
    return product
