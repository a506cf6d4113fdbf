"""Figures as SVG and PNG with their data and a text that says their message.

Drawn with matplotlib's Agg canvas alone (no global state), in the font that matplotlib carries,
so that the same release gives the same bytes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zlib import crc32

import pandas as pd

from insight.report import look, names, narrative
from insight.report.evidence import Count, Topic
from insight.report.narrative import Gradient

GROUPS_A_FIGURE = 4
_OUTLINE = re.compile(rb'(?<= d=")[^"]+')
_FINER = re.compile(rb"(?<=\.\d\d)\d+")
"""Digits beyond a hundredth of a point: half of a map's bytes, and nobody sees them."""
FEWEST_COLUMNS = 3
"""So that the bars of one group alone do not run over the whole page."""


@dataclass(frozen=True)
class Figure:
    """One picture: `name` is its file stem, `alt` says its message, `data` its numbers."""

    name: str
    title: str
    alt: str
    svg: bytes
    png: bytes
    data: pd.DataFrame

    def svg_file(self) -> bytes:
        """The SVG with title and alternative text in it, where screen readers look for them."""
        from xml.sax.saxutils import escape

        told = f"<title>{escape(self.title)}</title><desc>{escape(self.alt)}</desc>".encode()
        head, rest = self.svg.split(b"<svg ", 1)
        opening, drawing = rest.split(b">", 1)
        return head + b'<svg role="img" ' + opening + b">" + told + drawing

    def png_file(self) -> bytes:
        """The PNG with title and alternative text as its iTXt chunks, which slides can show."""
        chunks = [_text_chunk("Title", self.title), _text_chunk("Description", self.alt)]
        after = _PNG_HEADER + int.from_bytes(self.png[_PNG_HEADER : _PNG_HEADER + 4]) + 12
        return self.png[:after] + b"".join(chunks) + self.png[after:]


def side_by_side(
    source: str, mode: str, topics: Sequence[Topic], *, draft: bool
) -> tuple[Figure, ...]:
    """Bars of n of N for each topic (rows) and group (columns) of one source that can be shown.

    Several figures where more than `GROUPS_A_FIGURE` groups spoke; lived experience stands first.
    """
    counts = {(topic.id, c.part): c for topic in topics for c in topic.of("group", source)}
    bars = {key for key, count in counts.items() if count.share is not None}
    groups = sorted({part for _, part in bars}, key=names.group_order)
    pages = [groups[at : at + GROUPS_A_FIGURE] for at in range(0, len(groups), GROUPS_A_FIGURE)]
    return tuple(
        _side_by_side(
            source,
            names.source(source, mode),
            [topic for topic in topics if any((topic.id, part) in bars for part in page)],
            page,
            counts,
            number,
            draft=draft,
        )
        for number, page in enumerate(pages, start=1)
    )


def _side_by_side(
    source: str,
    told_in: str,
    topics: Sequence[Topic],
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Count],
    number: int,
    *,
    draft: bool,
) -> Figure:
    def draw(figure: Any) -> None:
        columns = max(len(groups), FEWEST_COLUMNS)
        axes = figure.subplots(1, columns, sharey=True, squeeze=False)[0]
        for ax in axes[len(groups) :]:
            ax.set_axis_off()
        for ax, group in zip(axes, groups, strict=False):
            colour = look.BARS[look.side_of(group)]
            for row, topic in enumerate(topics):
                count = counts.get((topic.id, group))
                share = count.share if count else None
                ax.barh(row, 1, height=0.34, color=look.MIST, zorder=1)
                if share is not None:
                    ax.barh(row, share, height=0.34, color=colour, zorder=2)
                said = narrative.short_of(count) if count else "not asked"
                ax.text(0, row - 0.3, said, fontsize=8.5, color=look.INK, va="bottom")
            heading = textwrap.fill(names.group(group).capitalize(), 16)
            ax.set_title(heading, fontsize=9.5, loc="left", color=look.INK, fontweight="bold")
            ax.set_xlim(0, 1.02)
            ax.set_xticks([])
        axes[0].set_yticks(range(len(topics)), [textwrap.fill(topic.name, 30) for topic in topics])
        axes[0].set_ylim(len(topics) - 0.5, -0.75)

    drawn = [(t, counts[t.id, g]) for t in topics for g in groups if (t.id, g) in counts]
    data = pd.DataFrame(
        [
            {
                "source": source,
                "topic": topic.id,
                "name": topic.name,
                "group": names.group(count.part),
                "spoke of it": count.mentioning,
                "asked": count.asked,
                "coded by": count.basis,
                "note": count.note,
            }
            for topic, count in drawn
        ]
    ).astype({"spoke of it": "Int64", "asked": "Int64"})
    title = f"How many in each group spoke of each topic, in {told_in}"
    svg, png = rendered(draw, 1.1 + 0.4 * len(topics), draft=draft)
    alt = side_by_side_alt(told_in, topics, groups, counts)
    return Figure(f"side-by-side-{slug(source)}-{number}", title, alt, svg, png, data)


def side_by_side_alt(
    told_in: str,
    topics: Sequence[Topic],
    groups: Sequence[str],
    counts: Mapping[tuple[str, str], Count],
) -> str:
    """The message of the bars: what each group raised most, with its numbers."""
    told = []
    for group in groups:
        own = [(topic, counts[topic.id, group]) for topic in topics if (topic.id, group) in counts]
        raised = [(topic, count) for topic, count in own if count.share]
        if raised:
            topic, count = max(raised, key=lambda pair: (pair[1].share or 0, pair[0].id))
            told.append(
                f"{names.group(group)} spoke most of {topic.name} ({narrative.short_of(count)})"
            )
        else:
            told.append(f"no number can be shown for {names.group(group)}")
    return (
        f"Bars for {told_in}. {narrative.sentence('; '.join(told))} All numbers are in the table."
    )


def slopes(source: str, told_in: str, gradients: Sequence[Gradient], *, draft: bool) -> Figure:
    """Gap between the two ends of deprivation for each topic, with its interval."""

    def draw(figure: Any) -> None:
        ax = figure.subplots()
        ax.axvline(0, color=look.QUIET, linewidth=1)
        for row, gradient in enumerate(gradients):
            if gradient.slope is None or gradient.low is None or gradient.high is None:
                ax.text(2, row, "not enough to say", fontsize=9, color=look.QUIET, va="center")
                continue
            ends = [100 * gradient.low, 100 * gradient.high]
            ax.plot(ends, [row, row], color=look.BAR, linewidth=3)
            filled = look.BAR if narrative.is_clear(gradient) else look.PAPER
            ax.plot(
                100 * gradient.slope, row, "o", ms=9, mfc=filled, mec=look.ACCENT, mew=1.8, zorder=3
            )
            ax.text(
                100 * gradient.slope,
                row - 0.2,
                f"{100 * gradient.slope:+.0f}",
                fontsize=9,
                ha="center",
                va="bottom",
                color=look.INK,
            )
        ax.set_yticks(range(len(gradients)), [textwrap.fill(g.topic, 32) for g in gradients])
        ax.set_ylim(len(gradients) - 0.5, -0.7)
        reach = max(
            (abs(100 * edge) for g in gradients for edge in (g.low, g.high) if edge is not None),
            default=20,
        )
        ax.set_xlim(-1.15 * max(reach, 20), 1.15 * max(reach, 20))
        ax.set_xlabel(
            "people in every 100\n"
            "◀  commoner in the most deprived areas     commoner in the least deprived areas  ▶",
            fontsize=8.5,
            color=look.INK,
        )
        ax.grid(axis="x", color=look.RULE, linewidth=0.6)
        ax.tick_params(axis="x", labelsize=9, colors=look.INK)

    data = pd.DataFrame(
        [
            {
                "source": source,
                "topic": g.topic,
                "slope": g.slope,
                "low": g.low,
                "high": g.high,
                "smallest slope that could be seen": g.detectable,
                "n": g.n,
            }
            for g in gradients
        ]
    )
    clear = [g for g in gradients if narrative.is_clear(g)]
    told = [f"{g.topic} was {narrative.direction(g.slope or 0)}" for g in clear]
    message = narrative.listed(told) or "no topic shows a gap that we can be sure of"
    alt = f"Gaps by deprivation in {told_in}: {message}. All numbers are in the table."
    svg, png = rendered(draw, 1.1 + 0.42 * len(gradients), draft=draft)
    title = f"Gap between the most and the least deprived areas, in {told_in}"
    return Figure(f"slopes-{slug(source)}", title, alt, svg, png, data)


def rendered(draw: Callable[[Any], None], height: float, *, draft: bool) -> tuple[bytes, bytes]:
    """SVG and PNG of what `draw` puts on a figure `height` inches high."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    with rc_context(
        {
            "font.family": look.FONT,
            "svg.hashsalt": "insight",
            "svg.fonttype": "path",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "axes.spines.bottom": False,
            "ytick.major.size": 0,
            "ytick.labelsize": 9.5,
            "ytick.color": look.INK,
            "xtick.major.size": 0,
        }
    ):
        figure = Canvas(
            figsize=(look.FIGURE_WIDTH, height), dpi=look.DOTS_PER_INCH, layout="constrained"
        )
        FigureCanvasAgg(figure)
        draw(figure)
        if draft:
            figure.suptitle(
                "DRAFT: not for use", fontsize=9, color=look.WARNING, x=0.995, ha="right"
            )
        figure.draw_without_rendering()
        figure.set_layout_engine(None)  # laid out once, or each file would do so twice
        svg, png = BytesIO(), BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", metadata={"Software": None})
    lean = _OUTLINE.sub(lambda found: _FINER.sub(b"", found[0]), svg.getvalue())
    return lean, png.getvalue()


_PNG_HEADER = 8
"""Bytes before the first chunk of a PNG, the one that must stay first."""


def _text_chunk(keyword: str, text: str) -> bytes:
    """An iTXt chunk of UTF-8 text, uncompressed (PNG specification, 11.3.3.4)."""
    told = keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    body = b"iTXt" + told
    return len(told).to_bytes(4) + body + crc32(body).to_bytes(4)


def slug(text: str) -> str:
    """`text` as part of a file's name: small letters and digits, parted by hyphens."""
    kept = "".join(sign if sign.isalnum() else "-" for sign in text.lower())
    return "-".join(part for part in kept.split("-") if part)
