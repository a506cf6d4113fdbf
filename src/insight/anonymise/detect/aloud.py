"""What is said sign by sign: postcodes, registrations, telephones and references read out.

A run of said signs ("N for Nellie, E, sixty-one, two A B") is put together as it would be written
(`NE612AB`), and that is judged by the rules for what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from insight.anonymise.detect.checks import (
    INSURANCE,
    LOOSE_PLATE,
    PLATE,
    is_barred_prefix,
    is_postcode_area,
    names_reference,
    names_reference_after,
    names_vehicle,
    nhs_number_holds,
)
from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.detect.spoken import DIGITS, NUMBER, value
from insight.anonymise.lexicon import cue_words, is_ordinary

_NATO = {word: word[0].upper() for word in cue_words("spoken.alphabet")}
_DIGIT = "|".join(sorted(DIGITS, key=len, reverse=True))
_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_TOKEN = re.compile(
    rf"(?<!\w)(?:(?P<times>double|treble|triple)[\s-]+(?P<of>{_DIGIT}|\d|[a-z])"
    r"|(?P<first>[a-z])[\s,]+(?:for|as\s+in)\s+(?P=first)[a-z-]+"
    rf"|(?P<nato>{'|'.join(_NATO)})"
    rf"|(?P<number>(?:a|{_UNIT})\s+hundred(?:\s+and\s+{NUMBER})?|{NUMBER}|oh|nought|naught|zero)"
    r"|(?P<bar>(?:forward\s+)?slash|stroke|dash|hyphen))(?![\w'’])"
    r"|(?<!\d)(?P<figures>\d+)(?!\d)"
    r"|(?<![A-Za-z'’])(?P<capitals>(?-i:[A-Z]{1,3}))(?![A-Za-z'’])"
    r"|(?<![\w'’])(?P<small>(?-i:[a-z]{1,3}))(?![\w'’])",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"[\s,.\-–…]{0,5}(?:(?:er|erm|um|uh|ah|then|and|that['’]s)[\s,.…]+){0,2}", re.IGNORECASE
)
_MOST_TOKENS = 26
_READ_OUT = 5
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_POSTCODE = re.compile(r"([A-Z]{1,2})\d{1,2}[A-Z]?\d[A-Z]{2}")
_OUTWARD = re.compile(r"([A-Z]{2})\d{1,2}")
_INSURED = re.compile(r"([A-Z]{2})\d{6}([A-D]?)")
_CODE = re.compile(r"([A-Z]{1,4})[/-]?(?:\d{2}[/-])?(\d{3,})")
_TRAILED = re.compile(r"\d{3,}[A-Z]{1,3}|[A-Z]{1,3}\d{3,}[A-Z]")
_BARRED = re.compile(r"[A-Z]{2,5}[/-][A-Z\d/-]*\d{2,}")
_NEAR = frozenset(cue_words("codes.near_areas"))
_NEAR_SMALL = frozenset(area.lower() for area in _NEAR)
_SHORT_WORDS = frozenset(cue_words("spoken.short_words"))
_HESITATIONS = frozenset(("er", "erm", "um", "uh", "ah", "and"))
_NUMBERED = re.compile(
    r"\b(?:phone|telephone|tel|mobile|landline|number|num|no|dial|sort\s+code|account|a/c|"
    r"nhs|insurance|ni|card|pin|reference|ref|digits)\b"
)
_MONEY = re.compile(r"\b(?:sort\s+code|account|a/c|card|pin)\b")


@dataclass(frozen=True)
class Said:
    """One sign, or several, as said: where, what it is in writing, and whether in words."""

    start: int
    end: int
    signs: str
    in_words: bool
    is_bar: bool = False
    is_compound: bool = False
    is_small: bool = False


def _said(match: re.Match[str]) -> Said:
    start, end = match.span()
    if match["times"]:
        of = match["of"].casefold()
        return Said(
            start, end, DIGITS.get(of, of.upper()) * _TIMES[match["times"].casefold()], True
        )
    if match["first"]:
        return Said(start, end, match["first"].upper(), True)
    if match["nato"]:
        return Said(start, end, _NATO[match["nato"].casefold()], True)
    if match["number"]:
        word = match["number"].casefold()
        number = 0 if word in ("oh", "nought", "naught", "zero") else value(word) or 0
        return Said(start, end, str(number), True, is_compound=number > 9)
    if match["bar"]:
        sign = "/" if match["bar"].casefold().endswith(("slash", "stroke")) else "-"
        return Said(start, end, sign, True, is_bar=True)
    small = match["small"] is not None
    return Said(start, end, match.group().upper(), False, is_small=small)


def said_runs(text: str) -> Iterator[list[Said]]:
    """Runs of signs said one after another, at least one of them in words or letter by letter.

    >>> [[one.signs for one in run] for run in said_runs("it's N E sixty-one, two A B.")]
    [['N', 'E', '61', '2', 'A', 'B']]
    """
    run: list[Said] = []
    for match in _TOKEN.finditer(text):
        if _is_word(match):
            continue
        if run and not _goes_on(text, run[-1], match):
            if _is_aloud(run):
                yield run
            run = []
        run.append(_said(match))
    if _is_aloud(run):
        yield run


def _goes_on(text: str, last: Said, match: re.Match[str]) -> bool:
    """Whether `match` belongs to the run that ends with `last`."""
    gap = _GAP.fullmatch(text, last.end, match.start())
    # "It is 011 906. Fourteen months it took." is a number and a new sentence.
    new = "." in text[last.end : match.start()] and match.group()[:2].istitle()
    return bool(gap) and not (new and not last.in_words)


def _is_word(match: re.Match[str]) -> bool:
    """Whether two or three letters are a word rather than read out: "er", "the", not "nl"."""
    letters = (match["capitals"] or match["small"] or "").casefold()
    if len(letters) < 2 or letters in _NEAR_SMALL:
        return letters in _HESITATIONS
    if len(letters) == 2:
        return letters in _HESITATIONS | _SHORT_WORDS
    return letters in _HESITATIONS or (match["small"] is not None and is_ordinary(letters))


def _is_aloud(run: Sequence[Said]) -> bool:
    if len(run) < 2:
        return False
    spelled = any(
        len(one.signs) == len(two.signs) == 1 and one.signs.isalpha() and two.signs.isalpha()
        for one, two in pairwise(run)
    )
    return spelled or any(one.in_words for one in run)


def _readings(part: Sequence[Said]) -> Iterator[str]:
    """The signs of `part`, also with the letter O beside a figure as a nought."""
    plain = "".join(one.signs for one in part)
    yield plain
    if any(one.signs == "O" and not one.in_words for one in part):
        noughts = re.sub(r"O(?=[\dO])|(?<=\d)O", "0", plain)
        if noughts != plain:
            yield noughts


class Aloud(Recogniser):
    """Codes and numbers read out sign by sign."""

    def __init__(self) -> None:
        kinds = ("postcode", "ni_number", "vehicle", "nhs_number", "phone", "reference")
        super().__init__("patterns", kinds)

    def spans(self, text: str) -> Iterator[Span]:
        """What is read out in `text`; of stretches that lie in one another the longest."""
        for run in said_runs(text):
            yield from self._of(text, run)

    def _of(self, text: str, run: Sequence[Said]) -> Iterator[Span]:
        told = [
            (place, end, *judged)
            for place in range(len(run))
            for end in range(place + 2, min(len(run), place + _MOST_TOKENS) + 1)
            if not (run[place].is_bar or run[end - 1].is_bar)
            and (judged := _judged(text, run[place:end]))
        ]
        taken: set[int] = set()
        for place, end, kind, score in sorted(told, key=lambda one: _order(run, one)):
            if taken.isdisjoint(range(place, end)):
                taken.update(range(place, end))
                start = _whole_start(text, run[place].start)
                yield Span(start, run[end - 1].end, kind, score, self.name)


def _order(run: Sequence[Said], told: tuple[int, int, str, float]) -> tuple[int, float, int]:
    """Most signs first, then the surest, then the first."""
    place, end, _, score = told
    return -sum(len(one.signs) for one in run[place:end]), -score, place


def _whole_start(text: str, start: int) -> int:
    """With the "plus" of an international number."""
    lead = re.search(r"(?<!\w)plus\s+$", text[max(0, start - 8) : start], re.IGNORECASE)
    return start - len(lead.group()) if lead else start


def _judged(text: str, part: Sequence[Said]) -> tuple[str, float] | None:
    """Kind and score of the signs of `part` as written; None where they are nothing."""
    if not _is_aloud(part):
        return None
    lead = text[max(0, part[0].start - 60) : part[0].start].casefold()
    tail = text[part[-1].end : part[-1].end + 50].casefold()
    for signs in _readings(part):
        if len(signs) < 3 or not any(sign.isdigit() for sign in signs):
            continue
        judge = _number if signs.isdigit() else _letters_and_figures
        if told := judge(signs, part, lead, tail):
            return told
    return None


def _number(digits: str, part: Sequence[Said], lead: str, tail: str) -> tuple[str, float] | None:
    if nhs_number_holds(digits):
        return "nhs_number", 0.95
    one_by_one = sum(not one.is_compound for one in part)
    by_pairs = one_by_one < len(part) and one_by_one < _READ_OUT
    if names_reference(lead) or names_reference_after(tail):
        return "reference", 0.8
    # "Ten, eleven, twelve" is counted; a number that begins with nought is read out.
    if len(digits) < 6 or (by_pairs and not digits.startswith("0") and not _NUMBERED.search(lead)):
        return None
    if "nhs" in lead:
        return "nhs_number", 0.8
    return "reference" if _MONEY.search(lead) else "phone", 0.8


def _letters_and_figures(
    signs: str, part: Sequence[Said], lead: str, tail: str
) -> tuple[str, float] | None:
    code = _POSTCODE.fullmatch(signs)
    if code and is_postcode_area(code[1]):
        return "postcode", 0.95
    insured = _INSURED.fullmatch(signs)
    named = INSURANCE.search(lead) or INSURANCE.search(tail)
    if insured and (named or insured[2]):
        issued = named or not is_barred_prefix(insured[1])
        return ("ni_number", 0.9) if issued else ("reference", 0.7)
    if PLATE.fullmatch(signs) and (any(one.in_words for one in part) or names_vehicle(lead)):
        return "vehicle", 0.85
    if LOOSE_PLATE.fullmatch(signs) and names_vehicle(lead):
        return "vehicle", 0.8
    return _reference(signs, part, lead, tail)


def _reference(signs: str, part: Sequence[Said], lead: str, tail: str) -> tuple[str, float] | None:
    code, barred = _CODE.fullmatch(signs), _BARRED.fullmatch(signs)
    told = names_reference(lead) or names_reference_after(tail)
    if told and (code or barred or _TRAILED.fullmatch(signs)):
        return "reference", 0.85
    letters = [one for one in part if one.signs.isalpha()]
    spelled = len(letters) > 1 and all(len(one.signs) == 1 for one in letters)
    if barred or (code and spelled and len(code[2]) >= 4):
        return "reference", 0.7
    outward = _OUTWARD.fullmatch(signs)
    # "Ne one came" is dialect.
    sure = spelled or not part[0].is_small or len(signs) == 4
    if outward and outward[1] in _NEAR and sure:
        return "postcode", 0.7
    return None
