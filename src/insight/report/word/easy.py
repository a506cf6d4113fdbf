"""The start of an Easy Read summary: short lines, each beside room for a picture.

After "Making written information easier to understand for people with learning disabilities"
(Department of Health 2010): one idea a line, everyday words, a picture for each, large print. A
computer cannot write Easy Read. It can lay out what was found, and say what is left to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from insight.report import evidence, names, narrative
from insight.report.evidence import Count, Topic
from insight.report.sections.disagree import Gap
from insight.report.sections.heard import heard
from insight.report.word.page import MADE_ON
from insight.report.word.paper import Paper, Run, Text, plain
from insight.schemas.release import Release

PRINT = 15.0
"""Words in tables are a point smaller: 14 is the least for Easy Read."""
ROOM_FOR_PICTURE = 32.0
TOPICS, GROUPS, GAPS = 5, 2, 3
LONGEST_QUOTE = 150
BEGINNING = (
    "This is a beginning. It is not Easy Read yet.",
    "Finish it together with people who use Easy Read, and pay them for their time.",
    "Put a picture beside each line. Change words that are hard. Ask people what they understood.",
    "Take out what does not matter to them. Then take out this box.",
)
TO_WRITE = "To be written by people."


def easy_read(release: Release, codes: Sequence[Topic], gaps: Sequence[Gap]) -> bytes:
    """The bytes of a .docx that says the main points of `release` in short lines."""
    head = "DRAFT: not for use." if release.draft else ""
    paper = Paper(release.title, "Easy Read", MADE_ON, "Easy Read.", head, print_size=PRINT)
    paper.paragraph(plain("Easy Read"), "Subtitle")
    paper.title(release.title)
    for line in BEGINNING:
        paper.warning(plain(line))
    asked_by = f"{release.controller} is in charge of this work." if release.controller else ""
    _lines(
        paper,
        "About this paper",
        [
            "People told us what they think about care and support.",
            "This paper says what they told us.",
            asked_by,
            "We took out names and places. We want people to be safe.",
        ],
    )
    _lines(paper, "Who took part", _who_took_part(release))
    paper.heading(plain("What people told us"), 1)
    told = "These people use services, or look after somebody who does."
    paper.paragraph(plain(told), keep=True)
    for topic in _topics(release, codes)[:TOPICS]:
        _topic(paper, topic)
    if not evidence.reflexive(release):
        _lines(paper, "People do not all think the same", _disagreements(gaps))
    _lines(
        paper,
        "What we do not know",
        [
            "We did not ask everybody.",
            "People we did not ask may think other things.",
            "We do not know why things are as they are.",
        ],
    )
    _lines(paper, "What will happen now", [TO_WRITE] * 3)
    _lines(paper, "If you want to talk to somebody", [TO_WRITE])
    return paper.written()


def _lines(paper: Paper, title: str, lines: Sequence[str]) -> None:
    paper.heading(plain(title), 1)
    _beside_pictures(paper, title, [plain(line) for line in lines if line])


def _beside_pictures(paper: Paper, title: str, lines: Sequence[Text]) -> None:
    rows = [[plain(""), line] for line in lines]
    heads = [plain("Picture"), plain("Words")]
    paper.table(title, heads, rows, ROOM_FOR_PICTURE, (50.0, 120.0), named_above=True)


def _who_took_part(release: Release) -> list[str]:
    told = []
    sources = evidence.table(release, "sources").sort_values(
        ["n_speakers", "name"], ascending=[False, True]
    )
    for row in evidence.each(sources):
        people = evidence.whole(row.n_speakers)
        if row.mode != "document" and people is not None:
            about = "About " if evidence.are_rounded(row.mode, row.sampling) else ""
            told.append(
                f"{about}{people:,} people took part in {names.source(row.name, row.mode)}."
            )
    nobody = [
        f"We did not hear from {part.who[:1].lower()}{part.who[1:]} in {source.told_in}."
        for source in heard(release)
        for part in source.rows
        if part.nobody
    ]
    return told + nobody


def _topics(release: Release, codes: Sequence[Topic]) -> list[Topic]:
    """What most spoke of; where nothing is counted, what may be quoted."""
    if evidence.reflexive(release):
        return [topic for topic in codes if _quotes(topic)]
    return [topic for topic, _ in evidence.by_strength(codes, lived=True)]


def _topic(paper: Paper, topic: Topic) -> None:
    lines: list[Text] = [
        plain(narrative.sentence(f"{_said(count)} spoke of this in {count.told_in}"))
        for count in evidence.spoken(topic, lived=True)[:GROUPS]
    ]
    lines += [
        [Run("One person said: ", bold=True), Run(f"“{text}”")] for text in _quotes(topic)[:1]
    ]
    paper.heading(plain(topic.name), 2)
    _beside_pictures(paper, topic.name, lines)


def _quotes(topic: Topic) -> list[str]:
    """Short approved words of people with lived experience, shortest first."""
    told = [one.text for one in topic.quotes if one.side == "lived" and one.approved]
    return sorted((text for text in told if len(text) <= LONGEST_QUOTE), key=lambda t: (len(t), t))


def _said(count: Count) -> str:
    about = "about " if count.rounded else ""
    mark = " (a computer counted them)" if count.basis == "machine-suggested" else ""
    return f"{about}{count.mentioning:,} of {about}{count.asked:,} {narrative.who(count)}{mark}"


def _disagreements(gaps: Sequence[Gap]) -> list[str]:
    told = []
    for gap in [one for one in gaps if one.topic.quantified and one.clear is not False][:GAPS]:
        first = gap.shown[0]
        others = gap.unseen or gap.shown[1:]
        more = gap.less if gap.unseen else (first.share or 0) > (others[0].share or 0)
        often = "more often" if more else "less often"
        who, than = narrative.who(first), narrative.listed([narrative.who(one) for one in others])
        told.append(f"{gap.topic.name}: {who} spoke of this {often} than {than}.")
    return told or ["We found no clear difference between groups."]
