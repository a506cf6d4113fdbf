"""What can stand before the words of a turn: shapes of labels, times and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_NUMBER = r"(?:[ _.#-]{0,2}\d{1,3}[a-z]?|[ _-][A-Za-z])?"
_GENERIC = re.compile(
    r"(?:(?i:int(?:erviewe[re])?|iv|mod(?:erator)?|fac(?:ilitator)?|(?:co-?)?researcher|"
    r"(?:co-?)?facilitator|part(?:icipant)?|resp(?:ondent)?|speaker|spk|id|carer|service user|"
    r"interpreter|advocate|support worker|"
    r"(?:fe)?male(?: (?:speaker|voice|participant|respondent))?|"
    r"(?:unknown|unidentified)(?: (?:female|male))?(?: speaker| voice)?)"
    rf"|All|Both|Several|Everybody|Everyone|[QAIRPMFSW]|[qairpmfsw](?=[ _.-]?\d)){_NUMBER}"
)
_ASKING = re.compile(
    rf"(?i:int(?:erviewer)?|iv|mod(?:erator)?|(?:co-?)?(?:fac(?:ilitator)?|researcher)|q){_NUMBER}"
)
_TOGETHER = re.compile(r"\s*(?:[/&+,]|\band\b)\s*")
_ASKING_ROLE = re.compile(r"\b(?:interviewer|moderator|facilitator)\b", re.IGNORECASE)
_ADDED = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]$")
# Labels that several people may share, so that two turns under one may be two people's.
_RELATIVE = (
    r"(?:(?:an?|the|her|his|their|my)\s+)?(?:\w+\s+)?(?:interpreter|translator|signer|carer|mother|"
    r"mum|mam|father|dad|parent|daughter|son|wife|husband|partner|sister|brother|niece|nephew|"
    r"friend|advocate|support worker|guardian|proxy)"
)
_INTERPRETED = re.compile(r"\b(?:interpreter|translator|signer|interpreted)\b", re.IGNORECASE)
_BY_PROXY = re.compile(
    rf"\b(?:via|through|by|with)\s+{_RELATIVE}\b|\b(?:on behalf of|speaking for|proxy)\b"
    rf"|^{_RELATIVE}\s+(?:of|for)\b|^{_RELATIVE}\s*\(\s*(?:of|for)\b",
    re.IGNORECASE,
)
_RELAYED = re.compile(
    rf"(?P<who>\S.{{0,30}}?)[\s,]*\(?\s*(?:via|through|interpreted by|by|with)\s+{_RELATIVE}\)?"
    rf"|{_RELATIVE}\s*\(?\s*(?:of|for|on behalf of)\s+(?P<whom>\S.{{0,30}}?)\)?",
    re.IGNORECASE,
)
# What stands before a colon in the head of a file, a form or a letter, and is nobody.
_FIELDS = re.compile(
    r"(?i:date|time|day|duration|length|location|place|venue|setting|project|study|title|subject|"
    r"file(?: ?name)?|recording|audio|transcri(?:pt|bed|ber|ption)(?: by)?|version|status|"
    r"interview(?: (?:date|id|no\.?|number|location|type))?|participants?(?: (?:id|no\.?|number))|"
    r"present|attend(?:ees|ing)|apologies|speakers|from|to|re|cc|address|tel(?:ephone)?|phone|"
    r"e-?mail|name|age|gender|sex|ethnicity|score|rating|total|notes?|key|legend|language|"
    r"consent|keywords?|summary|agenda|actions?|page|source|url|web(?:site)?)"
)
# Words that sentences begin with, and that no program or typist gives people as names.
_OPENERS = frozenset(
    (
        *("remember", "note", "question", "answer", "example", "firstly", "secondly", "then"),
        *("again", "also", "and", "but", "so", "because", "well", "anyway", "basically"),
        *("actually", "maybe", "yes", "no", "yeah", "okay", "ok", "right", "like", "or", "if"),
        *("when", "what", "why", "how", "where", "who", "that", "this", "these", "those", "here"),
        *("there", "it", "he", "she", "we", "they", "you", "my", "his", "her", "our", "your"),
        *("their", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("january", "february", "july", "september", "october", "november", "december", "now"),
        *("next", "finally", "still", "plus", "once", "not", "never", "always", "just", "only"),
        *("everything", "nothing", "something"),
    )
)
# What transcribers write for what was not words, or was not heard.
_MARK = re.compile(
    r"(?i:(?:\w+ )?(?:laugh(?:s|ter|ing)?|inaudible|unclear|unintelligible|indistinct|cross-?talk|"
    r"over(?:lapping|talk)(?: (?:speech|talk|voices))?|pause[sd]?|silence|sigh(?:s|ing)?|"
    r"cough(?:s|ing)?|crying|cries|sob(?:s|bing)?|music|applause|background noise|noise|"
    r"phone rings|foreign(?: language)?|non-?english|redacted|removed|withdrawn|break|"
    r"interruption|interrupted|recording (?:stops|starts|paused|ends|stopped|started)|"
    r"audio (?:missing|cuts out|lost)|nods?|nodding|shakes head|gasps?|sniffs?|whispers?|"
    r"clears throat|beep|silent|no audio|points|gestures|shrugs|smiles|holds up|"
    r"shows|stands|gets up|leaves|enters|x{2,}|\?+)\b.*)",
    re.DOTALL,
)
_SMALL_WORDS = frozenset(
    ("of", "the", "and", "de", "da", "di", "la", "le", "van", "von", "bin", "al")
)
_SEPARATORS = re.compile(r"[(),\"'/&-]")
_NO_LABEL = re.compile(r"[?!;:<>=|\[\]{}]|\.\s+[a-z]|[a-z]{4,}\.")
_LONGEST_LABEL = 60
_MOST_WORDS = 7
_LONGEST_CASELESS = 12

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH})\.?,? (?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b", re.I),
)


def is_generic(label: str) -> bool:
    """Whether `label` is a role or a number, such as INT, P3, Speaker 2 (F), P1/P2: no name."""
    parts = _TOGETHER.split(_ADDED.sub("", label))
    return all(_GENERIC.fullmatch(part) for part in parts)


def is_asking(label: str) -> bool:
    """Whether `label` itself says that this speaker asks: INT, Facilitator 2, Ann (Moderator)."""
    if speaks_for(label):
        return False
    bare = _ADDED.sub("", label)
    return _ASKING.fullmatch(bare) is not None or _ASKING_ROLE.search(label) is not None


def is_mark(text: str) -> bool:
    """Whether `text`, found in brackets, is what transcribers write for what was no words.

    >>> is_mark("inaudible 00:12"), is_mark("XXX"), is_mark("Laughter"), is_mark("Ann")
    (True, True, True, False)
    """
    return _MARK.fullmatch(text.strip()) is not None


def is_field(text: str) -> bool:
    """Whether `text` heads a field of a form or of the file's own head: Date, Duration, Score."""
    return _FIELDS.fullmatch(text) is not None


def speaks_for(label: str) -> str:
    """Whose words are told: "interpreter" or "proxy" where `label` itself shows it, else empty.

    >>> speaks_for("INTERPRETER (for P3)"), speaks_for("P3 (through her daughter)")
    ('interpreter', 'proxy')
    """
    if _INTERPRETED.search(label):
        return "interpreter"
    return "proxy" if _BY_PROXY.search(label) else ""


def is_label(text: str) -> bool:
    """Whether `text` could be a speaker's label: a few capitalised words, no sentence.

    >>> is_label("Fell, Jo (Harbour Team)"), is_label("and then she said")
    (True, False)
    """
    if not text or len(text) > _LONGEST_LABEL:
        return False
    if is_generic(text) or _is_relayed(text):
        return True
    words = _SEPARATORS.sub(" ", text).split()
    if not words or len(words) > _MOST_WORDS or not any(w[0].isalpha() for w in words):
        return False
    if _NO_LABEL.search(text) or is_field(text) or is_mark(text.strip("()")):
        return False
    return words[0].casefold() not in _OPENERS and all(_is_capitalised(word) for word in words)


def _is_relayed(text: str) -> bool:
    relayed = _RELAYED.fullmatch(text)
    return relayed is not None and is_label(relayed["who"] or relayed["whom"])


def is_full_name(text: str) -> bool:
    """Whether `text` looks like a label of two words or more."""
    return is_label(text) and len(text.split()) >= 2


def _is_capitalised(word: str) -> bool:
    # Scripts without capitals (Arabic, Bengali, Chinese) have names too.
    is_caseless = word[0].lower() == word[0].upper() and len(word) <= _LONGEST_CASELESS
    return word[0].isupper() or is_caseless or word.lower() in _SMALL_WORDS


def date_told(lines: Iterable[str]) -> str:
    """The one date, with its month in words or in ISO order, that `lines` hold; else empty.

    Dates in figures such as 4/3/2026 are not certain, and two different dates are not either.
    """
    found = {day for line in lines for day in _dates_in(line)}
    return found.pop() if len(found) == 1 else ""


def _dates_in(line: str) -> list[str]:
    days = []
    for pattern in _DATES:
        for match in pattern.finditer(line):
            told = match["m"].lower()
            month = int(told) if told.isdigit() else _month_number(told)
            try:
                days.append(date(int(match["y"]), month, int(match["d"])).isoformat())
            except ValueError:  # a thirtieth of February is no date
                continue
    return days


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))
