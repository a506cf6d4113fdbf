"""How much the detectors find of what people marked, and what a sample read says of the rest.

Limits are exact: Clopper CJ, Pearson ES (1934) The use of confidence or fiducial limits illustrated
in the case of the binomial. Biometrika 26:404-413. They never run past 0 or 1 and hold for the
shares near 1 and the small counts that occur here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from insight.errors import InputError
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS

GOLD_COLUMNS = ["document_id", "start", "end", "kind"]
_Spans = dict[str, list[tuple[int, int, str]]]


def measure_recall(
    gold: pd.DataFrame,
    found: pd.DataFrame,
    texts: Mapping[str, str] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How much of `gold` is covered by `found`, and how much of `found` touches `gold`.

    Both have columns document_id, start, end (code points, end-exclusive) and kind; rows of `found`
    whose decision is "rejected" do not count. A marked span is covered when every letter and digit
    of it lies in spans found, of whatever kind; without `texts` (document_id -> text) every code
    point has to.

    One row for each kind, then for all direct kinds, all indirect ones, and all: kind, n_marked,
    n_covered, recall, recall_low, recall_high, n_found, n_touching, precision, precision_low,
    precision_high. Recall is by the kind marked, precision by the kind found; a share of nothing is
    missing. Limits take spans to be independent: names repeat, so in few documents they flatter.

    >>> gold = pd.DataFrame([("a", 0, 4, "person"), ("a", 9, 12, "place")], columns=GOLD_COLUMNS)
    >>> told = measure_recall(gold, gold.iloc[:1]).set_index("kind")
    >>> told.loc["all", ["recall", "precision"]].tolist()
    [0.5, 1.0]
    """
    counted = found[found["decision"] != "rejected"] if "decision" in found.columns else found
    marked, claimed = _spans(gold, "the marked spans"), _spans(counted, "the spans found")
    covered = [
        (kind, _covered(start, end, claimed.get(document, ()), (texts or {}).get(document)))
        for document, spans in marked.items()
        for start, end, kind in spans
    ]
    touching = [
        (kind, any(start < stop and begin < end for begin, stop, _ in marked.get(document, ())))
        for document, spans in claimed.items()
        for start, end, kind in spans
    ]
    kinds = {kind for kind, _ in [*covered, *touching]}
    groups = {kind: {kind} for kind in (*DIRECT_KINDS, *INDIRECT_KINDS) if kind in kinds}
    groups |= {kind: {kind} for kind in sorted(kinds - set(groups))}
    groups |= {"direct": set(DIRECT_KINDS), "indirect": set(INDIRECT_KINDS), "all": kinds}
    return pd.DataFrame(
        [
            {
                "kind": name,
                **_share("recall", ("n_marked", "n_covered"), covered, of, confidence),
                **_share("precision", ("n_found", "n_touching"), touching, of, confidence),
            }
            for name, of in groups.items()
        ]
    )


def _spans(table: pd.DataFrame, what: str) -> _Spans:
    missing = [name for name in GOLD_COLUMNS if name not in table.columns]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            where=what,
            remedy=f"give the columns {', '.join(GOLD_COLUMNS)}",
        )
    spans: _Spans = {}
    rows = table[GOLD_COLUMNS].drop_duplicates().itertuples(index=False, name=None)
    for document, start, end, kind in rows:
        spans.setdefault(str(document), []).append((int(start), int(end), str(kind)))
    return spans


def _covered(start: int, end: int, spans: Iterable[tuple[int, int, str]], text: str | None) -> bool:
    places = {p for p in range(start, end) if text is None or text[p : p + 1].isalnum()}
    return places <= {p for begin, stop, _ in spans for p in range(begin, stop)}


def _share(
    name: str,
    counts: tuple[str, str],
    outcomes: Iterable[tuple[str, bool]],
    kinds: set[str],
    confidence: float,
) -> dict[str, Any]:
    own = [hit for kind, hit in outcomes if kind in kinds]
    hits, n = sum(own), len(own)
    low, high = exact_limits(hits, n, confidence)
    share = hits / n if n else math.nan
    return {
        counts[0]: n,
        counts[1]: hits,
        name: share,
        f"{name}_low": low,
        f"{name}_high": high,
    }


def exact_limits(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided Clopper-Pearson limits of the share `hits` / `n`; nan where `n` is 0.

    >>> [round(limit, 4) for limit in exact_limits(10, 10)]  # low: 0.025 ** (1 / 10)
    [0.6915, 1.0]
    """
    from statsmodels.stats.proportion import proportion_confint

    if n == 0:
        return math.nan, math.nan
    low, high = proportion_confint(hits, n, alpha=1 - confidence, method="beta")
    return float(low), float(high)


def upper_share(misses: int, n: int, confidence: float = 0.95) -> float:
    """One-sided upper Clopper-Pearson limit of a share, `misses` having been seen among `n`.

    For none seen it is 1 - (1 - confidence) ** (1 / n): about 3 / n at 95 %.

    >>> round(upper_share(0, 59), 4), round(upper_share(0, 60), 4)
    (0.0495, 0.0487)
    """
    from scipy.stats import beta

    if misses >= n:
        return 1.0
    return float(beta.ppf(confidence, misses + 1, n - misses))


def upper_count(misses: int, n: int, population: int, confidence: float = 0.95) -> int:
    """How many of `population` may be amiss at most, when `n` drawn from them hold `misses`.

    The largest M with P(X <= misses) > 1 - confidence, X hypergeometric: `n` drawn without
    replacement from `population`, of whom M are amiss (Buonaccorsi JP (1987) A note on confidence
    intervals for proportions in finite populations. American Statistician 41:215-218).

    >>> upper_count(0, 60, 300), upper_count(0, 300, 300)
    (13, 0)
    """
    from scipy.stats import hypergeom

    least, most = misses, population - n + misses
    while least < most:
        middle = (least + most + 1) // 2
        if hypergeom.cdf(misses, population, middle, n) > 1 - confidence:
            least = middle
        else:
            most = middle - 1
    return least


def sample_size(population: int, bound: float, confidence: float = 0.95) -> int:
    """How many of `population` to read, so that none amiss among them bounds the share by `bound`.

    Exact for a draw without replacement: with 16 of 300 amiss, 50 drawn hold none with probability
    C(284, 50) / C(300, 50) = 0.0498. It grows with the population towards the binomial size.

    >>> sample_size(300, 0.05), sample_size(10**7, 0.05)  # ln 0.05 / ln 0.95 = 58.4
    (50, 59)
    """
    borne = math.floor(bound * population + 1e-9)
    least, most = min(1, population), population
    while least < most:
        middle = (least + most) // 2
        if upper_count(0, middle, population, confidence) <= borne:
            most = middle
        else:
            least = middle + 1
    return least
