"""Numbers and codes that belong to one person: checksums where they have one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules, Span, before
from insight.anonymise.detect.spoken import DIGITS, NUMBER, digit_runs
from insight.anonymise.lexicon import cue_words

_ANY = re.IGNORECASE
_POSTCODE_AREAS = frozenset(cue_words("codes.postcode_areas"))
_NI_BARRED = frozenset(cue_words("codes.ni_barred"))
_PHONE_WORDS = re.compile(r"phone|tel\b|telephone|mobile|mob\b|ring|call|text|number|dial|landline")


def nhs_number_holds(digits: str) -> bool:
    """Whether ten `digits` pass the check of an NHS number (NHS Data Dictionary, modulus 11).

    The first nine are weighted 10 to 2; the last is 11 minus the sum modulo 11, where 11 counts
    as 0 and 10 does not occur.

    >>> nhs_number_holds("9434765919"), nhs_number_holds("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def card_number_holds(digits: str) -> bool:
    """Whether 13 to 19 `digits` pass the check of a payment card (ISO/IEC 7812-1, Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


def _nhs(match: re.Match[str]) -> float:
    if nhs_number_holds(_digits(match)):
        return 0.95
    return 0.8 if re.search(r"\bnhs\b|hospital number|health number", before(match)) else 0.0


def _card(match: re.Match[str]) -> float:
    return 0.9 if card_number_holds(_digits(match)) else 0.0


def _national_insurance(match: re.Match[str]) -> float:
    prefix = match["prefix"].upper()
    named = re.search(r"insurance|\bni\b|\bnino\b", before(match, 120))
    # Barred prefixes are never issued; QQ is the one that forms print as an example.
    barred = prefix in _NI_BARRED or (prefix != "QQ" and re.search(r"[DFIQUV]|^.O", prefix))
    return 0.95 if named else 0.0 if barred else 0.9


def _phone(match: re.Match[str]) -> float:
    import phonenumbers

    if re.search(r"[£$€]\s?$", before(match, 3)):
        return 0.0
    try:
        number = phonenumbers.parse(match.group(), "GB")
    except phonenumbers.NumberParseException:
        return 0.0
    # Ranges not given out (Ofcom keeps some for drama) are possible, not valid.
    return 0.95 if phonenumbers.is_possible_number(number) else 0.6


def _local_phone(match: re.Match[str]) -> float:
    return 0.7 if _PHONE_WORDS.search(before(match, 40)) else 0.0


def _postcode(match: re.Match[str]) -> float:
    area = re.sub(r"[^A-Z]", "", match["area"].upper())
    return 0.95 if area in _POSTCODE_AREAS else 0.0


def _outward(match: re.Match[str]) -> float:
    area = re.sub(r"[^A-Z]", "", match["area"].upper())
    if area not in _POSTCODE_AREAS:
        return 0.0
    spelled = len(area) == 2 and match["area"].isupper()
    near = area in ("NE", "TD", "CA", "DH", "SR", "TS", "DL") and spelled
    if near and not re.fullmatch(r"[A-Z]{2}", match["area"]) and not match["district"][0].isdigit():
        return 0.7
    named = re.search(r"post\s?code|\blive|area|address|from", before(match, 40))
    return 0.7 if (near and match["district"][0].isdigit()) or (named and spelled) else 0.0


_NOT_A_CODE = re.compile(
    r"\d+(?:s|st|nd|rd|th|m|mm|cm|km|k|kg|g|mg|ml|am|pm|hr|hrs|mins?|p|ft|bn)|covid.*|.*-year-old"
    r"|(?:19|20)\d\d[-/][a-z]+|[a-z]+[-/](?:19|20)\d\d|iod(?:19|20)\d\d",
    _ANY,
)


def _code(match: re.Match[str]) -> float:
    token = match.group()
    if _NOT_A_CODE.fullmatch(token) or not re.search("[A-Za-z]", token):
        return 0.0
    return 0.7 if sum(sign.isdigit() for sign in token) >= 4 else 0.0


def _named_code(match: re.Match[str]) -> float:
    token = match["x"]
    figures = sum(sign.isdigit() for sign in token)
    return 0.9 if figures >= 2 and len(token) >= 4 and not _NOT_A_CODE.fullmatch(token) else 0.0


def _long_number(match: re.Match[str]) -> float:
    money = re.search(r"[£$€]\s?$", before(match, 3))
    return 0.0 if money or "," in match.group() else 0.6


_SAID_DISTRICT = rf"(?:{NUMBER}|\d{{1,2}}[A-Z]?)"
_SAID_DIGIT = rf"(?:{'|'.join(DIGITS)}|\d)"
_DOT = r"\s+(?:dot|full stop|point)\s+"
_TOP = r"(?:com|org|net|co|uk|ac|gov|nhs|info|io|me|eu|biz|scot|wales)"

RULES = (
    Rule(
        "nhs_number",
        re.compile(r"(?<![\d.])\d{3}[\s.\-]{0,2}\d{3}[\s.\-]{0,2}\d{4}(?!\d)"),
        check=_nhs,
    ),
    Rule(
        "ni_number",
        re.compile(
            r"(?<![A-Z\d])(?P<prefix>[A-Z]\s?[A-Z])"
            r"(?:[\s.\-]{0,2}\d{2}){3}[\s.\-]{0,2}[A-D](?![A-Z\d])",
            _ANY,
        ),
        check=_national_insurance,
    ),
    Rule(
        "phone",
        re.compile(r"(?<![\w.])\(?(?:\+44[\s.\-]?(?:\(0\))?|0)(?:[\s.\-()]{0,2}\d){9,10}(?!\d)"),
        check=_phone,
    ),
    Rule(
        "phone",
        re.compile(r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}(?:[\s.\-()]{0,2}\d){6,12}(?!\d)"),
        check=_phone,
    ),
    Rule(
        "phone",
        re.compile(r"(?<![\w.])(?:1[\s.\-])?\(?\d{3}\)?[\s.\-]\d{3}[\s.\-]\d{4}(?:\s?x\d+)?(?!\d)"),
        0.7,
    ),
    Rule("phone", re.compile(r"(?<![\w.£$])\d{3}[\s\-]?\d{3,4}(?![\w%])"), check=_local_phone),
    Rule(
        "postcode",
        re.compile(
            r"(?<![A-Z\d])(?P<area>[A-Z]{1,2})\d[A-Z\d]?\s{0,3}\d[ABD-HJLNP-UW-Z]{2}(?![A-Z\d])",
            _ANY,
        ),
        check=_postcode,
    ),
    Rule(
        "postcode",
        re.compile(
            rf"(?<!\w)(?P<area>[A-Z]\W?[A-Z]?)\W{{0,2}}{_SAID_DISTRICT}[\s,]+{_SAID_DIGIT}[\s,]*"
            r"(?:double\s[A-Z]|[A-Z]\W{0,2}[A-Z])(?!\w)",
            _ANY,
        ),
        check=_postcode,
    ),
    Rule(
        "postcode",
        re.compile(
            rf"(?<!\w)(?P<area>(?-i:[A-Z]\s?[A-Z]|[a-z]{{2}}))\s?(?P<district>{NUMBER}|"
            rf"\d{{1,2}})(?!\w)",
            _ANY,
        ),
        check=_outward,
    ),
    Rule("email", re.compile(r"(?<![\w.+-])[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+"), 0.99),
    Rule(
        "email",
        re.compile(
            rf"(?<!\w)[\w.+-]+(?:\s+(?:dot|underscore|dash|hyphen)\s+[\w.+-]+)*\s+at\s+"
            rf"[\w-]+(?:{_DOT}[\w-]+|\.[\w-]+)*(?:{_DOT}{_TOP}|\.{_TOP})(?:{_DOT}{_TOP})?(?!\w)",
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
    Rule(
        "url",
        re.compile(
            rf"(?<!\w)"
            rf"(?:w\s?w\s?w{_DOT})?[\w-]+(?:{_DOT}[\w-]+)*{_DOT}{_TOP}(?:{_DOT}{_TOP})?(?:\s+(?:forward\s+)?slash\s+[\w-]+)*(?!\w)",
            _ANY,
        ),
        0.8,
    ),
    Rule("handle", re.compile(r"(?<![\w@.])@[A-Za-z_]\w+(?:\.\w+)*"), 0.9),
    Rule("vehicle", re.compile(r"(?<!\w)[A-Z]{2}\d{2}[\s-]?[A-HJ-PR-Z]{3}(?!\w)"), 0.9),
    Rule("vehicle", re.compile(r"(?<!\w)[a-z]{2}\d{2}[a-z]{3}(?!\w)"), 0.7),
    Rule(
        "vehicle",
        re.compile(
            r"(?:\breg(?:istration)?\b|\bplate\b|\bcar\b|\bvan\b|\bvehicle\b|"
            r"\bmotability\b)[^.\n]{0,30}?"
            r"(?<!\w)(?P<x>(?-i:[A-Z])\d{1,3}\s?(?-i:[A-Z]{3})|(?-i:[A-Z]{3})"
            r"\s?\d{1,3}\s?(?-i:[A-Z])|[a-z]{2}\d{2}\s[a-z]{3}"
            r"|(?-i:[A-Z]{1,3})\s?\d{2,4})(?!\w)",
            _ANY,
        ),
        0.8,
    ),
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
        re.compile(r"(?<![\w/.@-])[A-Za-z\d]+(?:[/\-][A-Za-z\d]+)*(?![\w@])(?!\.\w)"),
        check=_code,
    ),
    Rule("reference", re.compile(r"(?<![\w.£$/-])\d(?:[\s\-]?\d){12,18}(?!\d)"), check=_card),
    Rule(
        "reference",
        re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){2,7}(?:\s?[A-Z\d]{1,3})?(?!\w)"),
        0.8,
    ),
    Rule("reference", re.compile(r"(?<![\w.£$])\d{2}-\d{2}-\d{2}(?:\W{1,3}\d{8})?(?!\d)"), 0.6),
    Rule(
        "reference", re.compile(r"(?<![\w.£$,/])\d(?:[\s\-]?\d){6,}(?![\d%])"), check=_long_number
    ),
)


class SpokenNumbers(Recogniser):
    """Numbers said digit by digit: NHS numbers that pass their check, telephones, anything long."""

    def __init__(self) -> None:
        super().__init__("patterns", ("nhs_number", "phone", "reference", "ni_number"))

    def spans(self, text: str) -> Iterator[Span]:
        """Runs of six or more digits said aloud."""
        for start, end, digits in digit_runs(text):
            if len(digits) < 6:
                continue
            lead = re.search(r"(?<!\w)[A-Z]\W{0,2}[A-Z][\s,]+$", text[:start])
            tail = re.match(r"[\s,]+[A-D](?!\w)", text[end:])
            if lead and tail and len(digits) == 6:
                yield Span(lead.start(), end + tail.end(), "ni_number", 0.9, self.name)
            elif nhs_number_holds(digits):
                yield Span(start, end, "nhs_number", 0.95, self.name)
            else:
                named = "nhs" in text[max(0, start - 60) : start].casefold()
                yield Span(start, end, "nhs_number" if named else "phone", 0.8, self.name)


def codes() -> list[Recogniser]:
    """The detectors of this module."""
    return [Rules("patterns", RULES), SpokenNumbers()]
