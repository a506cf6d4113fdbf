"""The method run again and compared with what the manifest promises, table by table.

With the raw files all of it runs; with shareable tables alone, what can be made of these.
"""

from insight.study.reproduction.again import reproduce
from insight.study.reproduction.comparison import Compared, Comparison

__all__ = ["Compared", "Comparison", "reproduce"]
