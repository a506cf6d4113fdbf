"""REFI-QDA projects in and out of .qdpx archives, so that nothing in them can do harm.

Equal projects give equal bytes: members are stored as they are, in order, under one date.
"""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from insight.errors import SourceError
from insight.exchange.refi.grammar import KINDS, NAMESPACE
from insight.exchange.refi.parts import Node, Project
from insight.store.guards import checked_archive, member_of, parsed_xml

_WHAT = "a project (.qdpx)"
_REMEDY = "export the project again, as REFI-QDA project"
_FAMILY = "urn:QDA-XML:"
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o600 << 16
_DEEPEST = 100


def read_project(raw: bytes, where: str) -> Project:
    """The project in the archive `raw`, with everything that the standard knows.

    Elements and attributes of other namespaces are left out. SourceError, naming `where`: no
    project, damaged, or made to do harm.
    """
    archive = checked_archive(raw, where, _WHAT, _REMEDY)
    names = [one.filename for one in archive.infolist() if not one.is_dir()]
    found = [name for name in names if name.casefold().endswith(".qde")]
    found.sort(key=lambda name: (name.count("/"), name.casefold() != "project.qde", name))
    for name in found:
        root = parsed_xml(member_of(archive, name, where), where)
        if isinstance(root, Element) and _local(root.tag) == "Project":
            files = {
                one.replace("\\", "/"): member_of(archive, one, where)
                for one in sorted(names)
                if one not in found
            }
            return Project(_node(root, where), files)
    raise SourceError(f"this is not {_WHAT}", where=where, remedy=_REMEDY)


def _local(tag: object) -> str:
    """Name of an element or attribute of the standard; empty for comments and strangers."""
    if not isinstance(tag, str):
        return ""
    space, _, name = tag.rpartition("}")
    return name if not space or space.startswith(f"{{{_FAMILY}") else ""


def _node(element: Element, where: str, depth: int = 0) -> Node:
    if depth > _DEEPEST:
        raise SourceError(
            "elements stand in elements deeper than any program writes them",
            where=where,
            remedy="ask who sent it for another export",
        )
    name = _local(element.tag)
    kind = KINDS.get(name)
    return Node(
        name,
        {_local(key): value for key, value in element.attrib.items() if "}" not in key},
        tuple(_node(one, where, depth + 1) for one in element if _local(one.tag)),
        (element.text or "") if kind is not None and kind.text else "",
    )


def read_codes(raw: bytes, where: str) -> Node:
    """The codebook in the bytes of a .qdc file, whose elements are called as those of a project.

    SourceError, naming `where`, where it is none.
    """
    root = parsed_xml(raw, where)
    if not isinstance(root, Element) or _local(root.tag) != "CodeBook":
        raise SourceError(
            "this is not a codebook (.qdc)", where=where, remedy="export it as REFI-QDA codebook"
        )
    return _node(root, where)


def write_project(project: Project) -> bytes:
    """`project` as the bytes of a .qdpx archive."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, data in (
            ("project.qde", project_xml(project.root)),
            *sorted(project.files.items()),
        ):
            member = ZipInfo(name, _DATE)
            member.external_attr = _MODE
            member.create_system = 3
            archive.writestr(member, data)
    return written.getvalue()


def project_xml(root: Node) -> bytes:
    """`root` as XML, a line an element."""
    from lxml import etree

    top = etree.Element(f"{{{NAMESPACE}}}{root.name}", nsmap={None: NAMESPACE})
    waiting = [(top, root)]
    while waiting:
        element, node = waiting.pop()
        for key, value in node.attributes.items():
            element.set(key, value)
        element.text = node.text or None
        waiting += [
            (etree.SubElement(element, f"{{{NAMESPACE}}}{one.name}"), one) for one in node.children
        ]
    etree.indent(top)
    raw: bytes = etree.tostring(top, encoding="UTF-8", xml_declaration=True)
    return raw + b"\n"
