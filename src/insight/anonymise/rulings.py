"""What people decided about identifiers: kept without the words, replayed on every run.

A ruling holds at one place of one text, or wherever the same words are found as the same kind. The
ledger keeps keyed hashes: of the text of the segment, or of the words in their normal form. Words
that somebody added are found again by hashing what the texts say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from insight.anonymise.lexicon import is_ordinary
from insight.errors import InputError
from insight.store import StudyKey
from insight.store.ledger import Decision

if TYPE_CHECKING:
    from insight.anonymise.detect import Span

WHAT = "identifier"
DETECTOR = "reader"
VERDICTS = ("accepted", "rejected", "added", "undone")
_TOKEN = re.compile(r"(?P<x>[^\W_]+)(?:['’][sS](?!\w))?")
_HERE = re.compile(r"(\d+)-(\d+) (\w+)")
_EVERYWHERE = re.compile(r"everywhere (\w+) (\d+)")
_VERDICT = re.compile(rf"({'|'.join(VERDICTS)})(?: as (\w+))?( cased)?")
_TOLD = frozenset(("known", "spread", DETECTOR))


@dataclass(frozen=True)
class Judged:
    """A span, whether it is replaced (all but the rejected are), and who decided so."""

    span: Span
    decision: str = "auto"
    by: str = ""


@dataclass(frozen=True)
class Ruling:
    """One decision: on what was found as `kind` and is `meant`, the same unless it was changed.

    `cased` is for added words of the language: they count where they are written with a capital.
    """

    verdict: str
    kind: str
    meant: str
    by: str
    cased: bool = False


@dataclass(frozen=True)
class Place:
    """Where in its segment a ruling holds, and for which text of the segment."""

    segment_id: str
    start: int
    end: int
    text_digest: str


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Words and numbers of `text` in lower case, with their code points; a possessive is no part.

    >>> tokens("Zeb’s door-bell")
    [('zeb', 0, 3), ('door', 6, 10), ('bell', 11, 15)]
    """
    return [(m["x"].casefold(), *m.span("x")) for m in _TOKEN.finditer(text)]


def normal(words: str) -> str:
    """The form in which `words` are compared: letter case and punctuation make no difference.

    >>> normal("Zeb O'Nook's")
    'zeb o nook'
    """
    return " ".join(token for token, _, _ in tokens(words))


def text_digest(key: StudyKey, text: str) -> str:
    """Keyed hash of the text of a segment, which a ruling at one place of it is bound to."""
    return key.digest("identifiers of", text)


def here(place: Place, ruling: Ruling, on: str) -> Decision:
    """The line of the ledger for a ruling at one place."""
    told = f"{place.start}-{place.end} {ruling.kind}"
    return Decision(
        WHAT, place.segment_id, place.text_digest, ruling.by, on, told, _verdict(ruling)
    )


def everywhere(words: str, ruling: Ruling, key: StudyKey, on: str) -> Decision:
    """The line of the ledger for a ruling on `words` wherever they are found as its kind."""
    plain = normal(words)
    told = f"everywhere {ruling.kind} {len(plain.split())}"
    about, digest = key.mint("w", plain), key.digest("words", plain)
    return Decision(WHAT, about, digest, ruling.by, on, told, _verdict(ruling))


def _verdict(ruling: Ruling) -> str:
    changed = f" as {ruling.meant}" if ruling.meant != ruling.kind else ""
    return ruling.verdict + changed + (" cased" if ruling.cased else "")


def is_cased(words: str) -> bool:
    """Whether `words` are words of the language, told apart by their capitals only."""
    plain = [token for token, _, _ in tokens(words)]
    return any(sign.isupper() for sign in words) and all(is_ordinary(token) for token in plain)


@dataclass(frozen=True)
class Rulings:
    """All standing rulings: at places, and on words (by their digest and kind)."""

    key: StudyKey
    places: Mapping[str, Mapping[Place, Ruling]]
    words: Mapping[tuple[str, str], Ruling]
    lengths: frozenset[int]
    _digests: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, decisions: Iterable[Decision], key: StudyKey) -> Rulings:
        """The rulings among the `decisions` of a ledger, of which the last on a matter stands."""
        places: dict[str, dict[Place, Ruling]] = {}
        words: dict[tuple[str, str], Ruling] = {}
        lengths: dict[tuple[str, str], int] = {}
        for told in decisions:
            if told.what != WHAT:
                continue
            verdict = _VERDICT.fullmatch(told.verdict)
            spot, wide = _HERE.fullmatch(told.place), _EVERYWHERE.fullmatch(told.place)
            if verdict is None or (spot is None and wide is None):
                raise InputError(
                    "a decision on an identifier that nobody can read",
                    where="the ledger",
                    remedy="restore it from a copy; it is only ever appended to",
                )
            kind = spot[3] if spot else wide[1] if wide else ""
            ruling = Ruling(verdict[1], kind, verdict[2] or kind, told.by, bool(verdict[3]))
            if spot:
                place = Place(told.about, int(spot[1]), int(spot[2]), told.text_digest)
                places.setdefault(told.about, {})[place] = ruling
            elif wide:
                words[told.text_digest, kind] = ruling
                lengths[told.text_digest, kind] = int(wide[2])
        standing = {slot: ruling for slot, ruling in words.items() if ruling.verdict != "undone"}
        kept = {
            segment: {place: one for place, one in own.items() if one.verdict != "undone"}
            for segment, own in places.items()
        }
        added = {slot for slot, ruling in standing.items() if ruling.verdict == "added"}
        return cls(key, kept, standing, frozenset(lengths[slot] for slot in added))

    def __bool__(self) -> bool:
        return bool(self.words) or any(self.places.values())

    def names(self, texts: Iterable[str]) -> list[tuple[str, str]]:
        """Added words as `texts` have them, and their kinds: names to look for from now on."""
        found = {
            (normal(text[start:end]), ruling.meant, text[start:end])
            for text in texts
            for start, end, ruling in self._added(text)
        }
        first: dict[tuple[str, str], str] = {}
        for plain, kind, surface in sorted(found):
            first.setdefault((plain, kind), surface)
        return [(surface, kind) for (_, kind), surface in first.items()]

    def judged(self, segment_id: str, text: str, spans: Sequence[Span]) -> list[Judged]:
        """`spans` of `text` with what was decided on them, and what was added, in order."""
        if not self:
            return [Judged(span) for span in spans]
        own = self._at(segment_id, text)
        result = [self._ruled(text, span, own) for span in spans]
        for new in self._new(text, own):
            result = _with(text, result, new)
        return sorted(result, key=lambda judged: judged.span)

    def kind_found(self, segment_id: str, text: str, span: Span) -> str:
        """The kind as which `span` was found, whatever somebody changed it to since."""
        ruling = self._at(segment_id, text).get((span.start, span.end))
        if ruling is not None:
            return ruling.kind
        digest = self._digest(normal(text[span.start : span.end]))
        changed = (k for (d, k), r in self.words.items() if d == digest and r.meant == span.kind)
        return min(changed, default=span.kind)

    def reach(self, segment_id: str, text: str, span: Span) -> str:
        """How far the ruling on `span` goes: "here", "everywhere" or "" (there is none)."""
        if (span.start, span.end) in self._at(segment_id, text):
            return "here"
        digest = self._digest(normal(text[span.start : span.end]))
        return "everywhere" if any(digest == held for held, _ in self.words) else ""

    def lapsed(self, segments: pd.DataFrame) -> int:
        """How many rulings at places hold no longer, because the text of the segment changed."""
        texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
        digests = {
            segment: text_digest(self.key, texts[segment])
            for segment in self.places
            if segment in texts
        }
        # Where somebody has decided on the new text, they have seen what became of the old.
        return sum(
            len(own)
            for segment, own in self.places.items()
            if all(place.text_digest != digests.get(segment) for place in own)
        )

    def _at(self, segment_id: str, text: str) -> dict[tuple[int, int], Ruling]:
        own = self.places.get(segment_id)
        if not own:
            return {}
        digest = text_digest(self.key, text)
        return {(p.start, p.end): one for p, one in own.items() if p.text_digest == digest}

    def _ruled(self, text: str, span: Span, own: Mapping[tuple[int, int], Ruling]) -> Judged:
        ruling = own.get((span.start, span.end))
        if ruling is None:
            digest = self._digest(normal(text[span.start : span.end]))
            ruling = self.words.get((digest, span.kind))
        if ruling is None or ruling.verdict == "added":
            return Judged(span)
        return Judged(replace(span, kind=ruling.meant), ruling.verdict, ruling.by)

    def _new(self, text: str, own: Mapping[tuple[int, int], Ruling]) -> Iterator[Judged]:
        """What has to be covered whether or not a detector finds it."""
        from insight.anonymise.detect import Span

        for (start, end), ruling in sorted(own.items()):
            if ruling.verdict != "rejected":
                span = Span(start, end, ruling.meant, 1.0, DETECTOR)
                yield Judged(span, ruling.verdict, ruling.by)
        for start, end, ruling in self._added(text):
            if (start, end) not in own:
                yield Judged(Span(start, end, ruling.meant, 1.0, DETECTOR), "added", ruling.by)

    def _added(self, text: str) -> Iterator[tuple[int, int, Ruling]]:
        """Mentions in `text` of words that were added everywhere."""
        if not self.lengths:
            return
        said = tokens(text)
        kinds = sorted({kind for _, kind in self.words})
        for length in sorted(self.lengths, reverse=True):
            for first in range(len(said) - length + 1):
                run = said[first : first + length]
                digest = self._digest(" ".join(token for token, _, _ in run))
                start, end = run[0][1], run[-1][2]
                for kind in kinds:
                    ruling = self.words.get((digest, kind))
                    if ruling is None or ruling.verdict != "added":
                        continue
                    if not ruling.cased or any(text[begin].isupper() for _, begin, _ in run):
                        yield start, end, ruling

    def _digest(self, plain: str) -> str:
        if plain not in self._digests:
            self._digests[plain] = self.key.digest("words", plain)
        return self._digests[plain]


def _with(text: str, spans: Sequence[Judged], new: Judged) -> list[Judged]:
    """`spans` with `new` covered: by those there are where they do, else by itself."""
    at = new.span
    letters = {place for place in range(at.start, at.end) if text[place].isalnum()}
    over = [j for j in spans if j.span.start < at.end and at.start < j.span.end]
    kept = {p for j in over if j.decision != "rejected" for p in range(j.span.start, j.span.end)}
    if letters <= kept:
        return [_confirmed(j, new) if j in over and j.decision == "auto" else j for j in spans]
    result = [j for j in spans if j not in over]
    for judged in over:
        for start, end in ((judged.span.start, at.start), (at.end, judged.span.end)):
            inner = [place for place in range(start, end) if not text[place].isspace()]
            if any(text[place].isalnum() for place in inner):
                rest = replace(judged.span, start=inner[0], end=inner[-1] + 1)
                result.append(replace(judged, span=rest))
    return [*result, new]


def _confirmed(judged: Judged, new: Judged) -> Judged:
    """A span that covers what a person named: by what they told of, or found beside it."""
    same = (judged.span.start, judged.span.end) == (new.span.start, new.span.end)
    span = replace(judged.span, kind=new.span.kind) if same else judged.span
    told = set(judged.span.detector.split("+")) <= _TOLD
    return Judged(span, new.decision if told else "accepted", new.by)
