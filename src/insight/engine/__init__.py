"""Processes that help with a run, on this machine or on others: the only door to Dask.

They get portions of texts as files of the study's own private folder, and put down beside them what
models made of these. Through Dask go names of files and counts, nothing that anybody said.
"""

from insight.engine.cluster import hired
from insight.engine.workers import Workers

__all__ = ["Workers", "hired"]
