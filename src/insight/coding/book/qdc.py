"""The codebook as REFI-QDA exchanges it: .qdc, which NVivo, MAXQDA, ATLAS.ti and others read.

    Rotterdam Exchange Format Initiative (2019), REFI-QDA codebook exchange 1.0, www.qdasoftware.org

It has names, descriptions, colours and a hierarchy. All else stands in the description, below the
definition, under headings, and is read from there. Title and version are a set of all codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, ParseError, SubElement, indent, tostring

from insight.coding.book.codebook import Code, Codebook, Group, Principle
from insight.coding.book.records import record
from insight.errors import SettingsError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
_NO_WORD = re.compile(r"[\W_]+")
_VERSION = re.compile(r"Version (?P<version>.+)")
_SHORT_COLOUR = 4
_OURS = re.compile(r"^(Code|Group): ", re.MULTILINE)
# What XML 1.0 cannot hold.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEADINGS = {
    "Code": "code",
    "Label": "label",
    "Name": "name",
    "Reverse of": "pair",
    "Origin": "origin",
    "Ordinal": "ordinal",
    "Group": "group",
}
_LISTS = {
    "Include": "include",
    "Exclude": "exclude",
    "Examples": "examples",
    "Cues": "cues",
    "Speaks to": "principles",
    "Rungs": "rungs",
    "Replaces": "replaces",
}
_IN_XML = {field.name for field in fields(Code)} - {"definition", "parent", "colour"}


def to_qdc(book: Codebook) -> bytes:
    """`book` as the XML of a .qdc file. Equal codebooks give equal bytes."""
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": "insight"})
    codes = SubElement(root, "Codes")
    guids = {one.code: guid_of(book, one.code) for one in book.entries}
    titles = {one.code: one.title for one in book.principles}
    below: dict[str, list[Group | Code]] = {}
    for one in book.entries:
        below.setdefault(one.parent, []).append(one)
    waiting: list[tuple[Element, Group | Code]]
    waiting = [(codes, one) for one in below.get("", [])]
    while waiting:
        parent, one = waiting.pop(0)
        title = one.label if isinstance(one, Group) else one.title
        told = {
            "guid": guids[one.code],
            "name": _NO_XML.sub(" ", f"{one.code} {title}"),
            "isCodable": "false" if isinstance(one, Group) else "true",
        }
        element = SubElement(parent, "Code", told | ({"color": one.colour} if one.colour else {}))
        SubElement(element, "Description").text = _NO_XML.sub(" ", _described(one, titles))
        waiting[:0] = [(element, child) for child in below.get(one.code, [])]
    sets = SubElement(root, "Sets")
    whole = SubElement(sets, "Set", {"guid": guid_of(book, ""), "name": book.title})
    unused = [
        one for one in book.principles if not any(one.code in c.principles for c in book.codes)
    ]
    also = [f"\n- {one.code} {one.title}" for one in unused]
    SubElement(whole, "Description").text = f"Version {book.version}" + (
        f"\nNo code speaks to:{''.join(also)}" if also else ""
    )
    for code in book.codes:
        SubElement(whole, "MemberCode", {"guid": guids[code.code]})
    indent(root)
    raw: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return raw + b"\n"


def guid_of(book: Codebook, code: str) -> str:
    """The same for the same code of the same codebook, in every version and on every machine."""
    return str(uuid5(NAMESPACE_URL, f"urn:insight:codebook:{book.title}:{code}")).upper()


def _described(one: Group | Code, titles: Mapping[str, str]) -> str:
    lines = [one.definition]
    if isinstance(one, Group):
        return "\n".join([*lines, "", f"Group: {one.code}", f"Label: {one.label}"]).strip()
    for heading, name in _LISTS.items():
        told = getattr(one, name)
        if name == "principles":
            told = [f"{principle} {titles[principle]}" for principle in told]
        if told:
            lines += ["", f"{heading}:", *(f"- {' '.join(item.split())}" for item in told)]
    lines += ["", *(f"{h}: {_plain(getattr(one, name))}" for h, name in _HEADINGS.items()
                    if name != "group" and getattr(one, name))]  # fmt: skip
    return "\n".join(lines)


def _plain(value: object) -> str:
    return "yes" if value is True else str(value)


@dataclass
class _Told:
    """One Code element: what its description says, and where it stands."""

    name: str
    path: tuple[str, ...]
    codable: bool
    colour: str
    said: dict[str, Any] = field(default_factory=dict)
    parent: _Told | None = None
    code: str = ""


def from_qdc(path: Path) -> Codebook:
    """The codebook in the .qdc file `path`, unchecked.

    Codes of other programs are called by their names, as codings of their projects are; a code
    without a description is defined by its name. What is told under headings that are ours is read
    as such. SettingsError where the file is no codebook.
    """
    root = _root(path)
    told = list(_walk(root))
    _name(told)
    principles: dict[str, str] = {}
    groups = tuple(_group(one) for one in told if not one.codable)
    codes = tuple(_code(one, path.name, principles) for one in told if one.codable)
    title, version, also, sets = _whole(root, path)
    principles |= also
    return Codebook(
        title,
        version,
        codes,
        groups,
        tuple(Principle(code, principles[code]) for code in sorted(principles)),
        tuple(_notes(told, sets)),
    )


def _root(path: Path) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(path.read_bytes(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SettingsError(
            "the XML is damaged, or defines entities",
            where=path.name,
            remedy="export the codebook again",
        ) from None
    if _kind(root) != "CodeBook":
        raise SettingsError(
            "not a REFI-QDA codebook", where=path.name, remedy="export it as codebook (.qdc)"
        )
    found: Element = root
    return found


def _kind(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(element: Element | None, kind: str) -> list[Element]:
    return [] if element is None else [child for child in element if _kind(child) == kind]


def _walk(root: Element) -> Iterator[_Told]:
    """All codes, depth first, as they stand in the file."""
    waiting: list[tuple[Element, _Told | None]]
    waiting = [
        (code, None) for all_ in _children(root, "Codes") for code in _children(all_, "Code")
    ]
    while waiting:
        element, parent = waiting.pop(0)
        name = " ".join(element.get("name", "").split())
        text = "".join(one.text or "" for one in _children(element, "Description")[:1])
        one = _Told(
            name,
            (*(parent.path if parent else ()), name),
            element.get("isCodable", "true").strip().lower() not in ("false", "0"),
            _colour(element.get("color", "")),
            _said(text),
            parent,
        )
        yield one
        waiting[:0] = [(below, one) for below in _children(element, "Code")]


def _colour(told: str) -> str:
    """`told` as #RRGGBB; what is no colour is left out.

    >>> _colour("#F80"), _colour("#1f77b4"), _colour("red")
    ('#FF8800', '#1f77b4', '')
    """
    if not re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", told):
        return ""
    return "#" + "".join(2 * sign for sign in told[1:]) if len(told) == _SHORT_COLOUR else told


def _said(description: str) -> dict[str, Any]:
    """Definition, and what stands below it under headings of ours."""
    said: dict[str, Any] = {}
    definition: list[str] = []
    into: list[str] = definition
    ours = _OURS.search(description) is not None
    for line in description.strip().splitlines():
        heading, colon, rest = line.strip().partition(":")
        if colon and not rest and heading in _LISTS:
            into = said.setdefault(_LISTS[heading], [])
        elif ours and rest and heading in _HEADINGS:
            said[_HEADINGS[heading]], into = rest.strip(), definition
        elif into is definition:
            into.append(line.strip())
        elif line.strip():
            into.append(line.strip().removeprefix("- "))
    return {"definition": "\n".join(definition).strip()} | said


def _name(told: list[_Told]) -> None:
    """Give each a short name: the one it tells, else its name as codings of projects have it.

    A name that two branches share is told with the names above it.
    """
    leaves = Counter(slug(one.name) for one in told)
    for number, one in enumerate(told, 1):
        own = slug(one.name)
        unique = own if leaves[own] == 1 else slug(" ".join(one.path))
        one.code = one.said.get("code") or one.said.get("group") or unique or f"code_{number}"


def slug(name: str) -> str:
    """A name in lower case, its words parted by underscores.

    >>> slug("Coke: full-fat")
    'coke_full_fat'
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NO_WORD.sub("_", plain).strip("_")


def _group(one: _Told) -> Group:
    above = one.parent.code if one.parent else ""
    return Group(
        one.code, one.said.get("label", one.name), one.said["definition"], above, one.colour
    )


def _code(one: _Told, file: str, principles: dict[str, str]) -> Code:
    said = {name: value for name, value in one.said.items() if name in _IN_XML}
    for item in said.pop("principles", []):
        code, _, title = item.partition(" ")
        principles[code] = title or code
        said.setdefault("principles", []).append(code)
    if "ordinal" in said:
        said["ordinal"] = True
    if one.said.get("label") is None:
        said |= {"label": one.code, "name": one.name or one.code}
    told = {
        **said,
        "code": one.code,
        "definition": one.said["definition"] or one.name or one.code,
        **({"parent": one.parent.code} if one.parent else {}),
        **({"colour": one.colour} if one.colour else {}),
    }
    return record(Code, told, f"{file}, code {one.code}")


def _whole(root: Element, path: Path) -> tuple[str, str, dict[str, str], int]:
    """Title, version, principles that no code speaks to, and how many sets of codes are others."""
    sets = [one for all_ in _children(root, "Sets") for one in _children(all_, "Set")]
    for one in sets:
        text = "".join(told.text or "" for told in _children(one, "Description")[:1])
        first, *more = text.strip().splitlines() or [""]
        if found := _VERSION.fullmatch(first.strip()):
            told = [
                line.removeprefix("- ").partition(" ") for line in more if line.startswith("- ")
            ]
            also = {code: title for code, _, title in told}
            return one.get("name", path.stem), found["version"], also, len(sets) - 1
    return path.stem, "1", {}, len(sets)


def _notes(told: list[_Told], sets: int) -> Iterator[str]:
    if bare := sum(one.codable and not one.said["definition"] for one in told):
        yield f"{bare} codes have no description; their names stand for it: write definitions."
    if sets:
        yield f"{sets} sets of codes are not read: a codebook has groups, and codes below codes."
