"""The main points: one page, ordered by how much the evidence carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insight.report import evidence, narrative
from insight.report.evidence import Topic
from insight.report.sections.disagree import Gap
from insight.report.sections.slopes import Slopes

SUMMARY_LIVED = 5
SUMMARY_OTHERS = 3
SUMMARY_GAPS = 4
SUMMARY_GRADIENTS = 4
GROUPS_A_FINDING = 2


@dataclass(frozen=True)
class Finding:
    """One line of the summary."""

    topic: str
    words: str
    topic_id: str = ""


def summary(
    codes: Sequence[Topic], found_gaps: Sequence[Gap], found_slopes: Sequence[Slopes]
) -> dict[str, list[Finding]]:
    """The findings of the one-page summary, by heading; lived experience first.

    A gap of a survey that may be chance is no finding.
    """
    lived = evidence.by_strength(codes, lived=True)[:SUMMARY_LIVED]
    others = evidence.by_strength(codes, lived=False)[:SUMMARY_OTHERS]
    everybody = evidence.by_strength(codes, lived=None)[:SUMMARY_LIVED]
    settled = [gap for gap in found_gaps if gap.topic.quantified and gap.clear is not False]
    gradients = [g for found in found_slopes for g in found.gradients if narrative.is_clear(g)]
    return {
        "lived": [_finding(topic, lived=True) for topic, _ in lived],
        "others": [_finding(topic, lived=False) for topic, _ in others],
        "everybody": [_finding(topic, lived=None) for topic, _ in everybody],
        "disagree": [
            Finding(gap.topic.name, gap.words, gap.topic.id) for gap in settled[:SUMMARY_GAPS]
        ],
        "gradients": [
            Finding(g.topic, narrative.gradient_words(g), g.topic_id)
            for g in gradients[:SUMMARY_GRADIENTS]
        ],
        "left_out": [Finding(topic.name, "") for topic in codes if not topic.quantified],
    }


def _finding(topic: Topic, *, lived: bool | None) -> Finding:
    spoken = evidence.spoken(topic, lived=lived)
    return Finding(topic.name, narrative.finding(spoken[:GROUPS_A_FINDING]), topic.id)
