"""Projects as programs write them, made for tests: REFI-QDA XML, and the sources beside it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

ANN, BEA = "Ann Able", "Bea Best"


def guid(*names: object) -> str:
    """The same guid for the same names."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, names)))).upper()


@dataclass(frozen=True)
class Mark:
    """A selection: what the program counts, its name, and (code, coder) pairs given to it."""

    start: int
    end: int
    name: str | None = None
    given: tuple[tuple[str, str], ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Text:
    """A source: its name, the bytes of its file (or its text, inline), what is marked in it."""

    name: str
    content: bytes | str
    marks: Sequence[Mark] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    whole: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Person:
    """A case: names of the texts it holds, and (text, number) of the selections."""

    name: str | None
    variables: Mapping[str, str] = field(default_factory=dict)
    texts: Sequence[str] = ()
    selections: Sequence[tuple[str, int]] = ()


def qde(
    texts: Iterable[Text],
    codes: Sequence[str] = (),
    people: Sequence[Person] = (),
    origin: str = "test",
    more: str = "",
) -> str:
    """The XML of a project. A code below another is written `above/below`."""
    texts = list(texts)
    variables = sorted({name for one in (*texts, *people) for name in one.variables})
    parts = [
        "<Users>"
        + "".join(f"<User guid={_q(guid('user', u))} name={_q(u)}/>" for u in (ANN, BEA))
        + "</Users>",
        f"<CodeBook><Codes>{_codes(codes, '')}</Codes></CodeBook>" if codes else "",
        "<Variables>" + "".join(map(_variable, variables)) + "</Variables>" if variables else "",
        "<Cases>" + "".join(map(_case, people)) + "</Cases>" if people else "",
        "<Sources>" + "".join(map(_text, texts)) + "</Sources>" if texts else "",
        more,
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" '
        f'name="p" origin={_q(origin)}>{"".join(parts)}</Project>'
    )


def qdpx(
    xml: str, texts: Iterable[Text] = (), folder: str = "Sources", name: str = "project.qde"
) -> bytes:
    """The archive of a project."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, xml)
        for text in texts:
            if isinstance(text.content, bytes):
                made.writestr(f"{folder}/{guid('file', text.name)}.txt", text.content)
    return written.getvalue()


def _q(text: object) -> str:
    return quoteattr(str(text))


def _codes(codes: Sequence[str], above: str) -> str:
    here = [c for c in codes if c.startswith(above) and "/" not in c[len(above) :]]
    return "".join(
        f'<Code guid={_q(guid("code", c))} name={_q(c[len(above) :])} isCodable="true">'
        f"{_codes(codes, c + '/')}</Code>"
        for c in here
    )


def _variable(name: str) -> str:
    return f'<Variable guid={_q(guid("variable", name))} name={_q(name)} typeOfVariable="Text"/>'


def _values(told: Mapping[str, str]) -> str:
    return "".join(
        f"<VariableValue><VariableRef targetGUID={_q(guid('variable', name))}/>"
        f"<TextValue>{escape(value)}</TextValue></VariableValue>"
        for name, value in told.items()
    )


def _case(person: Person) -> str:
    name = f" name={_q(person.name)}" if person.name else ""
    own = guid("code", f"case {person.name}")
    return (
        f"<Case guid={_q(own)}{name}>{_values(person.variables)}"
        + "".join(f"<SourceRef targetGUID={_q(guid('text', t))}/>" for t in person.texts)
        + "".join(
            f"<SelectionRef targetGUID={_q(guid('selection', t, n))}/>"
            for t, n in person.selections
        )
        + "</Case>"
    )


def _codings(place: object, given: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<Coding guid={_q(guid('coding', place, *pair))} creatingUser={_q(guid('user', pair[1]))}"
        ' creationDateTime="2026-03-02T10:11:12Z">'
        f"<CodeRef targetGUID={_q(guid('code', pair[0]))}/></Coding>"
        for pair in given
    )


def _text(text: Text) -> str:
    path = ""
    inline = ""
    if isinstance(text.content, bytes):
        path = f' plainTextPath="internal://{guid("file", text.name)}.txt"'
    else:
        inline = f"<PlainTextContent>{escape(text.content)}</PlainTextContent>"
    marks = "".join(
        f"<PlainTextSelection guid={_q(guid('selection', text.name, number))}"
        + (f" name={_q(mark.name)}" if mark.name is not None else "")
        + f' startPosition="{mark.start}" endPosition="{mark.end}">'
        + (f"<Description>{escape(mark.comment)}</Description>" if mark.comment else "")
        + _codings((text.name, number), mark.given)
        + "</PlainTextSelection>"
        for number, mark in enumerate(text.marks)
    )
    return (
        f"<TextSource guid={_q(guid('text', text.name))} name={_q(text.name)}{path}>{inline}{marks}"
        f"{_codings(text.name, text.whole)}{_values(text.variables)}</TextSource>"
    )
