"""What is put in the place of an identifier: its kind, its class, a pseudonym, or nothing new.

The treatment of a kind is the style's own unless the settings say otherwise:

=============  =============================  ==========================  =======================
kind           brackets                       described                   surrogates
=============  =============================  ==========================  =======================
person         replace: [person 3]            generalise: [daughter]      replace: an invented name
place          remove: [place]                generalise: [village]       replace: an invented one
organisation   remove: [organisation]         generalise: [day centre]    replace: an invented one
address, codes remove: [phone]                remove: [phone]             replace: an invented one
age, date      generalise: [age 60s]          generalise                  generalise
date of birth  remove: [date of birth]        generalise: [... : 1950s]    remove
the others     remove: [role]                 generalise: [manager]       remove
=============  =============================  ==========================  =======================
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from insight.anonymise.detect.times import season_of
from insight.anonymise.general import Mention, descriptions, general, told_before
from insight.errors import InputError
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.settings import AnonymiseSettings

if TYPE_CHECKING:
    from insight.store import StudyKey

SAID = {
    "nhs_number": "NHS number",
    "ni_number": "National Insurance number",
    "date_of_birth": "date of birth",
    "vehicle": "vehicle registration",
    "url": "web address",
    "handle": "social media name",
}
"""Kind -> how it is called in brackets, where its own name would not read well."""

_CODES = tuple(kind for kind in DIRECT_KINDS if kind not in ("person", "date_of_birth"))
_TIMES = {"age": "generalise", "date": "generalise"}
_STYLES = {
    "brackets": {"person": "replace", **_TIMES},
    "described": dict.fromkeys(("person", "date_of_birth", *INDIRECT_KINDS), "generalise"),
    "surrogates": {
        **dict.fromkeys(("person", "place", "organisation", *_CODES), "replace"),
        **_TIMES,
    },
}


def treatment_of(kind: str, settings: AnonymiseSettings) -> str:
    """How a kind is treated: remove, replace, generalise or keep.

    >>> treatment_of("place", AnonymiseSettings())
    'remove'
    >>> treatment_of("place", AnonymiseSettings(style="described"))
    'generalise'
    >>> treatment_of("place", AnonymiseSettings(treatments={"place": "keep"}))
    'keep'
    """
    told: dict[str, str] = {str(of): how for of, how in settings.treatments.items()}
    return told.get(kind) or _STYLES[settings.style].get(kind, "remove")


def kept_kinds(settings: AnonymiseSettings) -> frozenset[str]:
    """Kinds that stay in the text as they are."""
    kinds = (*DIRECT_KINDS, *INDIRECT_KINDS)
    return frozenset(kind for kind in kinds if treatment_of(kind, settings) == "keep")


def is_numbered(kind: str, settings: AnonymiseSettings) -> bool:
    """Whether each thing of this kind has a number of its own in the register.

    Codes that get an invented code need none, and so stay out of the register.
    """
    invented = settings.style == "surrogates" and kind in _CODES and kind != "address"
    return kind == "person" or (treatment_of(kind, settings) == "replace" and not invented)


def replacements(
    mentions: Sequence[Mention],
    settings: AnonymiseSettings,
    key: StudyKey | None = None,
    vocabulary: Collection[str] = (),
) -> list[str]:
    """What stands in place of each of `mentions`, which are all of a study (or all of one row).

    Invented names need the study's `key`, and keep clear of `vocabulary`, the study's words in
    lower case. InputError where surrogates are asked for without a key.
    """
    invented: dict[Mention, str] = {}
    if settings.style == "surrogates":
        from insight.anonymise.surrogates import Surrogates

        if key is None:
            raise InputError(
                "surrogates are derived from a study's key, and there is none here",
                where="study.toml, anonymise.style",
                remedy="use brackets or described, or de-identify within a study",
            )
        told = [one for one in mentions if treatment_of(one.kind, settings) == "replace"]
        invented = Surrogates(key, frozenset(vocabulary)).of(told)
    called = descriptions(one for one in mentions if one.kind == "person")
    return [_put(mention, settings, called, invented) for mention in mentions]


def _put(
    mention: Mention,
    settings: AnonymiseSettings,
    called: dict[tuple[str, str], str],
    invented: dict[Mention, str],
) -> str:
    how = treatment_of(mention.kind, settings)
    # Of a kind that is kept only what a person marked arrives here, and that goes.
    if how == "replace":
        return invented.get(mention) or f"[{SAID.get(mention.kind, mention.kind)} {mention.number}]"
    if how == "generalise" and mention.kind == "person":
        # "My daughter [person 3]" says already what she is.
        told = "" if told_before(mention) else called.get((mention.scope, mention.entity), "")
        return f"[{told or f'person {mention.number}'}]"
    told = general(mention.kind, mention.surface) if how == "generalise" else ""
    if mention.kind == "date" and _is_plain(settings) and not season_of(mention.surface):
        told = ""  # a bare year or feast stays "[date]" unless somebody asks for more
    return f"[{told or SAID.get(mention.kind, mention.kind)}]"


def _is_plain(settings: AnonymiseSettings) -> bool:
    return settings.style == "brackets" and "date" not in settings.treatments


def note_of(settings: AnonymiseSettings) -> str:
    """What readers of the text must be told of how it was made; empty where brackets show it."""
    notes = []
    if settings.style == "surrogates":
        notes.append(
            "Names, places and codes in the de-identified text are invented (surrogates); whoever "
            "bears such a name has nothing to do with the study."
        )
    if kept := sorted(kept_kinds(settings)):
        notes.append(f"Left in the text on purpose: {', '.join(SAID.get(k, k) for k in kept)}.")
    return " ".join(notes)
