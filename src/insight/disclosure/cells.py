"""Which cells to hide so that none can be worked out from the others.

Cells count people asked (n) and mentioning (x) in parts of one source; y = n - x did not mention.
Parts add up, together with a *rest* that no row shows (people without a place, or outside a
group). A reader has every rounded figure shown, knows what adds up to what, and knows the rules.
A hidden cell is safe when the least and the greatest value that all of this leaves possible
(`reader`) are as far apart as the smallest number that is shown.

Method: the cell suppression problem with an interval of protection, Fischetti M, Salazar JJ (2001),
Management Science 47:1008-1027, doi:10.1287/mnsc.47.7.1008.10265; here with greedy hiding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from insight.disclosure.family import EVERYBODY, Family
from insight.disclosure.policy import CERTAINTY, is_small, may_show
from insight.disclosure.reader import ContradictionError, Reader
from insight.disclosure.seen import Sought, of_mentions, of_people, sought_then
from insight.settings import SurveyPolicy


@lru_cache(maxsize=4096)
def hidden_asked(
    family: Family, policy: SurveyPolicy, also: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Cells whose number of people asked must not be shown; `family` without mentions.

    `also` : cells that are hidden for another reason, and protected like small ones.
    """
    hidden = {*also, *(c for c in family.may_hide() if is_small(family.asked[c], policy))}
    rests = [cell for cell in family.rests() if family.asked[cell] < policy.threshold]
    try:
        if family.before:
            everybody = [{EVERYBODY: 1}]
            of_people(replace(family, known=family.before), policy, hidden).limits(everybody)
    except ContradictionError:  # People are counted in another way since: nothing follows.
        family = replace(family, known=(), before=())
    # What an earlier release hid stays hidden also from somebody who knows how many came and left.
    beside = replace(family, known=family.before)
    every = range(len(family.asked))
    without, without_all = (of_people(one, policy, every) for one in (family, beside))
    while True:
        sought = [Sought(cell, ((cell, 1),)) for cell in (*sorted(hidden - family.loose), *rests)]
        unsafe = _told_by(
            of_people(family, policy, hidden), sought, policy, without if family.known else None
        )
        if family.before:
            kept = [one for one in sought if one.cell in also]
            unsafe |= _told_by(of_people(beside, policy, hidden), kept, policy, without_all)
        more = _next_to_hide(family, family.asked, hidden, unsafe)
        if more is None:
            return frozenset(hidden)
        hidden.add(more)


def hidden_mentioning(
    family: Family,
    unasked: frozenset[int],
    policy: SurveyPolicy,
    also: frozenset[int] = frozenset(),
) -> frozenset[int]:
    """Cells whose number of people mentioning must not be shown; `unasked` from `hidden_asked`.

    `also` : cells that are hidden for another reason.
    """
    hidden = (
        {c for c in also if family.asked[c]}
        | {cell for cell in unasked if cell < family.listed}
        | {
            cell
            for cell in family.may_hide()
            if not may_show(family.mentioning[cell], family.asked[cell], policy)
        }
    )
    family = _comparable(family, unasked, hidden, policy)
    while True:
        unsafe = _known_too_well(family, unasked, hidden, policy)
        more = _next_to_hide(replace(family, told=()), family.mentioning, hidden, unsafe)
        if more is None:
            return frozenset({*hidden, *(c for c in range(family.listed) if not family.asked[c])})
        hidden.add(more)


def _comparable(
    family: Family, unasked: frozenset[int], hidden: set[int], policy: SurveyPolicy
) -> Family:
    """`family`, without an earlier release that contradicts it: somebody has coded anew since.

    Then nothing follows from one for the other.
    """
    if family.then is not None:
        try:
            of_mentions(family, policy, unasked, hidden).limits([{0: 1}])
        except ContradictionError:
            return replace(family, then=None)
    return family


def is_safe(
    family: Family, unasked: frozenset[int], unmentioned: frozenset[int], policy: SurveyPolicy
) -> bool:
    """Whether no hidden number of mentions is known too well.

    Nor is it where the slope of `family` contradicts its counts: it was made from others.
    """
    hidden = set(unmentioned) & set(family.may_hide())
    family = replace(
        family, then=_comparable(replace(family, slope=None), unasked, hidden, policy).then
    )
    try:
        return not _known_too_well(family, unasked, hidden, policy)
    except ContradictionError:
        return False


def possible_mentioning(
    family: Family, unasked: frozenset[int], unmentioned: frozenset[int], policy: SurveyPolicy
) -> dict[int, tuple[float, float]]:
    """Least and greatest number of mentions that the shown figures leave possible, per hidden cell.

    `unasked`, `unmentioned` : the cells hidden, as from `hidden_asked` and `hidden_mentioning`.
    What is said on the strength of these limits says nothing that the shown figures do not.
    """
    reader = of_mentions(family, policy, unasked, unmentioned)
    cells = sorted(unmentioned - unasked)
    return dict(zip(cells, reader.limits({2 * cell: 1} for cell in cells), strict=True))


def _known_too_well(
    family: Family, unasked: frozenset[int], hidden: set[int], policy: SurveyPolicy
) -> set[int]:
    """Cells of which too much is known: who mentioned, who did not, and who came or left since."""
    reader = of_mentions(family, policy, unasked, hidden)
    parts = [(cell, part) for cell in sorted(hidden) for part in (0, 1)]
    for cell in family.rests():
        x = family.mentioning[cell]
        small = (x < policy.threshold, family.asked[cell] - x < policy.threshold)
        parts += [(cell, part) for part in (0, 1) if small[part]]
    sought = [Sought(cell, ((2 * cell + part, 1),)) for cell, part in parts]
    if family.then is None:
        return _told_by(reader, sought, policy)
    every = frozenset(range(len(family.asked)))
    without = of_mentions(replace(family, slope=None, exact=()), policy, every, every)
    return _told_by(reader, [*sought, *sought_then(family)], policy, without)


def _told_by(
    reader: Reader, sought: Sequence[Sought], policy: SurveyPolicy, without: Reader | None = None
) -> set[int]:
    """Cells of what `reader` knows too well, and better than somebody `without` this release."""
    limits = reader.limits(dict(one.terms) for one in sought)
    found = [
        (one, high - low)
        for one, (low, high) in zip(sought, limits, strict=True)
        if one.is_told(low, high, policy.threshold)
    ]
    if without is None or not found:
        return {one.cell for one, _ in found}
    before = without.limits(dict(one.terms) for one, _ in found)
    return {
        one.cell
        for (one, width), (low, high) in zip(found, before, strict=True)
        if width < high - low - CERTAINTY
    }


def _next_to_hide(
    family: Family,
    sizes: tuple[int, ...],
    hidden: set[int],
    unsafe: set[int],
) -> int | None:
    """The smallest cell that protects a hidden one; None where all are safe or nothing is left."""
    shown = [cell for cell in family.may_hide() if cell not in hidden]
    for total in family.sums:
        parts = {cell for cell, factor in total if factor > 0}
        whole = [cell for cell, factor in total if factor < 0]
        of_all = EVERYBODY not in hidden and {family.asked[c] for c in whole} == {family.asked[0]}
        if of_all and max(parts) < family.listed and len(hidden & parts) == 1:
            left = parts & set(shown)
            if left:
                return min(left, key=lambda cell: (sizes[cell], cell))
    if not unsafe or not shown:
        return None
    near = {c for total in family.sums for c, _ in total if unsafe & {cell for cell, _ in total}}
    # Through a sum that no row shows, a cell is a neighbour of those that make it up.
    near |= {c for total in family.sums for c, _ in total if near & family.loose & set(dict(total))}
    shown += [cell for cell in family.told if family.asked[cell] > 0 and cell not in hidden]
    return min(
        shown,
        key=lambda cell: (
            cell not in unsafe,
            cell == EVERYBODY,
            cell not in near,
            cell >= family.listed,
            sizes[cell],
            cell,
        ),
    )
