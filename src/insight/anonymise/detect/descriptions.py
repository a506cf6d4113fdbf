"""Descriptions that fit one person: roles, households, rare conditions, small ethnic groups."""

from __future__ import annotations

import re

from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules
from insight.anonymise.detect.spoken import NUMBER
from insight.anonymise.lexicon import conditions, ethnicities

_ANY = re.IGNORECASE
_OFFICE = (
    "head|director|chief executive|chief officer|chair(?:man|woman|person)?|"
    "(?:vice|deputy)[\\s-]chair|leader|mayor|"
    "clerk|secretary|branch secretary|treasurer|vicar|minister|priest|head "
    "?teacher|headmaster|headmistress|"
    "principal|warden|harbour master|lollipop (?:lady|man)|postmistress|"
    "postmaster|landlord|landlady|cook|caretaker|"
    "lighthouse keeper|portfolio holder|cabinet member|registrar|matron|"
    "practice manager|safeguarding lead"
)
_STRETCH = r"(?:[^\s.,;!?\[\]]+\s){0,5}?"
_END = (
    r"(?=[.,;:!?)\]]|$|\n|\s(?:and|but|who|which|is|was|said|says|has|had|"
    r"told|came|rang|so|because|when)\b)"
)
_FEW = rf"(?:[4-9]|1\d|{NUMBER.replace('one|two|three|', '')})"

_SOMEBODY = (
    "lad|lass|man|woman|person|boy|girl|family|mother|father|mam|mum|dad|carer|couple|child|bairn|"
    "teenager|student|teacher|doctor|nurse|worker|farmer|shop|one"
)

ROLES = (
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)the\s+only\s+(?:[\w'’-]+\s+){{0,3}}(?:{_SOMEBODY})\s+(?:in|on|at|"
            rf"from)\s+[\w'’-]+",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            r"(?<!\w)the\s+(?:(?:deputy|assistant|managing)\s+)?(?:director|chief "
            r"executive|postmistress|postmaster|vicar|"
            r"head ?teacher|headmaster|headmistress|mayor|matron|harbour master)\b(?!['’]s)",
            _ANY,
        ),
        0.5,
    ),
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)(?:the\s+)?(?:{_OFFICE})\s+(?:of|to|at|for)\s+{_STRETCH}[^\s.,;!?]+{_END}",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)(?:the\s+)(?:\w+\s)?(?:{_OFFICE})['’]s\s+deputy\b|(?<!\w)"
            rf"the\s+(?:branch|parish|village|school|town|club)\s+(?:{_OFFICE})\b",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            r"(?<!\w)(?:the\s+)?(?:harbour master|head|director)['’]s\s+(?:deputy|"
            r"assistant|secretary)\b",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            r"(?<!\w)(?:the|our)\s+(?:only|sole|one and only|first|last)\s+(?:[\w'’-]+\s+){1,5}"
            r"(?:in|on|at|round|from)\s+(?:the|our|this|that|all of)\s+(?:whole\s+)?"
            r"(?:village|estate|school|ward|street|county|town|valley|island|team|"
            r"parish|coast|area|club|block|close|row|house|building|church|farm)\b",
            _ANY,
        ),
        0.6,
    ),
)

RELATIONSHIPS = (
    Rule(
        "relationship",
        re.compile(
            r"(?<!\w)(?:(?:identical|non-identical)\s+)?(?:twins|triplets|quadruplets|"
            r"quads|twin\s+(?:brother|sister|boys|girls|sons|daughters|lads))\b",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            rf"(?<!\w)(?:foster(?:\s+carers?|\s+(?:mother|father|parents?|mum|dad|mam)"
            rf")?|adopt(?:ive|ed)?(?:\s+(?:mother|father|parents?|mum|dad|mam))?|"
            rf"guardian|carer|mother|father|mum|mam|dad|parents?)\s+(?:of|to|for)"
            rf"\s+{_FEW}(?:\s+(?:children|kids|bairns|boys|girls|sons|daughters))?\b",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            r"\b(?:married|engaged|related|wed)\s+to\s+(?:the|my|our|his|her)"
            r"\s+(?:[\w'’-]+\s+){1,6}?(?=[.,;!?)]|$)[^\s.,;!?]*|\bmarried to the "
            r"[\w'’-]+(?: who[\w'’ -]+)?",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            rf"(?<!\w)(?:all\s+)?(?:his|her|my|our|their)\s+{_FEW}\s+(?:children|kids|"
            rf"bairns|sons|daughters|brothers|sisters)\b",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            r"\b(?:I['’]m|I am|we['’]re|we are|she['’]s|he['’]s)\s+(?P<x>(?:their|her|"
            r"his|the bairns['’])\s+(?:legal\s+)?guardians?)\b",
            _ANY,
        ),
        0.6,
    ),
)

CONDITIONS = Rule(
    "condition",
    re.compile(
        r"(?<!\w)(?:"
        + "|".join(
            re.escape(name).replace("'", "['’]?").replace(r"\ ", r"[\s-]+")
            for name in sorted(conditions(), key=len, reverse=True)
        )
        + r")(?:\s+(?:disease|syndrome))?(?:,?\s+type\s+(?:\d|I{1,3}|one|two|three|four))?(?!\w)",
        _ANY,
    ),
    0.7,
)

ETHNICITIES = Rule(
    "ethnicity",
    re.compile(
        r"(?<!\w)(?:"
        + "|".join(ethnicities())
        + r")s?(?!\w)(?!\s+(?:tea|pudding|food|takeaway|restaurant|friday|ice))"
    ),
    0.6,
)


def descriptions() -> list[Recogniser]:
    """The detectors of this module."""
    return [Rules("patterns", (*ROLES, *RELATIONSHIPS, CONDITIONS, ETHNICITIES))]
