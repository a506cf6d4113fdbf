"""The method run again and compared with what the manifest promises, table by table.

With the raw files all of it runs; with shareable tables alone, what can be made of these.
"""

from insight.study.reproduction.comparison import Compared, Comparison
from insight.study.reproduction.reproduce import reproduce

__all__ = ["Compared", "Comparison", "reproduce"]
