"""From a number of the page to the approved words behind it, as far as these may be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from insight.report.evidence import Count, Quote, Topic
from insight.schemas import LIVED_EXPERIENCE
from insight.schemas.release import Release


@dataclass(frozen=True)
class Behind:
    """Quotes behind one number; of whom it is not told which group they are of are `perhaps`.

    `pieces` : in how many pieces of text people of the number spoke of it, in words; or empty.
    """

    quotes: tuple[Quote, ...]
    perhaps: tuple[Quote, ...]
    pieces: str = ""


class Links:
    """Which quotes of the `topics` stand behind which of their numbers."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = {(one.kind, one.id): one for one in topics}

    def card(self, topic_id: str, kind: str = "code") -> str:
        """The anchor of what the page shows of a topic; empty where it shows nothing of its own."""
        topic = self._topics.get((kind, topic_id))
        if topic is None or not (topic.quotes or (kind == "code" and topic.shown)):
            return ""
        return f"topic-{kind}-{topic_id}"

    def count(self, topic: Topic, count: Count) -> Behind:
        """Behind the number of one group of one source."""
        pieces = topic.pieces.get((count.source, count.stratum, count.part))
        return _behind(topic, count.source, (count.part,), _in_words(pieces, rounded=count.rounded))

    def residents(self, topic_id: str, source: str) -> Behind:
        """Behind a difference by deprivation: people with lived experience, never told by place."""
        topic = self._topics.get(("code", topic_id))
        return _behind(topic, source, LIVED_EXPERIENCE) if topic else Behind((), ())

    def group(self, topic_ids: Collection[str], source: str, group: str) -> Behind:
        """Behind a number of a group that is about any of several codes."""
        found = [
            _behind(topic, source, (group,))
            for (kind, name), topic in self._topics.items()
            if kind == "code" and name in topic_ids
        ]
        return Behind(
            tuple(quote for one in found for quote in one.quotes),
            tuple(quote for one in found for quote in one.perhaps),
        )

    def source(self, topic: Topic, source: str) -> Behind:
        """Behind all that one source has on a topic."""
        return Behind(tuple(one for one in topic.quotes if one.source == source), ())

    def everybody(self, topic: Topic) -> str:
        """In how many pieces of text people spoke of it, source by source, in words; or empty."""
        told = [
            f"{_in_words(n, rounded=rounded)} in {told_in}"
            for (source, stratum, _), n in topic.pieces.items()
            if stratum == "all"
            for told_in, rounded in sorted(
                {(c.told_in, c.rounded) for c in topic.counts if c.source == source}
            )
        ]
        return "; ".join(told)

    def theme(self, topic: Topic) -> Behind:
        """Behind the number of people of a theme."""
        return Behind(topic.quotes, ())


def _behind(topic: Topic, source: str, groups: Collection[str], pieces: str = "") -> Behind:
    own = [one for one in topic.quotes if one.source == source]
    return Behind(
        tuple(one for one in own if set(one.groups) & set(groups)),
        tuple(one for one in own if not one.groups),
        pieces,
    )


def _in_words(pieces: int | None, *, rounded: bool) -> str:
    if pieces is None:
        return ""
    about = "about " if rounded else ""
    return f"{about}{pieces} piece{'' if pieces == 1 else 's'} of text"


def no_quote(release: Release) -> str:
    """Why a number may stand without a quote, in words; the same for each, to tell nobody apart."""
    why = ["nobody of those counted allowed it", "their words could point at somebody"]
    why += [] if release.draft else ["no named person has approved them yet"]
    return (
        "Where no quote stands beside a number, none may be shown: "
        f"{', '.join(why[:-1])} or {why[-1]}. Which of these it is, is not told. "
        "Those who hold the study can read every piece of text behind each number; it never "
        "leaves them."
    )
