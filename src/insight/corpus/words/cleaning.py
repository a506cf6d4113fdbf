"""Text repaired from what programs do to it; no word is changed, and every repair is counted.

Repaired are wrongly decoded characters, HTML entities, control and zero-width characters,
non-breaking spaces, typographic quotation marks, ligatures and letters whose accents stand apart.
Signs that mean something stay: joiners in emoji and in scripts that join, marks of direction where
a line holds right-to-left letters. `cleaned` remembers the edits, so that every place in the text
can be found again in the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from html.entities import html5

from insight.corpus.words.alignment import Cleaned, Edit

WIDE_SPACES = "non-breaking spaces"
QUOTES = "typographic quotation marks"
ENTITIES = "HTML entities"
INVISIBLE = "invisible characters"
MISREAD = "words with wrongly decoded characters"
BREAKS = "line breaks written as signs"
LETTERS = "letters in several signs or several in one"
SURROGATES = "halves of characters"
LOST = "characters lost before the file was written"

_ODD_ASCII = re.compile(r"[\x00-\x08\x0b-\x1f\x7f&]|_x000|<br", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
_BREAK = re.compile(r"_x000[aAdD]_\n?|<br ?/?>|[\x0b\x0c\x85]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SURROGATE = re.compile(r"[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
# A word, with the next one where its last byte became a space.
_WORD = re.compile(r"[^ \t\n]+(?:(?<=Ã) [^ \t\n]+)?")
_LAST_BYTE_LOST = re.compile(r"â€(?=[\s.,;:!?)]|$)")
_JOINED = re.compile(r"[\ufb00-\ufb06]|[A-Za-z\u00c0-\u024f][\u0300-\u036f]+")
_WIDE_SPACE = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_QUOTE = re.compile("[‘’‚‛“”„‟]")
_STRAIGHT = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")

_JOINING = (
    r"\u0600-\u1cff\u2190-\u2bff\ua000-\ud7ff\ufb1d-\ufdff\ufe0f\ufe70-\ufefc\U00010a00-\U0001ffff"
)
_WITHOUT_SPACES = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_HIDDEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u202d\u202e\u2060-\u2065\u206a-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0001]"
    rf"|(?<![{_JOINING}])[\u200c\u200d]"
    rf"|(?<![{_WITHOUT_SPACES}])\u200b|\u200b(?![{_WITHOUT_SPACES}])"
    # The flags of Wales, Scotland and England are spelt in tags behind a black flag.
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_MOST_ROUNDS = 6

Repairs = Iterator[Edit]


def clean(text: str, tally: Counter[str]) -> str:
    """`text` repaired; what was repaired is added to `tally`.

    >>> clean("fish &amp; chips", Counter())
    'fish & chips'
    """
    return cleaned(text, tally).text


def cleaned(text: str, tally: Counter[str] | None = None) -> Cleaned:
    """`text` repaired, with the way back: `original_span` tells where a place of it stood.

    >>> found = cleaned("fish &amp; chips")
    >>> found.text, found.original_span(5, 6)
    ('fish & chips', (5, 10))
    """
    if text.isascii() and not _ODD_ASCII.search(text):
        return Cleaned(text)
    counted: Counter[str] = Counter() if tally is None else tally
    found = Cleaned(text)
    for _ in range(_MOST_ROUNDS):
        before = len(found.steps)
        found = _repaired_once(found, counted)
        # One repair may bring another to light: &amp;amp; is an entity twice over.
        if len(found.steps) == before or (
            found.text.isascii() and not _ODD_ASCII.search(found.text)
        ):
            break
    counted[LOST] += found.text.count("\ufffd")
    return found


def notes_of(tally: Counter[str]) -> tuple[str, ...]:
    """What was repaired, as one note, and what could not be, as another; none where nothing was."""
    told = ", ".join(
        f"{number} {what}" for what, number in sorted(tally.items()) if number and what != LOST
    )
    lost = (f"{tally[LOST]} {LOST} stay as marks",) if tally[LOST] else ()
    return ((f"repaired: {told}",) if told else ()) + lost


def _repaired_once(found: Cleaned, tally: Counter[str]) -> Cleaned:
    for what, repairs in _REPAIRS:
        if found.text.isascii() and repairs not in _OF_ASCII:
            continue
        edits = list(repairs(found.text))
        if what:
            tally[what] += len(edits)
        found = found.then(edits)
    return found


def _replacing(pattern: re.Pattern[str], new: str) -> Callable[[str], Repairs]:
    def repairs(text: str) -> Repairs:
        return (Edit(found.start(), found.end(), new) for found in pattern.finditer(text))

    return repairs


def _entities(text: str) -> Repairs:
    for found in _ENTITY.finditer(text):
        if found[0][1] == "#" or found[0][1:] in html5:
            yield Edit(found.start(), found.end(), unescape(found[0]))


def _surrogates(text: str) -> Repairs:
    for found in _SURROGATE.finditer(text):
        new = found[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        yield Edit(found.start(), found.end(), new if len(found[0]) > 1 else "\ufffd")


def _misread(text: str) -> Repairs:
    """Words that were UTF-8 and were decoded as something else, mended one by one."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text) and "â€" not in text:
        return
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            continue
        right = _LAST_BYTE_LOST.sub("”", fix_encoding(word))
        if right != word:
            yield _narrowed(Edit(found.start(), found.end(), right), word)


def _narrowed(edit: Edit, old: str) -> Edit:
    """`edit` without what `old` and its replacement have in common at both ends."""
    least = min(len(old), len(edit.new))
    head = next((n for n in range(least) if old[n] != edit.new[n]), least)
    tail = next((n for n in range(least - head) if old[-1 - n] != edit.new[-1 - n]), least - head)
    return Edit(edit.start + head, edit.end - tail, edit.new[head : len(edit.new) - tail])


def _letters(text: str) -> Repairs:
    for found in _JOINED.finditer(text):
        is_ligature = found[0][0] >= "\ufb00"
        new = unicodedata.normalize("NFKC" if is_ligature else "NFC", found[0])
        if new != found[0]:
            yield Edit(found.start(), found.end(), new)


def _quotes(text: str) -> Repairs:
    for found in _QUOTE.finditer(text):
        yield Edit(found.start(), found.end(), found[0].translate(_STRAIGHT))


def _directions(text: str) -> Repairs:
    """Marks of direction in lines that hold no right-to-left letter."""
    if not _DIRECTION.search(text):
        return
    offset = 0
    for line in text.split("\n"):
        if not _RIGHT_TO_LEFT.search(line):
            for found in _DIRECTION.finditer(line):
                yield Edit(offset + found.start(), offset + found.end(), "")
        offset += len(line) + 1


_hidden = _replacing(_HIDDEN, "")
_line_ends = _replacing(_LINE_END, "\n")
_breaks = _replacing(_BREAK, "\n")
_OF_ASCII = (_line_ends, _breaks, _entities, _hidden)
_REPAIRS: tuple[tuple[str, Callable[[str], Repairs]], ...] = (
    ("", _line_ends),
    (ENTITIES, _entities),
    (SURROGATES, _surrogates),
    (MISREAD, _misread),
    (BREAKS, _breaks),
    (LETTERS, _letters),
    (WIDE_SPACES, _replacing(_WIDE_SPACE, " ")),
    (QUOTES, _quotes),
    (INVISIBLE, _hidden),
    (INVISIBLE, _directions),
)
