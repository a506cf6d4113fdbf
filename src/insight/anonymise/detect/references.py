"""References of cases and records, accounts, cards and papers, as they are written."""

from __future__ import annotations

import re

from insight.anonymise.detect.checks import (
    REFERENCE_WORD,
    card_number_holds,
    names_reference,
    names_reference_after,
)
from insight.anonymise.detect.recogniser import Rule, before
from insight.anonymise.lexicon import cue_words

_ANY = re.IGNORECASE
_ACRONYMS = frozenset(cue_words("codes.acronyms"))
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_A_CODE = re.compile(
    r"\d+(?:s|st|nd|rd|th|m|mm|cm|km|k|kg|g|mg|ml|am|pm|hr|hrs|mins?|p|ft|bn)|covid.*|.*-year-old"
    r"|(?:19|20)\d\d[-/][a-z]+|[a-z]+[-/](?:19|20)\d\d|iod(?:19|20)\d\d"
    # Roads, and the form for those who are dying.
    r"|[abm]\d{1,4}m?|ds1500",
    _ANY,
)
_QUANTITY = re.compile(
    r"\s*(?:pounds?|quid|people|days?|weeks?|months?|years?|hours?|miles?|patients?|staff|times|"
    r"carers?|families|visits?|calls?|words?|kg|lbs?|grand)\b",
    _ANY,
)


def _code(match: re.Match[str]) -> float:
    token = match.group()
    if _NOT_A_CODE.fullmatch(token) or not re.search("[A-Za-z]", token):
        return 0.0
    return 0.7 if sum(sign.isdigit() for sign in token) >= 4 else 0.0


def _named_code(match: re.Match[str]) -> float:
    token = match["x"]
    lead = match.string[match.start() : match.start("x")]
    if _YEAR.fullmatch(token) and not re.search(
        r"\b(?:no|num|number|ref|reference|id)\b", lead, _ANY
    ):
        return 0.0
    figures = sum(sign.isdigit() for sign in token)
    return 0.9 if figures >= 2 and len(token) >= 4 and not _NOT_A_CODE.fullmatch(token) else 0.0


def _short_named_code(match: re.Match[str]) -> float:
    """Four figures or more right after, or right before, a word for what is numbered."""
    token = match["x"]
    if _NOT_A_CODE.fullmatch(token) or re.search(r"[£$€]\s?$", before(match, 3)):
        return 0.0
    if _QUANTITY.match(match.string, match.end()):
        return 0.0
    told = names_reference(before(match)) and not _YEAR.fullmatch(token)
    after = match.string[match.end() : match.end() + 50]
    return 0.8 if told or names_reference_after(after) else 0.0


def _lettered(match: re.Match[str]) -> float:
    """Letters and figures with a blank between: LAS 104552, no year and no known short form."""
    if match["letters"].upper() in _ACRONYMS or not match["letters"].isupper():
        return 0.7 if names_reference(before(match)) else 0.0
    if len(match["figures"]) > 4:
        return 0.7
    return 0.8 if names_reference(before(match)) else 0.0


def _bank_number(match: re.Match[str]) -> float:
    return 0.8 if match.group().isupper() or sum(s.isdigit() for s in match.group()) > 9 else 0.0


def _card(match: re.Match[str]) -> float:
    return 0.9 if card_number_holds(re.sub(r"\D", "", match.group())) else 0.0


def _long_number(match: re.Match[str]) -> float:
    money = re.search(r"[£$€]\s?$", before(match, 3))
    return 0.0 if money or "," in match.group() else 0.6


REFERENCES = (
    Rule(
        "reference",
        re.compile(
            r"\b(?:ref(?:erence)?|case|complaint|claim|file|account|policy|incident|"
            r"crime|application|"
            r"invoice|passport|licen[cs]e|badge|hospital|member(?:ship)?|customer|"
            r"patient|caseload|client|id|ticket)\b"
            r"\.?(?:\s*(?:no|number|num|id|code|ref(?:erence)?)"
            r"\b\.?)?[\s:#,]*(?:(?:is|was|it's|its|that's|of|hang on|it is)[\s,:]+)*"
            r"(?P<x>(?=[A-Z\d/.\-]*\d)[A-Z\d]+(?:[/\-][A-Z\d]+)*)(?!\w)",
            _ANY,
        ),
        check=_named_code,
    ),
    Rule(
        "reference",
        re.compile(
            r"(?<![\w/.@£$€-])#?(?P<x>[A-Za-z]{0,4}\d{4,}(?:[/\-]\d+)*[A-Za-z]?|"
            r"[A-Za-z]{1,4}[/\-]\d{3,}|\d{2,3}(?:\s\d{3}){1,3})(?![\w@%])(?!\.\d)"
        ),
        check=_short_named_code,
    ),
    Rule(
        "reference",
        re.compile(
            r"(?<![\w/.@-])(?P<letters>[A-Z]{2,5}|[a-z]{2,5})[\s#:]{1,3}(?P<figures>\d{4,9})(?![\w%])"
        ),
        check=_lettered,
    ),
    Rule(
        "reference",
        re.compile(
            rf"\b(?:{REFERENCE_WORD})\s+(?:number|no|num|id|ref)\b[\s.:,#]*(?:is|was|it['’]s)?"
            r"[\s.:,#]*(?P<x>[A-Z]{0,3}\d{3,}(?:[/\-]\d+)*[A-Z]?)(?!\w)",
            _ANY,
        ),
        0.85,
    ),
    # No quantity has five figures and begins with nought.
    Rule("reference", re.compile(r"(?<![\w.,£$€/:+(-])0\d{4,}(?![\w%])(?!\.\d)"), 0.6),
    Rule("reference", re.compile(r"(?<!\w)#\s?(?P<x>\d{4,})(?!\w)"), 0.7),
    Rule(
        "reference",
        re.compile(r"(?<![\w/.@-])[A-Za-z\d]+(?:[/\-][A-Za-z\d]+)*(?![\w@])(?!\.\w)"),
        check=_code,
    ),
    Rule("reference", re.compile(r"(?<![\w.£$/-])\d(?:[\s\-]?\d){12,18}(?!\d)"), check=_card),
    # International account numbers.
    Rule(
        "reference",
        re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){2,7}(?:\s?[A-Z\d]{1,3})?(?!\w)", _ANY),
        check=_bank_number,
    ),
    Rule("reference", re.compile(r"(?<![\w.£$])\d{2}-\d{2}-\d{2}(?:\W{1,3}\d{8})?(?!\d)"), 0.6),
    Rule(
        "reference",
        re.compile(
            r"\b(?:sort\s?-?code|s/c)\W{0,3}(?:(?:is|was|number)\W{1,3})?"
            r"(?P<x>\d{2}[\s\-]?\d{2}[\s\-]?\d{2})(?!\d)",
            _ANY,
        ),
        0.9,
    ),
    # A driving licence: five letters of the name, date of birth, initials, check signs.
    Rule(
        "reference",
        re.compile(r"(?<!\w)[A-Z9]{5}\s?\d{6}\s?[A-Z9]{2}\s?\d[A-Z]{2}(?!\w)", _ANY),
        0.9,
    ),
    Rule(
        "reference", re.compile(r"(?<![\w.£$,/])\d(?:[\s\-]?\d){6,}(?![\d%])"), check=_long_number
    ),
)
