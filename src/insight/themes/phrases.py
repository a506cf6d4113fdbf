"""Short phrases that could name a theme, found by their parts of speech.

Each word becomes one letter, and a phrase is a pattern of letters: adjectives and nouns ("long
waits"), what is said of a noun ("the staff were friendly" gives "friendly staff"), a verb with its
object ("waiting for hours"), a noun with another ("lack of parking"), what is missing ("no
parking"), how somebody was left ("kept informed").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from insight.themes.tagging import WORDS_KNOWN, Word
from insight.themes.terms import MASKED, is_telling, kind_of
from insight.themes.wordlists import words

Pairs = Sequence[tuple[Word, str]]
MOST_WORDS = 5
CONTENT = frozenset("NnJqvge")
_AMOUNTS = frozenset(
    ["more", "less", "fewer", "better", "longer", "shorter", "enough", "too", "many", "much"]
)
_LEFT = frozenset(["feel", "keep", "treat", "leave", "make"])
_PARTICLES = frozenset(["after", "up", "out", "down", "off", "through", "over", "back", "on"])
_PAST = frozenset(["VBN", "VBG", "VBD"])
_STILL = frozenset(["with", "by", "as", "like"])
_PEOPLE = {"me": "O", "us": "O"} | dict.fromkeys(["i", "we", "he", "she", "they"], "S")

# N noun, n noun that says little, J quality, q amount, v verb, g -ing form, e -ed form, B be,
# I preposition, T to, D article, P whose, R adverb, U particle, X no, C and, K comma,
# O me or us, S I or we and the like, full stop for all else.
_PATTERNS = {
    "named": r"(?=([Jqeg]?[JegNn]{0,2}N|[JegNn]{1,3}n))",
    "pair": r"(?=(J[CK]J[Nn]))",
    "said of": r"(?=(N?[Nn]B[RDq]{0,2}(?:J(?:CJ)?|e)(?![NnJ])))",
    "done": r"(?<!X)(?<!XR)(?=((?:XR?)?[veg]U?[IT]?[DP]?R?[Jqeg]?[JNn]{0,2}[Nn]))",
    "of": r"(?=([Jq]?NI[DP]?[Jqeg]?[JN]?[Nn]))",
    "missing": r"(?=(X[qR]?[Jegq]?[JN]?[Nn]))",
    "left": r"(?=([veg]R?[eJ]))",
    "suffered": r"(?=(SB[XR]{0,2}eU?T?(?![TU])))",
    "suffered by me": r"(?=([ve]U?T?O))",
    "looked after": r"(?=([ve]U))",
    "nothing to": r"(?=(XTv))",
}
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


@dataclass(frozen=True)
class Phrase:
    """A phrase as somebody said it: `surface`, and `lemmas`, its words but for the small ones.

    `negated` tells "no parking" from "parking". Two people say the same phrase when lemmas and
    negation agree.
    """

    surface: str
    lemmas: frozenset[str]
    negated: bool


def phrases(text: Sequence[Word], names: frozenset[str]) -> Iterator[Phrase]:
    """The phrases of `text` that could name a theme; none holds a word of `names`.

    >>> told = [("the", "DT", "the"), ("staff", "NN", "staff"), ("were", "VBD", "be"),
    ...         ("very", "RB", "very"), ("rude", "JJ", "rude")]
    >>> sorted(one.surface for one in phrases([Word(*word) for word in told], frozenset()))
    ['rude staff', 'staff']
    """
    letters = "".join(
        _letter(word, kind_of(text, at), at > 0 and text[at - 1].tag in _PAST, names)
        for at, word in enumerate(text)
    )
    for name, pattern in _COMPILED.items():
        for match in pattern.finditer(letters):
            start, end = match.span(1)
            phrase = _made(name, text[start:end], match[1])
            if phrase is not None:
                yield phrase


@lru_cache(WORDS_KNOWN)
def _letter(word: Word, kind: str, after_verb: bool, names: frozenset[str]) -> str:
    tag, lower = word.tag, word.lower
    if (
        lower in words("never")
        or word.lemma in words("never")
        or (kind == "name" and not _is_abbreviation(word))
    ):
        return "X" if lower == "nothing" else "."
    if word.lemma in names or MASKED.fullmatch(word.lemma):
        return "."
    if lower == "n't" or (lower in words("turning") and kind == ""):
        return "X"
    if lower in _AMOUNTS:
        return "q"
    small = {"IN": "I", "TO": "T", "DT": "D", "PRP$": "P", "RB": "R", "RP": "U"}
    if lower in _PARTICLES and after_verb:
        return "U"
    if lower == "to":
        return "T"
    if tag in small:
        return small[tag]
    if lower in ("and", "&"):
        return "C"
    if lower in _PEOPLE:
        return _PEOPLE[lower]
    if lower in ("everything", "things"):
        return "n"
    if lower == ",":
        return "K"
    if word.lemma == "be":
        return "B"
    if not lower.isalpha() or len(lower) < 2 or lower in words("fillers"):
        return "."
    return _content_letter(word, kind)


def _content_letter(word: Word, kind: str) -> str:
    if kind == "verb":
        if word.lemma in ("have", "do"):
            return "."
        return {"VBG": "g", "VBN": "e"}.get(word.tag, "v")
    if kind == "quality":
        # A patient is anybody here; being patient is a quality.
        light = word.lemma in words("light") and word.lemma not in words("telling_verdicts")
        return "j" if light else "J"
    if kind in ("noun", "name"):
        return "N" if is_telling(word) and word.lemma not in words("light") else "n"
    return "."


def _is_abbreviation(word: Word) -> bool:
    return word.text.isupper() and 2 <= len(word.text) <= 4


def _made(pattern: str, stretch: Sequence[Word], letters: str) -> Phrase | None:
    """The phrase that a stretch of words makes, or None where it only looks like one."""
    pairs = list(zip(stretch, letters, strict=True))
    parts = _MAKERS[pattern](pairs)
    if not parts or len(" ".join(parts).split()) > MOST_WORDS:
        return None
    return Phrase(
        " ".join(parts),
        frozenset(
            word.lemma for word, letter in pairs if letter in CONTENT or word.lower == "after"
        ),
        "X" in letters,
    )


def _named(pairs: Pairs) -> list[str]:
    if any(letter in "eg" and word.lemma in words("light_verbs") for word, letter in pairs):
        return []
    return [_form(word) for word, _ in pairs]


def _pair(pairs: Pairs) -> list[str]:
    (one, _), (_, link), *rest = pairs
    joined = [f"{_form(one)},"] if link == "K" else [_form(one), "and"]
    return [*joined, *(_form(word) for word, _ in rest)]


def _said_of(pairs: Pairs) -> list[str]:
    nouns = [_form(word) for word, letter in pairs[:2] if letter in "Nn"]
    qualities = [_form(word) for word, letter in pairs[1:] if letter in "Je"]
    if pairs[-1][0].lemma in words("light_verbs"):
        return []
    return [*" and ".join(qualities).split(), *nouns]


def _done(pairs: Pairs) -> list[str]:
    """A verb and its object as a heading has it: "waited for a bus", "waiting for a bus"."""
    negated = pairs[0][1] == "X"
    at = next(at for at, (_, letter) in enumerate(pairs) if letter in "veg")
    verb, rest = pairs[at][0], pairs[at + 1 :]
    kept = verb.tag == "VBN" and rest[0][0].lower in _STILL
    if verb.tag == "VBN" and not kept and rest[0][1] in "NnJqeg":
        return []  # "used transport" may be a noun with its quality
    first = _form(verb) if kept or verb.tag == "VBG" else gerund(verb.lemma)
    return [*(["not"] if negated else []), first, *_shown(rest)]


def _of(pairs: Pairs) -> list[str]:
    return _shown(pairs)


def _missing(pairs: Pairs) -> list[str]:
    """What is not there ("no parking") or not enough; "not a bus" is neither."""
    no = pairs[0][0].lower
    if no != "no" and (no not in ("not", "n't") or pairs[1][1] != "q"):
        return []
    return ["no" if no == "no" else "not", *(_form(word) for word, _ in pairs[1:])]


def _left(pairs: Pairs) -> list[str]:
    verb, last = pairs[0][0], pairs[-1][0]
    if verb.lemma not in _LEFT or last.lemma in ("be", "have"):
        return []
    first = gerund(verb.lemma) if verb.lemma == "feel" else "being " + _participle(verb)
    return [first, _form(last)] if first != "being " else []


def _suffered(pairs: Pairs) -> list[str]:
    """What was done to people, as a heading has it ("being listened to")."""
    at = next((at for at, (_, letter) in enumerate(pairs) if letter in "ve"), -1)
    verb = pairs[at][0]
    participle = _participle(verb)
    if not participle or verb.lemma in words("light_verbs"):
        return []
    negated = ["not"] if any(letter == "X" for _, letter in pairs) else []
    to = [_form(word) for word, letter in pairs[at + 1 :] if letter in "UT"]
    return [*negated, "being", participle, *to]


def _looked_after(pairs: Pairs) -> list[str]:
    """The one light verb that says much of care with its particle."""
    verb, particle = pairs[0][0], pairs[1][0]
    cared = verb.lemma == "look" and particle.lower == "after"
    return ["being", "looked", "after"] if cared else []


def _nothing_to(pairs: Pairs) -> list[str]:
    return [_form(word) for word, _ in pairs] if pairs[0][0].lower == "nothing" else []


_MAKERS: dict[str, Callable[[Pairs], list[str]]] = {
    "named": _named,
    "pair": _pair,
    "said of": _said_of,
    "done": _done,
    "of": _of,
    "missing": _missing,
    "left": _left,
    "suffered": _suffered,
    "suffered by me": _suffered,
    "looked after": _looked_after,
    "nothing to": _nothing_to,
}


def _shown(pairs: Pairs) -> list[str]:
    """The words of an object; "my" and "his" become "the", or nothing before a plural."""
    plural = pairs[-1][0].tag == "NNS"
    parts = []
    for word, letter in pairs:
        if letter == "P" and not plural:
            parts.append("the")
        elif letter not in "PRD" or word.lower in ("the", "a", "an"):
            parts.append(_form(word))
    return parts


def _participle(verb: Word) -> str:
    """The past participle where the word shows it, else nothing: "rang" is none, however tagged."""
    shows = verb.lower.endswith("ed") or (verb.tag == "VBN" and verb.lower[-1] in "dnt")
    return _form(verb) if shows else ""


def gerund(verb: str) -> str:
    """The -ing form of a verb, spelt as in Britain.

    >>> [gerund(verb) for verb in ("wait", "make", "get", "travel", "see", "lie", "listen")]
    ['waiting', 'making', 'getting', 'travelling', 'seeing', 'lying', 'listening']
    """
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    vowels = re.findall(r"[aeiouy]+", verb)
    short = re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb) is not None
    if short and (len(vowels) == 1 or verb.endswith("l") or verb in _STRESSED_LAST):
        return verb + verb[-1] + "ing"
    return verb + "ing"


_STRESSED_LAST = frozenset(
    [
        "admit",
        "begin",
        "commit",
        "defer",
        "forget",
        "infer",
        "occur",
        "permit",
        "prefer",
        "refer",
        "regret",
        "submit",
        "transfer",
    ]
)


def _form(word: Word) -> str:
    return word.text if _is_abbreviation(word) else word.lower
