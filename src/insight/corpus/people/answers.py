"""What people write where a form asks for yes or no, or leaves them free not to say.

Nobody's consent is ever supposed: a yes that comes with a condition is neither yes nor no.
"""

from __future__ import annotations

import re

from insight.schemas import DECLINED

_SAY = r"(?:say|answer|state|disclose|specify|tell|share|respond|give|provide)"
_DECLINED = re.compile(
    r"(?:i(?:'d|'m| would| do| am| have)? )?"
    r"(?:(?:would )?(?:prefer(?:red|s)?|choose|chose|chosen|rather|opt(?:ed)?) not(?: to)?"
    rf"(?: {_SAY})?"
    rf"|(?:do not|don't|does not|did not|didn't) (?:wish|want|care)(?: to)? {_SAY}"
    rf"|not willing to {_SAY}|un(?:able|willing) to {_SAY}"
    rf"|(?:declin|refus)(?:e|ed|es)(?: to {_SAY})?"
    r"|undisclosed|not disclosed|withheld|pnts|pnta)"
    r"(?: (?:this|it|that|my \w+))?",
)
_MISSING = frozenset(
    (
        *("", "n/a", "na", "n.a.", "nan", "null", "none given", "missing", "blank", "unknown"),
        *("not known", "not stated", "not recorded", "not given", "not provided", "not answered"),
        *("no answer", "no response", "no reply", "-", "--", "?"),
    )
)
_AGREES = re.compile(
    r"(?:yes|y|true|1|x|✓|✔|ok|okay|agreed?|i agree|i do|i consent|consent|consented|consents"
    r"|i give (?:my )?(?:consent|permission)|consent given|given|granted|ticked|checked|selected"
    r"|opt(?:ed)? in|happy to|i am happy|i'm happy|you (?:may|can)|please do)\b|[✓✔]",
)
_REFUSES = re.compile(
    r"(?:no|n|false|0|not|don't|do not|disagreed?|i disagree|i do not|i don't|never|refused?"
    r"|declined?|withdrawn|withdrew|no consent|unticked|unchecked|not selected|opt(?:ed)? out"
    r"|unsure)\b",
)
_NO_BUT_YES = re.compile(r"\bno(?:t an?)? (?:objections?|problems?|issues?|worries)\b")
# Words that only say again what was asked; any other word may be a condition.
_SAYS_AGAIN = re.compile(
    r"(?:i|we|you|me|my|our|your|to|be|being|am|is|are|it|that|this|the|a|of|and|may|can|could"
    r"|agreed?|consent|given?|permission|happy|please|thanks?|fine|ok|okay|do|yes|have|has"
    r"|words?|answers?|comments?|responses?|what|said|say)"
)
_SAYS_AGAIN_OF = {
    "consent_quote": re.compile(
        r"quot(?:e[ds]?|ing|ations?)|used?|using|publish(?:ed)?|in|reports?|publications?"
    ),
    "consent_share": re.compile(
        r"shar(?:ed?|ing)|pass(?:ed)?|with|partners?|organisations?|used?|using|data"
    ),
    "resident": re.compile(
        r"liv(?:ed?|ing)|here|home|own|area|at|in|address|house|street|place|postcode|resident"
        r"|village|town|all|life|there"
    ),
}


def folded(value: str) -> str:
    """`value` as it is compared: small letters, plain apostrophes, single spaces.

    >>> folded("  Prefer  NOT to say ")
    'prefer not to say'
    """
    return " ".join(value.replace("’", "'").split()).casefold()


def declines(value: str) -> bool:
    """Whether `value` says that somebody would rather not answer.

    >>> declines("I'd rather not say"), declines("Prefer to self-describe"), declines("")
    (True, False, False)
    """
    return _DECLINED.fullmatch(folded(value).strip(" .,!()[]*-")) is not None


def stated(value: str) -> str:
    """`value`; "prefer not to say" in whatever words it declines; empty where nothing is told.

    >>> stated("Do not wish to disclose"), stated("not known"), stated("75+")
    ('prefer not to say', '', '75+')
    """
    if declines(value):
        return DECLINED
    return "" if folded(value) in _MISSING else value.strip()


def agrees(value: str, about: str) -> bool | None:
    """Whether `value` says yes or no to the column `about`; None where it cannot be told.

    >>> agrees("Yes, you may quote me", "consent_quote"), agrees("No thanks", "consent_quote")
    (True, False)
    >>> agrees("Yes, but not my words", "consent_quote") is None
    True
    """
    said = folded(value)
    if _NO_BUT_YES.search(said):
        return None
    if declines(said) or _REFUSES.match(said):
        return False
    begins = _AGREES.match(said)
    if not begins:
        return None
    rest = re.findall(r"[\w']+", said[begins.end() :])
    of_this = _SAYS_AGAIN_OF.get(about, _SAYS_AGAIN)
    says_again = all(_SAYS_AGAIN.fullmatch(word) or of_this.fullmatch(word) for word in rest)
    return True if says_again else None
