"""What a claim rests on, and which organisation it is about.

Attribution. `assessor`: a finding or inference of who judges from outside (the writer of the
assessment, the ombudsman, a peer review). `hearsay`: the party tells of what others lived through,
felt or said. `organisational`: an organisation, its leaders, or staff speaking for it, report on
itself. `first_hand`: the party tells of its own life or work, or of how others dealt with it.

Target. The organisation that is named first in what is said; where none is, the one that reports
on itself, or whose staff speak of their own work. Empty where it is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from insight.corpus.voices.parties import ORGANISATION_OF
from insight.corpus.voices.voice import Saying
from insight.schemas import LIVED_EXPERIENCE

JUDGES = ("assessor", "ombudsman", "external_qa")
SPEAK_FOR_COUNCIL = ("staff_leadership", "council_corporate")
_COUNCIL_STAFF = ("staff_frontline", *SPEAK_FOR_COUNCIL)

_LIVED = "(?:" + "|".join(LIVED_EXPERIENCE) + ")"
# What the party tells begins with others: "that many people", "their members", "of carers who".
_OTHERS = re.compile(
    r"^[^\w§]*(?:us[^\w§]+)?"
    r"(?:(?:that|how|about|of|where|when|while|whether|some|many|most|more|fewer|all|the|an?"
    r"|few|several|local|often|also|sometimes|in [\w ]{1,30}?,?)[^\w§]+)*"
    r"(?P<members>(?:its|their) members\b)?(?P<own>(?:their|its|our|his|her) (?:own )?)?"
    rf"(?:§(?P<who>{_LIVED}|staff_frontline|staff_leadership|care_provider|health_partner"
    r"|vcs_partner|other)§(?!['’]))?"
    r"(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
# What only they know who lived it ...
_FELT = re.compile(
    r"[^,.;]{0,80}?\b(?:felt|feel|found|valued?|appreciated?|wanted?|preferred|liked?|enjoyed"
    r"|said|told|reported|described|thought|believed?|feared|knew|struggled|benefit\w*"
    r"|(?:were|was|are) (?:(?:very|quite|more|less|not|often|always|un)[ -]?)*"
    r"(?:happ|satisf|pleased|anxious|worried|afraid|scared|grateful|frustrated|confused|lonely"
    r"|upset|aware|proud|confident))"
    r"|(?: in [\w ]{1,30}?)? who (?:had|were|could|have)\b",
    re.IGNORECASE,
)
# ... and what others may have seen of it.
_LIVED_THROUGH = re.compile(
    r"[^,.;]{0,80}?\b(?:were|was|are|is|had|have|did|do|could|couldn['’]t|waited|wait"
    r"|experienced?|got|received|lost|missed|needed|faced|left|went|fell|came|lived?)\b",
    re.IGNORECASE,
)
_WERE_TOLD = re.compile(
    r"§\w+§ (?:[\w'’-]+ ){0,4}?(?:had )?(?:told|said to|reported to|complained to|informed"
    r"|fed back to|mentioned to) (?:them|him|her|it|staff|§)"
    r"|\b(?:had|have|has) heard (?:that|from|of)|\bhad been told\b|\bheard from §"
    rf"|§{_LIVED}§ (?:[\w'’-]+ ){{0,3}}?(?:had )?(?:said|told|reported|described|fed back)",
    re.IGNORECASE,
)
_OWN_LIFE = re.compile(
    r"\b(?:they|them|their|themselves|he|him|his|she|her|we|us|our|i|me|my)\b", re.IGNORECASE
)
# The party itself as the subject of what it tells, and what an organisation does by itself.
_ITSELF = r"\W*(?:us\W+)?(?:(?:that|how|about)\W+)?(?:it|they|its|their|we|our)\b"
_OF_ITSELF = re.compile(_ITSELF, re.IGNORECASE)
_DOES = re.compile(
    rf"{_ITSELF} (?:[\w'’-]+ )?(?:(?:had|have|has) (?:now |also |since |recently )*"
    r"(?!been|to\b|felt|found|heard|waited|struggled|not\b)\w+(?:ed|un|ut|lt|ught|ade|iven|et up)\b"
    r"|(?:was|were|are|is) (?:now |also |currently )*(?:\w+ing)\b"
    r"|plan(?:ned)?|ran|runs?|provided?|offer(?:ed|s)?|deliver(?:ed|s)?|introduced|created|use[ds]?"
    r"|employ(?:ed|s)?|aim(?:ed|s)?|would|will|reduced|increased|invested)\b",
    re.IGNORECASE,
)
_FEELS = re.compile(
    r"\b(?:felt|feel|feeling|proud|enjoy\w*|(?:were|being|been|are) (?:well |very )?(?:supported"
    r"|valued)|overwhelmed|stressed|stretched|pressured?|morale|manageable)\b",
    re.IGNORECASE,
)
_AT_WORK = re.compile(
    r"\W*(?:well |very |fully )?(?:supported|valued|proud|empowered|trusted)\b", re.IGNORECASE
)
# Organisations that are named and do not speak.
_NAMED = (
    (
        "council",
        r"(?:the )?authority(?! areas?)|social services|adult social care(?! survey| outcomes)"
        r"|adult services|front door|contact cent(?:re|er)|county hall|town hall"
        r"|social work academy|(?:safeguarding|locality|commissioning|assessment|reablement|duty"
        r"|brokerage|transitions?|quality (?:monitoring|assurance)|financial assessment"
        r"|hospital discharge|social work) (?:team|service)s?|MASH|in-house",
    ),
    ("nhs", r"hospitals?|NHS|health (?:services?|system)|surger(?:y|ies)|wards?|ambulances?"),
    ("care_provider", r"care homes?|nursing homes?|home ?care agenc(?:y|ies)|care market"),
    ("vcs", r"voluntary sector|charit(?:y|ies)|third sector|community organisations?"),
)
_MENTION = re.compile(
    r"§(?P<group>\w+)§|"
    + "|".join(rf"(?P<{name}>\b(?:{nouns})\b(?! at home))" for name, nouns in _NAMED),
    re.IGNORECASE,
)


def attribution_of(saying: Saying) -> str:
    """What the claim rests on: first_hand, hearsay, organisational or assessor."""
    if all(group in JUDGES for group in saying.voice):
        return "assessor"
    kinds = {_attribution(group, saying) for group in saying.voice if group not in JUDGES}
    for strongest in ("hearsay", "organisational", "first_hand"):
        if strongest in kinds:
            return (
                "first_hand" if _has_lived(saying.voice) and strongest != "hearsay" else strongest
            )
    return "first_hand"


def target_of(saying: Saying, attribution: str) -> str:
    """The kind of organisation that the claim is about; empty where none is shown."""
    own = [ORGANISATION_OF[group] for group in saying.voice if group in ORGANISATION_OF]
    if attribution == "organisational" and own and _OF_ITSELF.match(saying.content):
        return own[0]
    judge = next((group for group in saying.voice if group in JUDGES), "")
    content = saying.content.replace(f"§{judge}§", "")
    if named := _first_named(content):
        return named
    if judge and judge != "assessor":
        return "council"
    if attribution == "hearsay":
        return ""
    if set(saying.voice) <= {*_COUNCIL_STAFF} and saying.voice:
        return "council"
    if attribution == "organisational":
        return "council" if "council" in own else own[0]
    return ""


def _attribution(group: str, saying: Saying) -> str:
    content = saying.content
    if saying.how != "by" and _is_of_others(group, saying):
        return "hearsay"
    if group in LIVED_EXPERIENCE:
        return "first_hand"
    is_own_work = saying.how == "held" and _AT_WORK.match(content) is not None
    if group in SPEAK_FOR_COUNCIL:
        return "first_hand" if is_own_work and group == "staff_leadership" else "organisational"
    if group == "staff_frontline":
        others = content.replace(f"§{group}§", "")
        is_own_life = _OWN_LIFE.search(content) or _FEELS.search(content)
        speaks_for = _first_named(others) == "council" and not (is_own_life or is_own_work)
        return "organisational" if speaks_for else "first_hand"
    if saying.how in ("said", "goes on") and _DOES.match(content) and not _names_council(content):
        return "organisational"
    return "first_hand"


def _is_of_others(group: str, saying: Saying) -> bool:
    """Whether the party tells of what others lived through, or had told it."""
    if _WERE_TOLD.search(saying.content):
        return True
    found = _OTHERS.match(saying.content)
    if found is None:
        return False
    if found["members"]:
        return group not in LIVED_EXPERIENCE
    who, rest = (found["who"] or "").lower(), found["rest"]
    if not who or who in saying.voice:
        return False
    if who not in LIVED_EXPERIENCE:
        # How others at work were dealt with is known to all of them; how they felt is not.
        return group not in (*LIVED_EXPERIENCE, *_COUNCIL_STAFF) and bool(
            re.match(r" (?:felt|feel|were (?:un)?happy)", rest)
        )
    if group in LIVED_EXPERIENCE and found["own"]:
        return False
    if _FELT.match(rest):
        return True
    # What the council says was done for people is its own report.
    return group not in _COUNCIL_STAFF and _LIVED_THROUGH.match(rest) is not None


def _has_lived(voice: Iterable[str]) -> bool:
    return any(group in LIVED_EXPERIENCE for group in voice)


def _names_council(content: str) -> bool:
    return "council" in _all_named(content)


def _first_named(content: str) -> str:
    """The organisation named first; partners without a name only where no other is named."""
    named = _all_named(content)
    return next((name for name in named if name != "other"), named[0] if named else "")


def _all_named(content: str) -> list[str]:
    found = (
        ORGANISATION_OF.get(match["group"].lower(), "") if match["group"] else match.lastgroup or ""
        for match in _MENTION.finditer(content)
    )
    return [name for name in found if name]
