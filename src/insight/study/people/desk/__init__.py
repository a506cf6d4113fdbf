"""What the review desk shows of a study, and what becomes of the decisions made at it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from insight.errors import InputError
from insight.review import Bench, Note, Pane, Standing
from insight.store.ledger import Decision
from insight.study.opened import OpenedStudy

if TYPE_CHECKING:
    from insight.review.widget import Desk

_NEUTRAL = {
    "identifier": "undone",
    "code": "undone",
    "code_read": "withdrawn",
    "approve_quote": "withdrawn",
    "veto_quote": "withdrawn",
    "theme_example": "",
}


def open_desk(study: OpenedStudy | str | Path = ".") -> Desk:
    """The review desk of `study`, to be shown in a notebook.

    InputError where no run has made the tables yet, or JupyterLab's widgets are not installed.
    """
    try:
        from insight.review.widget import Desk
    except ImportError:
        raise InputError(
            "what notebooks need is not installed",
            where="the review desk",
            remedy='install it: pip install "insight[notebooks]"',
        ) from None
    return Desk(bench(study if isinstance(study, OpenedStudy) else OpenedStudy(study)))


def bench(study: OpenedStudy) -> Bench:
    """The four panes of `study` over its ledger."""
    from insight.study.people.desk.codes import Codes
    from insight.study.people.desk.identifiers import Identifiers
    from insight.study.people.desk.quotes import Quotes
    from insight.study.people.desk.themes import Themes

    standing = Standing(study.ledger.decisions())
    panes: list[Pane] = [each(study, standing) for each in (Identifiers, Codes, Themes, Quotes)]
    return Bench(panes, study.ledger, standing, _neutral, _today, _memos(study))


def _memos(study: OpenedStudy) -> Note:
    from insight.study.people.words.writing import add_memo

    def note(about: str, kind: str, text: str, by: str) -> str:
        return "; ".join(add_memo(study, about, kind, text, by).lines())

    return note


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _neutral(decision: Decision) -> str | None:
    """The verdict that takes back a decision before which there was none.

    Which segments a theme is remembered by may stay: nothing of it holds without a decision.
    """
    if decision.what == "theme":
        return "candidate" if decision.place == "status" else ""
    return _NEUTRAL.get(decision.what)
