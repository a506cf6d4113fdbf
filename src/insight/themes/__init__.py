"""De-identified segments -> candidate themes, how repeatable they are, and who speaks in them."""

from insight.themes.fit import FittedThemes, fit_themes

__all__ = ["FittedThemes", "fit_themes"]
