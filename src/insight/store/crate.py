"""A run's folder as an RO-Crate 1.1, for other programs: https://w3id.org/ro/crate/1.1.

What was run, on what, with which settings, and every file that came out, with its digest. All of it
comes from the manifest, the files and study.toml; no date but those that are given.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from insight.store.manifest import KEYED, Manifest
from insight.store.private import replacing

CONTEXT = ["https://w3id.org/ro/crate/1.1/context", {"sha256": "https://w3id.org/ro/terms#sha256"}]
PROFILE = "https://w3id.org/ro/crate/1.1"
FILE = "ro-crate-metadata.json"
_FORMATS = {
    ".parquet": "application/vnd.apache.parquet",
    ".toml": "application/toml",
    ".jsonl": "application/jsonl",
}
_TERMS = (
    "Tables below tables/, vectors.parquet and the codebook are de-identified words of people: "
    "personal data, for partners inside the study alone, under terms of the controller. What lies "
    "below released/ and report/ was screened for publication; a draft is not to be published."
)

Entity = dict[str, Any]


@dataclass(frozen=True)
class Described:
    """What study.toml and the ledger say of a study.

    `on` is the last day on which somebody decided or was heard (ISO); empty where none is known.
    """

    title: str
    controller: str
    on: str


def crate(manifest: Manifest, study: Described, folder: Path) -> Entity:
    """The metadata of `folder`, which holds what the run of `manifest` wrote."""
    files = [_file(path, folder) for path in _files(folder)]
    parts = [_to(one) for one in files]
    tools, inputs = list(_software(manifest)), list(_inputs(manifest))
    settings = list(_settings(manifest))
    people = _organisation(study)
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": study.title,
        "description": f"What a run of insight made of this study: {_state(manifest)}. "
        f"Release {manifest.release or 'none'}.",
        "license": {"@id": "#terms"},
        "hasPart": parts,
        "mentions": [{"@id": "#run"}],
        **({"datePublished": study.on} if study.on else {}),
        **({name: _to(one) for one in people for name in ("author", "publisher")}),
    }
    run: Entity = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "insight run",
        "description": f"The whole method, seed {manifest.seed}.",
        "instrument": [_to(one) for one in tools],
        "object": [_to(one) for one in (*inputs, *settings)],
        "result": parts,
        **({"endTime": study.on} if study.on else {}),
    }
    terms = {"@id": "#terms", "@type": "CreativeWork", "name": "Terms", "description": _TERMS}
    about = {
        "@id": FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": PROFILE},
        "about": {"@id": "./"},
    }
    graph = [about, root, *people, terms, run, *tools, *inputs, *settings, *files]
    return {"@context": CONTEXT, "@graph": graph}


def write_crate(told: Entity, path: Path) -> None:
    """Write a `crate` to `path`."""
    with replacing(path, private=False) as draft:
        draft.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _state(manifest: Manifest) -> str:
    return "a DRAFT, for not all of it was read" if manifest.draft else "read by named people"


def _to(entity: Mapping[str, Any]) -> Entity:
    return {"@id": entity["@id"]}


def _files(folder: Path) -> Iterator[Path]:
    """Every file of the run, whatever lies beside them hidden."""
    for path in sorted(folder.rglob("*")):
        within = path.relative_to(folder)
        if path.is_file() and path.name != FILE and not any(p[0] == "." for p in within.parts):
            yield path


def _file(path: Path, folder: Path) -> Entity:
    content = path.read_bytes()
    place = path.relative_to(folder).as_posix()
    guessed = _FORMATS.get(path.suffix) or mimetypes.guess_type(path.name, strict=False)[0]
    return {
        "@id": quote(place),
        "@type": "File",
        "name": place,
        "contentSize": str(len(content)),
        "encodingFormat": guessed or "application/octet-stream",
        "sha256": sha256(content).hexdigest(),
    }


def _organisation(study: Described) -> list[Entity]:
    if not study.controller:
        return []
    return [{"@id": "#controller", "@type": "Organization", "name": study.controller}]


def _software(manifest: Manifest) -> Iterator[Entity]:
    for name, version in sorted({"python": manifest.python, **manifest.versions}.items()):
        yield {
            "@id": f"#software-{quote(name, safe='')}",
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
        }
    for name, digest in sorted(manifest.models.items()):
        yield {
            "@id": f"#model-{quote(name, safe='')}",
            "@type": "SoftwareApplication",
            "name": f"model {name}",
            "softwareVersion": f"sha256 {digest}",
        }


def _inputs(manifest: Manifest) -> Iterator[Entity]:
    """The sources, which are not in the crate: how many files each has, and one digest of them."""
    for name, digest in sorted(manifest.inputs.items()):
        n = len(manifest.files.get(f"source {name}", []))
        yield {
            "@id": f"#source-{quote(name, safe='')}",
            "@type": "Dataset",
            "name": name,
            "description": f"Raw files, which are not part of this crate: {n} in number.",
            "identifier": f"sha256:{digest}",
        }


def _settings(manifest: Manifest) -> Iterator[Entity]:
    """Settings that tell nothing of anybody."""
    for key, value in sorted(manifest.settings.items()):
        if not str(value).startswith(KEYED):
            yield {
                "@id": f"#setting-{quote(key, safe='')}",
                "@type": "PropertyValue",
                "name": key,
                "value": value if isinstance(value, (bool, int, float, str)) else json.dumps(value),
            }


def last_day(days: Iterable[str]) -> str:
    """The last of `days` (ISO), whatever time stands behind it; empty where there is none.

    >>> last_day(["2026-03-31", "", "2026-11-23T17:29:11Z"])
    '2026-11-23'
    """
    return max((day[:10] for day in days if day), default="")
