"""What could still tell who somebody is, after everything was done: for people to look at.

`k_anonymity` of what is told beside the words, `residents` who share it, `telling` words,
`overlap` with what is public, `harm` that a safeguarding lead should read of, and the `riskiest`
passages to try an intruder on. Nothing here decides, and nothing found is no proof of safety.
"""

from insight.disclosure.risk.harm import CATEGORIES, cues_of_harm, harm_flags
from insight.disclosure.risk.k_anonymity import (
    LADDER,
    attributes_of,
    class_sizes,
    coarser,
    diversity,
    ladder,
    quasi_identifiers,
    special_uniques,
    what_makes_single,
)
from insight.disclosure.risk.overlap import containment, overlaps
from insight.disclosure.risk.residents import chance_of_right_match, margins, residents_like
from insight.disclosure.risk.riskiest import riskiest
from insight.disclosure.risk.telling import (
    Places,
    combinations,
    conditions_told,
    is_telling,
    told_by,
    told_in,
)

__all__ = [
    "CATEGORIES",
    "LADDER",
    "Places",
    "attributes_of",
    "chance_of_right_match",
    "class_sizes",
    "coarser",
    "combinations",
    "conditions_told",
    "containment",
    "cues_of_harm",
    "diversity",
    "harm_flags",
    "is_telling",
    "ladder",
    "margins",
    "overlaps",
    "quasi_identifiers",
    "residents_like",
    "riskiest",
    "special_uniques",
    "told_by",
    "told_in",
    "what_makes_single",
]
