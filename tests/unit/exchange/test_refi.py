"""REFI-QDA projects of whatever program: read, checked, written, and nothing of them lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from insight.errors import SourceError
from insight.exchange import Node, Project, problems, project_of, read_project, write_project
from insight.exchange.refi import project_xml
from unit.exchange.invented import GUIDS, handed_over

SHARED = Path(__file__).parents[4] / "shared" / "data" / "qdpx"
SCHEMA = SHARED / "REFI-QDA_Project-mrt2019.xsd"
PROJECTS = sorted(SHARED.glob("*.qdpx"))
HEAD = '<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="p">'
GUID = "0f8a1907-7e42-4739-8610-a676b4d1b69f"


def archive(xml: str, **files: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.qde", xml)
        for name, raw in files.items():
            made.writestr(name, raw)
    return written.getvalue()


@pytest.mark.skipif(not PROJECTS, reason="no projects of other programs are here")
@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_a_project_of_another_program_is_the_same_after_a_round_trip(path: Path) -> None:
    first = read_project(path.read_bytes(), path.name)
    second = read_project(write_project(first), path.name)
    assert second == first
    assert write_project(second) == write_project(first)


def test_line_ends_blanks_and_signs_of_a_text_outlast_a_round_trip() -> None:
    words = ' \r\n<a> & "b"\t🚌 cafe\u0301\n '
    text = Node("PlainTextContent", text=words)
    told = {"guid": GUID, "name": 'x\n"y"\t<z>'}
    root = Node(
        "Project", {"name": "p"}, (Node("Sources", {}, (Node("TextSource", told, (text,)),)),)
    )
    project = Project(root, {"Sources/a.txt": b"\xff\x00"})
    assert read_project(write_project(project), "p") == project


def test_elements_of_other_namespaces_are_let_be() -> None:
    own = '<x:Own xmlns:x="urn:other" a="1"/><Description x:b="2" xmlns:x="urn:other"/>'
    root = read_project(archive(f"{HEAD}{own}</Project>"), "p").root
    assert [(one.name, one.attributes) for one in root.children] == [("Description", {})]


@pytest.mark.parametrize(
    "raw",
    [
        b"no archive",
        archive("<Project"),
        archive('<!DOCTYPE p [<!ENTITY a "b">]><Project>&a;</Project>'),
        archive('<!DOCTYPE p SYSTEM "file:///etc/passwd"><Project/>'),
        archive(HEAD + "</Project>", **{"../outside.txt": b"x"}),
        archive(HEAD + "</Project>", **{"Sources/bomb.txt": b"0" * 60_000_000}),
        archive("<CodeBook/>"),
        archive(HEAD + "<Code>" * 200 + "</Code>" * 200 + "</Project>"),
    ],
    ids=["no zip", "damaged", "entity", "dtd", "path", "bomb", "no project", "depth"],
)
def test_what_is_no_project_or_does_harm_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError):
        read_project(raw, "p.qdpx")


def changed(root: Node, name: str, change: Callable[[Node], Node]) -> Node:
    """`root` with `change` made to the first element called `name`."""
    done = False

    def walk(node: Node) -> Node:
        nonlocal done
        if node.name == name and not done:
            done = True
            return change(node)
        return Node(node.name, node.attributes, tuple(map(walk, node.children)), node.text)

    return walk(root)


def without(attribute: str) -> Callable[[Node], Node]:
    return lambda one: Node(
        one.name,
        {key: value for key, value in one.attributes.items() if key != attribute},
        one.children,
        one.text,
    )


def having(**told: str) -> Callable[[Node], Node]:
    return lambda one: Node(one.name, {**one.attributes, **told}, one.children, one.text)


def turned(one: Node) -> Node:
    return Node(one.name, one.attributes, one.children[::-1], one.text)


def emptied(one: Node) -> Node:
    return Node(one.name, one.attributes)


# Element, what is done to it, whether the schema can see it.
BROKEN = [
    ("Project", without("name"), True),
    ("Project", turned, True),
    ("Project", having(creationDateTime="yesterday"), True),
    ("Project", having(creationDateTime="2026-05-04T10:00:00+01:00"), None),
    ("Users", emptied, True),
    ("User", having(guid="1"), True),
    ("User", having(guid="{" + GUID + "}"), False),
    ("Code", having(color="blue"), True),
    ("Code", having(isCodable="perhaps"), True),
    ("Code", having(colour="#123456"), True),
    ("Variable", having(typeOfVariable="Colour"), True),
    ("PlainTextSelection", having(startPosition="x"), True),
    ("PlainTextSelection", having(endPosition="99999"), False),
    ("PlainTextSelection", having(startPosition="-1"), False),
    ("Coding", emptied, True),
    ("Coding", having(creatingUser=GUID), False),
    ("CodeRef", having(targetGUID=GUID), False),
    ("TextSource", having(plainTextPath="internal://gone.txt"), False),
    ("BooleanValue", lambda one: Node(one.name, text="maybe"), True),
    ("IntegerValue", lambda one: Node(one.name, text="1.5"), True),
    ("Note", having(guid=GUIDS.of("user", "machine")), False),
]


@pytest.mark.parametrize(("name", "change", "seen"), BROKEN)
def test_our_check_sees_what_the_schema_sees_and_what_it_cannot(
    name: str, change: Callable[[Node], Node], seen: bool | None
) -> None:
    whole = project_of(handed_over(), GUIDS)
    broken = Project(changed(whole.root, name, change), whole.files)

    assert bool(problems(broken)) == (seen is not None)
    if SCHEMA.is_file():
        from lxml import etree

        schema = etree.XMLSchema(etree.parse(SCHEMA))
        assert schema.validate(etree.fromstring(project_xml(broken.root))) == (not seen)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the published schema is not here")
def test_the_check_knows_the_attributes_and_elements_of_the_published_schema() -> None:
    from lxml import etree

    from insight.exchange.refi.grammar import KINDS

    space = {"x": "http://www.w3.org/2001/XMLSchema"}
    tree = etree.parse(SCHEMA)
    types = {one.get("name"): one for one in tree.iterfind("x:complexType", space)}
    elements = {one.get("name"): one.get("type") for one in tree.iterfind(".//x:element", space)}
    assert set(KINDS) == set(elements)
    for name, kind in elements.items():
        if kind in types:
            told = {
                one.get("name"): one.get("use")
                for one in types[kind].iterfind("x:attribute", space)
            }
            assert set(KINDS[name].attributes) == set(told)
            assert KINDS[name].needed == {key for key, use in told.items() if use == "required"}
