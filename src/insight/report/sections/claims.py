"""What published documents claim: statements by topic and voice, never people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic
from insight.schemas import LIVED_EXPERIENCE
from insight.schemas.release import Release

WRITER = "assessor"


@dataclass(frozen=True)
class Claims:
    """One topic of one document source: who is said to have said it, in words with numbers.

    `lived`, `others` and `writer` are empty where the document gives no statement to that side.
    `by_people` : whether people, and no computer, gave the topic to each of the statements.
    """

    topic: Topic
    lived: str
    others: str
    writer: str
    by_people: bool
    source: str


def claims(release: Release, codes: Sequence[Topic]) -> tuple[tuple[str, tuple[Claims, ...]], ...]:
    """Per source in words, the topics of its statements, in the codebook's order."""
    if evidence.reflexive(release):
        return ()
    rows = evidence.table(release, "claims")
    return tuple(
        (
            names.source(str(source), "document"),
            tuple(
                _claims(topic, own)
                for topic in codes
                if not (own := of_source[of_source["code"] == topic.id]).empty
            ),
        )
        for source, of_source in rows.groupby("source_name", sort=True)
    )


def _claims(topic: Topic, rows: pd.DataFrame) -> Claims:
    told: dict[str, list[str]] = {"lived": [], "others": [], "writer": []}
    for row in sorted(evidence.each(rows), key=lambda row: names.group_order(row.voice)):
        side = "writer" if row.voice == WRITER else "others"
        side = "lived" if set(row.voice.split(";")) & set(LIVED_EXPERIENCE) else side
        number = f"{row.n_statements} statement{'' if row.n_statements == 1 else 's'}"
        told[side].append(
            number if side == "writer" else f"{names.group(row.voice)} ({row.n_statements})"
        )
    return Claims(
        topic,
        lived=narrative.listed(told["lived"]),
        others=narrative.listed(told["others"]),
        writer=narrative.listed(told["writer"]),
        by_people=set(rows["basis"]) == {"human"},
        source=str(rows["source_name"].iloc[0]),
    )
