"""XML from strangers as a tree of lxml: no document type, no entity, no connection.

Names are compared without their namespace: Word's strict and transitional files differ in these.
"""

from __future__ import annotations

import re
from typing import Any

from insight.errors import SourceError

# An element of lxml, which comes without types.
Element = Any

# In UTF-8 and in UTF-16; in what is written, the sign < stands escaped.
_DOCUMENT_TYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C")


def tree_of(raw: bytes, where: str, what: str, remedy: str) -> Element:
    """Root of the XML in `raw`, without comments; SourceError where it is damaged or defines more.

    `what` and `remedy` word the error, such as "a Word document".
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    if _DOCUMENT_TYPE.search(raw):
        raise SourceError(
            "the XML inside the file is damaged, or defines entities", where=where, remedy=remedy
        )
    try:
        return etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise SourceError(
            f"this is not {what}, or it is damaged", where=where, remedy=remedy
        ) from None


def name_of(element: Element) -> str:
    """Name of `element` without its namespace; empty for what is no element.

    >>> from lxml import etree
    >>> name_of(etree.fromstring('<w:p xmlns:w="urn:w"/>'))
    'p'
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def told(element: Element | None, name: str, default: str = "") -> str:
    """Attribute `name` of `element`, in whatever namespace."""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: Element | None, name: str) -> Element | None:
    """First child of `element` with this name; None where there is none."""
    if element is None:
        return None
    return next((one for one in element if name_of(one) == name), None)
