"""Names to train with, of many origins; a third of every list is kept away from training."""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
WORDS: dict[str, list[str]] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
LISTS = HERE.parent / "src" / "insight" / "anonymise" / "data"
HOME = ("en_GB", "en_IE", "scottish", "welsh", "irish", "northern_english", "household")
SELDOM = ("vi_VN", "no_NO", "et_EE", "hu_HU", "fi_FI", "traveller_roma", "en_NG", "chinese")
"""Origins whose names were missed more often than others."""
SYLLABLES = ("vi_VN", "chinese", "japanese_korean_thai_vietnamese")
LOCALES = (
    "az_AZ", "cs_CZ", "da_DK", "de_AT", "de_DE", "en", "en_GB", "en_IE", "en_IN", "en_KE",
    "en_NG", "en_NZ", "en_PK", "en_TH", "en_US", "es_CL", "es_CO", "es_ES", "es_MX", "et_EE",
    "fi_FI", "fr_BE", "fr_DZ", "fr_FR", "ga_IE", "ha_NG", "hr_HR", "hu_HU", "id_ID", "ig_NG",
    "it_IT", "lt_LT", "lv_LV", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "sk_SK",
    "sl_SI", "sv_SE", "sw", "tr_TR", "tw_GH", "uz_UZ", "vi_VN", "yo_NG", "zu_ZA",
)  # fmt: skip
WORD_NAMES = WORDS["word_names"]
WORD_FAMILIES = WORDS["word_families"]
PETS = WORDS["pets"]


@dataclass(frozen=True)
class Origin:
    """Given and family names of one origin."""

    name: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def kept_away(name: str) -> bool:
    """Whether a name is never trained on (a third of all, told by a hash).

    >>> isinstance(kept_away("Anna"), bool)
    True
    """
    return sha256(f"name {name.casefold()}".encode()).digest()[0] % 3 == 0


def latin(names: Iterable[object]) -> list[str]:
    """Those of `names` that are written in Latin letters, in alphabetical order."""
    told = {name for name in names if isinstance(name, str)}
    return sorted(name for name in told if name and all(ord(sign) < 0x250 for sign in name))


def attributes(locale: str, *starts: str) -> list[str]:
    """The lists of a Faker locale whose names start so, in one."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    found: list[object] = []
    for name in sorted(dir(provider)):
        value = getattr(provider, name)
        if name.startswith(starts) and isinstance(value, (list, tuple, dict, set)):
            found += list(value)
    return latin(found)


@cache
def origins(away: bool = False) -> tuple[Origin, ...]:
    """All origins with the names to train with, or with those kept away."""
    told = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
    lists = [(name, own["given"].split(), own["family"].split()) for name, own in told.items()]
    lists += [
        (locale, attributes(locale, "first_name"), attributes(locale, "last_name"))
        for locale in LOCALES
    ]
    if not away:
        lists.append(("household", _words("given_names.txt"), _words("surnames.txt")))
    made = []
    for name, given, family in lists:
        own = [tuple(n for n in part if kept_away(n) == away) for part in (given, family)]
        if len(own[0]) > 5:
            made.append(Origin(name, *own))
    return tuple(made)


def _words(name: str) -> list[str]:
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return [word.title() for word in words]


@cache
def pet_forms() -> dict[str, tuple[str, ...]]:
    """Given name (lower case) -> its pet forms."""
    lines = (LISTS / "nicknames.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split(":") for line in lines if ":" in line and not line.startswith("#")]
    return {full.strip(): tuple(short.split()) for full, short in pairs}


@cache
def _chain(part: str) -> dict[str, list[str]]:
    """What follows two letters in the names of all origins."""
    chain: dict[str, list[str]] = {}
    for origin in origins():
        for name in (origin.given if part == "given" else origin.family)[:150]:
            padded = f"^^{name.lower()}$"
            for place in range(len(padded) - 2):
                chain.setdefault(padded[place : place + 2], []).append(padded[place + 2])
    return chain


def unheard(draw: Random, part: str) -> str:
    """A name that no list holds, made of letters as they follow each other in names."""
    chain = _chain(part)
    while True:
        name = "^^"
        while not name.endswith("$") and len(name) < 14:
            name += draw.choice(chain[name[-2:]])
        name = name.strip("^$")
        if 3 <= len(name) <= 11 and name.isalpha() and not kept_away(name):
            return name.title()


@dataclass(frozen=True)
class Person:
    """Somebody invented: given name, family name, what they are called."""

    given: str
    family: str
    pet: str

    @property
    def full(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


def person(draw: Random) -> Person:
    """Somebody of any origin, home origins in two cases of five, seldom met ones in one of six."""
    chance = draw.random()
    everyone = origins()
    home = [origin for origin in everyone if origin.name in HOME]
    seldom = [origin for origin in everyone if origin.name in SELDOM]
    origin = draw.choice(home if chance < 0.4 else seldom if chance < 0.56 else everyone)
    family_of = origin if draw.random() < 0.85 else draw.choice(everyone)
    given = draw.choice(origin.given) if draw.random() < 0.86 else unheard(draw, "given")
    families = family_of.family or home[0].family
    family = draw.choice(families) if draw.random() < 0.82 else unheard(draw, "family")
    if draw.random() < 0.04:
        given = draw.choice(WORD_NAMES)
    if draw.random() < 0.05:
        family = draw.choice(WORD_FAMILIES)
    if draw.random() < (0.4 if origin.name in SYLLABLES else 0.05):
        given += draw.choice("- ") + draw.choice(origin.given)
    if draw.random() < 0.05:
        family += draw.choice("- ") + draw.choice(families)
    short = pet_forms().get(given.lower(), ())
    pet = draw.choice(short).title() if short and draw.random() < 0.6 else _pet(draw, given, family)
    return Person(given, family, pet)


def _pet(draw: Random, given: str, family: str) -> str:
    chance = draw.random()
    if chance < 0.4:
        return draw.choice(PETS).replace("-", " ")
    stem = (given if chance < 0.75 else family).split()[0].split("-")[0][: draw.choice((3, 4))]
    return stem + draw.choice(("y", "ie", "o", "a", "s", "zza", ""))
