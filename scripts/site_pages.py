"""Pages of the documentation site that are made, not written: a hook of mkdocs.yml.

They are the papers that lie elsewhere in the repository, the list of decisions, every verb of the
command line, the commented study.toml, and what each room offers in Python. A link between papers
is led to its page, so that it works on the site and where the repository is read as files.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

import typer.core
import typer.main
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "src" / "insight"
ELSEWHERE = {
    "GLOSSARY.md": "glossary.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "training/README.md": "detector/training.md",
    "training/MODEL_CARD.md": "detector/model-card.md",
    "training/DATA_STATEMENT.md": "detector/data-statement.md",
    "data/raw/README.md": "demonstration/study.md",
    "data/raw/COUNTS.md": "demonstration/counts.md",
    "data/raw/PLANTED.md": "demonstration/planted.md",
    "data/raw/CHECKED.md": "demonstration/checked.md",
    "data/raw/marked/README.md": "demonstration/marked.md",
    "data/raw/reference/README.md": "demonstration/reference.md",
}
"""Papers that are not in docs/, and their pages."""
DECISIONS = "docs/decisions"
ROOMS = {
    "study": "A study, and what can be done with it",
    "corpus": "Files to documents, speakers, segments",
    "anonymise": "De-identification",
    "themes": "Candidate themes",
    "coding": "Codebook, codings, agreement",
    "places": "Postcodes, areas, deprivation",
    "inequality": "Statistics",
    "disclosure": "What may leave",
    "report": "The report",
    "exchange": "Other programs' formats",
    "settings": "study.toml",
    "schemas": "Tables",
    "store": "Files, key, ledger",
    "errors": "Errors",
}
"""What a notebook or another program may import, and its heading."""
_LINK = re.compile(r"(?<=\]\()(?P<path>[^)#\s:]+)(?P<part>#[^)\s]*)?(?=\))")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the decisions in the navigation, whose entry in mkdocs.yml is the folder alone."""
    config.nav = listed(config.nav)
    return config


def listed(entry: Any) -> Any:
    """`entry` of the navigation with each decision in the place of their folder."""
    if isinstance(entry, dict):
        return {name: listed(one) for name, one in entry.items()}
    if not isinstance(entry, list):
        return entry
    folder = "decisions/"
    each = [f"{folder}{at.name}" for at in sorted((ROOT / DECISIONS).glob("*.md"))]
    return [row for one in entry for row in (each if one == folder else [listed(one)])]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made."""
    for at, page in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(ROOT / at).read_text("utf-8")))
    for page, text in made():
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links between papers of the repository to their pages."""
    here = page.file.src_uri
    lies = next((at for at, to in ELSEWHERE.items() if to == here), f"docs/{here}")

    def led(link: re.Match[str]) -> str:
        wanted = normpath(str(PurePosixPath(lies).parent / link["path"]))
        if wanted == DECISIONS:
            to = "decisions/index.md"
        elif wanted in ELSEWHERE:
            to = ELSEWHERE[wanted]
        elif wanted.startswith("docs/"):
            to = wanted.removeprefix("docs/")
        else:
            raise PluginError(f"{lies}: no page of the site is made of {wanted}")
        return relpath(to, PurePosixPath(here).parent) + (link["part"] or "")

    return _LINK.sub(led, markdown)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the search its name, which the theme leaves out, for those who hear the page."""
    return output.replace('role="dialog">', 'role="dialog" aria-label="Search">', 1)


def made() -> Iterator[tuple[str, str]]:
    """Each made page with its Markdown."""
    yield "decisions/index.md", decisions()
    yield "command-line.md", command_line()
    yield "settings.md", settings()
    yield "api/index.md", rooms()
    for room, heading in ROOMS.items():
        yield f"api/{room}.md", offered(room, heading)


def decisions() -> str:
    """The decisions by number and title."""
    told = sorted((ROOT / DECISIONS).glob("*.md"))
    rows = [f"| {at.stem[:4]} | [{title(at)}]({at.name}) |" for at in told]
    head = "# Decisions\n\nWhat was chosen, instead of what, and the figures that decided it.\n"
    return "\n".join([head, "| number | decision |", "|---|---|", *rows, ""])


def title(paper: Path) -> str:
    """The first heading of a paper."""
    return paper.read_text("utf-8").splitlines()[0].removeprefix("# ")


def settings() -> str:
    """The study.toml that `insight new` writes, with every key."""
    told = (HOUSE / "study" / "templates" / "study.toml").read_text("utf-8")
    head = "# study.toml\n\n`insight new` writes this file. It is the whole list of settings.\n"
    return f"{head}\n```toml\n{told}```\n"


def command_line() -> str:
    """Every verb, from the program's own help."""
    from insight.cli import app

    head = (
        "# The command line\n\nExit codes: 0 done; 1 you can mend it, and the message says how; "
        "2 wrong usage; 70 a bug of ours.\n"
    )
    return "\n".join([head, *verbs(typer.main.get_command(app), "insight")])


def verbs(command: Any, name: str) -> Iterator[str]:
    """Markdown of `command`, or of all verbs in it."""
    if isinstance(command, typer.core.TyperGroup):
        for verb, inner in command.commands.items():
            yield from verbs(inner, f"{name} {verb}")
        return
    yield f"## {name}\n\n{cleaned(command.help)}\n"
    if command.epilog:
        yield f"{cleaned(command.epilog)}\n"
    told = [told_of(parameter) for parameter in command.params if not parameter.hidden]
    if told:
        yield "\n".join(["| word | what it is |", "|---|---|", *told, ""])


def told_of(parameter: Any) -> str:
    """One row of a verb's table."""
    option = isinstance(parameter, typer.core.TyperOption)
    words = [", ".join(parameter.opts)] if option else []
    words += (
        [parameter.metavar] if parameter.metavar else [] if option else [parameter.name.upper()]
    )
    must = " Must be told." if option and parameter.required else ""
    told = cleaned(parameter.help).replace("|", r"\|")
    return f"| `{' '.join(words)}` | {told}{must} |"


def cleaned(text: str | None) -> str:
    """Help in one piece."""
    return " ".join((text or "").split())


def rooms() -> str:
    """What a notebook can import."""
    head = (
        "# Python\n\nTables in, tables out: functions take data frames and return new ones. "
        "`from insight import Study` is where to begin; every room can be used by itself.\n"
    )
    rows = [f"| [`insight.{room}`]({room}.md) | {heading} |" for room, heading in ROOMS.items()]
    return "\n".join([head, "| import | what it is |", "|---|---|", *rows, ""])


def offered(room: str, heading: str) -> str:
    """The page of one room: its own words, and the functions and classes in its `__all__`."""
    if not (HOUSE / room).is_dir():
        return f"# {heading}\n\n::: insight.{room}\n"
    tree = parsed(f"insight.{room}")
    (names,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    parts = [f"::: {home(f'insight.{room}', name)}\n" for name in names if not name.isupper()]
    return "\n".join([f"# {heading}\n\n{ast.get_docstring(tree) or ''}\n", *parts])


def home(module: str, name: str) -> str:
    """Where `name`, which `module` offers, is defined: a function may be named as its file."""
    for node in parsed(module).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("insight"):
            for imported in node.names:
                if name == (imported.asname or imported.name):
                    return home(node.module, imported.name)
    return f"{module}.{name}"


def parsed(module: str) -> ast.Module:
    """The source of a module or package of ours."""
    at = HOUSE.parent.joinpath(*module.split("."))
    file = at / "__init__.py" if at.is_dir() else at.with_suffix(".py")
    return ast.parse(file.read_text("utf-8"))
