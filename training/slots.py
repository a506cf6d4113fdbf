"""What each slot of a passage stands for, and which labels are right for it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import codes as c
import things as t
from kinds import only
from people import WORD_FAMILIES, WORD_NAMES, Person, person

FREE = only("O")
SOME_DATE = frozenset(("O", "date"))
BODY = frozenset(("organisation", "place"))
Made = tuple[str, frozenset[str]]
Maker = Callable[[Random], str]


def post(draw: Random) -> str:
    """A post that one person holds."""
    made = draw.choice(t.POSTS)
    for name, maker in (("village", t.place_name), ("house", t.house), ("centre", centre)):
        made = made.replace(f"{{{name}}}", maker(draw))
    for name, maker in (("school", school), ("org", t.organisation), ("hospital", hospital)):
        made = made.replace(f"{{{name}}}", maker(draw))
    return made.replace("{carehome}", carehome(draw))


def school(draw: Random) -> str:
    """A school."""
    stem = draw.choice((t.place_name(draw), t.town(draw), f"St {draw.choice(t.SAINTS)}'s"))
    return f"{stem} {draw.choice(t.WORDS['schools'])}"


def centre(draw: Random) -> str:
    """A day centre."""
    stem = draw.choice((t.place_name(draw), draw.choice(t.STEMS).replace("-", " ")))
    return f"{stem} {draw.choice(t.WORDS['centres'])}"


def hospital(draw: Random) -> str:
    """A hospital."""
    stem = draw.choice((t.town(draw), t.place_name(draw), f"St {draw.choice(t.SAINTS)}'s"))
    return f"{stem} {draw.choice(t.WORDS['hospitals'])}"


def surgery(draw: Random) -> str:
    """A GP surgery."""
    stem = draw.choice((t.place_name(draw), draw.choice(t.STEMS).replace("-", " "), t.street(draw)))
    return f"{stem} {draw.choice(t.WORDS['surgeries'])}"


def carehome(draw: Random) -> str:
    """A care home."""
    stem = draw.choice((t.place_name(draw), draw.choice(t.STEMS).replace("-", " ")))
    return f"{stem} {draw.choice(t.WORDS['homes'])}"


def church(draw: Random) -> str:
    """A church."""
    return f"St {draw.choice(t.SAINTS)}'s{draw.choice(('', '', ' church', ' RC', ' chapel'))}"


def pub(draw: Random) -> str:
    """A public house."""
    animal = draw.choice(t.WORDS["signs"])
    return f"{draw.choice(('Black', 'White', 'Red', 'Blue', 'Old', 'Three'))} {animal}"


SIMPLE: dict[str, tuple[Maker, frozenset[str]]] = {
    "village": (t.place_name, only("place")),
    "town": (t.town, only("place")),
    "country": (lambda draw: draw.choice(t.COUNTRIES).replace("-", " "), only("place")),
    "estate": (lambda draw: f"{t.place_name(draw)} estate", only("place")),
    "street": (t.street, only("address")),
    "address": (t.address, only("address")),
    "address_s": (
        lambda draw: (
            f"{draw.choice(('number ', ''))}{t.number(draw.randint(1, 99))} {t.street(draw)}"
        ),
        only("address"),
    ),
    "house": (t.house, frozenset(("address", "place", "organisation"))),
    "org": (t.organisation, only("organisation")),
    "school": (school, BODY),
    "centre": (centre, BODY),
    "hospital": (hospital, BODY),
    "surgery": (surgery, BODY),
    "carehome": (carehome, BODY),
    "church": (church, BODY),
    "pub": (pub, BODY),
    "role": (post, only("role")),
    "age": (c.some_age, only("age")),
    "age_s": (lambda draw: t.number(draw.randint(3, 99)), only("age")),
    "dob": (c.born, only("date_of_birth")),
    "dob_s": (c.born_said, only("date_of_birth")),
    "date": (c.some_date, only("date")),
    "date_s": (c._day_said, only("date")),
    "condition": (lambda draw: draw.choice(t.RARE), only("condition")),
    "common": (lambda draw: draw.choice(t.COMMON), frozenset(("O", "condition"))),
    "relationship": (lambda draw: draw.choice(t.KIN), only("relationship")),
    "ethnicity": (lambda draw: draw.choice(t.ETHNIC), only("ethnicity")),
    "phone": (c.phone, only("phone")),
    "phone_s": (c.phone_said, only("phone")),
    "email": (c.email, only("email")),
    "email_s": (c.email_said, only("email")),
    "url": (c.link, only("url")),
    "url_s": (
        lambda draw: f"{draw.choice(('www dot ', ''))}{c.said(c._site(draw), draw)}",
        only("url"),
    ),
    "handle": (c.handle, only("handle")),
    "handle_s": (lambda draw: c.said(c.handle(draw), draw), only("handle")),
    "postcode": (c.postcode, only("postcode")),
    "postcode_s": (c.postcode_said, only("postcode")),
    "nhs": (c.nhs, only("nhs_number")),
    "nhs_s": (c.nhs_said, only("nhs_number")),
    "ni": (c.insurance, only("ni_number")),
    "ni_s": (c.insurance_said, only("ni_number")),
    "ref": (c.reference, only("reference")),
    "ref_s": (c.reference_said, only("reference")),
    "reg": (c.plate, only("vehicle")),
    "reg_s": (c.plate_said, only("vehicle")),
    "bank": (lambda draw: t.digits(draw, 8), only("reference")),
    "sort": (lambda draw: "-".join(t.digits(draw, 2) for _ in range(3)), only("reference")),
    "card": (lambda draw: " ".join(t.digits(draw, 4) for _ in range(4)), only("reference")),
    "year": (lambda draw: str(draw.randint(1950, 2024)), SOME_DATE),
    "month": (lambda draw: draw.choice(t.MONTHS), SOME_DATE),
    "ward": (lambda draw: draw.choice(("7", "12", "four", "B3", "22")), FREE),
    "job": (lambda draw: draw.choice(t.JOBS), FREE),
    "letter": (lambda draw: t.letters(draw, 1), FREE),
    "pos": (lambda draw: draw.choice(("his", "her", "their")), FREE),
    "pos2": (lambda draw: draw.choice(("His", "Her", "Their")), FREE),
    "obj": (lambda draw: draw.choice(("him", "her", "them")), FREE),
    "rel": (lambda draw: draw.choice(("daughter", "son", "wife", "niece", "friend")), FREE),
}
NAMED = ("first", "last", "full", "nick", "initial", "wfirst", "spell", "spell_last", "misheard")


def named(slot: str, who: Person, draw: Random) -> str:
    """A way of naming `who`."""
    if slot == "full":
        middle = f"{draw.choice('ABCDEGHJKLMPRST')} " if draw.random() < 0.06 else ""
        return f"{who.given} {middle}{who.family}"
    if slot == "misheard":
        return _misheard(who.given, draw)
    if slot in ("spell", "spell_last"):
        name = (who.given if slot == "spell" else who.family).split()[0]
        return draw.choice((" ", "-", ", ", " ")).join(s for s in name.upper() if s.isalpha())
    ways = {"first": who.given, "wfirst": who.given, "last": who.family, "nick": who.pet}
    return ways.get(slot, who.given[:1])


def cast(slot: str, draw: Random) -> Person:
    """Somebody for a slot: with a given name that is a word where the passage turns on it."""
    who = person(draw)
    if slot == "wfirst":
        family = draw.choice(WORD_FAMILIES) if draw.random() < 0.1 else who.family
        return Person(draw.choice(WORD_NAMES), family, who.pet)
    return who


def _misheard(name: str, draw: Random) -> str:
    """A name as somebody else hears it."""
    swaps = {"a": "u", "e": "i", "i": "e", "o": "a", "k": "c", "y": "ie", "s": "z", "h": ""}
    out = "".join(swaps.get(s, s) if draw.random() < 0.5 else s for s in name.lower())
    if len(out) > 5 and draw.random() < 0.4:
        middle = len(out) // 2
        out = f"{out[:middle]} {out[middle:]}"
    return out.title() or name
