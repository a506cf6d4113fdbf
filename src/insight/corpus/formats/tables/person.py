"""Columns that tell who somebody is: they are never read in, whatever program made the table."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NUMBERING = re.compile(
    r"^\W*(?:q(?:uestion)?\s*)?\d{1,3}(?:[.\-_]?[a-z0-9]{1,3})*[.):\s]+\s*|\W*\((?:optional|required)"
    r"\)\W*$|[\s?.:*]+$",
    re.IGNORECASE,
)
_ASKING = (
    r"(?:(?:what(?:'s| is)|please|kindly|enter|give|provide|write|type|tell us|leave|confirm|your"
    r"|the|my|us|with|contact|user|recipient|respondent(?:'?s)?|participant(?:'?s)?|responder(?:s)?"
    r"|person(?:'?s)?|customer|carer(?:'?s)?|home|work|personal|if you (?:wish|like|want),?)\s+)*"
)
_NAME = (
    r"(?:(?:full|first|last|middle|family|given|preferred|sur|fore|nick|christian|user|maiden)[\s_-]*"
    r"|(?:first|fore) (?:and|&) (?:last|sur|family)\s?)?names?(?:\s*\(.{0,20}\))?"
)
_OTHERS = (
    r"e[\s-]?mails?(?:[\s_-]?addresse?s?)?|(?:tele|mobile[\s-]|cell[\s-]|home[\s-])?phones?"
    r"(?:[\s_-]?(?:numbers?|no))?|mobile(?:[\s_-](?:numbers?|no))?|(?:contact|tel)[\s_-]?"
    r"(?:numbers?|details|no)|tel|landline|ip|ip[\s_-]?addr(?:ess)?"
    r"|(?:home |postal |street |full )?address(?: ?(?:line)? ?\d)?"
    r"|(?:location|geo|gps)?[\s_-]?(?:latitude|longitude|lat|lon|lng)"
    r"|location[\s_-]?(?:latitude|longitude|accuracy)|geo[\s-]?(?:location|code)s?|gps"
    r"|recipient[\s_-]?(?:last|first)?[\s_-]?(?:name|email)|nhs (?:number|no)"
    r"|date of birth|d\.?o\.?b|national insurance (?:number|no)|ni (?:number|no)"
    r"|refurl|referrer url|user[\s-]?agent"
    r"|device (?:id|identifier)"
)
_TELLS = re.compile(rf"{_ASKING}(?:{_NAME}|{_OTHERS})", re.IGNORECASE)
# However it is asked for, and whatever for: "If you would like to win, leave your e-mail address".
_ASKED_FOR = re.compile(
    r"\b(?:leave|provide|supply|enter|give|share|write|add|tell)\b(?: \w+){0,3} (?:your|an?)"
    r"(?: (?:full|preferred|personal|best|contact|home|work|valid|own))?"
    r" (?:e-?mail\b(?! (?:contact|to|from|you|we))|contact details"
    r"|(?:tele|mobile )?phone number|mobile number|names?\b(?! (?:for|to)))"
    r"|\bnames? of (?:the )?(?:person|respondent|carer|participant|child|relative|parent)\b",
    re.IGNORECASE,
)
_CELLS = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}|\d{1,3}(?:\.\d{1,3}){3}")
_LONGEST = 80


def tells_who(name: str) -> bool:
    """Whether a column of this heading holds names, addresses, numbers or places of people.

    >>> tells_who("Q1. What is your e-mail address? (optional)"), tells_who("IPAddress")
    (True, True)
    >>> tells_who("Which name should the new centre have?"), tells_who("Postcode")
    (False, False)
    """
    if _ASKED_FOR.search(name):
        return True
    if len(name) > _LONGEST:
        return False
    bare = name
    for _ in range(3):
        bare = _NUMBERING.sub("", bare).strip()
    return bool(_TELLS.fullmatch(bare))


def cells_tell_who(cells: Iterable[str]) -> bool:
    """Whether most of these cells, whatever heads them, are e-mail or IP addresses."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return sum(bool(_CELLS.fullmatch(cell)) for cell in filled) * 2 > len(filled)
