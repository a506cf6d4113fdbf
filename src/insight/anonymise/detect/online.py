"""Addresses and names on the internet, written, hidden from machines, or said aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.anonymise.detect.recogniser import Recogniser, Rule, Span
from insight.anonymise.detect.spoken import DIGITS, NUMBER
from insight.anonymise.lexicon import is_ordinary, kept_names, plain

_ANY = re.IGNORECASE
_DOT = r"\s+(?:dot|full stop|point)\s+"
_TOP = r"(?:com|org|net|co|uk|ac|gov|nhs|info|io|me|eu|biz|scot|wales|blog|xyz|wiki)"
_HIDDEN_DOT = r"\s?(?:\.|[\[({]\s?(?:dot|\.)\s?[\])}]|\bdot\b)\s?"
_HIDDEN_AT = r"(?:\s?@\s?|\s?[\[({]\s?(?:at|@)\s?[\])}]\s?)"
_PLATFORM = (
    r"(?:insta(?:gram)?|face\s?book|fb|messenger|twitter|x\.com|tik\s?tok|snap\s?chat|snap|youtube|"
    r"linked\s?in|discord|skype|reddit|bluesky|threads|mastodon|twitch|telegram|whats\s?app|"
    r"nextdoor|pinterest|strava)"
)
_NAMED_ON = (
    r"(?:\s+(?:handle|name|account|page|profile|user\s?name|id|tag|group))?"
    r"(?:\s*:|\s+(?:is|was|under|as|called|it['’]s)|['’]s|\s+(?:i['’]?m|i\s+am|we['’]?re|"
    r"s?he['’]?s))(?:\s+(?:is|under|as|called))*\s+"
)
_JOIN = frozenset(("dot", "underscore", "dash", "hyphen", "plus", "stop", "point"))
_SIGN = rf"(?:\s+(?:underscore|dash|hyphen|dot)\s+[\w.-]+(?:\s+\d+)?|\s+(?:{NUMBER}))"
_VALUE = (
    rf"(?P<x>@?[\w.-]*\w{_SIGN}+|(?-i:@?[A-Z][\w.'’]*\w(?:[\s-]+[A-Z][\w'’]*\w){{1,3}})|@?[\w.]*\w)"
)


def _is_handle(match: re.Match[str]) -> float:
    """No word of the language: "I'm busy on Facebook" names nobody."""
    name = match["x"]
    first = plain(re.split(r"[\s_.\d]", name.lstrip("@"))[0])
    if " ".join(name.casefold().split()) in kept_names():
        return 0.0
    signs = bool(re.search(r"[_\d@]|\w\.\w|\bunderscore\b", name))
    names = len(re.findall(r"(?<!\w)[A-Z]\w", name)) > 1
    return 0.8 if signs or names or (len(first) > 2 and not is_ordinary(first)) else 0.0


def _machine(match: re.Match[str]) -> float:
    return 0.9 if all(int(part) < 256 for part in match.group().split(".")) else 0.0


def _is_no_time(match: re.Match[str]) -> float:
    return 0.0 if re.fullmatch(r"@\d+(?:am|pm|ish|hrs?|k|p)?", match.group(), _ANY) else 0.9


ONLINE = (
    Rule("email", re.compile(r"(?<![\w.+-])[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+"), 0.99),
    Rule(
        "email",
        re.compile(
            rf"(?<![\w.+-])[\w.+'’-]+{_HIDDEN_AT}[\w-]+(?:{_HIDDEN_DOT}[\w-]+)*?"
            rf"(?:{_HIDDEN_DOT}{_TOP}){{1,2}}(?!\w)",
            _ANY,
        ),
        0.95,
    ),
    Rule("url", re.compile(r"(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", _ANY), 0.95),
    Rule(
        "url",
        re.compile(
            rf"(?<![\w@.])(?:[a-z\d-]+\.)+{_TOP}(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?(?![\w@])", _ANY
        ),
        0.9,
    ),
    # Any ending where a path follows: bit.ly/abc.
    Rule(
        "url",
        re.compile(
            r"(?<![\w@.])(?:[a-z\d-]{2,}\.)+[a-z]{2,10}/[^\s<>\"']*[^\s<>\"'.,;:!?)\]]", _ANY
        ),
        0.85,
    ),
    Rule(
        "url",
        re.compile(
            rf"(?<!\w)"
            rf"(?:w\s?w\s?w{_DOT})?[\w-]+(?:{_DOT}[\w-]+)*{_DOT}{_TOP}(?:{_DOT}{_TOP})?(?:\s+(?:forward\s+)?slash\s+[\w-]+)*(?!\w)",
            _ANY,
        ),
        0.8,
    ),
    # Addresses of machines: IPv4, IPv6, MAC.
    Rule("url", re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]\d)(?!\w)"), check=_machine),
    Rule(
        "url",
        re.compile(
            r"(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|"
            r"(?:[\da-f]{1,4}:){1,6}:(?:[\da-f]{1,4}:?){1,6}|(?:[\da-f]{2}[:-]){5}[\da-f]{2})(?![\w:])",
            _ANY,
        ),
        0.9,
    ),
    Rule("handle", re.compile(r"(?<![\w@.])@[A-Za-z_]\w+(?:\.\w+)*"), 0.9),
    Rule("handle", re.compile(r"(?<![\w@.])@\d+[A-Za-z_]\w+"), check=_is_no_time),
    Rule("handle", re.compile(r"(?<![\w/])[uU]/[A-Za-z]\w{2,}"), 0.8),
    Rule(
        "handle",
        re.compile(rf"\b{_PLATFORM}{_NAMED_ON}{_VALUE}(?![\w@])", _ANY),
        check=_is_handle,
    ),
    Rule(
        "handle",
        re.compile(
            rf"\b(?:user\s?name|screen\s?name|gamer\s?tag|handle)(?:\s+is|['’]s|\s*:)?\s+"
            rf"{_VALUE}(?![\w@])",
            _ANY,
        ),
        check=_is_handle,
    ),
    Rule(
        "handle",
        re.compile(
            rf"(?<!\w)(?:i['’]?m|i\s+am|we['’]?re|we\s+are|s?he['’]s|as|under|called|by|for|it['’]s|"
            rf"find\s+(?:me|us|him|her))\s+{_VALUE},?\s+on\s+(?:the\s+)?{_PLATFORM}(?!\w)",
            _ANY,
        ),
        check=_is_handle,
    ),
)

_SAID_DOT = rf"(?:{_DOT}|\s?[\[({{]\s?dot\s?[\])}}]\s?|\s\.\s|\.)"
_LABEL = r"[\w-]+(?:\s+(?:dash|hyphen)\s+[\w-]+)*"
_SAID_DOMAIN = re.compile(
    rf"(?<!\w)at\s+{_LABEL}(?:{_SAID_DOT}{_LABEL})*?(?:{_SAID_DOT}{_TOP}){{1,2}}(?!\w)", _ANY
)
_TOKEN = re.compile(r"[\w.+'’-]*[\w+]")
_NUMBERS = re.compile(rf"{NUMBER}|{'|'.join(DIGITS)}|\d+", _ANY)
_MAIL = re.compile(
    r"\be-?mails?(?:\s+address)?(?:['’]s|\s+(?:is|was|to|me\s+(?:at|on)|on|us\s+(?:at|on))|\s*:)"
    r"(?:\s+(?:it['’]s|so|just|er|erm|that['’]s))*[\s,:]+",
    _ANY,
)
_IN_WORDS = re.compile(r"(?<!\w)(?:dot|underscore|dash|hyphen|full\s+stop)(?!\w)", _ANY)
_MOST_TOKENS = 14


class SpokenEmails(Recogniser):
    """Electronic addresses said aloud: what stands before "at gmail dot com" belongs to them."""

    def __init__(self) -> None:
        super().__init__("patterns", ("email",))

    def spans(self, text: str) -> Iterator[Span]:
        """Each address from its first word or letter to the end of its domain."""
        for match in _SAID_DOMAIN.finditer(text):
            start = _name_start(text, match.start())
            if _is_address(text, start, match):
                yield Span(start, match.end(), "email", 0.95, self.name)


def _is_address(text: str, start: int, domain: re.Match[str]) -> bool:
    """Whether a name stands before the domain: "the rota's at example.org" has none."""
    if start == domain.start():
        return False
    if _IN_WORDS.search(text, start, domain.end()) or _MAIL.search(text, max(0, start - 40), start):
        return True
    return not all(is_ordinary(plain(word)) for word in text[start : domain.start()].split())


def _name_start(text: str, end: int) -> int:
    """Where the name before the "at" at `end` begins."""
    named = [mail.end() for mail in _MAIL.finditer(text, max(0, end - 90), end)]
    tokens = list(_TOKEN.finditer(text, max(0, end - 120), end))[-_MOST_TOKENS:]
    if not tokens or re.search(r"[.?!\n]\s", text[tokens[-1].end() : end]):
        return end
    if named and len(_TOKEN.findall(text[named[-1] : end])) <= _MOST_TOKENS:
        return named[-1]
    place = len(tokens) - 1
    while place > 0:
        # A full stop is two words, and the walk goes backwards.
        here, lead = tokens[place].group().casefold(), tokens[place - 1].group().casefold()
        if "," in text[tokens[place - 1].end() : tokens[place].start()] and len(lead) > 1:
            break
        full_stop = here == "full" and tokens[place + 1].group().casefold() == "stop"
        joined = lead in _JOIN or here in _JOIN or full_stop
        number = len(here) > 1 and _NUMBERS.fullmatch(here)
        if not (joined or number or here.isdecimal() or _is_letter(lead)):
            break
        place -= 1
    return tokens[place].start()


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()
