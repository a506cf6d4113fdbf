"""Where tables, decisions and secrets are kept, and how they are written without harm."""

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
