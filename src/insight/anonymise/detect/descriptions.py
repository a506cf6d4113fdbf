"""Descriptions that fit one person: roles, households, rare conditions, small ethnic groups."""

from __future__ import annotations

import re

from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules
from insight.anonymise.detect.spoken import NUMBER
from insight.anonymise.lexicon import conditions, diagnoses, ethnicities

_ANY = re.IGNORECASE
_OFFICE = (
    "head|director|chief executive|chief officer|chair(?:man|woman|person)?|"
    "(?:vice|deputy)[\\s-]chair|leader|mayor|"
    "clerk|secretary|branch secretary|treasurer|vicar|minister|priest|head "
    "?teacher|headmaster|headmistress|"
    "principal|warden|harbour master|lollipop (?:lady|man)|postmistress|"
    "postmaster|landlord|landlady|cook|caretaker|"
    "lighthouse keeper|portfolio holder|cabinet member|registrar|matron|"
    "practice manager|safeguarding lead|co-chair|churchwarden|shop steward|coxswain|newsreader|"
    "inspector"
)
# "I cook for him" and "to head for home" name no office.
_NO_VERB = "".join(
    rf"(?<!\b(?i:{word})\s)" for word in ("i", "we", "you", "they", "to", "can", "not")
)
# "The chair at the moment", "head of it", "leader for three months", "chair to bed" name no body.
_NO_BODY = (
    r"(?!(?:the\s+(?:moment|time|end|top|side|table|bed|same)|it|them|this|that|all|least|home|"
    r"first|lunch|steam)\b)"
)
_STRETCH = r"(?:[^\s.,;!?\[\]]+\s){0,7}?"
_END = (
    r"(?=[.,;:!?)\]]|$|\n|\s(?:and|but|who|which|is|was|said|says|has|had|"
    r"told|came|rang|so|because|when)\b)"
)
_FEW = rf"(?:[4-9]|1\d|{NUMBER.replace('one|two|three|', '')})"

_SOMEBODY = (
    "lad|lass|man|woman|person|boy|girl|family|mother|father|mam|mum|dad|carer|couple|child|bairn|"
    "teenager|student|teacher|doctor|nurse|worker|farmer|shop|one"
)

# Posts that an authority, a trust or a branch has one of; "the" or "our" must stand before them.
_SINGLE = (
    r"monitoring officer|principal social worker|chief nurse|chief officer|section 151 officer|"
    r"caldicott guardian|data protection officer|complaints (?:manager|analyst|officer)|"
    r"branch secretary|deputy manager|returning officer|coroner|imam|rabbi|churchwarden|coxswain|"
    r"independent chair|treasurer|co-chair|shop steward|medical director"
)
_WORKER = (
    "therapist|physio|social worker|nurse|doctor|dentist|vet|driver|officer|interpreter|coxswain|"
    "deputy|teacher|farmer|shopkeeper|worker|midwife|carer|family|man|woman|lad|lass|person"
)
_WHERE = r"(?:of|in|on|at|for|between|west|east|north|south|this\s+side)"
_LEFT = (
    r"(?=[.,;:!?)\]]|$|\n|\s(?:and\s+(?:i|he|she|they|we|it|what|when|that)|"
    r"but|who|which|is|was|said|says|has|had|told|so|because|when)\b)"
)

ROLES = (
    Rule("role", re.compile(rf"(?<!\w)(?:the|our)\s+(?:{_SINGLE})\b", _ANY), 0.6),
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)the\s+(?:(?!the\b|a\b)[\w'’-]+\s+){{1,2}}lead\b"
            rf"(?:(?=[.,;!?)]|$|\sand\b)|\s+for\s+(?!\d){_STRETCH}[^\s.,;!?]+{_END})",
            _ANY,
        ),
        0.5,
    ),
    # "The one dentist north of the river"; the last and the first only of something that is ours.
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)the\s+(?:only|sole|one)\s+(?:[\w'’-]+\s+){{0,2}}(?:{_WORKER}|one)\s+"
            rf"(?:teaching\s+|working\s+)?{_WHERE}\s+(?:[^\s.,;!?]+\s+){{0,6}}?[^\s.,;!?]+{_LEFT}",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)the\s+(?:first|last)\s+(?:[\w'’-]+\s+){{0,2}}(?:{_WORKER})\s+(?:of|on|in)\s+"
            rf"(?:the|our)\s+(?:[^\s.,;!?]+\s+){{0,3}}?[^\s.,;!?]+{_LEFT}",
            _ANY,
        ),
        0.6,
    ),
    # "A physio, the only one this side of the water"
    Rule(
        "role",
        re.compile(
            rf"(?<!\w)(?:(?!an?\b|the\b)[\w-]+\s)?(?:{_WORKER}|{_OFFICE}),\s+(?:the\s+)?(?:only|last|first|sole)"
            rf"\s+one\s+(?:[^\s.,;!?]+\s+){{1,7}}?[^\s.,;!?]+{_LEFT}",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            r"\b(?:i['’]?m|i\s+am|s?he['’]s|s?he\s+is)\s+(?P<x>one\s+of\s+(?:the\s+|only\s+)*"
            r"(?:two|three|four)(?:\s+(?:in|on|at)\s+(?:the\s+)?\w+)?)",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "role",
        re.compile(
            r"(?<!\w)there['’]?s\s+only\s+(?:the\s+)?(?:one|two|three)\s+of\s+(?:us|them)"
            r"(?:\s+(?:does|do|doing)\s+it)?(?!\w)",
            _ANY,
        ),
        0.5,
    ),
    Rule(
        "role",
        re.compile(
            rf"(?<=\bthe\s)(?:[\w-]+\s+){{1,2}}(?:who|that)\s+(?:set\s+up|founded|opened|rode)\s+"
            rf"(?:the|our)\s+(?:[^\s.,;!?]+\s+){{0,4}}?[^\s.,;!?]+{_LEFT}",
            _ANY,
        ),
        0.5,
    ),
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
            rf"{_NO_VERB}(?<!\w)(?:(?:the|our)\s+)?(?:[\w]+['’]s\s+)?(?:(?:discharge|service|team)\s+)?"
            rf"(?:{_OFFICE})\s+(?:(?:of|at)\s+{_NO_BODY}|(?:to|for)\s+(?:the|our)\s+(?!moment)|for\s+(?=[A-Z]))"
            rf"{_STRETCH}[^\s.,;!?]+"
            rf"(?:\s+and\s+[a-z]+(?=[.,;!?])|{_END})",
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
            r"(?<!\w)(?:the|our)\s+(?:only|sole|one and only|first|last)\s+(?!times?\b|thing\b)"
            r"(?:[\w'’-]+\s+){1,5}"
            r"(?:in|on|at|round|from)\s+(?:the|our|this|that|all of)\s+(?:whole\s+)?"
            r"(?:village|estate|school|ward|street|county|town|valley|island|team|"
            r"parish|coast|area|club|block|close|row|house|building|church|farm)\b",
            _ANY,
        ),
        0.6,
    ),
)

_KIN = "husband|wife|partner|mam|mum|mother|dad|father|brother|sister|son|daughter|nephew|niece"
_CHILDREN = "children|kids|bairns|girls|boys|lads|sons|daughters|brothers|sisters|grandchildren"

RELATIONSHIPS = (
    Rule(
        "relationship",
        re.compile(
            rf"(?<!\w)(?:my|his|her|our)\s+(?:own\s+)?(?:{_KIN})\s+and\s+(?:both\s+(?:of\s+)?)?"
            rf"(?:my|his|her|their)\s+(?:parents|{_KIN})\b",
            _ANY,
        ),
        0.6,
    ),
    Rule("relationship", re.compile(rf"(?<!\w)(?:a\s+)?family\s+of\s+{_FEW}(?!\w)", _ANY), 0.6),
    Rule(
        "relationship",
        re.compile(
            rf"(?<!\w){_FEW}\s+(?:sons|daughters|brothers|sisters)\b"
            r"(?:\s+\w+ing\s+(?:him|her|them|me|us)(?:\s+in\s+\w+)?)?"
            rf"|(?<!\w)(?:we|i|he|she|they)(?:['’]d|\s+had|['’]ve|\s+have)\s+{_FEW}\s+(?:{_CHILDREN})"
            r"(?:\s+and\s+(?:then\s+)?(?:a|the|one)\s+(?:boy|girl|lad|lass))?(?!\w)",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            r"(?<!\w)(?:three|four|five|six)\s+generations(?:\s+of\s+(?:[\w'’-]+\s+){1,3}in\s+"
            r"(?:the\s+)?(?:one\s+|same\s+)?(?:house|home|street))?(?!\w)",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            r"(?<!\w)(?:(?:his|her|my)\s+)?ex[\s-](?:wife|husband|partner)\s+and\s+(?:his|her|my)\s+"
            r"carer(?:,\s+same\s+house)?(?!\w)",
            _ANY,
        ),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(r"(?<!\w)the\s+one\s+family\s+in\s+[^.,;!?\n]{3,50}(?=[.,;!?])", _ANY),
        0.6,
    ),
    Rule(
        "relationship",
        re.compile(
            r"(?<!\w)(?:(?:they|we)(?:['’]re|\s+are)\s+)?(?:(?:identical|non-identical)\s+)?(?:twins|triplets|quadruplets|"
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
            r"[\w'’-]+(?: who[\w'’ -]+)?"
            rf"|\b(?:married|engaged|related|wed)\s+to\s+(?:the|my|our|his|her)\s+"
            rf"(?:[\w'’-]+\s+){{0,4}}(?:{_KIN})\b",
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
        r"(?<!\w)(?:(?:early|young|juvenile)[\s-]onset\s+)?(?:"
        + "|".join(
            re.escape(name).replace("'", "['’]?").replace(r"\ ", r"[\s-]+")
            for name in sorted(conditions(), key=len, reverse=True)
        )
        + r")(?:\s+(?:disease|syndrome))?(?:,?\s+type\s+(?:\d|I{1,3}|one|two|three|four))?(?!\w)",
        _ANY,
    ),
    0.7,
)

# A common diagnosis is an attribute of somebody where it is told as theirs: "since his stroke".
_SICK = (
    "mam|mum|dad|nana?|husband|wife|brother|sister|son|daughter|mother|father|partner|granda?|"
    "lad|lass"
)
_ILL = (
    rf"my|his|her|their|(?:{_SICK})['’]?s|(?:{_SICK})\s+(?:has|had|with|got)|"
    r"i['’]ve(?:\s+got)?|(?:i|s?he|they)\s+(?:has|have|had|got|gets|with)|s?he['’]s\s+(?:got|had)|"
    r"diagnosed\s+with|(?:has|who|with)\s+got|who\s+has|(?:after|since)\s+a|"
    r"(?:with|till|until|since|after|before|has|had)\s+the|(?:died|dying|suffers?|suffering|recovering)\s+(?:of|from|with)"
)
_HOW = r"(?:(?:an?|the|bad|severe|mild|late|early|advanced|type\s+\w+)\s+){0,2}"
_NAMED = "|".join(
    re.escape(name).replace("'", "['’]?").replace(r"\ ", r"[\s-]+")
    for name in sorted(diagnoses(), key=lambda name: (-len(name), name))
)
DIAGNOSIS = re.compile(rf"(?<!\w)(?:{_NAMED})(?!\w)", _ANY)
"""A diagnosis by name, whoever has it."""
THEIRS = Rule("condition", re.compile(rf"\b(?:{_ILL})\s+{_HOW}(?P<x>{_NAMED})(?!\w)", _ANY), 0.6)
YOUNG_ONSET = Rule(
    "condition",
    re.compile(
        r"(?<!\w)(?:early|young|juvenile)[\s-]onset\s+(?:dementia|alzheimer['’]?s|parkinson['’]?s)",
        _ANY,
    ),
    0.7,
)

# A neighbouring nation is an attribute of somebody, not every mention of it.
NATIONS = Rule(
    "ethnicity",
    re.compile(
        r"\b(?:[Ss]?[Hh]e|[Tt]hey|I)(?:['’](?:s|re|m)|\s+(?:is|are|am))\s+"
        r"(?P<x>Scottish|Welsh|French|German|Italian|Spanish|Dutch|American|Australian|Greek)(?!\w)"
    ),
    0.6,
)
TRAVELLING = Rule(
    "ethnicity", re.compile(r"(?<!\w)Travelling\s+(?:people|folk|family|families|community)\b"), 0.6
)

ETHNICITIES = Rule(
    "ethnicity",
    re.compile(
        r"(?<!\w)(?:"
        + "|".join(ethnicities())
        + r"|(?:(?:English|Irish|Scottish|Welsh)\s+)?(?:Gypsies|Gypsy|Travellers?)"
        + r")s?(?!\w)(?!\s+(?:tea|pudding|food|takeaway|restaurant|friday|ice|sea|stew|linen))"
    ),
    0.6,
)


def descriptions() -> list[Recogniser]:
    """The detectors of this module."""
    groups = (CONDITIONS, YOUNG_ONSET, THEIRS, ETHNICITIES, NATIONS, TRAVELLING)
    return [Rules("patterns", (*ROLES, *RELATIONSHIPS, *groups))]
