"""Word files: real styles, headings, captions, tables with heading rows, text for pictures."""

from __future__ import annotations

from insight.report.word.easy import easy_read
from insight.report.word.governance import word_document
from insight.report.word.page import word_report

__all__ = ["easy_read", "word_document", "word_report"]
