"""What people code next, drawn by chances that are known, and what of it makes a sample."""

from insight.coding.draw.propose import Proposal, propose, units_of
from insight.coding.draw.rounds import (
    DRAW,
    Round,
    draw_decisions,
    next_round,
    rounds_of,
    sample_weights,
)

__all__ = [
    "DRAW",
    "Proposal",
    "Round",
    "draw_decisions",
    "next_round",
    "propose",
    "rounds_of",
    "sample_weights",
    "units_of",
]
