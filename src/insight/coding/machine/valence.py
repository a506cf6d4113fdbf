"""Whether a mention is praise or complaint, as far as plain words tell.

A small list of words is enough to say "+", "-" or "~" (both) where somebody says it outright, and
nothing where they do not; "0" is for people to give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from insight.coding.book import Code, Codebook

_GOOD = """
amazing better brilliant calm caring champion clean clear cracking delighted easy excellent fair
fantastic friendly glad gold good grand grateful great happy helped helpful improved kind
listened love loved lovely nice patient perfect pleased polite prompt proud quick reassured
respect respected respectful safe smashing smooth superb supported supportive terrific thank
thankful thanks understanding useful valued welcome welcoming wonderful worthwhile
"""
GOOD = frozenset(_GOOD.split())
_BAD = """
abysmal afraid angry anxious appalling awful bad blamed bother broken cancelled closed complain
complained confused confusing cut cuts delay delayed delays difficult dirty disappointed
disappointing disgusting dismissed dismissive distressing failed fault fear fobbed forgotten
frightened frustrated frustrating hard hopeless horrible ignored impossible inadequate isolated
lacking late lonely lost miserable missed neglected nobody noisy nowhere pointless poor problem
problems refused rude rushed scared shambles shocking shouted sick slow struggle struggled
struggling stuck terrible tired tokenism unacceptable unfair unfriendly unhappy unhelpful unsafe
untidy upset useless waited waste wasted worried worry worse worst wrong
"""
BAD = frozenset(_BAD.split())
_NOT = """
aren't can't couldn't didn't doesn't don't hadn't hardly hasn't haven't isn't never no not
nothing nowt wasn't weren't without won't wouldn't
"""
NOT = frozenset(_NOT.split())
REACH = 3
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def valence(text: str) -> str:
    """'+', '-', '~' (both) or '' (neither) for the words of `text`.

    A negation turns round the next three words: "not very helpful" is a complaint.

    >>> valence("They were not very helpful.")
    '-'
    """
    signs = _signs(text)
    if len(signs) == 2:
        return "~"
    return next(iter(signs), "")


def polarities(codebook: Codebook) -> dict[str, str]:
    """The side that a paired code takes by itself, '+', '-' or ''.

    Only codes of a pair have one ("listens" and "is defensive"): it is the one that more of their
    examples and of the words that define them take than the other's.
    """
    leaning = {code.code: _leaning(code) for code in codebook.codes}
    sides: dict[str, str] = {}
    for code in codebook.codes:
        if code.pair and leaning[code.code] != leaning[code.pair]:
            sides[code.code] = "+" if leaning[code.code] > leaning[code.pair] else "-"
    return sides


def valences(texts: Sequence[str], codes: Sequence[str], codebook: Codebook) -> list[str]:
    """Valence of each mention: what its text says, else the side that its code takes."""
    sides = polarities(codebook)
    return [valence(text) or sides.get(code, "") for text, code in zip(texts, codes, strict=True)]


def _leaning(code: Code) -> float:
    """Share of the code's own sentences that praise, less the share that complain."""
    sentences = [code.definition, code.title, *code.include, *code.examples]
    signs = [_signs(sentence) for sentence in sentences]
    return sum(("+" in sign) - ("-" in sign) for sign in signs) / len(signs)


def _signs(text: str) -> set[str]:
    found = set()
    turned = 0
    for word in WORD.findall(text.lower().replace("’", "'")):
        if word in NOT:
            turned = REACH + 1
        elif word in GOOD or word in BAD:
            found.add("+" if (word in GOOD) == (turned == 0) else "-")
        turned = max(turned - 1, 0)
    return found
