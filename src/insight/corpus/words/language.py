"""In which language something was said, so that a report can tell how many and which.

English is told by its function words, which is fast; anything else by `py3langid` (character
n-grams, naive Bayes; Lui and Baldwin 2012), among languages that people in this country speak. A
text of fewer than three words, or of which the model is not sure, has no language. Dialect and
words typed on a telephone are English.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"[@#]|//|^www\.|\w\.[a-z]{2,3}$")
# Frequent in English, and words of no other language that is written with these letters.
FUNCTION_WORDS = frozenset(
    _words(
        "the and they them their there this that these those with without very were been "
        "being would could should which when where what who why how your you yours she his "
        "him from into have has did does didn doesn don wasn weren couldn wouldn because "
        "about after before again only never every everything nothing not our ours out just "
        "some any other than then more most much of it its was for are my had can will but if "
        "all always really well thank thanks"
    )
)
_LEAST_FUNCTION_WORDS = 2
_LEAST_SHARE = 1 / 6
_LEAST_WORDS = 3
_LEAST_WORDS_OTHER_SCRIPT = 2
_LEAST_SIGNS_WITHOUT_SPACES = 4
_SURE = 0.5
# Close relatives (Spanish and Galician, Bulgarian and Macedonian) share the probability.
_BEST_AMONG_RELATIVES = 0.35
_NO_ENGLISH = 0.01

# Scripts by the first word of a letter's Unicode name. One language is told by the script alone.
_BY_SCRIPT = {
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "ORIYA": "or",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
    "GREEK": "el",
    "HEBREW": "he",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
}
_AMONG = {
    "ARABIC": ("ar", "fa", "ur", "ps", "ug", "ku"),
    "CYRILLIC": ("uk", "ru", "bg", "be", "mk", "sr", "kk", "ky", "mn"),
    "DEVANAGARI": ("hi", "ne", "mr"),
    "BENGALI": ("bn", "as"),
    "ETHIOPIC": ("am",),
}
_LATIN = _words(
    "en cy ga gd pl ro lt lv et hu cs sk sl hr bs sq tr de nl da no sv is fi fr it es pt ca gl eu "
    "mt tl id ms vi so sw yo ig ha zu xh sn st rw ln lg om ht az uz ku af"
)
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`; empty where it is too short, or not clear.

    >>> language_of("The bus was late and nobody told us."), language_of("Bus late")
    ('en', '')
    >>> language_of("Mae angen mwy o ofal gartref ar fy mam.")
    'cy'
    """
    told = " ".join(word for word in text.split() if not _ADDRESS.search(word))
    words = _WORD.findall(told.casefold())
    script = ("LATIN" if words else "") if told.isascii() else _script_of(told)
    if script == "LATIN":
        return _in_latin_letters(told, words)
    if not script or _is_short(script, words):
        return ""
    if script == "CJK" and {"HIRAGANA", "KATAKANA"} & _scripts(told).keys():
        return "ja"
    if script in _BY_SCRIPT:
        return _BY_SCRIPT[script]
    among = _AMONG.get(script, ())
    return among[0] if len(among) == 1 else _identifier(among).classify(told)[0] if among else ""


def _in_latin_letters(text: str, words: list[str]) -> str:
    if len(words) < _LEAST_WORDS:
        return ""
    common = sum(word in FUNCTION_WORDS for word in words)
    if common >= _LEAST_FUNCTION_WORDS and common >= len(words) * _LEAST_SHARE:
        return ENGLISH
    best, sure = _identifier(_LATIN).classify(text)
    if best == ENGLISH:
        # Signs of British Sign Language are written down as English words in capitals.
        return ENGLISH if sure >= _SURE and (common or not text.isupper()) else ""
    if sure < _SURE and (sure < _BEST_AMONG_RELATIVES or _share_of_english(text) > _NO_ENGLISH):
        return ""
    return str(best) if _identifier(_LATIN).classify(_without_names(text))[0] == best else ""


def _share_of_english(text: str) -> float:
    return float(dict(_identifier(_LATIN).rank(text))[ENGLISH])


def _without_names(text: str) -> str:
    """`text` without its later words in capitals: a Polish name makes no Polish sentence."""
    first, *rest = text.split() or [""]
    kept = [word for word in rest if not word[:1].isupper()]
    return " ".join((first, *kept)) if len(kept) >= _LEAST_WORDS - 1 else text


def _is_short(script: str, words: list[str]) -> bool:
    if script in _WITHOUT_SPACES:
        return sum(map(len, words)) < _LEAST_SIGNS_WITHOUT_SPACES
    return len(words) < _LEAST_WORDS_OTHER_SCRIPT


def _script_of(text: str) -> str:
    """The script that most letters of `text` are of; empty where there is no letter."""
    scripts = _scripts(text)
    return max(scripts, key=lambda script: (scripts[script], script), default="")


def _scripts(text: str) -> Counter[str]:
    return Counter(_script(sign) for sign in text if sign.isalpha())


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0].split("-")[0]


@lru_cache(maxsize=8)
def _identifier(among: tuple[str, ...]) -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(among)
    return identifier
