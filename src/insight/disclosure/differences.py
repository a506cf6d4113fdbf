"""What could be learned by comparing a new release with an earlier one.

Whoever has two releases, and knows who came or left between them, learns what these few said from
what moved. Hiding only what moved would tell that it moved, and hiding only where the few stand
would tell who they are. So of a source that few came to or left, nothing is shown anew; nor of one
that many did, few in each of its parts, for many times few add up. Else a part that few of them
came to or left is hidden, and so is what an earlier release hid of people of whom few have changed
since; of the rest, `cells` finds what a reader of both could work out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from insight.disclosure.people import ALL, PLACED, RESIDENTS, Part
from insight.disclosure.policy import before_rounding, counts_like_interviews, tells
from insight.settings import DisclosureSettings, SurveyPolicy

MEMBER_COLUMNS = ["source_name", "stratum", "stratum_value", "person"]
_PART = MEMBER_COLUMNS[:3]
_PEOPLE = {
    ("theme_prevalence", "n_asked"): ("stratum", "stratum_value"),
    ("representation", "n_speakers"): ("margin", "category"),
}
_MENTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("theme_prevalence", "n_mentioning"): (
        *("subject", "subject_id"),
        *("stratum", "stratum_value"),
    ),
    ("theme_prevalence", "n_unprompted"): (
        *("subject", "subject_id"),
        *("stratum", "stratum_value"),
    ),
    ("theme_views", "n_mentioning"): ("theme_id", "view", "part"),
    ("rungs", "n_claimed"): ("group", "rung"),
    ("rungs", "n_experienced"): ("group", "rung"),
    ("themes", "n_speakers"): ("theme_id",),
    ("links", "n"): ("link_status",),
}

Tables = Mapping[str, pd.DataFrame]
Modes = Mapping[str, tuple[str, str]]
Figure = tuple[str, ...]
"""Table, source where it has one, and what names a row of it."""


@dataclass(frozen=True)
class Movers:
    """So many people of a source who came to the same parts since, and left the same."""

    came: frozenset[Part]
    left: frozenset[Part]
    number: int


@dataclass(frozen=True)
class Earlier:
    """One earlier release beside who is in the study now.

    `few` : by source, the parts whose people stay hidden for its sake. `movers` : by source.
    `shown` : what it showed, and between which limits that lies; `kept` : the tables known of it.
    """

    few: Mapping[str, frozenset[Part]] = field(default_factory=dict)
    movers: Mapping[str, tuple[Movers, ...]] = field(default_factory=dict)
    shown: Mapping[Figure, tuple[int, int]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def moved(self, source: str, part: Part = ALL) -> tuple[int, int]:
        """How many came to a part, and how many left it."""
        movers = self.movers.get(source, ())
        return (
            sum(one.number for one in movers if part in one.came),
            sum(one.number for one in movers if part in one.left),
        )

    def moved_anywhere(self, part: Part = ALL) -> tuple[int, int]:
        """How many came to a part, and how many left it, all sources together."""
        counts = [self.moved(source, part) for source in self.movers]
        return sum(came for came, _ in counts), sum(left for _, left in counts)

    def known(self, source: str, least: int | None = None) -> Iterator[tuple[Part, int, int]]:
        """Between which limits the people of parts shown then lie now, for who knows who moved.

        With `least`, of parts to and from which fewer than that have moved.
        """
        for (name, count, *of), (low, high) in self.shown.items():
            if (name, count) not in _PEOPLE or of[0] != source:
                continue
            came, left = self.moved(source, (of[1], of[2]))
            if least is None or came + left < least:
                yield (of[1], of[2]), low + came - left, high + came - left

    def hides(
        self, figure: Figure, now: tuple[int, int], moved: tuple[int, int], least: int
    ) -> bool:
        """Whether a figure must not be shown now for the sake of this release.

        What was shown then must not tell, beside it, what those said who `moved` in and out; what
        was hidden then stays hidden while few have. `now` : between which limits the figure lies.
        Twenty then and twenty now, both rounded to fives: of ten who came, four at most said it.

        >>> movers = {"survey": (Movers(frozenset({ALL}), frozenset(), 10),)}
        >>> figure = ("links", "n", "linked")
        >>> earlier = Earlier(movers=movers, shown={figure: (18, 22)})
        >>> earlier.hides(figure, (18, 22), (10, 0), 8), earlier.hides(figure, (23, 27), (10, 0), 8)
        (True, False)
        """
        if figure not in self.shown:
            return bool(self.movers) and figure[0] in self.kept and sum(moved) < least
        if not any(moved):
            return False
        if sum(moved) < least:
            return True
        low, high = now[0] - self.shown[figure][1], now[1] - self.shown[figure][0]
        came, left = moved
        return tells(max(0, low), min(came, high + left), came, least) or tells(
            max(0, -high), min(left, came - low), left, least
        )


def few_changed(
    now: pd.DataFrame,
    before: pd.DataFrame,
    earlier: Tables,
    modes: Modes,
    settings: DisclosureSettings,
) -> Earlier:
    """An earlier release beside the people of the study now.

    `now`, `before` : who stands in which part (MEMBER_COLUMNS, people by keyed hash). `earlier` :
    the tables that were released then, as far as they were kept. `modes` : source_name
    -> (mode, sampling).
    """
    movers = _movers(now, before)
    both = pd.concat([now[_PART], before[_PART]]).drop_duplicates()
    shown, told_of = _people_shown(earlier), _people_told_of(earlier)
    few: dict[str, frozenset[Part]] = {}
    told = Earlier(movers=movers)
    for name, rows in both.groupby("source_name", sort=True):
        source = str(name)
        if source not in set(before["source_name"]) or source not in movers:
            continue
        parts = {(str(a), str(b)) for a, b in rows[_PART[1:]].itertuples(index=False)}
        parts |= {(stratum, value) for of, stratum, value in told_of if of == source}
        like_interviews = counts_like_interviews(*modes.get(source, ("survey", "")))
        least = settings.interviews.smallest_group if like_interviews else settings.survey.threshold
        changed = {part: sum(told.moved(source, part)) for part in parts}
        if _uncounted(movers[source], {part for part in parts if changed[part] < least}) < least:
            few[source] = frozenset(parts | {ALL})
            continue
        was_shown = {part for part in parts if (source, *part) in shown}
        hidden = {part for part in parts - was_shown if changed[part] < least}
        moved = {part for part in was_shown if 0 < changed[part] < least}
        if like_interviews:  # Whole numbers: what is hidden of one part is what the others leave.
            strata = {stratum for stratum, _ in moved}
            moved |= {part for part in parts if part[0] in strata}
        few[source] = frozenset(hidden | moved)
    return Earlier(few, movers, _figures(earlier, modes, settings.survey), frozenset(earlier))


def _uncounted(movers: Iterable[Movers], small: set[Part]) -> int:
    """How many moved who are in none of the parts that few came to or left.

    Who knows the few of each of those parts knows how many all the others are.
    """
    return sum(one.number for one in movers if not (one.came | one.left) & small)


def _movers(now: pd.DataFrame, before: pd.DataFrame) -> dict[str, tuple[Movers, ...]]:
    """By source, whoever stands in other parts than before."""
    then, today = (_parts_of_each(table) for table in (before, now))
    found: dict[str, dict[tuple[frozenset[Part], frozenset[Part]], int]] = {}
    for who in then.keys() | today.keys():
        was, has = then.get(who, frozenset()), today.get(who, frozenset())
        if was != has:
            moves = found.setdefault(who[0], {})
            key = (has - was, was - has)
            moves[key] = moves.get(key, 0) + 1
    return {
        source: tuple(
            Movers(came, left, number)
            for (came, left), number in sorted(
                moves.items(), key=lambda move: [sorted(parts) for parts in move[0]]
            )
        )
        for source, moves in found.items()
    }


def _parts_of_each(members: pd.DataFrame) -> dict[tuple[str, str], frozenset[Part]]:
    found: dict[tuple[str, str], set[Part]] = {}
    for source, stratum, value, person in members[MEMBER_COLUMNS].itertuples(index=False):
        found.setdefault((str(source), str(person)), set()).add((str(stratum), str(value)))
    return {who: frozenset(parts) for who, parts in found.items()}


def _people_told_of(earlier: Tables) -> set[tuple[str, str, str]]:
    """Parts that stood in an earlier release, shown or not, also those that hold nobody."""
    found: set[tuple[str, str, str]] = set()
    for (name, _), keys in _PEOPLE.items():
        rows = earlier[name][["source_name", *keys]].astype(str)
        found |= set(rows.itertuples(index=False, name=None))
    return found


def _people_shown(earlier: Tables) -> set[tuple[str, str, str]]:
    """Parts whose people an earlier release showed, and those that its shares are computed on."""
    found: set[tuple[str, str, str]] = set()
    for (name, count), (stratum, value) in _PEOPLE.items():
        rows = earlier[name][earlier[name][count].notna()]
        found |= {
            (str(a), str(b), str(c))
            for a, b, c in zip(rows["source_name"], rows[stratum], rows[value], strict=True)
        }
    together = {(source, *RESIDENTS) for source, stratum, _ in found if stratum == RESIDENTS[0]}
    return found | together | {(source, of, PLACED) for source, of, _ in found if of != ALL[0]}


def _figures(earlier: Tables, modes: Modes, policy: SurveyPolicy) -> dict[Figure, tuple[int, int]]:
    """What an earlier release showed of people and of what they said, as far as it was kept."""
    found: dict[Figure, tuple[int, int]] = {}
    for (name, count), keys in (_PEOPLE | _MENTIONS).items():
        if name not in earlier:
            continue
        rows = earlier[name][earlier[name][count].notna()]
        of = ["source_name"] if "source_name" in rows else []
        for row in rows[[*of, *keys, count]].to_dict("records"):
            source = str(row.get("source_name", ""))
            exact = bool(source) and counts_like_interviews(*modes.get(source, ("survey", "")))
            figure = (name, count, *(str(row[key]) for key in (*of, *keys)))
            found[figure] = shown_limits(int(row[count]), policy, exact=exact)
    shares = earlier["representation"]
    shares = shares[shares["share_of_speakers"].fillna(0) > 0]
    placed = (shares["n_speakers"] / shares["share_of_speakers"]).round().astype(int)
    for source, margin, n in zip(shares["source_name"], shares["margin"], placed, strict=True):
        if not counts_like_interviews(*modes.get(str(source), ("survey", ""))):
            figure = ("representation", "n_speakers", str(source), str(margin), PLACED)
            found[figure] = shown_limits(n, policy)
    if "theme_gradients" in earlier:
        rows = earlier["theme_gradients"]
        for source, n in rows.loc[rows["n"].notna(), ["source_name", "n"]].itertuples(index=False):
            figure = ("theme_prevalence", "n_asked", str(source), *RESIDENTS)
            found[figure] = shown_limits(int(n), policy)
        rows = rows[(rows["measure"] == "rii") & rows["value"].notna()]
        for source, code in zip(rows["source_name"], rows["subject_id"], strict=True):
            found[ratio_of(str(source), str(code))] = (0, 0)
    if "weighted_prevalence" in earlier:
        rows = earlier["weighted_prevalence"]
        rows = rows.loc[rows["prevalence"].notna(), ["source_name", "subject", "subject_id"]]
        for about in rows.astype(str).itertuples(index=False):
            found["weighted_prevalence", "prevalence", *about] = (0, 0)
    return found


def ratio_of(source: str, code: str) -> Figure:
    """What a code's ratio is called among the figures shown: it gives a number away."""
    return ("theme_gradients", "rii", source, code)


def shown_limits(shown: int, policy: SurveyPolicy, *, exact: bool = False) -> tuple[int, int]:
    """Between which counts a shown one lies.

    >>> shown_limits(10, SurveyPolicy(threshold=8, base=5))
    (8, 12)
    """
    if exact or shown == 0:
        return shown, shown
    low, high = before_rounding(shown, policy.base)
    return max(low, policy.threshold), high


def stay_hidden(since: Iterable[Earlier]) -> dict[str, frozenset[Part]]:
    """By source, the parts that stay hidden for the sake of any of the earlier releases."""
    found: dict[str, frozenset[Part]] = {}
    for one in since:
        for source, parts in one.few.items():
            found[source] = found.get(source, frozenset()) | parts
    return found
