"""Looking for what was said, and reading it where it was said."""

from insight.study.context.find import Found, find

__all__ = ["Found", "find"]
