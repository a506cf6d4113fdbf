"""Styles of a Word file -> what of them matters here: headings, lists, bold and hidden text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from insight.corpus.formats.files.trees import Element, child, name_of, told

_HEADINGS = ("heading", "title", "subtitle")
_OFF = ("0", "false", "off", "none")
_BODY_LEVEL = 9
_DEEPEST = 20


@dataclass(frozen=True)
class Style:
    """What a style says of the text that has it."""

    bold: bool = False
    hidden: bool = False
    is_heading: bool = False
    is_listed: bool = False
    is_contents: bool = False

    def with_paragraph(self, properties: Element | None) -> Style:
        """The style, changed by the properties of a paragraph itself."""
        if properties is None:
            return self
        return replace(
            self,
            is_heading=_has_level(properties, self.is_heading),
            is_listed=_is_in_list(properties, self.is_listed),
        )


def is_on(properties: Element | None, name: str, default: bool) -> bool:
    """Whether a switch such as `b` is on; `default` where nothing is said."""
    switch = child(properties, name)
    return default if switch is None else told(switch, "val") not in _OFF


def styles_in(root: Element) -> dict[str, Style]:
    """Styles by their id; that of paragraphs without one by the empty id."""
    elements = {told(one, "styleId"): one for one in root if name_of(one) == "style"}
    defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
    plain = Style(bold=is_on(defaults, "b", default=False))
    found: dict[str, Style] = {}
    for name in elements:
        style = plain if told(elements[name], "type") == "paragraph" else Style()
        for element in _lineage(name, elements):
            style = _changed(style, element)
        found[name] = style
        if told(elements[name], "default") in ("1", "true") and (
            told(elements[name], "type") == "paragraph"
        ):
            found[""] = style
    return found


def _lineage(name: str, elements: dict[str, Element]) -> list[Element]:
    """The style and those that it is based on, the most general first."""
    line: list[Element] = []
    while name in elements and len(line) < _DEEPEST:
        line.append(elements[name])
        name = told(child(elements[name], "basedOn"), "val")
    return line[::-1]


def _changed(style: Style, element: Element) -> Style:
    name = told(child(element, "name"), "val").lower()
    letters, properties = child(element, "rPr"), child(element, "pPr")
    is_heading = style.is_heading or name.startswith(_HEADINGS)
    return Style(
        bold=is_on(letters, "b", default=style.bold),
        hidden=is_on(letters, "vanish", default=style.hidden),
        is_heading=is_heading if properties is None else _has_level(properties, is_heading),
        is_listed=style.is_listed
        if properties is None
        else _is_in_list(properties, style.is_listed),
        is_contents=style.is_contents or name.startswith("toc "),
    )


def _has_level(properties: Element, default: bool) -> bool:
    level = told(child(properties, "outlineLvl"), "val")
    return int(level) < _BODY_LEVEL if level.isdigit() else default


def _is_in_list(properties: Element, default: bool) -> bool:
    numbering = child(properties, "numPr")
    if numbering is None:
        return default
    # The list number 0 takes a paragraph out of the list of its style.
    return told(child(numbering, "numId"), "val", "1") != "0"
