"""What stands in place of an identifier, as somebody would say it: so that a model reads sentences.

A bracket is no English: texts that share nothing but "[person 3]" lie near one another, and make a
theme of what was taken out of them. So do those whose names other hands wrote over before they came
here; three crosses stay, for they are kisses.
"""

from __future__ import annotations

import re

_STAND_IN = re.compile(r"\[([A-Za-z][^\[\]\n]{0,60}?)(?: \d+)?\]|\b(X{4,})\b")
_OTHERS = re.compile(
    r"(?i)(person'?s? |staff )?(name|names|redacted)( removed| redacted| withheld)?|X+"
)
_SAID = {
    "person": "somebody",
    "place": "somewhere",
    "organisation": "an organisation",
    "date": "one day",
}


def in_plain_words(text: str) -> str:
    """`text` with everyday words for what stands in brackets; twice is the same as once.

    >>> in_plain_words("[person 3] moved to [village] on [date]; then [person 12] rang [phone].")
    'somebody moved to village on one day; then somebody rang phone.'
    >>> in_plain_words("XXXX and [name redacted] were kind xxx")
    'somebody and somebody were kind xxx'
    """
    return _STAND_IN.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    shown = found[1] or found[2]
    return "somebody" if _OTHERS.fullmatch(shown) else _SAID.get(shown.lower(), shown)
