"""Pictures of candidate themes: map, tree, who speaks of them, how repeatable each is, its page.

Each takes plain tables, so that the study team can look at exact numbers on their own machine and
the report at released ones; none of them looks anything up by itself.
"""

from insight.report.themes.dots import theme_dots
from insight.report.themes.map import theme_map
from insight.report.themes.page import theme_page
from insight.report.themes.stability import stability_bars
from insight.report.themes.tree import theme_tree

__all__ = ["stability_bars", "theme_dots", "theme_map", "theme_page", "theme_tree"]
