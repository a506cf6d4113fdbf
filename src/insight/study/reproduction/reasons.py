"""Why a run may have given something else, in plain words: what changed since the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from insight.store import Manifest
from insight.store.manifest import KEYED

NONE_OF_THESE = (
    "none of these: files, settings, decisions, versions and models are those of the manifest; if "
    "it differs again when you run it once more, it may be a fault of insight: tell the sender"
)


def reasons(
    then: Manifest,
    now: Manifest,
    names: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """What is other `now` than it was `then`; `names` has, by use, files here and their digests.

    Names of files are of this machine; of settings the value is told where it tells of nobody.
    """
    yield from _files(then, now, names)
    yield from _settings(then, now)
    yield from _decisions(then, now)
    if then.python != now.python:
        yield f"other version: Python {now.python} instead of {then.python}"
    yield from _versions("other version", then.versions, now.versions)
    yield from _versions("other model", then.models, now.models, short=True)
    if then.schema_version != now.schema_version:
        yield f"other tables: version {now.schema_version} instead of {then.schema_version}"


def _files(then: Manifest, now: Manifest, names: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not now.files:
        return
    for use in sorted(then.files.keys() | now.files.keys()):
        before, here = Counter(then.files.get(use, [])), Counter(now.files.get(use, []))
        # The ledger tells of itself below, by what was decided.
        if before == here or use == "ledger":
            continue
        other = sorted(
            name for name, digest in names.get(use, {}).items() if digest in here - before
        )
        gone = sum((before - here).values()) - len(other)
        if other:
            yield f"other input: {', '.join(other)} ({use}) is not what was read then"
        if gone > 0:
            yield f"other input: {gone} files of {use} are not here"


def _settings(then: Manifest, now: Manifest) -> Iterator[str]:
    if not then.settings:
        yield "the manifest is of a version that noted no settings: compare study.toml by hand"
        return
    for key in sorted(then.settings.keys() | now.settings.keys()):
        before, here = then.settings.get(key), now.settings.get(key)
        if key not in now.settings:
            yield f"other setting: {key} is gone"
        elif key not in then.settings:
            yield f"other setting: {key} is new"
        elif before != here:
            told = not any(str(value).startswith(KEYED) for value in (before, here))
            yield f"other setting: {key}" + (f" is {here} instead of {before}" if told else "")


def _decisions(then: Manifest, now: Manifest) -> Iterator[str]:
    if now.files and then.files.get("ledger") != now.files.get("ledger"):
        for kind in sorted(then.decisions.keys() | now.decisions.keys()):
            by = now.decisions.get(kind, 0) - then.decisions.get(kind, 0)
            if by:
                yield f"decisions: {abs(by)} {'more' if by > 0 else 'fewer'} of kind {kind}"
        if then.decisions == now.decisions:
            yield "decisions: the ledger holds others, as many of each kind"


def _versions(
    what: str, then: Mapping[str, str], now: Mapping[str, str], *, short: bool = False
) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        before, here = then.get(name, "none"), now.get(name, "none")
        if before != here and then:
            yield f"{what}: {name}" + ("" if short else f" {here} instead of {before}")
