"""A run's RO-Crate keeps the rules of the specification, 1.1, and agrees with the manifest.

The rules are written out here from https://www.researchobject.org/ro-crate/specification/1.1.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest

from insight.store import Manifest
from insight.store.crate import Described, crate, write_crate
from insight.store.manifest import KEYED

MANIFEST = Manifest(
    seed=7,
    tables={"themes": "aa"},
    inputs={"talks": "bb"},
    release="r-1",
    draft=False,
    files={"source talks": ["c1", "c2"]},
    settings={"themes.number": "auto", "study.controller": f"{KEYED}dd", "study.seed": 7},
    models={"package/model": "ee"},
)
STUDY = Described("An invented study", "An invented council", "2026-05-13")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in ("manifest.json", "tables/themes.parquet", "released/the themes.csv", ".hidden"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(place, "utf-8")
    return tmp_path


@pytest.fixture
def graph(folder: Path) -> dict[str, dict]:
    write_crate(crate(MANIFEST, STUDY, folder), folder / "ro-crate-metadata.json")
    told = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    assert "https://w3id.org/ro/crate/1.1/context" in told["@context"]
    ids = [one["@id"] for one in told["@graph"]]
    assert len(ids) == len(set(ids)), "every entity stands once"
    return {one["@id"]: one for one in told["@graph"]}


def references(value: object) -> list[str]:
    if isinstance(value, list):
        return [one for each in value for one in references(each)]
    return [value["@id"]] if isinstance(value, dict) else []


def test_descriptor_and_root_are_as_the_specification_asks(graph: dict[str, dict]):
    about = graph["ro-crate-metadata.json"]
    assert about["@type"] == "CreativeWork"
    assert about["about"] == {"@id": "./"}
    assert about["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert root["datePublished"] == "2026-05-13"
    assert root["name"]
    assert root["description"]
    assert graph[root["license"]["@id"]]["@type"] == "CreativeWork"
    assert graph[root["author"]["@id"]]["name"] == "An invented council"


def test_whatever_is_referred_to_is_there(graph: dict[str, dict]):
    outside = {"https://w3id.org/ro/crate/1.1"}
    named = {to for one in graph.values() for value in one.values() for to in references(value)}
    assert named - outside <= set(graph)


def test_every_file_is_a_part_with_its_size_and_digest(folder: Path, graph: dict[str, dict]):
    files = {at: one for at, one in graph.items() if one["@type"] == "File"}
    assert {unquote(at) for at in files} == {
        "manifest.json",
        "tables/themes.parquet",
        "released/the themes.csv",
    }
    assert set(references(graph["./"]["hasPart"])) == set(files)
    for at, one in files.items():
        content = (folder / unquote(at)).read_bytes()
        assert one["sha256"] == sha256(content).hexdigest()
        assert one["contentSize"] == str(len(content))
        assert "/" in one["encodingFormat"]


def test_the_run_tells_what_the_manifest_tells(graph: dict[str, dict]):
    run = graph["#run"]
    assert run["@type"] == "CreateAction"
    tools = {
        graph[at]["name"]: graph[at]["softwareVersion"] for at in references(run["instrument"])
    }
    assert tools.pop("python") == MANIFEST.python
    assert tools.pop("model package/model") == "sha256 ee"
    assert tools == MANIFEST.versions
    read = [graph[at] for at in references(run["object"])]
    assert [one["identifier"] for one in read if one["@type"] == "Dataset"] == ["sha256:bb"]
    settings = {one["name"]: one["value"] for one in read if one["@type"] == "PropertyValue"}
    assert settings == {"themes.number": "auto", "study.seed": 7}
    assert references(run["result"]) == references(graph["./"]["hasPart"])


def test_the_same_run_is_told_in_the_same_bytes(folder: Path):
    assert crate(MANIFEST, STUDY, folder) == crate(MANIFEST, STUDY, folder)
