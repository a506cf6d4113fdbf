"""The report: page, Word file, workbook and figures, written from what was released alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.report import evidence, figures, look, names, narrative, sections, workbook
from insight.report.evidence import MACHINE, Topic, real, whole
from insight.report.figures import Figure
from insight.report.maps import deprivation_maps, heard_maps, spoken_maps
from insight.report.sections.disagree import GAPS_SHOWN
from insight.report.themes.released import only_words, released_pictures
from insight.report.word.easy import easy_read
from insight.report.word.page import EMBEDDED_PNG, word_report
from insight.schemas.release import Release
from insight.store import write_csv
from insight.store.private import replacing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


SECTIONS = MappingProxyType(
    {
        "summary": "The main points",
        "heard": "Who we heard, and who we did not",
        "said": "What people said",
        "disagree": "Where groups see it differently",
        "counted": "What was counted",
        "deprivation": "Differences by deprivation",
        "changes": "What changed since the last wave",
        "themes": "Candidate themes",
        "marmot": "Marmot principles",
        "methods": "How we did it, and its limits",
        "next": "What happens next",
        "checklists": "For journals and reviewers",
    }
)
"""Sections of the page by their anchor; some are there only where they say something."""


def write_report(
    release: Release, folder: Path, maps: Mapping[str, GeoDataFrame] | None = None
) -> Path:
    """Write report, workbook and figures of `release` into `folder`; returns the HTML file.

    The report is also there as a Word file, which says the same; the beginning of an Easy Read
    summary lies beside it.

    `maps` holds the areas of the county by index of deprivation (say "IoD2025"), with a column
    `quintile` (1 = most deprived) and, where these are to be drawn too, `decile` and `rural_urban`.
    A draft carries DRAFT in every file name and on every page. The same release gives the same
    bytes.

    Quotes that nobody approved are marked as such. Raises InsightError where a released table lacks
    a column.
    """
    release = evidence.checked(release)
    codes = evidence.topics(release, "code")
    drawn = _figures(release, codes, maps or {})
    mark = "DRAFT-" if release.draft else ""
    for figure in (figure for section in drawn.values() for figure in section):
        stem = folder / "figures" / f"{mark}{figure.name}"
        _write(stem.with_suffix(".svg"), figure.svg_file())
        _write(stem.with_suffix(".png"), figure.png_file())
        write_csv(figure.data, stem.with_suffix(".csv"))
    with replacing(folder / f"{mark}released_tables.xlsx", private=False) as path:
        workbook.write_workbook(release, path)
    gaps = () if evidence.reflexive(release) else sections.gaps(release, codes)
    _write(folder / f"{mark}easy_read_to_finish.docx", easy_read(release, codes, gaps))
    page = render(release, drawn, codes, gaps)
    _write(folder / f"{mark}report.docx", word_report(_with_bitmaps(page, drawn)))
    path = folder / f"{mark}report.html"
    _write(path, page.encode())
    return path


def _figures(
    release: Release, codes: Sequence[Topic], maps: Mapping[str, GeoDataFrame]
) -> dict[str, tuple[Figure, ...]]:
    """All pictures by section; a reflexive study has maps of deprivation alone."""
    draft = release.draft
    none: tuple[Figure, ...] = ()
    drawn = dict.fromkeys(("counts", "gradients", "heard", "spoken"), none) | {
        "maps": tuple(
            figure
            for name in sorted(maps)
            for figure in deprivation_maps(name, maps[name], draft=draft)
        ),
        "themes": released_pictures(release),
    }
    if evidence.reflexive(release):
        return drawn
    shown = (count for topic in codes for count in topic.shown)
    sources = sorted({(count.source, count.mode) for count in shown if count.mode != "document"})
    found = sections.slopes(release, codes)
    drawn["counts"] = tuple(
        figure
        for source, mode in sources
        for figure in figures.side_by_side(source, mode, codes, draft=draft)
    )
    drawn["gradients"] = tuple(
        figures.slopes(one.source, one.told_in, one.gradients, draft=draft)
        for one in found
        if one.clear
    )
    if maps:
        areas = maps[min(maps)]
        drawn["heard"] = heard_maps(release, areas, draft=draft)
        drawn["spoken"] = spoken_maps(codes, sections.clear_topics(found), areas, draft=draft)
    return drawn


def _write(path: Path, content: bytes) -> None:
    with replacing(path, private=False) as draft:
        draft.write_bytes(content)


def render(
    release: Release,
    drawn: Mapping[str, Sequence[Figure]],
    codes: Sequence[Topic],
    gaps: Sequence[sections.Gap],
) -> str:
    """The whole report as one HTML page, with the pictures `drawn` for each of its sections."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cap"] = narrative.capital
    environment.filters["records"] = _records
    environment.filters["words"] = lambda name, table: getattr(names, table).get(name, name)
    found_agreement = sections.agreement_rows(release, codes)
    found_slopes = () if evidence.reflexive(release) else sections.slopes(release, codes)
    found_claims = sections.claims(release, codes)
    found_counted = sections.counted(release, codes)
    found_themes = evidence.topics(release, "theme")
    links = sections.Links([*codes, *found_themes])
    themes = evidence.table(release, "themes")
    counted_codes = evidence.code_counts(release)
    steady = set(
        themes.loc[themes["repeatability"] >= narrative.PARTLY_REPEATABLE, "theme_id"].astype(str)
    )
    found_changes = sections.changed(release, codes)
    unchanged = sections.not_compared_since(release, codes)
    found_promised = sections.promised(release, codes)
    empty = {
        "counted": not found_counted,
        "changes": not (found_changes or unchanged or found_promised),
        "checklists": evidence.table(release, "sources").empty,
    }
    contents = {anchor: title for anchor, title in SECTIONS.items() if not empty.get(anchor)}
    heads = {
        anchor: f"{number}. {title}"
        for number, (anchor, title) in enumerate(contents.items(), start=1)
    }
    return environment.get_template("report.html").render(
        release=release,
        contents=contents,
        heads=heads,
        checklists=sections.checklists(release, codes, heads),
        reflexive=evidence.reflexive(release),
        look=look,
        names=names,
        say=narrative,
        figures=drawn,
        data_uri=_data_uri,
        summary=sections.summary(codes, gaps, found_slopes),
        sources=_records(evidence.table(release, "sources")),
        heard=sections.heard(release),
        heard_words=sections.heard_words(release),
        not_compared=sections.not_compared(release),
        to_ask=sections.to_ask(release),
        weighted=sections.weighted(release, codes, found_themes),
        uncharted=_uncharted(codes),
        untold=_untold(codes),
        claims=found_claims,
        counted=found_counted,
        changed=found_changes,
        unchanged=unchanged,
        promised=found_promised,
        counted_of=sections.tables_of(found_counted),
        links=_records(evidence.table(release, "links")),
        behind=links,
        no_quote=sections.no_quote(release),
        rung_codes=sections.rung_codes(release),
        codes=[topic for topic in codes if topic.origin != "added" and topic.origin != "emerged"],
        added=[topic for topic in codes if topic.origin in ("added", "emerged")],
        pairs=sections.pairs(codes, gaps),
        gaps=gaps[:GAPS_SHOWN],
        slopes=found_slopes,
        slope_figures=dict(
            zip((one.source for one in found_slopes if one.clear), drawn["gradients"], strict=True)
        ),
        no_slopes=sections.no_slopes(release, codes),
        themes=found_themes,
        steady_themes=[topic for topic in found_themes if topic.id in steady],
        theme_standings=sections.theme_standings(release, found_themes),
        code_standings=sections.code_standings(release, codes),
        only=only_words(release),
        people={str(row.theme_id): whole(row.n_speakers) for row in evidence.each(themes)},
        repeatability={
            str(row.theme_id): narrative.repeatability_words(real(row.repeatability))
            for row in evidence.each(themes)
        },
        principles=sections.principles(release, codes, found_claims),
        rungs=sections.rung_rows(release),
        agreement=found_agreement,
        agreement_words=sections.agreement_words(found_agreement),
        agreement_shown=sections.AGREEMENT_SHOWN,
        redactions=sections.redaction_words(release),
        excluded=int(evidence.table(release, "sources")["n_excluded"].fillna(0).sum()),
        bases=set(counted_codes["basis"]),
        methods=sorted(set(counted_codes.loc[counted_codes["ci_low"].notna(), "method"])),
        only_suggested=set(counted_codes["basis"]) == {MACHINE},
        short=sections.why_short(release),
    )


def _uncharted(codes: Sequence[Topic]) -> list[str]:
    """Sources in words of which no group's number may be shown."""
    every = [count for topic in codes for count in topic.of("group")]
    shown = {count.told_in for count in every if count.share is not None}
    return sorted({count.told_in for count in every} - shown)


def _untold(codes: Sequence[Topic]) -> bool:
    """Whether people were counted and no source tells who they are."""
    parts = {count.part for topic in codes for count in topic.of("group")}
    return parts == {names.EVERYBODY}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, with None for what is missing."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _data_uri(figure: Figure) -> str:
    return f"data:image/svg+xml;base64,{b64encode(figure.svg).decode()}"


def _with_bitmaps(page: str, drawn: Mapping[str, Sequence[Figure]]) -> str:
    """`page` with its pictures as PNG, which Word shows everywhere."""
    for figure in (figure for section in drawn.values() for figure in section):
        png = f"{EMBEDDED_PNG}{b64encode(figure.png).decode()}"
        page = page.replace(_data_uri(figure), png)
    return page
