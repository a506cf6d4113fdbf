"""Maps: how deprived places are, who was heard of them, and what people of them spoke of."""

from insight.report.maps.deprivation import deprivation_maps
from insight.report.maps.heard import heard_maps
from insight.report.maps.spoken import spoken_maps

__all__ = ["deprivation_maps", "heard_maps", "spoken_maps"]
