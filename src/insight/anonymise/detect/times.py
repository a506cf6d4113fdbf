"""Dates of birth, days, and exact ages; and what is put in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules, Span, before
from insight.anonymise.detect.spoken import NUMBER, ORDINAL, value
from insight.anonymise.lexicon import cue_words

_ANY = re.IGNORECASE
_MONTHS = cue_words("times.months")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    # The stop of "Feb.", not that of a sentence which ends with February.
    r"(?:(?<=jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\.|(?<=sept)\.)?"
)
_SEASONS = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring"}
_SEASONS |= {6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn"}
_DAY = rf"(?:(?:the\s+)?(?:[0-3]?\d(?:st|nd|rd|th)?|{ORDINAL}))"
_SAID_YEAR = (
    rf"(?:nineteen|twenty)[\s-]+(?:oh[\s-]+\w+|hundred|{NUMBER})|two thousand(?: and {NUMBER})?"
)
_YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|{_SAID_YEAR})"
_SHORT_YEAR = rf"(?:{_YEAR}|oh\s+\w+|{NUMBER}|\d\d)(?!\w)"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(?:the\s+)?)?"
_FEAST = (
    r"(?:christmas|boxing|new\s+year['’]?s?|easter|whit|good|pancake|shrove|ash|palm|maundy|"
    r"midsummer['’]?s?|independence|remembrance|armistice|mothering|valentine['’]?s|burns|"
    r"guy\s+fawkes|st\.?\s+\w+['’]?s|may|v[ej]|all\s+(?:saints['’]?|souls['’]?)|moon|harvest)\s+"
    r"(?:day|eve|sunday|monday|tuesday|wednesday|thursday|friday|night|morning|festival)"
)
_FIGURES = (
    r"(?<![\d./-])(?:[0-3]?\d([./-])[01]?\d\1(?:\d{4}|\d{2})|(?:19|20)\d\d-[01]\d-[0-3]\d)(?![\d])"
)
_NOBODY = frozenset(("It", "That", "This", "There", "What", "Which", "Tea", "Last"))
_BORN = re.compile(r"\bborn\b|\bd\.?o\.?b\b|date of birth|birth ?date|birthday|\bbirth\b")

_NOT_AGES = (
    r"(?!\s*(?:%|per\s?cent|percent|minutes?|mins?|hours?|hrs?|days?|weeks?|"
    r"months|miles?|mile|pounds?|quid|"
    r"pence|stone|feet|foot|ft|inch|metres?|meters?|times|people|of|out|in a|"
    r"number|[ap]\.?m|o'clock|"
    r"yards?|lots?|and a half|kilo|calls?|visits?|hundred|thousand|different|"
    r"other|more|point|sessions|"
    r"km|cm|kg|mg|ml|:\d|\.\d|,\d{3}|/\d|-\d|th\b|st\b|nd\b|rd\b|minute|"
    r"weeks'|grand|points?|steps?|beds?))"
)
_AGE = rf"(?P<x>\d{{1,3}}|(?:a\s+)?hundred(?:\s+and\s+{NUMBER})?|{NUMBER})(?![\w-]*\w)"


_KIN = (
    r"(?:nana?|nan|gran|granny|grandma|grandmother|granda|grandad|grandfather|husband|wife|partner|"
    r"brother|sister|son|daughter|mother|father|mam|mum|dad|uncle|aunt|auntie|cousin|nephew|niece|"
    r"neighbour|friend|mate|lad|lass|bairn|boy|girl|grandson|granddaughter|eldest|youngest)"
)


def _birth(match: re.Match[str]) -> float:
    return 0.95 if _BORN.search(before(match, 100)) else 0.0


def _year_of_birth(match: re.Match[str]) -> float:
    return 0.9 if re.search(r"\bborn\b|birth", before(match, 25)) else 0.0


def _age(match: re.Match[str]) -> float:
    years = value(match["x"])
    return 0.85 if years is not None and 13 <= years <= 112 else 0.0


def _age_of_child(match: re.Match[str]) -> float:
    # "It was nine." and "That was nine." are hours.
    return _stated_age(match) if match.group().split()[0] not in _NOBODY else 0.0


def _odd_age(match: re.Match[str]) -> float:
    """Round numbers after "at" are prices and speeds as often as ages."""
    years = value(match["x"])
    return 0.6 if years is not None and years > 30 and years % 10 else 0.0


def _stated_age(match: re.Match[str]) -> float:
    years = value(match["x"])
    return 0.9 if years is not None and 0 < years <= 112 else 0.0


_DATES = (
    re.compile(_FIGURES),
    re.compile(rf"(?<![\w./-])[0-3]?\d[-/. ]{_MONTH}[-/. ](?:(?:19|20)\d\d|\d\d)(?![\w:])", _ANY),
    re.compile(
        rf"(?<!\w){_WEEKDAY}{_DAY}(?:\s+(?:of\s+)?(?:the\s+)?{_MONTH}|\s+of\s+the\s+{ORDINAL})"
        rf"(?:\s+(?:to|until|till|and|[-–])\s+(?:the\s+)?[0-3]?\d(?:st|nd|rd|th))?"
        rf"(?:[\s,]+{_YEAR})?(?!\w)",
        _ANY,
    ),
    re.compile(
        rf"(?<!\w){_MONTH}\s+(?:the\s+)?(?:[0-3]?\d(?:st|nd|rd|th)?|{ORDINAL})"
        rf"(?:[\s,]+{_YEAR})?(?![\w:])",
        _ANY,
    ),
    re.compile(rf"(?<!\w){_MONTH}(?:\s+(?:of\s+|in\s+)?)?[\s,]*{_YEAR}(?!\w)", _ANY),
    re.compile(
        rf"(?<!\w)(?:spring|summer|autumn|winter|easter|christmas)\s+(?:of\s+|in\s+)?{_YEAR}(?!\w)",
        _ANY,
    ),
    re.compile(
        rf"(?<!\w)(?:the\s+)?(?:first|second|third|fourth|last|\d\w\w)\s+(?:week|"
        rf"weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
        rf"\s+(?:in|of)\s+{_MONTH}(?:\s+{_YEAR})?(?!\w)",
        _ANY,
    ),
    re.compile(rf"(?<!\w){_MONTH}\s+bank\s+holiday(?:\s+{_YEAR})?", _ANY),
    re.compile(rf"(?<!\w){_FEAST}[\s,]+(?:of\s+|in\s+)?{_YEAR}(?!\w)", _ANY),
)
_DATES_BY_CONTEXT = (
    re.compile(
        rf"(?<!\w)(?:on|by|until|till|since|from|before|after)\s+(?P<x>the\s+"
        rf"(?:[0-3]?\d(?:st|nd|rd|th)|(?!first|second|third){ORDINAL}))"
        r"(?=[.,;!?)]|$|\n|\s(?:and|but|i|we|he|she|they|it|at|when|there|in\sthe)\b)",
        _ANY,
    ),
    # A month that is told from the day of the interview, or from a year that was.
    re.compile(rf"(?<!\w)(?P<x>last\s+(?!may\b|march\b|mar\b){_MONTH})(?!\w)", _ANY),
    re.compile(
        rf"(?<!\w)(?P<x>(?:{_MONTH}|{_FEAST}|easter|christmas),?\s+"
        r"(?:last\s+year|(?:the\s+)?year\s+before(?:\s+last)?))(?!\w)",
        _ANY,
    ),
    re.compile(
        rf"\b(?:since|after|before|until|till|last|on|over|that|it\s+was)\s+(?P<x>{_FEAST})(?!\w)",
        _ANY,
    ),
    # A month in which something was; "every March the road floods" and "may" as a verb are none.
    re.compile(
        rf"\b(?:in|since|until|till|during|of|by|early|late|mid|end\s+of|back\s+in)\s+"
        rf"(?P<x>{'|'.join(_MONTHS)})(?!\w)(?!\s+(?:not|be|have|each|every)\b)",
        _ANY,
    ),
    re.compile(rf"(?:^|[.,;]\s+)(?!good\s+(?!friday))(?P<x>{_FEAST})(?!\w)", _ANY),
    re.compile(
        r"\b(?:came|come|moved|arrived|married|widowed|retired|started|opened)\b[^.!?]{0,25}?\s"
        r"(?P<x>(?:19|20)\d\d)(?!\w)",
        _ANY,
    ),
    re.compile(r"\b(?:at|over|that|last|since)\s+(?P<x>Easter)(?!\s+(?:egg|bonnet|holiday))\b"),
    re.compile(
        rf"(?<!\w)(?P<x>(?:the\s+)?(?:a|two|three|four|\d)?\s*(?:days?|nights?|weeks?)\s+"
        rf"(?:before|after)\s+(?:{_FEAST}|christmas|easter|new\s+year))(?!\w)",
        _ANY,
    ),
)
_BORN_ON = (
    re.compile(
        rf"(?<!\w){_DAY}\s+(?:of\s+)?{_MONTH}[\s,]+(?:{_YEAR}|\d\d|{NUMBER})(?!\w)(?!\s+years)",
        _ANY,
    ),
    re.compile(rf"(?<!\w){_FEAST}(?:[\s,]+(?:of\s+|in\s+)?{_YEAR})?(?!\w)", _ANY),
    # "Fourteenth of the seventh oh five", "six five ninety-five", 06 05 1995.
    re.compile(
        rf"(?<!\w){ORDINAL}\s+of\s+(?:the\s+)?(?:{ORDINAL}|{_MONTH})[\s,]+{_SHORT_YEAR}", _ANY
    ),
    re.compile(rf"(?<![\w-]){NUMBER}[\s,]+{NUMBER}[\s,]+{_SHORT_YEAR}", _ANY),
    re.compile(r"(?<![\w.,/])[0-3]?\d\s+[01]?\d\s+(?:(?:19|20)\d\d|\d\d)(?!\w)"),
)
_TURNED = re.compile(
    rf"\b(?:born|turned|turning|birthday)\b[^.?!\n]{{0,30}}?\b(?:in|on|at)\s+(?P<x>{_MONTH})(?!\w)",
    _ANY,
)

RULES = (
    *(Rule("date_of_birth", pattern, check=_birth) for pattern in (*_DATES, *_BORN_ON)),
    Rule("date_of_birth", re.compile(rf"(?<!\w)(?:{_YEAR})(?!\w)", _ANY), check=_year_of_birth),
    *(Rule("date", pattern, 0.7) for pattern in _DATES),
    Rule("date", _TURNED, 0.7),
    *(Rule("date", pattern, 0.6) for pattern in _DATES_BY_CONTEXT),
    Rule(
        "age",
        re.compile(
            rf"\b(?:{_KIN}['’]s|(?:will|['’]ll|would)\s+be|(?:i|a|aa|ah)['’]?m|i\s+am|s?he['’]?s|s?he\s+is|s?he\s+was|i\s+was|"
            rf"was|who['’]?s|who\s+is|they['’]?re|we['’]?re|is|being|"
            rf"nearly|almost|about|just|only|now|barely|when\s+i\s+was|until\s+i\s+was|"
            rf"mam['’]?s|dad['’]?s|mum['’]?s|"
            rf"till|at)\s+{_AGE}{_NOT_AGES}(?=\s*(?:[.,;!?)…]|$|\n|an\b|and\b|but\b|"
            rf"on\s+the\b|at\s+the\s+time|before\b|until\b|having\b|so\b|now\b|next\b|last\b|this\b|in\b|not\b|with\b|when\b|year|yr|y/?o\b|"
            rf"too\b|then\b|they\b|he\b|she\b|i\b|we\b|because\b|cos\b|since\b|lives?\b|living\b|"
            rf"himself|herself|meself|myself|years))",
            _ANY,
        ),
        check=lambda match: _age(match) if _is_person_before(match) else 0.0,
    ),
    Rule(
        "age",
        re.compile(
            rf"\b(?:(?:lady|woman|man|gentleman|lad|lass|boy|girl|bloke|chap)\s+of|"
            rf"turned|turning|turns|aged?|age\s+of|age\s+is|age:)\s+{_AGE}(?!\s*(?:%|"
            rf"weeks|months))",
            _ANY,
        ),
        check=_stated_age,
    ),
    Rule(
        "age",
        re.compile(
            rf"(?<![\w-])(?P<x>\d{{1,3}}|{NUMBER})[\s-]*(?:years?|yrs?|months?)"
            rf"[\s-]*(?:old|of\s+age|young)\b",
            _ANY,
        ),
        check=_stated_age,
    ),
    # Beside a person, between commas; and at what happens once in a life.
    Rule(
        "age",
        re.compile(
            rf"\b(?:my|our|his|her|their|wor|me)\s+(?:\w+\s+)?{_KIN},\s+(?:who['’]?s\s+)?{_AGE}"
            rf"{_NOT_AGES}(?=[,.;)])",
            _ANY,
        ),
        check=_age,
    ),
    Rule(
        "age",
        re.compile(
            r"\b(?:died|passed(?:\s+away)?|retired|widowed|married|diagnosed|left\s+school|lost\s+"
            rf"(?:him|her|them)|buried\s+(?:him|her))\s+at\s+{_AGE}{_NOT_AGES}",
            _ANY,
        ),
        check=_age,
    ),
    # A child's age is stated of somebody: "she's six." and "Tot was nine, and".
    Rule(
        "age",
        re.compile(
            r"(?<!\w)(?:(?:he|she|who|i)(?:\s+(?:is|was)|['’][sm])|(?-i:[A-Z][a-z]+)\s+(?:is|was))\s+"
            rf"(?:(?:only|just|nearly)\s+)?(?P<x>(?!one\b|1\b)(?:\d{{1,2}}|{NUMBER}))"
            rf"(?=[.,;!?)](?!\d)(?!\s*(?:{NUMBER})\b))",
            _ANY,
        ),
        check=_age_of_child,
    ),
    Rule(
        "age",
        re.compile(
            rf"\b(?:youngest|oldest|eldest|the\s+(?:one|other))(?:\s+is|\s+was|['’]s)\s+"
            rf"(?:only\s+|just\s+)?(?P<x>\d{{1,3}}|{NUMBER})(?!\w){_NOT_AGES}(?=[.,;!?)]|\s+and\b)",
            _ANY,
        ),
        check=_age,
    ),
    # "Ada Ives, Tot. Seventy-one, born by the sea."; "At eighty-two I can wait."
    Rule(
        "age",
        re.compile(
            rf"(?<=[.!]\s)(?P<x>{NUMBER})(?=,\s+(?:born|and\s+(?:s?he|i)\b)|\.\s+(?-i:[A-Z])\w+,)",
            _ANY,
        ),
        check=_age,
    ),
    Rule(
        "age",
        re.compile(
            rf"(?:^|[.!?\n]\s*)at\s+(?P<x>\d\d|{NUMBER})(?=,?\s+(?:i|you|one|he|she|we|my)\b)", _ANY
        ),
        check=_age,
    ),
    Rule(
        "age",
        re.compile(rf"\bat\s+(?P<x>{NUMBER})(?=[.,;]|\s+(?:and|but)\b)", _ANY),
        check=_odd_age,
    ),
    Rule("age", re.compile(r"(?<!\w)(?P<x>\d{1,3})\s?(?:y/?o|yrs?)\b", _ANY), check=_stated_age),
    Rule("age", re.compile(r"(?<=[a-z] [A-Z])[\w'’-]+,?\s\(?(?P<x>\d{2})(?=[.,)])"), check=_age),
    Rule("age", re.compile(r"(?<=[A-Z])[a-z'’-]+,?\s\((?P<x>\d{2})\)"), check=_age),
    Rule(
        "age", re.compile(r"(?<=[A-Z])[a-z'’-]+\s[A-Z][\w'’-]+,\s(?P<x>\d{2})(?=[.,])"), check=_age
    ),
)

_PEOPLE = re.compile(
    r"\b(?:i|he|she|we|they|who|mam|mum|dad|nana?|gran\w*|wife|husband|son|"
    r"daughter|brother|sister|mother|"
    r"father|uncle|aunt|auntie|bairn|lad|lass|boy|girl|man|woman|partner|me|"
    r"im|hes|shes|[a-z]+'s)\b|['’](?:m|s|re)\s"
)


def _is_person_before(match: re.Match[str]) -> bool:
    lead = (
        before(match, 25) + match.group()[: match.start("x") - match.start()].casefold()
    ).replace("’", "'")
    name = re.search(r"[A-Z][a-z]+\s(?:is|was|just|being)\s$", match.string[: match.start("x")])
    return bool(_PEOPLE.search(lead) or name)


class Times(Recogniser):
    """Dates and ages; a date of birth is not a date as well."""

    def __init__(self) -> None:
        self._rules = Rules("patterns", RULES)
        super().__init__("patterns", self._rules.supported_entities)

    def spans(self, text: str) -> Iterator[Span]:
        """What the rules match in `text`."""
        yield from self._rules.spans(text)


def age_band(words: str) -> str:
    """The age that `words` say, in tens of years.

    >>> age_band("67"), age_band("fifteen"), age_band("ninety-one")
    ('60s', 'under 18', '90 or over')
    """
    years = value(words)
    if years is None:
        return "given"
    if years < 18:
        return "under 18"
    return "18 or 19" if years < 20 else "90 or over" if years >= 90 else f"{years // 10 * 10}s"


def season_of(words: str) -> str | None:
    """Season, and year where one is told in figures, of the date in `words`; None if unclear.

    >>> season_of("9th of February 2024"), season_of("04/11/1959"), season_of("3 May")
    ('winter 2024', 'autumn 1959', 'spring')
    """
    said = words.casefold()
    years = re.findall(r"(?:19|20)\d\d", said)
    year = f" {years[0]}" if years else ""
    months = [place for place, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name[:3]}", said)]
    figures = re.fullmatch(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", said)
    if figures:
        months = [int(figures[2])] if 1 <= int(figures[2]) <= 12 else []
    if months:
        return _SEASONS[months[0]] + year
    seasons = re.findall(r"spring|summer|autumn|winter", said)
    return seasons[0] + year if seasons else None
