"""A fitted model kept as data, and applied to a later wave.

A folder with `model.json` (what it is made of and its themes) and `arrays.npz` (numbers alone, no
pickle). It holds no text, no segment and no speaker: labels and keywords are words that several
people used, and what is kept of the wave are sums over people. Vectors of another encoder, or a
model of another version, are refused: their numbers would mean something else.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from insight.errors import InputError, InsightError
from insight.inference import encoder_digests, encoder_of
from insight.schemas import DeidentifiedSegments, ThemeHeadings, Themes, validate
from insight.settings import ThemesSettings
from insight.store.private import make_private_folder, replacing, write_private
from insight.themes.drift import NONE, drift
from insight.themes.fit import FittedThemes, fit_themes
from insight.themes.graph import GRAIN, Directions, FloatArray, directions
from insight.themes.ground import ground_of, nearness
from insight.themes.placing import placed
from insight.themes.usable import UsableText, usable_text
from insight.themes.waves import Wave, sums_of, wave_of

MODEL_VERSION = 2
_JSON, _ARRAYS = "model.json", "arrays.npz"
_LIBRARIES = ("insight", "numpy", "pandas", "scikit-learn", "scikit-network", "scipy")


def _versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: version(name) for name in _LIBRARIES}}


@dataclass(frozen=True)
class SavedThemes:
    """Themes of one wave, ready for another.

    `themes` is a Themes table (k rows, theme_id 0, 1, ...) and `headings` a ThemeHeadings table;
    `centres` (k, d) and `mean` (d,) are whole multiples of 1/32,768. `ground` (m, d) are mean
    directions of small groups of texts, of five people or more each; a text that is nearer to none
    of them than `needed` fits no theme.
    """

    themes: pd.DataFrame
    headings: pd.DataFrame
    centres: FloatArray
    mean: FloatArray
    ground: FloatArray
    needed: float
    wave: Wave
    settings: ThemesSettings
    seed: int
    encoder: Mapping[str, str] = field(default_factory=encoder_digests)
    versions: Mapping[str, str] = field(default_factory=_versions)

    @classmethod
    def of(cls, fitted: FittedThemes, settings: ThemesSettings, seed: int) -> SavedThemes:
        """What is kept of `fitted`; InputError where it has no themes."""
        if fitted.usable is None or not len(fitted.centres):
            raise InputError(
                "there are no themes to save",
                remedy="with so few texts, read them; themes can be saved once there are some",
            )
        usable, count = fitted.usable, len(fitted.centres)
        points = directions(usable.vectors, fitted.mean)
        speakers = list(usable.segments.groupby("row")["speaker_id"].agg(set))
        ground, needed, own = ground_of(usable.vectors, speakers, seed)
        found = placed(usable, points.cosines(_middles(fitted.centres)), own >= needed)
        return cls(
            validate(Themes, fitted.themes),
            validate(ThemeHeadings, fitted.hierarchy),
            np.rint(fitted.centres * GRAIN) / GRAIN,
            np.rint(fitted.mean * GRAIN) / GRAIN,
            np.rint(ground.unit * GRAIN) / GRAIN,
            needed,
            wave_of(usable, points, found, count, (seed, 0)),
            settings,
            seed,
            encoder_of(settings.vectors).digests(),
        )

    def notes(self) -> tuple[str, ...]:
        """What differs between the libraries that it was made with and those here."""
        here = _versions()
        other = sorted(name for name, told in self.versions.items() if here.get(name) != told)
        return (f"The model was made with other versions of {', '.join(other)}.",) if other else ()


@dataclass(frozen=True)
class Applied:
    """A later wave in the themes of an earlier one.

    `themes`, `segment_themes` and `headings` as they were fitted, sizes of this wave; `drift` as
    `insight.themes.drift.drift` says; `new_ground` are candidate themes among the segments that fit
    none of the themes, or a reading list of them; None where every segment fits.
    """

    themes: pd.DataFrame
    segment_themes: pd.DataFrame
    headings: pd.DataFrame
    drift: pd.DataFrame
    new_ground: FittedThemes | None
    notes: tuple[str, ...]


def apply_themes(
    saved: SavedThemes, segments: pd.DataFrame, vectors: pd.DataFrame, *, intervals: bool
) -> Applied:
    """`segments` of a later wave, with their `vectors`, in the themes of `saved`.

    The same model and segments give the same answer, whatever the order of rows. `intervals` says
    whether people came to be asked in a way that carries chance statements.

    Raises InputError where a usable segment has no vector, or none is usable.
    """
    usable = usable_text(
        validate(DeidentifiedSegments, segments), vectors, saved.settings.min_words
    )
    if usable.segments.empty:
        raise InputError("no text here is long enough to be placed among themes")
    points = directions(usable.vectors, saved.mean)
    inside = nearness(usable.vectors, _middles(saved.ground)) >= saved.needed
    found = placed(usable, points.cosines(_middles(saved.centres)), inside)
    count = len(saved.centres)
    now = wave_of(usable, points, found, count, (saved.seed, 1))
    own = sums_of(usable, points, found, count)
    themes = saved.themes.assign(
        n_segments=now.members, n_speakers=[len(one.counts) for one in own]
    )
    ground = _new_ground(saved, segments, vectors, found)
    notes = (*saved.notes(), _told(usable, now), *([ground.note] if ground else []))
    return Applied(
        validate(Themes, themes),
        found,
        saved.headings,
        drift(saved.themes, saved.wave, now, own, saved.seed, intervals=intervals),
        ground,
        notes,
    )


def _middles(rows: FloatArray) -> Directions:
    """Unit vectors `rows` as whole numbers."""
    whole = np.rint(rows * GRAIN)
    return Directions(whole, np.sqrt((whole**2).sum(axis=1)))


def _told(usable: UsableText, now: Wave) -> str:
    share = 100 * now.n_none / now.of_segments
    return (
        f"{now.n_none} of {len(usable.segments)} segments ({share:.1f} %) fit none of the themes."
    )


def _new_ground(
    saved: SavedThemes, segments: pd.DataFrame, vectors: pd.DataFrame, found: pd.DataFrame
) -> FittedThemes | None:
    """Candidate themes among the segments that fit none; few of them give a reading list."""
    outside = set(found.loc[found["theme_id"] == NONE, "segment_id"])
    if not outside:
        return None
    settings = saved.settings.model_copy(update={"number": "auto"})
    left = segments[segments["segment_id"].isin(outside)]
    return fit_themes(left, vectors, settings, saved.seed)


def write_saved(saved: SavedThemes, folder: Path) -> None:
    """Keep `saved` in `folder`, for its owner alone; the same model gives the same bytes."""
    arrays = {
        "centres": np.rint(saved.centres * GRAIN).astype(np.int32),
        "mean": np.rint(saved.mean * GRAIN).astype(np.int32),
        "ground": np.rint(saved.ground * GRAIN).astype(np.int32),
        "needed": np.float64(saved.needed),
        **{f"wave_{name}": value for name, value in asdict(saved.wave).items()},
    }
    packed = BytesIO()
    np.savez(packed, **arrays)
    told = {
        "model_version": MODEL_VERSION,
        "arrays_sha256": sha256(packed.getvalue()).hexdigest(),
        "encoder": dict(saved.encoder),
        "versions": dict(saved.versions),
        "seed": saved.seed,
        "settings": saved.settings.model_dump(),
        "themes": saved.themes.astype(object).where(saved.themes.notna(), None).to_dict("records"),
        "headings": saved.headings.to_dict("records"),
    }
    make_private_folder(folder)
    with replacing(folder / _ARRAYS, private=True) as draft:
        draft.write_bytes(packed.getvalue())
    write_private(folder / _JSON, json.dumps(told, indent=1, sort_keys=True) + "\n")


def read_saved(folder: Path) -> SavedThemes:
    """The model kept in `folder`.

    Raises InputError where there is none, where it is of another version or for another encoder,
    or where its files do not belong together.
    """
    told = _described(folder)
    if told.get("model_version") != MODEL_VERSION:
        raise _refused(folder, "a model of another version of insight", "fit and save it anew")
    settings = told.get("settings")
    kind = settings.get("vectors") if isinstance(settings, dict) else None
    if told.get("encoder") != encoder_of(kind or "default").digests():
        raise _refused(
            folder,
            "a model for another encoder: its numbers mean something else here",
            "fit and save it anew with this one",
        )
    packed = folder / _ARRAYS
    content = packed.read_bytes() if packed.is_file() else b""
    if sha256(content).hexdigest() != told.get("arrays_sha256"):
        raise _refused(folder, f"{_ARRAYS} is not the one that {_JSON} is about", "copy it again")
    try:
        arrays = dict(np.load(BytesIO(content), allow_pickle=False))
        return _made(told, arrays)
    except (BadZipFile, InsightError, KeyError, TypeError, ValueError):
        raise _refused(folder, "not a whole model", "copy it again") from None


def _described(folder: Path) -> dict[str, Any]:
    path = folder / _JSON
    if not path.is_file():
        raise _refused(folder, "there is no saved model", "save one with `insight themes --save`")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _refused(folder, f"{_JSON} cannot be read", "copy it again")
    return told


def _made(told: Mapping[str, Any], arrays: Mapping[str, Any]) -> SavedThemes:
    own = {
        name.removeprefix("wave_"): value
        for name, value in arrays.items()
        if name.startswith("wave_")
    }
    whole = {name: int(own[name]) for name in ("of_speakers", "n_none", "of_segments")}
    return SavedThemes(
        validate(Themes, pd.DataFrame(told["themes"])),
        validate(ThemeHeadings, pd.DataFrame(told["headings"])),
        arrays["centres"] / GRAIN,
        arrays["mean"] / GRAIN,
        arrays["ground"] / GRAIN,
        float(arrays["needed"]),
        Wave(**(own | whole)),
        ThemesSettings.model_validate(told["settings"]),
        int(told["seed"]),
        told["encoder"],
        told["versions"],
    )


def _refused(folder: Path, problem: str, remedy: str) -> InputError:
    return InputError(problem, where=folder.name, remedy=remedy)
