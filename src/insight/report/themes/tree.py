"""Which themes belong together: a tree, nearest themes joined first."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd

from insight.report import look, narrative
from insight.report.evidence import whole
from insight.report.figures import Figure, rendered

_WRAP = 38


def theme_tree(merges: pd.DataFrame, themes: pd.DataFrame, *, draft: bool) -> Figure:
    """`merges` (node, left, right, height) of `themes` (theme_id, label, n_speakers) as a tree.

    `left` and `right` are theme_ids or the `node` of an earlier row, `height` how far apart they
    are, 0 to 2.
    """
    label = dict(zip(themes["theme_id"].astype(int), themes["label"].astype(str), strict=True))
    people = dict(zip(themes["theme_id"].astype(int), themes["n_speakers"], strict=True))
    joins = {
        int(str(row.node)): (int(str(row.left)), int(str(row.right)), float(str(row.height)))
        for row in merges.itertuples()
    }
    order = _leaves(max(joins), joins) if joins else sorted(label)
    place = {leaf: float(row) for row, leaf in enumerate(order)}
    reach = max((height for *_, height in joins.values()), default=1.0)

    def draw(figure: Any) -> None:
        ax = figure.subplots()
        at = {leaf: (0.0, row) for leaf, row in place.items()}
        for node, (left, right, height) in joins.items():
            (x_left, y_left), (x_right, y_right) = at[left], at[right]
            ax.plot(
                [x_left, height, height, x_right],
                [y_left, y_left, y_right, y_right],
                color=look.ACCENT,
                lw=1.4,
                solid_joinstyle="miter",
            )
            at[node] = (height, (y_left + y_right) / 2)
        ax.set_yticks(
            range(len(order)), [textwrap.fill(_told(label[o], people[o]), _WRAP) for o in order]
        )
        ax.set_ylim(len(order) - 0.4, -0.6)
        ax.set_xlim(0, 1.04 * reach)
        ax.set_xlabel(
            "how far apart (0 = the same words and meaning, 1 = nothing in common)",
            fontsize=9,
            color=look.INK,
            loc="left",
        )
        ax.tick_params(axis="x", labelsize=9, colors=look.INK)
        ax.grid(axis="x", color=look.RULE, linewidth=0.6)

    svg, png = rendered(draw, 1.1 + 0.36 * len(order), draft=draft)
    named = merges.assign(
        joins=[
            narrative.listed([label[leaf] for leaf in _leaves(int(str(node)), joins)])
            for node in merges["node"]
        ]
    )
    alt = f"Tree of {len(order)} candidate themes.{_first(merges, joins, label)}"
    return Figure(
        "theme-tree",
        "Which themes belong together",
        f"{alt} All joins are in the table.",
        svg,
        png,
        named,
    )


def _told(label: str, people: Any) -> str:
    n = whole(people)
    return label if n is None else f"{label} ({n})"


def _leaves(node: int, joins: dict[int, tuple[int, int, float]]) -> list[int]:
    """Themes under `node`, top to bottom; the larger side first, so that trees read alike."""
    if node not in joins:
        return [node]
    left, right, _ = joins[node]
    sides = [_leaves(left, joins), _leaves(right, joins)]
    return [leaf for side in sorted(sides, key=lambda s: (-len(s), min(s))) for leaf in side]


def _first(
    merges: pd.DataFrame, joins: dict[int, tuple[int, int, float]], label: dict[int, str]
) -> str:
    if merges.empty:
        return ""
    node = int(merges.sort_values(["height", "node"])["node"].iloc[0])
    pair = narrative.listed([f"“{label[leaf]}”" for leaf in _leaves(node, joins)])
    return f" Nearest to each other are {pair}."
