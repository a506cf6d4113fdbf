"""From a number back to the words it was counted from, on the machine that holds them alone.

What leaves shows approved quotes alone. Here every segment behind a row of a table of findings can
be had, exactly those that were counted.
"""

from insight.study.behind.walk import Walk, behind
from insight.study.behind.walked import Number, Walked
from insight.study.behind.written import write_behind

__all__ = ["Number", "Walk", "Walked", "behind", "write_behind"]
