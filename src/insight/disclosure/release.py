"""A release: released tables and approved quotes under one id, and why it is a draft if so."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from insight.disclosure.policy import in_words
from insight.disclosure.publish import guard
from insight.errors import ConsentError
from insight.schemas import Quotes, validate
from insight.schemas.release import Release
from insight.settings import DisclosureSettings, StudySettings
from insight.store import StudyKey, table_digest


def why_draft(states: pd.DataFrame, *reasons: str) -> tuple[str, ...]:
    """Why what is made from these files is a draft, in words for the report; empty if it is not.

    `states` has source_name and reading (read, changed since, missed, unread), one row a file.
    Files are counted by source, never named: a file's name may be a person's. `reasons` are others.

    >>> states = pd.DataFrame({"source_name": ["talks"] * 2, "reading": ["unread", "changed"]})
    >>> why_draft(states)[1]
    'talks: 1 of 2 files changed since they were read'
    """
    told = []
    for name, files in states.groupby("source_name", sort=True):
        for reading, words in (
            ("unread", "not read yet by a named person"),
            ("changed", "changed since they were read"),
            ("missed", "hold misses that a reader found and nobody has mended"),
        ):
            n = int((files["reading"] == reading).sum())
            if n:
                told.append(f"{name}: {n} of {len(files)} files {words}")
    return (*told, *reasons)


def make_release(
    tables: Mapping[str, pd.DataFrame],
    quotes: pd.DataFrame,
    study: StudySettings,
    settings: DisclosureSettings,
    key: StudyKey,
    *,
    why_draft: tuple[str, ...] = (),
    provenance: Mapping[str, str] | None = None,
) -> Release:
    """The release of `tables` (from `publish`) with `quotes` (from `candidate_quotes`).

    In a final release unapproved quotes are left out, unless the study's policy asks for no
    approval; quotes of themes that are not released always are. The release's id is a keyed digest
    of all it holds, and quote ids are new for each release, so that two releases cannot be joined
    by them. Raises InsightError (`guard`) if anything personal is among it.
    """
    draft = bool(why_draft)
    if not draft and settings.quotes.approval:
        quotes = quotes[quotes["status"] == "approved"]
    if "themes" in tables:
        released = tables["themes"]["theme_id"].astype(str)
        quotes = quotes[(quotes["subject"] != "theme") | quotes["subject_id"].isin(released)]
    said = [column for column in quotes.columns if column != "quote_id"]
    quotes = quotes.sort_values([*said, "quote_id"], ignore_index=True)
    content = {**tables, "quotes": quotes[said]}
    parts = [f"{name} {table_digest(content[name])}" for name in sorted(content)]
    release_id = key.mint("r", study.title, str(draft), *parts)
    quotes = quotes.assign(
        quote_id=[key.mint("q", release_id, str(number)) for number in range(len(quotes))]
    )
    release = Release(
        release_id=release_id,
        title=study.title,
        approach=study.approach,
        controller=study.controller,
        draft=draft,
        why_draft=why_draft,
        tables={**tables, "quotes": validate(Quotes, quotes)},
        policy=in_words(settings),
        provenance=dict(provenance or {}),
    )
    check_release(release, settings)
    return release


def check_release(release: Release, settings: DisclosureSettings) -> None:
    """Raise ConsentError or InsightError if this release may not leave; the last look."""
    guard(release.tables)
    unapproved = int((release.tables["quotes"]["status"] != "approved").sum())
    if unapproved and not release.draft and settings.quotes.approval:
        raise ConsentError(
            f"{unapproved} quotes of a final release are not approved",
            remedy="approve them in the review, or publish it as a draft",
        )
