"""Numbers and codes that belong to one person, as they are written."""

from __future__ import annotations

import re

from insight.anonymise.detect.aloud import Aloud
from insight.anonymise.detect.checks import (
    INSURANCE,
    PLATE,
    card_number_holds,
    is_barred_prefix,
    is_plate,
    is_postcode_area,
    nhs_number_holds,
)
from insight.anonymise.detect.homes import HOMES
from insight.anonymise.detect.online import ONLINE, SpokenEmails
from insight.anonymise.detect.recogniser import Recogniser, Rule, Rules, before
from insight.anonymise.detect.references import REFERENCES
from insight.anonymise.detect.spoken import NUMBER
from insight.anonymise.lexicon import cue_words, is_ordinary

__all__ = ["card_number_holds", "codes", "nhs_number_holds"]

_ANY = re.IGNORECASE
_NEAR = frozenset(cue_words("codes.near_areas"))
_PHONE_WORDS = re.compile(r"phone|tel\b|telephone|mobile|mob\b|ring|call|text|number|dial|landline")
_EXTENSION = r"(?:[\s,]{0,2}(?:ext(?:ension|n)?\.?|x)\s?\d{2,5})?"


def _digits(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


def _nhs(match: re.Match[str]) -> float:
    if nhs_number_holds(_digits(match)):
        return 0.95
    return 0.8 if re.search(r"\bnhs\b|hospital number|health number", before(match)) else 0.0


def _national_insurance(match: re.Match[str]) -> float:
    after = match.string[match.end() : match.end() + 50]
    if INSURANCE.search(before(match, 120)) or INSURANCE.search(after):
        return 0.95
    return 0.0 if is_barred_prefix(re.sub(r"\W", "", match["prefix"])) else 0.9


def _unfinished_insurance(match: re.Match[str]) -> float:
    """Without its last letter only where it is named right before or after."""
    after = match.string[match.end() : match.end() + 35]
    return 0.9 if INSURANCE.search(before(match, 40)) or INSURANCE.search(after) else 0.0


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
    # ZZ99 stands for "no fixed abode", "abroad" and the like in official files.
    area = re.sub(r"[^A-Za-z]", "", match["area"]).upper()
    return 0.95 if is_postcode_area(area) or area == "ZZ" else 0.0


def _outward(match: re.Match[str]) -> float:
    area = re.sub(r"[^A-Z]", "", match["area"].upper())
    if not is_postcode_area(area):
        return 0.0
    spelled = len(area) == 2 and match["area"].isupper()
    glued = re.fullmatch(r"(?:ne|td)\d\d(?:\s\d)?", match.group())
    told = re.search(r"post\s?code|address", before(match, 40))
    if match["area"].islower() and area in _NEAR and (glued or told):
        return 0.7 if match["district"][0].isdigit() else 0.0
    near = area in _NEAR and spelled
    if near and not re.fullmatch(r"[A-Z]{2}", match["area"]) and not match["district"][0].isdigit():
        return 0.7
    named = re.search(r"post\s?code|\blive|area|address|from", before(match, 40))
    return 0.7 if (near and match["district"][0].isdigit()) or (named and spelled) else 0.0


def _plate(match: re.Match[str]) -> float:
    plate = match["x"]
    if PLATE.fullmatch(re.sub(r"\s", "", plate).upper()):
        return 0.8
    words = [] if plate.isupper() else re.findall("[A-Za-z]{2,}", plate)
    if any(is_ordinary(word.casefold()) for word in words):
        return 0.0
    return 0.8 if is_plate(plate.upper()) else 0.0


def _lone_plate(match: re.Match[str]) -> float:
    """Without a word for it: not a road, not a bus, and no word shouted after a number."""
    letters = max(re.findall("[A-Z]+", match.group()), key=len)
    return 0.7 if is_plate(match.group()) and not is_ordinary(letters.casefold()) else 0.0


_INSURED = r"(?<![A-Z\d])(?P<prefix>[A-Z][\s.\-]{0,2}[A-Z])(?:[\s.\-]{0,2}\d{2}){3}"

RULES = (
    Rule(
        "nhs_number",
        re.compile(r"(?<![\d.])\d{3}[\s.\-]{0,2}\d{3}[\s.\-]{0,2}\d{4}(?!\d)"),
        check=_nhs,
    ),
    # Blanks elsewhere than usual: 943 476 59 19, 94347 65919.
    Rule("nhs_number", re.compile(r"(?<![\d.])\d(?:[\s.\-]{0,2}\d){9}(?!\d)"), check=_nhs),
    Rule(
        "ni_number",
        re.compile(rf"{_INSURED}[\s.\-]{{0,2}}[A-D](?![A-Z\d])", _ANY),
        check=_national_insurance,
    ),
    Rule("ni_number", re.compile(rf"{_INSURED}(?![A-Z\d])", _ANY), check=_unfinished_insurance),
    # Numbers for the time being look the same under a prefix that is never issued.
    Rule("reference", re.compile(rf"{_INSURED}[\s.\-]{{0,2}}[A-D](?![A-Z\d])"), 0.7),
    Rule(
        "phone",
        re.compile(
            r"(?<![\w.])\(?(?:\+44[\s.\-]?(?:\(0\))?|0)(?:[\s.\-()/]{0,2}\d){9,10}(?!\d)"
            + _EXTENSION,
            _ANY,
        ),
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
    Rule("phone", re.compile(r"\b(?:ext|extn|extension)\.?\s?(?P<x>\d{3,5})(?!\w)", _ANY), 0.7),
    Rule(
        "postcode",
        re.compile(
            r"(?<![A-Z\d])(?P<area>[A-Z]{1,2})\d[A-Z\d]?[\s\-–]{0,3}\d[ABD-HJLNP-UW-Z]{2}(?![A-Z\d])",
            _ANY,
        ),
        check=_postcode,
    ),
    Rule(
        "postcode",
        re.compile(
            rf"(?<!\w)(?P<area>(?-i:[A-Z]\s?[A-Z]|[a-z]{{2}}))\s?(?P<district>{NUMBER}|"
            rf"\d{{1,2}})(?:\s\d(?!\w|\.\d))?(?!\w)",
            _ANY,
        ),
        check=_outward,
    ),
    Rule("vehicle", re.compile(r"(?<!\w)[A-Z]{2}\d{2}[\s-]?[A-HJ-PR-Z]{3}(?!\w)"), 0.9),
    Rule("vehicle", re.compile(r"(?<!\w)[a-z]{2}\d{2}[a-z]{3}(?!\w)"), 0.7),
    Rule(
        "vehicle",
        re.compile(
            r"(?<!\w)(?:[A-Z]\d{2,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{2,3}[A-Z]|[A-Z]{1,2}Z\s?\d{3,4})(?!\w)"
        ),
        check=_lone_plate,
    ),
    Rule(
        "vehicle",
        re.compile(
            r"(?:\breg(?:istration)?\b|\bplates?\b|\bcar\b|\bvan\b|\bvehicle\b|\bminibus\b|\btaxi\b|"
            r"\bmotability\b|\bticket\b|\bclamped\b|\bparked\b|\blorry\b|\bscooter\b)[^.\n]{0,30}?"
            r"(?<!\w)(?P<x>(?-i:[A-Z])\d{1,3}\s?(?-i:[A-Z]{3})|(?-i:[A-Z]{3})"
            r"\s?\d{1,3}\s?(?-i:[A-Z])|[a-z]{2}\d{2}\s[a-z]{3}"
            r"|[a-z]\d{1,3}\s?[a-z]{3}|[a-z]{3}\s?\d{1,3}[a-z]|[a-z]{1,2}z\s?\d{3,4}|\d{1,4}\s[a-z]{3}"
            r"|(?-i:[A-Z]{1,3})\s?\d{2,4}|\d{1,4}\s?(?-i:[A-Z]{2,3}))(?!\w)",
            _ANY,
        ),
        check=_plate,
    ),
)


def codes() -> list[Recogniser]:
    """The detectors of fixed forms: codes, references, addresses of machines, homes; also aloud."""
    rules = (*RULES, *REFERENCES, *ONLINE, *HOMES)
    return [Rules("patterns", rules), Aloud(), SpokenEmails()]
