"""Answers that only say that there is none, told apart from answers that are short.

"No." to "Did they ask you?" is an answer, and so is "Nothing" to "What should change?": people who
say little are heard. What is left out is what answers no question: nothing at all, "n/a", "see
above", keys hit at random; and "No" where the question was whether there is anything else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

EMPTY = "empty answer"
NON_ANSWER = "non-answer"
ELSEWHERE = "refers to another answer"
MASH = "keyboard mash"

_LONGEST_WORDS = 9
_COURTESY = (
    r"(?:,? (?:really|thanks?|thank you|ta|cheers|sorry|please|i think|from me|for me|to me|as yet"
    r"|yet|so far|for now|currently|today|at (?:all|this time|this stage|this point|present"
    r"|the moment|the minute)))*"
)


def _whole(*phrases: str) -> re.Pattern[str]:
    """One of `phrases`, once or several times over, with thanks or a time behind it."""
    one = f"(?:{'|'.join(phrases)}){_COURTESY}"
    return re.compile(rf"{one}(?:[ ,.;:/-]+{one})*")


_MISSING = _whole("null", "nan", "nat", r"#n/a!?", r"<na>", r"\(?blank\)?", "not answered")
_NEVER_AN_ANSWER = _whole(
    r"n ?[/.\\-] ?a",
    "na",
    "(?:not|non) applicable",
    "(?:this )?(?:doesn't|doesnt|does not) apply",
    "(?:i(?:'ve| have)? )?(?:have )?no (?:further |other |more |additional |particular )?"
    "(?:comments?|remarks?)(?: to (?:make|add))?",
    "(?:i(?:'d| would)? )?(?:prefer|rather) not(?: to)? (?:say|answer|comment)",
    "x+",
)
_ANOTHER = r"(?:answers?|responses?|comments?|entry|entries|questions?|q|box|page|section)"
_NUMBERED = r"(?:(?:q|question|number|no\.?|answer|point) ?\d{1,2}[a-z]?)"
_REFERS = _whole(
    "ditto",
    rf"(?:please )?(?:see|as|as per|same as|refer to|as in|read)(?: (?:my|the|in|for))*"
    rf" (?:above|before|previous(?:ly)?|earlier|last|{_NUMBERED})(?: {_ANOTHER})?"
    rf"(?: (?:to|for|in) (?:above|{_NUMBERED}))?",
    rf"(?:please )?(?:see|as|as per|same as|refer to)(?: (?:my|the|in))* {_ANOTHER}"
    rf" (?:above|before|(?:to|for|in) {_NUMBERED})",
    r"(?:as )?(?:i(?:'ve| have)? )?(?:already |previously )?"
    r"(?:said|stated|mentioned|answered|described|covered)(?: (?:it|this|that))?"
    r" (?:above|before|already|earlier|previously)",
)
# Told only where nothing particular was asked: "No answer." may be what went wrong.
_ADDS_NOTHING = _whole(
    "nil",
    r"nothing (?:else|more|further|other)(?: to (?:add|say))?",
    "nothing to (?:add|say|report|comment(?: on)?)",
    "no more(?: to (?:add|say))?",
    "that(?:'s|s| is) (?:all|it)",
    "no (?:response|reply|answer|input|feedback|views?)",
    "skip(?:ped)?",
)
# Told only where the question is whether there is more.
_NO = _whole(
    "no+",
    "nope",
    "nah",
    "none",
    "nothing",
    "nowt",
    "zero",
    "zilch",
    "not (?:really|that i know of)",
    "i don'?t think so",
    "no,? nothing",
    "(?:i )?(?:can't|cant|cannot) think of (?:anything|any)",
    "nothing (?:i|that i) can think of",
)
_INVITES = re.compile(
    r"\b(?:anything|something) (?:else|more|further|you(?:'d| would)? (?:like|want|wish))"
    r"|\b(?:any|other|further|additional|final|general|more|your) (?:other |further |final |more )?"
    r"(?:comments?|remarks?|thoughts)\b|^\W*(?:comments?|remarks?|notes?)\W*$"
    r"|\b(?:do|would) you (?:have|wish|like|want)\b.{0,30}\b(?:to add|comments?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|^\W*(?:\w{1,3}[.):]\s*)?(?:what|why|how|who|whom|when|where|which|did|do|does|is|are|was|were"
    r"|have|has|had|can|could|would|will|should|please|tell|describe|explain|give|list|name)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^\W*(?:\w{1,3}[.):]\s*)?(?:did|do|does|is|are|was|were|have|has|had|can|could|would|will"
    r"|should)\b",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("‘’‛´`“”„", "'''''\"\"\"")
_EDGES = " \t\n.,;:!?-_*'\"()[]–—…·•/\\|"
_SMILEY = re.compile(r"[:;=8xX]['^o-]?[()\[\]DPpOo3/\\|*]|<3|\^_?\^")
_EMPTY_SIGNS = "+=<>|~¬^`´¨¯"

_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.)\1+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEY = {key: (row, place) for row, keys in enumerate(_ROWS) for place, key in enumerate(keys)}
# w and y are vowels in Welsh, y in English too; letters with marks are in no mash.
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvxz]+")
_LEAST_MASH = 4
_LEAST_RUN = 4
_LEAST_COVERED = 0.85
_CONSONANTS_IN_A_ROW_OF_KEYS = 4
_CONSONANTS_ALONE = 6
_CONSONANTS_ANYWHERE = 7
_LEAST_REPEATED = 3


def says_nothing(answer: str, question: str = "") -> str:
    """Why `answer` to `question` is none, as reason of an exclusion; empty where it is one.

    An emoji, a figure or a tick is an answer. "No" and "nothing" are, unless `question` asks
    whether there is anything else; "nothing to add" is where `question` asks for something.

    >>> says_nothing("N/A"), says_nothing(" - "), says_nothing("asdfgh"), says_nothing("No.")
    ('non-answer', 'empty answer', 'keyboard mash', '')
    >>> says_nothing("Nothing", "What should change?"), says_nothing("No", "Anything else?")
    ('', 'non-answer')
    """
    if len(answer.split(None, _LONGEST_WORDS)) > _LONGEST_WORDS:
        return MASH if _is_mash(answer) else ""
    bare = " ".join(answer.casefold().translate(_QUOTES).split()).strip(_EDGES)
    if not _has_content(answer):
        return EMPTY
    if _MISSING.fullmatch(bare):
        return EMPTY
    asked = " ".join(question.split())
    if _REFERS.fullmatch(bare):
        return ELSEWHERE
    if _NEVER_AN_ANSWER.fullmatch(bare):
        # Some people write so for no.
        return "" if bare == "na" and _YES_OR_NO.match(asked) else NON_ANSWER
    invites = bool(_INVITES.search(asked))
    if (invites or not _ASKS.search(asked)) and _ADDS_NOTHING.fullmatch(bare):
        return NON_ANSWER
    if invites and _NO.fullmatch(bare):
        return NON_ANSWER
    return MASH if _is_mash(answer) else ""


def _has_content(answer: str) -> bool:
    """Whether there is a letter, a figure, an emoji or another sign that means something."""
    if any(sign.isalnum() for sign in answer):
        return True
    if _SMILEY.search(answer):
        return True
    return any(
        unicodedata.category(sign) in ("So", "Sc", "Sm") and sign not in _EMPTY_SIGNS
        for sign in answer
    )


def _is_mash(answer: str) -> bool:
    """Whether every word of `answer` is keys hit at random; crumbs beside longer ones count too."""
    words = _WORD.findall(answer)
    if not words or not (_mashed(words[0]) or _is_crumb(words[0])):
        return False
    return any(map(_mashed, words)) and all(_mashed(word) or _is_crumb(word) for word in words)


def _is_crumb(word: str) -> bool:
    return word.islower() and len(word) < _LEAST_MASH and bool(_CONSONANTS.fullmatch(word))


@lru_cache(maxsize=65536)
def _mashed(word: str) -> bool:
    """Whether `word` is one letter repeated, a run along the keyboard, or all consonants.

    >>> _mashed("qwerty"), _mashed("poverty"), _mashed("hmmm"), _mashed("NHS"), _mashed("Llwchwr")
    (True, False, False, False, False)
    """
    letters = word.casefold()
    if len(set(letters)) == 1:
        # AAA and the like are abbreviations; mmm is a sound that people make.
        least = _LEAST_REPEATED + (word.isupper() and letters[0] != "x")
        return len(letters) >= least and letters[0] != "m"
    once = _REPEATED.sub(r"\1", letters)
    if len(once) < _LEAST_MASH or not all(letter in _KEY for letter in letters):
        return False
    if _along_the_keys(letters) >= len(letters) * _LEAST_COVERED:
        return True
    if word.isupper():
        return False
    together = max((len(run) for run in _CONSONANTS.findall(once)), default=0)
    one_row = len({_KEY[letter][0] for letter in once}) == 1
    return (
        together >= _CONSONANTS_ANYWHERE
        or (one_row and together >= _CONSONANTS_IN_A_ROW_OF_KEYS)
        or (together == len(once) and together >= _CONSONANTS_ALONE)
    )


def _along_the_keys(letters: str) -> int:
    """How many of `letters` stand in runs of four or more neighbouring keys, in one direction."""
    covered = heading = 0
    length = 1
    for before, after in zip(letters, letters[1:] + " ", strict=True):
        step = 0
        if after in _KEY and _KEY[before][0] == _KEY[after][0]:
            step = _KEY[after][1] - _KEY[before][1]
        if abs(step) == 1 and heading in (0, step):
            heading, length = step, length + 1
            continue
        covered += length if length >= _LEAST_RUN else 0
        heading, length = (step, 2) if abs(step) == 1 else (0, 1)
    return covered
