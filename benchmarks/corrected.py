"""How well people put the machine right: `python benchmarks/corrected.py [figures|learning]`.

On NHS comments with themes given by people (looked for beside the repository in `../shared/data`):

figures   500 times, 250 comments are drawn and read by people, whose themes are taken from the
          data; a machine coder, whose errors differ between the two trusts, coded all. How often
          95 % intervals hold the share that all labels give, and how wide they are: people and
          machine together, people's sample alone, the machine alone. For draws by lot, by the
          active learner, and by the active learner in five rounds. Themes that four comments in a
          hundred have, in the trust in question.
learning  250 comments drawn by the active learner in five rounds, against 250 by lot, and against
          all of them (five folds by respondent): macro-F1 over themes given 20 times or more, on
          the comments that were not drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insight.coding import Code, Codebook
from insight.coding.draw.gain import gains
from insight.coding.draw.rounds import Round, weights_of
from insight.coding.draw.sample import chances, pivotal
from insight.inequality import difference_of_proportions, wilson
from insight.inequality.corrected import (
    Corrected,
    Outcomes,
    corrected_difference,
    corrected_outcomes,
    corrected_prevalence,
)

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
LEAST = 20
CODED, ROUNDS, REPETITIONS, LEARNINGS = 250, 5, 500, 5
NO_THEME = ("theme__not_assigned", "theme__labelling_not_possible")
# Sensitivity and specificity of the machine that is made up, in the two trusts.
SENSITIVITY, SPECIFICITY = (0.85, 0.55), (0.97, 0.93)
COMMON = 0.04  # ten comments among 250 drawn by lot

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
Drawn = tuple[Floats, Floats]


def main() -> None:
    """Print the figures asked for; both without a word."""
    if not DATA.is_dir():
        print("left out: the public data are not beside the repository")
        sys.exit()
    frame = pd.read_parquet(DATA / "fft_comments_dev.parquet")
    themes = [
        name
        for name in map(str, frame.filter(like="theme__"))
        if name not in NO_THEME and frame[name].sum() >= LEAST
    ]
    marks = frame[themes].to_numpy(dtype=bool)
    print(f"{len(themes)} themes, {len(frame)} comments, {CODED} of them coded by people")
    asked = sys.argv[1:] or ["figures", "learning"]
    if "figures" in asked:
        figures(marks, (frame["trust"] == "NHFT").to_numpy(dtype=bool))
    if "learning" in asked:
        learning(frame, themes, marks)


def figures(marks: Marks, group: Marks) -> None:
    """Coverage and width of intervals, over themes given often enough for a figure."""
    generator = np.random.default_rng(20261123)
    sensitivity, specificity = (np.where(group, *pair) for pair in (SENSITIVITY, SPECIFICITY))
    lot = generator.random(marks.shape)
    machine = np.where(marks, lot < sensitivity[:, None], lot > specificity[:, None]).astype(float)
    for name, plan in (("by lot", 0), ("active, one round", 1), ("active, five rounds", ROUNDS)):
        tally = Tally()
        for _ in range(REPETITIONS):
            weight, spread = _drawn(marks, machine, plan, generator)
            for at in range(marks.shape[1]):
                told = np.where(weight > 0, marks[:, at], np.nan)
                tally.add(machine[:, at], told, weight, spread, group, marks[:, at])
        tally.tell(name)


def _drawn(marks: Marks, machine: Floats, rounds: int, generator: np.random.Generator) -> Drawn:
    """Weight and spread (n,) of what one draw of 250 comments reads; 0 of the others."""
    size = len(marks)
    if not rounds:
        chosen = generator.permutation(size)[:CODED]
        weight = np.zeros(size)
        weight[chosen] = size / CODED
        return weight, weight * (weight - 1)
    probability = 0.05 + 0.75 * machine
    done: list[Round] = []
    read = np.zeros(size, dtype=bool)
    for number in range(1, rounds + 1):
        left = np.flatnonzero(~read)
        positives = marks[read].sum(axis=0).astype(np.float64)
        order = left[np.lexsort((generator.random(len(left)), probability[left].argmax(axis=1)))]
        chance = chances(gains(probability[order], positives), CODED // rounds)
        drawn = pivotal(chance, generator)
        told = {str(at): float(q) for at, q in zip(order[drawn], chance[drawn], strict=True)}
        known = frozenset(map(str, np.flatnonzero(read)))
        done.append(Round(number, "", len(left), told, known))
        read[order[drawn]] = True
    table = weights_of(done, set(map(str, np.flatnonzero(read))))
    weight, spread = np.zeros(size), np.zeros(size)
    at = table["segment_id"].astype(int).to_numpy()
    weight[at], spread[at] = table["weight"], table["spread"]
    return weight, spread


class Tally:
    """How often intervals held what is true, and how wide they were, by whom and of what."""

    WHAT = ("all", "group a", "group b", "difference")

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], list[tuple[bool, float]]] = {}

    def add(
        self,
        machine: Floats,
        told: Floats,
        weight: Floats,
        spread: Floats,
        group: Marks,
        marks: Marks,
    ) -> None:
        """One theme of one draw, where it is common enough in the data for a figure."""
        true = [marks.mean(), marks[group].mean(), marks[~group].mean()]
        common = [share >= COMMON for share in true]
        true.append(true[1] - true[2])
        common.append(common[1] and common[2])
        both = corrected_outcomes(machine, told, weight, spread)
        alone = corrected_outcomes(np.zeros(len(machine)), told, weight, spread)
        parts = (np.ones(len(group), dtype=bool), group, ~group)
        for at, what in enumerate(self.WHAT):
            if not common[at]:
                continue
            for who, outcomes in (("people + machine", both), ("people alone", alone)):
                found = _figure(outcomes, group, at)
                self._note(who, what, found.lower, found.upper, float(true[at]))
            if at < len(parts):
                own = machine[parts[at]]
                low, high = wilson(own.sum(), len(own))
            else:
                x_a, x_b = int(machine[group].sum()), int(machine[~group].sum())
                gap = difference_of_proportions(x_a, int(group.sum()), x_b, int((~group).sum()))
                low, high = gap.lower, gap.upper
            self._note("machine alone", what, float(low), float(high), float(true[at]))

    def _note(self, who: str, what: str, low: float, high: float, true: float) -> None:
        self.held.setdefault((who, what), []).append((low <= true <= high, high - low))

    def tell(self, name: str) -> None:
        """Print the table."""
        print(f"drawn {name}:")
        for (who, what), found in sorted(self.held.items()):
            held, width = np.mean(np.array(found, dtype=float), axis=0)
            print(
                f"  {who:17} {what:11} held {held:.3f}, width {width:.4f}, {len(found)} intervals"
            )


def _figure(outcomes: Outcomes, group: Marks, at: int) -> Corrected:
    if at == 3:
        return corrected_difference(outcomes, group, ~group, finite=True)
    return corrected_prevalence(outcomes, (None, group, ~group)[at], finite=True)


def learning(frame: pd.DataFrame, themes: Sequence[str], marks: Marks) -> None:
    """Macro-F1 of what is learned from comments drawn in one way and another."""
    from insight.coding.machine.learner import learn
    from insight.coding.machine.records import Decisions, Texts
    from insight.inference import SentenceEncoder

    names = pd.read_csv(DATA / "fft_theme_labels.csv").set_index("column")["original_label"]
    codes = tuple(Code(name, name, names[name], names[name]) for name in themes)
    book, encoder = Codebook("Names only", "1", codes), SentenceEncoder()
    kept: dict[str, NDArray[np.float32]] = {}

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        fresh = sorted({text for text in texts if text not in kept})
        kept.update(zip(fresh, encoder.encode(fresh), strict=True))
        return np.stack([kept[text] for text in texts])

    ordered = frame["text"].to_list()
    texts = Texts(ordered, encode(ordered).astype(np.float64), frame["respondent_id"].to_list())

    def taught(read: Marks) -> tuple[Floats, Marks]:
        found = learn(texts, Decisions(read, marks & read[:, None]), book, encode)
        cuts = [2.0 if one.cut is None else one.cut for one in found.standings]
        return found.unseen, np.asarray(found.unseen >= np.array(cuts))

    everything = macro_f1(marks, taught(np.ones(len(marks), dtype=bool))[1])
    print(f"full training, unseen respondents: macro-F1 {everything:.3f}")
    nothing = taught(np.zeros(len(marks), dtype=bool))[0]
    scores = []
    for draw in range(LEARNINGS):
        generator = np.random.default_rng(draw)
        by_lot = np.zeros(len(marks), dtype=bool)
        by_lot[generator.permutation(len(marks))[:CODED]] = True
        read, probability = np.zeros(len(marks), dtype=bool), nothing
        for _ in range(ROUNDS):
            left = np.flatnonzero(~read)
            likely = probability[left].argmax(axis=1)
            order = left[np.lexsort((frame["respondent_id"].to_numpy()[left], likely))]
            gained = gains(probability[order], marks[read].sum(axis=0).astype(np.float64))
            read[order[pivotal(chances(gained, CODED // ROUNDS), generator)]] = True
            probability, found = taught(read)
        lot = taught(by_lot)[1]
        scores.append(
            (macro_f1(marks[~read], found[~read]), macro_f1(marks[~by_lot], lot[~by_lot]))
        )
        print(f"  draw {draw}: active {scores[-1][0]:.3f}, by lot {scores[-1][1]:.3f}")
    active, lot_mean = np.mean(scores, axis=0)
    print(
        f"active {active:.3f}, by lot {lot_mean:.3f}: {active / lot_mean:.2f} times by lot, "
        f"{active / everything:.2f} times full training"
    )


def macro_f1(given: Marks, found: Marks) -> float:
    """Mean F1 of the themes that were given at all."""
    both = (given & found).sum(axis=0)
    sizes = given.sum(axis=0) + found.sum(axis=0)
    there = given.any(axis=0)
    return float((2 * both[there] / sizes[there]).mean())


if __name__ == "__main__":
    main()
