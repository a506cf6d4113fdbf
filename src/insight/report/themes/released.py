"""Pictures and sentences on candidate themes that a report carries: from what was released."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from insight.report import evidence, names, narrative
from insight.report.evidence import Topic, whole
from insight.report.figures import Figure
from insight.report.themes.dots import theme_dots
from insight.report.themes.map import theme_map
from insight.report.themes.stability import stability_bars
from insight.schemas.release import Release

FEWEST = 3
"""Of fewer themes a map or bars say less than the table."""


def released_pictures(release: Release) -> tuple[Figure, ...]:
    """Map, dots by group and source, bars of repeatability; a reflexive study has the map alone."""
    return tuple(_pictures(release))


def _pictures(release: Release) -> Iterator[Figure]:
    themes = evidence.table(release, "themes")
    themes = themes[(themes["theme_id"] >= 0) & (themes["status"] != "hidden")]
    places = evidence.table(release, "theme_map")
    counted = not evidence.reflexive(release)
    if len(places.merge(themes, on="theme_id")) >= FEWEST:
        sized = themes if counted else themes.assign(n_speakers=float("nan"))
        yield theme_map(places, sized, draft=release.draft)
    if counted:
        yield from _dots(evidence.topics(release, "theme"), draft=release.draft)
        if len(themes) >= FEWEST and themes["repeatability"].notna().any():
            yield stability_bars(themes, draft=release.draft)


def _dots(topics: Sequence[Topic], *, draft: bool) -> Iterator[Figure]:
    rows = [
        {
            "source": count.source,
            "told_in": count.told_in,
            "theme_id": int(topic.id),
            "label": topic.name,
            "group": count.part,
            "n_mentioning": count.mentioning,
            "n_asked": count.asked,
        }
        for topic in topics
        for count in topic.of("group")
        if count.mode != "document"
    ]
    if not rows:
        return
    counts = pd.DataFrame(rows).astype({"n_mentioning": "Int64", "n_asked": "Int64"})
    for (source, told_in), own in counts.groupby(["source", "told_in"]):
        of_source = own.drop(columns=["source", "told_in"])
        seen = of_source.groupby("theme_id")["n_mentioning"].transform("count") > 0
        yield from theme_dots(str(source), str(told_in), of_source[seen], draft=draft)


def only_words(release: Release) -> list[str]:
    """What only one group spoke of, source by source, in words; none in a reflexive study."""
    if evidence.reflexive(release):
        return []
    modes = evidence.modes(release)
    label = {topic.id: topic.name for topic in evidence.topics(release, "theme")}
    told = []
    for row in evidence.each(evidence.table(release, "theme_only")):
        n, of, asked = whole(row.n_mentioning), whole(row.n_group), whole(row.n_asked)
        if str(row.theme_id) in label and None not in (n, of, asked):
            told.append(
                narrative.sentence(
                    f"in {names.source(row.source_name, modes.get(row.source_name, row.mode))}"
                    f" only {names.group(row.group)} spoke of “{label[str(row.theme_id)]}”:"
                    f" {n} of {of}, and none of the other {(asked or 0) - (of or 0)} people"
                )
            )
    return told
