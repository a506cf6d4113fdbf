"""The residual risk in words and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from insight.report.governance import (
    Block,
    Grid,
    Picture,
    Points,
    Section,
    Words,
    shares_at_each_step,
)
from insight.study.governance.counts import Counts

if TYPE_CHECKING:
    from insight.study.governance.risk import Residual

_TOP = 10
_NAMES = {
    "age_band": "age band",
    "stakeholder_groups": "part played (stakeholder group)",
    "ethnicity": "ethnic group",
    "self_harm": "self-harm",
    "child_risk": "risk to children",
}
_LIKELY_RIGHT = 0.2
"""A match that is right more often than this counts as likely: one in five."""


def alike(found: Residual, counts: Counts) -> Section:
    """k-anonymity: how many share all that is told, and what making it coarser would do."""
    return Section(
        "Residual risk: what is told beside the words",
        (*_ladder(found, counts), *_single(found, counts), *_diverse(found, counts)),
    )


def _ladder(found: Residual, counts: Counts) -> Iterator[Block]:
    ladder = found.ladders["everybody"]
    names = [_name(name) for name in found.attributes.columns[2:]]
    yield Words(
        "Whoever holds the de-identified tables sees of each person: "
        f"{', '.join(names)}. k is the smallest number of people who share all of them. At k = 1 "
        "somebody is alone. For use inside the study at least 5 is suggested, for what is "
        "published at least 10. What was not told counts as a value of its own. Conditions are "
        "those that people's own words name."
    )
    if found.classes and len(found.attributes):
        yield Picture(shares_at_each_step(list(ladder["step"]), _shown(found, counts)))
    yield Grid(
        "Everybody: k, and people in small classes, as attributes are made coarser in order",
        ("Step", "k", "Alone", "Fewer than 5 alike", "Fewer than 10 alike"),
        tuple(
            (
                f"{number}. {row['step']}" if number else row["step"],
                counts.k(row["k"]),
                *(counts.n(row[c]) for c in ("n_single", "n_below_internal", "n_below_published")),
            )
            for number, row in enumerate(ladder.to_dict("records"))
        ),
    )
    if len(found.ladders) > 2:
        yield Grid(
            "By source, for who knows that somebody took part in it: first and last step",
            ("Source", "k at first", "Alone at first", "k at last", "Fewer than 5 alike at last"),
            tuple(
                (
                    name,
                    counts.k(int(own["k"].iloc[0])),
                    counts.n(int(own["n_single"].iloc[0])),
                    counts.k(int(own["k"].iloc[-1])),
                    counts.n(int(own["n_below_internal"].iloc[-1])),
                )
                for name, own in found.ladders.items()
                if name != "everybody"
            ),
        )
    last = ladder.iloc[-1]
    if last["n_below_internal"]:
        yield Words(
            f"Even after the last step, {counts.n(int(last['n_below_internal']))} of "
            f"{counts.n(int(last['n_people']))} people share what is left with fewer than four "
            "others. Before tables go to partners, merge groups, leave attributes out, or leave "
            "these people out.",
            warning=True,
        )


def _shown(found: Residual, counts: Counts) -> list[tuple[float, ...]]:
    """Shares for the picture; to the nearest 5 % where the report may travel."""
    if counts.exact:
        return list(found.classes)
    told = []
    for shares in found.classes:
        rounded = [round(share * 20) / 20 for share in shares[:-1]]
        told.append((*rounded, max(0.0, round(1 - sum(rounded), 2))))
    return told


def _single(found: Residual, counts: Counts) -> Iterator[Block]:
    yield Grid(
        "Which attribute makes people single: those still alone when it is left out",
        ("Left out", "Alone before", "Alone without it"),
        tuple(
            (_name(row["attribute"]), counts.n(row["n_single"]), counts.n(row["n_without"]))
            for row in found.helps.to_dict("records")
        ),
    )
    common = found.special.groupby("attributes")["speaker_id"].nunique()
    ordered = common.reset_index().sort_values(
        ["speaker_id", "attributes"], ascending=[False, True]
    )
    if len(ordered):
        yield Grid(
            "Shortest sets of attributes that single somebody out (ten commonest)",
            ("Attributes together", "People singled out"),
            tuple(
                (" + ".join(_name(one) for one in names.split(" + ")), counts.n(int(n)))
                for names, n in ordered.head(_TOP).itertuples(index=False)
            ),
        )


def _diverse(found: Residual, counts: Counts) -> Iterator[Block]:
    yield Grid(
        "Does knowing the class tell the rest? l, the fewest different things told in a class",
        ("Sensitive thing", "l", "People of whom all in their class tell the same one"),
        tuple(
            (
                one.what,
                str(one.least) if counts.exact or one.least < 2 else "2 or more",
                counts.n(int(one.table["n_in_classes"].max()) if len(one.table) else 0),
            )
            for one in found.diversity
        ),
    )
    yield Words(
        "At l = 1 there is a class in which everybody tells the same, or nothing. The last column "
        "counts only what is told: of a class in which all speak of one thing, whoever knows that "
        "somebody belongs to it knows that they spoke of it."
    )


def residents(found: Residual, counts: Counts) -> Section:
    """How many residents are alike: an estimate, with what is assumed."""
    if found.margins is None or found.known is None or found.assumed is None:
        blocks: tuple[Block, ...] = (
            Words("No table of residents is named in study.toml: nothing can be said of them."),
        )
        return Section("Residual risk: among all residents", blocks)
    told = found.margins
    without = [n for n in found.attributes.columns[2:] if n not in told.told]
    rows = tuple(
        (
            words,
            f"{frame['expected'].median():,.0f}" if counts.exact else _about(frame["expected"]),
            counts.n(int((frame["chance_right"] > _LIKELY_RIGHT).sum())),
            counts.n(int((frame["chance_single"] > 0.5).sum())),
        )
        for words, frame in (
            ("attributes with a margin alone (sees too little risk)", found.known),
            ("the others with the speakers' own shares (assumed)", found.assumed),
        )
    )
    return Section(
        "Residual risk: among all residents",
        (
            Words(
                f"The county has {told.residents:,} residents. A person who is alone in the study "
                "may have many like them in the county; an intruder who does not know who took "
                "part would often be wrong. An informed neighbour does know."
            ),
            Grid(
                "Residents expected to share all that is told of a speaker",
                (
                    "Reckoned from",
                    "Others alike (median)",
                    "People matched rightly more often than 1 in 5",
                    "People probably single in the county",
                ),
                rows,
            ),
            Points(
                (
                    f"Margins are known for: {_listed(told.told)}; "
                    f"from {'; '.join(sorted(set(told.told.values())))}.",
                    f"No margin is known for: {_listed(without)}. In the first row they are left "
                    "out; in the second their share among the speakers stands in, which is too "
                    "high for whatever people were sought out for, so that the risk is greater "
                    "than it says. A margin can be added to the table of residents, under the "
                    "attribute's name.",
                    "Attributes are taken to be independent, ages to be spread evenly within "
                    "their band, and residents alike to be Poisson.",
                    "If speakers had been drawn by chance, a match with somebody alone in the "
                    f"study would be right with chance {found.by_chance:.1%} (data intrusion "
                    "simulation). Nobody was drawn by chance here: read it as the least.",
                )
            ),
        ),
    )


def words(found: Residual, counts: Counts) -> Section:
    """What quotes tell, what is public, what discloses harm."""
    return Section(
        "Residual risk: the words themselves",
        (*_quotes(found, counts), *_public(found, counts), *_harm(found, counts)),
    )


def _quotes(found: Residual, counts: Counts) -> Iterator[Block]:
    if found.of_quotes.empty:
        yield Words("No quote is approved or proposed.")
        return
    rows = []
    for words_, frame in (
        ("in one quote", found.of_quotes),
        ("in all quotes of one person", found.of_people),
    ):
        rows.append(
            (
                words_,
                counts.n(len(frame)),
                counts.n(int((frame["n_kinds"] == 1).sum())),
                counts.n(int((frame["n_kinds"] == 2).sum())),
                counts.n(int((frame["n_kinds"] > 2).sum())),
                counts.n(int(frame["look"].sum())),
            )
        )
    yield Grid(
        "What approved and proposed quotes tell together: role, place, condition, household, "
        "origin, event, age",
        ("Taken together", "In all", "One kind", "Two kinds", "Three or more", "To look at again"),
        tuple(rows),
    )
    yield Words(
        "To look at again: role, place and condition together, four kinds or more, or two that "
        "fewer than five people of the study tell. The list is quotes-to-look-at.csv, beside "
        "this report."
    )


def _public(found: Residual, counts: Counts) -> Iterator[Block]:
    if found.public is None:
        yield Words(
            "Whether the words stand in public text was not looked for: no folder of it was given "
            "(option --public). Answers that were published, and posts, can be searched for.",
            warning=True,
        )
        return
    near = found.public["segment_id"].nunique()
    yield Words(
        f"Passages that stand nearly the same in the public texts given: {counts.n(int(near))}. "
        "Told is a passage of which half the runs of five words, or eight words in a row, stand "
        "in one of them. The list is public-words.csv; quotes from it should be paraphrased."
    )


def _harm(found: Residual, counts: Counts) -> Iterator[Block]:
    from insight.disclosure.risk import CATEGORIES

    flagged = found.harm[~found.harm["denied"]]
    rows = []
    for category in CATEGORIES:
        own = flagged[flagged["category"] == category]
        rows.append(
            (
                _name(category),
                counts.n(len(own)),
                counts.n(int(own["speaker_id"].nunique())),
                counts.n(int((found.harm["denied"] & (found.harm["category"] == category)).sum())),
            )
        )
    yield Grid(
        "Passages for the safeguarding lead to read",
        ("What they may tell of", "Passages", "People", "Only denied (also listed)"),
        tuple(rows),
    )
    share = counts.share(int(flagged["segment_id"].nunique()), len(found.texts))
    yield Words(
        f"Flagged: {counts.n(int(flagged['segment_id'].nunique()))} of "
        f"{counts.n(len(found.texts))} passages ({share}). A cue is a reason to read, not a "
        "finding. Passages without one may tell of harm too. The list is safeguarding.csv; only "
        "the safeguarding lead decides what follows."
    )


def _about(expected: pd.Series) -> str:
    """A median to one figure."""
    middle = float(expected.median())
    return f"about {float(f'{middle:.1g}'):,.0f}"


def _name(attribute: str) -> str:
    return _NAMES.get(attribute, attribute.replace("_", " "))


def _listed(names: object) -> str:
    told = [_name(str(name)) for name in names]  # type: ignore[attr-defined]
    return ", ".join(told) or "none"
