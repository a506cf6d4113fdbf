"""Text repaired from what programs do to it; no word is changed, and every repair is counted.

Repaired are wrongly decoded characters, HTML entities, control and zero-width characters,
non-breaking spaces, typographic quotation marks.
"""

from __future__ import annotations

import html
import re
from collections import Counter

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2069\ufeff\ufff9-\ufffb]"
    # Joiners carry meaning in emoji and in other scripts, but none between Latin letters.
    r"|(?<=[A-Za-z0-9])[\u200c\u200d](?=[A-Za-z0-9])"
)
_WIDE_SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_QUOTE = re.compile("[‘’‚‛“”„‟]")


def clean(text: str, tally: Counter[str]) -> str:
    """`text` repaired; what was repaired is added to `tally`."""
    plain = _LINE_END.sub("\n", text)
    if "&" in plain:
        plain = _counted(_ENTITY, _unescape, plain, "HTML entities", tally)
    if not plain.isascii():
        plain = _fix_encoding(plain, tally)
        plain = _counted(_WIDE_SPACE, " ", plain, "non-breaking spaces", tally)
        tally["typographic quotation marks"] += len(_QUOTE.findall(plain))
        plain = plain.translate(_QUOTES)
    return _counted(_INVISIBLE, "", plain, "invisible characters", tally)


def notes_of(tally: Counter[str]) -> tuple[str, ...]:
    """What was repaired, as one note; none where nothing was."""
    told = ", ".join(f"{number} {what}" for what, number in sorted(tally.items()) if number)
    return (f"repaired: {told}",) if told else ()


def _fix_encoding(text: str, tally: Counter[str]) -> str:
    import ftfy

    fixed = ftfy.fix_encoding(text)
    tally["texts with wrongly decoded characters"] += fixed != text
    return fixed


def _unescape(found: re.Match[str]) -> str:
    return html.unescape(found[0])


def _counted(
    pattern: re.Pattern[str], new: object, text: str, what: str, tally: Counter[str]
) -> str:
    changed, number = pattern.subn(new, text)  # type: ignore[call-overload]
    tally[what] += number
    return str(changed)
