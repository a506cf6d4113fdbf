"""One tree of errors: what was found, where, and how to mend it; never the value itself.

`InsightError` is everything this package raises on purpose. `InputError` and its children are
what the user can mend: the command line shows them as one message, without a traceback, and
leaves with their exit code. Everything else is our own bug (exit code 70).
"""

from __future__ import annotations


class InsightError(Exception):
    """Anything that `insight` raises on purpose."""

    exit_code = 70


class InputError(InsightError):
    """Something in the user's files, settings or call that the user can mend."""

    exit_code = 1

    def __init__(
        self, problem: str, *, where: str | None = None, remedy: str | None = None
    ) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        message = f"{where}: {problem}" if where else problem
        super().__init__(f"{message}; {remedy}." if remedy else f"{message}.")


class SettingsError(InputError):
    """study.toml does not say what it must, or says what nobody understands."""


class SourceError(InputError):
    """A source file cannot be read as what it is said to be."""


class VintageError(InputError):
    """Areas of one census vintage met figures of another."""


class ConsentError(InputError):
    """Something would leave that a speaker, or a missing reading, does not allow out."""


class StudyLockedError(InputError):
    """Another run holds the study."""


class ReproductionError(InputError):
    """A run gave other tables than the manifest promises."""


class UnreachableError(InputError):
    """An official file is neither in the cache nor within reach."""
