"""The review desk: one widget in which people decide, and each decision is saved at once."""

from insight.review.bench import Bench, Note
from insight.review.panes import Pane, Standing, Told, Viewer, chosen, number

__all__ = ["Bench", "Note", "Pane", "Standing", "Told", "Viewer", "chosen", "number"]
