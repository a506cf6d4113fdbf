"""Write docs/data-dictionary.md from the table classes of `insight.schemas`.

`--check` writes nothing and fails when the file is not what the classes say.
"""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS, STAKEHOLDER_GROUPS, TABLES, Custody, Table
from insight.schemas.release import Release

if TYPE_CHECKING:
    from pandera.api.pandas.components import Column

ROOT = Path(__file__).resolve().parent.parent
DICTIONARY = ROOT / "docs" / "data-dictionary.md"

KEPT = {
    "personal": "stay below `.private/`, readable by their owner alone.",
    "shareable": "are de-identified and lie in `data/processed/tables/`. They go to partners "
    "inside the study once read and approved, and to nobody else.",
    "publishable": "hold figures and quotes for the public. They too stay below `.private/` until "
    "they are rounded, screened and released.",
}
VOCABULARIES = {
    "stakeholder_groups": STAKEHOLDER_GROUPS,
    "kind of a direct identifier": DIRECT_KINDS,
    "kind of an indirect identifier": INDIRECT_KINDS,
}
TYPES = {
    "string": "text",
    "bool": "yes or no",
    "int64": "whole number",
    "Int64": "whole number",
    "float64": "number",
}
LIMITS = {
    "greater_than_or_equal_to": "at least",
    "greater_than": "above",
    "less_than_or_equal_to": "at most",
}


def dictionary() -> str:
    """The whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Made by `python scripts/build_dictionary.py` from the classes in `insight.schemas`:"
    yield "change a description there, not here. Every table is strict (a column that is not"
    yield "listed is an error) and sorted by its key. Empty text means unknown or not given,"
    yield "unless a column says otherwise; only columns that say so may be missing."
    for custody in get_args(Custody):
        yield f"\n## {custody.capitalize()} tables\n"
        yield f"These {KEPT[custody]}"
        for name, table in TABLES.items():
            if table._custody == custody:
                yield from _table(name, table)
    yield "\n## What a release holds\n"
    yield inspect.cleandoc(Release.__doc__ or "")
    yield "\n## Vocabularies\n"
    for name, values in VOCABULARIES.items():
        yield f"* {name}: {_values(values)}"


def _table(name: str, table: type[Table]) -> Iterator[str]:
    yield f"\n### {name}\n"
    yield inspect.cleandoc(table.__doc__ or "")
    yield f"\nKey: {_values(table._key)}.\n"
    yield "| column | type | allowed | meaning |"
    yield "|---|---|---|---|"
    for column in table.to_schema().columns.values():
        kind = TYPES[str(column.dtype).partition("[")[0]]
        meaning = (column.description or "").replace("|", "\\|")
        yield f"| {column.name} | {kind} | {_allowed(column)} | {meaning} |"


def _allowed(column: Column) -> str:
    """What values of `column` may be, in words."""
    said = [
        _rule(str(check.name), next(iter(check.statistics.values()))) for check in column.checks
    ]
    if column.unique:
        said.append("unique")
    if column.nullable:
        said.append("may be missing")
    return "; ".join(said)


def _rule(name: str, bound: Any) -> str:
    if name != "isin":
        return f"{LIMITS[name]} {bound}"
    return "see vocabularies" if set(bound) >= set(DIRECT_KINDS) else _values(bound)


def _values(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{value}`" if value else "empty" for value in values)


def main() -> None:
    """Write the dictionary, or compare it."""
    parser = argparse.ArgumentParser(description="Write docs/data-dictionary.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when it differs")
    if parser.parse_args().check:
        if DICTIONARY.read_text(encoding="utf-8") != dictionary():
            raise SystemExit(
                "docs/data-dictionary.md is not what insight.schemas says: run "
                "`python scripts/build_dictionary.py`"
            )
        return
    DICTIONARY.write_text(dictionary(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
