"""docs/architecture.md names the rooms that the house has, and no others."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "insight"
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rooms_built() -> set[str]:
    """Packages, by a stroke at the end, and top-level modules of `insight`."""
    packages = {f"{p.name}/" for p in HOUSE.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    return packages | {p.name for p in HOUSE.glob("*.py") if not p.name.startswith("__")}


def rooms_described() -> set[str]:
    """First cells of the table under "Rooms and corridor"."""
    section = DOCUMENT.split("\n## Rooms and corridor\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE))


def test_every_room_is_described_and_every_described_room_is_there() -> None:
    assert rooms_built() == rooms_described()


def test_the_layers_in_words_are_those_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["type"] == "layers"]
    section = DOCUMENT.split("\n## Who may import whom\n")[1].split("\n## ")[0]
    told = re.findall(r"^\d+\. (.+?)(?:: .*)?$", section, flags=re.MULTILINE)

    assert [one.replace("`", "").split(", ") for one in told] == [
        layer.split(" | ") for layer in layers
    ]
