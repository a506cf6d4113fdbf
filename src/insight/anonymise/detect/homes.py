"""Homes in the forms that `places` leaves: numbers in words, flats, care of, named houses."""

from __future__ import annotations

import re

from insight.anonymise.detect.places import CAPITAL, COMPASS, HAMLET, HOMESTEAD, STREET, SURE_STREET
from insight.anonymise.detect.recogniser import Rule
from insight.anonymise.detect.spoken import NUMBER
from insight.anonymise.lexicon import given_names, is_ordinary, kept_names, plain, small_places

_ANY = re.IGNORECASE
_SAID = rf"(?:(?:a|one|two|three)\s+hundred(?:\s+and\s+{NUMBER})?|{NUMBER})"
_NUMBER = rf"(?:{_SAID}|\d{{1,4}}[a-z]?(?:\s?[-–/&]\s?\d{{1,4}}[a-z]?)?)"
_NAME = rf"(?:{CAPITAL}\s+){{1,4}}"
_PART = r"(?:flat|apartment|apt\.?|unit|plot|studio|bungalow|chalet)"
_FLOOR = r"(?:(?:top|ground|first|second|third|basement|upper|lower|garden)(?:\s+floor)?\s+flat)"
_OPENING = frozenset(("on", "in", "at", "then", "so", "well", "and", "but", "it's", "that's"))
_TAKEN = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))


def _is_named(match: re.Match[str]) -> float:
    """The house's name is no everyday word at the head of a sentence, no person and no town."""
    words = [plain(word) for word in match["x"].split()]
    strange = [word for word in words if not is_ordinary(word)]
    named = " ".join(words)
    if named in kept_names() | small_places() or set(words) & (given_names() | _TAKEN):
        return 0.0
    if strange:
        return 0.0 if set(strange) & kept_names() else 0.75
    return 0.75 if len(words) > 1 and words[0] not in _OPENING else 0.0


def _locality(match: re.Match[str]) -> float:
    words = [plain(word) for word in match["x"].split()]
    if " ".join(words) in kept_names() or set(words) & (given_names() | _TAKEN):
        return 0.0
    return 0.6 if len(words) > 1 or not is_ordinary(words[0]) else 0.0


HOMES = (
    # In words, or a range: "number fifty-eight Heron Court", "31-33 Heron Court".
    Rule(
        "address",
        re.compile(
            rf"(?<![\w.£:-])(?:(?:number|no\.?)\s*)?{_NUMBER},?\s+{_NAME}(?-i:{STREET}|{STREET.upper()})\b\.?",
            _ANY,
        ),
        0.9,
    ),
    Rule(
        "address",
        re.compile(
            rf"(?<![\w.£:-])(?:(?:number|no\.?)\s*)?(?:{_SAID}|\d{{1,4}}[a-z]?),?\s+"
            r"(?-i:T[Hh][Ee]\s+[A-Z]\w+(?:\s+[A-Z]\w+)?)",
            _ANY,
        ),
        0.7,
    ),
    # In lower case only after the word "number", or with a street that is little else.
    Rule(
        "address",
        re.compile(
            rf"\b(?:number|no\.?)\s+{_NUMBER},?\s+(?:[a-z'’]+\s+){{1,3}}?(?:{STREET})\b", _ANY
        ),
        0.75,
    ),
    Rule(
        "address",
        re.compile(
            rf"(?<![\w.-]){_NUMBER},?\s+"
            r"(?!(?:of|to|the|a|and|in|on|at|or)\b)(?:[a-z'’]+\s+){1,2}"
            r"(?:street|road|avenue|lane|terrace|crescent|gardens|wynd|villas|mews|lonnen|cottages)\b",
            _ANY,
        ),
        0.7,
    ),
    Rule(
        "address",
        re.compile(
            r"\b(?:live|lives|lived|living|stay\w*|moved|address(?:\s+is)?:?)\s+(?:at\s+|to\s+)?"
            r"(?P<x>\d{1,4}[a-z]?(?:\s?[-–/]\s?\d{1,4}[a-z]?)?,?\s+(?!(?:of|to|the|a|and|in|on|at|or)\b)(?:[a-z'’]+\s+){1,2}"
            rf"(?:{STREET}))\b",
            _ANY,
        ),
        0.7,
    ),
    # A flat or unit with what follows: "Unit 8, The Sidings".
    Rule(
        "address",
        re.compile(
            rf"(?<!\w)(?:{_FLOOR}|{_PART}\s+(?:{_SAID}|\d{{1,4}}[a-z]?|(?-i:[A-Z]))),?\s+"
            rf"(?:(?:number\s+)?{_NUMBER},?\s+)?(?:{_NAME}(?-i:{STREET}|{STREET.upper()})\b|"
            r"(?-i:T[Hh][Ee]\s+[A-Z]\w+(?:\s+[A-Z]\w+)?)|"
            rf"{_NAME.rstrip()}(?=[.,;!?]|$|\n))",
            _ANY,
        ),
        0.85,
    ),
    Rule("address", re.compile(rf"(?<!\w){_FLOOR}(?=,?\s+\d)", _ANY), 0.7),
    Rule(
        "address",
        re.compile(
            r"(?<!\w)(?:(?:c/o|care\s+of)\s+(?-i:(?:(?:Mr|Mrs|Ms|Miss|Dr|The)\.?\s+)?"
            r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3})|c/o\s+[\w'’-]+(?:\s+[\w'’-]+)?),?",
            _ANY,
        ),
        0.85,
    ),
    Rule("address", re.compile(r"(?<!\w)P\.?\s?O\.?\s+Box\s+\d+\b", _ANY), 0.9),
    # A house told by its name: before a street, or as what it is called.
    Rule(
        "address",
        re.compile(
            rf"(?<![\w'’-])(?P<x>(?:{CAPITAL}\s+){{0,2}}{CAPITAL}),\s+"
            rf"(?=(?:\d{{1,4}}[a-z]?\s+)?(?:{CAPITAL}\s+){{1,3}}(?-i:{STREET}|{STREET.upper()})\b)"
        ),
        check=_is_named,
    ),
    Rule(
        "address",
        re.compile(
            r"\b(?:house|cottage|farm|bungalow|flat|home|place)(?:,|['’]s|\s+(?:is|was))?\s+"
            r"(?:called|named|known\s+as|by\s+the\s+name\s+of)\s+"
            r"(?P<x>(?-i:(?:[Tt]he\s+)?[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,2}))",
            _ANY,
        ),
        0.8,
    ),
    # "She lives at Thornlea, Saltgrass": at, of a house; in, of a place.
    Rule(
        "address",
        re.compile(
            r"\b(?:(?:live|lives|lived|living|stay|stays|stayed|staying)\s+at\s+|"
            r"(?:live|lives|lived|living|grew\s+up)\s+in\s+(?=(?-i:The)\b)|address(?:\s+is|:)\s+)"
            rf"(?P<x>(?:{CAPITAL}\s+){{0,2}}{CAPITAL})(?=[,.;!?)]|$|\n|\s+(?-i:[a-z]))",
            _ANY,
        ),
        check=_is_named,
    ),
    Rule(
        "place",
        re.compile(
            rf"\b(?:live|lives|lived|living|staying)\s+at\s+(?:{CAPITAL}\s+){{0,2}}{CAPITAL},\s+"
            rf"(?P<x>{CAPITAL}(?:\s+{CAPITAL})?)(?=[.,;!?)]|$|\n|\s+(?-i:[a-z]))",
            _ANY,
        ),
        check=_locality,
    ),
    # The village after a farm or house: "Whinny Hill Farm, Larkhaugh".
    Rule(
        "place",
        re.compile(
            rf"(?:(?:{CAPITAL}\s+)+(?-i:{HOMESTEAD}|{SURE_STREET}|{HOMESTEAD.upper()})|"
            rf"(?:{COMPASS})\s+[A-Z][a-z]+(?:{HAMLET})|The\s+(?:Old|New)\s+{CAPITAL}),\s+"
            rf"(?P<x>{CAPITAL}(?:\s+{CAPITAL})?)(?=[.,;!?)]|$|\n|\s+(?-i:[a-z]))"
        ),
        check=_locality,
    ),
)
