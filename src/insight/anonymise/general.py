"""The class that an identifier belongs to: [village] for a village, [daughter] for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from insight.anonymise.detect.spoken import value
from insight.anonymise.detect.times import age_band, season_of
from insight.anonymise.lexicon import groups, small_places

_VALLEY = re.compile(r"(?:valley|dale|river)$")
_NEAR = 60
_OWNER = r"(?:my|our|wor|me|his|her|their|your|the|a|an|this|that)"
_BEFORE = re.compile(rf"(?<!\w){_OWNER}\s+(?:[\w'’-]+\s+){{0,2}}?(?P<x>%s)\s*,?\s*$")
_AFTER = re.compile(rf"^,\s+{_OWNER}\s+(?:[\w'’-]+\s+){{0,2}}?(?P<x>%s)(?!\w)")
_OFFICE = re.compile(r"^(?P<x>%s)\.?\s")


@dataclass(frozen=True)
class Mention:
    """An identifier where it stands: its words, what is around it, and whom or what it means.

    `entity` is the normalised name of the person or thing; `number` its number in the study, where
    it has one; `scope` the document, within which one description means one person.
    """

    kind: str
    surface: str
    before: str
    after: str
    entity: str
    number: int | None
    scope: str

    @classmethod
    def at(
        cls, text: str, start: int, end: int, kind: str, entity: str, number: int | None, scope: str
    ) -> Mention:
        """The mention at code points `start`..`end` of `text`."""
        before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
        return cls(kind, text[start:end], before, after, entity, number, scope)


def normalised(surface: str) -> str:
    """Words in lower case, one blank between them, no article: what is the same thing."""
    return re.sub(r"^the\s+", "", " ".join(surface.casefold().replace("’", "'").split()))


def general(kind: str, surface: str) -> str:
    """What stands in brackets for the class of `surface`; empty where its class is not known.

    >>> general("place", "Rothbury"), general("place", "Craster"), general("place", "Hexham")
    ('town', 'village', 'town')
    >>> general("organisation", "the Marigold Day Centre"), general("condition", "Lupus")
    ('day centre', 'autoimmune condition')
    >>> general("date_of_birth", "3/5/1951"), general("date", "9 February 2024")
    ('date of birth: 1950s', 'date: winter 2024')
    """
    said = normalised(surface)
    if kind == "age":
        return f"age {age_band(surface)}"
    if kind == "date":
        season = season_of(surface) or _year(surface)
        return f"date: {season}" if season else ""
    if kind == "date_of_birth":
        year = _year(surface)
        return f"date of birth: {year[:3]}0s" if year else ""
    if kind == "place":
        return _place(said)
    if kind in ("role", "organisation", "relationship"):
        return _by_word(said, groups(kind))
    if kind == "ethnicity":
        return _ethnicity(said)
    return _by_name(said, groups(kind))


def _place(said: str) -> str:
    told = groups("place").get(said)
    if told:
        return told
    if _VALLEY.search(said):
        return "valley"
    known = said in small_places() or said.replace(" ", "-") in small_places()
    return "village" if known else "estate" if said.endswith(" estate") else ""


def _by_word(said: str, of: Mapping[str, str]) -> str:
    """The group of the first member, in the order of the lists, that stands in `said`."""
    return next(
        (
            group
            for member, group in of.items()
            if re.search(rf"(?<!\w){re.escape(member)}s?(?!\w)", said)
        ),
        "",
    )


def _by_name(said: str, of: Mapping[str, str]) -> str:
    """The group of the longest member that stands in `said`."""
    plain = said.replace("-", " ").replace("'", "")
    found = [
        (len(member), member)
        for member in of
        if re.search(rf"(?<!\w){re.escape(member.replace('-', ' ').replace(chr(39), ''))}", plain)
    ]
    return of[max(found)[1]] if found else ""


def _ethnicity(said: str) -> str:
    group = _by_name(said, groups("ethnicity"))
    return group if group in ("", "faith") else f"ethnic group: {group}"


def _year(surface: str) -> str:
    """The year that a date tells, in figures or in words; two figures are of the last century.

    A two-figure year may be of this century too, and is then not told.

    >>> _year("3 May 1951"), _year("the third of May, nineteen fifty-one"), _year("3/5/51")
    ('1951', '1951', '1951')
    >>> _year("3 May"), _year("3/5/08")
    ('', '')
    """
    said = surface.casefold()
    if figures := re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", said):
        return figures.group()
    if words := re.search(
        r"(?:nineteen|twenty)[\s-]+(?:oh[\s-]+)?(?P<of>[\w-]+)(?:\s+(?:\w+))?$", said
    ):
        century = "19" if words.group().startswith("nineteen") else "20"
        year = value(re.sub(r"^(?:nineteen|twenty)[\s-]+(?:oh[\s-]+)?", "", words.group()))
        return f"{century}{year:02}" if year is not None and year < 100 else ""
    if words := re.search(r"two thousand(?:\s+and)?(?:\s+(?P<of>[\w-]+))?$", said):
        year = value(words["of"]) if words["of"] else 0
        return f"20{year:02}" if year is not None and year < 100 else ""
    short = re.search(r"(?<=[/.\-'’\s])(\d\d)$", said) if not said.isdecimal() else None
    return f"19{short[1]}" if short and int(short[1]) > 30 else ""


def descriptions(mentions: Iterable[Mention]) -> dict[tuple[str, str], str]:
    """(scope, entity) -> what the text calls a person: daughter, nurse, neighbour.

    Told by a word right before or after a mention, or by an office in front of the name; the most
    frequent, then the first by alphabet. Two people of a scope with one description keep their
    numbers: `daughter, person 3`. A gender is never guessed from a name.
    """
    counted: dict[tuple[str, str], dict[str, int]] = {}
    numbers: dict[tuple[str, str], int | None] = {}
    for mention in mentions:
        key = mention.scope, mention.entity
        numbers[key] = mention.number
        for noun in filter(None, (told_before(mention), _told_otherwise(mention))):
            counts = counted.setdefault(key, {})
            counts[noun] = counts.get(noun, 0) + 1
    chosen = {
        key: min(counts, key=lambda noun: (-counts[noun], noun)) for key, counts in counted.items()
    }
    shared = [(scope, noun) for (scope, _), noun in chosen.items()]
    return {
        key: f"{noun}, person {numbers[key]}" if shared.count((key[0], noun)) > 1 else noun
        for key, noun in chosen.items()
    }


def told_before(mention: Mention) -> str:
    """What the word right before a name calls the person: "my daughter Ada"; else empty."""
    return _noun(_BEFORE, mention.before)


def _told_otherwise(mention: Mention) -> str:
    return _noun(_AFTER, mention.after) or _noun(_OFFICE, mention.surface + " ")


def _noun(pattern: re.Pattern[str], text: str) -> str:
    nouns = groups("person")
    longest = sorted(nouns, key=lambda noun: (-len(noun), noun))
    listed = "|".join(re.escape(noun).replace(r"\ ", r"\s+") for noun in longest)
    found = re.search(pattern.pattern.replace("%s", listed), text.casefold())
    return nouns[" ".join(found["x"].split())] if found else ""
