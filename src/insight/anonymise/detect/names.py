"""Names of people, from lists and from how the sentence speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from insight.anonymise.detect.recogniser import Recogniser, Span
from insight.anonymise.lexicon import (
    WORD,
    given_names,
    is_ordinary,
    kept_names,
    plain,
    small_places,
    surnames,
    word_names,
)

_TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor sir dame lady lord cllr councillor rev revd reverend father sister nurse "
    "matron sgt sergeant pc inspector judge canon auntie aunt aunty uncle".split()
)
_SURE_TITLES = frozenset("mr mrs ms mx dr prof cllr councillor rev revd reverend".split())
_KIN = frozenset(
    "our wor son daughter brother sister wife husband partner mother father mam mum dad nana gran grandma "
    "granda grandad grandson granddaughter niece nephew cousin aunt auntie uncle friend mate neighbour carer "
    "worker nurse manager doctor pa boyfriend girlfriend fiance bairn lad lass lassie boy girl called named "
    "name's officer driver therapist consultant physio teacher sitter support young old little big poor dear bless lovely".split()
)
_NOT_BEFORE = frozenset(
    "i we you they he she it to no any the some all a an more much many real really just only do don't dont did didn't "
    "would wouldn't could can can't will won't shall might may must should 'd i'd we'd lost give gave giving this that "
    "these those my your his her its their every each in of on full fresh great good little bit one other such not never always "
    "still also who which what there here as be been being have has had having per by into false high low book top black white".split()
)
_NOT_AFTER = frozenset(
    "to that you they it he she so not for this we i of be my the a an your their his her our there these those if someone "
    "people things something anything everything nothing in on out up down off".split()
)
_SAYING = frozenset(
    "said says say was is has had came comes did does went goes rang rings told tells gave gives got gets took takes "
    "thinks thought knew knows asked asks lives lived works worked helped helps cares visits visited sat stood made "
    "makes left wants wanted needs needed can't couldn't wouldn't won't would could and from who found used uses died".split()
)
_INTRODUCES = re.compile(
    r"(?:\b(?:my|her|his|their|the|whose)\s+names?\s*(?:is|was|'s|:)|\b(?:called|named|name of|ask(?:ed)? for|signed|regards|sincerely|thanks|cheers),?"
    r"|\b(?:this is|speaking to|spoke to|spoke with|speak to|met with|meet|dear|hi|hello|hiya)|\bname's)\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:^|[.!?…:\n\"“”\]]|[.!?]['’)])\s*(?:['\"“‘(]\s*)?$")


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
        """Whether its capital says something: not at the start of a sentence, nor among capitals."""
        return self.surface[0].isupper() and not self.opens and not self.shouted


def words_of(text: str) -> list[Word]:
    """The words of `text`; a possessive ending is not part of a word."""
    letters = [sign for sign in text if sign.isalpha()]
    loud = len(letters) > 12 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)
    matches = list(WORD.finditer(text))
    words = []
    for place, match in enumerate(matches):
        surface = re.sub(r"['’][sS]?$", "", match.group())
        lone = match.start() == 0 or bool(
            _SENTENCE_END.search(text[max(0, match.start() - 6) : match.start()])
        )
        previous = matches[place - 1].group() if place else ""
        following = matches[place + 1].group() if place + 1 < len(matches) else ""
        words.append(
            Word(
                match.start(),
                match.start() + len(surface),
                surface,
                plain(surface),
                lone,
                previous.casefold().replace("’", "'"),
                following.casefold().replace("’", "'"),
                loud,
            )
        )
    return words


def speaks_of_person(word: Word, text: str, *, known: bool = False) -> bool:
    """Whether an ordinary word stands in `text` the way a name does.

    Of a name `known` to be in use, anything that does not speak against it is enough.
    """
    if word.previous in _KIN or word.previous in _TITLES:
        return True
    possessive = text[word.end : word.end + 2].casefold() in ("'s", "’s")
    if word.capital:
        return not (
            word.plain in ("may", "april", "june", "august")
            and not possessive
            and word.previous in _MONTH_LEADS
        )
    if word.previous in _NOT_BEFORE or word.following in _NOT_AFTER:
        return False
    if known:
        return True
    if word.opens and not word.shouted:
        return (
            word.following in _SAYING or word.following.endswith("ed") and len(word.following) > 4
        )
    return word.following in _SAYING and word.previous in _BEFORE_LOWER


_MONTH_LEADS = frozenset(
    "in of since by until till last this next from to during early late mid and".split()
)
_BEFORE_LOWER = frozenset(
    "was is it's its and then when because but with says said our wor".split()
)


def mentions(word: Word, text: str, name: str) -> bool:
    """Whether `word` is a mention of the known `name` (lower case) rather than the ordinary word."""
    if word.plain != name:
        return False
    if not is_ordinary(name):
        return True
    return speaks_of_person(word, text, known=True)


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
            if not score:
                continue
            last = place
            while last + 1 < len(words) and self._goes_on(words[last], words[last + 1], text):
                last += 1
            taken = last
            yield Span(word.start, words[last].end, "person", score, self.name)

    def _score(self, word: Word, text: str) -> float:
        name = word.plain
        if name in kept_names() and name not in word_names() or len(name) < 2:
            return 0.0
        upper = word.surface[0].isupper()
        if word.previous in _SURE_TITLES and (upper or not is_ordinary(name)):
            return 0.9
        if name in word_names() or (name in given_names() and is_ordinary(name)):
            return (
                0.75
                if speaks_of_person(word, text) and (upper or word.previous in _KIN or word.shouted)
                else 0.0
            )
        if name in given_names():
            return 0.85 if upper else 0.7
        if upper and not word.shouted and not is_ordinary(name) and len(name) > 2:
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


class KnownNames(Recogniser):
    """Names that the study's own files tell: roster, speaker labels, list of known names."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__("known", ("person",))
        parts = {plain(part) for name in names for part in WORD.findall(name)}
        self._parts = frozenset(part for part in parts if len(part) >= 3 and part not in _TITLES)

    def spans(self, text: str) -> Iterator[Span]:
        """Each mention of a part of a known name."""
        for word in words_of(text):
            if word.plain in self._parts and mentions(word, text, word.plain):
                yield Span(word.start, word.end, "person", 0.95, self.name)


class KnownPhrases(Recogniser):
    """Places and organisations that the study's list names, in any letter case."""

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
