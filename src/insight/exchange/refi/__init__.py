"""REFI-QDA project exchange 1.0: read, checked and written, whatever program it came from."""

from insight.exchange.refi.archive import project_xml, read_codes, read_project, write_project
from insight.exchange.refi.checking import problems
from insight.exchange.refi.parts import Node, Project, plain_guid

__all__ = [
    "Node",
    "Project",
    "plain_guid",
    "problems",
    "project_xml",
    "read_codes",
    "read_project",
    "write_project",
]
