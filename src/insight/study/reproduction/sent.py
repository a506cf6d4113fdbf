"""The method after de-identification, on tables that somebody sent: no raw file, no key, no ledger.

What cannot be repeated so is told with the reason, table by table; nothing stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from insight.errors import InputError
from insight.schemas import SpeakerAreas, empty
from insight.settings import Settings, read_settings
from insight.shown import Notes
from insight.store import Ledger, Manifest
from insight.store.fingerprints import FIGURES, RELEASED, VECTORS
from insight.store.key import StudyKey
from insight.store.manifest import KEYED
from insight.study import describe, measured
from insight.study.opened import OpenedStudy, Say, Watch
from insight.study.perspectives import perspectives, sides
from insight.study.promise import CODEBOOK, figures
from insight.study.reproduction.kept import Kept
from insight.study.themes import candidate_themes
from insight.study.workspace import Workspace

WORDS = ("deidentified_segments", "deidentified_speakers")
THEMES = ("themes", "segment_themes", "exemplars", "theme_quality", "theme_headings")
OF_CODEBOOK = (f"{RELEASED}codebook", f"{RELEASED}principles")
OF_THEMES = tuple(f"{RELEASED}{name}" for name in ("theme_map", "theme_quality", "theme_headings"))
OF_AREAS = tuple(
    f"{FIGURES}{name}" for name in ("theme_gradients", "weighted_prevalence", "representation")
)
_DECIDED = ("theme", "theme_member", "theme_example")
_DRAWN = "draw"
_RAW = "made from the raw files, which stay with the study"
_AREAS = "made with people's areas and counts of residents, which stay with the study"
_PEOPLE = "written by people, not computed"
_LEDGER = "made with the study's key and ledger, which stay with it"
_EARLIER = "hidden in part beside an earlier release, which stays with the study"
_MORE = "made from more people than are in this bundle"


class SentStudy(OpenedStudy):
    """The study of which `kept` holds tables: what can be made of them again, and of what not.

    `why_not` tells by table why it was not made. Settings come from study.toml where it is there,
    and else from the manifest.
    """

    def __init__(self, kept: Kept, *, say: Say, watch: Watch) -> None:
        self.folder = kept.folder
        self.settings = _settings(kept)
        self.tables = Workspace(kept.folder)
        self.tables["speaker_areas"] = empty(SpeakerAreas)
        self.notes = Notes()
        self.recognisers = ()
        self._say = say
        self._watch = watch
        self._vectors = None
        self.kept = kept
        self.why_not: dict[str, str] = {}

    @cached_property
    def key(self) -> StudyKey:
        """Any key: nothing made with it is compared."""
        return StudyKey.new()

    @cached_property
    def ledger(self) -> Ledger:
        """No decisions: what rests on them is not made again."""
        return Ledger(self.folder.processed / "no-ledger.jsonl")

    def embed(self) -> None:
        """Vectors anew from the text that lies here."""
        from insight.inference import in_plain_words, rounded

        if not self._is_promised(VECTORS):
            raise InputError(
                "no vectors were sent that could be compared",
                where=self.folder.manifest.name,
                remedy="leave --from-text out",
            )
        said = self.tables["deidentified_segments"].query("role != 'interviewer'")
        progress = self._watch("Sentence vectors")
        read = [in_plain_words(text) for text in said["text"]]
        vectors = rounded(self.encoder.encode(read, progress=progress))
        self._vectors = pd.DataFrame(
            {"segment_id": said["segment_id"].to_list(), "text_digest": "", "vector": list(vectors)}
        )

    def again(self, changed: Iterable[str]) -> dict[str, pd.DataFrame]:
        """All tables that can be made of those here, unless from one that was `changed`."""
        touched, manifest = set(changed), self.kept.manifest
        found: dict[str, pd.DataFrame] = {}
        if self._may(THEMES, [*WORDS[:1], VECTORS], touched, _no_themes(manifest)):
            tables, notes = candidate_themes(self, self._watch)
            self._note(*notes)
            found |= self._put({name: tables[name] for name in THEMES})
            touched -= found.keys()
        if self._may(["codings"], [*WORDS[:1], VECTORS, CODEBOOK, "codings"], touched, self._mute):
            self._code()
            found["codings"] = self.tables["codings"]
        of_codes = [VECTORS, CODEBOOK, "segment_themes"]
        if self._may(["theme_codes"], of_codes, touched, self._mute):
            found |= self._put({"theme_codes": perspectives(self)["theme_codes"]})
        return found | self._figures(touched)

    def _put(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Hold `tables`; returns them as they are kept."""
        self.tables.put(tables)
        return {name: self.tables[name] for name in tables}

    def _may(
        self, tables: Iterable[str], needed: Iterable[str], touched: set[str], why_not: str
    ) -> bool:
        """Whether `tables` can be made; where not, why is noted."""
        needed = list(needed)
        mine = list(tables)
        absent = [name for name in needed if name not in self._here and self._is_promised(name)]
        if not why_not and absent:
            why_not = f"made from what is not here: {', '.join(absent)}"
        if not why_not and (of := sorted(touched.intersection(needed))):
            why_not = f"made from {', '.join(of)}, which is not as promised"
        if why_not:
            self.why_not |= dict.fromkeys(mine, why_not)
        return not why_not

    def _is_promised(self, name: str) -> bool:
        return name in self.kept.manifest.tables

    @cached_property
    def _here(self) -> frozenset[str]:
        """Names of the promised shareable tables that lie here."""
        names = [one for one in self.kept.manifest.tables if not one.startswith(RELEASED)]
        folder = self.folder
        places = {VECTORS: folder.vectors, CODEBOOK: folder.codebook}
        return frozenset(one for one in names if places.get(one, folder.table(one)).is_file())

    @property
    def _mute(self) -> str:
        """Why the machine's codes are not made again; empty where they are."""
        if self.kept.manifest.of == "bundle":
            return _MORE
        return "" if self.codebook is not None else _PEOPLE

    def _code(self) -> None:
        """The machine's codes, from what people coded."""
        from insight.coding import suggest
        from insight.coding.people.human import MACHINE

        codings, book = self.tables["codings"], self.codebook
        if book is None:
            return
        human = codings[codings["coder"] != MACHINE]
        machine = suggest(
            self.tables["deidentified_segments"],
            self.vectors,
            book,
            human,
            self.settings.coding,
            self.encoder.encode,
            progress=self._watch("Applying the codebook"),
        )
        self.tables["codings"] = pd.concat([human, machine.codings], ignore_index=True)

    def _figures(self, touched: set[str]) -> dict[str, pd.DataFrame]:
        """Figures before they are rounded, and what can be released of them."""
        names = [f"{FIGURES}{one}" for one in (*describe.MEASURES, "theme_views", "theme_only")]
        needed = [*WORDS, "codings", "segment_themes"]
        why_not = (
            "people drew what to code, with chances that stand in the study's ledger"
            if self.kept.manifest.decisions.get(_DRAWN)
            else ""
        )
        released = [one for one in self.kept.manifest.tables if one.startswith(RELEASED)]
        self.why_not |= dict.fromkeys(released, _RAW)
        if not self._may(names, needed, touched, why_not):
            self.why_not |= dict.fromkeys(released, self.why_not[names[0]])
            return {}
        from insight.coding import agreement
        from insight.inequality.evidence import measure
        from insight.schemas import Agreement

        self.tables.put(measure(measured.evidence(self)))
        self.tables.put(sides(self))
        segments, book = self.tables["deidentified_segments"], self.codebook
        self.tables["agreement"] = (
            empty(Agreement)
            if book is None or self.settings.study.approach == "reflexive"
            else agreement(self.tables["codings"], segments, book)
        )
        found = figures(self)
        if self._of_areas:
            self.why_not |= dict.fromkeys(OF_AREAS, _AREAS)
            found = {name: frame for name, frame in found.items() if name not in OF_AREAS}
        return found | self._released(set(released))

    @property
    def _of_areas(self) -> bool:
        """Whether figures of the study are made with areas and residents."""
        return self.kept.manifest.settings.get("places.authority") is not None

    def _released(self, promised: set[str]) -> dict[str, pd.DataFrame]:
        from insight.disclosure import publish

        if not promised:
            return {}
        tables = publish(describe.from_shareable(self), self.settings.disclosure)
        found = {f"{RELEASED}{name}": frame for name, frame in tables.items()}
        if self._of_areas or self.kept.manifest.hidden:
            why = _AREAS if self._of_areas else _EARLIER
            self.why_not |= dict.fromkeys(found, why)
            alone = {*OF_CODEBOOK, *OF_THEMES, f"{RELEASED}agreement"}
            found = {name: frame for name, frame in found.items() if name in alone}
        return {name: frame for name, frame in found.items() if name in promised}

    @cached_property
    def codebook(self) -> Any:
        """The codebook that lies beside the tables."""
        from insight.coding import read_codebook

        path = self.folder.codebook
        return read_codebook(path) if path.is_file() else None

    @cached_property
    def reference(self) -> None:
        """None: nothing is placed again."""
        return None

    def reason(self, name: str) -> str:
        """Why the table `name` was not made again."""
        if name in self.why_not:
            return self.why_not[name]
        if name in (VECTORS, *WORDS):
            return _RAW
        return _PEOPLE if name in ("memos", CODEBOOK) else _LEDGER


def _no_themes(manifest: Manifest) -> str:
    """Why themes are not found again; empty where they are."""
    if manifest.of == "bundle":
        return _MORE
    if any(manifest.decisions.get(kind) for kind in _DECIDED):
        return "people decided on themes, and how stands in the study's ledger"
    if manifest.settings.get("themes.labels.endpoint"):
        return "labels were proposed by a language model"
    return ""


def _settings(kept: Kept) -> Settings:
    """Settings of the study.toml that lies here, else those that the manifest tells."""
    if kept.folder.settings.is_file():
        return read_settings(kept.folder.settings)
    told = kept.manifest.settings
    if not told:
        raise InputError(
            "the manifest tells no settings, and there is no study.toml",
            where=kept.folder.manifest.name,
            remedy="ask the sender for study.toml, or for a manifest of this version of insight",
        )
    parts = ("study", "themes", "coding", "figures", "disclosure")
    nested: dict[str, Any] = {}
    for key, value in told.items():
        if key.split(".")[0] in parts and not str(value).startswith(KEYED):
            _put(nested, key.split("."), value)
    nested["study"]["title"] = "As it was sent"
    return Settings.model_validate(nested | {"source": list(_sources(kept, told))})


def _put(nested: dict[str, Any], path: list[str], value: object) -> None:
    for step in path[:-1]:
        nested = nested.setdefault(step, {})
    nested[path[-1]] = value


def _sources(kept: Kept, told: Mapping[str, object]) -> Iterable[dict[str, object]]:
    """The sources of people and texts, as far as the method needs them after de-identification."""
    people = kept.table("deidentified_speakers")
    if people is None:
        people = pd.DataFrame({"source_name": ["as sent"], "sampling": ["purposive"]})
    for name, own in people.groupby("source_name", sort=True):
        public = told.get(f"source.{name}.quote_without_consent", False)
        yield {
            "name": str(name),
            "files": "as sent",
            "sampling": str(own["sampling"].iloc[0]),
            "quote_without_consent": public,
        }
