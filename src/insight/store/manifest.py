"""What a run was made of and what came out: digests, versions, seeds; no date, no path."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from insight.errors import InputError
from insight.schemas import SCHEMA_VERSION
from insight.shown import Shown, Sight, facts
from insight.store.private import replacing

_LIBRARIES = (
    "insight",
    "bertopic",
    "numpy",
    "openvino",
    "pandas",
    "presidio-analyzer",
    "scikit-learn",
    "scikit-network",
    "scipy",
    "spacy",
    "statsmodels",
    "threadpoolctl",
    "tokenizers",
)

KEYED = "keyed digest "


def table_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of the content of `frame` as text: independent of file format and its libraries."""
    content = frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    return sha256(content.encode()).hexdigest()


Plain = bool | int | float | str | list[Any] | dict[str, Any] | None


@dataclass(frozen=True, repr=False)
class Manifest(Shown):
    """Record of one run; nothing in it tells of a person.

    `tables` and `fingerprints` are digests of contents; `inputs` one digest for each source, and
    `files` keyed digests of all files that the run read, by what they are for (a file's name may
    be a person's). `settings` has values that tell nothing of anybody, and keyed digests of the
    others (from `KEYED` on). `decisions` counts the ledger's by their kind; `hidden` says that
    something is hidden because of an earlier release. `of` is what the tables are all of.
    """

    seed: int
    tables: dict[str, str]
    inputs: dict[str, str]
    release: str
    draft: bool
    of: Literal["study", "bundle"] = "study"
    fingerprints: str = ""
    files: dict[str, list[str]] = field(default_factory=dict)
    settings: dict[str, Plain] = field(default_factory=dict)
    decisions: dict[str, int] = field(default_factory=dict)
    hidden: bool = False
    models: dict[str, str] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION
    python: str = field(default_factory=platform.python_version)
    versions: dict[str, str] = field(
        default_factory=lambda: {name: version(name) for name in _LIBRARIES}
    )

    def write(self, path: Path) -> None:
        """Write to `path` as JSON with sorted keys."""
        with replacing(path, private=False) as draft:
            draft.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest kept at `path`."""
        if not path.is_file():
            raise InputError(
                "there is no manifest to compare with",
                where=path.name,
                remedy="run `insight run` once, or ask the sender for data/processed/manifest.json",
            )
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise InputError(
                "not a manifest",
                where=path.name,
                remedy="restore data/processed/manifest.json, or ask the sender for it",
            ) from None

    def differing(self, other: Manifest) -> list[str]:
        """Names of the tables whose content is not the same in `other`, in order."""
        names = sorted(set(self.tables) | set(other.tables))
        return [name for name in names if self.tables.get(name) != other.tables.get(name)]

    def sight(self) -> Sight:
        """What it promises, in numbers; no digest is spelt out."""
        return facts(
            f"Manifest of a {'DRAFT' if self.draft else 'final'} run",
            {
                "release": self.release,
                "seed": self.seed,
                "tables": f"{len(self.tables)}, each by the SHA-256 of its content",
                "inputs": f"{len(self.inputs)} sources, each by the SHA-256 of its files",
                "python": self.python,
                "libraries": ", ".join(f"{name} {one}" for name, one in self.versions.items()),
                "schema version": self.schema_version,
            },
        )
