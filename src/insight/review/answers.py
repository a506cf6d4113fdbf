"""The answer to one message of a page, whatever becomes of it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from insight.errors import InputError, InsightError
from insight.review.panes import Told


def answered(
    verbs: Mapping[str, Callable[[Told], dict[str, Any]]], told: Mapping[str, Any]
) -> dict[str, Any]:
    """What the verb that was `told` answers; an error is an answer, too, without any words."""
    verb = verbs.get(str(told.get("verb")))
    if verb is None:
        return {"id": told.get("id"), "error": "The page and the kernel differ: reload it."}
    try:
        return {"id": told.get("id"), **verb(told)}
    except InputError as error:
        return {"id": told.get("id"), "error": str(error)}
    except Exception as error:
        # As at the command line: a foreign message may hold words of a person.
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = str(error) if isinstance(error, InsightError) else type(error).__name__
        at = f"{Path(last.filename).name}:{last.lineno}"
        return {"id": told.get("id"), "error": f"This is a bug of insight: {what} at {at}."}
