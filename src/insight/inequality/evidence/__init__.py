"""The tables of findings: who said what, where, and exactly the figures the design carries."""

from insight.inequality.evidence.design import Carries, figures_of
from insight.inequality.evidence.measure import Evidence, measure

__all__ = ["Carries", "Evidence", "figures_of", "measure"]
