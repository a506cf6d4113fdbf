"""Inequality: prevalence, gradients, concentration, divergence, representation and weights.

Pure statistics: columns in, numbers out. Which of them a design allows is decided elsewhere.
"""

from insight.detectable import minimum_detectable_difference, minimum_detectable_slope
from insight.inequality.concentration import Concentration, concentration_index, fractional_rank
from insight.inequality.divergence import (
    Difference,
    difference_of_groups,
    difference_of_proportions,
)
from insight.inequality.individual import IndividualSlope, individual_slope
from insight.inequality.prevalence import benjamini_hochberg, wilson
from insight.inequality.representation import (
    Representation,
    chance_of_none,
    dissimilarity,
    representation_ratio,
)
from insight.inequality.slope import slope_index
from insight.inequality.weights import Raked, effective_n, rake

__all__ = [
    "Concentration",
    "Difference",
    "IndividualSlope",
    "Raked",
    "Representation",
    "benjamini_hochberg",
    "chance_of_none",
    "concentration_index",
    "difference_of_groups",
    "difference_of_proportions",
    "dissimilarity",
    "effective_n",
    "fractional_rank",
    "individual_slope",
    "minimum_detectable_difference",
    "minimum_detectable_slope",
    "rake",
    "representation_ratio",
    "slope_index",
    "wilson",
]
