"""Invented names, places and codes, the same for the same thing throughout a study and its waves.

A stand-in is dealt out by HMAC under the study's key, from what it stands for (kind, normalised
text, entity): without the key nothing leads back. It never keeps the initial, is never the original
and no word that occurs in the study; who was numbered first chooses first, so that a later wave
changes nobody's name (unless the new texts themselves use it). Codes are such as nobody can have:
telephone numbers that Ofcom keeps for drama, NHS numbers that fail their check, postcodes in ZZ99.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from insight.anonymise.detect.checks import card_number_holds, nhs_number_holds
from insight.anonymise.general import Mention, general
from insight.anonymise.lexicon import WORD, forms_of, given_names, plain, stand_ins, surnames
from insight.anonymise.register import words_of_name
from insight.store import StudyKey

_STREET_KINDS = ("Street", "Road", "Lane", "Terrace", "Close", "Row", "Avenue", "Gardens")
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_PLATE = "ABCDEFGHJKLMNPRSTUVWXYZ"
_DRAMA = {"07": "07700900", "08": "08081570", "0": "01632960"}
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


class Surrogates:
    """What stands for the people, places and codes of one study.

    `vocabulary` holds the study's words in lower case: none of them becomes a stand-in.
    """

    def __init__(self, key: StudyKey, vocabulary: frozenset[str]) -> None:
        self._key = key
        self._vocabulary = vocabulary
        self._dealt: dict[tuple[str, str], str] = {}
        self._taken: set[tuple[str, str]] = set()

    def of(self, mentions: Iterable[Mention]) -> dict[Mention, str]:
        """The stand-in of each mention; which were numbered first are dealt to first."""
        ordered = sorted(
            set(mentions), key=lambda one: (one.kind, one.number or 0, one.entity, one.surface)
        )
        return {mention: self._for(mention) for mention in ordered}

    def _for(self, mention: Mention) -> str:
        if mention.kind == "person":
            return self._person(mention)
        if mention.kind == "place":
            made = self._name("place", mention.entity)
        elif mention.kind == "organisation":
            made = self._organisation(mention)
        elif mention.kind == "address":
            made = self._address(mention)
        else:
            made = self._code(mention)
        return made

    # -- names ------------------------------------------------------------------------------------

    def _person(self, mention: Mention) -> str:
        """As much of the invented name as the text says of the real one."""
        whole = tuple(mention.entity.split()) or (mention.entity,)
        said = words_of_name(mention.surface) or (plain(mention.surface),)
        given = self._given(whole)
        family = self._name("family", whole[-1]) if len(whole) > 1 or _is_family(whole) else ""
        if len(said) > 1 and family and given:
            made = f"{given} {family}"
        elif len(whole) > 1:
            made = family if _means_family(said[0], whole) else given
        else:
            made = family or given
        return _cased(made, mention.surface)

    def _given(self, whole: Sequence[str]) -> str:
        if len(whole) == 1 and _is_family(whole):
            return ""
        return self._name("given", " ".join(whole), initial=whole[0])

    def _name(self, of: str, entity: str, initial: str = "") -> str:
        """The first name that may be used, in the order that key and entity give the list."""
        if (of, entity) not in self._dealt:
            first = (initial or entity)[:1].casefold()
            parts = {*entity.casefold().split(), entity.casefold()}
            free = (
                name
                for name in chain(self._order(of, entity), self._doubled(of, entity))
                if name[0].casefold() != first
                and (of, name) not in self._taken
                and parts.isdisjoint(name.casefold().split("-"))
                and self._vocabulary.isdisjoint(re.split(r"[\s-]", name.casefold()))
            )
            name = next(free, None) or f"{of} {self._digits((of, entity), 6)}"
            self._taken.add((of, name))
            self._dealt[of, entity] = name
        return self._dealt[of, entity]

    def _order(self, of: str, entity: str) -> list[str]:
        return sorted(
            stand_ins(of), key=lambda name: self._key.digest("surrogate", of, entity, name)
        )

    def _doubled(self, of: str, entity: str) -> Iterable[str]:
        """Names of two parts, for a study with more people than the list has names."""
        order = self._order(of, entity)
        return (f"{one}-{two}" for one in order for two in order if one < two)

    def _organisation(self, mention: Mention) -> str:
        head = self._name("organisation", mention.entity)
        kind = general("organisation", mention.surface)
        words = [head, *(word[:1].upper() + word[1:] for word in kind.split())]
        return " ".join(words)

    def _address(self, mention: Mention) -> str:
        entity = mention.entity
        number = int(self._digits(("address", entity), 3)) % 180 + 1
        kind = _STREET_KINDS[int(self._digits(("street", entity), 4)) % len(_STREET_KINDS)]
        return f"{number} {self._name('street', entity)} {kind}"

    # -- codes ------------------------------------------------------------------------------------

    def _code(self, mention: Mention) -> str:
        """A code nobody has; another one where it is the original or is taken already."""
        for attempt in range(1000):
            made = self._drawn(mention, str(attempt))
            if (
                made.casefold() != mention.surface.casefold()
                and (mention.kind, made) not in self._taken
            ):
                break
        self._taken.add((mention.kind, made))
        return made

    def _drawn(self, mention: Mention, attempt: str) -> str:
        kind, seed = mention.kind, (mention.kind, mention.entity, attempt)
        digits = self._digits(seed, 24)
        letters = self._letters(seed, 24, _LETTERS)
        if kind == "phone":
            return _phone(mention.surface, digits)
        if kind == "nhs_number":
            return _laid_out(mention.surface, _failing_nhs_number(digits)) or "999 " + digits[:3]
        if kind == "ni_number":
            return f"QQ {digits[:2]} {digits[2:4]} {digits[4:6]} {'ABCD'[int(digits[6]) % 4]}"
        if kind == "postcode":
            full = len(re.sub(r"\W", "", mention.surface)) >= 5
            return f"ZZ99 {digits[0]}{self._letters(seed, 2, _INWARD)}" if full else "ZZ99"
        if kind == "vehicle":
            return f"ZZ00 {self._letters(seed, 3, _PLATE)}"
        word = stand_ins("given")[int(digits[:6]) % len(stand_ins("given"))].lower()
        if kind == "email":
            return f"{word}{digits[:3]}@example.org"
        if kind == "url":
            return f"https://example.org/{letters[:6].lower()}"
        if kind == "handle":
            return f"@{word}{digits[:3]}"
        return _masked(mention.surface, digits, letters)

    def _digits(self, seed: Sequence[str], n: int) -> str:
        return f"{int(self._key.digest('surrogate digits', *seed), 16):080d}"[-n:]

    def _letters(self, seed: Sequence[str], n: int, among: str) -> str:
        number = int(self._key.digest("surrogate letters", *seed), 16)
        made = ""
        for _ in range(n):
            number, place = divmod(number, len(among))
            made += among[place]
        return made


def _is_family(whole: Sequence[str]) -> bool:
    return whole[0] in surnames() and whole[0] not in given_names()


def _means_family(word: str, whole: Sequence[str]) -> bool:
    """Whether one word means the family name of `whole` rather than the given name."""
    if not forms_of(word).isdisjoint(forms_of(whole[0])):
        return False
    return word == whole[-1] or word[:1] != whole[0][:1]


def _cased(made: str, surface: str) -> str:
    """`made` in the letter case of `surface`."""
    letters = "".join(WORD.findall(surface))
    return (
        made.lower()
        if letters.islower()
        else made.upper()
        if len(letters) > 1 and letters.isupper()
        else made
    )


def _laid_out(surface: str, digits: str) -> str:
    """`digits` parted as those of `surface` are; empty where it has another number of them.

    >>> _laid_out("943 476-5919", "9991234560")
    '999 123-4560'
    """
    if sum(sign.isdecimal() for sign in surface) != len(digits):
        return ""
    left = iter(digits)
    return "".join(next(left) if sign.isdecimal() else sign for sign in surface)


def _phone(surface: str, digits: str) -> str:
    """A number of the ranges that Ofcom keeps for drama, laid out as the original is.

    >>> _phone("01670 512 345", "123"), _phone("+44 7911 123456", "123"), _phone("oh one", "123")
    ('01632 960 123', '+44 7700 900123', '01632 960123')
    """
    told = re.sub(r"\D", "", surface)
    abroad = told.startswith(("44", "0044"))
    national = "0" + re.sub(r"^(?:00)?440?", "", told) if abroad else told
    start = next((drama for lead, drama in _DRAMA.items() if national.startswith(lead)), "01632960")
    made = start + digits[:3]
    if abroad:
        prefix = told[: len(told) - len(national) + 1]
        made = prefix + made[1:]
    return _laid_out(surface, made) or f"{start[:5]} {start[5:]}{digits[:3]}"


def _failing_nhs_number(digits: str) -> str:
    """Ten figures from 999 on, of which the last is not the check figure.

    >>> nhs_number_holds(_failing_nhs_number("1234567"))
    False
    """
    start = "999" + digits[:6]
    last = next(sign for sign in f"{digits[6]}0123456789" if not nhs_number_holds(start + sign))
    return start + last


def _masked(surface: str, digits: str, letters: str) -> str:
    """Other figures and letters in the places of those of `surface`; no card or bank number holds.

    >>> _masked("ASC/19/007", "83561", "QRT")
    'QRT/83/561'
    """
    if not any(sign.isdecimal() for sign in surface):
        return f"X{digits[:6]}"
    figure, letter = (
        iter(digits * (1 + len(surface) // len(digits))),
        iter(letters * (1 + len(surface) // len(letters))),
    )
    made = "".join(
        next(figure)
        if sign.isdecimal()
        else (next(letter) if sign.isupper() else next(letter).lower())
        if sign.isalpha()
        else sign
        for sign in surface
    )
    plain_digits = re.sub(r"\D", "", made)
    if card_number_holds(plain_digits):
        made = re.sub(r"\d(?=\D*$)", lambda last: str((int(last.group()) + 1) % 10), made)
    if re.match(r"[A-Z]{2}\d{2}\s?[A-Z\d]{4}", surface):
        made = "XX00" + made[4:]  # no country, and check figures that no account has
    return made
