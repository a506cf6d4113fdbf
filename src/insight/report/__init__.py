"""The report: what was released, as an accessible page, a workbook and figures.

It sees nothing but the `Release`: no text, no count that `disclosure` did not let out.
"""

from insight.report.document import write_report

__all__ = ["write_report"]
