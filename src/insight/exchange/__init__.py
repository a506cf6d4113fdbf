"""Exchange with other programs, of what may go to partners: REFI-QDA, CSV, tidy tables.

Nothing here decides what may go: it is handed over as `Shared`.
"""

from insight.exchange.documents import Document, documents, people_named
from insight.exchange.losses import lost
from insight.exchange.project import NONE, Coded, coded, project_of, text_sources
from insight.exchange.refi import Node, Project, problems, read_project, write_project
from insight.exchange.shared import Guids, Shared
from insight.exchange.spreadsheets import write_codings
from insight.exchange.tables import write_tables

__all__ = [
    "NONE",
    "Coded",
    "Document",
    "Guids",
    "Node",
    "Project",
    "Shared",
    "coded",
    "documents",
    "lost",
    "people_named",
    "problems",
    "project_of",
    "read_project",
    "text_sources",
    "write_codings",
    "write_project",
    "write_tables",
]
