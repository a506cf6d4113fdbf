"""Identifiers in the forms in which people write and say them, drawn at random.

Each function draws one identifier. Where only part of what it returns is the identifier, that part
stands between `⟦` and `⟧`; there may be several. None is copied from anywhere: National Health
Service numbers begin with 9 (not issued), local parts of most landlines with 0 (not dialled).
"""

from __future__ import annotations

import random
from collections.abc import Callable

Draw = Callable[[random.Random], str]


def _listed(words: str, parted: str = " ") -> list[str]:
    return words.split(parted)


_SAID = _listed("zero one two three four five six seven eight nine")
_TEENS = _listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
_NATO = _listed(
    "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November "
    "Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
)
_WORD_OF = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        _listed(
            "apple bravo cat dog egg Freddie golf hotel India jam kite lemon mother Nellie "
            "orange Peter queen Roger sugar Tommy umbrella Victor whisky X-ray yellow zebra"
        ),
        strict=True,
    )
)
_GIVEN = _listed("Orla Tamsin Idris Wenna Bramwell Zofia Keir Nadia Eluned Cosmo Bettany Yusuf")
_FAMILY = _listed("Hallgarth Pembrey Oduya Stobswell Quill Marrick Fenby Varga Tulloch Ness")
_STREETS = _listed(
    "Curlew Terrace|Back Chapel Lane|Waggonway Road|Dunnock Close|Staithe Row|Heugh View|"
    "Pitmen's Cottages|St Ebba's Crescent|Low Bank Gardens|Fuller's Wynd|Barley Drive|Mill Green|"
    "The Crofts|Sallow Court|Viaduct Avenue|North Parade|Links Road|Ropery Street",
    "|",
)
_HOUSES = _listed(
    "Whinny Rigg Farm|Sandpiper Cottage|The Old Creamery|Low Larkhope|Heatherlaw Farmhouse|"
    "Brockside Bungalow|Wagtail House|Peel Tower Cottage|Kelpie Steading|The Smithy|Thornlea|"
    "East Knowe Mains",
    "|",
)
_VILLAGES = _listed("Larkhaugh|Nether Stobbs|Quarry Whins|Hetherburn|Saltgrass", "|")


def figures(draw: random.Random, n: int) -> str:
    """`n` figures."""
    return "".join(str(draw.randrange(10)) for _ in range(n))


def letters(draw: random.Random, n: int, among: str = "ABCEGHJKLMNPRSTWXY") -> str:
    """`n` capitals."""
    return "".join(draw.choice(among) for _ in range(n))


def number_said(number: int) -> str:
    """A number under 100 in words."""
    if number < 20:
        return (_SAID + _TEENS)[number]
    ten, one = divmod(number, 10)
    return _TENS[ten - 2] + (f"-{_SAID[one]}" if one else "")


def digits_said(draw: random.Random, digits: str, groups: tuple[int, ...] = ()) -> str:
    """`digits` one after another, doubled and trebled where they repeat, with a pause a group."""
    zero = draw.choice(("oh", "zero", "nought", "oh"))
    doubled, pause = draw.random() < 0.7, draw.choice((", ", " ", ", er, ", "... "))
    said, place = [], 0
    for size in groups or (len(digits),):
        group, place = digits[place : place + size], place + size
        words, at = [], 0
        while at < len(group):
            word = zero if group[at] == "0" else _SAID[int(group[at])]
            run = len(group[at:]) - len(group[at:].lstrip(group[at]))
            if doubled and run >= 3:
                words.append(f"{draw.choice(('treble', 'triple'))} {word}")
            elif doubled and run == 2:
                words.append(f"double {word}")
            else:
                run = 1
                words.append(word)
            at += run if words[-1].split()[0] in ("treble", "triple", "double") else 1
            if words[-1].startswith(("treble", "triple")) and run > 3:
                at -= run - 3
        said.append(" ".join(words))
    return pause.join(said)


def pairs_said(digits: str) -> str:
    """`digits` two at a time: fifty-five, oh seven, twelve."""
    pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return " ".join(
        f"oh {_SAID[int(pair[1])]}" if len(pair) == 2 and pair[0] == "0" else number_said(int(pair))
        for pair in pairs
    )


def letters_said(draw: random.Random, word: str) -> str:
    """`word` letter by letter: S T, Sierra Tango, S for sugar."""
    way = draw.randrange(4)
    if way == 0:
        return " ".join(_NATO[ord(sign) - 65] for sign in word)
    if way == 1:
        link = draw.choice(("for", "as in"))
        return ", ".join(f"{sign} {link} {_WORD_OF[sign]}" for sign in word)
    return draw.choice((" ", ", ", "-") if way == 2 else (" ",)).join(word)


def _mobile(draw: random.Random) -> str:
    return f"07{draw.choice('345789')}{figures(draw, 8)}"


def _landline(draw: random.Random) -> tuple[str, str]:
    if draw.random() < 0.3:
        return "0191", "0" + figures(draw, 6)
    return f"01{draw.choice(('670', '665', '669', '434', '289', '661'))}", "0" + figures(draw, 5)


def phone_written(draw: random.Random) -> str:
    """Mobiles and landlines in figures."""
    m, (code, local) = _mobile(draw), _landline(draw)
    half = f"{local[:-4]} {local[-4:]}" if len(local) == 7 else f"{local[:3]} {local[3:]}"
    return draw.choice(
        (
            m,
            f"{m[:5]} {m[5:]}",
            f"{m[:5]} {m[5:8]} {m[8:]}",
            f"{m[:4]} {m[4:7]} {m[7:]}",
            f"{m[:5]}-{m[5:]}",
            f"{m[:5]}.{m[5:8]}.{m[8:]}",
            f"{m[:3]} {m[3:5]} {m[5:7]} {m[7:9]} {m[9:]}",
            f"+44 {m[1:5]} {m[5:]}",
            f"+44{m[1:]}",
            f"+44 (0){m[1:5]} {m[5:]}",
            f"0044 {m[1:5]} {m[5:]}",
            f"{code} {local}",
            f"({code}) {half}",
            f"{code}-{local}",
            f"{code} {half}",
            f"{code}{local}",
            f"{code}/{local}",
            f"+44 {code[1:]} {half}",
            f"{code} {half} ext {figures(draw, 4)}",
            f"0{draw.choice(('800', '300', '345'))} {figures(draw, 3)} {figures(draw, 4)}",
        )
    )


def phone_said(draw: random.Random) -> str:
    """Mobiles and landlines aloud."""
    m, (code, local) = _mobile(draw), _landline(draw)
    local_groups = (3, 4) if len(local) == 7 else (3, 3)
    return draw.choice(
        (
            digits_said(draw, m, (5, 3, 3)),
            digits_said(draw, m, (5, 6)),
            digits_said(draw, m, (3, 4, 4)),
            digits_said(draw, m),
            digits_said(draw, code + local, (len(code), *local_groups)),
            digits_said(draw, code + local, (len(code), len(local))),
            f"{digits_said(draw, code)}, {local}",
            f"{digits_said(draw, code)} {local[:3]} {local[3:]}",
            f"{digits_said(draw, m[:5])}, {pairs_said(m[5:])}",
            f"{digits_said(draw, code)}, {pairs_said(local[:6])}",
            f"plus four four, {digits_said(draw, m[1:], (4, 3, 3))}",
            f"07 double {_SAID[int(m[4])]} {figures(draw, 3)} {figures(draw, 4)}",
            f"{m[:5]}, {digits_said(draw, m[5:], (3, 3))}",
        )
    )


def _domain(draw: random.Random) -> str:
    own = draw.choice(_VILLAGES).replace(" ", "").lower() + draw.choice(("carers", "-care", ""))
    ending = draw.choice((".co.uk", ".org.uk", ".uk", ".org", ".nhs.uk", ".gov.uk", ".com"))
    usual = ("gmail.com", "hotmail.co.uk", "btinternet.com", "yahoo.co.uk", "outlook.com")
    return draw.choice((*usual, "icloud.com", "sky.com", own + ending, "mail." + own + ending))


def email_written(draw: random.Random) -> str:
    """Addresses with their signs, also such as people write to hide them from machines."""
    one, two = draw.choice(_GIVEN), draw.choice(_FAMILY)
    local = draw.choice(
        (
            f"{one}.{two}",
            f"{one[0]}{two}{figures(draw, 2)}",
            f"{one}_{two}",
            f"{two}-{one}",
            f"{one}+care",
            f"the{two}s",
            f"{one}.{two[0]}.{figures(draw, 4)}",
            f"o'{two}",
        )
    )
    if draw.random() < 0.8:
        local = local.lower()
    domain = _domain(draw)
    if draw.random() < 0.75:
        return f"{local}@{domain}"
    dot = draw.choice((" dot ", "[dot]", "(dot)", " . ", " [dot] "))
    at = draw.choice((" at ", "[at]", "(at)", " @ ", " (at) "))
    plain = local.replace(".", "").replace("'", "")
    return plain + at + domain.replace(".", dot)


def email_said(draw: random.Random) -> str:
    """Addresses aloud: ada dot ives at gmail dot com."""
    one, two = draw.choice(_GIVEN).lower(), draw.choice(_FAMILY).lower()
    local = draw.choice(
        (
            f"{one} dot {two}",
            f"{one} underscore {two}",
            f"{one}{two}",
            f"{one} dot {two} {number_said(draw.randrange(20, 99))}",
            f"{one}{two} {_SAID[draw.randrange(10)]} {_SAID[draw.randrange(10)]}",
            f"{one} dash {two}",
            f"{one} hyphen {two}{figures(draw, 2)}",
            f"{' '.join(one[:4])} dot {two}",
            f"{one[0]} {two}",
            f"{one} full stop {two}",
        )
    )
    domain = _domain(draw).replace("-", " dash ").replace(".", " dot ")
    return f"{local} at {domain}"


def _outward(draw: random.Random) -> str:
    near = ("NE61", "NE65", "NE22", "NE71", "NE66", "NE46", "TD15", "NE24", "CA8", "NE1", "DH1")
    far = ("SR4", "TS10", "DL3", "LS6", "M14", "SW1A", "EC1V", "B15", "EH3", "G12", "BT7", "CF10")
    return draw.choice(near if draw.random() < 0.75 else far)


def _inward(draw: random.Random) -> str:
    return f"{draw.randrange(10)}{letters(draw, 2, 'ABDEFGHJLNPQRSTUWXYZ')}"


def postcode_written(draw: random.Random) -> str:
    """Whole postcodes."""
    one, two = _outward(draw), _inward(draw)
    return draw.choice(
        (
            f"{one} {two}",
            f"{one}{two}",
            f"{one} {two}".lower(),
            f"{one}{two}".lower(),
            f"{one}  {two}",
            f"{one}-{two}",
            f"{one.title()} {two.lower()}",
            f"{one} {two}",
        )
    )


def postcode_part(draw: random.Random) -> str:
    """The first part of one, perhaps with the figure after it."""
    one = draw.choice(("NE61", "NE65", "NE22", "NE71", "NE66", "NE46", "TD15", "CA8", "NE48"))
    return draw.choice((one, f"{one} {draw.randrange(1, 10)}", one, f"{one[:2]} {one[2:]}"))


def postcode_said(draw: random.Random) -> str:
    """Whole postcodes aloud."""
    area, district = draw.choice((("NE", draw.randrange(20, 72)), ("TD", 15), ("CA", 8)))
    two = letters(draw, 2, "ABDEFGHJLNPRSTUWXYZ")
    in_words = district if draw.random() < 0.2 else number_said(district)
    digitwise = " ".join(_SAID[int(sign)] for sign in str(district))
    between = draw.choice((" ", ", "))
    tail = f"double {two[0]}" if draw.random() < 0.15 else letters_said(draw, two)
    return (
        f"{draw.choice((area, letters_said(draw, area)))} {draw.choice((in_words, digitwise))}"
        f"{between}{_SAID[draw.randrange(1, 10)]} {tail}"
    )


def _nhs_digits(draw: random.Random, good: bool) -> str:
    while True:
        first = "9" + figures(draw, 8)
        total = sum(
            int(sign) * weight for sign, weight in zip(first, range(10, 1, -1), strict=True)
        )
        last = 11 - total % 11
        if last == 10:
            continue
        last %= 11
        return first + str(last if good else (last + draw.randrange(1, 9)) % 10)


def nhs_number(draw: random.Random) -> str:
    """Ten figures, the check figure of a quarter of them wrong."""
    n = _nhs_digits(draw, draw.random() < 0.75)
    return draw.choice(
        (
            f"{n[:3]} {n[3:6]} {n[6:]}",
            n,
            f"{n[:3]}-{n[3:6]}-{n[6:]}",
            f"{n[:3]}.{n[3:6]}.{n[6:]}",
            f"{n[:3]} {n[3:6]} {n[6:8]} {n[8:]}",
            f"{n[:5]} {n[5:]}",
            digits_said(draw, n, (3, 3, 4)),
            digits_said(draw, n),
            f"{digits_said(draw, n[:6], (3, 3))}, {pairs_said(n[6:])}",
            f"{n[:3]} {n[3:6]} {digits_said(draw, n[6:])}",
        )
    )


def ni_number(draw: random.Random) -> str:
    """Two letters, six figures, a letter; barred prefixes and lost suffixes among them."""
    prefix = draw.choice(("QQ", "JT", "AB", "WK", "SR", "LN", "BG", "TN", "DA", "ZO"))
    n, suffix = figures(draw, 6), draw.choice("ABCD")
    pairs = f"{n[:2]} {n[2:4]} {n[4:]}"
    return draw.choice(
        (
            f"{prefix} {pairs} {suffix}",
            f"{prefix}{n}{suffix}",
            f"{prefix}{n}{suffix}".lower(),
            f"{prefix.lower()} {pairs} {suffix.lower()}",
            f"{prefix}-{pairs.replace(' ', '-')}-{suffix}",
            f"{prefix} {n} {suffix}",
            f"{prefix}{n}",
            f"{prefix[0]} {prefix[1]} {pairs} {suffix}",
            f"{letters_said(draw, prefix)} {digits_said(draw, n, (2, 2, 2))} {suffix}",
            f"{letters_said(draw, prefix)}, {pairs_said(n)}, {suffix}",
            f"{letters_said(draw, prefix)} {digits_said(draw, n)} {letters_said(draw, suffix)}",
        )
    )


def vehicle(draw: random.Random) -> str:
    """Registrations of all series, written and said."""
    three, n = letters(draw, 3), str(draw.randrange(2, 999))
    year = f"{draw.choice('0512'[:4])}{draw.randrange(1, 10)}"
    current = f"N{letters(draw, 1)}{year}"
    irish = f"{letters(draw, 1)}{draw.choice('ABIJKLXZ')}Z {figures(draw, 3)}{draw.randrange(1, 9)}"
    return draw.choice(
        (
            f"{current} {three}",
            f"{current}{three}",
            f"{current} {three}".lower(),
            f"{current}{three}".lower(),
            f"{letters(draw, 1)}{n} {three}",
            f"{letters(draw, 1)}{n}{three}",
            f"{three} {n}{letters(draw, 1)}",
            irish,
            irish.replace(" ", ""),
            f"{three} {n}",
            f"{draw.randrange(1, 99)} {three}",
            f"{letters_said(draw, current[:2])} {' '.join(_SAID[int(s)] for s in year)}, "
            f"{letters_said(draw, three)}",
            f"{letters_said(draw, current[:2])} {pairs_said(year)} {letters_said(draw, three)}",
            f"{current[:2]} {pairs_said(year)} {three}",
        )
    )


def reference(draw: random.Random) -> str:
    """References of councils, trusts, ombudsmen and police, written and said."""
    n4, n5, n6, n7 = (figures(draw, size) for size in (4, 5, 6, 7))
    year, short = draw.randrange(2017, 2026), letters(draw, 3)
    return draw.choice(
        (
            f"CAS-{n6}-{letters(draw, 1)}{n4}",
            f"CAS-{n6}",
            f"COMP/{year}/{figures(draw, 3)}",
            f"LAS {n6}",
            f"LAS{n6}",
            f"{year % 100} {figures(draw, 3)} {figures(draw, 3)}",
            f"FS-Case-{figures(draw, 9)}",
            f"{short}/{year % 100}/{n5}",
            f"{short}-{n4}-{figures(draw, 2)}",
            f"ASC {n5}",
            f"{year}-{n4}",
            f"{year}/{n5}",
            n5,
            n4,
            n7,
            f"#{n5}",
            f"W{n5}",
            f"{short}{n5}",
            f"{n6}{letters(draw, 1)}/{year % 100}",
            f"{short.lower()}{n4}",
            f"{short.lower()}/{n4}",
            f"PALS {n5}",
            f"IR1-{n5}",
            f"{letters_said(draw, short)} {digits_said(draw, n6)}",
            f"{letters_said(draw, short)} {digits_said(draw, n4)}",
            digits_said(draw, n5),
            digits_said(draw, n4),
            f"{short} slash {year % 100} slash {n4}",
            f"{short} dash {digits_said(draw, n4)}",
        )
    )


def record(draw: random.Random) -> str:
    """Numbers in registers of hospitals, councils and landlords, named or not."""
    return draw.choice(
        (
            f"UPRN ⟦{figures(draw, 12)}⟧",
            f"UPRN: ⟦1{figures(draw, 11)}⟧",
            f"hospital number ⟦H{figures(draw, 7)}⟧",
            f"MRN ⟦{figures(draw, 7)}⟧",
            f"unit number ⟦{letters(draw, 2)}{figures(draw, 6)}⟧",
            f"Mosaic ID ⟦{figures(draw, 6)}⟧",
            f"SystmOne number ⟦{figures(draw, 8)}⟧",
            f"RiO number ⟦{figures(draw, 7)}⟧",
            f"council tax account ⟦{figures(draw, 8)}⟧",
            f"payroll number ⟦{figures(draw, 5)}⟧",
            f"hospital number ⟦{digits_said(draw, figures(draw, 6))}⟧",
            f"tenancy ref ⟦{figures(draw, 3)}-{figures(draw, 4)}⟧",
        )
    )


_MONTHS = _listed(
    "January February March April May June July August September October November December"
)
_ORDINALS = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


def _ordinal_said(day: int) -> str:
    if day <= 20:
        return _ORDINALS[day - 1]
    if day == 30:
        return "thirtieth"
    return f"{'twenty' if day < 30 else 'thirty'}-{_ORDINALS[day % 10 - 1]}"


def date_of_birth(draw: random.Random) -> str:
    """Days of birth, written and said."""
    day, month, year = draw.randrange(1, 29), draw.randrange(1, 13), draw.randrange(1931, 2009)
    name, st = _MONTHS[month - 1], {1: "st", 2: "nd", 3: "rd"}
    nth = f"{day}{'th' if 10 < day < 20 else st.get(day % 10, 'th')}"
    half = number_said(year % 100) if year % 100 > 9 else f"oh {_SAID[year % 10]}"
    said = f"nineteen {half}" if year < 2000 else f"two thousand and {_SAID[year % 10] or ''}"
    if year == 2000:
        said = "two thousand"
    return draw.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day}.{month}.{year}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02} {month:02} {year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{nth} {name[:3]} {year}",
            f"{nth} of {name} '{year % 100:02}",
            f"{name} {nth}, {year}",
            f"{day}-{name[:3]}-{year % 100:02}",
            f"{nth} {name.lower()} {year % 100:02}",
            f"the ⟦{_ordinal_said(day)} of {name}, {said}⟧",
            f"the ⟦{_ordinal_said(day)} of the {_ordinal_said(month)}, {said}⟧",
            f"⟦{_ordinal_said(day)} of the {_ordinal_said(month)} {half}⟧",
            f"{name} the ⟦{_ordinal_said(day)}⟧, ⟦{said}⟧",
            f"{number_said(day)} {number_said(month)} {half}",
        )
    )


def address(draw: random.Random) -> str:
    """Numbers and streets, flats, houses and farms by name, care of somebody."""
    n, street, house = draw.randrange(1, 140), draw.choice(_STREETS), draw.choice(_HOUSES)
    return draw.choice(
        (
            f"{n} {street}",
            f"{n} {street}",
            f"{n} {street.lower()}",
            f"{n}{draw.choice('abc')} {street}",
            f"number {n} {street}",
            f"number {number_said(n % 99 + 1)} {street}",
            f"number {number_said(n % 99 + 1)}, {street}",
            f"Flat {n % 30 + 1}, {n} {street}",
            f"flat {n % 12 + 1}{draw.choice('ab')}, {street}",
            f"the ⟦top flat, {n} {street}⟧",
            f"{house}, {street}",
            f"{house}, {draw.choice(_VILLAGES)}",
            house,
            f"c/o {draw.choice(_GIVEN)} {draw.choice(_FAMILY)}, {n} {street}",
            f"{number_said(n % 99 + 1)} {street}",
            f"No. {n} {street}",
            f"{n}-{n + 2} {street}",
            f"PO Box {figures(draw, 3)}",
            f"Unit {n % 20 + 1}, {street}",
        )
    )


def url(draw: random.Random) -> str:
    """Addresses of pages, written and said."""
    name = (draw.choice(_GIVEN) + draw.choice(_FAMILY)).lower()
    site = draw.choice(_VILLAGES).replace(" ", "").lower()
    return draw.choice(
        (
            f"https://www.{site}.org.uk/{name}",
            f"http://{site}.co.uk/people?id={figures(draw, 4)}",
            f"www.{site}carers.org.uk",
            f"{site}-news.com/{name}",
            f"facebook.com/{name}",
            f"www.facebook.com/groups/{figures(draw, 9)}",
            f"instagram.com/{name}_{figures(draw, 2)}",
            f"youtu.be/{letters(draw, 6)}{figures(draw, 3)}",
            f"bit.ly/{letters(draw, 3).lower()}{figures(draw, 3)}",
            f"gofund.me/{letters(draw, 4).lower()}{figures(draw, 4)}",
            f"w w w dot {site} dot co dot uk",
            f"www dot {site} dot org dot uk slash {name}",
            f"{site}carers dot org",
            f"{name}.wordpress.com",
            f"linktr.ee/{name}",
            f"{site}.blog",
        )
    )


def handle(draw: random.Random) -> str:
    """Names on social media with their sign."""
    one, two = draw.choice(_GIVEN).lower(), draw.choice(_FAMILY).lower()
    return draw.choice(
        (
            f"@{one}{two}",
            f"@{one}_{two}",
            f"@{one}.{two}{figures(draw, 2)}",
            f"@the{two}s",
            f"@{one.title()}{two.title()}",
            f"u/{one}{figures(draw, 3)}",
            f"@{figures(draw, 2)}{one}",
        )
    )


def handle_named(draw: random.Random) -> str:
    """Names on social media that only the sentence tells."""
    one, two = draw.choice(_GIVEN), draw.choice(_FAMILY)
    return draw.choice(
        (
            f"{one}{two}{figures(draw, 2)}".lower(),
            f"{one}_{two}".lower(),
            f"{one}.{two}".lower(),
            f"@{one}{two}".lower(),
            f"{one} {two}",
            f"{one} {two}-{draw.choice(_FAMILY)}",
            f"{one} underscore {two} {figures(draw, 2)}".lower(),
            f"x{one}x{figures(draw, 2)}".lower(),
        )
    )


def age(draw: random.Random) -> str:
    """Ages as a number."""
    years = draw.choice((draw.randrange(18, 97), draw.randrange(60, 97)))
    return draw.choice((str(years), number_said(years), number_said(years).replace("-", " ")))


def age_old(draw: random.Random) -> str:
    """Ages with their unit."""
    years = draw.randrange(13, 97)
    said = draw.choice((str(years), number_said(years)))
    year = draw.choice(("year-old", "year old", "years old", "yr old", "-year-old"))
    return f"⟦{said}⟧{year}" if year.startswith("-") else f"⟦{said}⟧ {year}"


def bank(draw: random.Random) -> str:
    """Sort codes, account numbers, cards."""
    code = [figures(draw, 2) for _ in range(3)]
    account, card = figures(draw, 8), "4" + figures(draw, 14)
    doubled = [int(s) * (2 - place % 2) for place, s in enumerate(card)]
    card += str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)
    return draw.choice(
        (
            f"sort code ⟦{'-'.join(code)}⟧, account ⟦{account}⟧",
            f"sort code ⟦{' '.join(code)}⟧ account number ⟦{account}⟧",
            f"sort code ⟦{''.join(code)}⟧, a/c ⟦{account}⟧",
            f"s/c ⟦{'-'.join(code)}⟧ acc ⟦{account}⟧",
            f"account ⟦{account[:4]} {account[4:]}⟧",
            f"sort code ⟦{digits_said(draw, ''.join(code), (2, 2, 2))}⟧",
            f"sort code ⟦{pairs_said(''.join(code))}⟧, account ⟦{digits_said(draw, account)}⟧",
            f"card ⟦{card[:4]} {card[4:8]} {card[8:12]} {card[12:]}⟧",
            f"card number ⟦{card}⟧",
            f"⟦GB{figures(draw, 2)} {letters(draw, 4)} {''.join(code)[:4]} "
            f"{''.join(code)[4:]}{account[:2]} {account[2:6]} {account[6:]}⟧",
        )
    )


def identity(draw: random.Random) -> str:
    """Passports, driving licences, badges."""
    licence = f"{letters(draw, 5)}{figures(draw, 6)}{letters(draw, 2)}9{letters(draw, 2)}"
    return draw.choice(
        (
            f"passport number ⟦{figures(draw, 9)}⟧",
            f"passport no. ⟦{figures(draw, 9)}⟧",
            f"passport ⟦{digits_said(draw, figures(draw, 9), (3, 3, 3))}⟧",
            f"passport ⟦{letters(draw, 1)}{figures(draw, 8)}⟧",
            f"driving licence ⟦{licence}⟧",
            f"licence number ⟦{licence[:5]} {licence[5:11]} {licence[11:]}⟧",
            f"driving licence ⟦{licence.lower()}⟧",
            f"blue badge ⟦{letters(draw, 6)}{figures(draw, 4)}X⟧",
            f"bus pass number ⟦{figures(draw, 6)} {figures(draw, 4)}⟧",
            f"visa ⟦{letters(draw, 3)}/{figures(draw, 7)}⟧",
        )
    )


def ip(draw: random.Random) -> str:
    """Addresses of machines."""
    four = ".".join(str(draw.randrange(1, 255)) for _ in range(4))
    six = ":".join(f"{draw.randrange(1, 65535):x}" for _ in range(8))
    short = f"2001:db8::{draw.randrange(1, 65535):x}:{draw.randrange(1, 65535):x}"
    mac = ":".join(f"{draw.randrange(256):02x}" for _ in range(6))
    return draw.choice((four, four, six, short, mac, mac.upper().replace(":", "-")))


FORMS: dict[str, dict[str, Draw]] = {
    "phone": {"written": phone_written, "said": phone_said},
    "email": {"written": email_written, "said": email_said},
    "postcode": {"written": postcode_written, "part": postcode_part, "said": postcode_said},
    "nhs_number": {"any": nhs_number},
    "ni_number": {"any": ni_number},
    "vehicle": {"any": vehicle},
    "reference": {"any": reference},
    "record": {"any": record},
    "date_of_birth": {"any": date_of_birth},
    "address": {"any": address},
    "url": {"any": url},
    "handle": {"any": handle},
    "handle_named": {"any": handle_named},
    "age": {"any": age},
    "age_old": {"any": age_old},
    "bank": {"any": bank},
    "identity": {"any": identity},
    "ip": {"any": ip},
}
"""Kind of identifier -> form -> what draws one."""
