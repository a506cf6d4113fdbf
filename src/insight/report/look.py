"""Colours, sizes and marks: one calm look for page, figures and workbook.

Text colours reach at least 4.5:1 on every ground they stand on, marks 3:1 (WCAG 2.2, 1.4.3 and
1.4.11). No meaning hangs on colour alone: groups have a mark of their own and every figure prints
its numbers. The hues keep apart for people who see red and green alike.
"""

from __future__ import annotations

from types import MappingProxyType

INK = "#1c2b33"
QUIET = "#4a5a63"
RULE = "#c9d2d6"
PAPER = "#ffffff"
MIST = "#f3f6f7"
ACCENT = "#0f5168"
ACCENT_MIST = "#e3eef2"
WARNING = "#7a2e0b"
WARNING_MIST = "#fdf1e7"
BAR = "#2f7d95"
BAR_PARTNER = "#9a5b1f"
BAR_STAFF = "#6a5596"

TEXT_ON = (
    (INK, PAPER),
    (INK, MIST),
    (INK, ACCENT_MIST),
    (QUIET, PAPER),
    (QUIET, MIST),
    (ACCENT, PAPER),
    (ACCENT, MIST),
    (PAPER, ACCENT),
    (WARNING, WARNING_MIST),
    (PAPER, WARNING),
    (WARNING, PAPER),
)
"""Pairs (text, ground) that the page uses: 4.5:1 at least."""

MARKS_ON = ((BAR, PAPER), (BAR_PARTNER, PAPER), (BAR_STAFF, PAPER), (BAR, MIST))
"""Pairs (mark, ground): 3:1 at least."""

QUINTILES = ("#123f52", "#2f7088", "#6aa3b5", "#a9cdd8", "#e4f0f3")
"""Fills of the map, from the most to the least deprived fifth; each area also prints its number."""
DECILES = (
    *("#023547", "#17475b", "#21586e", "#2c6a82", "#3e7c93"),
    *("#659eb1", "#82b3c2", "#a1c7d3", "#c2dce3", "#e7f3f6"),
)
"""The same for national tenths. Between the halves lies a gap: on what is half as dark as that,
neither dark nor light numbers can be read."""

SIDES = MappingProxyType(
    {
        "person_using_services": "lived",
        "unpaid_carer": "lived",
        "staff_frontline": "staff",
        "staff_leadership": "staff",
        "council_corporate": "staff",
    }
)
"""Which side a group speaks from; groups that are not here are partners and others."""

BARS = MappingProxyType({"lived": BAR, "partner": BAR_PARTNER, "staff": BAR_STAFF})

FONT = "DejaVu Sans"
FIGURE_WIDTH = 8.6
"""Inches; the page shows figures at most this wide."""
DOTS_PER_INCH = 150


def side_of(group: str) -> str:
    """`lived`, `staff` or `partner`: the side that `group` speaks from."""
    return SIDES.get(group, "partner")


def ink_on(ground: str) -> str:
    """The colour, dark or light, in which a number on `ground` is read best."""
    return max(INK, PAPER, key=lambda ink: contrast(ink, ground))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, 1 to 21 (WCAG 2.2, relative luminance).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 2)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
