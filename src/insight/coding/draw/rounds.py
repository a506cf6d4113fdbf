"""Several draws, each decided in the light of what the earlier ones taught, as one sample.

Chances of later rounds depend on what people said in earlier ones, so that nobody has an overall
chance that could be known beforehand. Each round by itself is a fair draw, given the past, from
those not coded yet, U: with q the chance in that round and m of them coded,

    sum of y = sum over those coded before of y + sum over U of g
               + sum over those drawn of (y - g) / q       on average

and a mixture of the rounds with weights a, fixed by their sizes alone, is unbiased as well (the
errors of the rounds are differences of a martingale: Hall P, Heyde CC (1980), Martingale Limit
Theory, chapter 3; for such sampling Zrnic T, Candès EJ (2024), Active statistical inference,
arXiv:2403.03208). Put together, what somebody drew and read counts with

    weight = sum over rounds of a * (1 if it was coded before, 1 / q if drawn in it)
    spread = sum over rounds it was drawn in of a^2 (1 - q) / q^2

where a is in proportion to m / (U (U - m)), the inverse of the variance of a plain draw. Two rounds
of 10 out of 100 with equal chances are one of 20 then: a is 8/17 and 9/17 (10 / (100 * 90) against
10 / (90 * 80)), and the weight of the first ten 8/17 * 10 + 9/17 = 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from insight.coding.draw.propose import Proposal, units_of
from insight.coding.people.human import MACHINE
from insight.coding.people.noted import text_digest
from insight.errors import InputError
from insight.store import StudyKey
from insight.store.ledger import Decision

DRAW = "draw"
KNOWN = "known"


@dataclass(frozen=True)
class Round:
    """One draw: from `size` segments; `chance` of those drawn; `known` were coded before it."""

    number: int
    by: str
    size: int
    chance: dict[str, float]
    known: frozenset[str]


def draw_decisions(
    proposal: Proposal, number: int, segments: pd.DataFrame, key: StudyKey, by: str, on: str
) -> list[Decision]:
    """A draw as lines of the ledger: who was coded before it, and who was drawn.

    The verdict of a segment drawn is its chance, and from how many segments it was drawn; nobody
    who codes sees it.
    """
    text = dict(zip(segments["segment_id"], segments["text"], strict=True))
    columns = (proposal.drawn["segment_id"], proposal.drawn["chance"])
    told = [(one, KNOWN) for one in proposal.known]
    told += [
        (one, f"{chance!r} of {proposal.size}")
        for one, chance in zip(columns[0], map(float, columns[1]), strict=True)
    ]
    return [
        Decision(DRAW, one, text_digest(key, text[one]), by, on, f"{number} {by}", verdict)
        for one, verdict in told
    ]


def rounds_of(decisions: Iterable[Decision]) -> list[Round]:
    """The draws that the ledger tells of, first to last; InputError where a line is none."""
    by_round: dict[tuple[int, str], list[Decision]] = {}
    try:
        for one in decisions:
            if one.what == DRAW:
                number, by = one.place.split(" ", 1)
                by_round.setdefault((int(number), by), []).append(one)
        return [_round(*which, lines) for which, lines in sorted(by_round.items())]
    except ValueError:
        raise InputError(
            "a draw that nobody can read",
            where="the ledger",
            remedy="restore it from a copy; it is only ever appended to",
        ) from None


def next_round(rounds: Iterable[Round]) -> int:
    """The number of the draw to come."""
    return max((one.number for one in rounds), default=0) + 1


def _round(number: int, by: str, lines: list[Decision]) -> Round:
    known = frozenset(one.about for one in lines if one.verdict == KNOWN)
    drawn = {one.about: one.verdict.split(" of ") for one in lines if one.verdict != KNOWN}
    chance = {one: float(told) for one, (told, _) in drawn.items()}
    size = max((int(told) for _, told in drawn.values()), default=0)
    return Round(number, by, size, chance, known)


def sample_weights(
    codings: pd.DataFrame, segments: pd.DataFrame, rounds: Iterable[Round]
) -> pd.DataFrame:
    """What counts as drawn and read by people: segment_id, weight, spread (see above).

    Without rounds, what has a sampling_probability in `codings` (Codings) is one draw: its weight
    is 1 over that, its spread weight (weight - 1). Of a round that was coded in part, what was
    coded counts as drawn from it by lot.
    """
    people = codings[codings["coder"] != MACHINE]
    told = list(rounds)
    if not told:
        chance = people.groupby("segment_id")["sampling_probability"].min().dropna()
        weight = 1 / chance
        table = pd.DataFrame({"weight": weight, "spread": weight * (weight - 1)})
        return table.reset_index().sort_values("segment_id", ignore_index=True)
    heard = segments.assign(unit=units_of(segments))
    read = heard["segment_id"].isin(people["segment_id"])
    whole = read.groupby(heard["unit"]).transform("all")
    coded = set(heard.loc[whole, "segment_id"])
    return weights_of(told, coded)


def weights_of(rounds: list[Round], coded: set[str]) -> pd.DataFrame:
    """Weight and spread of what was `coded`, over all rounds."""
    done = [{one: q for one, q in a.chance.items() if one in coded} for a in rounds]
    shares = _shares([(one.size, len(own)) for one, own in zip(rounds, done, strict=True)])
    weight: dict[str, float] = {}
    spread: dict[str, float] = {}
    for one, own, share in zip(rounds, done, shares, strict=True):
        if not share:
            continue
        for segment in sorted(one.known & coded):
            weight[segment] = weight.get(segment, 0.0) + share
            spread.setdefault(segment, 0.0)
        for segment, chance in sorted(own.items()):
            q = chance * len(own) / len(one.chance)
            weight[segment] = weight.get(segment, 0.0) + share / q
            spread[segment] = spread.get(segment, 0.0) + share**2 * (1 - q) / q**2
    names = sorted(weight)
    return pd.DataFrame(
        {
            "segment_id": pd.Series(names, dtype="str"),
            "weight": [weight[one] for one in names],
            "spread": [spread[one] for one in names],
        }
    )


def _shares(sizes: list[tuple[int, int]]) -> list[float]:
    """The weights a of rounds told as (those who could be drawn, those drawn and coded)."""
    last_word = [float(size == coded > 0) for size, coded in sizes]
    if any(last_word):
        # Everybody who was left has been read: nothing is uncertain any more.
        only = last_word.index(1.0)
        return [float(at == only) for at in range(len(sizes))]
    worth = [coded / (size * (size - coded)) if coded else 0.0 for size, coded in sizes]
    total = sum(worth)
    return [one / total for one in worth] if total else worth
