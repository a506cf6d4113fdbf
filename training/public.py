"""The public corpora: read, and put back into the form in which people type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from kinds import ALL, KINDS, Example, Mark, only

_TWEETS = {
    "PERSON": only("person"),
    "LOCATION": frozenset(("place", "ethnicity")),
    "ORGANIZATION": only("organisation"),
}
_PRESIDIO = {
    "PERSON": only("person"),
    "TITLE": frozenset(("O", "person")),
    "STREET_ADDRESS": only("address"),
    "GPE": only("place"),
    "NRP": only("ethnicity"),
    "ZIP_CODE": only("postcode"),
    "PHONE_NUMBER": only("phone"),
    "EMAIL_ADDRESS": only("email"),
    "DOMAIN_NAME": only("url"),
    "CREDIT_CARD": only("reference"),
    "IBAN_CODE": only("reference"),
    "US_SSN": only("reference"),
    "AGE": only("age"),
    "DATE_TIME": frozenset(("date", "date_of_birth")),
    "ORGANIZATION": only("organisation"),
}
_TWEETS_SAY = {"person", "place", "organisation", "handle", "url"}
_OFTEN_THERE = frozenset(("O", "date", "age", "ethnicity"))
_HANDLE = re.compile(r"(?<!\w)@\s?\w+")
_LINK = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\w+(?:\.\w+)*\.(?:com|ly|org|net|co\.uk)/\S*")
_CLITIC = re.compile(r"(?:n't|['’](?:s|m|d|re|ve|ll|t)?)$", re.IGNORECASE)
_CLOSES = frozenset(".,!?;:)]%…")
_OPENS = frozenset("([£$#")


def half(template: int) -> bool:
    """Whether a template of the Presidio set is trained on; the other half is reported."""
    return sha256(f"template {template}".encode()).digest()[0] % 2 == 0


def held_out(name: str) -> bool:
    """Whether a row of a corpus is kept for development (a tenth of the rows)."""
    return sha256(name.encode()).digest()[0] % 10 == 0


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSONL file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def tweets(path: Path) -> list[tuple[str, Example]]:
    """Ids and examples of a tokenised corpus (Broad Twitter Corpus, WNUT 2017)."""
    return [(row["id"], _marked(row, _TWEETS, _TWEETS_SAY)) for row in rows(path)]


def strict(example: Example) -> Example:
    """`example` with less left open: a tweet seldom holds what its markers did not look for."""
    return replace(example, unmarked=example.unmarked & _OFTEN_THERE)


def synthetic(path: Path) -> list[tuple[int, Example]]:
    """Template numbers and examples of the Presidio set."""
    said = set(KINDS) - {"role", "condition", "relationship"}
    return [(row["template_id"], _marked(row, _PRESIDIO, said)) for row in rows(path)]


def _marked(row: dict[str, Any], labels: dict[str, frozenset[str]], said: set[str]) -> Example:
    text = row["text"]
    fixed = [Mark(m.start(), m.end(), only("url")) for m in _LINK.finditer(text)]
    fixed += [Mark(m.start(), m.end(), only("handle")) for m in _HANDLE.finditer(text)]
    told = [Mark(s["start"], s["end"], labels.get(s["label"], ALL)) for s in row["spans"]]
    if "template_id" in row:
        fixed = []
    told = [m for m in told if not any(m.start < f.end and f.start < m.end for f in fixed)]
    marks = tuple(sorted(fixed + told, key=lambda mark: mark.start))
    return Example(text, marks, frozenset(ALL - said), row["source"])


def detokenised(example: Example, draw: Random) -> Example:
    """`example`, whose tokens are joined by blanks, as it would be typed."""
    tokens = list(re.finditer(r"\S+", example.text))
    glued = _glued([token[0] for token in tokens], draw)
    place: dict[int, int] = {}
    out: list[str] = []
    length = 0
    for token, glue in zip(tokens, glued, strict=True):
        if out and not glue:
            out.append(" ")
            length += 1
        for number in range(len(token[0])):
            place[token.start() + number] = length + number
        out.append(token[0])
        length += len(token[0])
    marks = []
    for mark in example.marks:
        inside = [place[n] for n in range(mark.start, mark.end) if n in place]
        if inside:
            marks.append(Mark(inside[0], inside[-1] + 1, mark.allowed))
    return Example("".join(out), tuple(marks), example.unmarked, example.source)


def _glued(tokens: list[str], draw: Random) -> list[bool]:
    """Whether each token stands next to the one before it without a blank."""
    glued = []
    quoted = False
    for number, token in enumerate(tokens):
        last = tokens[number - 1] if number else ""
        following = tokens[number + 1] if number + 1 < len(tokens) else ""
        glue = False
        if last:
            closes = token[0] in _CLOSES and (len(token) == 1 or set(token) <= set(".!?"))
            clitic = bool(_CLITIC.match(token)) and last[-1].isalnum()
            after = last in ("'", "’", "´") and glued[-1] and token.lower() in _TAILS
            split = token in ("'", "’", "´") and following.lower() in _TAILS and last[-1].isalnum()
            opens = last in _OPENS or (last == "@" and token[0].isalnum())
            glue = closes or clitic or after or split or opens
            if token in "-/" and last[-1].isalnum() and following[:1].isalnum():
                glue = draw.random() < 0.4
            elif last in "-/" and glued[-1]:
                glue = True
            elif token == '"':
                glue = quoted
            elif last == '"' and quoted:
                glue = True
        if token == '"':
            quoted = not quoted
        glued.append(glue)
    return glued


_TAILS = frozenset(("s", "m", "d", "re", "ve", "ll", "t"))
