"""How far people agree with each other, and the machine with them; what they settle together."""

from insight.coding.agree.alpha import krippendorff_alpha
from insight.coding.agree.disagreements import Settled, disagreements, settled
from insight.coding.agree.table import agreement

__all__ = ["Settled", "agreement", "disagreements", "krippendorff_alpha", "settled"]
