"""What every error of the program may say: the place, counts, our own words, and nothing else.

Each expression that goes into the message of an error stands in `what_errors_say.txt`, below the
reason why it holds no words of a person. A new one is judged by whoever adds it, and added there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "insight"
REVIEWED = Path(__file__).parent / "what_errors_say.txt"
Function = ast.FunctionDef | ast.AsyncFunctionDef


# Counts, and vocabularies of our own, which are constants in capitals.
HARMLESS = re.compile(
    r"(?:len|int|sum)\(.*\)|count|_?[A-Z][A-Z_]*(?:\[.*\]|\.get\(.*\))?"
    r"|', '\.join\((?:sorted\()?\(?(?:[*, ]*_?[A-Z][A-Z_]*)+\)*"
)


def reviewed() -> set[str]:
    lines = REVIEWED.read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


TREES = {path: ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def error_classes() -> set[str]:
    """Names of InsightError and all classes below it."""
    found = {"InsightError"}
    bases = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    while more := {name for name, below in bases if below & found} - found:
        found |= more
    return found


ERRORS = error_classes()


def returning(tree: ast.Module) -> set[str]:
    """Functions of a module that return an error."""
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and node.returns is not None
        and {one.id for one in ast.walk(node.returns) if isinstance(one, ast.Name)} & ERRORS
    }


EVERYWHERE = {name for tree in TREES.values() for name in returning(tree)}


def makers(tree: ast.Module) -> set[str]:
    """The error classes, and functions of the module, or imported into it, that return an error."""
    imported = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    return ERRORS | returning(tree) | (imported & EVERYWHERE)


def parts(value: ast.expr, local: dict[str, list[ast.expr]], seen: frozenset[str]) -> Iterator[str]:
    """The expressions that `value` puts into a text; names of the function are followed."""
    if isinstance(value, ast.Constant):
        return
    if isinstance(value, ast.JoinedStr):
        inner = [one.value for one in value.values if isinstance(one, ast.FormattedValue)]
    elif isinstance(value, ast.IfExp):
        inner = [value.body, value.orelse]
    elif isinstance(value, ast.BinOp):
        inner = [value.left, value.right]
    elif isinstance(value, ast.Name) and value.id in local and value.id not in seen:
        inner, seen = local[value.id], seen | {value.id}
    else:
        yield ast.unparse(value)
        return
    for one in inner:
        yield from parts(one, local, seen)


def said() -> dict[str, str]:
    """Expression -> where one error says it."""
    found: dict[str, str] = {}
    for path, tree in TREES.items():
        made_by = makers(tree)
        for function in [node for node in ast.walk(tree) if isinstance(node, Function)]:
            local: dict[str, list[ast.expr]] = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    local.setdefault(node.targets[0].id, []).append(node.value)
            for node in ast.walk(function):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in made_by
                ):
                    for told in [*node.args, *(one.value for one in node.keywords)]:
                        for one in parts(told, local, frozenset()):
                            found.setdefault(one, f"{path.relative_to(SOURCE)}:{node.lineno}")
    return found


def test_errors_say_nothing_that_nobody_has_judged():
    known = reviewed()
    new = {one: place for one, place in said().items() if one not in known}
    assert {one: place for one, place in new.items() if not HARMLESS.fullmatch(one)} == {}


def test_an_error_that_replaces_another_does_not_bring_it_along():
    # The other one may quote what it stumbled over: "could not convert string to float: ...".
    loud = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path, tree in TREES.items()
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        for node in ast.walk(handler)
        if isinstance(node, ast.Raise) and node.exc is not None
        if not (isinstance(node.cause, ast.Constant) and node.cause.value is None)
    ]
    assert loud == []


def test_logs_and_warnings_say_no_more_than_errors_may():
    loud = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in ("print", "warnings.warn") or re.match(r"log(ger)?\.", called):
                told = [one for each in node.args for one in parts(each, {}, frozenset())]
                loud += [
                    f"{path.relative_to(SOURCE)}:{node.lineno}"
                    for one in told
                    if one not in reviewed() and not HARMLESS.fullmatch(one)
                ]
    assert loud == []
