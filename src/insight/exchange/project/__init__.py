"""A study as a REFI-QDA project, and what is coded in a project that came back."""

from insight.exchange.project.coded import Coded, coded, text_sources
from insight.exchange.project.codes import NONE
from insight.exchange.project.whole import PERSON, project_of

__all__ = ["NONE", "PERSON", "Coded", "coded", "project_of", "text_sources"]
