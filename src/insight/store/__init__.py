"""Where tables, decisions and secrets are kept, and how they are written without harm."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from insight.store.folder import StudyFolder
    from insight.store.key import StudyKey
    from insight.store.ledger import Ledger
    from insight.store.manifest import Manifest, table_digest
    from insight.store.tables import read_table, write_csv, write_table

__all__ = [
    "Ledger",
    "Manifest",
    "StudyFolder",
    "StudyKey",
    "read_table",
    "table_digest",
    "write_csv",
    "write_table",
]

_HOMES = {
    "Ledger": "ledger",
    "Manifest": "manifest",
    "StudyFolder": "folder",
    "StudyKey": "key",
    "read_table": "tables",
    "table_digest": "manifest",
    "write_csv": "tables",
    "write_table": "tables",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: a key needs no pandas."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"insight.store.{_HOMES[name]}"), name)
