"""Paragraphs of a report -> claims: sentence by sentence, whose each is, and about whom.

A sentence in which two parties speak ("Staff felt supported, but carers told us ...") is cut into
two claims where the second begins, so that neither party is given the other's words. Items of a
list have the voice of the line that leads to it; words in quotation marks have that of the sentence
that says whose they are; a section headed "What people told us" has theirs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from insight.corpus.voices.knowledge import attribution_of, target_of
from insight.corpus.voices.parties import with_parties_marked
from insight.corpus.voices.quotes import hidden, quoted
from insight.corpus.voices.voice import ASSESSOR, Saying, Voice, groups_in, heard, is_own_finding
from insight.corpus.words.segmentation import Span, sentences

# Longer sentences are no sentences; their grammar would take long and tell nothing.
_LONGEST = 1500
_MOST_CLAUSES = 4
_CONTRAST = re.compile(
    r"(?<=[,;]) (?=\w)|,? (?=(?:but|while|whilst|whereas|although|though|yet|and)\b)|; ?(?=\w)"
)
_JOINED = re.compile(r"(?:and|with)\b", re.IGNORECASE)
_CONTRASTED = re.compile(r"(?:but|while|whilst|whereas|although|though|yet|however)\b", re.I)
_SUBORDINATE = re.compile(r"(?:While|Whilst|Although|Though|Whereas|Where)\b")
_FARTHEST_SUBJECT = 45
_TOLD: tuple[str, ...] = ("said", "held", "by", "source")
BULLET = re.compile(r"\s*(?:[-–—•*◦▪·‣●]|\(?(?:\d{1,2}|[a-z]|[ivx]{2,4})[.)])\s+")
_SECTION = re.compile(
    r"(?:(?:what|how) (?:\w+ ){0,3}?(?P<tell>§\w+§(?:(?:,|,? and) §\w+§)*)"
    r" (?:told us|tell us|said|say|think|thought|feel|felt)"
    r"|(?:feedback|views?|voices?|comments|experiences?|perspectives?) (?:from|of) (?:\w+ ){0,3}?"
    r"(?P<of>§\w+§(?:(?:,|,? and) §\w+§)*))\W*$",
    re.IGNORECASE,
)
# "It used the figures": the organisation of the sentence before.
_IT = re.compile(r"(?:[\w ]{0,30}, )?(?:it|its)\b", re.IGNORECASE)
_COUNCIL = re.compile(
    r"\b((?!The|This|Our|Your|Each|Every|Any|That|County|City|Borough|Metropolitan|District)"
    r"[A-Z][\w’'-]+(?: (?:and|upon|on|of|in|the|[A-Z][\w’'-]+)){0,4}?)"
    r"(?: (?:County|City|Borough|Metropolitan|District|Metropolitan Borough|City and District))*"
    r" Council\b"
)


@dataclass(frozen=True)
class Claim:
    """A piece of a paragraph from `start` to `end`, whose it is and what it rests on."""

    start: int
    end: int
    voice: Voice
    attribution: str
    target: str


# "People in Fellshire lived": a place, and no council.
_WITHIN = ("in", "of", "to", "at", "for", "from", "near", "across", "within")
_NOT_WITHIN = "".join(rf"(?<!\b{word} )" for word in _WITHIN)
_ACTS = r"(?=(?:['’]s)? (?:also |had|has|was|were|is|are|did|does|[a-z]+ed\b))"


@dataclass(frozen=True)
class Names:
    """Places whose council the document is about: "Fellshire had ..." is said of it."""

    councils: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Sequence[str]) -> Names:
        """The names that stand before "Council" anywhere in `texts`."""
        found = {match.group(1) for text in texts for match in _COUNCIL.finditer(text)}
        return cls(tuple(sorted(found)))

    def spelled_out(self, sentence: str) -> str:
        """`sentence` with such a name, where it acts, called the local authority."""
        if not self.councils:
            return sentence
        names = "|".join(map(re.escape, self.councils))
        acting = rf"{_NOT_WITHIN}\b(?:{names}){_ACTS}"
        return re.sub(acting, "the local authority", sentence)


def claims_of(
    text: str, names: Names = Names(), lead: Saying | None = None, before: Saying | None = None
) -> Iterator[tuple[Claim, Saying]]:
    """The claims of a paragraph, with what each says; `lead` is whose the whole paragraph is.

    `before` is what came before it, where the paragraph goes on with it.
    """
    cover = hidden(text)
    quotes = [span for span in quoted(text) if len(text[span[0] : span[1]].split()) > 1]
    spans = sentences(text)
    spoken_of = ""
    for number, span in enumerate(spans):
        for start, end in _clauses(cover, span, names):
            shown = _shown(text, cover, (start, end), names)
            saying = heard(shown, before)
            is_quoted = not re.search(r"\w", cover[start:end])
            if is_quoted or saying.how == "own":
                quote = _quote_around((start, end), quotes)
                saying = _quoted_by(saying, cover, spans[number:], quote, names, before)
            if saying.how == "own" and lead is not None and not is_own_finding(shown):
                saying = replace(lead, how="goes on", content=saying.content)
            saying = _with_quotes(saying, text, quotes, (start, end))
            attribution = attribution_of(saying)
            target = target_of(saying, attribution)
            if not target and saying.how == "own" and _IT.match(shown):
                target = spoken_of
            spoken_of = target
            yield Claim(start, end, saying.voice, attribution, target), saying
            before = saying


def voice_of_section(heading: str) -> Saying | None:
    """Whose words stand under a heading such as "What carers told us"; None where it says not."""
    found = _SECTION.match(with_parties_marked(heading))
    if found is None:
        return None
    named = found["tell"] or found["of"]
    return Saying(groups_in(named), "goes on", "")


def leads(text: str) -> Saying | None:
    """Whose the items are that a line such as "Partners told us:" leads to; None if it says not."""
    if not text.rstrip().endswith(":"):
        return None
    saying = heard(text.rstrip().rstrip(":") + " that")
    return saying if saying.voice != ASSESSOR else None


def _shown(text: str, cover: str, span: Span, names: Names) -> str:
    """The words in which the grammar is looked for: outside quotations, unless all is quoted."""
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    outside = cover[start:end]
    shown = outside if re.search(r"\w", outside) else text[start:end]
    return names.spelled_out(shown)


def _with_quotes(saying: Saying, text: str, quotes: Sequence[Span], span: Span) -> Saying:
    """`saying` with the words quoted in it among its content."""
    first = bisect_left(quotes, (span[0], 0))
    last = bisect_left(quotes, (span[1], 0))
    within = " ".join(text[start:end] for start, end in quotes[first:last])[:_LONGEST]
    if not within:
        return saying
    return replace(saying, content=f"{saying.content} {with_parties_marked(within)}")


def _quote_around(span: Span, quotes: Sequence[Span]) -> Span | None:
    """The quotation that holds this sentence, or a part of it."""
    place = bisect_left(quotes, (span[1], 0)) - 1
    return quotes[place] if place >= 0 and span[0] < quotes[place][1] else None


def _quoted_by(
    saying: Saying,
    cover: str,
    rest: Sequence[Span],
    quote: Span | None,
    names: Names,
    before: Saying | None,
) -> Saying:
    """`saying`, with the voice of who is said to have spoken this quotation."""
    if quote is None:
        return saying
    if before is not None and before.voice != ASSESSOR and rest[0][0] > quote[0]:
        return replace(before, how="goes on", content=saying.content)
    for start, end in rest:
        if start >= quote[1]:
            break
        ahead = heard(names.spelled_out(cover[start:end]))
        if ahead.voice != ASSESSOR:
            return replace(ahead, how="goes on", content=saying.content)
    return saying


def _clauses(cover: str, span: Span, names: Names) -> list[Span]:
    """A sentence, cut where another party begins to speak."""
    start, end = span
    if end - start > _LONGEST:
        return [span]
    found: list[Span] = []
    while len(found) < _MOST_CLAUSES - 1:
        cut = next(_cuts(cover[start:end], names), None)
        if cut is None:
            break
        found.append((start, start + len(cover[start : start + cut].rstrip())))
        start += cut
    return [*found, (start, end)]


def _cuts(sentence: str, names: Names) -> Iterator[int]:
    is_fronted = _SUBORDINATE.match(sentence) is not None
    for place in _CONTRAST.finditer(sentence):
        first, second = sentence[: place.end()].rstrip(), sentence[place.end() :]
        is_contrast = _CONTRASTED.match(second) is not None
        if (is_contrast or is_fronted or _JOINED.match(second)) and _two_speak(
            names.spelled_out(first), names.spelled_out(second), is_contrast or is_fronted
        ):
            yield place.end()


def _two_speak(first: str, second: str, is_contrast: bool) -> bool:
    """Whether the second clause is said by another party than the first."""
    if len(first.split()) < 3 or len(second.split()) < 3:
        return False
    one, two = heard(first), heard(second)
    if one.how in _TOLD and is_contrast and is_own_finding(second):
        return True
    subject = with_parties_marked(second).find("§")
    if two.how not in _TOLD or subject > _FARTHEST_SUBJECT or one.voice == two.voice:
        return False
    if not is_contrast:
        # "The hub opened, and carers said": the second must speak plainly.
        return (two.how == "said" and one.how in _TOLD) or second.startswith("with ")
    # "Leaders said staff coped but carers felt left out": all that is what leaders said.
    is_within = one.how == "said" and two.how == "held" and first[-1] not in ",;"
    return not is_within
