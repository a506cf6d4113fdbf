"""The fenced examples of README.md, SECURITY.md and docs/, as they stand there.

A comment before a block says what is not in it:

* `<!-- with: the files of the tutorial -->` or `<!-- with: the finished study of the tutorial -->`
  puts these into the folder in which the page's examples are tried;
* `<!-- not run: why -->` or `<!-- not run, insight review: why -->` takes the block, or its lines
  that begin so, out of what is run. Commands are held against the command line's grammar all the
  same, TOML is read and Python compiled.
"""

from __future__ import annotations

import ast
import doctest
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer.core
import typer.main
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from insight.cli import app
from insight.coding import read_codebook
from insight.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")],
    key=lambda page: str(page.relative_to(ROOT)),
)
TUTORIAL = ROOT / "docs" / "tutorial.md"
PARSED = MarkdownIt("commonmark").enable("table")
_NOT_RUN = re.compile(r"<!-- not run(?:, (?P<lines>[^:]+))?: (?P<why>.+?) -->")
_WITH = re.compile(r"<!-- with: (the files|the finished study) of the tutorial -->")
_TITLE = re.compile(r'title="([^"]+)"')
_LEAST: dict[str, Any] = {
    "study": {"title": "A study"},
    "source": [{"name": "survey", "files": "survey.csv", "sampling": "census"}],
}


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is written in, its file if it has one, what comments say of it."""

    language: str
    title: str
    text: str
    line: int
    comments: str

    @property
    def put(self) -> str:
        """What is to lie in the folder before: "the files", "the finished study", or nothing."""
        told = _WITH.search(self.comments)
        return told[1] if told else ""

    def spared(self, line: str = "") -> bool:
        """Whether a comment gives a reason for not running the block, or `line` of it."""
        told = _NOT_RUN.finditer(self.comments)
        return any(one["lines"] is None or line.startswith(one["lines"]) for one in told)


def blocks(page: Path) -> list[Block]:
    """The code of `page` in order, indented blocks (without a language) too."""
    found: list[Block] = []
    comments = ""
    for token in PARSED.parse(page.read_text("utf-8")):
        if token.type in ("fence", "code_block"):
            language = token.info.split()[0] if token.info else ""
            title = _TITLE.search(token.info)
            line = (token.map or [0])[0] + 1
            found.append(Block(language, title[1] if title else "", token.content, line, comments))
        comments = comments + token.content if token.type == "html_block" else ""
    return found


def spans(page: Path) -> Iterator[str]:
    """Commands that stand between words, without commas: `insight codes import FILE`."""
    for token in PARSED.parse(page.read_text("utf-8")):
        for child in token.children or []:
            if child.type == "code_inline" and re.match(r"insight [a-z]", child.content):
                yield child.content


def grammar(words: list[str]) -> tuple[Any, list[str]]:
    """The verb that `words` after `insight` name, and what is left of them; KeyError for none."""
    command = typer.main.get_command(app)
    while isinstance(command, typer.core.TyperGroup) and words:
        command, words = command.commands[words[0].rstrip(",")], words[1:]
    return command, words


def unknown_options(words: list[str]) -> list[str]:
    """Options among `words` that their verb does not have."""
    verb, rest = grammar(words)
    known = {name for one in verb.params for name in one.opts} | {"--help"}
    asked = [word.split("=")[0].rstrip(",") for word in rest if word.startswith("--")]
    return [word for word in asked if word not in known]


class Reader:
    """Somebody who does what a page says, in an empty folder; AssertionError where it fails."""

    def __init__(self, folder: Path, finished: Path | None) -> None:
        self._folder = folder
        self._finished = finished
        self._names: dict[str, Any] = {}

    def do(self, block: Block) -> None:
        """Try one block. The current folder is that of the reader."""
        if block.put == "the files":
            write_files(TUTORIAL, self._folder)
        elif block.put:
            assert self._finished is not None
            shutil.copytree(self._finished, self._folder / "my-study", dirs_exist_ok=True)
        if block.title:
            write(block, self._folder)
        tried = {"sh": self._commands, "python": self._python, "toml": self._toml}
        if block.language in tried:
            tried[block.language](block)
        elif not block.title:
            assert block.spared(), f"line {block.line}: say why this is not run"

    def _commands(self, block: Block) -> None:
        for line in filter(None, block.text.splitlines()):
            words = shlex.split(line, comments=True)
            if words[:1] != ["insight"]:
                assert block.spared(line), f"line {block.line}: say why `{line}` is not run"
                continue
            verb, rest = grammar(words[1:])
            verb.make_context(words[1], list(rest))
            if not block.spared(line):
                done = CliRunner().invoke(app, words[1:], catch_exceptions=False)
                assert done.exit_code == 0, f"`{line}` ends with {done.exit_code}: {done.output}"

    def _python(self, block: Block) -> None:
        if ">>> " in block.text:
            test = doctest.DocTestParser().get_doctest(
                block.text, self._names, "example", None, block.line
            )
            told: list[str] = []
            runner = doctest.DocTestRunner()
            failed, _ = runner.run(test, out=told.append, clear_globs=False)
            assert not failed, "".join(told)
            self._names = test.globs
        elif block.spared():
            ast.parse(block.text)
        else:
            exec(compile(block.text, f"line {block.line}", "exec"), self._names)

    def _toml(self, block: Block) -> None:
        told = tomllib.loads(block.text)
        if "code" in told:
            codebook = self._folder / "example.toml"
            codebook.write_text(block.text, "utf-8")
            assert read_codebook(codebook).codes
        else:
            Settings.model_validate(_LEAST | told)


def write(block: Block, folder: Path) -> None:
    """Save the file that a block is."""
    path = folder / block.title
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, "utf-8")


def write_files(page: Path, folder: Path) -> None:
    """Save all files that `page` shows."""
    for block in blocks(page):
        if block.title:
            write(block, folder)
