"""Names of people, from lists and from how the sentence speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.lexicon import (
    TAKEN_OUT,
    WORD,
    cue_words,
    given_names,
    is_ordinary,
    kept_names,
    plain,
    small_places,
    surnames,
    word_names,
)

_TITLES = frozenset(cue_words("names.titles"))
_SURE_TITLES = frozenset(cue_words("names.sure_titles"))
_KIN = frozenset(cue_words("names.kin"))
_NOT_BEFORE = frozenset(cue_words("names.not_before"))
_NOT_AFTER = frozenset(cue_words("names.not_after"))
_SAYING = frozenset(cue_words("names.saying"))
_INTRODUCES = re.compile(
    r"(?:\b(?:my|her|his|their|the|whose)\s+names?\s*(?:is|was|'s|:)|"
    r"\b(?:called|named|name of|ask(?:ed)? for|signed|regards|sincerely|"
    r"thanks|cheers),?"
    r"|\b(?:this is|speaking to|spoke to|spoke with|speak to|met with|meet|"
    r"dear|hi|hello|hiya)|\bname's)\s*$",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"(?<![^\W_])(?P<x>(?:(?!I\s)[A-Z](?:\.\s?|\s)){1,3}|[A-Z]{2,3}\s"
    r"|(?i:[b-df-hj-np-tv-xz]{2})\s)$"
)
_POSSESSIVE = re.compile(r"['’][sS]?$")
_SENTENCE_END = re.compile(r"(?:^|[.!?…:\n\"“”\]]|[.!?]['’)])\s*(?:['\"“‘(]\s*)?$")


_ASKING = frozenset(cue_words("names.asking"))
_ASKED = frozenset(cue_words("names.asked"))
_US = frozenset(("me", "him", "her", "us"))
_ARTICLES = frozenset(("a", "an", "the"))
_VERBS = frozenset(cue_words("names.verbs"))
_NEARBY = re.compile(r"\s+(?:next door|down the road|over the road|across the road|who\b)")
_TOLD_OF = re.compile(r", (?:s?he|who)\b")
_CALLED = re.compile(
    r"\b(?:alright|all right|hello|hiya|hi|morning|cheers|thanks|bye)[\s,]+$", re.I
)


@dataclass(frozen=True)
class Word:
    """A word of a text with what stands around it."""

    start: int
    end: int
    surface: str
    plain: str
    opens: bool
    previous: str
    following: str
    shouted: bool

    @property
    def capital(self) -> bool:
        """Whether its capital says something: not where a sentence starts, nor among capitals."""
        return self.surface[0].isupper() and not self.opens and not self.shouted


def is_sentence_start(text: str, place: int) -> bool:
    """Whether a sentence begins at `place`."""
    if place > 1 and text[place - 1] == " " and text[place - 2].isalnum():
        return False  # most words, and the pattern below would say the same
    return _SENTENCE_END.search(text[max(0, place - 6) : place]) is not None and (
        place <= 6 or not text[place - 6 : place].isspace()
    )


def without_possessive(word: str) -> str:
    """`word` without its possessive ending, in its own letter case.

    >>> without_possessive("Ada's"), without_possessive("Ives’")
    ('Ada', 'Ives')
    """
    return _POSSESSIVE.sub("", word) if "'" in word or "’" in word else word


# Detectors ask for the words of one text after another; thousands of texts kept would be memory.
@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of `text`; a possessive ending is not part of a word."""
    letters = [sign for sign in text if sign.isalpha()]
    loud = len(letters) > 12 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)
    matches = list(WORD.finditer(text))
    folded = ["", *(match.group().casefold().replace("’", "'") for match in matches), ""]
    words = []
    for place, match in enumerate(matches):
        surface = without_possessive(match.group())
        words.append(
            Word(
                match.start(),
                match.start() + len(surface),
                surface,
                plain(surface),
                is_sentence_start(text, match.start()),
                folded[place],
                folded[place + 2],
                loud,
            )
        )
    return tuple(words)


def speaks_of_person(word: Word, text: str, *, known: bool = False) -> bool:
    """Whether an ordinary word stands in `text` the way a name does.

    Of a name `known` to be in use, anything that does not speak against it is enough.
    """
    lower = word.surface[0].islower()
    if lower and word.plain in _VERBS:
        # "No carer will drive", "she may": in lower case such a word is a verb unless it acts, is
        # asked about ("what did hope say"), or is said again with its capital ("mark, er, Mark").
        acts = word.following in _SAYING and word.previous not in _NOT_BEFORE
        asked = known and word.previous in _ASKING and word.following in _ASKED
        again = word.surface.capitalize() in text[word.end : word.end + 8 + len(word.surface)]
        return acts or asked or again
    if word.previous in _KIN or word.previous in _TITLES:
        return True
    possessive = text[word.end : word.end + 2].casefold() in ("'s", "’s")
    if word.capital:
        if word.previous in _ARTICLES:
            return False
        return not (
            word.plain in ("may", "april", "june", "august")
            and not possessive
            and word.previous in _MONTH_LEADS
        )
    if known and word.opens and not word.shouted and word.surface[0].isupper():
        return word.plain not in _VERBS or word.following not in _NOT_AFTER
    if _NEARBY.match(text, word.end) or _CALLED.search(text[max(0, word.start - 20) : word.start]):
        return True
    if known and word.previous in _ASKING and word.following in _ASKED:
        return True
    if word.previous in _NOT_BEFORE or word.following in _NOT_AFTER:
        return False
    if known and not lower:
        return True
    if word.opens and not word.shouted:
        verb = re.fullmatch(r"[a-z]{2,}(?:ed|[^s]s)", word.following)
        return word.following in _SAYING or verb is not None
    acts, led = word.following in _SAYING, word.previous in _BEFORE_LOWER
    return (acts or led) if known else (acts and led)


_MONTH_LEADS = frozenset(cue_words("names.month_leads"))
_BEFORE_LOWER = frozenset(cue_words("names.before_lower"))


def mentions(word: Word, text: str, name: str) -> bool:
    """Whether `word` mentions the known `name` (lower case), and is not the ordinary word."""
    if word.plain != name:
        return False
    if not is_ordinary(name):
        return True
    return speaks_of_person(word, text, known=True)


def _initials_before(word: Word, text: str) -> int | None:
    """Where the initials before `word` begin; None where there are none."""
    found = None if word.shouted else _INITIALS.search(text, max(0, word.start - 10), word.start)
    if found is None:
        return None
    letters = plain(found["x"].strip())
    common = letters in kept_names() or letters in _TITLES or is_ordinary(letters)
    return None if common and len(letters) > 1 else found.start("x")


class Names(Recogniser):
    """Given names and surnames from lists, titles, and words that introduce a person."""

    def __init__(self) -> None:
        super().__init__("names", ("person",))

    def spans(self, text: str) -> Iterator[Span]:
        """Each name, given name and surname together."""
        words = words_of(text)
        taken = -1
        for place, word in enumerate(words):
            if place <= taken:
                continue
            score = self._score(word, text)
            if not score and word.capital and word.plain not in kept_names():
                # "Ada and Tot", "me and Tot": what is coupled with a person is one.
                coupled = place > 1 and word.previous in ("and", "an", "n") and len(word.plain) > 2
                coupled = coupled and not word.surface.startswith(("I'", "I’"))
                person = place - taken == 2 and taken >= 0
                score = 0.6 if coupled and (person or words[place - 2].plain in _US) else 0.0
            if not score:
                continue
            last = place
            while last + 1 < len(words) and self._goes_on(words[last], words[last + 1], text):
                last += 1
            taken = last
            initials = _initials_before(word, text)
            start = word.start if initials is None else initials
            yield Span(start, words[last].end, "person", score, self.name)

    def _score(self, word: Word, text: str) -> float:
        name = word.plain
        stays = name in kept_names() and name not in word_names()
        if stays or len(name) < 2 or TAKEN_OUT.fullmatch(name):
            return 0.0
        upper = word.surface[0].isupper()
        if word.previous in _SURE_TITLES and (upper or not is_ordinary(name)):
            return 0.9
        if name in word_names() or (name in given_names() and is_ordinary(name)):
            named = speaks_of_person(word, text) and (upper or not word.opens)
            told = upper and word.previous in _KIN
            return (0.85 if told else 0.75) if named else 0.0
        if name in given_names():
            return 0.85 if upper else 0.7
        if upper and not word.shouted and not is_ordinary(name) and len(name) > 2:
            if _initials_before(word, text) is not None:
                return 0.7
            if _TOLD_OF.match(text, word.end) and name not in small_places():
                return 0.7
            introduced = _INTRODUCES.search(text[max(0, word.start - 30) : word.start])
            if introduced or word.previous in _KIN | _TITLES:
                return 0.7
            if name in surnames() and name not in small_places():
                return 0.55
        return 0.0

    def _goes_on(self, word: Word, following: Word, text: str) -> bool:
        gap = text[word.end : following.start]
        if gap not in (" ", "-", ". ", "  ") or (gap == ". " and len(word.surface) > 1):
            return False
        name = following.plain
        if name in kept_names():
            return False
        if following.surface[0].isupper() and not following.shouted:
            return not is_ordinary(name) or name in surnames()
        return name in surnames() and not is_ordinary(name)


def name_end(text: str, start: int, end: int, *, verbs_only: bool = False) -> int:
    """Where a name that begins with a capital ends: models run on into the verb after it.

    With `verbs_only`, other ordinary words stay part of it ("Tommy two-fingers").
    """
    while text[start:end][:1].isupper() and (last := re.search(r"\s+([a-z]+)$", text[start:end])):
        if last[1] not in _SAYING if verbs_only else not is_ordinary(last[1]):
            break
        end = start + last.start()
    return end


_APPOSED = re.compile(
    r"(?<=[a-z], )(?P<given>[A-Z][a-z]{2,}) (?P<family>[A-Z][a-z]{2,})"
    r"(?=, (?:an?|the|who|my|our|his|her)\b)"
)


class Apposed(Recogniser):
    """Two words in capitals set beside what somebody is: "a lad there, Zeb Nooks, a joiner"."""

    def __init__(self) -> None:
        super().__init__("names", ("person",))

    def spans(self, text: str) -> Iterator[Span]:
        """Each pair that names no place and nothing that stays."""
        for match in _APPOSED.finditer(text):
            words = (plain(match["given"]), plain(match["family"]))
            known = kept_names() | small_places()
            if known.isdisjoint((*words, " ".join(words))) and not all(map(is_ordinary, words)):
                yield Span(*match.span(), "person", 0.6, self.name)


_LETTER = r"[^\p{Latin}\p{Common}\P{L}]"
_SYLLABLE = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
# One sign is a word where signs are syllables; a lone "β" is none.
_STRANGE = rf"(?:{_SYLLABLE}|{_LETTER}(?:{_LETTER}|\p{{M}}))(?:{_LETTER}|[\p{{M}}ー])*"
_ELSEWHERE = regex.compile(rf"{_STRANGE}(?:[\s·・.\-]{{1,2}}{_STRANGE})*")


class OtherScripts(Recogniser):
    """Words in another script than Latin, within a text in Latin letters: most often a name."""

    def __init__(self) -> None:
        super().__init__("names", ("person",))

    def spans(self, text: str) -> Iterator[Span]:
        """Each run of such words; none where the text itself is in that script."""
        found = [match.span() for match in _ELSEWHERE.finditer(text)]
        strange = sum(sign.isalpha() for start, end in found for sign in text[start:end])
        if 2 * strange < sum(map(str.isalpha, text)):
            for start, end in found:
                yield Span(start, end, "person", 0.6, self.name)


class KnownNames(Recogniser):
    """Names that the study's own files tell: roster, speaker labels, list of known names.

    A part that is a word of the language and in no list of names counts with a capital only.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("known", ("person",))
        parts = {plain(part) for name in names for part in WORD.findall(name)}
        self._parts = frozenset(part for part in parts if len(part) >= 3 and part not in _TITLES)
        listed = given_names() | surnames()
        self._words = {p for p in self._parts if is_ordinary(p) and p not in listed}

    def spans(self, text: str) -> Iterator[Span]:
        """Each mention of a part of a known name."""
        for word in words_of(text):
            if word.plain in self._words and not word.surface[0].isupper():
                continue
            if word.plain in self._parts and mentions(word, text, word.plain):
                yield Span(word.start, word.end, "person", 0.95, self.name)


class KnownPhrases(Recogniser):
    """Full names, places and organisations that the study's list tells, in any letter case."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._kinds = {" ".join(name.casefold().split()): kind for name, kind in names if name}
        super().__init__("known", self._kinds.values())
        listed = sorted(self._kinds, key=lambda name: (-len(name), name))
        pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in listed) or r"(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)

    def spans(self, text: str) -> Iterator[Span]:
        """Each mention of a listed name."""
        for match in self._pattern.finditer(text):
            kind = self._kinds[" ".join(match.group().casefold().split())]
            yield Span(*match.span(), kind, 0.95, self.name)
