"""A study as it is opened: its settings, its tables, and what its steps share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.progress import Progress, silent
from insight.schemas import TABLES
from insight.schemas.shown import watch_notebook
from insight.settings import Settings, SourceSettings, read_settings
from insight.shown import Notes, Shown, Sight, facts
from insight.store import Ledger, StudyFolder, StudyKey
from insight.store.custody import Custody
from insight.store.folder import cache_folder
from insight.store.vectors import read_vectors, write_vectors
from insight.study.people import custody, readings, samples
from insight.study.workspace import Workspace

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from presidio_analyzer import EntityRecognizer

    from insight.anonymise import Register, Rulings
    from insight.coding import Codebook
    from insight.inference import Encoder
    from insight.places import Reference
    from insight.review.widget import Reader
    from insight.study.context import Found

Say = Callable[[str], None]
Watch = Callable[[str], Progress]


def quiet(message: str) -> None:
    """Say nothing."""


def unwatched(task: str) -> Progress:
    """Show no progress."""
    return silent


class OpenedStudy(Shown):
    """The study in `folder`, without its steps (see `Study`).

    `tables` holds tables by name: those made since, else those on disk. `notes` collects what the
    steps had to say; it holds no words of a person. `recognisers`, Presidio's or one's own, look
    for further identifiers: hand them over before a step is taken (docs/own-recognisers.md).
    """

    def __init__(
        self, folder: str | Path = ".", *, say: Say = quiet, watch: Watch = unwatched
    ) -> None:
        self.folder = StudyFolder(Path(folder))
        self.settings: Settings = read_settings(self.folder.settings)
        self.tables = Workspace(self.folder)
        self.notes = Notes()
        self.recognisers: Sequence[EntityRecognizer] = ()
        self._say = say
        self._watch = watch
        self._vectors: pd.DataFrame | None = None
        watch_notebook()

    @cached_property
    def custody(self) -> Custody:
        """Where the study's secrets lie."""
        return Custody.of(self.folder, self.settings.study)

    @cached_property
    def key(self) -> StudyKey:
        """The study's secret; opening it is logged."""
        return self.custody.open()

    @cached_property
    def ledger(self) -> Ledger:
        """What people decided."""
        return Ledger(self.folder.root / self.settings.study.ledger, self.folder.ledger_lock)

    @cached_property
    def encoder(self) -> Encoder:
        """What makes the vectors, and whatever is compared with them."""
        from insight.inference import encoder_of

        return encoder_of(self.settings.themes.vectors)

    @cached_property
    def register(self) -> Register:
        """Which pseudonym stands for whom, by keyed hash."""
        return custody.open_register(self)

    @property
    def rulings(self) -> Rulings:
        """What people decided about identifiers, as it stands now."""
        from insight.anonymise import Rulings

        return Rulings.of(self.ledger.decisions(), self.key)

    @cached_property
    def codebook(self) -> Codebook | None:
        """The codebook, where the study names one."""
        from insight.coding import codebook_path, read_codebook

        named = self.settings.coding.codebook
        book = read_codebook(codebook_path(named, self.folder.root)) if named else None
        self._note(*(book.notes if book else ()))
        return book

    @cached_property
    def reference(self) -> Reference | None:
        """Reference tables of the county, where the study names one."""
        from insight.places import read_reference

        places = self.settings.places
        if not places.authority:
            return None
        return read_reference(self.folder.root, places, cache_folder())

    def sight(self) -> Sight:
        """What the study is, and how far it has come."""
        told, made = self.settings.study, any(name in self.tables for name in TABLES)
        return facts(
            told.title,
            {
                "approach": told.approach,
                "controller": told.controller,
                "sources": ", ".join(
                    f"{one.name} ({one.kind}, {one.sampling})" for one in self.settings.source
                ),
                "tables": "made" if made else "none yet: run() makes them",
                "notes": len(self.notes) or None,
            },
            'Tables are in study.tables, by name; study.find("word") looks for what was said.',
        )

    def find(
        self,
        words: str = "",
        *,
        theme: int | None = None,
        code: str = "",
        group: str = "",
        source: str = "",
    ) -> Found:
        """Where participants hold all that is asked for, and how many of those asked they are.

        `words` is a word, a phrase, or how a word begins ("board*"). See `study.context.find`.
        """
        from insight.study.context import find

        return find(self, words, theme=theme, code=code, group=group, source=source)

    def in_context(self, what: Found | pd.DataFrame) -> Reader:
        """What was found, or any table with segment_id, to be read; the notebook saves no word."""
        from insight.study.context.reading import in_context

        return in_context(self, what)

    @property
    def vectors(self) -> pd.DataFrame:
        """Vectors of what participants said: segment_id, text_digest, vector (float16)."""
        if self._vectors is None:
            self._vectors = read_vectors(self.folder.vectors)
        return self._vectors

    def source_of(self, file: str) -> SourceSettings:
        """Settings of the source that `file` (relative to the study) belongs to."""
        of = self.tables["documents"].drop_duplicates("source").set_index("source")["source_name"]
        return next(source for source in self.settings.source if source.name == of[file])

    def known_names(self) -> pd.DataFrame | None:
        """The roster of names known beforehand: columns name and kind."""
        from insight.corpus import read_known_names

        named = self.settings.anonymise.known_names
        return read_known_names(self.folder.root / named) if named else None

    def reading_units(self) -> pd.DataFrame:
        """Which files were read, as they stand now, by a named person: whole, or by a sample."""
        return samples.with_samples(self._whole_readings(), self.samples())

    def samples(self) -> list[samples.Sample]:
        """The people to be read in place of whole surveys, where the settings say so."""
        return samples.samples(
            self.tables["documents"],
            self.tables["deidentified_segments"],
            self._whole_readings(),
            self.ledger,
            self.key,
            self.settings.anonymise,
        )

    def _whole_readings(self) -> pd.DataFrame:
        return readings.reading_units(
            self.tables["documents"], self.tables["deidentified_segments"], self.ledger, self.key
        )

    def maps(self) -> dict[str, GeoDataFrame] | None:
        """Areas of the county by the index they belong to, for the report's map.

        None without places, or where the reference folder has no outlines.
        """
        from insight.places import boundaries

        if self.reference is None:
            return None
        outlines = boundaries(self.reference)
        if outlines is None:
            self._note("There are no outlines of the areas, so the report has no map.")
            return None
        return {self.reference.vintage.deprivation.replace("iod", "IoD"): outlines}

    def save(self) -> None:
        """Write the tables, vectors and pseudonyms made since the last time."""
        self.tables.write()
        if "register" in self.__dict__:
            self._note(custody.keep_register(self))
        if self._vectors is not None:
            write_vectors(self._vectors, self.folder.vectors)

    def forget_pseudonyms(self, names: Collection[str]) -> None:
        """Take the people called `names` out of the register; their numbers are not used again."""
        gone = self.register.forget(names)
        self.custody.names.without(set(gone))
        custody.keep_register(self)

    def _note(self, *notes: str) -> None:
        for note in filter(None, notes):
            self.notes.append(note)
            self._say(note)
