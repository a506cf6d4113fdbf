"""Lines of a file that nobody said: page numbers, repeated headers and footers, adverts, notices.

What a person could have said is never taken. A page number must say that it is one, or count up
from page to page; a header or footer must stand at the edge of page after page. Where a file has no
pages, its page numbers, if it has any, tell where they ended.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil

from insight.corpus.formats.transcripts.labels import is_label

PAGE_NUMBER = "page number"
REPEATED = "repeated header or footer"
NOTICE = "transcription notice"
BOILERPLATE = "boilerplate named in the settings"

_SITES = (
    r"(?:otter\.ai|rev\.com|trint\.com|sonix\.ai|descript\.com|happyscribe\.com?|gotranscript\.com"
    r"|temi\.com|verbit\.ai|notta\.ai|fireflies\.ai|scribie\.com|amberscript\.com|turboscribe\.ai"
    r"|transcribeme\.com|tactiq\.io|fathom\.video|tldv\.io)"
)
_SERVICES = (
    rf"(?:{_SITES}|otter|rev|trint|sonix|descript|happy ?scribe|gotranscript|temi|verbit|notta"
    r"|fireflies|scribie|amberscript|turboscribe|transcribeme|tactiq|fathom|tl;?dv"
    r"|(?:openai )?whisper|microsoft (?:teams|stream|word)|zoom)"
)
_MADE = (
    r"(?:(?:auto(?:matically)?|machine|computer|ai)[- ]?)?"
    r"(?:transcribed|transcription|transcript|generated|created|produced|exported|powered|made)"
)
_WHAT = r"(?:(?:this|the) )?(?:transcript(?:ion)?|document|file|recording|captions?|text)"
_ADVERTS = re.compile(
    rf"{_MADE} (?:automatically )?(?:by|with|using|from) (?:https?://)?(?:www\.)?{_SERVICES}\b.*"
    rf"|{_WHAT} (?:was|is|has been|were) (?:\w+ ){{0,3}}?{_MADE}\b.*"
    r"(?:automatic|machine|computer|software|speech recognition|\bai\b|artificial intelligence"
    rf"|latest version|{_SERVICES}\b).*"
    r"|(?:try|get|sign up|subscribe|upgrade|visit|learn more|unlock|listen|view|edit|powered"
    rf"|transcribe|to (?:edit|view|export|remove)|for more)\b.*\b{_SITES}\b.*"
    rf"|(?:https?://)?(?:www\.)?{_SITES}(?:/\S*)?"
    r"|ai[- ]generated (?:content|transcripts?|captions?) (?:may|might|can) be (?:in|not )\w+"
    r"|(?:transcribed|transcription|transcript(?: (?:prepared|provided|produced))?) by:? .{2,60}",
    re.IGNORECASE,
)
_LONGEST_ADVERT_WORDS = 40
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I've|we|my|our|me|us)\b")
_SWITCHED = re.compile(r"(?P<who>\S.{0,60}?) (?:started|stopped) transcription")
_MARK = re.compile(
    r"(?:(?:the )?(?:start|beginning|end) of (?:the )?(?:{0})|(?:{0}) (?:starts?|started|begins?"
    r"|ends?|ended|stops?|stopped|paused?|resumes?|resumed|concluded))".format(
        r"(?:audio )?(?:transcript(?:ion)?|recording|interview|audio|tape|file|session|focus group)"
    ),
    re.IGNORECASE,
)
_OPENED, _CLOSED = "[(<{*", "])>}*"

_CERTAIN = re.compile(
    r"[\[(]?(?:page|p\.|pg\.?) ?(?P<a>\d{1,4}) ?(?:of|/) ?\d{1,4}[\])]?"
    r"|(?P<b>\d{1,4}) ?\| ?p ?a ?g ?e(?: (?:of|/) \d{1,4})?|page ?\| ?(?P<c>\d{1,4})",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"[\[(]?(?:page|p\.|pg\.?) ?(?P<a>\d{1,4})[\])]?|[-–—] ?(?P<b>\d{1,4}) ?[-–—]", re.IGNORECASE
)
_BARE = re.compile(r"(?P<a>\d{1,4})|(?P<b>\d{1,4}) ?(?:of|/) ?\d{1,4}|\[(?P<c>\d{1,4})\]")
_NUMBERED_EDGE = re.compile(
    r"(?:.*\S\s)?(?:page|p\.|pg\.?) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?"
    r"|(?:page|p\.|pg\.?) ?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\b\W.*|.*\S ?\| ?\d{1,4}",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+")
_SAYABLE = re.compile(r"[.?!,…]$|^[^:]{1,60}:(?!//)\s|^\S+$|^[a-z]")

_DEEPEST = 3
_LONGEST_EDGE = 160
_LEAST_SHARE = 0.4
_LEAST_SHARE_OF_SAYABLE = 0.8
_LEAST_BARE = 3
_LEAST_LINES_OF_A_PAGE = 20
_FEW_PAGES = 3

# Number of the page, number of the line on it; both from 0.
Place = tuple[int, int]


def notice_of(line: str) -> str:
    """Why nobody said `line`, by its words alone: a notice, an advert; empty where it may be said.

    >>> notice_of("Transcribed by https://otter.ai"), notice_of("[End of recording]")
    ('transcription notice', 'transcription notice')
    >>> notice_of("I pay for otter.ai myself."), notice_of("Page 3 of 12")
    ('', 'page number')
    """
    words = " ".join(line.split())
    if _CERTAIN.fullmatch(words):
        return PAGE_NUMBER
    said_by_nobody = _within_brackets(words) or (words if words.isupper() else "")
    if said_by_nobody and _MARK.fullmatch(said_by_nobody.strip(" .:-")):
        return NOTICE
    switched = _SWITCHED.fullmatch(words)
    if switched and is_label(switched["who"]):
        return NOTICE
    is_advert = (
        len(words.split()) <= _LONGEST_ADVERT_WORDS
        and _ADVERTS.fullmatch(words.strip("[]() ")) is not None
        and not _FIRST_PERSON.search(words)
    )
    return NOTICE if is_advert else ""


def _within_brackets(words: str) -> str:
    """What stands between the brackets or stars around all of `words`; empty without these."""
    bare = words.removesuffix(".")
    is_bracketed = bare[:1] in tuple(_OPENED) and bare[-1:] in tuple(_CLOSED)
    return bare.lstrip(_OPENED).rstrip(_CLOSED).strip() if is_bracketed else ""


def named_in(boilerplate: Iterable[str]) -> frozenset[str]:
    """Lines that the settings name, as `is_named` compares them."""
    return frozenset(_plain(line) for line in boilerplate)


def is_named(line: str, named: Collection[str]) -> bool:
    """Whether `line` is one of the lines that the settings name, apart from spaces and case."""
    return _plain(line) in named


def page_furniture(
    pages: Sequence[Sequence[str]], apart: Collection[Place] = frozenset()
) -> dict[Place, str]:
    """Page numbers, headers and footers on `pages` (lines; empty ones part paragraphs), and why.

    A file that is not cut into pages is one page; its own page numbers then cut it. Lines that are
    `apart` are set off from what is told by their place or their size, so that two are enough.

    >>> page_furniture([["Well Study", "It rained.", "1"], ["Well Study", "It dried.", "2"]])
    {(0, 2): 'page number', (1, 2): 'page number', (0, 0): 'repeated header or footer', \
(1, 0): 'repeated header or footer'}
    """
    filled = [
        [(number, line, " ".join(text.split())) for line, text in enumerate(page) if text.strip()]
        for number, page in enumerate(pages)
    ]
    if len(filled) > 1:
        found = _numbers_on_pages(filled)
    else:
        found = _numbers_without_pages(filled[0] if filled else [], pages[0] if pages else [])
        filled = _cut_at(filled[0] if filled else [], found)
    found |= {
        (number, line): PAGE_NUMBER
        for number, line in sorted(apart)
        if _value(" ".join(pages[number][line].split())) == number + 1
    }
    return found | _repeated(filled, found, apart)


_Lines = list[tuple[int, int, str]]


def _numbers_on_pages(pages: Sequence[_Lines]) -> dict[Place, str]:
    """Page numbers at the edges of pages: they say so, or count with the pages."""
    found: dict[Place, str] = {}
    counting: dict[int, list[Place]] = defaultdict(list)
    for index, page in enumerate(pages):
        edges = dict.fromkeys([*page[:2], *page[-2:]])
        for number, line, text in page:
            if _CERTAIN.fullmatch(text):
                found[number, line] = PAGE_NUMBER
            elif (number, line, text) in edges and (value := _value(text)) is not None:
                counting[value - index].append((number, line))
    for places in counting.values():
        if len({page for page, _ in places}) >= 2:
            found.update(dict.fromkeys(places, PAGE_NUMBER))
    return found


def _numbers_without_pages(lines: _Lines, page: Sequence[str]) -> dict[Place, str]:
    """Page numbers between paragraphs: those that say so, and those that count up without a gap."""
    found: dict[Place, str] = {}
    likely: list[tuple[Place, int]] = []
    bare: list[tuple[Place, int]] = []
    edges: dict[str, list[tuple[Place, list[int]]]] = defaultdict(list)
    for number, line, text in lines:
        if _CERTAIN.fullmatch(text):
            found[number, line] = PAGE_NUMBER
        elif (value := _value(text)) is not None and _stands_alone(line, page):
            (likely if _LIKELY.fullmatch(text) else bare).append(((number, line), value))
        elif len(text) <= _LONGEST_EDGE and _NUMBERED_EDGE.fullmatch(text):
            figures = [int(figure) for figure in _FIGURES.findall(text)]
            edges[_FIGURES.sub("#", text)].append(((number, line), figures))
    # Two bare figures are page numbers only where a page lies between them.
    is_far = all(b[1] - a[1] >= _LEAST_LINES_OF_A_PAGE for (a, _), (b, _) in pairwise(bare))
    for told, least in ((likely, 2), (bare, 2 if is_far else _LEAST_BARE)):
        if len(told) >= least and all(b == a + 1 for (_, a), (_, b) in pairwise(told)):
            found.update((place, PAGE_NUMBER) for place, _ in told)
    if found:
        # The file tells how many pages it has: what counts in them is one of their numbers.
        most = max(_pages_told(text) for _, line, text in lines if (0, line) in found)
        found.update((place, PAGE_NUMBER) for place, value in bare if value <= most)
    for places in edges.values():
        rows = [row for _, row in places]
        if len(places) >= 2 and any(
            all(b == a + 1 for a, b in pairwise(column)) for column in zip(*rows, strict=True)
        ):
            found.update((place, REPEATED) for place, _ in places)
    return found


def _value(text: str) -> int | None:
    """The number that a line consists of, alone or as `Page 3`, `- 3 -`; None for other lines."""
    match = _CERTAIN.fullmatch(text) or _LIKELY.fullmatch(text) or _BARE.fullmatch(text)
    return int(next(filter(None, match.groups()))) if match else None


def _pages_told(text: str) -> int:
    """How many pages there are: the last figure of `Page 3 of 12`; 0 where none is told."""
    figures = _FIGURES.findall(text)
    return int(figures[-1]) if len(figures) > 1 else 0


def _stands_alone(line: int, page: Sequence[str]) -> bool:
    before = page[line - 1] if line else ""
    after = page[line + 1] if line + 1 < len(page) else ""
    return not before.strip() and not after.strip()


def _cut_at(lines: _Lines, numbers: Mapping[Place, str]) -> list[_Lines]:
    """`lines` in runs, each ended by a line of `numbers`."""
    pages: list[_Lines] = [[]]
    for number, line, text in lines:
        if (number, line) in numbers:
            pages.append([])
        else:
            pages[-1].append((number, line, text))
    return [page for page in pages if page]


def _repeated(
    pages: Sequence[_Lines], known: Mapping[Place, str], apart: Collection[Place]
) -> dict[Place, str]:
    """Lines that come back at the upper or the lower edge of page after page."""
    found: dict[Place, str] = {}
    bare = [[one for one in page if one[:2] not in known] for page in pages]
    for edge in (bare, [page[::-1] for page in bare]):
        open_pages = set(range(len(edge)))
        for depth in range(_DEEPEST):
            # A line counts only where all lines between it and the edge of its page do.
            at_depth = {n: edge[n][depth] for n in open_pages if len(edge[n]) > depth + 1}
            open_pages = _coming_back(at_depth, len(edge), apart)
            found.update((at_depth[n][:2], REPEATED) for n in sorted(open_pages))
    return found


def _coming_back(
    lines: Mapping[int, tuple[int, int, str]], pages: int, apart: Collection[Place]
) -> set[int]:
    """Those of the pages whose line at one depth is the same but for figures that count."""
    shapes: dict[str, list[int]] = defaultdict(list)
    for page, (_, _, text) in sorted(lines.items()):
        if len(text) <= _LONGEST_EDGE:
            shapes[_FIGURES.sub("#", text)].append(page)
    found: set[int] = set()
    for shape, on in shapes.items():
        is_apart = all(lines[n][:2] in apart for n in on)
        sayable = _SAYABLE.search(shape) is not None and not is_apart
        share = _LEAST_SHARE_OF_SAYABLE if sayable else _LEAST_SHARE
        least = 2 if pages <= _FEW_PAGES and not sayable else 3
        figures = [[int(figure) for figure in _FIGURES.findall(lines[n][2])] for n in on]
        if len(on) >= max(least, ceil(share * pages)) and _count_with_pages(figures, on):
            found.update(on)
    return found


def _count_with_pages(figures: Sequence[Sequence[int]], pages: Sequence[int]) -> bool:
    """Whether each figure of a line stays the same from page to page, or counts with the pages."""
    return all(
        len(set(column)) == 1
        or len({figure - page for figure, page in zip(column, pages, strict=True)}) == 1
        for column in zip(*figures, strict=True)
    )


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()
