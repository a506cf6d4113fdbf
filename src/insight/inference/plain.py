"""What stands in place of an identifier, as somebody would say it: so that a model reads sentences.

A bracket is no English: texts that share nothing but "[person 3]" lie near one another, and make a
theme of what was taken out of them.
"""

from __future__ import annotations

import re

_STAND_IN = re.compile(r"\[([A-Za-z][^\[\]\n]{0,60}?)(?: \d+)?\]")
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
    """
    return _STAND_IN.sub(lambda found: _SAID.get(found[1].lower(), found[1]), text)
