"""A study, and its method from top to bottom.

Read, place, de-identify, embed, theme, code, measure, publish, report: each step takes the tables
that the steps before it made. People are placed early, because a bad postcode is soon found.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from sys import maxsize
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.schemas import Agreement, SpeakerAreas, empty
from insight.schemas.release import Release
from insight.store import Manifest, write_csv
from insight.store.custody import refuse_secrets
from insight.store.fingerprints import fingerprints, write_fingerprints
from insight.store.private import replacing_folder
from insight.store.vectors import read_vectors
from insight.study import describe, measured, promise, unchanged
from insight.study.changes import since_last_wave
from insight.study.crate import write_crate
from insight.study.links import write_links
from insight.study.opened import OpenedStudy, Say, Watch, quiet, unwatched
from insight.study.people import (
    coding,
    drawing,
    lapsing,
    negotiating,
    quoting,
    readings,
    records,
    releasing,
    reviewing,
    theming,
)
from insight.study.perspectives import perspectives

if TYPE_CHECKING:
    from insight.study.behind import Walked
    from insight.study.stages import Stages


class Study(OpenedStudy):
    """The study in `folder`: its settings, its tables, and the steps of its method.

    Every step puts its tables into `self.tables`; `save` writes them. `run` takes all steps and
    writes only when the last one is done, so that a failure leaves earlier results untouched.

    >>> Study("data/none")
    Traceback (most recent call last):
    insight.errors.SettingsError: data/none: there is no study.toml here; make a study with \
`insight new FOLDER`, or name the folder of one.
    """

    def __init__(
        self, folder: str | Path = ".", *, say: Say = quiet, watch: Watch = unwatched
    ) -> None:
        super().__init__(folder, say=say, watch=watch)
        self._quote_sheet = pd.DataFrame()
        self._to_recode: pd.DataFrame | None = None
        self._release: Release | None = None
        self._stages: Stages | None = None

    @property
    def release(self) -> Release:
        """What may leave, as `publish` made it in this session."""
        return self._release or self.publish()

    # -- the method -------------------------------------------------------------------------------

    def run(
        self,
        *,
        keep_vectors: bool = True,
        fresh: bool = False,
        workers: int = 0,
        scheduler: str = "",
    ) -> Path:
        """The whole method; returns the path of the report.

        What the last run computed from the same is taken from it, to the same digits;
        `fresh` computes all anew but the vectors of unchanged text, `keep_vectors=False` these too.
        So many `workers`, processes of this machine, help, or those of the Dask `scheduler` at that
        address; the result is the same.
        """
        from insight.engine import hired
        from insight.inference import remembering
        from insight.store.outputs import MOST_BYTES, Outputs
        from insight.store.portions import gather
        from insight.study.stages import Stages

        anew = fresh or not keep_vectors
        for read_before in ("codebook", "reference"):
            self.__dict__.pop(read_before, None)  # the files may have changed since
        with self.folder.locked():
            if anew:
                self.folder.forget_kept()
            # A study that needs help is large: what workers made is kept however much it is.
            most = maxsize if workers or scheduler else MOST_BYTES
            outputs = Outputs(self.folder.outputs, self.key, most)
            gather(self.folder.portions, outputs)
            seen = unchanged.files_of(self.folder, self.settings, self.custody)
            self._stages = stages = Stages(self, seen, fresh=anew)
            try:
                with (
                    hired(self.folder, self.settings.national, workers, scheduler) as helpers,
                    remembering(outputs, helpers),
                ):
                    self.compute(keep_vectors=keep_vectors)
            finally:
                self._stages = None
            self.save()
            stages.write()
            if not stages.taken:
                outputs.sweep()
            report = self.report()
            unchanged.remember(self, seen, report)
            return report

    def _step(self, name: str, make: Callable[[], None], *handed: pd.DataFrame) -> None:
        """A stage of a run: taken from the last one, or made now."""
        if self._stages is None:
            make()
        else:
            self._stages.step(name, make, *handed)

    def compute(self, *, keep_vectors: bool = True) -> None:
        """All steps up to the release, in memory."""
        self._note(describe.overdue(self))
        self.read()
        self.place()
        self.anonymise()
        self.embed(keep_vectors=keep_vectors)
        self.find_themes()
        self.code()
        self.measure()
        self.publish()

    def read(self) -> None:
        """Files -> documents, speakers, segments, exclusions."""
        from insight.corpus import read_sources

        corpus = read_sources(
            self.folder.root,
            self.settings.source,
            self.key,
            withdrawn=records.withdrawn(self.folder),
            progress=self._watch("Reading files"),
        )
        self.tables.put(
            {
                "documents": corpus.documents,
                "speakers": self._with_valid_consent(corpus.speakers),
                "segments": corpus.segments,
                "source_codings": corpus.codings,
                "exclusions": corpus.exclusions,
            }
        )
        self._note(*corpus.notes)

    def _with_valid_consent(self, speakers: pd.DataFrame) -> pd.DataFrame:
        """`speakers`, of whom those whose consent has ended allow nothing any more."""
        today = datetime.now(UTC).date().isoformat()
        ended = (speakers["consent_until"] != "") & (speakers["consent_until"] < today)
        if ended.any():
            self._note(f"The consent of {int(ended.sum())} people has ended; they are not quoted.")
        told = speakers.copy()
        told.loc[ended, ["consent_quote", "consent_share"]] = False
        return told

    def anonymise(self) -> None:
        """Segments -> identifiers, de-identified segments; pseudonyms go into the register."""
        from insight.anonymise import deidentify, find_identifiers, note_of

        documents, speakers = self.tables["documents"], self.tables["speakers"]
        segments = self.tables["segments"]
        rulings = self.rulings
        self.tables["identifiers"] = find_identifiers(
            segments,
            speakers,
            documents,
            self.known_names(),
            self.settings.anonymise,
            self.register,
            progress=self._watch("Finding identifiers"),
            decisions=rulings,
            key=self.key,
            recognisers=self.recognisers,
        )
        if named := sorted(str(getattr(one, "name", "")) for one in self.recognisers):
            self._note(f"Recognisers that the caller brought along: {', '.join(named)}.")
        self._note(note_of(self.settings.anonymise))
        if lapsed := rulings.lapsed(segments):
            self._note(f"{lapsed} decisions on identifiers lapsed: the text they are on changed.")
        unread = deidentify(segments, speakers, documents, self.tables["identifiers"], ())
        self.tables["deidentified_segments"] = unread
        units = self.reading_units()
        read = set(units.loc[units["reading"] == "read", "source"])
        of_read = documents.loc[documents["source"].isin(read), "document_id"]
        self.tables["deidentified_segments"] = unread.assign(
            state=unread["document_id"].isin(of_read).map({True: "read", False: "detected"})
        )

    def place(self) -> None:
        """Postcodes -> areas and their deprivation; the postcodes stay behind."""
        from insight.anonymise import deidentify_speakers
        from insight.places import place_speakers

        speakers = self.tables["speakers"]
        areas = empty(SpeakerAreas)
        if self.reference is not None:
            areas, _ = place_speakers(speakers, self.reference, self.settings.places)
            if self.reference.index["population"].isna().any():
                self._note(
                    "The index tells no residents, so people have a national decile but no fifth "
                    "of the authority, and nothing is said by area: add File 7, or File 6."
                )
        self.tables["speaker_areas"] = areas
        self.tables["deidentified_speakers"] = deidentify_speakers(
            speakers, self.tables["documents"], self.tables["segments"], areas
        )

    def embed(self, *, keep_vectors: bool = True) -> None:
        """Vectors of what participants said, reused where the text is unchanged."""
        from insight.inference import in_plain_words, rounded

        said = self.tables["deidentified_segments"].query("role != 'interviewer'")
        read = [in_plain_words(text) for text in said["text"]]
        digests = [self.key.digest(self.encoder.kept_as, text) for text in read]
        kept = read_vectors(self.folder.vectors) if keep_vectors else read_vectors(Path())
        known = dict(zip(kept["text_digest"], kept["vector"], strict=True))
        new = sorted({d: t for d, t in zip(digests, read, strict=True) if d not in known}.items())
        vectors = rounded(
            self.encoder.encode([t for _, t in new], progress=self._watch("Sentence vectors"))
        )
        known.update(zip((d for d, _ in new), vectors, strict=True))
        self._vectors = pd.DataFrame(
            {
                "segment_id": said["segment_id"].to_list(),
                "text_digest": digests,
                "vector": [known[digest] for digest in digests],
            }
        )

    def find_themes(self) -> None:
        """De-identified segments -> candidate themes, as people decided on them."""
        self._step("themes", self._find_themes)

    def _find_themes(self) -> None:
        from insight.study.themes import candidate_themes

        tables, notes = candidate_themes(self, self._watch)
        self.tables.put(tables)
        self._note(*notes)

    def code(self) -> None:
        """The codebook applied: by people where they did, by the machine everywhere."""
        of_people = coding.human_codings(self)
        self._note(*of_people.notes)
        human = drawing.with_chances(self, of_people.codings)
        self._to_recode = of_people.open
        self._step("codes", lambda: self._apply_codebook(human), human)

    def _apply_codebook(self, human: pd.DataFrame) -> None:
        from insight.coding import agreement, suggest

        segments = self.tables["deidentified_segments"]
        if self.codebook is None:
            self.tables.put({"codings": human, "agreement": empty(Agreement)})
            return
        machine = suggest(
            segments,
            self.vectors,
            self.codebook,
            human,
            self.settings.coding,
            self.encoder.encode,
            progress=self._watch("Applying the codebook"),
        )
        self._note(*machine.notes)
        self.tables["codings"] = pd.concat([human, machine.codings], ignore_index=True)
        self.tables["agreement"] = (
            empty(Agreement)
            if self.settings.study.approach == "reflexive"
            else agreement(self.tables["codings"], segments, self.codebook)
        )

    def read_memos(self) -> None:
        """What researchers wrote, as it stands, on the themes that there are now."""
        from insight.study.people.words import table

        self.tables["memos"] = table(self)

    def measure(self) -> None:
        """Who said what, where: exactly the figures that each source's design carries."""
        self._step("figures", self._measure)

    def _measure(self) -> None:
        from insight.inequality.evidence import measure, sensitivity

        evidence = measured.evidence(self)
        self.tables.put(measure(evidence))
        self.tables["sensitivity"] = sensitivity(evidence)
        self.tables.put(perspectives(self))

    def publish(self) -> Release:
        """Everything that may leave, screened, suppressed and rounded; the only exit."""
        from insight.disclosure import make_release, publish, why_draft

        self.read_memos()
        quotes, self._quote_sheet = quoting.candidates(self, vetoed=False)
        since = releasing.since(self)
        self._note(*releasing.in_words(self, since))
        tables = publish(describe.everything(self), self.settings.disclosure, since)
        tables |= since_last_wave(self, tables, describe.inputs(self))
        self._release = make_release(
            tables,
            quotes,
            self.settings.study,
            self.settings.disclosure,
            self.key,
            why_draft=why_draft(self.reading_units()),
            provenance=describe.provenance(self),
        )
        return self._release

    def report(self) -> Path:
        """The report from what was published, the sheets for readers, and the manifest."""
        from insight.anonymise import audit
        from insight.report import write_report
        from insight.study.people.words import write_sheets

        release = self.release
        with replacing_folder(self.folder.report) as new:
            name = write_report(release, new, maps=self.maps()).name
            refuse_secrets(new)
        with replacing_folder(self.folder.released) as new:
            for table, frame in release.tables.items():
                write_csv(frame, new / f"{table}.csv", private=release.draft)
            refuse_secrets(new)
        self._promise()
        readings.write_sheets(
            self.folder,
            self.reading_units(),
            self.tables["documents"],
            self.tables["deidentified_segments"],
            self.tables["speakers"],
            self._quote_sheet,
            self.samples(),
        )
        self._note(reviewing.write_review(self), theming.write_theme_sheet(self))
        self._note(negotiating.write_disagreements(self), lapsing.write_lapsed(self))
        if self._to_recode is not None:
            coding.write_sheet(self, self._to_recode)
        self._note(*write_sheets(self))
        counts = audit(self.tables["segments"], self.tables["identifiers"])
        write_csv(counts, self.folder.review / "audit.csv", private=True, for_excel=True)
        write_links(self)
        measured.write_sensitivity(self)
        if not release.draft:
            releasing.remember(self, release)
        return self.folder.report / name

    def _promise(self) -> None:
        """The manifest, and beside the tables what a partner needs to repeat the run."""
        from insight.coding import write_codebook

        tables = promise.promised(self)
        manifest = promise.manifest(self, tables)
        write_fingerprints(fingerprints(tables), self.folder.fingerprints)
        if self.codebook is not None:
            write_codebook(self.codebook, self.folder.codebook)
        manifest.write(self.folder.manifest)
        write_crate(self, manifest)

    # -- what a run tells of itself ---------------------------------------------------------------

    def describe(self) -> Manifest:
        """What this run is made of and what came out."""
        return promise.manifest(self)

    def behind(
        self, table: str, row: Mapping[Hashable, Any] | pd.Series | None = None, **key: object
    ) -> Walked:
        """Who and what was counted for one row of a table; see `insight.study.behind`.

        `row` is a row of the table, or `key` tells it: `behind("sources", name="survey")`.
        """
        from insight.study.behind import behind

        return behind(self, table, row, **key)

    def summary(self) -> pd.DataFrame:
        """One row per source: people, segments, what was left out, identifiers replaced."""
        return describe.summary(self)

    def problems(self) -> list[str]:
        """What is wrong with settings and inputs, before anything runs."""
        return describe.problems(self)
