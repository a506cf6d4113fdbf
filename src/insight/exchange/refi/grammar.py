"""What a REFI-QDA project may hold: each kind of element, its attributes, what stands below it.

    Rotterdam Exchange Format Initiative (2019), REFI-QDA project exchange 1.0, www.qdasoftware.org

Written from the published schema, so that what is written can be checked where the schema itself
is not at hand. A name means the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NAMESPACE = "urn:QDA-XML:project:1.0"
_HEX = "[0-9a-fA-F]"
_GUID = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"

TYPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.DOTALL)
    for name, pattern in {
        "string": ".*",
        "guid": rf"\s*(?:{_GUID}|\{{{_GUID}\}})\s*",
        "colour": rf"\s*#(?:{_HEX}{{6}}|{_HEX}{{3}})\s*",
        "boolean": r"\s*(?:true|false|0|1)\s*",
        "integer": r"\s*[+-]?\d+\s*",
        "decimal": r"\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*",
        "date": rf"\s*{_DAY}{_ZONE}\s*",
        "dateTime": rf"\s*{_DAY}T(?:[01]\d|2[0-4]):[0-5]\d:[0-5]\d(?:\.\d+)?{_ZONE}\s*",
        "variable": "Text|Boolean|Integer|Float|Date|DateTime",
        "direction": "Associative|OneWay|Bidirectional",
        "shape": "Person|Oval|Rectangle|RoundedRectangle|Star|(?:Left|Right|Up|Down)Triangle|Note",
        "line": "dotted|dashed|solid",
    }.items()
}


@dataclass(frozen=True)
class Kind:
    """An element: its attributes by the name of their type, those it must have, and its content.

    `content` matches the names of its children, each followed by a comma; None where it holds
    characters instead, of the type `text`.
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    content: re.Pattern[str] | None = None
    text: str = ""


_BY = "creatingUser:guid creationDateTime:dateTime modifyingUser:guid modifiedDateTime:dateTime"
_MEDIUM = f"guid!:guid name path currentPath {_BY}"
_AREA = "firstX!:integer firstY!:integer secondX!:integer secondY!:integer"
_MARKED = "Description? Coding* NoteRef*"
_ABOUT = "Coding* NoteRef* VariableValue*"
_ELEMENTS = {
    "Project": (
        "name! origin creatingUserGUID:guid creationDateTime:dateTime modifyingUserGUID:guid "
        "modifiedDateTime:dateTime basePath",
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? "
        "NoteRef*",
    ),
    "Users": ("", "User+"),
    "User": ("guid!:guid name id", ""),
    "CodeBook": ("", "Codes"),
    "Codes": ("", "Code+"),
    "Code": (
        "guid!:guid name! isCodable!:boolean color:colour",
        "Description? NoteRef* Code*",
    ),
    "Variables": ("", "Variable+"),
    "Variable": ("guid!:guid name! typeOfVariable!:variable", "Description?"),
    "VariableValue": (
        "",
        "VariableRef (TextValue|BooleanValue|IntegerValue|FloatValue|DateValue|DateTimeValue)?",
    ),
    "Cases": ("", "Case+"),
    "Case": (
        "guid!:guid name",
        "Description? CodeRef* VariableValue* SourceRef* SelectionRef*",
    ),
    "Sources": ("", "(TextSource|PictureSource|PDFSource|AudioSource|VideoSource)+"),
    "PlainTextSelection": (
        f"guid!:guid name startPosition!:integer endPosition!:integer {_BY}",
        _MARKED,
    ),
    "PictureSource": (
        _MEDIUM,
        f"Description? TextDescription? PictureSelection* {_ABOUT}",
    ),
    "PictureSelection": (f"guid!:guid name {_AREA} {_BY}", _MARKED),
    "PDFSource": (_MEDIUM, f"Description? PDFSelection* Representation? {_ABOUT}"),
    "PDFSelection": (
        f"guid!:guid name page!:integer {_AREA} {_BY}",
        "Description? Representation? Coding* NoteRef*",
    ),
    "AudioSource": (_MEDIUM, f"Description? Transcript* AudioSelection* {_ABOUT}"),
    "AudioSelection": (f"guid!:guid name begin!:integer end!:integer {_BY}", _MARKED),
    "VideoSource": (_MEDIUM, f"Description? Transcript* VideoSelection* {_ABOUT}"),
    "VideoSelection": (f"guid!:guid name begin!:integer end!:integer {_BY}", _MARKED),
    "Transcript": (
        f"guid!:guid name richTextPath plainTextPath {_BY}",
        "Description? PlainTextContent? SyncPoint* TranscriptSelection* NoteRef*",
    ),
    "TranscriptSelection": (
        f"guid!:guid name fromSyncPoint:guid toSyncPoint:guid {_BY}",
        _MARKED,
    ),
    "SyncPoint": ("guid!:guid timeStamp:integer position:integer", ""),
    "Coding": ("guid!:guid creatingUser:guid creationDateTime:dateTime", "CodeRef NoteRef*"),
    "Notes": ("", "Note+"),
    "Links": ("", "Link+"),
    "Link": (
        "guid!:guid name direction:direction color:colour originGUID:guid targetGUID:guid",
        "NoteRef*",
    ),
    "Sets": ("", "Set+"),
    "Set": ("guid!:guid name!", "Description? MemberCode* MemberSource* MemberNote*"),
    "Graphs": ("", "Graph+"),
    "Graph": ("guid!:guid name", "Vertex* Edge*"),
    "Vertex": (
        "guid!:guid representedGUID:guid name firstX!:integer firstY!:integer secondX:integer "
        "secondY:integer shape:shape color:colour",
        "",
    ),
    "Edge": (
        "guid!:guid representedGUID:guid name sourceVertex!:guid targetVertex!:guid color:colour "
        "direction:direction lineStyle:line",
        "",
    ),
    **dict.fromkeys(
        ("TextSource", "TextDescription", "Representation", "Note"),
        (
            f"guid!:guid name richTextPath plainTextPath {_BY}",
            f"Description? PlainTextContent? PlainTextSelection* {_ABOUT}",
        ),
    ),
}
_TEXTS = {
    "Description": "string",
    "PlainTextContent": "string",
    "TextValue": "string",
    "BooleanValue": "boolean",
    "IntegerValue": "integer",
    "FloatValue": "decimal",
    "DateValue": "date",
    "DateTimeValue": "dateTime",
}
TARGETS: Mapping[str, frozenset[str]] = {
    "NoteRef": frozenset({"Note"}),
    "MemberNote": frozenset({"Note"}),
    "CodeRef": frozenset({"Code"}),
    "MemberCode": frozenset({"Code"}),
    "SourceRef": frozenset(
        {"TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"}
    ),
    "MemberSource": frozenset(
        {"TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"}
    ),
    "SelectionRef": frozenset(
        {
            "PlainTextSelection",
            "PictureSelection",
            "PDFSelection",
            "AudioSelection",
            "VideoSelection",
            "TranscriptSelection",
        }
    ),
    "VariableRef": frozenset({"Variable"}),
}
"""What each reference leads to, by the name of the reference."""
USERS = frozenset({"creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID"})
"""Attributes that lead to a user."""
PATHS = frozenset({"plainTextPath", "richTextPath", "path"})
"""Attributes that lead to a file."""


def _kind(attributes: str, content: str) -> Kind:
    told = [one.partition(":") for one in attributes.split()]
    names = re.sub(r"\w+", r"(?:\g<0>,)", content).replace(" ", "")
    return Kind(
        {name.rstrip("!"): kind or "string" for name, _, kind in told},
        frozenset(name.rstrip("!") for name, _, _ in told if name.endswith("!")),
        re.compile(names),
    )


KINDS: Mapping[str, Kind] = {
    **{name: _kind(*told) for name, told in _ELEMENTS.items()},
    **{name: Kind(text=told) for name, told in _TEXTS.items()},
    **{name: _kind("targetGUID!:guid", "") for name in TARGETS},
}
"""Every element that there may be, by its name."""
