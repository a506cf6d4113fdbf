"""Whether intervals hold what is true: `python benchmarks/inequality.py [gradient|...]`.

gradient    people in sites of one to four, whose areas lie anywhere in the ranking; some sites
            think alike (intraclass correlation 0 and 0.1). How often 95 % intervals of the
            slope, the ratio of its ends and the Erreygers index hold the truth at n = 40, 100 and
            400, and how often a gradient that is not there is found (5 % expected).
divergence  two groups of such sites: the same of the difference, by the intervals of independent
            people, by errors that count sites together, and by the bootstrap of sites.
repeated    segments of people who speak several times: the same of the odds ratio over the ranking.
coded       corrected prevalence at few coded people (see `corrected`): draws by lot from 2,000
            people, at several numbers coded, of a code so rare that half the draws find the
            least number with it, and only those draws.
speed       slope index with 100,000 repetitions for 50 themes, beside a loop over the draws.

Only what would be shown is counted: eight people with, and eight without the code.
"""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.inequality import (
    concentration_index,
    difference_of_groups,
    difference_of_proportions,
    fractional_rank,
    individual_slope,
    slope_index,
)
from insight.inequality.corrected import corrected_outcomes, corrected_prevalence
from insight.inequality.repeated import repeated_slope

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Limits = tuple[float, float]

SEED = 20261123
SIZES = (40, 100, 400)
SHARES = (0.2, 0.5)
ALIKE = (0.0, 0.1)
OF_A_SITE = (1, 2, 3, 4)
SLOPES = (0.0, -0.3)
LEAST = 8
REPETITIONS = 1_000
RESAMPLES = 399


@dataclass(frozen=True)
class Case:
    """One kind of study: people, share, effect, and how far those of a site think alike."""

    n: int
    share: float
    effect: float
    alike: float

    @property
    def name(self) -> str:
        """As it stands before its figures."""
        return f"n {self.n:3}, share {self.share}, effect {self.effect:4}, alike {self.alike:4}"


def main() -> None:
    """Print the figures asked for; all without a word."""
    every: dict[str, Callable[[], None]] = {
        "gradient": gradient,
        "divergence": divergence,
        "repeated": repeated,
        "coded": coded,
        "speed": speed,
    }
    for name in sys.argv[1:] or list(every):
        start = time.perf_counter()
        every[name]()
        print(f"{name}: {time.perf_counter() - start:.0f} s")


class Tally:
    """How often intervals held what is true, by method, case and in all."""

    def __init__(self) -> None:
        self.held: dict[str, list[bool]] = defaultdict(list)
        self.found: dict[str, list[bool]] = defaultdict(list)
        self.spread: dict[str, list[float]] = defaultdict(list)

    def add(self, name: str, limits: Limits, truth: float, nothing: float = 0.0) -> None:
        """One interval; where `nothing` is the truth, whether something was found."""
        low, high = limits
        if not (math.isfinite(low) and math.isfinite(high)):
            return
        self.held[name].append(low <= truth <= high)
        if truth == nothing:
            self.found[name].append(not low <= nothing <= high)

    def close(self, name: str) -> None:
        """Print one case and keep it for the whole."""
        told = [f"{who} {np.mean(held):.3f}" for who, held in sorted(self.held.items())]
        kept = len(next(iter(self.held.values()), []))
        print(f"  {name}: {', '.join(told)} ({kept} studies)", flush=True)
        for who, held in self.held.items():
            self.spread[who].append(float(np.mean(held)))
        self.held.clear()

    def tell(self, heading: str) -> None:
        """Print what all cases came to."""
        for who, found in sorted(self.spread.items()):
            wrong = np.mean(self.found[who]) if self.found[who] else math.nan
            print(
                f"{heading}, {who}: held {np.mean(found):.3f}, by case {min(found):.3f} to "
                f"{max(found):.3f}; found what is not there {wrong:.3f}"
            )


def cases(effects: tuple[float, ...]) -> Iterator[Case]:
    """Every kind of study."""
    for n in SIZES:
        for share in SHARES:
            for effect in effects:
                for alike in ALIKE:
                    yield Case(n, share, effect, alike)


def gradient() -> None:
    """Coverage of the gradient among participants, and of the tests on it."""
    generator = np.random.default_rng(SEED)
    by_size = {n: Tally() for n in SIZES}
    for case in cases(SLOPES):
        tally = by_size[case.n]
        site = sites(case.n)
        for _ in range(REPETITIONS if case.n < max(SIZES) else REPETITIONS // 2):
            rank = generator.random(site.max() + 1)[site]
            level = case.share + case.effect * (rank - 0.5)
            said = voices(level, site, case.alike, generator)
            if min(said.sum(), len(said) - said.sum()) < LEAST:
                continue
            found = individual_slope(said, rank, cluster=list(site))
            if found.reason.startswith("not"):
                continue
            tally.add("slope", (found.lower, found.upper), case.effect)
            index = concentration_index(said, rank, cluster=list(site))
            spread = float(((fractional_rank(rank) - 0.5) ** 2).mean())
            pull = np.cov(fractional_rank(rank), rank, bias=True)[0, 1] / spread
            tally.add(
                "Erreygers",
                (index.erreygers_lower, index.erreygers_upper),
                8 * spread * pull * case.effect,
            )
            if not case.effect:  # the ends of a logistic line are those of a straight one
                tally.add("ratio", (found.ratio_lower, found.ratio_upper), 1.0, 1.0)
        tally.close(case.name)
    for n, tally in by_size.items():
        tally.tell(f"gradient, n {n}")


def divergence() -> None:
    """Coverage of the difference of two groups, and of the test on it."""
    generator = np.random.default_rng(SEED)
    by_size = {n: Tally() for n in SIZES}
    for case in cases((0.0, 0.3)):
        tally = by_size[case.n]
        site = sites(case.n)
        group = site % 2 == 0
        for at in range(REPETITIONS if case.n < max(SIZES) else REPETITIONS // 2):
            said = voices(case.share + case.effect * group, site, case.alike, generator)
            if min(said.sum(), len(said) - said.sum()) < LEAST:
                continue
            counts = (said[group].sum(), group.sum(), said[~group].sum(), (~group).sum())
            alone = difference_of_proportions(*(int(one) for one in counts))
            together = difference_of_groups(said, group, ~group, list(site))
            tally.add("as if alone", (alone.lower, alone.upper), case.effect)
            tally.add("by site", (together.lower, together.upper), case.effect)
            if at % 10 == 0:
                tally.add("bootstrap", resampled(said, group, site, generator), case.effect)
        tally.close(case.name)
    for n, tally in by_size.items():
        tally.tell(f"divergence, n {n}")


def repeated() -> None:
    """Coverage of the odds ratio over segments of people who speak one to four times."""
    generator = np.random.default_rng(SEED)
    for people in (20, 40, 100):
        tally = Tally()
        for effect in (0.0, -1.0):  # log odds ratio, least over most deprived
            person = sites(round(people * np.mean(OF_A_SITE)))
            for _ in range(REPETITIONS // 2):
                rank = generator.random(person.max() + 1)[person]
                level = 1 / (1 + np.exp(0.5 - effect * (rank - 0.5)))
                said = voices(level, person, 0.2, generator)
                found = repeated_slope(said, rank, list(person))
                tally.add("odds ratio", (found.lower, found.upper), effect)
            tally.close(f"{people} people, effect {effect}")
        tally.tell(f"repeated, {people} people")


def sites(n: int) -> NDArray[np.intp]:
    """Which site each of n people belongs to, from 0."""
    of = np.resize(OF_A_SITE, n)
    return np.repeat(np.arange(n), of)[:n]


def voices(
    level: Floats, site: NDArray[np.intp], alike: float, generator: np.random.Generator
) -> Floats:
    """Who says it, with these chances (one for a site), those of a site thinking alike."""
    if alike:
        of_site = np.zeros(site.max() + 1)
        of_site[site] = np.clip(level, 0.001, 0.999)
        more = 1 / alike - 1
        level = generator.beta(of_site * more, (1 - of_site) * more)[site]
    return (generator.random(len(site)) < level).astype(float)


def resampled(
    said: Floats, group: Marks, site: NDArray[np.intp], generator: np.random.Generator
) -> Limits:
    """Percentile interval over sites drawn with replacement within each group."""
    ends = []
    for own in (group, ~group):
        names, at = np.unique(site[own], return_inverse=True)
        yes, size = np.bincount(at, weights=said[own]), np.bincount(at)
        drawn = generator.integers(len(names), size=(RESAMPLES, len(names)))
        ends.append(yes[drawn].sum(axis=1) / size[drawn].sum(axis=1))
    low, high = np.quantile(ends[0] - ends[1], (0.025, 0.975))
    return float(low), float(high)


def coded() -> None:
    """Coverage of corrected prevalence by how many were coded, and how many of them with it."""
    generator = np.random.default_rng(SEED)
    everybody = 2_000
    for n in (60, 100, 200, 250):
        for positive in (10, 20, 30, 40, 50):
            share = positive / n
            if share > 0.5:
                continue
            held = []
            for _ in range(2 * REPETITIONS):
                has = generator.permutation(everybody) < round(share * everybody)
                lot = generator.random(everybody)
                word = np.where(has, lot < 0.7, lot < 0.1).astype(float)
                told = np.full(everybody, np.nan)
                read = generator.permutation(everybody)[:n]
                told[read] = has[read]
                # What the tool asks of people read holds by luck of the draw, so it is asked here.
                if min(np.nansum(told), n - np.nansum(told)) < positive:
                    continue
                weight = np.full(everybody, everybody / n)
                found = corrected_prevalence(corrected_outcomes(word, told, weight), finite=True)
                held.append(found.lower <= has.mean() <= found.upper)
            print(f"  {n} coded, least {positive} with it, share {share:.3f}: {np.mean(held):.3f}")


def speed() -> None:
    """Seconds for 50 themes by tenths, and the same by a loop over draws."""
    generator = np.random.default_rng(SEED)
    themes, tenths, draws = 50, 10, 100_000
    table = pd.DataFrame(
        {
            "theme": np.repeat(np.arange(themes), tenths),
            "tenth": np.tile(np.arange(1, tenths + 1), themes),
            "people": generator.integers(5_000, 9_000, themes * tenths),
            "value": generator.uniform(0.1, 0.4, themes * tenths),
        }
    )
    table["lower"], table["upper"] = table["value"] - 0.05, table["value"] + 0.05
    start = time.process_time()
    slope_index(
        table,
        value="value",
        population="people",
        quantile="tenth",
        lower="lower",
        upper="upper",
        by="theme",
        value_type="proportion",
        repetitions=draws,
    )
    ours = time.process_time() - start
    one = table[table["theme"] == 0]
    share = (one["people"] / one["people"].sum()).to_numpy()
    root = np.sqrt(share)
    design = np.column_stack([root, root * (np.cumsum(share) - share / 2)])
    some = draws // 100
    start = time.process_time()
    for _ in range(some):
        value = generator.normal(one["value"].to_numpy(), 0.025)
        np.linalg.lstsq(design, root * value, rcond=None)
    loop = (time.process_time() - start) * themes * draws / some
    print(f"  {themes} themes of {tenths} tenths, {draws} draws: {ours:.2f} s of processor time")
    print(f"  a loop over draws, from {some} of one theme: {loop:.0f} s, {loop / ours:.0f} times")


if __name__ == "__main__":
    main()
