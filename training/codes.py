"""Numbers, codes and dates of people, as they are written and as they are read out."""

from __future__ import annotations

from random import Random

import things as t
from people import person


def phone(draw: Random) -> str:
    """A telephone number as written."""
    mobile = f"07{t.digits(draw, 9)}"
    chance = draw.random()
    if chance < 0.2:
        return mobile
    if chance < 0.55:
        return (
            f"{mobile[:5]} {mobile[5:]}"
            if draw.random() < 0.6
            else f"{mobile[:5]} {mobile[5:8]} {mobile[8:]}"
        )
    if chance < 0.65:
        return f"+44 {mobile[1:5]} {mobile[5:]}"
    if chance < 0.85:
        return f"01{t.digits(draw, 3)} {t.digits(draw, 6)}"
    if chance < 0.95:
        return f"0191 {t.digits(draw, 3)} {t.digits(draw, 4)}"
    return f"({draw.choice(('01670', '0191', '01434'))}) {t.digits(draw, 6)}"


def phone_said(draw: Random) -> str:
    """A telephone number read out."""
    start = draw.choice(("07", "07", "01670", "0191", "01665", "01434"))
    return t.spoken_digits(start + t.digits(draw, 11 - len(start)), draw)


def _mailbox(draw: Random) -> tuple[str, str, str]:
    who = person(draw)
    parts = [part.lower().replace(" ", "").replace("'", "") for part in (who.given, who.family)]
    joint = draw.choice((".", "_", "", "-", "."))
    tail = draw.choice(("", "", str(draw.randint(1, 99)), str(draw.randint(1940, 2005))))
    domain = draw.choice(t.MAIL) if draw.random() < 0.7 else _site(draw)
    if draw.random() < 0.3:
        parts = [parts[0][:1], parts[1]]
    return f"{parts[0]}{joint}{parts[1]}", tail, domain


def email(draw: Random) -> str:
    """An e-mail address as written."""
    name, tail, domain = _mailbox(draw)
    return f"{name}{tail}@{domain}"


def said(text: str, draw: Random) -> str:
    """What is written with signs, read out."""
    words = {".": "dot", "_": "underscore", "-": draw.choice(("dash", "hyphen")), "@": "at"}
    words["/"] = "slash"
    out = ""
    for sign in text:
        if sign in words:
            out += f" {words[sign]} "
        elif sign.isdigit():
            out += f" {t.UNITS[int(sign)]} "
        else:
            out += sign
    return " ".join(out.split())


def email_said(draw: Random) -> str:
    """An e-mail address read out."""
    name, tail, domain = _mailbox(draw)
    if draw.random() < 0.4:
        return f"{said(name, draw)} {said(tail, draw)}".strip() + f" at {said(domain, draw)}"
    return f"{name}{tail} at {said(domain, draw)}"


def _site(draw: Random) -> str:
    stem = t.organisation(draw).lower().replace(" ", draw.choice(("", "-")))
    return stem + draw.choice((".org.uk", ".co.uk", ".org", ".com"))


def link(draw: Random) -> str:
    """A web address."""
    page = draw.choice(("", "", f"/{draw.choice(t.STEMS).lower()}", f"/{t.digits(draw, 4)}"))
    return draw.choice(("https://", "www.", "http://www.", "")) + _site(draw) + page


def handle(draw: Random) -> str:
    """A name on social media."""
    who = person(draw)
    stem = draw.choice((who.given, who.pet, who.given[:1] + who.family, who.given + who.family))
    stem = stem.replace(" ", "").replace("'", "").lower()
    joint = draw.choice(("_", "", "", "."))
    return f"@{stem}{joint}{draw.choice(('', t.digits(draw, 2), 'x', 'carer'))}"


def postcode(draw: Random) -> str:
    """A postcode; of the north east in half of the cases."""
    area = draw.choice(("NE", "NE", "TD", "DH", "SR", "CA", "LS", "M", "SW", "EH", "CF", "B"))
    outward = f"{area}{draw.randint(1, 71)}"
    if draw.random() < 0.12:
        return outward
    inward = draw.choice("123456789") + t.letters(draw, 2)
    return f"{outward}{draw.choice((' ', ' ', ' ', ''))}{inward}"


def postcode_said(draw: Random) -> str:
    """A postcode read out."""
    area = draw.choice(("NE", "NE", "NE", "TD", "DH"))
    outward = f"{' '.join(area) if draw.random() < 0.7 else area} {t.number(draw.randint(1, 71))}"
    if draw.random() < 0.4:
        return outward
    return f"{outward}, {t.UNITS[draw.randint(1, 9)]} {t.spoken_letters(t.letters(draw, 2), draw)}"


def nhs(draw: Random) -> str:
    """An NHS number as written (any ten digits)."""
    number = draw.choice("4567") + t.digits(draw, 9)
    joint = draw.choice((" ", " ", "", "-"))
    return joint.join((number[:3], number[3:6], number[6:]))


def nhs_said(draw: Random) -> str:
    """An NHS number read out."""
    number = draw.choice("4567") + t.digits(draw, 9)
    if draw.random() < 0.5:
        return ", ".join(
            t.spoken_digits(part, draw) for part in (number[:3], number[3:6], number[6:])
        )
    return t.spoken_digits(number, draw)


def insurance(draw: Random) -> str:
    """A National Insurance number as written."""
    number = t.digits(draw, 6)
    first, last = t.letters(draw, 2), draw.choice("ABCD")
    if draw.random() < 0.5:
        return f"{first} {number[:2]} {number[2:4]} {number[4:]} {last}"
    return f"{first}{number}{last}"


def insurance_said(draw: Random) -> str:
    """A National Insurance number read out."""
    first = t.spoken_letters(t.letters(draw, 2), draw)
    number = t.spoken_digits(t.digits(draw, 6), draw)
    return f"{first} {number} {draw.choice(('A', 'B', 'Charlie', 'D'))}"


def reference(draw: Random) -> str:
    """A case, complaint or hospital number."""
    stem = draw.choice(
        ("ASC", "CAS", "SG", "LGO", "REF", "CMP", "HB", "FS", "NCC", "C", "INC", "PALS")
    )
    year = draw.choice(("24", "25", "26", "2023", "2024", "2025"))
    forms = (
        f"{stem}/{year}/{t.digits(draw, 4)}",
        f"{stem}-{t.digits(draw, 5)}",
        f"{stem}{t.digits(draw, 7)}",
        f"{stem} {t.digits(draw, 6)}",
        f"{year}/{t.digits(draw, 5)}",
        f"{year} {t.digits(draw, 3)} {t.digits(draw, 3)}",
        f"{stem}-{year}-{t.digits(draw, 4)}",
        t.digits(draw, draw.choice((6, 7, 8))),
        f"{t.letters(draw, 2)}{t.digits(draw, 4)}{t.letters(draw, 1)}",
        f"{t.digits(draw, 4)}-{t.letters(draw, 3)}-{t.digits(draw, 2)}",
    )
    return draw.choice(forms)


def reference_said(draw: Random) -> str:
    """A case number read out."""
    lead = t.spoken_letters(t.letters(draw, draw.choice((2, 3))), draw)
    return f"{lead} {t.spoken_digits(t.digits(draw, draw.choice((4, 5, 6))), draw)}"


def plate(draw: Random) -> str:
    """A registration of a car."""
    if draw.random() < 0.75:
        joint = draw.choice((" ", " ", ""))
        return f"{t.letters(draw, 2)}{draw.randint(2, 75):02d}{joint}{t.letters(draw, 3)}"
    return f"{t.letters(draw, 1)}{draw.randint(1, 999)} {t.letters(draw, 3)}"


def plate_said(draw: Random) -> str:
    """A registration read out."""
    return (
        f"{t.spoken_letters(t.letters(draw, 2), draw)} {t.number(draw.randint(51, 75))} "
        f"{t.spoken_letters(t.letters(draw, 3), draw)}"
    )


def born(draw: Random) -> str:
    """A date of birth as written."""
    return _full_date(draw, draw.randint(1925, 2022))


def _full_date(draw: Random, year: int) -> str:
    day, month = draw.randint(1, 28), draw.randint(1, 12)
    name = t.MONTHS[month - 1]
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    forms = (
        f"{day:02d}/{month:02d}/{year}",
        f"{day}/{month}/{year % 100:02d}",
        f"{day}.{month}.{year % 100:02d}",
        f"{day}-{month:02d}-{year}",
        f"{day} {name} {year}",
        f"{day}{ending} {name} {year}",
        f"{day}{ending} of {name} {year}",
        f"{name} {day}{ending}, {year}",
        f"{day} {name[:3]} {year}",
    )
    return draw.choice(forms)


def born_said(draw: Random) -> str:
    """A date of birth as said."""
    return f"{_day_said(draw)} {t.year_words(draw.randint(1925, 2019))}"


def _day_said(draw: Random) -> str:
    day, month = draw.choice(t.ORDINALS), draw.choice(t.MONTHS)
    return draw.choice((f"{day} of {month}", f"{month} the {day}", f"{day} {month}"))


def some_date(draw: Random) -> str:
    """A day on which something happened."""
    month = draw.choice(t.MONTHS)
    day = draw.randint(1, 28)
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    chance = draw.random()
    if chance < 0.3:
        return draw.choice(
            (f"{day} {month}", f"{day}{ending} {month}", f"{day}{ending} of {month}")
        )
    if chance < 0.5:
        return _full_date(draw, draw.randint(2015, 2026))
    if chance < 0.65:
        return f"{month} {draw.randint(2008, 2026)}"
    if chance < 0.8:
        return f"{day}/{draw.randint(1, 12)}"
    if chance < 0.9:
        return draw.choice(t.FEASTS)
    return _day_said(draw)


def some_age(draw: Random) -> str:
    """An age as a number or in words."""
    years = draw.randint(3, 99)
    return str(years) if draw.random() < 0.6 else t.number(years)
