"""Where sentences end, and a turn or an answer -> pieces of at most about 120 words.

The unit is a turn, a response or a statement. A long one is cut where sentences end, into pieces
of 40 to 120 words, and there where the subject changes: `topics` says how.
"""

from __future__ import annotations

import re
from itertools import pairwise

from insight.corpus.words.topics import runs

LONGEST_WORDS = 120

Span = tuple[int, int]

_CLOSING = r"[\"'”’»)\]]*"
_END = re.compile(
    rf"(?P<mark>[.!?…]+){_CLOSING}\s+"
    # Chinese, Japanese, Arabic, Urdu and Indian scripts have full stops of their own.
    rf"|(?P<other>[。！？｡؟۔।॥]+){_CLOSING}\s*"
    # No space behind the full stop, as people type on a telephone.
    r"|(?<=[a-z]{2})(?P<tight>[.!?])(?=[A-Z][a-z]|I\b)"
    r"|(?P<line>[ \t]*\n)\s*"
)
_OPENING = "\"'“‘«([-–—•*"
_NEVER_AN_END = re.compile(
    r"(?:^|[^\w.])(?:mr|mrs|ms|mx|dr|drs|prof|rev|revd|st|sr|jr|fr|cllr|capt|col|sgt|supt|insp|hon|p\.s"
    r"|messrs|vs|e\.g|i\.e|eg|ie|viz|approx|ca|cf)$",
    re.IGNORECASE,
)
_END_BEFORE_A_CAPITAL = re.compile(
    r"(?:^|[^\w.])(?:etc|dept|fig|tel|ext|nos?|vol|para|ref|incl|est|avg|max|appts?|hosp|mins?|hrs?"
    r"|secs?|wks?|mths?|yrs?|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?"
    r"|fri|sat|sun|rd|ave|ltd|co|inc|govt|al)$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]\.)*[^\W\d_]$")
_DOTTED = re.compile(r"(?:^|[^\w.])(?:[^\W\d_]\.)+[^\W\d_]$")
_STARTS = re.compile(
    r"(?:I|It|The|They|Then|There|This|That|These|Those|He|She|We|You|My|Our|And|But|So|Or|No|Not"
    r"|Yes|If|In|On|At|When|Which|What|Why|How|After|Before|Because|Also|Nobody|Everybody)\b"
)
_ITEM = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})")
_STARTS_IN_CAPITALS = re.compile(r"[.!?]\s+[A-Z]|^\s*[A-Z]")
# As far as the longest abbreviation reaches.
_LOOK_BACK = 24


def sentences(text: str) -> list[Span]:
    """Start and end of each sentence of `text`, as code points, without the space around it.

    A sentence ends at `.`, `!`, `?` and their like in other scripts, and at a line break; not
    behind a title, an initial, the number of an item or an abbreviation, and not at dots or a
    closing quotation mark where the sentence goes on in small letters. In a text whose writer uses
    no capitals a full stop ends a sentence all the same.

    >>> sentences("Dr. Fell rang. She was kind.")
    [(0, 14), (15, 28)]
    """
    has_capitals = _STARTS_IN_CAPITALS.search(text) is not None
    cuts = [0]
    for end in _END.finditer(text):
        if end["mark"] is None or _is_end(text, cuts[-1], end, has_capitals):
            cuts.append(end.end())
    cuts.append(len(text))
    spans = [_trimmed(text, start, end) for start, end in pairwise(cuts)]
    return [(start, end) for start, end in spans if start < end]


def _is_end(text: str, start: int, end: re.Match[str], has_capitals: bool) -> bool:
    """Whether the sentence that begins at `start` ends with the mark and space of `end`."""
    if end.end() == len(text) or "\n" in end[0]:
        return True
    following = text[end.end() : end.end() + 20].lstrip(_OPENING)
    goes_on_small = following[:1].islower()
    mark = end["mark"]
    if "!" in mark or "?" in mark:
        quoted = end[0].rstrip()[-1] in "\"'”’»"
        return not (quoted and goes_on_small)
    if goes_on_small and (has_capitals or mark != "."):
        return False
    before = text[max(start, end.start() - _LOOK_BACK) : end.start()]
    if mark != ".":
        return True
    if _NEVER_AN_END.search(before) or _ITEM.fullmatch(text[start : end.start()][:8]):
        return False
    if _END_BEFORE_A_CAPITAL.search(before):
        return not following[:1].isdigit() and not goes_on_small
    if before[-1:] != "I" and (_INITIAL.search(before) or _DOTTED.search(before)):
        return _STARTS.match(following) is not None
    return True


def pieces(text: str, longest: int = LONGEST_WORDS) -> list[Span]:
    """Start and end of each piece of `text`: itself, or runs of whole sentences on one subject.

    A piece has at most `longest` words; a sentence that alone is longer (speech without full
    stops) is cut between words. Same text, same cuts.
    """
    if len(text.split(None, longest)) <= longest:
        start, end = _trimmed(text, 0, len(text))
        return [(start, end)] if start < end else []
    units = [unit for span in sentences(text) for unit in _short_enough(text, span, longest)]
    told = [text[start:end] for start, end in units]
    return [(units[first][0], units[last - 1][1]) for first, last in runs(told, longest)]


def _short_enough(text: str, span: Span, longest: int) -> list[Span]:
    start, end = span
    words = [(start + w.start(), start + w.end()) for w in re.finditer(r"\S+", text[start:end])]
    if len(words) <= longest:
        return [span]
    parts = -(-len(words) // longest)
    size = -(-len(words) // parts)
    runs_of = [words[first : first + size] for first in range(0, len(words), size)]
    return [(run[0][0], run[-1][1]) for run in runs_of]


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
