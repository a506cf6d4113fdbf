"""Two versions of a codebook: what changed, in words, and what that means for codings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from insight.coding.book.codebook import Code, Codebook

Kind = Literal[
    "added",
    "removed",
    "renamed",
    "retitled",
    "redefined",
    "moved",
    "split",
    "merged",
    "detailed",
    "regrouped",
]
Recode = Literal["stands", "carried", "decide", "dropped", "read again"]
TO_DO: Mapping[Recode, str] = {
    "stands": "nothing: the codings stand",
    "carried": "carried over to the new code",
    "decide": "a person decides on each again",
    "dropped": "they count no more",
    "read again": "read what was read before again, for this code",
}
_MEANING = ("definition", "include", "exclude", "ordinal", "rungs")
_CALLED = ("label", "name")
_DETAILS = ("examples", "cues", "pair", "principles", "origin", "colour")


@dataclass(frozen=True)
class Change:
    """One difference: codes before, codes after, what happened in words, and what to do."""

    kind: Kind
    old: tuple[str, ...]
    new: tuple[str, ...]
    words: str
    recode: Recode = "stands"


@dataclass(frozen=True)
class Differences:
    """What changed from one version of a codebook to the next, in the order of the codes.

    `became` says of each code before which codes its codings may belong to now: one (the codings
    are carried over, or stand), several (people decide) or none.
    """

    old_version: str
    new_version: str
    became: Mapping[str, tuple[str, ...]]
    changes: tuple[Change, ...]

    @cached_property
    def words(self) -> list[str]:
        """All changes, a sentence each."""
        return [change.words for change in self.changes]

    def affected(self, codings: pd.DataFrame) -> pd.DataFrame:
        """What people coded that the changes touch.

        Columns change, old, new (joined by ';'), what_to_do, n_codings, n_segments, n_coders; one
        row a change that touches codings. For an added code, the codings are all segments that
        somebody read before it was there. What the machine suggested it suggests anew.
        """
        people = codings[codings["decision"] != "suggested"]
        rows = []
        for change in self.changes:
            if change.kind in ("detailed", "regrouped"):
                continue
            touched = people if change.kind == "added" else people[people["code"].isin(change.old)]
            if change.kind == "added":
                touched = touched.drop_duplicates(["segment_id", "coder", "round"])
            rows.append(
                {
                    "change": change.kind,
                    "old": ";".join(change.old),
                    "new": ";".join(change.new),
                    "what_to_do": TO_DO[change.recode],
                    "n_codings": len(touched),
                    "n_segments": touched["segment_id"].nunique(),
                    "n_coders": touched["coder"].nunique(),
                }
            )
        columns = ["change", "old", "new", "what_to_do", "n_codings", "n_segments", "n_coders"]
        return pd.DataFrame(rows, columns=columns)


def compare(old: Codebook, new: Codebook) -> Differences:
    """What changed from `old` to `new`.

    A code that `replaces` several merges them; one that several replace is split, itself among
    them where it stays. A code under a new short name that replaces nothing is taken for an old
    one where the two mean the same, word for word, and no other does.
    """
    before = {code.code: code for code in old.codes}
    after = {code.code: code for code in new.codes}
    became = {code: tuple(_targets(code, new)) for code in before}
    became |= _renamed(before, after, became)
    changes = [
        *_splits(became),
        *_merges(became, after),
        *_singles(became, before, after),
        *(_removed(before[code]) for code, targets in became.items() if not targets),
        *_added(became, before, after),
        *(change for code in after if code in before for change in _edited(before, after, code)),
        *_redefined(became, before, after),
        *_regrouped(old, new),
    ]
    order = {code: place for place, code in enumerate(dict.fromkeys((*after, *before)))}
    changes.sort(
        key=lambda one: min((order[code] for code in one.new or one.old), default=len(order))
    )
    return Differences(old.version, new.version, became, tuple(changes))


def _targets(code: str, new: Codebook) -> Iterator[str]:
    """Codes that `code` became, as the new version tells: itself, and what replaces it."""
    for one in new.codes:
        if one.code == code or code in one.replaces:
            yield one.code


def _renamed(
    before: Mapping[str, Code], after: Mapping[str, Code], became: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Codes that are gone, and stand under another short name with the same meaning."""
    claimed = {one for targets in became.values() for one in targets}
    free = [code for code in after.values() if code.code not in claimed]
    found = {}
    for code, targets in became.items():
        if not targets:
            same = [one for one in free if _meaning(one) == _meaning(before[code])]
            if len(same) == 1:
                found[code] = (same[0].code,)
    taken = [targets[0] for targets in found.values()]
    return {code: one for code, one in found.items() if taken.count(one[0]) == 1}


def _splits(became: Mapping[str, tuple[str, ...]]) -> Iterator[Change]:
    for code, targets in became.items():
        if len(targets) > 1:
            words = f"{code} is split into {_listed(targets)}: people decide on each coding again."
            yield Change("split", (code,), targets, words, "decide")


def _merges(became: Mapping[str, tuple[str, ...]], after: Mapping[str, Code]) -> Iterator[Change]:
    for code in after:
        joined = tuple(one for one, targets in became.items() if targets == (code,))
        if len(joined) > 1:
            words = f"{_listed(joined)} are merged into {code}: their codings are carried over."
            yield Change("merged", joined, (code,), words, "carried")


def _singles(
    became: Mapping[str, tuple[str, ...]], before: Mapping[str, Code], after: Mapping[str, Code]
) -> Iterator[Change]:
    """Codes that became one other, which nothing else became."""
    for code, targets in became.items():
        alone = sum(targets == one for one in became.values()) == 1
        if len(targets) != 1 or targets[0] == code or not alone:
            continue
        (target,) = targets
        if _meaning(before[code]) == _meaning(after[target]):
            words = f"{code} is called {target} now, and means the same: codings are carried over."
            yield Change("renamed", (code,), targets, words, "carried")
        else:
            words = f"{code} is called {target} now, and means something else: people decide again."
            yield Change("redefined", (code,), targets, words, "decide")


def _removed(code: Code) -> Change:
    words = f"{code.code} is removed: what was coded with it counts no more."
    return Change("removed", (code.code,), (), words, "dropped")


def _added(
    became: Mapping[str, tuple[str, ...]], before: Mapping[str, Code], after: Mapping[str, Code]
) -> Iterator[Change]:
    claimed = {one for targets in became.values() for one in targets}
    for code in after:
        if code not in claimed and code not in before:
            words = f"{code} is added: what was read before was not read for it."
            yield Change("added", (), (code,), words, "read again")


def _redefined(
    became: Mapping[str, tuple[str, ...]], before: Mapping[str, Code], after: Mapping[str, Code]
) -> Iterator[Change]:
    """Codes that stay, alone, and mean something else."""
    for code, targets in became.items():
        alone = sum(code in one for one in became.values()) == 1
        if targets == (code,) and alone and _meaning(before[code]) != _meaning(after[code]):
            named = _listed(_changed(before[code], after[code], _MEANING))
            words = f"{code} is redefined ({named}): people decide on each coding again."
            yield Change("redefined", (code,), (code,), words, "decide")


def _edited(before: Mapping[str, Code], after: Mapping[str, Code], name: str) -> Iterator[Change]:
    """What changed of the code `name`, which is in both, but for its meaning."""
    old, new, code = before[name], after[name], (name,)
    if _changed(old, new, _CALLED):
        words = f"{new.code} goes by another name, and means what it says: codings stand."
        yield Change("retitled", code, code, words)
    if old.parent != new.parent:
        words = f"{new.code} moves {_above(old)} {_above(new, to=True)}: codings stand."
        yield Change("moved", code, code, words)
    if details := _changed(old, new, _DETAILS):
        words = f"{new.code}: {_listed(details)} changed; codings stand, suggestions may differ."
        yield Change("detailed", code, code, words)


def _regrouped(old: Codebook, new: Codebook) -> Iterator[Change]:
    before, after = ({one.code: one for one in book.groups} for book in (old, new))
    for code in sorted({*before, *after}):
        if before.get(code) != after.get(code):
            what = "added" if code not in before else "removed" if code not in after else "changed"
            yield Change("regrouped", (), (), f"The chapter {code} is {what}: codings stand.")


def _meaning(code: Code) -> tuple[object, ...]:
    """What decides whether a code applies, whatever its line breaks and blanks."""
    return tuple(_plain(getattr(code, name)) for name in _MEANING)


def _changed(old: Code, new: Code, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if _plain(getattr(old, name)) != _plain(getattr(new, name)))


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_plain(one) for one in value)
    return " ".join(value.split()) if isinstance(value, str) else value


def _above(code: Code, *, to: bool = False) -> str:
    if to:
        return f"to {code.parent}" if code.parent else "to the top"
    return f"from {code.parent}" if code.parent else "from the top"


def _listed(names: Iterable[str]) -> str:
    """`names` in words.

    >>> _listed(["V1", "V2", "V3"])
    'V1, V2 and V3'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
