"""The tables of findings: who said what, where, and exactly the figures the design carries."""

from insight.inequality.evidence.design import Carries, figures_of
from insight.inequality.evidence.evidence import Evidence
from insight.inequality.evidence.measure import measure, sensitivity
from insight.inequality.evidence.sampled import LEAST_CODED, LEAST_OF_EACH, Sample, enough_read

__all__ = [
    "LEAST_CODED",
    "LEAST_OF_EACH",
    "Carries",
    "Evidence",
    "Sample",
    "enough_read",
    "figures_of",
    "measure",
    "sensitivity",
]
