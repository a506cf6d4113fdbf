"""De-identified segments -> candidate themes, how repeatable they are, and who speaks in them."""

from insight.themes.decided import Replayed, replay
from insight.themes.endpoint import propose_labels
from insight.themes.fit import FittedThemes, fit_themes
from insight.themes.regrouped import main_members, main_themes
from insight.themes.remeasured import Remeasured, remeasured
from insight.themes.remembered import Remembered

__all__ = [
    "FittedThemes",
    "Remeasured",
    "Remembered",
    "Replayed",
    "fit_themes",
    "main_members",
    "main_themes",
    "propose_labels",
    "remeasured",
    "replay",
]
