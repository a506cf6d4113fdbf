"""What is told of a person -> the attribute columns of speakers.

    describe({"age_band": "65-74", "consent_quote": "yes"}, settings, where)

A value is first recoded as the settings say. What nobody understands is an error that says so, and
never a guess: least of all consent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

from insight.corpus.people.answers import agrees, declines, folded, stated
from insight.errors import SourceError
from insight.schemas import LIVED_EXPERIENCE, STAKEHOLDER_GROUPS
from insight.settings import SourceSettings

SPEAKS_FOR = ("self", "proxy", "interpreter", "organisation")
ATTRIBUTES = (
    "stakeholder_groups",
    "speaks_for",
    "resident",
    "postcode",
    "lsoa_code",
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "consent_quote",
    "consent_share",
    "consent_until",
)
# What `recode` of a source may name: groups go by their settings' key.
RECODED = ("stakeholder_group", *ATTRIBUTES[1:])
_PLACES = ("postcode", "lsoa_code")
_MAY_DECLINE = ("age_band", "sex", "ethnicity", "disability")

# Wordings of forms that can mean one group only; "carer" alone may be a paid one.
_GROUP_WORDS = {
    "person_using_services": (
        "person using services|people using services|person who uses services|service user"
        "|i use services|user of services|person with care needs|person with care and support needs"
        "|person with lived experience"
    ),
    "unpaid_carer": (
        "unpaid carer|family carer|informal carer|young carer|parent carer|i am an unpaid carer"
        "|unpaid family carer|carer (unpaid)"
    ),
    "staff_frontline": "frontline staff|front-line staff|front line staff",
    "vcs_partner": "vcs partner|vcse partner|voluntary sector partner",
    "health_partner": "health partner|nhs partner",
    "care_provider": "care provider|provider of care",
}
_GROUP_OF = {
    **{group: group for group in STAKEHOLDER_GROUPS},
    **{group.replace("_", " "): group for group in STAKEHOLDER_GROUPS},
    **{words: group for group, told in _GROUP_WORDS.items() for words in told.split("|")},
}
_BETWEEN_GROUPS = re.compile(r"\s*(?:[;,|/&+\n]|\band\b)\s*", re.IGNORECASE)
_MOST_PARTS = 24
_SPEAKS_FOR_WORDS = {
    "self": re.compile(
        r"(?:for |as )?(?:myself|me|self|my own (?:experience|behalf))|on my own behalf"
        r"|(?:the )?person (?:themselves|themself)|in person",
    ),
    "proxy": re.compile(
        r"(?:by )?proxy"
        r"|(?:on behalf of|for|as a representative of) (?:someone|somebody|a person|another person"
        r"|an? (?:relative|friend)|my \w+)(?: else)?(?: (?:who )?i (?:care|look) (?:for|after))?"
        r"|(?:someone|somebody) (?:else|i care for)",
    ),
    "interpreter": re.compile(
        r"(?:through |via |with |by )?(?:an? |the )?(?:sign language |bsl )?interpret(?:er|ed)"
    ),
    "organisation": re.compile(
        r"(?:on behalf of|for|as) (?:an?|my|the|our) (?:organisation|organization|charity|group)"
        r"|(?:an? )?(?:organisation|organization)",
    ),
}


def describe(told: Mapping[str, str], settings: SourceSettings, where: str) -> dict[str, object]:
    """The attribute columns of a row of speakers; `told` holds those that the source has.

    `told` may also hold columns that `columns.declared` names. Age band, sex, ethnicity and
    disability are "prefer not to say" where somebody would rather not, and empty where nothing is
    told. Raises SourceError, naming `where` and the column, for a value that nobody understands.
    """
    recoded = {name: _recoded(name, value, settings) for name, value in told.items()}
    groups = _groups(told.get("stakeholder_groups", ""), settings, where)
    speaks_for = _speaks_for(recoded.get("speaks_for", ""), where) or settings.speaks_for
    declared = settings.columns.declared
    may_quote = settings.quote_without_consent
    return {
        "name": recoded.get("name", ""),
        **{name: _place(recoded.get(name, "")) for name in _PLACES},
        **{name: stated(recoded.get(name, "")) for name in _MAY_DECLINE},
        "stakeholder_groups": ";".join(groups),
        "speaks_for": speaks_for,
        "resident": _resident(recoded.get("resident", ""), groups, speaks_for, where),
        "declared": declared_of(
            {name: told[column] for name, column in declared.items() if column in told}, settings
        ),
        "consent_quote": _consents(recoded, "consent_quote", may_quote, where),
        "consent_share": _consents(recoded, "consent_share", may_quote, where),
        "consent_until": _iso_day(recoded.get("consent_until", ""), where),
    }


def declared_of(told: Mapping[str, str], settings: SourceSettings) -> str:
    """Further attributes, by the names that `columns.declared` gives them, as a JSON object.

    Values are recoded as the settings say; "prefer not to say" stays apart from what is not told,
    which is left out. Empty where nothing is told.
    """
    found = {name: stated(_recoded(name, value, settings)) for name, value in told.items()}
    kept = {name: value for name, value in found.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else ""


def recodable(settings: SourceSettings) -> tuple[str, ...]:
    """What `recode` of this source may name."""
    return (*RECODED, *sorted(settings.columns.declared))


def one_of(value: str, known: Sequence[str], column: str, where: str) -> str:
    """`value` in small letters, where it is `known`; SourceError elsewhere."""
    if value.lower() not in known:
        raise SourceError(
            f"column {column} holds something else than {', '.join(known)}",
            where=where,
            remedy=f"correct the cell, or add it to recode.{column} of its source",
        )
    return value.lower()


def _recoded(name: str, value: str, settings: SourceSettings) -> str:
    return _recoding(name, settings).get(folded(value), value.strip())


def _recoding(name: str, settings: SourceSettings) -> dict[str, str]:
    return {folded(old): new.strip() for old, new in settings.recode.get(name, {}).items()}


def _place(value: str) -> str:
    return "" if declines(value) else value


def _groups(value: str, settings: SourceSettings, where: str) -> list[str]:
    """Every group that a cell names, sorted: one wording, or several parted by ; , / & + and."""
    recoding = _recoding("stakeholder_group", settings)
    if not value.strip() or declines(value):
        return []
    found = _groups_in(value, recoding)
    if found is None:
        raise SourceError(
            "a stakeholder group that is not in the vocabulary",
            where=where,
            remedy="add it to recode.stakeholder_group of its source; the vocabulary is "
            + ", ".join(STAKEHOLDER_GROUPS),
        )
    return sorted(found)


def _groups_in(value: str, recoding: Mapping[str, str]) -> set[str] | None:
    """Groups that `value` names as a whole, else in parts that are all understood, else None.

    A choice of a form may itself hold a comma or "and", so the longest part that is understood
    is taken first.
    """
    cuts = list(_BETWEEN_GROUPS.finditer(value))[:_MOST_PARTS]
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(value)]
    # found[n]: groups of what stands behind the first n parts; None where it is not understood.
    found: list[set[str] | None] = [None] * len(starts) + [set()]
    for first in reversed(range(len(starts))):
        for last in reversed(range(first, len(ends))):
            here = _group(value[starts[first] : ends[last]], recoding)
            behind = found[last + 1]
            if here is not None and behind is not None:
                found[first] = here | behind
                break
    return found[0]


def _group(words: str, recoding: Mapping[str, str]) -> set[str] | None:
    said = folded(words)
    if not said:
        return set()
    if said in recoding:
        parts = {part.strip() for part in recoding[said].split(";") if part.strip()}
        if all(declines(part) for part in parts):
            return set()
        return parts if parts <= set(STAKEHOLDER_GROUPS) else None
    group = _GROUP_OF.get(said)
    return {group} if group else None


def _speaks_for(value: str, where: str) -> str:
    said = folded(value)
    if not said or declines(said):
        return ""
    worded = [name for name, words in _SPEAKS_FOR_WORDS.items() if words.fullmatch(said)]
    return worded[0] if len(worded) == 1 else one_of(said, SPEAKS_FOR, "speaks_for", where)


def _resident(value: str, groups: Sequence[str], speaks_for: str, where: str) -> bool:
    """Whether the place given is the speaker's own life; not said: of lived experience alone."""
    if told := stated(value):
        return _is_yes(told, "resident", where)
    return speaks_for != "organisation" and any(group in LIVED_EXPERIENCE for group in groups)


def _consents(told: Mapping[str, str], column: str, by_default: bool, where: str) -> bool:
    """Whether consent was given: an empty cell gives none, a missing column says nothing."""
    if column not in told:
        return by_default
    value = stated(told[column])
    return bool(value) and _is_yes(value, column, where)


def _is_yes(value: str, column: str, where: str) -> bool:
    found = agrees(value, column)
    if found is None:
        raise SourceError(
            f"column {column} holds neither a plain yes nor a plain no",
            where=where,
            remedy="correct the cell, or say with yes or no what its wording allows, in "
            f"recode.{column} of its source",
        )
    return found


def _iso_day(value: str, where: str) -> str:
    # Workbooks give a day with the time of midnight.
    day = re.sub(r"[ T]00:00(?::00)?$", "", value.strip())
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise SourceError(
            "column consent_until holds no date such as 2031-12-31",
            where=where,
            remedy="write year, month and day in this order",
        ) from None
